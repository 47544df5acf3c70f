"""What else to search for: what acronyms stand for, and what documents write where people use everyday words.

An expansion only helps to find a passage; nothing of it counts as said by the question or by a document.

The lexicon of everyday words is in `lexicon/everyday`, a line each: the words people use, then after > the words documents
use. A group of words on the left is joined by `_`; words are compared by stem, so one form of each is enough. It was
written from general knowledge of spoken French and of the vocabulary of laws, without the questions that measure it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources

from corpus.acronyms import Acronym
from corpus.analysis import terms

Terms = tuple[str, ...]


def expansion(
    question: str, known: Sequence[Acronym], common: Callable[[str], bool] = lambda term: False
) -> tuple[str, ...]:
    """Return phrases to search for beside the question; none when nothing is known to help.

    `known` are the acronyms that the documents explain: one in the question brings what it stands for, and the reverse.
    `common` tells of a term that the documents write often themselves: such a word needs no other name for them.
    """
    asked = tuple(terms(question))
    found = [
        (at, formal)
        for first in set(asked)
        for words, at, formal in _everyday().get(first, ())
        if _within(words, asked) and not (len(words) == 1 and common(first))
    ]
    phrases = [formal for _, formal in sorted(found)]
    for one in known:
        short, long = _acronym_terms(one)
        if not (_within(short, asked) or _within(long, asked)) or (len(short) == 1 and common(short[0])):
            continue
        phrases.append(one.long if _within(short, asked) else one.short)
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
    folder = resources.files("assistant.lexicon") / "everyday"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    lines: dict[str, list[tuple[Terms, int, str]]] = {}
    for at, line in enumerate(line for file in files for line in file.read_text(encoding="utf-8").splitlines()):
        everyday, _, formal = line.partition(" > ")
        for group in everyday.split():
            words = tuple(terms(group.replace("_", " ")))
            lines.setdefault(words[0], []).append((words, at, formal))
    return lines
