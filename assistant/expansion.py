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
    found = [formal for everyday, formal in _everyday() if any(_within(words, asked) for words in everyday)]
    for one in known:
        short, long = _acronym_terms(one)
        if _within(short, asked):
            found.append(one.long)
        elif _within(long, asked):
            found.append(one.short)
    return tuple(dict.fromkeys(found))


def _within(words: Terms, asked: Terms) -> bool:
    """Whether some terms follow each other in the question."""
    size = len(words)
    return size > 0 and any(asked[at : at + size] == words for at in range(len(asked) - size + 1))


@lru_cache(maxsize=8192)
def _acronym_terms(one: Acronym) -> tuple[Terms, Terms]:
    return tuple(terms(one.short)), tuple(terms(one.long))


@lru_cache(maxsize=1)
def _everyday() -> tuple[tuple[tuple[Terms, ...], str], ...]:
    """Return each line of the lexicon: the everyday words, as terms, and the formal ones, as written."""
    lines = []
    for line in EVERYDAY.strip().splitlines():
        everyday, _, formal = line.partition(">")
        lines.append((tuple(tuple(terms(words.replace("_", " "))) for words in everyday.split()), formal.strip()))
    return tuple(lines)
