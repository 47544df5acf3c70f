"""Find where a text stands: word for word, with changes, or in parts that do not follow each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.quotations.comparison import Alignment, Difference, align, difference, strip_around, weights_of
from assistant.quotations.exact import Found, exact_places
from assistant.quotations.records import Change, Part, Piece, Place, Side, Status
from assistant.quotations.shelf import Shelf
from assistant.quotations.words import Words, searchable, words_of
from corpus.records import StoredPassage

MOST_PLACES = 20
_ALTERED = 0.6
"""Share of a quotation's weight that one place must hold for the quotation to be an alteration of it."""
_REST = 2.5
"""Weight (about as many content words) that makes the unmatched end of a quotation worth looking for elsewhere."""
_STRIPS = 8
_ENOUGH = 0.97
"""A place that holds this share is the place: no other is looked at."""
_LONG = 150  # words: a long quotation is compared with fewer places
_CLOSING = re.compile(r"\s?(?:[.;:!?…,]+|\.\.\.)")


@dataclass(frozen=True, slots=True)
class Located:
    """Where a text stands. `share` is how much of it was found."""

    status: Status
    places: tuple[Place, ...] = ()
    changes: tuple[Change, ...] = ()
    difference: tuple[Piece, ...] = ()
    parts: tuple[Part, ...] = ()
    share: float = 0.0


NOWHERE = Located(Status.ABSENT)


def place_of(shelf: Shelf, found: Found, text: str = "") -> Place:
    """Return the place of some slices; the closing mark of the source is in it when the quotation has one too."""
    excerpts = []
    for index, item in enumerate(found):
        end = item.end
        if index == len(found) - 1 and text and (closing := _CLOSING.match(item.reading.text, end)):
            own = text.rstrip()[-1:]
            if own and own in closing.group():
                end = closing.end()
        excerpts.append(item.excerpt(shelf, item.start, end))
    return Place(tuple(excerpts))


def locate_exact(shelf: Shelf, text: str, words: Words) -> Located:
    """Return all places (`MOST_PLACES` at most) where the text stands word for word."""
    found = exact_places(shelf, text, words, MOST_PLACES)
    if not found:
        return NOWHERE
    places = tuple(place_of(shelf, item, text) for item in found)
    return Located(Status.EXACT, places, difference=(Piece(Side.SAME, text),), share=1.0)


def locate_altered(shelf: Shelf, text: str, words: Words, depth: int = 2) -> Located:
    """Return the place whose wording is nearest, or the places of the parts; absent when too little is found."""
    weights = weights_of(words)
    best = _best(shelf, text, words, weights)
    if best is None:
        return NOWHERE
    if depth:
        spliced = _spliced(shelf, text, words, weights, best, depth)
        if spliced.share > max(best.share, _ALTERED):
            return spliced
    if best.share < _ALTERED or (len(words) < 3 and best.share < 1.0):
        return replace(NOWHERE, share=best.share)
    found = difference(text, words, best)
    place = place_of(shelf, best.strip.found(found.first, found.last), text)
    changes = found.changes or (Change.PUNCTUATION,)
    parts = tuple(locate_part(shelf, piece) for piece in _cut(text, words, found.cuts)) if found.cuts else ()
    return Located(Status.ALTERED, (place,), changes, found.pieces, parts, best.share)


def locate_part(shelf: Shelf, text: str) -> Part:
    """Return where one part of a splice stands."""
    located = locate(shelf, text, depth=0)
    return Part(text, located.status, located.places, located.difference)


def locate(shelf: Shelf, text: str, depth: int = 2) -> Located:
    """Return where a text stands, word for word if it does anywhere."""
    words = words_of(text)
    if not len(words):
        return NOWHERE
    exact = locate_exact(shelf, text, words)
    return exact if exact.status is Status.EXACT else locate_altered(shelf, text, words, depth)


def joined_parts(shelf: Shelf, text: str, pieces: Sequence[str]) -> Located:
    """Return where the parts of a quotation with ellipses stand; absent when less than half of it does."""
    parts = [locate_part(shelf, piece) for piece in pieces]
    whole = sum(sum(weights_of(words_of(part.text))) for part in parts)
    held = sum(sum(weights_of(words_of(part.text))) for part in parts if part.status is not Status.ABSENT)
    if held < 0.5 * whole:
        return NOWHERE
    parts = _nearest_each_other(parts)
    changes = {Change.SPLICE}
    for part in parts:
        changes |= {piece.change for piece in part.difference if piece.change is not None}
        if part.status is Status.ABSENT:
            changes.add(Change.WORD)
    places = tuple(part.places[0] for part in parts if part.places)
    ordered = tuple(change for change in Change if change in changes)
    return Located(Status.ALTERED, places, ordered, _between(text, parts), tuple(parts), held / whole)


