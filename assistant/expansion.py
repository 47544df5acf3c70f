"""What else to search for: what acronyms stand for, and what documents write where people use other words.

An expansion only helps to find a passage; nothing of it counts as said by the question or by a document.

The lexicon is in `lexicon/wording`, files named by the language of the question and that of the documents, a line each: the
words people use, then after > the words documents use. A group of words on the left is joined by `_`; words are compared
by stem, so one form of each is enough. It was written from general knowledge of both languages and of the vocabulary of
laws, without the questions that measure it.
"""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from importlib import resources

from corpus.acronyms import Acronym
from corpus.analysis import guess_language, terms

Terms = tuple[str, ...]
LANGUAGES = ("fr", "en")


def expansion(
    question: str,
    known: Sequence[Acronym],
    common: Callable[[str], bool] = lambda term: False,
    into: Collection[str] = ("fr",),
) -> tuple[str, ...]:
    """Return phrases to search for beside the question; none when nothing is known to help.

    `known` are the acronyms that the documents explain: one in the question brings what it stands for, and the reverse.
    `common` tells of a term that the documents write often themselves: such a word needs no other name for them.
    `into` are the languages of the documents.
    """
    language = guess_language(question)
    said = tuple(terms(question, language))
    found = [
        (target, at, formal)
        for target in into
        for first in set(said)
        for words, at, formal in _lexicon(language, target).get(first, ())
        if _within(words, said) and not (len(words) == 1 and common(first))
    ]
    phrases = [formal for _, _, formal in sorted(found)]
    asked = tuple(terms(question))
    for one in known:
        short, long = _acronym_terms(one)
        if not (_within(short, asked) or _within(long, asked)) or (len(short) == 1 and common(short[0])):
            continue
        phrases.append(one.long if _within(short, asked) else one.short)
    return tuple(dict.fromkeys(phrases))


def lexicon_phrases() -> frozenset[str]:
    """Return all that the lexicon may add to a question."""
    lexicons = [_lexicon(language, target) for language in LANGUAGES for target in LANGUAGES]
    return frozenset(formal for lexicon in lexicons for group in lexicon.values() for _, _, formal in group)


def _within(words: Terms, asked: Terms) -> bool:
    """Whether some terms follow each other in the question."""
    if not words or words[0] not in asked:
        return False
    size = len(words)
    return any(asked[at : at + size] == words for at in range(len(asked) - size + 1))


@lru_cache(maxsize=8192)
def _acronym_terms(one: Acronym) -> tuple[Terms, Terms]:
    return tuple(terms(one.short)), tuple(terms(one.long))


@lru_cache(maxsize=len(LANGUAGES) ** 2)
def _lexicon(language: str, target: str) -> dict[str, list[tuple[Terms, int, str]]]:
    """Return the lexicon from one language to another, by the first term of what people say: its terms, its line, the rest."""
    folder = resources.files("assistant.lexicon") / "wording"
    files = sorted((file for file in folder.iterdir() if file.name.startswith(f"{language}-{target}")), key=str)
    lines: dict[str, list[tuple[Terms, int, str]]] = {}
    for at, line in enumerate(line for file in files for line in file.read_text(encoding="utf-8").splitlines()):
        said, _, formal = line.partition(" > ")
        for group in said.split():
            words = tuple(terms(group.replace("_", " "), language))
            lines.setdefault(words[0], []).append((words, at, formal))
    return lines
