"""What else to search for: what acronyms stand for, and what documents write where people use everyday words.

An expansion only helps to find a passage; nothing of it counts as said by the question or by a document.
"""

from collections.abc import Sequence
from functools import lru_cache

from assistant.lexicon.everyday import EVERYDAY
from corpus.acronyms import Acronym
from corpus.analysis import terms

Terms = tuple[str, ...]


def expansion(question: str, known: Sequence[Acronym]) -> tuple[str, ...]:
    """Return phrases to search for beside the question; none when nothing is known to help.

    `known` are the acronyms that the documents explain: one in the question brings what it stands for, and the reverse.
    """
    asked = tuple(terms(question))
    found = [
        (at, formal)
        for first in set(asked)
        for words, at, formal in _everyday().get(first, ())
        if _within(words, asked)
    ]
    phrases = [formal for _, formal in sorted(found)]
    for one in known:
        short, long = _acronym_terms(one)
        if _within(short, asked):
            phrases.append(one.long)
        elif _within(long, asked):
            phrases.append(one.short)
    return tuple(dict.fromkeys(phrases))


def everyday_phrases() -> frozenset[str]:
    """Return all that the lexicon of everyday words may add to a question."""
    return frozenset(formal for group in _everyday().values() for _, _, formal in group)


def _within(words: Terms, asked: Terms) -> bool:
    """Whether some terms follow each other in the question."""
    if not words or words[0] not in asked:
        return False
    size = len(words)
    return any(asked[at : at + size] == words for at in range(len(asked) - size + 1))


@lru_cache(maxsize=8192)
def _acronym_terms(one: Acronym) -> tuple[Terms, Terms]:
    return tuple(terms(one.short)), tuple(terms(one.long))


@lru_cache(maxsize=1)
def _everyday() -> dict[str, list[tuple[Terms, int, str]]]:
    """Return the lexicon by the first term of the everyday words: those as terms, their line, the formal ones as written."""
    lines: dict[str, list[tuple[Terms, int, str]]] = {}
    for at, line in enumerate(EVERYDAY.strip().splitlines()):
        everyday, _, formal = line.partition(">")
        for group in everyday.split():
            if words := tuple(terms(group.replace("_", " "))):
                lines.setdefault(words[0], []).append((words, at, formal.strip()))
    return lines
