"""Lines printed side by side become rows: words set one by one, cells of a table, columns of text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.layout import Line, RawPage, measure

_GAP = 1.0
"""A wider gap than this, in type sizes, may part two cells; `ingest.tables` decides."""

_CELL_LINES = 7
"""More lines than these below each other are a column of text, not a cell."""

_MARKER = re.compile(r"\(?[\divxlcA-Za-z]{1,4}[.):°]|[^\w\s]|\(\d{1,3}\)|\d{1,2}(?:\.\d{1,2}){1,3}")
"""A bullet or a number in front of what it marks, set apart by a wide space."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is printed on one base line: cells from left to right, each of one or more lines of raw text."""

    cells: tuple[tuple[Line, ...], ...]
    columns: tuple[int, ...] = ()  # of a table: in which column each cell stands

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


def right_of(page: RawPage, line: Line) -> float:
    """Where a line ends: as known, else estimated."""
    return line.right or line.x + measure(page.of(line), line.size)


class _Gatherer:
    """Gathers lines in rows: those of one base line, and the lines of cells that hold several."""

    def __init__(self, page: RawPage, lines: Sequence[Line]) -> None:
        self.page, self.lines = page, lines

    def _beside(self, before: Line, after: Line) -> bool:
        """Whether `after` continues the base line of `before`, to its right."""
        if not before.size or not after.size or before.upright != after.upright or after.x <= before.x:
            return False
        largest = max(before.size, after.size)
        raised = min(before.size, after.size) < 0.8 * largest
        apart = after.x - right_of(self.page, before) > _GAP * largest
        return abs(before.y - after.y) <= (0.6 if raised or apart else 0.25) * largest

    def _under(self, cell: Sequence[Line], after: Line) -> bool:
        """Whether `after` may be the next line of a cell: right below, over the same width."""
        last = cell[-1]
        if not after.size or len(cell) >= _CELL_LINES or abs(last.size - after.size) > 0.5:
            return False
        left = min(line.x for line in cell)
        right = max(right_of(self.page, line) for line in cell)
        return 0 < last.y - after.y <= 1.7 * last.size and after.x < right and right_of(self.page, after) > left

    def _next_cell(self, cells: Sequence[Sequence[Line]], after: Line) -> bool:
        """Whether `after` starts the next cell of a row: back at its top, to the right of its last cell."""
        top, last = cells[0][0], cells[-1]
        if not after.size or not top.size or len(last) < 2:
            return False
        right = max(right_of(self.page, line) for line in last)
        return after.x > right and after.y > last[-1].y and abs(after.y - max(top.y, last[0].y)) <= 0.7 * after.size

    def _is_cell(self, cells: Sequence[Sequence[Line]], index: int) -> bool:
        """Whether the line at `index` belongs to the last cell, because another cell of the row follows it."""
        last = list(cells[-1])
        for after in self.lines[index : index + _CELL_LINES]:
            if self._under(last, after):
                last.append(after)
            else:
                return self._next_cell([*cells[:-1], last], after)
        return False

    def rows(self) -> Iterator[Row]:
        """Yield the rows, in the order of the content stream."""
        cells: list[list[Line]] = []
        several = False  # a cell of this row holds several lines
        for index, line in enumerate(self.lines):
            if cells and self._beside(cells[-1][-1], line) and len(cells[-1]) == 1 + self._same_base(cells[-1]):
                before = cells[-1][-1]
                marked = len(cells) == 1 and _MARKER.fullmatch(self.page.of(before))
                if not marked and line.x - right_of(self.page, before) > _GAP * max(line.size, before.size):
                    cells.append([line])
                else:
                    cells[-1].append(line)
            elif cells and self._next_cell(cells, line):
                cells.append([line])
                several = True
            elif (
                cells and self._under(cells[-1], line) and ((several and len(cells) > 1) or self._is_cell(cells, index))
            ):
                cells[-1].append(line)
            else:
                if cells:
                    yield Row(tuple(map(tuple, cells)))
                cells, several = [[line]], False
        if cells:
            yield Row(tuple(map(tuple, cells)))

    @staticmethod
    def _same_base(cell: Sequence[Line]) -> int:
        """How many of the further lines of a cell stand on the base line of its first."""
        return sum(1 for line in cell[1:] if abs(line.y - cell[0].y) <= 0.5 * max(line.size, cell[0].size))


def rows_of(page: RawPage, without: frozenset[int] = frozenset()) -> list[Row]:
    """Group the lines of a page in rows, in the order of the content stream; `without` leaves lines out by index."""
    return list(_Gatherer(page, [line for index, line in enumerate(page.lines) if index not in without]).rows())


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