def _best(shelf: Shelf, text: str, words: Words, weights: Sequence[float]) -> Alignment | None:
    seen: set[tuple[str, tuple[int, ...]]] = set()
    best: Alignment | None = None
    plain = searchable(text, words.tokens)
    for stored in _promising(plain, shelf.nearest(plain, 40))[: _STRIPS if len(words) < _LONG else 3]:
        pages = tuple(sorted({span.page for span in stored.passage.spans}))
        if (stored.document.id, pages) in seen:
            continue
        seen.add((stored.document.id, pages))
        strip = strip_around(shelf, stored, len(words) + 5)
        found = align(words, strip, weights) if strip is not None else None
        if found is not None and (best is None or found.share > best.share + 1e-9):
            best = found
        if best is not None and best.share > _ENOUGH:
            break
    return best


def _promising(text: str, candidates: Sequence[StoredPassage]) -> list[StoredPassage]:
    """Return the passages in the order of how many pairs of neighbouring words they share with a text."""
    wanted = _pairs(text)
    shared = {stored.id: len(wanted & _pairs(stored.passage.text)) for stored in candidates}
    most = max(shared.values(), default=0)
    kept = [stored for stored in candidates if shared[stored.id] >= 0.2 * most]
    return sorted(kept, key=lambda stored: -shared[stored.id])


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(re.findall(r"\w+", text.lower())))


def _spliced(shelf: Shelf, text: str, words: Words, weights: Sequence[float], best: Alignment, depth: int) -> Located:
    """Return the quotation as parts of different places, when what one place does not hold stands at another."""
    begin, after = best.quoted
    pieces: list[str] = []
    if sum(weights[:begin]) >= _REST:
        pieces.append(text[: words.tokens[begin].start])
    middle_from = words.tokens[begin].start if pieces else 0
    rest = sum(weights[after:]) >= _REST
    middle_to = words.tokens[after].start if rest else len(text)
    pieces.append(text[middle_from:middle_to])
    if rest:
        pieces.append(text[middle_to:])
    if len(pieces) == 1:
        return NOWHERE
    parts: list[Part] = []
    for piece in pieces:
        found = locate(shelf, piece, depth - 1)
        parts += found.parts or (Part(piece, found.status, found.places, found.difference),)
    if sum(part.status is not Status.ABSENT for part in parts) < 2:
        return NOWHERE
    joined = _nearest_each_other(parts)
    held = sum(sum(weights_of(words_of(part.text))) for part in joined if part.status is not Status.ABSENT)
    changes = {
        Change.SPLICE,
        *(piece.change for part in joined for piece in part.difference if piece.change is not None),
    }
    if any(part.status is Status.ABSENT for part in joined):
        changes.add(Change.WORD)
    return Located(
        Status.ALTERED,
        tuple(part.places[0] for part in joined if part.places),
        tuple(change for change in Change if change in changes),
        _between(text, joined),
        tuple(joined),
        held / (sum(weights) or 1.0),
    )


def _nearest_each_other(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with, first among the places of each, those in the document that holds most of the parts."""
    documents: dict[str, int] = {}
    for part in parts:
        for document in {place.excerpt.document_id for place in part.places}:
            documents[document] = documents.get(document, 0) + 1

    def rank(place: Place) -> tuple[int, str]:
        return -documents[place.excerpt.document_id], place.excerpt.document_id

    return [replace(part, places=tuple(sorted(part.places, key=rank))) for part in parts]


def _between(text: str, parts: Sequence[Part]) -> tuple[Piece, ...]:
    """Return the pieces of all parts; what stands between them in the quotation (an ellipsis) is a splice."""
    pieces: list[Piece] = []
    at = 0
    for part in parts:
        start = text.find(part.text, at)
        if start > at:
            pieces.append(Piece(Side.QUOTATION, text[at:start], Change.SPLICE))
        elif pieces:
            pieces.append(Piece(Side.SOURCE, "[…] ", Change.SPLICE))
        pieces += part.difference or (Piece(Side.QUOTATION, part.text, Change.WORD),)
        at = start + len(part.text)
    if at < len(text):
        pieces.append(Piece(Side.SAME, text[at:]))
    return tuple(pieces)


def _cut(text: str, words: Words, cuts: Sequence[int]) -> list[str]:
    """Return the text cut before these words."""
    bounds = [0, *(words.tokens[cut].start for cut in cuts if 0 < cut < len(words)), len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


__all__ = [
    "MOST_PLACES",
    "NOWHERE",
    "Difference",
    "Located",
    "joined_parts",
    "locate",
    "locate_altered",
    "locate_exact",
]
