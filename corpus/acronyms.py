"""Acronyms and what they stand for, as the documents themselves say: "CESER (Conseil économique, social …)" and the reverse.

The method of Schwartz and Hearst (2003): the letters of the short form must occur in order in the long form, the first
one at the start of its first word. Here each letter must open a word, so that only true expansions are kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.folding import strip_accents

_ACRONYM = r"[A-ZÉÈ]\.?(?:[A-ZÉÈ]\.?){1,9}"
_BRACKET = re.compile(rf"(?<![\w])(?P<short>{_ACRONYM})\s*\((?P<long>[^()\d]{{8,120}})\)")
_AFTER = re.compile(rf"\((?:le |la |les |l['’]|the |ci-après,? |dit )*[«“\"]?\s*(?P<short>{_ACRONYM})\s*[»”\"]?\)")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset("de des du d la le les l et pour en au aux sur of the and for on in a à".split())
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form, in capitals without dots, and the words it stands for."""

    short: str
    long: str


def acronyms(texts: Iterable[str]) -> list[Acronym]:
    """Return the acronyms that some texts explain, each with its first explanation."""
    found: dict[str, Acronym] = {}
    for text in texts:
        for one in _explained(text):
            found.setdefault(one.short, one)
    return list(found.values())


def _explained(text: str) -> Iterator[Acronym]:
    for match in _BRACKET.finditer(text):
        short = _plain(match["short"])
        words = list(_WORD.finditer(match["long"]))
        if words and _stands_for(short, [word.group() for word in words]):
            yield Acronym(short, _tidy(match["long"]))
    for match in _AFTER.finditer(text):
        short = _plain(match["short"])
        before = text[max(0, match.start() - 160) : match.start()]
        words = list(_WORD.finditer(before))[-_MOST_WORDS:]
        # The shortest run of words that the letters fit, ending right before the bracket.
        for first in range(len(words) - 1, -1, -1):
            run = [word.group() for word in words[first:]]
            if run[0].lower() not in _SMALL and _stands_for(short, run):
                yield Acronym(short, _tidy(before[words[first].start() :]))
                break


def _plain(short: str) -> str:
    return strip_accents(short.replace(".", "")).upper()


def _tidy(long: str) -> str:
    return " ".join(long.split()).strip(' ,;:«»“”"')


def _stands_for(short: str, words: list[str]) -> bool:
    """Whether the letters of a short form open the words one after the other, small words left aside or not."""
    long = [strip_accents(word[0]).upper() for word in words if word.lower() not in _SMALL]
    whole = [strip_accents(word[0]).upper() for word in words]
    return len(long) > 1 and short in ("".join(long), "".join(whole))
