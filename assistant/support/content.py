"""How much of what a claim says is found, and where."""

import re
from collections.abc import Sequence

from assistant.statements import Statement
from assistant.support.case import ENOUGH, Case
from assistant.support.matching import matches
from assistant.support.views import NEIGHBOUR, Coverage
from assistant.values import ValueKind

_NAME_WEIGHT = 0.5  # names are checked one by one; they must not make up for a verb that is not there
_CLAUSE_SIGNS = re.compile(r"[,;:.()]")
_CLAUSE_WORDS = frozenset("et mais tandis alors qui dont where and but while which that or ou".split())
_SUBJECT_OPENERS = frozenset(
    "le la les l un une ce cette ces il elle ils elles on son sa ses leur the this these it they a an".split()
)


def content(case: Case) -> tuple[float, list[str]]:
    """Return the part of the content that is borne out, and the words that are not."""
    best = case.best
    values = [value for value in case.claim.values if value.kind not in (ValueKind.NAME, ValueKind.ACRONYM)]
    found = sum(matches(value, best.unit, case.language) is not None for value in values)
    single = _part(case, best.held, best.near, case.claim.terms, found)
    if single >= ENOUGH or len(case.covers) == 1:
        return single, _absent(case, [best])
    joined = _clause_by_clause(case)
    if joined:
        return joined[0], _absent(case, joined[1])
    return single, _absent(case, [best])


def _part(case: Case, held: frozenset[str], near: frozenset[str], stems: Sequence[str], values: int = 0) -> float:
    """Return the part of some content words that is held; `values` that were found exactly count as words held."""
    if not stems:
        return 1.0
    weights = {stem: _NAME_WEIGHT if stem in case.named else 1.0 for stem in stems}
    weight = sum(weights[stem] for stem in stems if stem in held) + values
    weight_near = NEIGHBOUR * sum([weights[stem] for stem in stems if stem in near][:2])
    excused = 0.5 * min(2, sum(1 for stem in stems if stem not in held and stem in case.excused))
    return min(1.0, (weight + weight_near + excused) / (sum(weights.values()) + values))


def _absent(case: Case, used: list[Coverage]) -> list[str]:
    held = frozenset[str]().union(*(one.held | one.near for one in used))
    return [word.written for word in case.claim.words if word.stem and word.stem not in held]


def _clause_by_clause(case: Case) -> tuple[float, list[Coverage]] | None:
    """Return how the clauses of a claim are borne out one by one, or None when one is not, or lacks its subject.

    Each clause must be held nearly whole by one sentence, and what two sentences say may be joined only when both
    speak of the claim's subject or the clause brings its own: two halves that meet by chance prove nothing.
    """
    clauses = claim_clauses(case.claim)
    if len(clauses) < 2:
        return None
    subject = case.claim.terms[: 2 if len(case.claim.terms) > 4 else 1]
    used: list[Coverage] = []
    parts: list[float] = []
    for at, (stems, own_subject) in enumerate(clauses):
        chosen = max(case.covers, key=lambda one: _part(case, one.held, one.near, stems))
        part = _part(case, chosen.held, chosen.near, stems)
        known = own_subject or all(stem in chosen.held or stem in chosen.near for stem in subject)
        if part < 0.85 or (at and chosen.unit is not used[0].unit and not known):
            return None
        used.append(chosen)
        parts.append(part * len(stems))
    total = sum(len(stems) for stems, _ in clauses)
    return sum(parts) / total, list({id(one.unit): one for one in used}.values())


def claim_clauses(claim: Statement) -> list[tuple[list[str], bool]]:
    """Return the clauses of a claim: their content stems, and whether they seem to bring their own subject."""
    clauses: list[tuple[list[str], bool]] = []
    stems: list[str] = []
    opened_by: list[str] = []
    for word in claim.words:
        if stems and (_CLAUSE_SIGNS.search(word.before) or word.plain in _CLAUSE_WORDS) and len(stems) >= 3:
            clauses.append((stems, bool(opened_by) and opened_by[0] in _SUBJECT_OPENERS))
            stems, opened_by = [], []
        if word.stem:
            stems.append(word.stem)
        if len(opened_by) < 2 and word.plain not in _CLAUSE_WORDS:
            opened_by.append(word.plain)
    if stems and len(stems) < 3 and clauses:
        clauses[-1] = ([*clauses[-1][0], *stems], clauses[-1][1])
    elif stems:
        clauses.append((stems, bool(opened_by) and opened_by[0] in _SUBJECT_OPENERS))
    return clauses
