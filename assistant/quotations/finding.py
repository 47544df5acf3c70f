"""Find the quotations in a text a person pastes.

A quotation stands between « », “ ”, „ “ or " ". One inside another is found too, with its depth. A mark « or » that
opens a line inside a quotation continues it, as French books do. A quotation that is never closed ends with its
paragraph. A text without quotation marks is one quotation. Single marks (' ’ ‹ ›) are apostrophes far too often to
open one.
"""

import re
from dataclasses import dataclass

from assistant.quotations.records import Quotation

_CLOSES = {"»": "«", "”": "“"}
_SPACES = " \t\r\n\u00a0\u202f\u2009"
_LONGEST = 4000
"""Characters within which a quotation of several paragraphs must be closed."""
_WORD = re.compile(r"\w")
_MARKS = re.compile(r'[«»“”„"\n]')


@dataclass
class _Open:
    mark: str
    at: int  # of the first character after the mark


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of a text by their place, an outer one before those inside it; none of an empty text.

    `text[quotation.start:quotation.end] == quotation.text`, without the marks and the spaces beside them.
    """
    found: list[Quotation] = []
    open_marks: list[_Open] = []

    def close(at: int, mark: str, opening: str) -> bool:
        """Close the last quotation opened by a mark, and forget what was opened inside it and never closed."""
        index = next((index for index in reversed(range(len(open_marks))) if open_marks[index].mark == opening), None)
        if index is None:
            return False
        opened = open_marks[index]
        del open_marks[index:]
        found.append(_trimmed(text, opened.at, at, opened.mark + mark, index))
        return True

    for match in _MARKS.finditer(text):
        at, char = match.start(), match.group()
        if char == "\n":
            if open_marks and not _goes_on(text, at, open_marks[0].mark):
                close(at, "", open_marks[0].mark)
                open_marks.clear()
        elif char in _CLOSES:
            if not (char == "»" and _opens_line(text, at)):
                close(at, char, _CLOSES[char])
        elif char == '"':
            if not close(at, char, char) and _may_open(text, at):
                open_marks.append(_Open(char, at + 1))
        elif not (char == "“" and close(at, char, "„")) and not (
            open_marks and open_marks[-1].mark == char and _opens_line(text, at)
        ):
            open_marks.append(_Open(char, at + 1))
    if open_marks:
        close(len(text), "", open_marks[0].mark)
    marked = sorted((item for item in found if _WORD.search(item.text)), key=lambda item: (item.start, -item.end))
    if marked or not _WORD.search(text):
        return tuple(marked)
    return (_trimmed(text, 0, len(text), "", 0),)


def _trimmed(text: str, start: int, end: int, marks: str, depth: int) -> Quotation:
    while start < end and text[start] in _SPACES:
        start += 1
    while end > start and text[end - 1] in _SPACES:
        end -= 1
    return Quotation(text[start:end], start, end, marks, depth)


def _may_open(text: str, at: int) -> bool:
    """Whether a straight mark opens a quotation and is not that of inches, or the end of one."""
    before = text[at - 1] if at else " "
    return not before.isalnum() and text[at + 1 : at + 2].strip() != ""


def _opens_line(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at)
    return line >= 0 and not text[line + 1 : at].strip()


def _goes_on(text: str, at: int, mark: str) -> bool:
    """Whether a quotation goes on after a line break: a mark takes it up, or it is closed before another one opens."""
    following = text[at + 1 : at + _LONGEST].lstrip()[:1]
    if following == mark or (mark == "«" and following == "»"):
        return True
    ahead = text[at : at + _LONGEST]
    if mark == '"':
        return '"' in ahead
    closing = {"«": "»", "“": "”", "„": "“"}[mark]
    closed, opened = ahead.find(closing), ahead.find(mark)
    # A mark that opens before one closes: the first was never closed, unless the second is nested.
    return closed >= 0 and (opened < 0 or closed < opened or ahead.count(closing) > ahead.count(mark))
