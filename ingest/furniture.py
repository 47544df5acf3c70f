"""Running headers, footers and page numbers: what a layout repeats from page to page and a reader does not read.

A line is furniture when it stands near the top or bottom edge and either recurs at the same height on several pages (its
numbers may change), or counts pages. A heading that happens to recur among the body is not, nor is the title or a year
on the first page.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout import Line, RawPage

_EDGE = 0.14
"""Share of the page height, at the top and at the bottom, where furniture stands."""

_SLOT = 4.0
"""Lines whose heights differ by fewer points stand in the same slot."""

_NUMBERS = re.compile(r"\d+")
_ROMAN = re.compile(r"^[ivxlc]{1,8}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    page: int  # index in the list of pages
    line: int  # index in the lines of the page
    key: str
    zone: str
    height: float  # distance from the edge of its zone, in points


def _key(text: str) -> str:
    """What stays of a line from page to page: its numbers and spacing may change."""
    folded = " ".join(text.casefold().split())
    return "#" if _ROMAN.match(folded) else _NUMBERS.sub("#", folded)


def _zone(page: RawPage, line: Line) -> tuple[str, float] | None:
    if not line.upright:
        return "side", 0.0
    if line.y > page.height * (1 - _EDGE):
        return "top", page.height - line.y
    if line.y < page.height * _EDGE:
        return "bottom", line.y
    return None


def _edge_lines(index: int, page: RawPage) -> list[_Place]:
    places: list[_Place] = []
    if page.placed:
        for number, line in enumerate(page.lines):
            zone = _zone(page, line)
            if zone is not None:
                places.append(_Place(index, number, _key(page.of(line)), *zone))
        return places
    count = len(page.lines)
    for number, line in enumerate(page.lines):
        if number < 2:
            places.append(_Place(index, number, _key(page.of(line)), "top", number * 12.0))
        elif number >= count - 2:
            places.append(_Place(index, number, _key(page.of(line)), "bottom", (count - number) * 12.0))
    return places


def _numbers_on(page: RawPage, place: _Place) -> list[int]:
    return [int(found) for found in _NUMBERS.findall(page.of(page.lines[place.line])) if len(found) < 6]


def _counting(pages: Sequence[RawPage], places: Sequence[_Place]) -> set[_Place]:
    """Lines of one slot that count pages: a number in them minus the page number is the same on three pages or more.

    Only lines that hold little else than numbers are taken for what they are; a longer line must also recur.
    """
    shifts: dict[int, set[_Place]] = defaultdict(set)
    for place in places:
        page = pages[place.page]
        for number in _numbers_on(page, place):
            shifts[number - page.number].add(place)
    found: set[_Place] = set()
    for members in shifts.values():
        if len({place.page for place in members}) >= 3:
            found |= members
    return found


def _slots(places: Sequence[_Place]) -> list[list[_Place]]:
    """Group places by zone and height."""
    slots: list[list[_Place]] = []
    for place in sorted(places, key=lambda each: (each.zone, each.height)):
        last = slots[-1][-1] if slots else None
        if last is not None and last.zone == place.zone and place.height - last.height <= _SLOT:
            slots[-1].append(place)
        else:
            slots.append([place])
    return slots


def _short(pages: Sequence[RawPage], place: _Place) -> bool:
    text = pages[place.page].of(pages[place.page].lines[place.line])
    return len(re.sub(r"[\d\W]", "", text)) <= 8


def find(pages: Sequence[RawPage]) -> dict[int, set[int]]:
    """Return, for each page number, the indexes of its lines that are furniture."""
    found: dict[int, set[int]] = defaultdict(set)
    if len(pages) < 2:
        return found
    places = [place for index, page in enumerate(pages) for place in _edge_lines(index, page)]
    enough = max(2, min(len(pages) // 10, 12)) if len(pages) < 30 else max(3, min(len(pages) // 10, 12))
    for slot in _slots(places):
        by_key: dict[str, set[_Place]] = defaultdict(set)
        for place in slot:
            by_key[place.key].add(place)
        strong: set[_Place] = set()
        counting = _counting(pages, slot)
        for key, members in by_key.items():
            recurring = len({place.page for place in members}) >= enough
            numbered = bool(members & counting)
            if recurring and (numbered or "#" not in key or len(key.replace("#", "").strip()) >= 4):
                strong |= members
            elif key.replace(" ", "").replace("-", "").replace("/", "").replace("–", "") in {"#", "##"}:
                strong |= members & counting
            elif numbered:
                strong |= {place for place in members & counting if _short(pages, place)}
        # Where a slot is nearly all furniture, what stands there and counts pages is furniture too: the running title
        # of a short chapter.
        if len(strong) * 2 > len(slot) and len({place.page for place in slot}) >= 3:
            strong |= counting
        for place in strong:
            if not _opens(pages, place, strong):
                found[pages[place.page].number].add(place.line)
    return found


def _opens(pages: Sequence[RawPage], place: _Place, members: set[_Place]) -> bool:
    """Whether a line is the title on the first page: printed larger than its repetitions."""
    if place.page != 0:
        return False
    line = pages[0].lines[place.line]
    others = [
        pages[other.page].lines[other.line].size for other in members if other.page != 0 and other.key == place.key
    ]
    return bool(others) and line.size > 1.15 * max(others)
