"""Running headers, footers and page numbers: what a layout repeats from page to page and a reader does not read.

A row is furniture when it stands near the top or bottom edge, in a place that many pages use, and most of those for
rows that recur (their numbers may change) or that count pages; nothing but furniture stands between it and the edge. A heading that recurs among the body is not, since body text stands in the
same place on other pages; nor is the title on the first page, printed larger, or a year where others have a number.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.layout import RawPage
from ingest.paragraphs import is_heading
from ingest.rows import Row

_EDGE = 0.18
"""Share of the page height, at the top and at the bottom, where furniture stands."""

_SLACK = 3.0
"""Points by which one piece of furniture may move from page to page."""

_NUMBERS = re.compile(r"\d+")
_BARE = re.compile(r"[\W_]*(?:\d+|[ivxlc]{1,8})[\W_]*", re.IGNORECASE)
_EXPLICIT = re.compile(r"(?:page\s+)?\d{1,4}\s?(?:/|sur|of)\s?\d{1,4}", re.IGNORECASE)


@dataclass(frozen=True)
class _Place:
    """A row near an edge. `index` is its page's place in the document, `height` its distance from the edge."""

    index: int
    row: int
    text: str
    zone: str
    height: float
    size: float

    @cached_property
    def key(self) -> str:
        """What stays of a row from page to page: its numbers and spacing may change."""
        folded = " ".join(self.text.casefold().split())
        return "#" if _BARE.fullmatch(folded) else _NUMBERS.sub("#", folded)

    def heads(self, body: float) -> bool:
        """Whether the row is a numbered heading, such as "Action 12" on each page: words in larger type than the body."""
        return 0 < 1.15 * body < self.size and "#" in self.key and re.search(r"[^\W\d_]{5}", self.text) is not None

    @property
    def bare(self) -> bool:
        """Whether the row is a number alone, arabic or roman."""
        return bool(_BARE.fullmatch(self.text.strip()))

    @property
    def counts(self) -> list[int]:
        """Numbers of the row that may be the page's: alone, first, last, or the first of "3/12"."""
        if len(re.sub(r"[\d\W]", "", self.text)) <= 12:
            return [int(found) for found in _NUMBERS.findall(self.text) if len(found) <= 4]
        ends = re.findall(r"^\W*(\d{1,4})\b|\b(\d{1,4})\W*$|\b(\d{1,4})\s?/\s?\d{1,4}\W*$", self.text)
        return [int(number) for groups in ends for number in groups if number]


def _zone(page: RawPage, row: Row, number: int, count: int) -> tuple[str, float] | None:
    if not page.placed:  # without geometry, the first and last two lines
        if number < 2:
            return "top", number * 12.0
        return ("bottom", (count - number) * 12.0) if number >= count - 2 else None
    if not row.first.upright:
        return "side", row.x
    if row.y > page.height * (1 - _EDGE):
        return "top", page.height - row.y
    return ("bottom", row.y) if row.y < page.height * _EDGE else None


def _places(pages: Sequence[RawPage], rows: Sequence[Sequence[Row]]) -> list[_Place]:
    found: list[_Place] = []
    for index, (page, its_rows) in enumerate(zip(pages, rows, strict=True)):
        for number, row in enumerate(its_rows):
            zone = _zone(page, row, number, len(its_rows))
            if zone is not None:
                found.append(_Place(index, number, row.text(page), *zone, row.size))
    return found


def _spread(places: Sequence[_Place]) -> Iterator[list[_Place]]:
    """Cut places of one zone where their heights part."""
    group: list[_Place] = []
    for place in sorted(places, key=lambda each: each.height):
        if group and place.height - group[0].height > 2 * _SLACK:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _on(places: Sequence[_Place]) -> int:
    return len({place.index for place in places})


def _recurring(places: Sequence[_Place], prints: Sequence[int], enough: int, body: float) -> set[_Place]:
    """Rows whose words recur at one height, on pages that are not copies of each other (`prints` tells them apart)."""
    by_key: dict[str, list[_Place]] = defaultdict(list)
    for place in places:
        by_key[place.key].append(place)
    return {
        place
        for key, members in by_key.items()
        if key.strip("# -–—/") and not is_heading(members[0].text)
        if not members[0].heads(body)
        for group in _spread(members)
        if len({prints[place.index] for place in group}) >= enough
        for place in group
    }


