"""Whether a claim says the same as the excerpts with the words they share: denial, force, sides, opposites, speakers."""

import re
from functools import lru_cache

from assistant import polarity, speakers
from assistant.degrees import turned_degree, unsaid
from assistant.disowned import disowned
from assistant.lexicon import prefixed_contrary
from assistant.relations import turned
from assistant.statements import Statement, analyse
from assistant.support.case import Case
from assistant.support.reasons import mismatch_reason
from assistant.support.views import Unit
from corpus.language import say

_SEGMENT = {
    "fr": re.compile(r"\s*;\s+|,?\s+(?=(?:mais\s|(?:tandis|alors) qu(?:e\s|['’])))"),
    "en": re.compile(r"\s*;\s+|,?\s+(?=(?:but|whereas)\s)"),
}


def meaning_fault(case: Case) -> str:
    """Return why the claim says something else with the same words, or the empty string.

    Several sentences may hold the claim's words; it is enough that one of those that hold as many as the best agrees.
    """
    faults = [_unit_fault(case, one.unit) for one in case.close if len(one.held) >= len(case.best.held)]
    return faults[0] if all(faults) else _speaker_fault(case)


def _unit_fault(case: Case, unit: Unit) -> str:
    source = _part_of(case.claim, unit)
    standing = unit.view.standing
    mismatch = polarity.compare(case.claim, source, standing) or polarity.unmatched(case.claim, source, standing)
    if mismatch:
        return mismatch_reason(mismatch, case.claim)
    if disowned(case.claim, source, unit.statement):
        return say(
            "l'extrait cité rapporte cela pour dire que c'est inexact",
            "the cited excerpt reports this to say that it is wrong",
        )
    if word := unsaid(case.claim, unit.view.whole):
        return say(f"« {word} » n'est pas dans l'extrait cité", f"“{word}” is not in the cited excerpt")
    if other := _other_actor(case, source, unit.statement):
        return say(
            f"dans l'extrait cité, il s'agit d'un autre que « {other} »",
            f"the cited excerpt says it of another than “{other}”",
        )
    if case.language == source.language and (word := turned_degree(case.claim, source)):
        return say(
            f"« {word} » : la phrase et l'extrait cité ne disent pas le même degré",
            f"“{word}”: the sentence and the cited excerpt do not give the same degree",
        )
    if (small := turned(case.claim, source)) is not None:
        return say(
            f"« {small.said} » ne répond pas à l'extrait cité", f"“{small.said}” does not agree with the cited excerpt"
        )
    return _contrary_fault(case, source, unit)


@lru_cache(maxsize=8192)
def _segments(source: Statement) -> tuple[Statement, ...]:
    """Return the parts of a sentence that stand for themselves: between semicolons, before and after "mais"."""
    texts = [text for text in _SEGMENT[source.language].split(source.text) if text.strip()]
    return tuple(analyse(text, source.language, source=True) for text in texts) if len(texts) > 1 else ()


def _part_of(claim: Statement, unit: Unit) -> Statement:
    """Return the part of a source sentence that holds all of the claim that the sentence holds, or the whole sentence."""
    if len(_SEGMENT[claim.language].split(claim.text)) > 1:
        return unit.statement
    held = [stem for stem in claim.terms if unit.index.holds(stem, claim.language)]
    for segment in _segments(unit.statement):
        # All but one: the one may be the subject that the claim took from elsewhere.
        if len(held) > 2 and sum(segment.index.holds(stem, claim.language) for stem in held) >= len(held) - 1:
            return segment
    return unit.statement


def _other_actor(case: Case, source: Statement, whole: Statement) -> str:
    """Return an actor of the claim that the source names only elsewhere, where it says the same of another actor."""
    ours, theirs = speakers.actors_of(case.claim), speakers.actors_of(source)
    elsewhere = frozenset[str]().union(
        speakers.actors_of(whole),
        *(speakers.actors_of(unit.statement) for unit in case.units if unit.statement is not whole),
    )
    missing = (ours - theirs) & elsewhere
    if not missing or not theirs - ours or ours & theirs:
        return ""
    return next((word.written for word in case.claim.words if speakers.actor(word, case.language) in missing), "")


def _contrary_fault(case: Case, source: Statement, unit: Unit) -> str:
    for stem in case.claim.terms:
        if stem in unit.index.stems:
            continue
        other = source.index.contrary_of(stem, case.language) or next(
            (there for there in source.index.stems if prefixed_contrary(stem, there)), ""
        )
        if other and other not in case.claim.terms:
            word = next(word.written for word in case.claim.words if word.stem == stem)
            return say(
                f"l'extrait cité dit le contraire de « {word} »", f"the cited excerpt says the contrary of “{word}”"
            )
    return ""


def _speaker_fault(case: Case) -> str:
    publishers = frozenset[str]().union(*(view.publishers for view in case.views))
    wrong = speakers.compare_speakers(case.claim, tuple(unit.statement for unit in case.units), publishers)
    if wrong is None:
        return ""
    if wrong.missing:
        return say(
            f"l'acte « {wrong.verb} » ne figure pas dans l'extrait cité",
            f"the act “{wrong.verb}” is not in the cited excerpt",
        )
    return say(
        f"dans l'extrait cité, « {wrong.verb} » est le fait d'un autre",
        f"in the cited excerpt “{wrong.verb}” is said or done by another",
    )
