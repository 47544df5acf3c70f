"""A text made ready to be searched for values: folded, in lower case without accents, with a way back to the original."""

import re
import unicodedata
from functools import lru_cache

from corpus.folding import Folded, strip_accents

_FRENCH = re.compile(
    r"\b(?:le|la|les|des|du|un|une|est|et|dans|pour|par|sur|que|qui|au|aux|ce|cette|sont|pas|ou|en)\b|\b[ldn]'"
)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|are|for|by|that|which|with|on|shall|this|be|from|not|its|was|or|at)\b")
_COMPATIBILITY_KEPT = ("<super>", "<sub>", "<circle>", "<fraction>")


@lru_cache(maxsize=4096)
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


def language_of(text: str) -> str:
    """Return "fr" or "en" by the small words of the text; French when nothing tells."""
    plain = text.lower().replace("’", "'")
    return "en" if len(_ENGLISH.findall(plain)) > len(_FRENCH.findall(plain)) else "fr"


class Reading:
    """`plain` is what patterns are matched on; `folded` keeps case; both have the same length.

    Each place of the text is claimed by one value at most, so that "2 août 2026" is a date and not three numbers.
    """

    def __init__(self, text: str, language: str | None = None) -> None:
        """Fold the text; the language is guessed when it is not given."""
        self.original = text
        self._fold = Folded(text)
        self.folded = self._fold.text
        self.plain = "".join(map(_plain_char, self.folded))
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
        return self._fold.origin(start, end)
