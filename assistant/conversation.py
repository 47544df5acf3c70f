"""Follow-up questions: made whole before anything is searched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the answer it got."""

    question: str
    answer: str = ""


def is_follow_up(question: str) -> bool:
    """Tell whether a question leans on the one before it."""
    short = len(question.split()) <= 12
    return bool(_FOLLOW_UP.search(question)) or (short and bool(_POINTS_BACK.search(question)))


def whole_question(question: str, history: Sequence[Turn]) -> str:
    """Return the question as it can be searched by itself, by rule: no model, so it costs nothing and invents nothing.

    "et en Bretagne ?" after "Quelle est la stratégie IA en Occitanie ?" puts the new place in the old question; any
    other follow-up is searched together with the question it follows.
    """
    if not history or not is_follow_up(question):
        return question
    before = history[-1].question
    asked = _REPLACED.match(question)
    if asked and _PLACE.fullmatch(asked["what"]):
        places = list(_PLACE.finditer(before))
        if places:
            last = places[-1]
            return before[: last.start()] + asked["what"] + before[last.end() :]
    return f"{before.rstrip(' ?')} — {question}"
