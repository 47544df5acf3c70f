"""The typographic contract: what may differ between a quotation and the page, and nothing else.

A quotation is compared after folding, on both sides:

- every run of spaces, of any kind, and line breaks is one space; none is left within « » and before ; : ? ! % €;
- soft hyphens and zero-width characters are dropped;
- ligatures are letters (ﬁ → fi, œ → oe, æ → ae); combining accents are composed (NFC);
- curly and straight apostrophes are `'`; « », “ ”, „ are `"`; hyphens and dashes are `-`; … is `...`.

Letters, digits, accents, case, superscripts and all other signs stay: a changed number or word is never folded away.
"""

import unicodedata
from bisect import bisect_right

_SAME = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ĳ": "ij", "Ĳ": "IJ",
    "’": "'", "‘": "'", "‚": "'", "‛": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'",
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‹": "'", "›": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-",
    "…": "...",
}  # fmt: skip
_NO_SPACE_BEFORE = frozenset(";:?!%€»›")
_NO_SPACE_AFTER = frozenset("«‹")
_DROPPED = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}


class Folded:
    """A folded text that remembers where each of its characters came from."""

    def __init__(self, text: str, *, squeeze: bool = False) -> None:
        """Fold `text`; with `squeeze`, spaces and hyphens are dropped too (to compare two extractors of one PDF)."""
        pieces: list[str] = []
        origins: list[int] = []
        index, length = 0, len(text)
        space = True  # leading spaces are dropped
        while index < length:
            end = index + 1
            while end < length and unicodedata.combining(text[end]):
                end += 1
            cluster = text[index:end]
            if cluster not in _DROPPED:
                if cluster.isspace():
                    folded = "" if space or squeeze else " "
                    space = True
                else:
                    composed = unicodedata.normalize("NFC", cluster) if len(cluster) > 1 else cluster
                    folded = "".join(_SAME.get(char, char) for char in composed)
                    if squeeze and folded == "-":
                        folded = ""
                    if cluster in _NO_SPACE_BEFORE and pieces and pieces[-1] == " ":
                        pieces.pop()
                        origins.pop()
                    space = cluster in _NO_SPACE_AFTER
                if folded:
                    pieces.append(folded)
                    origins.extend([index] * len(folded))
            index = end
        folded_text = "".join(pieces)
        if folded_text.endswith(" "):
            folded_text = folded_text[:-1]
            origins.pop()
        self.text = folded_text
        self._origins = origins
        self._length = length

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the slice of the original text that gave `self.text[start:end]` (0 <= start < end <= length)."""
        first = self._origins[start]
        last = self._origins[end - 1]
        after = bisect_right(self._origins, last)
        return first, self._origins[after] if after < len(self._origins) else self._length

    def find_all(self, other: "Folded") -> list[tuple[int, int]]:
        """Return the slices of this text's original where the other folded text occurs."""
        found: list[tuple[int, int]] = []
        at = self.text.find(other.text) if other.text else -1
        while at >= 0:
            found.append(self.origin(at, at + len(other.text)))
            at = self.text.find(other.text, at + 1)
        return found


def fold(text: str) -> str:
    """Return the text as the contract compares it."""
    return Folded(text).text


def squeeze(text: str) -> str:
    """Return the folded text without spaces and hyphens, to compare two extractors that break lines differently."""
    return Folded(text, squeeze=True).text


class _Bare(dict[int, str]):
    """A table for `str.translate`: each character without its accents, nothing for an accent that stands alone."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code))
        self[code] = bare = "".join(char for char in parts if not unicodedata.combining(char))
        return bare


_BARE = _Bare()


def strip_accents(text: str) -> str:
    """Return the text without accents, for search only: never to compare a quotation."""
    if text.isascii():
        return text
    return text.translate(_BARE)
