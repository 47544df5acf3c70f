"""Whether excerpts bear out a sentence: content, values, polarity, force, speaker. No model, no similarity.

The unit of comparison is one sentence of an excerpt: a value of the claim counts only where the words around it are
found too, so that "60 M€" of one project does not prove "60 M€" for another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Verdict
from assistant.statements import Statement
from assistant.support.case import ENOUGH, MOST_ABSENT, SOME, Case, case_of
from assistant.support.content import content
from assistant.support.grounding import value_fault
from assistant.support.halves import spliced
from assistant.support.matching import matches
from assistant.support.meaning import meaning_fault
from assistant.support.views import Unit, View, prepared
from corpus.language import say

__all__ = ["ENOUGH", "SOME", "Case", "Finding", "Unit", "View", "case_of", "matches", "prepared", "weigh"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a claim in some excerpts."""

    verdict: Verdict
    reason: str
    coverage: float
    fault: bool = False  # something contradicts the claim; False when words are only missing
    absent: tuple[str, ...] = ()  # those words


def weigh(
    claim: Statement, views: Sequence[View], question: Statement | None = None, others: Sequence[View] = ()
) -> Finding:
    """Return what a claim is worth against some excerpts; `others` are those it might have taken a half from."""
    case = case_of(claim, views, question)
    if case is None:
        return Finding(Verdict.UNSOURCED, say("aucun extrait n'est cité", "no excerpt is cited"), 0.0)
    found = content(case)
    part = found.part
    fault = value_fault(case)
    if not fault and found.joined:
        clauses = [clause for clause in (case_of(text, [view]) for text, view in found.joined) if clause]
        fault = next((reason for clause in clauses if (reason := meaning_fault(clause))), "")
    elif not fault and part >= SOME * case.ease:
        fault = meaning_fault(case)
    if not fault and spliced(claim, [*case.units, *(unit for one in others if one not in views for unit in one.units)]):
        fault = say("la phrase joint les moitiés de deux phrases", "the sentence joins the halves of two sentences")
    if fault:
        return Finding(Verdict.UNSOURCED, fault, part, fault=True)
    if part >= ENOUGH * case.ease:
        return Finding(Verdict.SOURCED, "", part)
    absent = list(dict.fromkeys(found.absent))
    words = ", ".join(absent[:5])
    reason = say(f"ne figure pas dans l'extrait cité : {words}", f"not in the cited excerpt: {words}")
    partly = part >= SOME * case.ease and (case.ease < 1 or len(absent) <= MOST_ABSENT)
    return Finding(Verdict.PARTLY_SOURCED if partly else Verdict.UNSOURCED, reason, part, absent=tuple(absent))
