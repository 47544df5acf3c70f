"""Building `Page.text` from `Page.raw`, under the typographic contract, with a map back to every kept character.

The contract. `Page.text` differs from `Page.raw` in these ways and no others:

- line breaks inside a paragraph become one space; between paragraphs, one line feed; before the notes, two;
- a word cut by a hyphen at the end of a line is joined; the hyphen stays where it belongs to the word;
- runs of spaces of any kind become one space; a gap between the cells of a table row becomes a tab;
- ligatures become letters (ﬁ → fi), combining accents are composed, private-use bullets become •;
- the row of dots that leads the eye to a page number, in a table of contents, becomes a tab;
- soft hyphens, zero-width and control characters are dropped;
- running headers, footers, page numbers and text that no reader can see are removed;
- whole runs may change places, where columns or notes are put in reading order.

Letters, digits, punctuation, accents and case are never changed, and nothing is added.
"""

import re
import unicodedata

from corpus.records import Offsets

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_DROPPED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffe"
_SPACES = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_CHANGED = re.compile(
    f"(?P<leader>[{_SPACES}]*(?:(?:\\.[{_SPACES}]?){{5,}}|…{{2,}}|_{{8,}})[{_SPACES}]*)"
    f"|(?P<space>[{_SPACES}\\n\\r\\f\\v]+)"
    f"|(?P<ligature>[{''.join(_LIGATURES)}])"
    f"|(?P<dropped>[{_DROPPED}\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f])"
    "|(?P<accent>[^\\W\\d_][\u0300-\u036f]+)"
    "|(?P<private>[\ue000-\uf8ff])"
)
BULLET = "•"


class Weave:
    """A text that grows from slices of a raw text, and its offset map."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._pieces: list[str] = []
        self._runs: list[tuple[int, int, int]] = []
        self.length = 0

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    @property
    def offsets(self) -> Offsets:
        """Runs of the text that are unchanged slices of the raw text."""
        return tuple(self._runs)

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self.length += len(text)

    def _keep(self, start: int, end: int) -> None:
        if start >= end:
            return
        if self._runs:
            at, raw_at, length = self._runs[-1]
            if at + length == self.length and raw_at + length == start:
                self._runs[-1] = (at, raw_at, length + end - start)
                self._write(self._raw[start:end])
                return
        self._runs.append((self.length, start, end - start))
        self._write(self._raw[start:end])

    def separate(self, separator: str) -> None:
        """Write white space between two slices: a space, a tab, one or two line feeds."""
        self._write(separator)

    def add(self, start: int, end: int) -> None:
        """Write `raw[start:end]`, folded as the contract says."""
        raw = self._raw
        at = start
        for found in _CHANGED.finditer(raw, start, end):
            first, last = found.span()
            kind, value = found.lastgroup, found.group()
            if kind == "space" and value == " ":
                continue
            self._keep(at, first)
            at = last
            if kind == "space":
                self._write(" ")
            elif kind == "leader":
                self._write("\t")
            elif kind == "ligature":
                self._write(_LIGATURES[value])
            elif kind == "accent":
                self._write(unicodedata.normalize("NFC", value))
            elif kind == "private":
                # A sign of a symbol font: a bullet where a line starts, else kept for what it is.
                if raw[start:first].strip():
                    self._keep(first, last)
                else:
                    self._write(BULLET)
        self._keep(at, end)


def replay(raw: str, text: str, offsets: Offsets, start: int, end: int) -> list[tuple[int, int]]:
    """Return the slices of the raw page that `text[start:end]` came from, in reading order, for a check by eye."""
    found: list[tuple[int, int]] = []
    for at, raw_at, length in offsets:
        first, last = max(start, at), min(end, at + length)
        if first < last:
            slice_ = (raw_at + first - at, raw_at + last - at)
            if raw[slice_[0] : slice_[1]] != text[first:last]:
                msg = "the offset map does not fit this page"
                raise ValueError(msg)
            found.append(slice_)
    return found
