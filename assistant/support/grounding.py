"""Whether each value of a claim occurs in the excerpts, and belongs there to what the claim says of it."""

import re

from assistant.statements import Statement, value_context, value_terms
from assistant.support.case import Case
from assistant.support.matching import matches, stem_of
from assistant.support.reasons import missing, quoted, unbound
from assistant.support.views import Coverage, cover_near
from assistant.values import Value, ValueKind, opposed, supports
from corpus.language import say

# A claim that speaks of the document itself may give the date of the document.
_PUBLICATION = re.compile(
    r"\b(?:publi|paru|datee?\b|avis|rapport|note|deliberation|strategie|document|synthese|etude|arrete|decret|loi|report|opinion|"
    r"issued|dated|published|paper|study)"
)
_COMPLETES = re.compile(r"\s+(?:(?:de|des|du|of|d['’])\s*)?")
_EXCHANGED = 0.6  # part of the words beside a value that stand beside another one in the source
_RATE = re.compile(
    r"[ \u00a0\u202f]?(?:/|(?:par|per|a)\s)\s?(?:ans?\b|mois|jour|semaine|habitant|agent|year|month|day|head|inhabitant)|\s(?:annuel|mensuel|annually|yearly)"
)
_PERIOD = re.compile(
    r"\b(?:annuel|mensuel|annual|yearly|monthly|par (?:an|mois|jour|habitant|agent)|chaque (?:annee|mois|jour)|tous les ans|(?:per|a|every|each) (?:year|month|day|head))"
)
# Endings of words that often open a sentence without an article, and are no names.
_ORDINARY = {
    "fr": re.compile(r"(?:ment|ant|ants|ees?|er|ir|tion|tions|ite|ites|isme|eurs?|ence|ance)$"),
    "en": re.compile(r"(?:ing|ed|ly|tion|[^s]s|ity|ment)$"),
}


def value_fault(case: Case) -> str:
    """Return why a value of the claim is not borne out, or the empty string."""
    for value in case.claim.values:
        if reason := _fault_of(case, value):
            return reason
    return ""


def _fault_of(case: Case, value: Value) -> str:
    if value.kind is ValueKind.NAME and value.unit == "initial":
        return _initial_fault(case, value)
    found = [(one, matched) for one in case.covers if (matched := matches(value, one.unit, case.language)) is not None]
    if not found:
        return "" if _known_date(case, value) else missing(value)
    if value.kind in (ValueKind.NAME, ValueKind.ACRONYM):
        return unbound(value) if _another_name(case, value) else ""
    return _binding_fault(case, value, found)


def _another_name(case: Case, value: Value) -> bool:
    """Whether the source sentence has another name exactly where the claim has this one."""
    named = (ValueKind.NAME, ValueKind.ACRONYM)
    here = value_context(value, case.claim)
    if len(here) < 4:
        return False
    own, rival, present = 0, 0, False
    for one in case.close:
        present = present or matches(value, one.unit, case.language) is not None
        for other in one.unit.values:
            if other.kind in named:
                shared = len(here & value_context(other, one.unit.statement))
                same = bool(set(value.canonical.split()) & set(other.canonical.split()))
                same = same or _one_name(one.unit.statement, value, other)
                own, rival = (max(own, shared), rival) if same else (own, max(rival, shared))
    # Word for word the same place: the names were exchanged. A name of a neighbouring sentence needs less.
    return rival >= own + 3 and rival >= (0.85 * max(len(here), 7) if present else 0.6 * len(here))


def _one_name(statement: Statement, value: Value, other: Value) -> bool:
    """Whether a name stands right behind the one of the claim and completes it ("CESER Pays de la Loire")."""
    return any(
        supports(held, value) and _COMPLETES.fullmatch(statement.text[held.end : other.start])
        for held in statement.values
        if held.end <= other.start
    )


def _initial_fault(case: Case, value: Value) -> str:
    """A word that opens the sentence: a name when nothing holds it and it looks like no ordinary word."""
    word = value.canonical
    if any(matches(value, one.unit, case.language) is not None for one in case.covers):
        return ""
    ordinary = "-" not in value.text and (_ORDINARY[case.language].search(word) or re.search(r"[éèû]s?$", value.text))
    after = case.claim.text[value.end :].lstrip()
    if ordinary or not after or after[0] in ":,":
        return ""
    stem = stem_of(word, case.language)
    held = any(
        unit.index.holds(stem, case.language) or unit.view.known.holds(stem, case.language) for unit in case.units
    )
    return "" if held or stem in case.excused else missing(value)


def _known_date(case: Case, value: Value) -> bool:
    """Whether a date is that of the cited document, in a claim that speaks of the document."""
    return (
        value.kind is ValueKind.DATE
        and _PUBLICATION.search(case.claim.plain) is not None
        and any(supports(date, value) for one in case.views for date in one.date_values)
    )


def _binding_fault(case: Case, value: Value, found: list[tuple[Coverage, list[Value]]]) -> str:
    """Return why a value that occurs does not belong to what the claim says of it."""
    around = sorted(value_terms(value, case.claim)) or list(case.question.terms if case.question else ())
    if not around:
        return ""
    local = {id(one.unit): cover_near(case.claim, one, around) for one in case.covers}
    nearest = max(local.values())
    bound = [
        (one, matched) for one, matched in found if local[id(one.unit)] >= max(0.75 * nearest, 1 / len(around) / 2)
    ]
    if not bound or max(local[id(one.unit)] for one, _ in bound) < 0.3:
        return unbound(value)
    certain = [(one, matched) for one, matched in bound if matched]
    if len(certain) < len(bound):
        return ""
    if _exchanged(case, value, certain):
        return unbound(value)
    if all(
        _another_rate(value, case.claim, other, one.unit.statement) for one, matched in certain for other in matched
    ):
        return say(
            f"l'extrait cité ne dit pas le même rythme pour {quoted(value)}",
            f"the cited excerpt does not give the same rate for {quoted(value)}",
        )
    if all(opposed(value.bound, other.bound) for _, matched in certain for other in matched):
        return say(
            f"l'extrait cité ne dit pas la même borne pour {quoted(value)}",
            f"the cited excerpt does not give the same bound for {quoted(value)}",
        )
    return ""


def _exchanged(case: Case, value: Value, found: list[tuple[Coverage, list[Value]]]) -> bool:
    """Whether a source sentence has another value of the same kind just where the claim has this one."""
    here = value_context(value, case.claim)
    own = max(len(here & value_context(other, one.unit.statement)) for one, matched in found for other in matched)
    rivals = [
        len(here & value_context(other, one.unit.statement))
        for one in case.covers
        for other in one.unit.values
        if other.kind is value.kind and other.unit == value.unit and not supports(other, value)
    ]
    rival = max(rivals, default=0)
    return rival >= own + 3 and rival >= _EXCHANGED * len(here)


def _another_rate(claim_value: Value, claim: Statement, source_value: Value, source: Statement) -> bool:
    """Whether only one of two sums is said to be for a year, a month, a head ("5 M€ par an" is not "5 M€")."""
    ours = _RATE.match(claim.text, claim_value.end) is not None
    theirs = _RATE.match(source.text, source_value.end) is not None
    return ours != theirs and not _PERIOD.search(source.plain if ours else claim.plain)
