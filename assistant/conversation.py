"""Follow-up questions: made whole before anything is searched."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.premise import plain_words
from assistant.values import extract_values

MAX_TURNS = 6
"""Turns of a conversation that are remembered."""

_FOLLOW_UP = re.compile(
    r"^\s*(?:et\b|mais\b|alors\b|sinon\b|pourquoi\s*\??$|and\b|what about\b|how about\b|but\b)", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ça|ce (?:dernier|texte|rapport|plan|document)|"
    r"cette (?:dernière|stratégie|région)|it|they|this|that|these|those)\b",
    re.IGNORECASE,
)
_REPLACED = re.compile(r"^\s*(?:et|mais|and|what about|how about)\s+(?P<what>.+?)\s*\??\s*$", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:en|au|aux|dans|pour|à|in|for|of|de|du|des)\s+(?:la\s+|le\s+|les\s+|l['’]\s*|the\s+)?"
    r"[A-ZÀ-Þ][\w'’-]*(?:[\s-](?:de|du|des|la|le|les|et|d['’])?\s*[A-ZÀ-Þ][\w'’-]*)*"
)


_LONGEST = 300  # characters of a rewritten question


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the answer it got."""

    question: str
    answer: str = ""


Rewrite = Callable[[str, Turn], str | None]
"""Makes a follow-up whole from the turn before it; None when it cannot."""


def is_follow_up(question: str) -> bool:
    """Tell whether a question leans on the one before it."""
    short = len(question.split()) <= 12
    return bool(_FOLLOW_UP.search(question)) or (short and bool(_POINTS_BACK.search(question)))


def whole_question(question: str, history: Sequence[Turn], rewrite: Rewrite | None = None) -> str:
    """Return the question as it can be searched by itself.

    "et en Bretagne ?" after "Quelle est la stratégie IA en Occitanie ?" puts the new place in the old question, by rule:
    it costs nothing and invents nothing. Another follow-up is given to `rewrite`, a model, when there is one; what it
    writes counts only when it brings no name, number or date that the conversation does not hold. Otherwise the question
    is searched together with the one it follows.
    """
    if not history or not is_follow_up(question):
        return question
    last = history[-1]
    asked = _REPLACED.match(question)
    if asked and _PLACE.fullmatch(asked["what"]):
        places = list(_PLACE.finditer(last.question))
        if places:
            place = places[-1]
            return last.question[: place.start()] + asked["what"] + last.question[place.end() :]
    together = f"{last.question.rstrip(' ?')} — {question}"
    written = rewrite(question, last) if rewrite else None
    return written if written and faithful(written, question, last) else together


def faithful(written: str, question: str, last: Turn) -> bool:
    """Whether a rewritten question is one short question and brings nothing that was not said."""
    if not written.endswith("?") or "\n" in written or not len(question) / 2 <= len(written) <= _LONGEST:
        return False
    said = f"{last.question} {last.answer} {question}"
    plain = plain_words(said)
    known = {value.key for value in extract_values(said, source=True)}
    return all(
        plain_words(value.text) in plain or value.key in known
        for value in extract_values(written)
        if value.unit != "initial"
    )
