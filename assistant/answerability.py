"""Do the documents answer? Decided before a model is asked and again once it has written."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Excerpt, Sentence
from assistant.attribution import claim_of
from assistant.premise import (
    Name,
    Needs,
    alternatives,
    context_of,
    discriminating,
    gives,
    holds,
    needs_of,
    on_subject,
    unspoken_year,
)
from assistant.statements import TermIndex, analyse
from assistant.support import prepared
from assistant.values import ValueKind, extract_values, language_of
from corpus.language import say
from corpus.library import Library

_SUMS = frozenset({ValueKind.AMOUNT, ValueKind.PERCENT})
_DOUBT = 0.5
"""Likelihood of an answer under which the sentences and their excerpts must also hold the words of the question."""
_FEWEST = 2
"""Content words besides names from which their share says something."""
_TOLD, _SHOWN = 1 / 3, 1 / 2
"""Shares of the question's content words besides its names, which are looked for on their own: sentences that hold no
more than the first, of excerpts that hold no more than the second, are of something else ("Quel temps fera-t-il à Nantes ?":
the canteens of Nantes)."""


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
    if year := unspoken_year(expected.needs.years, excerpts, contexts):
        return Judgement(
            False, say(f"Aucun passage trouvé ne parle de {year}.", f"No passage that was found speaks of {year}.")
        )
    relevant = [
        excerpt
        for excerpt, context in zip(excerpts, contexts, strict=True)
        if not names or any(name.within(context) for name in names)
    ]
    if not any(holds(expected.needs.wanted, excerpt.quote, expected.question) for excerpt in relevant):
        return Judgement(False, _no_value(expected), missing)
    if not likely:
        return Judgement(False, _something_else(), missing)
    return Judgement(True, missing=missing)


def judge_sentences(
    expected: Expectation, sentences: Sequence[Sentence], excerpts: Sequence[Excerpt], likelihood: float = 1.0
) -> Judgement:
    """Judge whether sentences that excerpts bear out answer the question that was asked, and what they leave out."""
    relevant = [sentence for sentence in sentences if on_subject(expected.names, sentence, excerpts)]
    if not relevant:
        return Judgement(False, _nothing_about(expected.names), expected.names)
    if not any(holds(expected.needs.wanted, sentence.text, expected.question) for sentence in relevant):
        return Judgement(False, _no_value(expected))
    if figure := _premise_figure(expected.question, sentences, excerpts):
        return Judgement(
            False, say(f"Aucun passage trouvé ne donne « {figure} ».", f"No passage that was found gives “{figure}”.")
        )
    if likelihood < _DOUBT and _of_something_else(expected, sentences, excerpts):
        return Judgement(False, _something_else())
    contexts = [context_of(excerpts[index]) for sentence in relevant for index in sentence.citations]
    missing = tuple(name for name in expected.names if not any(name.within(context) for context in contexts))
    return Judgement(True, _nothing_about(missing) if missing else "", missing)


def _premise_figure(question: str, sentences: Sequence[Sentence], excerpts: Sequence[Excerpt]) -> str:
    """Return a sum or percentage that the question takes for granted and no cited excerpt gives, or the empty string."""
    offered = alternatives(question)
    given = [value for value in extract_values(question) if value.kind in _SUMS and value not in offered]
    cited = sorted({at for sentence in sentences for at in sentence.citations})
    return next((value.text for value in given if not any(gives(excerpts[at], value) for at in cited)), "")


def _of_something_else(expected: Expectation, sentences: Sequence[Sentence], excerpts: Sequence[Excerpt]) -> bool:
    """Whether sentences and the excerpts they cite hold few of the question's words, typing errors forgiven.

    Not when it has a single one besides its names: "Que signifie SRDIA ?"
    """
    asked = analyse(expected.question, language_of(expected.question))
    named = {stem for name in expected.names for stem in analyse(name.written, asked.language).terms}
    words = [stem for stem in asked.terms if stem not in named]
    if len(words) < _FEWEST:
        return False
    cited = sorted({at for sentence in sentences for at in sentence.citations})
    views = prepared([excerpts[at] for at in cited])
    said = [claim_of(sentence.text).index for sentence in sentences]
    shown = [
        *said,
        *(index for view in views for index in (view.known, view.whole, *(unit.index for unit in view.units))),
    ]

    def share(indexes: Sequence[TermIndex]) -> float:
        return sum(any(index.nearly(stem, asked.language) for index in indexes) for stem in words) / len(words)

    return share(said) <= _TOLD and share(shown) <= _SHOWN


def _nothing_about(names: Sequence[Name]) -> str:
    written = ", ".join(f"« {name.written} »" for name in names)
    return say(
        f"Aucun passage trouvé ne répond au sujet de {written}.", f"No passage that was found answers about {written}."
    )


def _something_else() -> str:
    return say("Les passages les plus proches parlent d'autre chose.", "The nearest passages speak of something else.")


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
