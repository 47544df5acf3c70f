"""A page as the extractor gives it: raw text cut in lines, each with where and how large it is printed, when known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Matrix = Sequence[float]


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of text as the extractor reports it. `x, y` are in points from the lower left corner of the page."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    upright: bool


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


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as extracted. `lines` are in the order of the content stream; `width` and `height` 0 when not known."""

    number: int
    label: str
    text: str
    lines: tuple[Line, ...]
    width: float = 0.0
    height: float = 0.0

    @property
    def placed(self) -> bool:
        """Whether positions are known."""
        return self.height > 0 and any(line.size for line in self.lines)

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


def chunk(text: str, cm: Matrix, tm: Matrix, *, font: str, size: float, sheet: Sheet) -> Chunk:
    """Make a chunk of what the extractor reports: text, current and text matrices, font name and size."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    # The direction of the base line and the scale across it, after both matrices.
    along = (tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3])
    across = (tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
    angle = (math.degrees(math.atan2(along[1], along[0])) - sheet.rotation) % 360
    upright = min(angle, 360 - angle) < 10
    seen_x, seen_y = sheet.place(x, y)
    weight = font.casefold()
    bold = "bold" in weight or "black" in weight or "heavy" in weight or ",b" in weight
    return Chunk(text, seen_x, seen_y, abs(size) * math.hypot(*across), bold, upright)


def _line(text: str, start: int, end: int, parts: list[tuple[int, Chunk]], blank: bool) -> Line | None:
    """Make the line `text[start:end]`; `parts` are the chunks that printed it, with how many letters each."""
    content = text[start:end]
    if not content.strip():
        return None
    left = start + len(content) - len(content.lstrip())
    right = start + len(content.rstrip())
    if not parts:
        return Line(left, right, blank_before=blank)
    letters: dict[float, int] = {}
    bold = 0
    for count, part in parts:
        letters[round(part.size, 1)] = letters.get(round(part.size, 1), 0) + count
        bold += count if part.bold else 0
    size = max(letters, key=lambda each: letters[each])
    # The place is that of the first chunk in the main size: a raised note mark does not move the line.
    first = next(part for _, part in parts if round(part.size, 1) == size)
    total = sum(letters.values())
    return Line(left, right, parts[0][1].x, first.y, size, bold * 2 > total, first.upright, blank)


def lines_of(chunks: Sequence[Chunk]) -> tuple[Line, ...]:
    """Cut the joined text of the chunks in lines, keeping where each is printed."""
    text = "".join(each.text for each in chunks)
    lines: list[Line] = []
    parts: list[tuple[int, Chunk]] = []
    start = at = 0
    blank = False
    for each in chunks:
        for index, piece in enumerate(each.text.split("\n")):
            if index:
                line = _line(text, start, at, parts, blank)
                blank = line is None and bool(lines)
                if line is not None:
                    lines.append(line)
                at += 1
                start, parts = at, []
            if piece.strip():
                parts.append((len(piece.strip()), each))
            at += len(piece)
    line = _line(text, start, at, parts, blank)
    if line is not None:
        lines.append(line)
    return tuple(lines)


def plain_lines(text: str) -> tuple[Line, ...]:
    """Cut a text without geometry in lines."""
    return lines_of([Chunk(text, 0.0, 0.0, 0.0, bold=False, upright=True)])
