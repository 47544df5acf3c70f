"""Footnotes: small print at the foot of a page, or numbered lines there that the body refers to."""

import re
from collections.abc import Sequence

from ingest.layout import RawPage
from ingest.paragraphs import Paragraph
from ingest.rows import Row

_MARK = re.compile(r"^(?:\(\s?(\d{1,3}|\*{1,3})\s?\)|(\d{1,3}|\*{1,3})(?=[\s.]?\s*[A-ZÀ-Þa-zà-ÿ«“\"(§]))")


def _mark(text: str) -> str | None:
    found = _MARK.match(text.lstrip())
    return (found.group(1) or found.group(2)) if found else None


def _small(rows: Sequence[Row], page: RawPage, size: float) -> int | None:
    """Where the last rows in small print start, at the first that carries a mark."""
    start = len(rows)
    while start > 0 and 0 < rows[start - 1].size < 0.93 * size and rows[start - 1].y < 0.7 * page.height:
        start -= 1
    for index in range(start, len(rows)):
        # Further lines of a source line, in small print too, may start with a number.
        opens = index == start or rows[index - 1].y - rows[index].y > 1.6 * rows[index].size
        if opens and _mark(rows[index].text(page)) is not None:
            return index
    return None


def _referred(rows: Sequence[Row], page: RawPage) -> int | None:
    """Where the last rows start that are marked (5), (6) … in sequence, each mark being written in the text above."""
    texts = [row.text(page) for row in rows]
    marks = [(index, int(mark)) for index, text in enumerate(texts) if (mark := _bracketed(text)) is not None]
    if not marks:
        return None
    begin = len(marks) - 1
    while begin > 0 and marks[begin - 1][1] == marks[begin][1] - 1:
        begin -= 1
    for place in range(begin, len(marks)):
        start = marks[place][0]
        above = "\n".join(texts[:start])
        wanted = [mark for _, mark in marks[place:]]
        if all(re.search(rf"[^\s(] ?\({mark}\)(?!\s*[.:]\s*$)", above) for mark in wanted):
            return start
    return None


def _bracketed(text: str) -> str | None:
    found = re.match(r"^\((\d{1,3})\)\s", text.lstrip())
    return found.group(1) if found else None


def split(rows: Sequence[Row], page: RawPage, size: float) -> tuple[list[Row], list[Row]]:
    """Return `(body, notes)`; `size` is the type size of the body of the document, 0 when not known."""
    start = _small(rows, page, size) if page.placed and size else None
    if start is None or start == 0:
        start = _referred(rows, page)
    if start is None or start == 0:
        return list(rows), []
    return list(rows[:start]), list(rows[start:])


def paragraphs(rows: Sequence[Row], page: RawPage) -> list[Paragraph]:
    """One paragraph for each note: a row starts a note when its mark follows on the last one's."""
    groups: list[list[Row]] = []
    last: int | None = None
    for row in rows:
        mark = _mark(row.text(page))
        number = int(mark) if mark and mark.isdigit() else None
        follows = number is not None and (last is None or 0 < number - last <= 2)
        if not groups or follows or (mark is not None and number is None):
            groups.append([])
        if follows:
            last = number
        groups[-1].append(row)
    return [Paragraph(tuple(group), "note") for group in groups]
