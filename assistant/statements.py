"""A sentence as it is compared: its words with their stems, its values, and where each stands."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache

from assistant.lexicon import contrary, expansions, known_expansions, notion, stem
from assistant.values import Value, ValueKind, values_of
from assistant.values.numerals import NUMBER_WORDS
from assistant.values.reading import Reading

_LONG_STEM = 5
_ONE_ERROR = 0.8
"""Likeness (difflib) of two stems that differ by one typing error."""
_WORD = re.compile(r"[a-z0-9œæ²³°%€$£]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `plain` is folded; `stem` is empty when it has no content of its own or lies in a number or date."""

    plain: str
    written: str
    stem: str
    start: int  # in the original text
    before: str  # what stands between the word before and this one


class Statement:
    """One sentence, analysed once: words, content terms, values."""

    def __init__(self, text: str, language: str, *, source: bool) -> None:
        """Analyse the sentence; `source` is for a sentence of an excerpt."""
        self.text = text
        self.language = language
        reading = Reading(text, language)
        self.values = values_of(reading, source=source)
        self.plain = reading.plain
        masked = [value for value in self.values if value.kind not in (ValueKind.NAME, ValueKind.ACRONYM)]
        starts = [value.start for value in masked]
        words: list[Word] = []
        last = 0
        for match in _WORD.finditer(reading.plain):
            start, end = reading.origin(*match.span())
            at = bisect_left(starts, end) - 1
            inside = at >= 0 and masked[at].start <= start < masked[at].end
            plain = match.group().replace("œ", "oe").replace("æ", "ae")
            bare = inside and (masked[at].kind is not ValueKind.QUANTITY or plain in NUMBER_WORDS)
            stemmed = "" if bare or plain.isdigit() else stem(plain, language)
            if plain == "entre" and text[end - 1] in "éÉ":
                stemmed = stem("entrer", language)  # the verb, not the preposition
            words.append(Word(plain, text[start:end], stemmed, start, reading.plain[last : match.start()]))
            last = match.end()
        self.words = tuple(words)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The content stems, in order, each once."""
        return tuple(dict.fromkeys(word.stem for word in self.words if word.stem))

    @cached_property
    def singulars(self) -> frozenset[str]:
        """The words without the mark of the plural."""
        return frozenset(word.plain.rstrip("sx") for word in self.words)

    @cached_property
    def index(self) -> "TermIndex":
        """The content stems, made ready to be looked up; what acronyms stand for is part of them."""
        stems = set(self.terms)
        for value in self.values:
            if value.kind is ValueKind.ACRONYM:
                for expansion, language in expansions(value.canonical):
                    stems.update(analyse(expansion, language).terms)
        for acronym, expanded in known_expansions(self.language):
            if expanded <= stems:
                stems.add(acronym)
        return TermIndex(stems, self.language, frozenset(word.plain for word in self.words))


class TermIndex:
    """Stems to be looked up, with their notions and beginnings."""

    def __init__(self, stems: set[str], language: str, plain: frozenset[str]) -> None:
        """Index the stems of one text."""
        self.stems = stems
        self.plain = plain
        self.notions = {name for name in (notion(stemmed, language) for stemmed in stems) if name}
        self._beginnings: dict[str, list[str]] = {}
        for stemmed in stems:
            self._beginnings.setdefault(stemmed[:5], []).append(stemmed)

    def holds(self, stemmed: str, language: str) -> bool:
        """Whether a stem occurs: itself, a word of its family (interdit, interdiction), or of its notion."""
        if stemmed in self.stems or stemmed in self.plain:
            return True
        name = notion(stemmed, language)
        return (bool(name) and name in self.notions) or any(
            akin(stemmed, other) for other in self._beginnings.get(stemmed[:5], ())
        )

    def nearly(self, stemmed: str, language: str) -> bool:
        """Whether a stem occurs, or, when it is long enough, one that a typing error makes of it."""
        if self.holds(stemmed, language):
            return True
        return len(stemmed) >= _LONG_STEM and bool(get_close_matches(stemmed, self.stems, 1, _ONE_ERROR))

    def contrary_of(self, stemmed: str, language: str) -> str:
        """Return a stem here whose meaning is contrary, or the empty string."""
        return next(iter(contrary(stemmed, language) & self.stems), "")


@lru_cache(maxsize=50_000)
def akin(one: str, other: str) -> bool:
    """Whether two stems belong to one family of words: one begins the other, or most of both is shared."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 5:
        return False
    shared = 0
    for a, b in zip(short, long, strict=False):
        if a != b:
            break
        shared += 1
    return shared == len(short) or (shared >= 6 and shared / len(long) >= 0.66)


@lru_cache(maxsize=32768)
def analyse(text: str, language: str, *, source: bool = False) -> Statement:
    """Return a sentence analysed; kept, because an excerpt is compared with every sentence of an answer."""
    return Statement(text, language, source=source)


def value_terms(value: Value, statement: Statement, reach: int = 5) -> set[str]:
    """Return the content stems nearest to a value: at most `reach` on each side."""
    before = [word.stem for word in statement.words if word.stem and word.start < value.start]
    after = [word.stem for word in statement.words if word.stem and word.start >= value.end]
    return set(before[-reach:] + after[:reach])


def value_context(value: Value, statement: Statement, reach: int = 4) -> set[str]:
    """Return the words of any sort nearest to a value, each with its side: what tells two values of a sentence apart."""
    before = [word.plain for word in statement.words if word.start < value.start]
    after = [word.plain for word in statement.words if word.start >= value.end]
    return {f"{word}<" for word in before[-reach:]} | {f">{word}" for word in after[:reach]}
