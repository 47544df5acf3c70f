"""Tables: consecutive rows of several cells, put in columns, so that each number stays under its heading."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.layout import RawPage
from ingest.rows import Row, right_of

Extent = tuple[float, float]


def _extents(page: RawPage, row: Row) -> list[Extent]:
    return [(min(line.x for line in cell), max(right_of(page, line) for line in cell)) for cell in row.cells]


def _columns(page: RawPage, rows: Sequence[Row]) -> list[Extent]:
    """The extents of the columns, from the rows that fill the most of them; empty when they overlap."""
    most = max(len(row.cells) for row in rows)
    full = [_extents(page, row) for row in rows if len(row.cells) == most]
    columns = [(min(row[n][0] for row in full), max(row[n][1] for row in full)) for n in range(most)]
    apart = all(before[1] < after[0] + 1 for before, after in pairwise(columns))
    return columns if apart else []


def _placed(page: RawPage, row: Row, columns: Sequence[Extent]) -> Row:
    """Give each cell the column it stands in, from left to right."""
    places: list[int] = []
    for left, right in _extents(page, row):
        first = places[-1] + 1 if places else 0
        # Enough columns must stay for the cells that follow.
        last = len(columns) - (len(row.cells) - len(places))
        middle = (left + right) / 2

        def distance(
            number: int, left: float = left, right: float = right, middle: float = middle
        ) -> tuple[float, float]:
            low, high = columns[number]
            overlap = max(0.0, min(right, high) - max(left, low))
            return -overlap, abs(middle - (low + high) / 2)

        places.append(min(range(first, last + 1), key=distance))
    return replace(row, columns=tuple(places))


def find(page: RawPage, rows: Sequence[Row]) -> list[Row]:
    """Return the rows with columns given to those of tables; a lone row of two cells is no table.

    A row of one cell inside a table (a heading of its own, an amount missing everywhere) stays as it is.
    """
    found = list(rows)
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and (len(found[end].cells) > 1 or _within(found, start, end)):
            end += 1
        group = [row for row in found[start:end] if len(row.cells) > 1]
        if len(group) >= 2 or any(len(row.cells) >= 3 for row in group):
            columns = _columns(page, group)
            for index in range(start, end):
                row = found[index]
                if len(row.cells) > 1 or columns:
                    placed = (
                        _placed(page, row, columns) if columns else replace(row, columns=tuple(range(len(row.cells))))
                    )
                    found[index] = placed
        start = max(end, start + 1)
    return found


def _within(rows: Sequence[Row], start: int, index: int) -> bool:
    """Whether a row of one cell stands between two rows of the table that starts at `start`, at their distance."""
    if index == start or index + 1 >= len(rows) or len(rows[index + 1].cells) < 2 or not rows[index].size:
        return False
    before, after = rows[index - 1].y - rows[index].y, rows[index].y - rows[index + 1].y
    return 0 < before <= 3 * rows[index].size and 0 < after <= 3 * rows[index].size and rows[index].letters <= 60
