"""Tables: consecutive rows of several cells, put in columns, so that each number stays under its heading.

A wide gap parts two cells for sure. A narrower one may be the space of a justified line: it parts two cells only where
another row of the table has a cell in the same place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.layout import Line, RawPage
from ingest.rows import Row, right_of

_SURE = 2.2
"""A gap this wide, in type sizes, parts two cells whatever stands elsewhere."""

_DOUBT = 0.12
"""By how much, at most, the estimate of the width of a cell is wrong, as a share of it."""

_SHORT = 24
"""Letters of an amount or a label; longer cells are only compared by where they start, since prose ends at one edge."""

_AMOUNT = re.compile(r"[-+–−(]?\s?\d[\d.,\s\u00a0\u202f]*\)?\s?(?:%|€|M€|k€|Md€)?")

_MARK = re.compile(r"\(\d{1,3}\)[.,;:]*|\d{1,3}[.,;:]?")
"""The mark of a note, set higher: never a cell."""

_ALIGNED = 4.0
"""Points between two cells that stand in one place."""


@dataclass(frozen=True, slots=True)
class _Cell:
    lines: tuple[Line, ...]
    left: float
    right: float
    sure: bool  # a wide gap, or cells of several lines, part it from the cell before

    @property
    def letters(self) -> int:
        """How many characters it holds."""
        return sum(line.end - line.start for line in self.lines)

    def stands_with(self, other: "_Cell") -> bool:
        """Whether two cells of different rows start in one place or, being short, end or are centred in one."""
        if abs(self.left - other.left) <= _ALIGNED:
            return True
        if max(self.letters, other.letters) > _SHORT:
            return False
        centres = self.left + self.right - other.left - other.right
        return abs(self.right - other.right) <= _ALIGNED or abs(centres) <= 2 * _ALIGNED


def _is_wide(before: _Cell, left: float, size: float) -> bool:
    return left - before.right >= _SURE * size + _DOUBT * (before.right - before.left)


def _amounts(page: RawPage, before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether two cells both hold a number and nothing else: prose has no two in a row."""
    return all(_AMOUNT.fullmatch(page.of(line)) for line in (*before, *after))


def _cells(page: RawPage, row: Row) -> list[_Cell]:
    found: list[_Cell] = []
    several = any(abs(lines[0].y - lines[-1].y) > lines[0].size / 2 for lines in row.cells)
    for lines in row.cells:
        left, right = min(line.x for line in lines), max(right_of(page, line) for line in lines)
        sure = (
            not found or several or _is_wide(found[-1], left, lines[0].size) or _amounts(page, found[-1].lines, lines)
        )
        cell = _Cell(lines, left, right, sure)
        raised = bool(found) and lines[0].size < 0.8 * found[-1].lines[-1].size
        if raised and _MARK.match(page.of(lines[0])):
            found[-1] = _joined(found[-1], cell)
        else:
            found.append(cell)
    return found


def _joined(before: _Cell, after: _Cell) -> _Cell:
    return _Cell(before.lines + after.lines, before.left, max(before.right, after.right), before.sure)


def _parted(page: RawPage, cell: _Cell, others: Sequence[_Cell]) -> list[_Cell]:
    """Part a cell where one of its lines starts exactly where cells of other rows do, however narrow the gap."""
    if any(abs(line.y - cell.lines[0].y) > line.size / 2 for line in cell.lines):
        return [cell]
    groups: list[list[Line]] = []
    for line in cell.lines:
        if not groups or any(abs(line.x - other.left) <= 1.0 for other in others):
            groups.append([])
        groups[-1].append(line)
    return [
        _Cell(tuple(lines), lines[0].x, max(right_of(page, line) for line in lines), cell.sure or number > 0)
        for number, lines in enumerate(groups)
    ]


