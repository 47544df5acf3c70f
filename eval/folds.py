"""Fact matching: whether a gold fact occurs in an answer, after the folding that question files are written for.

A fact holds when one of its aliases occurs in the answer after case, accents, spaces, apostrophes and thousands separators
are folded. An alias starts where a word starts; a number ends where it ends, so that "7 %" is not found in "17 %" nor
"35" in "35,5"; a word of four letters or more may carry an ending ("recommandation" is found in "recommandations").
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.folding import fold, strip_accents

_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[ .,]\d{3})+(?![\d])")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[%€$])")
_SHORT = 3
"""Letters of an alias ("IA", "non") that must be a whole word."""


@lru_cache(maxsize=20_000)
def fold_fact(text: str) -> str:
    """Return a text as facts are compared: no case, no accents, one kind of space, thousands joined, "7 %" as "7%"."""
    folded = strip_accents(fold(text)).casefold()
    folded = _THOUSANDS.sub(lambda match: re.sub(r"\D", "", match.group()), folded)
    return _BEFORE_UNIT.sub("", folded)


@lru_cache(maxsize=20_000)
def _pattern(alias: str) -> re.Pattern[str]:
    folded = fold_fact(alias)
    before = r"(?<![\w])(?<!\d[.,])" if folded[:1].isdigit() else r"(?<!\w)" if folded[:1].isalnum() else ""
    if folded[-1:].isdigit():
        after = r"(?!\d)(?![.,]\d)"
    elif folded[-1:].isalpha() and len(folded) <= _SHORT:
        after = r"(?!\w)"
    else:
        after = ""
    return re.compile(before + re.escape(folded) + after)


def fact_holds(aliases: Sequence[str], answer: str) -> bool:
    """Whether one of the aliases occurs in the answer."""
    folded = fold_fact(answer)
    return any(_pattern(alias).search(folded) for alias in aliases)