def _counting(pages: Sequence[RawPage], places: Sequence[_Place], enough: int, body: float) -> set[_Place]:
    """Rows in which a number less the page's own is the same on several pages; and roman numbers standing alone."""
    shifts: dict[int, list[_Place]] = defaultdict(list)
    roman: list[_Place] = []
    for place in places:
        if is_heading(place.text) or place.heads(body):
            continue
        if place.bare and not _NUMBERS.search(place.text):
            roman.append(place)
        for number in place.counts:
            shifts[number - pages[place.index].number].append(place)
    groups = [group for members in (*shifts.values(), roman) for group in _spread(members)]
    return {place for group in groups if _on(group) >= enough for place in group}


def _in_zone(
    pages: Sequence[RawPage], places: Sequence[_Place], prints: Sequence[int], *, enough: int, body: float
) -> set[_Place]:
    candidates = _recurring(places, prints, enough, body) | _counting(pages, places, enough, body)
    found: set[_Place] = set()
    for slot in _spread(list(candidates)):
        low, high = slot[0].height - 1, slot[-1].height + 1
        standing = [place for place in places if low <= place.height <= high]
        share = _on(slot) / _on(standing)
        if _on(slot) < max(enough, 0.15 * len(pages)) or share < 0.5:
            continue
        found.update(slot)
        if share >= 0.8:  # what stands there on the other pages is the running title of a short chapter
            sizes = {round(place.size, 1) for place in slot}
            found |= {place for place in standing if place.index and round(place.size, 1) in sizes and not place.bare}
    return found


def _opens(place: _Place, furniture: set[_Place]) -> bool:
    """Whether a row of the first page is its title: the same words as the running title, printed larger."""
    sizes = [other.size for other in furniture if other.index and other.key == place.key]
    return bool(sizes) and place.size > 1.15 * max(sizes)


def _numbers_its_page(place: _Place, page: RawPage) -> bool:
    """Whether a row is a page number by itself: "3/12", or the label of the page alone at its foot."""
    text = place.text.strip()
    labelled = place.zone == "bottom" and place.bare and text.strip("-–— ") == page.label
    return labelled or _EXPLICIT.fullmatch(text) is not None


def _outermost(places: Sequence[_Place], furniture: set[_Place]) -> Iterator[_Place]:
    """Yield the furniture that no other row separates from its edge."""
    edges: dict[tuple[int, str], list[_Place]] = defaultdict(list)
    for place in places:
        edges[place.index, place.zone].append(place)
    for (_, zone), members in edges.items():
        for place in sorted(members, key=lambda each: each.height):
            if place in furniture:
                yield place
            elif zone != "side":
                break


def find(pages: Sequence[RawPage], rows: Sequence[Sequence[Row]], body: float = 0.0) -> list[frozenset[int]]:
    """Return, for each page, the indexes of its rows that are furniture; `body` is the type size of the document.

    A document whose pages would mostly be left without any row has no furniture: what it repeats is its content.
    """
    places = _places(pages, rows)
    found = {
        place
        for place in places
        if len(rows[place.index]) > 1 and pages[place.index].placed and _numbers_its_page(place, pages[place.index])
    }
    if len(pages) > 1:
        enough = 2 if len(pages) < 6 else 3
        prints = [hash(_NUMBERS.sub("#", page.text)) for page in pages]
        for zone in ("top", "bottom", "side"):
            standing = [place for place in places if place.zone == zone]
            found |= _in_zone(pages, standing, prints, enough=enough, body=body)
    kept = {place for place in found if place.index or not _opens(place, found)}
    by_page: list[set[int]] = [set() for _ in pages]
    for place in _outermost(places, kept):
        by_page[place.index].add(place.row)
    filled = sum(1 for its_rows in rows if its_rows)
    emptied = sum(1 for its_rows, gone in zip(rows, by_page, strict=True) if its_rows and len(gone) == len(its_rows))
    if emptied * 2 > filled:
        return [frozenset() for _ in pages]
    return [frozenset(gone) for gone in by_page]