def _settled(page: RawPage, cells: Sequence[_Cell], others: Sequence[_Cell]) -> list[_Cell]:
    """Keep the gaps that are sure or that other rows confirm; close the rest."""
    kept: list[_Cell] = []
    for cell in [part for whole in cells for part in _parted(page, whole, others)]:
        if kept and not cell.sure and not any(cell.stands_with(other) for other in others):
            kept[-1] = _joined(kept[-1], cell)
        else:
            kept.append(cell)
    return kept


def _columns(rows: Sequence[Sequence[_Cell]]) -> list[tuple[float, float]]:
    """The extents of the columns, from the rows that fill the most of them; empty when they overlap."""
    most = max(len(cells) for cells in rows)
    full = [cells for cells in rows if len(cells) == most]
    columns = [(min(row[n].left for row in full), max(row[n].right for row in full)) for n in range(most)]
    apart = all(before[1] < after[0] + 2 for before, after in pairwise(columns))
    return columns if apart else []


def _places(cells: Sequence[_Cell], columns: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """In which column each cell stands, from left to right."""
    places: list[int] = []
    for number, cell in enumerate(cells):
        first = places[-1] + 1 if places else 0
        last = len(columns) - (len(cells) - number)  # enough columns stay for the cells that follow

        def distance(column: int, cell: _Cell = cell) -> tuple[float, float]:
            low, high = columns[column]
            overlap = max(0.0, min(cell.right, high) - max(cell.left, low))
            return -overlap, abs((cell.left + cell.right) / 2 - (low + high) / 2)

        places.append(min(range(first, last + 1), key=distance))
    return tuple(places)


def _is_table(rows: Sequence[Sequence[_Cell]]) -> bool:
    """Whether rows of several cells make a table: two rows whose cells stand together, or one of short cells far apart."""
    if len(rows) > 1:
        return any(
            mine.stands_with(its)
            for number, row in enumerate(rows)
            for other in rows[number + 1 :]
            for mine in row[1:]
            for its in other[1:]
        )
    return (
        len(rows) == 1
        and len(rows[0]) >= 3
        and all(sum(line.end - line.start for line in cell.lines) < 40 for cell in rows[0])
    )


def _laid(page: RawPage, group: Sequence[Row]) -> list[Row]:
    """Lay out the rows of what may be a table: with columns when it is one, else without cells."""
    cells = [_cells(page, row) for row in group]
    settled = [
        _settled(
            page, row, [cell for index, other in enumerate(cells) if index != number for cell in other[1:] if cell.sure]
        )
        for number, row in enumerate(cells)
    ]
    several = [row for row in settled if len(row) > 1]
    if not several or not _is_table(several):
        return [replace(row, columns=()) for row in group]
    columns = _columns(several)
    laid: list[Row] = []
    for row, kept in zip(group, settled, strict=True):
        if len(kept) == 1 and not columns:
            laid.append(row)
            continue
        places = _places(kept, columns) if columns else tuple(range(len(kept)))
        laid.append(Row(tuple(cell.lines for cell in kept), places))
    return laid


def find(page: RawPage, rows: Sequence[Row]) -> list[Row]:
    """Return the rows, those of tables with the column of each cell.

    A row of one cell inside a table (a heading of its own, an amount missing everywhere) belongs to it.
    """
    found: list[Row] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and (len(rows[end].cells) > 1 or _within(rows, start, end)):
            end += 1
        if end > start:
            found += _laid(page, rows[start:end])
        else:
            found.append(rows[start])
        start = max(end, start + 1)
    return found


def _within(rows: Sequence[Row], start: int, index: int) -> bool:
    """Whether a row of one cell stands between two rows of the table that starts at `start`, at their distance."""
    if index == start or index + 1 >= len(rows) or len(rows[index + 1].cells) < 2 or not rows[index].size:
        return False
    before, after = rows[index - 1].y - rows[index].y, rows[index].y - rows[index + 1].y
    return 0 < before <= 3 * rows[index].size and 0 < after <= 3 * rows[index].size and rows[index].letters <= 60
