"""A page as the extractor gives it: raw text cut in lines, each with where and how large it is printed, when known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Matrix = Sequence[float]

_MEAN_WIDTH = 500.0
"""Mean width of the letters a to z as `measure` has them, in thousandths of the type size."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of text as the extractor reports it. `x, y` are in points from the lower left corner of the page."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    upright: bool
    right: float = 0.0  # where it ends, when known
    hidden: bool = False  # drawn without ink
    stretch: float = 1.0  # how wide its letters run, beside the usual


@dataclass(frozen=True, slots=True)
class Line:
    """One line of `RawPage.text`: the slice `[start:end]`, without its line break and outer spaces.

    Without geometry, `size` is 0 and `x`, `y` mean nothing.
    """

    start: int
    end: int
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False
    upright: bool = True
    blank_before: bool = False
    right: float = 0.0  # where it ends, as known or estimated
    hidden: bool = False  # drawn without ink: a trap, or the text layer of a scan


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as extracted. `lines` are in the order of the content stream; `width` and `height` 0 when not known.

    Once `compared` with its picture, only `hidden` lines are unseen, `unseen` counts the letters that nobody sees (left out
    of the text, or in hidden lines), and `layer` says that the text is what a scanner recognised.
    """

    number: int
    label: str
    text: str
    lines: tuple[Line, ...]
    width: float = 0.0
    height: float = 0.0
    compared: bool = False
    layer: bool = False
    unseen: int = 0

    @property
    def placed(self) -> bool:
        """Whether positions are known."""
        return self.height > 0 and any(line.size for line in self.lines)

    @property
    def letters(self) -> int:
        """How many letters a reader may see."""
        hidden = sum(line.end - line.start for line in self.lines if line.hidden)
        return max(0, len("".join(self.text.split())) - hidden) if self.compared else len("".join(self.text.split()))

    def of(self, line: Line) -> str:
        """Return the text of a line."""
        return self.text[line.start : line.end]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The visible rectangle of a page and its rotation, to turn the extractor's coordinates into what a reader sees."""

    left: float
    bottom: float
    width: float
    height: float
    rotation: int = 0

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the position as seen on the page, from its lower left corner."""
        x, y = x - self.left, y - self.bottom
        if self.rotation == 90:
            return y, self.width - x
        if self.rotation == 180:
            return self.width - x, self.height - y
        if self.rotation == 270:
            return self.height - y, x
        return x, y

    @property
    def seen(self) -> tuple[float, float]:
        """Width and height as seen."""
        return (self.height, self.width) if self.rotation in (90, 270) else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class Type:
    """What a font looks like: bold or not, and how wide its letters run beside the usual."""

    bold: bool = False
    stretch: float = 1.0

    @classmethod
    def named(cls, name: str, mean_width: float | None = None) -> "Type":
        """Tell a font from its name and the mean width of its letters, in thousandths of its size."""
        weight = name.casefold()
        bold = any(word in weight for word in ("bold", "black", "heavy", ",b"))
        return cls(bold, min(1.4, max(0.7, mean_width / _MEAN_WIDTH)) if mean_width else 1.0)


def chunk(text: str, cm: Matrix, tm: Matrix, *, font: "Type", size: float, sheet: Sheet, hidden: bool = False) -> Chunk:
    """Make a chunk of what the extractor reports: text, current and text matrices, font name and size."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    # The direction of the base line and the scale across it, after both matrices.
    along = (tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3])
    across = (tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
    angle = (math.degrees(math.atan2(along[1], along[0])) - sheet.rotation) % 360
    upright = min(angle, 360 - angle) < 10
    seen_x, seen_y = sheet.place(x, y)
    return Chunk(text, seen_x, seen_y, abs(size) * math.hypot(*across), font.bold, upright, 0.0, hidden, font.stretch)


_NARROW, _WIDE = frozenset("iljtfrI.,;:'’!|()[]/- \u00a0"), frozenset("mwMWŒ@%—…")
_NOTHING = " \t\r\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad\x00"


def measure(text: str, size: float) -> float:
    """Estimate how wide a text prints, in points: near enough to tell a space from the gap between two cells."""
    units = 0.0
    for char in text:
        if char in _NARROW:
            units += 0.3
        elif char in _WIDE:
            units += 0.85
        elif char not in _NOTHING:
            units += 0.67 if char.isupper() else 0.56 if char.isdigit() else 0.53
    return units * size


@dataclass(slots=True)
class _Part:
    """What one chunk printed of a line: from `at` in the text."""

    at: int
    text: str
    chunk: Chunk

    @property
    def end(self) -> float:
        """Where it ends: as known, else estimated."""
        chunk = self.chunk
        return chunk.right or chunk.x + measure(self.text.strip(), chunk.size) * chunk.stretch


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what prints nothing at both ends of a slice."""
    while start < end and text[start] in _NOTHING:
        start += 1
    while end > start and text[end - 1] in _NOTHING:
        end -= 1
    return start, end


def _line(text: str, start: int, end: int, parts: Sequence[_Part], *, blank: bool) -> Line | None:
    """Make the line `text[start:end]`, printed by these parts."""
    left, right = _trimmed(text, start, end)
    if left == right:
        return None
    if not parts:
        return Line(left, right, blank_before=blank)
    letters: dict[float, int] = {}
    for part in parts:
        size = round(part.chunk.size, 1)
        letters[size] = letters.get(size, 0) + len(part.text.strip())
    size = max(letters, key=lambda each: letters[each])
    # The place is that of the first part in the main size: a raised note mark does not move the line.
    first = next(part.chunk for part in parts if round(part.chunk.size, 1) == size)
    bold = all(part.chunk.bold for part in parts if any(char.isalnum() for char in part.text))
    edge = max(part.end for part in parts) if size else 0.0
    hidden = all(part.chunk.hidden for part in parts)
    return Line(left, right, parts[0].chunk.x, first.y, size, bold, first.upright, blank, edge, hidden)


def _cut(text: str, start: int, end: int, parts: Sequence[_Part], *, blank: bool) -> list[Line]:
    """Make the lines of one printed line: more than one where a wide gap parts it, as between the cells of a table."""
    groups: list[list[_Part]] = []
    right = 0.0
    for part in parts:
        chunk_, gap = part.chunk, part.chunk.x - right
        apart = text[part.at - 1 : part.at + 1].strip() != text[part.at - 1 : part.at + 1]  # not inside a word
        if not groups or (apart and gap > 1.0 * chunk_.size > 0 and chunk_.upright):
            groups.append([])
        groups[-1].append(part)
        right = max(right if len(groups[-1]) > 1 else 0.0, part.end)
    if len(groups) < 2:
        line = _line(text, start, end, parts, blank=blank)
        return [line] if line is not None else []
    starts = [start, *(group[0].at for group in groups[1:]), end]
    made = [
        _line(text, first, last, group, blank=blank)
        for first, last, group in zip(starts, starts[1:], groups, strict=False)
    ]
    return [line for line in made if line is not None]


def lines_of(chunks: Sequence[Chunk]) -> tuple[Line, ...]:
    """Cut the joined text of the chunks in lines, keeping where each is printed."""
    text = "".join(each.text for each in chunks)
    lines: list[Line] = []
    parts: list[_Part] = []
    start = at = 0
    blank = False
    for each in chunks:
        for index, piece in enumerate(each.text.split("\n")):
            if index:
                made = _cut(text, start, at, parts, blank=blank)
                blank = not made and bool(lines)
                lines += made
                at += 1
                start, parts = at, []
            if piece.strip(_NOTHING):
                parts.append(_Part(at, piece, each))
            at += len(piece)
    lines += _cut(text, start, at, parts, blank=blank)
    return tuple(lines)


def plain_lines(text: str) -> tuple[Line, ...]:
    """Cut a text without geometry in lines."""
    return lines_of([Chunk(text, 0.0, 0.0, 0.0, bold=False, upright=True)])
