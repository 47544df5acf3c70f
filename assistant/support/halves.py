"""Two halves of different sentences, joined word for word, prove nothing of the whole."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.statements import Statement, akin
from assistant.support.views import GRAM, Unit

_LINKS = frozenset("et mais tandis alors or and but while whereas".split())
_CLAUSE_SIGNS = re.compile(r"[,;:.()]")


def spliced(claim: Statement, units: Sequence[Unit]) -> bool:
    """Whether the claim runs word for word from one source sentence into the middle of another.

    Two source sentences may be joined where a clause ends, when the second one is taken from its subject on or also
    speaks of the claim's subject.
    """
    runs = _runs(claim, units)
    if len(runs) < 2:
        return False
    # What the claim is about: its first words, but for those that every other sentence has too.
    common = [stem for stem in claim.terms[:4] if sum(stem in unit.index.stems for unit in units) > len(units) / 2]
    subject = [stem for stem in claim.terms[:4] if stem not in common][:2]
    for (_, _, one), (start, place, other) in pairwise(runs):
        if one is other:
            continue
        words = claim.words
        clause = (
            bool(_CLAUSE_SIGNS.search(words[start].before))
            or words[start].plain in _LINKS
            or words[start - 1].plain in _LINKS
        )
        before = {word.stem for word in other.statement.words[:place]}
        shared = bool(subject) and all(any(akin(stem, source) for source in before if source) for stem in subject)
        if not clause or not (place <= 2 or shared):
            return True
    return False


def _runs(claim: Statement, units: Sequence[Unit]) -> list[tuple[int, int, Unit]]:
    """Return the long word-for-word runs of the claim, in order: start, place in the unit, unit."""
    words = claim.words
    plain = [word.plain for word in words]
    runs: list[tuple[int, int, Unit]] = []
    at = 0
    while at <= len(plain) - GRAM:
        gram = tuple(plain[at : at + GRAM])
        length, place, unit = 0, 0, None
        for candidate in units:
            for start in candidate.grams.get(gram, ()):
                theirs = candidate.statement.words
                size = GRAM
                while (
                    at + size < len(plain)
                    and start + size < len(theirs)
                    and plain[at + size] == theirs[start + size].plain
                ):
                    size += 1
                if size > length or (size == length and runs and candidate is runs[-1][2]):
                    length, place, unit = size, start, candidate
        if unit is not None and length >= 5 and sum(1 for word in words[at : at + length] if word.stem) >= 2:
            runs.append((at, place, unit))
            at += length
        else:
            at += 1
    return runs
