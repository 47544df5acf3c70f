"""Do the documents answer? Decided before a model is asked and again once it has written."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Excerpt, Sentence
from assistant.attribution import claim_of
from assistant.premise import Name, Needs, context_of, discriminating, holds, is_statement, needs_of, on_subject
from assistant.support import prepared, weigh
from assistant.values import ValueKind, extract_values, supports
from corpus.language import say
from corpus.library import Library

_PLAIN = frozenset({ValueKind.AMOUNT, ValueKind.DATE})
_FIGURES = frozenset({ValueKind.NUMBER, ValueKind.AMOUNT, ValueKind.PERCENT, ValueKind.DATE, ValueKind.QUANTITY})
_MOSTLY = 0.6
"""Share of a question's content words that an excerpt must hold: the starter questions' typical right excerpt has it, and
of the 38 that the notes do not answer, none for an amount or a date has, once the question's own figures are asked for."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether there is an answer, what is missing when there is none, and what is missing of it when it is partial."""

    answerable: bool
    reason: str = ""
    missing: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an answer to one question must hold, with the names that tell the documents of this library apart."""

    question: str
    needs: Needs
    names: tuple[Name, ...]


def expectation(library: Library, question: str) -> Expectation:
    """Return what an answer to the question must hold."""
    needs = needs_of(question)
    return Expectation(question, needs, discriminating(library, needs.names))


def judge_excerpts(expected: Expectation, excerpts: Sequence[Excerpt], *, likely: bool = True) -> Judgement:
    """Judge whether these excerpts can hold an answer, before any model reads them.

    `likely` is what the signals of the search say together (assistant/signals.py).
    """
    if not excerpts:
        return Judgement(False, say("Aucun passage ne parle de ce sujet.", "No passage speaks of this subject."))
    names = expected.names
    contexts = [context_of(excerpt) for excerpt in excerpts]
    missing = tuple(name for name in names if not any(name.within(context) for context in contexts))
    if names and len(missing) == len(names):
        return Judgement(False, _nothing_about(missing), missing)
    relevant = [
        excerpt
        for excerpt, context in zip(excerpts, contexts, strict=True)
        if not names or any(name.within(context) for name in names)
    ]
    if not any(holds(expected.needs.wanted, excerpt.quote, expected.question) for excerpt in relevant):
        return Judgement(False, _no_value(expected), missing)
    if not likely:
        reason = say(
            "Les passages les plus proches parlent d'autre chose.", "The nearest passages speak of something else."
        )
        return Judgement(False, reason, missing)
    return Judgement(True, missing=missing)


def judge_sentences(expected: Expectation, sentences: Sequence[Sentence], excerpts: Sequence[Excerpt]) -> Judgement:
    """Judge whether sentences that excerpts bear out answer the question that was asked, and what they leave out."""
    relevant = [sentence for sentence in sentences if on_subject(expected.names, sentence, excerpts)]
    if not relevant:
        return Judgement(False, _nothing_about(expected.names), expected.names)
    if not any(holds(expected.needs.wanted, sentence.text, expected.question) for sentence in relevant):
        return Judgement(False, _no_value(expected))
    contexts = [context_of(excerpts[index]) for sentence in relevant for index in sentence.citations]
    missing = tuple(name for name in expected.names if not any(name.within(context) for context in contexts))
    return Judgement(True, _nothing_about(missing) if missing else "", missing)


def plain_answer(expected: Expectation, excerpts: Sequence[Excerpt]) -> int | None:
    """Return the excerpt (from 0) that answers by itself a question for an amount or a date; None when none plainly does.

    Small models often say that they find no answer beside the sentence that gives it. An excerpt is taken when it is on
    the subject, holds a value of the sort wanted and every figure of the question, and most of what the question says.
    """
    if not expected.needs.wanted & _PLAIN:
        return None
    claim = claim_of(expected.question)
    given = [value for value in claim.values if value.kind in _FIGURES]
    for index, excerpt in enumerate(excerpts):
        context = context_of(excerpt)
        if (
            is_statement(excerpt.quote)
            and holds(expected.needs.wanted, excerpt.quote, expected.question)
            and all(name.within(context) for name in expected.names)
            and all(
                any(supports(held, value) for held in extract_values(excerpt.quote, source=True)) for value in given
            )
        ):
            covered = weigh(claim, prepared([excerpt]), None).coverage
            return index if covered >= _MOSTLY else None
    return None


def _nothing_about(names: Sequence[Name]) -> str:
    written = ", ".join(f"« {name.written} »" for name in names)
    return say(
        f"Aucun passage trouvé ne répond au sujet de {written}.", f"No passage that was found answers about {written}."
    )


def _no_value(expected: Expectation) -> str:
    wanted = expected.needs.wanted
    if ValueKind.AMOUNT in wanted and ValueKind.NUMBER not in wanted:
        what = say("le montant demandé", "the amount asked for")
    elif ValueKind.DATE in wanted:
        what = say("la date demandée", "the date asked for")
    elif ValueKind.NAME in wanted:
        what = say("le nom demandé", "the name asked for")
    else:
        what = say("le chiffre demandé", "the figure asked for")
    return say(f"Les passages les plus proches ne donnent pas {what}.", f"The nearest passages do not give {what}.")
