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
_WORD = re.compile(r"\w")


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

    def close(at: int, mark: str, index: int) -> None:
        """Close the quotation `open_marks[index]`, and forget what was opened inside it and never closed."""
        opened = open_marks[index]
        del open_marks[index:]
        found.append(_trimmed(text, opened.at, at, opened.mark + mark, index))

    for at, char in enumerate(text):
        if char == "\n" and open_marks and not _continues(text, at, open_marks[0].mark):
            if _closed_later(text, at, open_marks[0].mark):
                continue
            close(at, "", 0)
        elif char == '"':
            straight = [index for index, opened in enumerate(open_marks) if opened.mark == '"']
            if straight:
                close(at, char, straight[-1])
            elif _may_open(text, at):
                open_marks.append(_Open(char, at + 1))
        elif char == "“" and any(opened.mark == "„" for opened in open_marks):
            close(at, char, max(index for index, opened in enumerate(open_marks) if opened.mark == "„"))
        elif char in "«“„":
            if not (open_marks and open_marks[-1].mark == char and _opens_line(text, at)):
                open_marks.append(_Open(char, at + 1))
        elif char in _CLOSES:
            match = [index for index, opened in enumerate(open_marks) if opened.mark == _CLOSES[char]]
            if match and not (char == "»" and _opens_line(text, at)):
                close(at, char, match[-1])
    if open_marks:
        close(len(text), "", 0)
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


def _continues(text: str, at: int, mark: str) -> bool:
    """Whether the paragraph after a line break takes up the open quotation with a mark of its own."""
    following = text[at + 1 :].lstrip()[:1]
    return following == mark or (mark == "«" and following == "»")


def _closed_later(text: str, at: int, mark: str) -> bool:
    """Whether an open quotation is closed after this line break, before another one opens."""
    if mark == '"':
        return text.find('"', at, at + 3000) >= 0
    closing = {"«": "»", "“": "”", "„": "“"}[mark]
    closed = text.find(closing, at)
    opened = text.find(mark, at)
    # A mark that opens before one closes: the first was never closed, unless the second is nested.
    return closed >= 0 and (opened < 0 or closed < opened or text.count(closing, at) > text.count(mark, at))
