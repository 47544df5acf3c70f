"""First questions, for the documents that are there: nobody is offered a question the library cannot know about."""

import re
from collections.abc import Sequence

from assistant.page.texts import tell
from corpus.records import Document

SHOWN = 4
_LONGEST_TITLE = 70


def _written() -> list[tuple[str, str]]:
    """Questions written by hand, each with the title (a pattern) that must be in the library."""
    return [
        (
            r"CESER.*Pays de la Loire",
            tell(
                "Où se situe la région dans la chaîne de valeur de l'IA ?",
                "Where does the region stand in the AI value chain?",
            ),
        ),
        (
            r"AI Act|2024/1689|règlement.*intelligence artificielle",
            tell(
                "Quelle est l'amende maximale pour une pratique interdite par l'AI Act ?",
                "What is the maximum fine for a practice prohibited by the AI Act?",
            ),
        ),
        (
            r"Occitanie",
            tell("Quelle est la stratégie IA de la Région Occitanie ?", "What is Occitanie's AI strategy?"),
        ),
        (
            r"CNIL",
            tell("Que recommande la CNIL sur l'IA ?", "What does the CNIL recommend about AI?"),
        ),
    ]


def first_questions(documents: Sequence[Document]) -> list[str]:
    """Return at most `SHOWN` questions: those written by hand whose document is there, then one for each title."""
    titles = [document.title for document in documents]
    asked: dict[str, str] = {}  # title → question
    for pattern, question in _written():
        title = next((title for title in titles if title not in asked and re.search(pattern, title)), None)
        if title is not None:
            asked[title] = question
    for title in titles:
        if len(title) <= _LONGEST_TITLE:
            asked.setdefault(
                title, tell(f"Que dit le document « {title} » ?", f"What does the document “{title}” say?")
            )
    return list(asked.values())[:SHOWN]
