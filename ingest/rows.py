"""Lines printed side by side become rows: words set one by one, cells of a table, columns of text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.layout import Line, RawPage

_GLYPH = 0.5
"""Mean width of a letter, in its own size: enough to tell a space from the gap between two cells."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is printed on one base line: cells from left to right, each of one or more lines of raw text."""

    cells: tuple[tuple[Line, ...], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in reading order."""
        return tuple(line for cell in self.cells for line in cell)

    @property
    def first(self) -> Line:
        """The leftmost line: where the row starts."""
        return self.cells[0][0]

    @property
    def x(self) -> float:
        """Where the row starts."""
        return self.first.x

    @property
    def y(self) -> float:
        """Height of its base line."""
        return max(self.lines, key=lambda line: line.size).y

    @property
    def size(self) -> float:
        """Its main type size."""
        return max(self.lines, key=lambda line: line.end - line.start).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def letters(self) -> int:
        """How many characters it prints."""
        return sum(line.end - line.start for line in self.lines)

    def text(self, page: RawPage) -> str:
        """Its text, cells separated by tabs."""
        return "\t".join(" ".join(page.of(line) for line in cell) for cell in self.cells)


def _right(line: Line) -> float:
    return line.x + (line.end - line.start) * _GLYPH * line.size


def _beside(before: Line, after: Line) -> bool:
    """Whether `after` continues the base line of `before`, to its right."""
    if not before.size or not after.size or before.upright != after.upright:
        return False
    raised = min(before.size, after.size) < 0.8 * max(before.size, after.size)
    slack = (0.5 if raised else 0.25) * max(before.size, after.size)
    return abs(before.y - after.y) <= slack and after.x > before.x


def rows_of(page: RawPage, without: frozenset[int] = frozenset()) -> list[Row]:
    """Group the lines of a page in rows, in the order of the content stream; `without` leaves lines out by index."""
    rows: list[Row] = []
    cells: list[list[Line]] = []
    last: Line | None = None
    for index, line in enumerate(page.lines):
        if index in without:
            continue
        if last is not None and _beside(last, line):
            if line.x - _right(last) > 1.2 * max(line.size, last.size):
                cells.append([line])
            else:
                cells[-1].append(line)
        else:
            if cells:
                rows.append(Row(tuple(map(tuple, cells))))
            cells = [[line]]
        last = line
    if cells:
        rows.append(Row(tuple(map(tuple, cells))))
    return rows


def in_columns(rows: Sequence[Row]) -> list[Row]:
    """Put rows that run across two columns of text in reading order: the left column, then the right one.

    Only where most rows have two long cells whose second starts at one place; a table stays as it is.
    """
    pairs = [row for row in rows if len(row.cells) == 2]
    if len(pairs) < 6 or len(pairs) * 10 < len(rows) * 6:
        return list(rows)
    starts = Counter(round(row.cells[1][0].x / 5) for row in pairs)
    place, count = starts.most_common(1)[0]
    lengths = [sum(line.end - line.start for line in cell) for row in pairs for cell in row.cells]
    if count * 10 < len(pairs) * 7 or median(lengths) < 25:
        return list(rows)
    left: list[Row] = []
    right: list[Row] = []
    ordered: list[Row] = []
    for row in rows:
        beside = len(row.cells) == 2 and abs(round(row.cells[1][0].x / 5) - place) <= 1
        if beside:
            left.append(Row(row.cells[:1]))
            right.append(Row(row.cells[1:]))
        elif round(row.x / 5) >= place - 1:
            right.append(row)
        elif left and row.letters > 1.6 * median(lengths):  # a line across both columns ends them
            ordered += [*left, *right, row]
            left, right = [], []
        else:
            left.append(row)
    return [*ordered, *left, *right]
