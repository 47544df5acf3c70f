"""A text made ready to be searched for values: folded, in lower case without accents, with a way back to the original."""

import re
import unicodedata
from functools import lru_cache

from corpus.analysis import guess_language
from corpus.folding import Folded, fold, strip_accents

_COMPATIBILITY_KEPT = ("<super>", "<sub>", "<circle>", "<fraction>")
# What cannot be folded one character for one: zero-width and combining characters, ligatures of print, runs of spaces.
_UNEVEN = re.compile(r"[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff\ufb00-\ufb06ĳĲ]|\s\s|^\s|\s$")


def _plain_char(char: str) -> str:
    """Return one character for one: lower case, no accent, full-width forms made ordinary.

    A superscript stays what it is: "60 M€²" is a footnote mark, not 2; "10²⁵" is not 1025.
    """
    decomposition = unicodedata.decomposition(char)
    if decomposition.startswith("<") and not decomposition.startswith(_COMPATIBILITY_KEPT):
        compatible = unicodedata.normalize("NFKC", char)
        char = compatible if len(compatible) == 1 else char
    if unicodedata.decomposition(char).startswith("<"):
        return char
    bare = strip_accents(char).lower()
    return bare if len(bare) == 1 else char


class _Folds(dict[int, str]):
    """A table for `str.translate` that folds one character for one; œ stays, words spell it out."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = " " if char.isspace() else fold(char)
        self[code] = folded if len(folded) == 1 else char
        return self[code]


class _Plains(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = _plain_char(chr(code))
        return self[code]


_FOLDS, _PLAINS = _Folds(), _Plains()


language_of = lru_cache(maxsize=4096)(guess_language)
"""The language of a text, "fr" or "en"; asked again and again for the same excerpts."""


def _folded(text: str) -> tuple[str, Folded | None]:
    """Return the text without accents and, where a character was not folded to one, the places it came from."""
    uneven = Folded(text) if _UNEVEN.search(text) else None
    return (uneven.text if uneven else text.translate(_FOLDS)), uneven


def plain_of(text: str) -> str:
    """Return what a reading of this text would match its patterns on."""
    return _folded(text)[0].translate(_PLAINS)


class Reading:
    """`plain` is what patterns are matched on; `folded` keeps case; both have the same length.

    Each place of the text is claimed by one value at most, so that "2 août 2026" is a date and not three numbers.
    """

    def __init__(self, text: str, language: str | None = None) -> None:
        """Fold the text; the language is guessed when it is not given."""
        self.original = text
        self.folded, self._uneven = _folded(text)
        self.plain = self.folded.translate(_PLAINS)
        self.language = language or language_of(self.plain)
        self._taken = bytearray(len(self.plain))

    def free(self, start: int, end: int) -> bool:
        """Whether no value has claimed any of `plain[start:end]`."""
        return not any(self._taken[start:end])

    def take(self, start: int, end: int) -> None:
        """Claim `plain[start:end]`."""
        self._taken[start:end] = b"\x01" * (end - start)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the slice of the original text that gave `plain[start:end]`."""
        return self._uneven.origin(start, end) if self._uneven else (start, end)
