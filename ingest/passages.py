"""Passages: what the two indexes read. They end where sentences and sections end, and each is made of slices of pages."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.records import Page, ParsedDocument, Passage, Section, Span
from corpus.sentences import sentence_spans

SPLITTER = "vigie-passages/4"
"""Name and version, part of the identity of an index: passages cut otherwise are another index."""

TARGET = 800
"""Characters a passage is filled to."""

_ENOUGH = 350
"""A passage this long may close early, so that the next paragraph stays whole."""

_MARGIN = 8
"""Tokens kept free: the count of the whole may exceed the sum of the counts of its parts by a few."""

NOTES = "\n\n"
"""What stands in `Page.text` between the body and the notes."""

_UNFINISHED = re.compile(r"[^.!?…:;]$")


@dataclass(slots=True)
class _Unit:
    """A sentence: its spans (two when a page break cuts it), whether it opens a paragraph, its section."""

    spans: list[Span]
    text: str
    opens: bool
    section: tuple[str, ...]
    note: bool = False
    tokens: int = 0


@dataclass(slots=True)
class _Draft:
    units: list[_Unit] = field(default_factory=list)
    head: _Unit | None = None  # the first row of the table that goes on here from the passage before

    @property
    def length(self) -> int:
        return sum(len(unit.text) + 1 for unit in self.whole)

    @property
    def tokens(self) -> int:
        return sum(unit.tokens for unit in self.whole)

    @property
    def whole(self) -> list[_Unit]:
        """Its units, the repeated row first."""
        return [self.head, *self.units] if self.head else self.units


class _Sections:
    """Answers under which section a place stands."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sorted(sections, key=lambda section: (section.page, section.start))
        self._next = 0
        self._path: tuple[str, ...] = ()

    def at(self, page: int, start: int) -> tuple[str, ...]:
        """The path that holds at a place; places must come in order."""
        while self._next < len(self._sections):
            section = self._sections[self._next]
            if (section.page, section.start) > (page, start):
                break
            self._path = section.path
            self._next += 1
        return self._path

    def starts_in(self, page: int) -> list[int]:
        """Where sections start on a page."""
        return [section.start for section in self._sections if section.page == page]


