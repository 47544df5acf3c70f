"""How much of what a claim says is found, and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.statements import Statement, analyse
from assistant.support.case import ENOUGH, Case
from assistant.support.matching import matches
from assistant.support.views import NEIGHBOUR, Coverage, View
from assistant.values import ValueKind

_NAME_WEIGHT = 0.5  # names are checked one by one; they must not make up for a verb that is not there
_CLAUSE_ENOUGH = 0.85
_FEW = 3
_CLAUSE_SIGNS = re.compile(r"[,;:.()]")
_CLAUSE_WORDS = frozenset("et mais tandis alors qui dont where and but while which that or ou".split())
_SUBJECT_OPENERS = frozenset(
    "le la les l un une ce cette ces il elle ils elles on son sa ses leur the this these it they a an".split()
)


@dataclass(frozen=True, slots=True)
class Content:
    """How much of a claim's content is borne out, which words are not, and, when it was joined, by which clauses."""

    part: float
    absent: tuple[str, ...]
    joined: tuple[tuple[Statement, View], ...] = ()  # each clause with the excerpt that bears it out


def content(case: Case) -> Content:
    """Return how much of what a claim says is found: in one sentence, or clause by clause in several."""
    best = case.best
    values = [value for value in case.claim.values if value.kind not in (ValueKind.NAME, ValueKind.ACRONYM)]
    found = sum(matches(value, best.unit, case.language) is not None for value in values)
    single = _part(case, best.held, best.near, case.claim.terms, found)
    if single < ENOUGH * case.ease and len(case.covers) > 1 and (joined := _clause_by_clause(case)):
        return joined
    return Content(single, _absent(case, [best]))


def _part(case: Case, held: frozenset[str], near: frozenset[str], stems: Sequence[str], values: int = 0) -> float:
    """Return the part of some content words that is held; `values` that were found exactly count as words held."""
    if not stems:
        return 1.0
    weights = {stem: _NAME_WEIGHT if stem in case.named else 1.0 for stem in stems}
    weight = sum(weights[stem] for stem in stems if stem in held) + values
    weight_near = NEIGHBOUR * sum([weights[stem] for stem in stems if stem in near][:2])
    return min(1.0, (weight + weight_near) / (sum(weights.values()) + values))


def _absent(case: Case, used: list[Coverage]) -> tuple[str, ...]:
    held = frozenset[str]().union(*(one.held | one.near for one in used))
    return tuple(word.written for word in case.claim.words if word.stem and word.stem not in held)


def _clause_by_clause(case: Case) -> Content | None:
    """Return how the clauses of a claim are borne out one by one, or None when one is not, or lacks its subject.

    Each clause must be held nearly whole by one sentence, and what two sentences say may be joined only when both
    speak of the claim's subject or the clause brings its own: two halves that meet by chance prove nothing.
    """
    clauses = claim_clauses(case.claim)
    if len(clauses) < 2:
        return None
    subject = case.claim.terms[: 2 if len(case.claim.terms) > 4 else 1]
    used: list[Coverage] = []
    total = 0.0
    for at, clause in enumerate(clauses):
        stems = clause.stems
        chosen = max(case.covers, key=lambda one: _part(case, one.held, one.near, stems))
        part = _part(case, chosen.held, chosen.near, stems)
        known = clause.own_subject or all(stem in chosen.held or stem in chosen.near for stem in subject)
        if part < _CLAUSE_ENOUGH * case.ease or (at and chosen.unit is not used[0].unit and not known):
            return None
        used.append(chosen)
        total += part * len(stems)
    joined = tuple(
        (analyse(clause.text, case.language, source=False), one.unit.view)
        for clause, one in zip(clauses, used, strict=True)
    )
    return Content(total / sum(len(clause.stems) for clause in clauses), _absent(case, used), joined)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a claim: its text, its content stems, and whether it seems to bring its own subject."""

    text: str
    stems: tuple[str, ...]
    own_subject: bool


def claim_clauses(claim: Statement) -> list[Clause]:
    """Return the clauses of a claim; one with fewer than three content words is part of the one before it."""
    starts: list[int] = []
    stems = 0
    for at, word in enumerate(claim.words):
        if stems >= _FEW and (_CLAUSE_SIGNS.search(word.before) or word.plain in _CLAUSE_WORDS):
            starts.append(at)
            stems = 0
        stems += bool(word.stem)
    if stems < _FEW and starts:
        starts.pop()
    clauses = []
    for first, last in pairwise([0, *starts, len(claim.words)]):
        words = claim.words[first:last]
        opener = next((word.plain for word in words if word.plain not in _CLAUSE_WORDS), "")
        end = claim.words[last].start if last < len(claim.words) else len(claim.text)
        text = claim.text[words[0].start if words else 0 : end]
        clauses.append(Clause(text, tuple(word.stem for word in words if word.stem), opener in _SUBJECT_OPENERS))
    return clauses
