"""Find the places where a quotation stands word for word."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Excerpt
from assistant.excerpts import make_excerpt
from assistant.quotations.shelf import Reading, Shelf
from assistant.quotations.words import Sort, Words, key_of, same_end, same_word, searchable
from corpus.records import StoredPassage

_NEAREST = 12
"""Passages whose pages are read for a quotation that no passage holds whole."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Words `[first:last]` of one page."""

    reading: Reading
    first: int
    last: int
    stored: StoredPassage | None = None

    @property
    def start(self) -> int:
        """Where the slice starts in the page's text."""
        return self.reading.words.tokens[self.first].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.reading.words.tokens[self.last - 1].end

    def excerpt(self, shelf: Shelf, start: int | None = None, end: int | None = None) -> Excerpt:
        """Return the excerpt of the slice, under the section of the passage it stands in."""
        start, end = self.start if start is None else start, self.end if end is None else end
        stored = self.stored
        number = self.reading.page.number
        if stored is None or not any(
            span.page == number and span.start <= start < span.end for span in stored.passage.spans
        ):
            stored = shelf.library.passage_at(self.reading.document_id, number, start) or stored
        if stored is None:
            raise LookupError(f"no passage holds page {number} of {self.reading.document_id}")
        return make_excerpt(stored, self.reading.page, start, end)


Found = tuple[Slice, ...]
"""Where a quotation stands: one slice, or two over a page break."""


def exact_places(shelf: Shelf, text: str, quoted: Words, most: int) -> list[Found]:
    """Return where these words stand one after the other, at most `most` places, by document and page."""
    key = key_of(text)
    if not key:
        return []
    found: dict[tuple[str, int, int], Found] = {}
    plain = searchable(text, quoted.tokens)
    for stored in shelf.holding_all(plain):
        if len(found) >= most:
            break
        if shelf.document_ids is not None and stored.document.id not in shelf.document_ids:
            continue
        if key in key_of(stored.passage.text):
            _collect(found, _within(shelf, stored, sorted({span.page for span in stored.passage.spans}), key, quoted))
            if len({span.page for span in stored.passage.spans}) > 1:
                _collect(found, _across(shelf, stored, key, quoted))
    if len(found) < most and (not found or any(mark in "".join(quoted.marks[:-1]) for mark in ".!?")):
        for stored in shelf.nearest(plain, 40)[:_NEAREST]:
            pages = sorted({span.page for span in stored.passage.spans})
            _collect(found, _within(shelf, stored, pages, key, quoted))
            _collect(found, _across(shelf, stored, key, quoted))
    return sorted(
        list(found.values())[:most],
        key=lambda place: (place[0].reading.document_id, place[0].reading.page.number, place[0].start),
    )


def _collect(found: dict[tuple[str, int, int], Found], places: Iterable[Found]) -> None:
    for place in places:
        first = place[0]
        found.setdefault((first.reading.document_id, first.reading.page.number, first.start), place)


def _within(shelf: Shelf, stored: StoredPassage, pages: Sequence[int], key: str, quoted: Words) -> Iterator[Found]:
    """Yield the places on these pages."""
    for number in pages:
        reading = shelf.page(stored.document.id, number)
        if reading is None:
            continue
        at = reading.key.find(key)
        while at >= 0:
            place = slice_of(reading, at, at + len(key), stored)
            if place is not None:
                place = _with_signs(place, quoted)
                if _same([place], quoted):
                    yield (place,)
            at = reading.key.find(key, at + 1)


def _across(shelf: Shelf, stored: StoredPassage, key: str, quoted: Words) -> Iterator[Found]:
    """Yield the places that begin at the end of a page's body and end on the next page."""
    numbers = {span.page for span in stored.passage.spans}
    for number in range(min(numbers) - 1, max(numbers) + 1):
        one, two = shelf.page(stored.document.id, number), shelf.page(stored.document.id, number + 1)
        if one is None or two is None:
            continue
        tail = one.body_key[-(len(key) - 1) :] if len(key) > 1 else ""
        at = (tail + two.body_key[: len(key) - 1]).find(key)
        if at < 0:
            continue
        begin = len(one.body_key) - len(tail) + at
        split = len(one.body_key) - begin
        first, second = slice_of(one, begin, len(one.body_key), stored), slice_of(two, 0, len(key) - split, stored)
        if first is not None and second is not None and _same([first, second], quoted):
            yield first, second


def _with_signs(place: Slice, quoted: Words) -> Slice:
    """Return the slice with as many signs (%, €) at its ends as the quotation has: signs have no key."""
    signs = [key_of(token.form) == "" for token in quoted.tokens]
    before = signs.index(False)
    after = signs[::-1].index(False)
    return replace(
        place,
        first=max(place.first - before, 0),
        last=min(place.last + after, len(place.reading.words.tokens)),
    )


def slice_of(reading: Reading, begin: int, after: int, stored: StoredPassage | None) -> Slice | None:
    """Return the words that `key[begin:after]` comes from; None when it starts or ends within a word."""
    if begin >= after:
        return None
    start, end = reading.origins[begin], reading.origins[after - 1] + 1
    tokens = reading.words.tokens
    first = bisect_left(reading.starts, start + 1) - 1
    last = bisect_left(reading.starts, end)
    if first < 0 or key_of(reading.text[tokens[first].start : start]):
        return None
    if key_of(reading.text[end : tokens[last - 1].end]):
        return None
    return Slice(reading, first, last, stored)


def _same(slices: Sequence[Slice], quoted: Words) -> bool:
    """Whether the words of one or two slices are those quoted, and the marks between them."""
    first = slices[0]
    if quoted.tokens[0].sort is Sort.NUMBER:
        before = first.reading.words.marks[first.first - 1] if first.first else first.reading.words.opening
        if quoted.opening.endswith("-") != before.endswith("-"):  # the sign of a number
            return False
    tokens = [token for item in slices for token in item.reading.words.tokens[item.first : item.last]]
    marks = [mark for item in slices for mark in item.reading.words.marks[item.first : item.last]]
    return (
        len(tokens) == len(quoted)
        and all(
            same_word(one, other, first=index == 0)
            for index, (one, other) in enumerate(zip(quoted.tokens, tokens, strict=True))
        )
        and list(quoted.marks[:-1]) == marks[:-1]
        and same_end(quoted.marks[-1], marks[-1])
    )
