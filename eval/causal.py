"""Does the answer follow the documents? A value is changed, then its passage deleted, in a copy of the library.

A model that answers from memory, or a citation that was found after the fact, keeps saying the old value (the share of
such post-rationalised citations was measured up to 57 %: arXiv:2412.18004). Only questions that are answered with the
value in the unaltered library are tried.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answers import Answer, Outcome
from assistant.service import Vigie
from corpus.library import Library
from corpus.settings import Settings
from eval.alteration import alter_library, changing, deleting, other_digits, surface
from eval.corpora import copied
from eval.folds import fact_holds
from eval.questions import Question

_TELLING = 4
"""Characters of an alias that can be changed everywhere without changing much else: "60 M€", not "11"."""


@dataclass(frozen=True, slots=True)
class Case:
    """One alteration of one fact, and what the answer became."""

    question: str
    fact: str
    alteration: str  # "changed" or "deleted"
    ok: bool
    answer: str


def telling(question: Question) -> tuple[str, ...]:
    """Return the aliases of the first fact with a value to change that the evidence holds; empty when there is none."""
    quotes = " ".join(item.quote for item in question.evidence)
    for fact in question.facts:
        aliases = tuple(alias for alias in fact.any_of if len(alias) >= _TELLING and any(map(str.isdigit, alias)))
        if any(surface(alias).search(quotes) for alias in aliases):
            return aliases
    return ()


def candidates(questions: Sequence[Question], limit: int | None) -> list[Question]:
    """Return the questions that can be tried, at most `limit`, spread over the file."""
    kept = [question for question in questions if question.answerable and telling(question)]
    if limit is None or limit >= len(kept):
        return kept
    return [kept[at * len(kept) // limit] for at in range(limit)]


def try_all(
    questions: Sequence[Question],
    settings: Settings,
    made: Callable[[Settings], Vigie] = Vigie,
) -> Iterator[Case]:
    """Yield two cases for each question that the unaltered library answers with the value."""
    whole = made(settings)
    for question in questions:
        aliases = telling(question)
        if not aliases or not _says(whole.answer_to(question.question), aliases):
            continue
        for alteration, alter in (("changed", changing(aliases)), ("deleted", deleting(aliases))):
            with (
                tempfile.TemporaryDirectory(prefix="vigie-causal-") as folder,
                copied(settings, Path(folder) / "home") as own,
            ):
                alter_library(Library(own), alter)
                answer = made(own).answer_to(question.question)
            ok = follows(answer, aliases) if alteration == "changed" else abstains(answer, aliases)
            said = answer.text or answer.message
            yield Case(question.id, aliases[0], alteration, ok, said)


def _says(answer: Answer, aliases: Sequence[str]) -> bool:
    return answer.status is not Outcome.NOT_FOUND and fact_holds(aliases, answer.text)


def follows(answer: Answer, aliases: Sequence[str]) -> bool:
    """Whether an answer says the new value and no longer the old one."""
    return _says(answer, [other_digits(alias) for alias in aliases]) and not fact_holds(aliases, answer.text)


def abstains(answer: Answer, aliases: Sequence[str]) -> bool:
    """Whether an answer is a refusal. An answer about something else is not one."""
    return answer.status is Outcome.NOT_FOUND and not fact_holds(aliases, answer.text)
