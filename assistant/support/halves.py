"""Two halves of different sentences, joined word for word, prove nothing of the whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.statements import Statement, akin
from assistant.support.views import GRAM, Unit

_LINKS = frozenset("et mais tandis alors or and but while whereas".split())
_CLAUSE_SIGNS = re.compile(r"[,;:.()]")


_SHORTEST = 5  # words of a run
_FORMULA = 10  # a run this long is no set phrase ("un système d'IA à haut risque mis sur le marché") that any sentence may hold


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words that claim and source share: `claim.words[start:end]` stands at `place` in the unit."""

    start: int
    end: int
    place: int
    unit: Unit


def spliced(claim: Statement, units: Sequence[Unit]) -> bool:
    """Whether the claim runs word for word from one source sentence into the middle of another.

    Two source sentences may be joined where a clause ends, when the second one is taken from its subject on or also
    speaks of the claim's subject.
    """
    if any(all(unit.index.holds(stem, claim.language) for stem in claim.terms) for unit in units):
        return False  # one sentence holds every word: whatever the wording is like, there is nothing to join
    runs = _runs(claim, units)
    if len(runs) < 2:
        return False
    # What the claim is about: its first words, but for those that every other sentence has too.
    first = claim.terms[:4]
    subject = [stem for stem in first if sum(stem in unit.index.stems for unit in units) <= len(units) / 2][:2]
    return any(
        one.unit is not other.unit
        and _its_own(claim, one, other)
        and _its_own(claim, other, one)
        and not (_clause_starts(claim, other.start) and (other.place <= 2 or _speaks_before(other, subject)))
        for one, other in pairwise(runs)
    )


def _its_own(claim: Statement, run: Run, other: Run) -> bool:
    """Whether a run was taken from its sentence: the other sentence lacks a word of it, or it is no set phrase."""
    words = claim.words[run.start : run.end]
    lacking = any(word.stem and not other.unit.index.holds(word.stem, claim.language) for word in words)
    return lacking or len(words) >= _FORMULA


def _clause_starts(claim: Statement, at: int) -> bool:
    words = claim.words
    return bool(_CLAUSE_SIGNS.search(words[at].before)) or words[at].plain in _LINKS or words[at - 1].plain in _LINKS


def _speaks_before(run: Run, subject: Sequence[str]) -> bool:
    """Whether the source sentence of a run names the claim's subject before the run."""
    before = {word.stem for word in run.unit.statement.words[: run.place]} - {""}
    return bool(subject) and all(any(akin(stem, source) for source in before) for stem in subject)


def _runs(claim: Statement, units: Sequence[Unit]) -> list[Run]:
    """Return the long word-for-word runs of the claim, in order."""
    plain = [word.plain for word in claim.words]
    runs: list[Run] = []
    at = 0
    while at <= len(plain) - GRAM:
        last = runs[-1].unit if runs else None
        run = _longest(plain, at, units, last)
        if run and run.end - at >= _SHORTEST and sum(1 for word in claim.words[at : run.end] if word.stem) >= 2:
            runs.append(run)
            at = run.end
        else:
            at += 1
    return runs


def _longest(plain: list[str], at: int, units: Sequence[Unit], preferred: Unit | None) -> Run | None:
    """Return the longest run from word `at` on; among equals that of the unit the last run came from."""
    gram = tuple(plain[at : at + GRAM])
    best: Run | None = None
    for unit in units:
        theirs = unit.statement.words
        for place in unit.grams.get(gram, ()):
            size = GRAM
            while (
                at + size < len(plain) and place + size < len(theirs) and plain[at + size] == theirs[place + size].plain
            ):
                size += 1
            length = best.end - at if best else 0
            if size > length or (size == length and unit is preferred):
                best = Run(at, at + size, place, unit)
    return best
