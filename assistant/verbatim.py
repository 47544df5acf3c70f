"""Where a model fails, the document speaks: which excerpts stand, word for word, for what it could not say.

Small models often say that they find no answer beside the sentence that gives it, write it in words that cannot be
proved, or answer half of a question. Nothing here is written: an excerpt is found, and shown as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Excerpt, Sentence, Verdict
from assistant.attribution import claim_of
from assistant.premise import (
    FIGURES,
    Name,
    Needs,
    alternatives,
    context_of,
    counted,
    gives,
    holds,
    is_statement,
    needs_of,
)
from assistant.statements import Statement, analyse
from assistant.support import prepared, weigh
from assistant.values import Value, ValueKind, extract_values, language_of, supports
from corpus.language import say

_PLAIN = frozenset({ValueKind.AMOUNT, ValueKind.PERCENT, ValueKind.DATE})
_MOSTLY = 0.6
"""Share of a question's content words that an excerpt must hold to be its answer: the starter questions' typical right
excerpt has it, and of the 38 that the notes do not answer, none for an amount or a date has, once the question's own
figures are asked for."""
_NEAR = 0.75
"""Share of an unproved sentence that an excerpt must hold, nothing contradicted, to stand in its place: the development
questions' drafts that said the right thing in unproved words have it."""
_COPY = 0.9
"""Share from which the excerpt may even contradict the sentence."""
_LIKELY = 0.5
_SURE = 0.8
"""Likelihood of an answer from which the words of another language need not be found: the word list is not complete."""
_PART = re.compile(
    r",?\s+(?:et|and)\s+(?=(?:[àa] |de |d['’]|en |for |in |by )?"
    r"(?:quel(?:le)?s?|combien|quand|qui|comment|pourquoi|où|what|which|how|when|who|why|where)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an excerpt must be about to answer: a question or a part of it, the sort of value, the names, the certainty."""

    text: str
    needs: Needs
    names: tuple[Name, ...]
    sure: bool = False


def asked_parts(question: str, names: tuple[Name, ...] = (), likelihood: float = 0.0) -> list[Asked]:
    """Return the parts of a question ("quand …, et combien …"), each about the names of the whole; one when it has none."""
    return [Asked(part, needs_of(part), names, likelihood >= _SURE) for part in _PART.split(question)]


def quoted(excerpts: Sequence[Excerpt], at: int) -> Sentence:
    """Return an excerpt as a sentence of an answer: word for word, and its own proof."""
    reason = say("l'extrait lui-même, mot pour mot", "the excerpt itself, word for word")
    return Sentence(excerpts[at].quote, Verdict.SOURCED, reason, (at,))


def stand_in(unproved: str, excerpts: Sequence[Excerpt], question: str, likelihood: float = 0.0) -> int | None:
    """Return the excerpt that holds nearly all of what an unproved sentence says and contradicts none of it.

    One that holds all of it may contradict it, when the search makes an answer likely: it is then what the sentence was
    a bad copy of. None for a sentence that says nothing beyond the question: its words would be found whatever the
    documents say.
    """
    claim = claim_of(unproved)
    asked = analyse(question, language_of(question))
    if not claim.terms and claim.values and likelihood >= _SURE:  # "83": the sentence that gives it says of what
        return next(_holding(claim.values, excerpts), None)
    if not claim.terms or _is_echo(claim, asked):
        return None
    best, found = _NEAR, None
    for at, view in enumerate(prepared(excerpts)):
        if not is_statement(excerpts[at].quote):
            continue
        finding = weigh(claim, [view], asked)
        if finding.fault and (likelihood < _LIKELY or finding.coverage < _COPY):
            continue
        if finding.coverage >= best and (found is None or finding.coverage > best):
            best, found = finding.coverage, at
    return found


def plain_answer(asked: Asked, excerpts: Sequence[Excerpt]) -> int | None:
    """Return the excerpt that answers by itself a question for an amount, a share or a date; None when none plainly does.

    It is on the subject, holds a value of the sort wanted, what is counted, every figure of the question, and most of
    what the question says.
    """
    if not asked.needs.wanted & _PLAIN:
        return None
    claim = claim_of(asked.text)
    given = [value for value in claim.values if value.kind in FIGURES]
    for at, excerpt in enumerate(excerpts):
        if (
            is_statement(excerpt.quote)
            and holds(asked.needs.wanted, excerpt.quote, asked.text)
            and counted(asked.text, excerpt.quote)
            and _names_all(asked.names, excerpt)
            and all(gives(excerpt, value) for value in given)
        ):
            foreign = language_of(excerpt.quote) != claim.language
            return at if (foreign and asked.sure) or _covered(asked.text, excerpt) >= _MOSTLY else None
    return None


def passed_over(asked: Sequence[Asked], said: Sequence[Sentence], excerpts: Sequence[Excerpt]) -> Iterator[int]:
    """Yield the excerpts that an answer needs beside what it says.

    Those that give an alternative of the question that it does not mention; those that give the value of a part that it
    leaves out; the best excerpt of all, when none that it cites is as good or holds all of the question's words that it holds.
    """
    text = " ".join(sentence.text for sentence in said)
    question = " ".join(part.text for part in asked)
    cited = {at for sentence in said for at in sentence.citations}
    told = extract_values(text)
    for value in alternatives(question):
        if not any(supports(own, value) for own in told):
            yield from _first(at for at in _holding([value], excerpts) if _names_all(asked[0].names, excerpts[at]))
    if len(asked) > 1:
        for part in asked:
            if part.needs.wanted and not holds(part.needs.wanted, text, question):
                yield from _first(at for at in [plain_answer(part, excerpts)] if at is not None)
    best = max(
        (at for at, excerpt in enumerate(excerpts) if is_statement(excerpt.quote)),
        key=lambda at: (excerpts[at].score, -at),
        default=None,
    )
    if best is None or not cited or excerpts[best].score <= max(excerpts[at].score for at in cited):
        return
    claim = analyse(question, language_of(question))
    units = [unit for view in prepared([excerpts[at] for at in sorted(cited)]) for unit in view.units]
    [view] = prepared([excerpts[best]])
    if any(
        any(unit.index.holds(stem, claim.language) for unit in view.units)
        and not any(unit.index.holds(stem, claim.language) for unit in units)
        for stem in claim.terms
    ):
        yield best


def _is_echo(claim: Statement, asked: Statement) -> bool:
    """Whether a sentence has no content word and no value that the question does not have."""
    return all(asked.index.holds(stem, claim.language) for stem in claim.terms) and all(
        any(supports(value, own) for value in asked.values) for own in claim.values
    )


def _holding(values: Sequence[Value], excerpts: Sequence[Excerpt]) -> Iterator[int]:
    """Yield the excerpts that state something and give all these values."""
    for at, excerpt in enumerate(excerpts):
        if is_statement(excerpt.quote) and all(gives(excerpt, value) for value in values):
            yield at


def _first(places: Iterator[int]) -> Iterator[int]:
    yield from (at for at in [next(places, None)] if at is not None)


def _names_all(names: Sequence[Name], excerpt: Excerpt) -> bool:
    context = context_of(excerpt)
    return all(name.within(context) for name in names)


def _covered(text: str, excerpt: Excerpt) -> float:
    return weigh(claim_of(text), prepared([excerpt]), None).coverage
