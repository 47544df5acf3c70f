"""Typing errors of a question, mended before it is searched: "reconaissance faciale" is searched as "reconnaissance faciale".

Only a word that neither the word lists nor the documents know is changed, and only into one that the documents write, or a
word without content ("comment"), one typing error away: a letter left out, one too many, two swapped (Damerau 1964), in a
longer word also another letter. Names are left as they are: a place that the documents do not know is not taken for another.

Of 99,117 correctly written words of everyday questions (those of eval/pairs), 36 are changed where the documents are three long texts.
"""

import re
from functools import lru_cache

from spellchecker import SpellChecker

from assistant.expansion import LANGUAGES, expansion
from corpus.analysis import TextLanguage, guess_language, query_terms, terms
from corpus.folding import strip_accents
from corpus.language import say
from corpus.library import Library

_SHORTEST, _LONG = 5, 7
"""Letters from which a word is mended, and from which one letter may stand for another."""
_WORD = re.compile(rf"[^\W\d_]{{{_SHORTEST},}}\b(?!['’])")
_ENDINGS = ("s", "e", "es")
"""What a form may have more than the one that a word list holds."""


class _WordList:
    """The words of a language by how often they are used, without accents, for who leaves them out knows them all the same."""

    def __init__(self, language: TextLanguage) -> None:
        self._written: dict[str, str] = {}
        usage: dict[str, int] = {}
        for word, count in SpellChecker(language=language).word_frequency.dictionary.items():
            plain = _plain(word)
            if count > usage.get(plain, 0):
                usage[plain] = count
                if plain != word:
                    self._written[plain] = word
                else:
                    self._written.pop(plain, None)
        self._checker = SpellChecker(language=None, distance=1)
        self._checker.word_frequency.load_json(usage)

    def __contains__(self, plain: str) -> bool:
        return any(plain.removesuffix(ending) in self._checker for ending in ("", *_ENDINGS))

    def near(self, plain: str) -> list[str]:
        """Return the words, as they are written, that a typing error may have made this of, the most used first."""
        found = [word for word in self._checker.candidates(plain) or () if _may_mean(plain, word)]
        found.sort(key=lambda word: -self._checker[word])
        return [self._written.get(word, word) for word in found]


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: TextLanguage) -> _WordList:
    return _WordList(language)


def _plain(word: str) -> str:
    return strip_accents(word.lower().replace("œ", "oe").replace("æ", "ae"))


def _may_mean(typed: str, meant: str) -> bool:
    """Whether the first letter is the same, and no letter stands for another in a short word."""
    replaced = len(typed) == len(meant) and sorted(typed) != sorted(meant)
    return typed[0] == meant[0] and typed != meant and (len(typed) >= _LONG or not replaced)


def mended(library: Library, question: str) -> str:
    """Return a question without the typing errors of its words; the same question when it has none that can be told."""
    language = guess_language(question)

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        plain = _plain(word)
        name = word[1:] != word[1:].lower() or (word[0].isupper() and match.start() > 0)
        if name or any(plain in _words(one) for one in LANGUAGES) or expansion(word, (), into=LANGUAGES):
            return word  # a name, or a word of the lists or of our lexicon
        if _written(library, word):
            return word
        fitting = (one for one in _words(language).near(plain) if not terms(one, language) or _written(library, one))
        meant = next(fitting, word)
        return meant.capitalize() if word[0].isupper() else meant

    return _WORD.sub(mend, question)


def read_as(question: str) -> str:
    """Say what a question was read as."""
    return say(f"Lu ainsi\u00a0: «\u00a0{question}\u00a0»", f"Read as: “{question}”")


def _written(library: Library, word: str) -> bool:
    """Whether the documents write a word, in one of its forms."""
    return any(map(library.frequency, query_terms(word)))