def _cut(start: int, end: int, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut a span where sections start inside it."""
    for place in places:
        if start < place < end:
            yield start, place
            start = place
    yield start, end


def _units(pages: Sequence[Page], sections: Sequence[Section]) -> Iterator[_Unit]:
    """Every sentence of the document in reading order: the body of a page, then its notes."""
    at = _Sections(sections)
    for page in pages:
        body, separator, _ = page.text.partition(NOTES)
        places = at.starts_in(page.number)
        previous = 0
        for first, last in sentence_spans(page.text):
            for start, end in _cut(first, last, places):
                text = page.text[start:end].rstrip()
                if not text:
                    continue
                opens = start == 0 or "\n" in page.text[previous:start]
                note = bool(separator) and start >= len(body)
                path = at.at(page.number, start)
                yield _Unit([Span(page.number, start, start + len(text))], text, opens, path, note)
                previous = start + len(text)


def _joined(units: Iterable[_Unit]) -> Iterator[_Unit]:
    """Join a sentence of the body that a page break cuts."""
    before: _Unit | None = None
    for unit in units:
        if before is not None:
            cut = unit.spans[0].page != before.spans[-1].page and unit.section == before.section
            if cut and _UNFINISHED.search(before.text) and unit.text[0].islower():
                before.spans += unit.spans
                before.text += "\n" + unit.text
                continue
            yield before
        before = unit
    if before is not None:
        yield before


def _break_near(text: str, size: int) -> int:
    """The best place to cut a text that must be cut, at most `size` characters in: after ; : , or a space."""
    for pattern in (r"[;\n]\s*", r"[:,)]\s+", r"\s+"):
        places = [found.end() for found in re.finditer(pattern, text[:size])]
        if places and places[-1] > size // 3:
            return places[-1]
    return size


def _fitting(unit: _Unit, count_tokens: Callable[[str], int], room: int) -> Iterator[_Unit]:
    """Yield the unit, cut in pieces of at most `room` tokens where it is longer."""
    unit.tokens = count_tokens(unit.text) + 1
    if unit.tokens <= room:
        yield unit
        return
    opens = unit.opens
    for span, whole in zip(unit.spans, unit.text.split("\n") if len(unit.spans) > 1 else [unit.text], strict=True):
        start, text = span.start, whole
        while text:
            size = len(text)
            while size > 1 and count_tokens(text[:size]) + 1 > room:
                size = _break_near(text, max(1, min(size - 1, size * room // (count_tokens(text[:size]) + 1))))
            piece = text[:size].rstrip()
            if piece:
                tokens = count_tokens(piece) + 1
                yield _Unit([Span(span.page, start, start + len(piece))], piece, opens, unit.section, unit.note, tokens)
            opens = False
            rest = text[size:]
            start += size + len(rest) - len(rest.lstrip())
            text = rest.lstrip()


def _remaining(units: Sequence[_Unit], index: int) -> int:
    """Length of the paragraph that starts at `index`."""
    length = len(units[index].text)
    for unit in units[index + 1 :]:
        if unit.opens:
            break
        length += len(unit.text) + 1
        if length > TARGET:
            break
    return length


def _drafts(units: Sequence[_Unit], room: int) -> Iterator[_Draft]:
    draft = _Draft()
    for index, unit in enumerate(units):
        if draft.units:
            last = draft.units[-1]
            carried = (
                unit.section != last.section
                and unit.section[: len(last.section)] == last.section
                and draft.length < 200
                and all(each.opens and len(each.text) < 160 and not each.note for each in draft.units)
                and _is_bare(draft.units)
            )
            full = draft.length + len(unit.text) > TARGET or draft.tokens + unit.tokens > room
            early = unit.opens and draft.length >= _ENOUGH and draft.length + _remaining(units, index) > TARGET
            elsewhere = (unit.section != last.section and not carried) or unit.note != last.note
            elsewhere = elsewhere or (unit.note and unit.spans[0].page != last.spans[0].page)
            over = draft.tokens + unit.tokens > room
            if full or early or elsewhere or over:
                yield draft
                draft = _Draft(head=_table_head(units, index, room))
        draft.units.append(unit)
    if draft.units:
        yield draft


def _table_head(units: Sequence[_Unit], index: int, room: int) -> _Unit | None:
    """The first row of the table that the row at `index` goes on, when it is short enough to be repeated."""
    first = index
    while first > 0 and "\t" in units[first - 1].text and units[first - 1].section == units[index].section:
        first -= 1
    head = units[first]
    fits = len(head.text) < TARGET // 4 and head.tokens + units[index].tokens <= room
    return head if first < index and "\t" in units[index].text and fits else None


def _is_bare(units: Sequence[_Unit]) -> bool:
    """Whether units are headings only: nothing under them but the heading of a part of theirs."""
    return not any(re.search(r"[.;:,]$", unit.text) for unit in units)


def _prefix(title: str, path: tuple[str, ...], year: str | None, count_tokens: Callable[[str], int], most: int) -> str:
    """Title › section › … › year, shortened until it takes at most `most` tokens: the outer sections go first."""
    parts = [title, *path, *([year] if year else [])]
    prefix = " › ".join(part for part in parts if part)
    inner = list(path)
    while count_tokens(prefix) > most and len(inner) > 1:
        inner.pop(0)
        prefix = " › ".join(part for part in [title, *inner, *([year] if year else [])] if part)
    while count_tokens(prefix) > most and " " in prefix:
        prefix = prefix[: len(prefix) * 3 // 4].rsplit(" ", 1)[0]
    return prefix if count_tokens(prefix) <= most else ""


def split(
    parsed: ParsedDocument,
    *,
    title: str,
    year: str | None,
    count_tokens: Callable[[str], int],
    max_tokens: int,
) -> list[Passage]:
    """Cut a document in passages, in reading order.

    Every sentence of every page is in exactly one passage; the first row of a table, which names its columns, is in each
    passage that the table goes on in. A passage stays under one section path (a bare heading goes
    with the text below it), holds about 800 characters, and its `indexed_text` never counts more than `max_tokens`. A
    sentence is cut only when it alone is longer than that. Notes are kept apart from the body.
    """
    prefixes: dict[tuple[str, ...], tuple[str, int]] = {}

    def prefix(path: tuple[str, ...]) -> tuple[str, int]:
        if path not in prefixes:
            text = _prefix(title, path, year, count_tokens, max_tokens // 3)
            prefixes[path] = (text, count_tokens(text) if text else 0)
        return prefixes[path]

    found = list(_units(parsed.pages, parsed.sections))
    notes = [unit for unit in found if unit.note]
    units = [
        piece
        for unit in [*_joined(unit for unit in found if not unit.note), *notes]
        for piece in _fitting(unit, count_tokens, max_tokens - prefix(unit.section)[1] - _MARGIN)
    ]
    texts = {page.number: page.text for page in parsed.pages}
    longest = max((prefix(unit.section)[1] for unit in units), default=0)
    passages: list[Passage] = []
    drafts = list(_drafts(units, max_tokens - longest - _MARGIN))
    for draft in sorted(drafts, key=lambda draft: (draft.units[0].spans[0].page, draft.units[0].spans[0].start)):
        path = draft.units[-1].section
        spans = _merged(texts, [span for unit in draft.whole for span in unit.spans])
        text = "\n".join(texts[span.page][span.start : span.end] for span in spans)
        head = prefix(path)[0]
        passages.append(Passage(len(passages), path, spans, text, f"{head}\n{text}" if head else text))
    return passages


def _merged(texts: Mapping[int, str], spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join spans that only white space separates, so that text between two sentences of a page is kept as it is."""
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if (
            last
            and last.page == span.page
            and last.end <= span.start
            and not texts[span.page][last.end : span.start].strip()
        ):
            merged[-1] = Span(span.page, last.start, span.end)
        else:
            merged.append(span)
    return tuple(merged)
