"""Words that are read in a special way when a sentence is compared with an excerpt.

Synonyms help a sentence to be recognised, never a value: numbers, names and negations are compared elsewhere, exactly.
The same lines hold French and English words, so that an English sentence can be compared with a French excerpt.
"""

import re
from functools import lru_cache

from assistant.lexicon.contraries import CONTRARIES
from assistant.lexicon.small_words import GRAMMAR, REPORTING
from assistant.lexicon.synonyms import SYNONYMS
from corpus.analysis import terms
from corpus.folding import strip_accents

# fmt: off
_EXPANSIONS = {
    "ia": (("intelligence artificielle", "fr"), ("artificial intelligence", "en")),
    "ue": (("union européenne", "fr"), ("european union", "en")),
    "rgpd": (("règlement général protection données", "fr"), ("general data protection regulation", "en")),
    "pme": (("petites moyennes entreprises", "fr"), ("small medium sized enterprises", "en")),
    "ceser": (("conseil économique social environnemental régional", "fr"), ("regional economic social environmental council", "en")),
    "cese": (("conseil économique social environnemental", "fr"), ("economic social environmental council", "en")),
    "cnil": (("commission nationale informatique libertés", "fr"),),
}
# fmt: on


def _plain(word: str) -> str:
    return strip_accents(word.lower().replace("œ", "oe").replace("’", "'"))


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return the stem of one plain word, or the empty string when the word has no content of its own."""
    if word in _LIGHT[language] or (len(word) == 1 and not word.isdigit()):
        return ""
    return root(word, language)


def root(word: str, language: str) -> str:
    """Return the stem of one plain word, whether it has content of its own or not."""
    # Without its accent, the stemmer does not know the feminine of a participle: dotée → dotee → dote.
    found = terms(re.sub(r"ees?$", "e", word) if language == "fr" and len(word) > 4 else word, language)
    return found[0] if found else ""


def _forms(words: str, language: str) -> set[str]:
    return {root(_plain(word), language) for word in words.split()} - {""}


_LIGHT: dict[str, frozenset[str]] = {
    language: frozenset(_plain(word) for word in (REPORTING + GRAMMAR).split()) for language in ("fr", "en")
}


def _notions(lines: str) -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {"fr": {}, "en": {}}
    for line in lines.strip().splitlines():
        french, _, english = line.partition("|")
        name = "=" + (french.split() or english.split())[0]
        for language, words in (("fr", french), ("en", english)):
            for form in _forms(words, language):
                table[language].setdefault(form, name)
    return table


_NOTIONS = _notions(SYNONYMS)


def notion(stemmed: str, language: str) -> str:
    """Return the notion a stem belongs to, or the empty string."""
    return _NOTIONS[language].get(stemmed, "")


def _contraries(lines: str) -> dict[str, dict[str, frozenset[str]]]:
    """Return, for each language, each stem with the stems (of both languages) of contrary meaning."""
    table: dict[str, dict[str, frozenset[str]]] = {"fr": {}, "en": {}}
    for line in lines.strip().splitlines():
        sides = []
        for side in line.split("#"):
            french, _, english = side.partition("|")
            sides.append({"fr": _forms(french, "fr"), "en": _forms(english, "en")})
        for here, there in (sides, sides[::-1]):
            for language in ("fr", "en"):
                for form in here[language]:
                    both = frozenset(there["fr"] | there["en"])
                    table[language][form] = table[language].get(form, frozenset()) | both
    return table


_CONTRARY = _contraries(CONTRARIES)
_PREFIXES = ("in", "im", "il", "ir", "non", "de", "des", "mal", "un", "dis", "anti")


def contrary(stemmed: str, language: str) -> frozenset[str]:
    """Return the stems whose meaning is contrary to this one's."""
    return _CONTRARY[language].get(stemmed, frozenset())


def prefixed_contrary(one: str, other: str) -> bool:
    """Whether one stem is the other with a prefix of negation: suffisant, insuffisant."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and any(long == prefix + short for prefix in _PREFIXES)


def expansions(acronym: str) -> tuple[tuple[str, str], ...]:
    """Return what a well-known acronym stands for, each with its language."""
    return _EXPANSIONS.get(acronym, ())


@lru_cache(maxsize=2)
def known_expansions(language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the well-known acronyms with the stems of what they stand for in a language."""
    return tuple(
        (acronym, frozenset(stem(_plain(word), language) for word in text.split()) - {""})
        for acronym, texts in _EXPANSIONS.items()
        for text, spoken in texts
        if spoken == language
    )
