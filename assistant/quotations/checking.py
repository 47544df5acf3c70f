"""Check quotations against the documents: exact, altered or absent.

Exact: every word, number and sign stands in one document, in this order, with these marks between them (what is
typography is written down in `assistant.quotations.words`). Whatever stands at the ends does not count, save that a
question is not a statement, and that the beginning of a sentence closed by a full stop is not that sentence. Never exact:
an ellipsis that the source does not have, words between square brackets ("[la Région]"; "[sic]" is left out, "[L]a" is
"La"). No language model takes part.
"""

import re
from dataclasses import replace

from assistant.cautions import Caution, cautions
from assistant.quotations.finding import find_quotations
from assistant.quotations.locating import (
    MOST_PLACES,
    NOWHERE,
    Located,
    joined_parts,
    locate,
    locate_altered,
    locate_exact,
)
from assistant.quotations.messages import message_of
from assistant.quotations.nearest import nearest_excerpts
from assistant.quotations.records import Change, CheckedQuotation, Piece, Place, Quotation, Side, Status
from assistant.quotations.shelf import Shelf
from assistant.quotations.words import Words, words_of
from corpus.errors import VigieError
from corpus.holdings import Filters
from corpus.language import say
from corpus.library import Library
from corpus.sentences import sentence_spans

__all__ = ["MOST_CHARACTERS", "MOST_PLACES", "MOST_QUOTATIONS", "check"]

MOST_CHARACTERS = 100_000
MOST_QUOTATIONS = 300
FEW_WORDS = 3
"""So short a quotation is found anywhere: it proves little."""
_HELD_OUTSIDE = 0.6
_SENTENCE = 1000  # characters: a pasted text this short with a word in quotation marks may itself be the quotation

_PART_OF_A_SENTENCE = (Caution.STARTS_INSIDE_SENTENCE, Caution.ENDS_INSIDE_SENTENCE)
_ELLIPSIS = re.compile(r"\s*(?:[\[(]\s*(?:…|\.\s?\.\s?\.+)\s*[\])]|…|\.{3,})\s*")
_LETTER = re.compile(r"\[(\w)\](?=\w)")
_SIC = re.compile(r"[\[(]\s*sic\s*[\])]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\[\]]*\]")


def check(library: Library, text: str, filters: Filters | None = None) -> tuple[CheckedQuotation, ...]:
    """Return every quotation of a text with what the documents say of it, in the order of the text.

    A quotation inside another is checked when the outer one is absent. Raises VigieError for a text without words, one of
    more than `MOST_CHARACTERS`, or one of more than `MOST_QUOTATIONS` quotations.
    """
    quotations = _quotations(text)
    shelf = Shelf(library, filters)
    checked: list[CheckedQuotation] = []
    if _may_be_one(text, quotations):
        found = _checked(shelf, _whole(text))
        if found is not None and _is_one(found, quotations):
            return (found,)
    covered = -1
    for quotation in quotations:
        if quotation.start < covered:
            continue
        found = _checked(shelf, quotation)
        if found is None:
            continue
        checked.append(found)
        if found.status is not Status.ABSENT:
            covered = quotation.end
    return tuple(checked)


def _quotations(text: str) -> tuple[Quotation, ...]:
    if len(text) > MOST_CHARACTERS:
        raise VigieError(
            say(
                f"Le texte est trop long ({len(text)} caractères, {MOST_CHARACTERS} au plus). Vérifiez-le en plusieurs fois.",
                f"The text is too long ({len(text)} characters, {MOST_CHARACTERS} at most). Check it in several parts.",
            )
        )
    found = find_quotations(text)
    if not found:
        raise VigieError(say("Il n'y a aucun mot à vérifier.", "There is no word to check."))
    if len(found) > MOST_QUOTATIONS:
        raise VigieError(
            say(
                f"Le texte contient {len(found)} citations ({MOST_QUOTATIONS} au plus). Vérifiez-le en plusieurs fois.",
                f"The text holds {len(found)} quotations ({MOST_QUOTATIONS} at most). Check it in several parts.",
            )
        )
    return found


def _may_be_one(text: str, quotations: tuple[Quotation, ...]) -> bool:
    """Whether a short text may be a quotation itself, whose own quotation marks are the source's."""
    outside = sum(len(words_of(piece)) for piece in _outside(text, quotations))
    return bool(quotations[0].marks) and len(text) <= _SENTENCE and "\n\n" not in text.strip() and outside > FEW_WORDS


def _outside(text: str, quotations: tuple[Quotation, ...]) -> list[str]:
    """Return what stands outside the quotations of a text."""
    pieces, at = [], 0
    for quotation in quotations:
        if quotation.depth == 0:
            pieces.append(text[at : quotation.start])
            at = quotation.end
    return [*pieces, text[at:]]


def _is_one(found: CheckedQuotation, quotations: tuple[Quotation, ...]) -> bool:
    """Whether a text with quotations inside is one itself: the documents have what stands outside them too."""
    if found.status is not Status.ALTERED:
        return found.status is Status.EXACT
    held = bytearray(len(found.quotation.text) + 1)
    at = 0
    for piece in found.difference:
        if piece.side is not Side.SOURCE:
            if piece.side is Side.SAME:
                held[at : at + len(piece.text)] = b"\x01" * len(piece.text)
            at += len(piece.text)
    inside = [(item.start - found.quotation.start, item.end - found.quotation.start) for item in quotations]
    outside = [
        token
        for token in words_of(found.quotation.text).tokens
        if not any(start <= token.start < end for start, end in inside)
    ]
    return sum(held[token.start] for token in outside) >= _HELD_OUTSIDE * len(outside)


def _whole(text: str) -> Quotation:
    start = len(text) - len(text.lstrip())
    return Quotation(text.strip(), start, len(text.rstrip()))


def _checked(shelf: Shelf, quotation: Quotation) -> CheckedQuotation | None:
    """Return what the documents say of one quotation; None when it holds no word."""
    # Same length, so that offsets stay: "[L]a" is "La", "[sic]" is nothing.
    text = _LETTER.sub("\u2060\\1\u2060", quotation.text)
    text = _SIC.sub(lambda match: " " * len(match.group()), text)
    words = words_of(text)
    if not len(words):
        return None
    located = _located(shelf, text, words)
    nearest = nearest_excerpts(shelf, text, words) if located.status is Status.ABSENT else ()
    result = CheckedQuotation(
        quotation,
        located.status,
        located.places,
        located.changes,
        _as_written(located.difference, quotation.text),
        located.parts,
        nearest,
        too_short=len(words) <= FEW_WORDS,
        warnings=_warnings(shelf, located.places[0])
        if located.status is Status.EXACT and len(words) > FEW_WORDS
        else (),
    )
    return replace(result, message=message_of(result))


def _located(shelf: Shelf, text: str, words: Words) -> Located:
    exact = locate_exact(shelf, text, words)
    if exact.status is Status.EXACT:
        return _unless_truncated(shelf, text, words, exact)
    pieces = [piece for piece in _ELLIPSIS.split(text) if len(words_of(piece))]
    if len(pieces) > 1:
        return joined_parts(shelf, text, pieces)
    if _BRACKETS.search(text):
        return _without_brackets(shelf, text)
    return locate_altered(shelf, text, words)


def _without_brackets(shelf: Shelf, text: str) -> Located:
    """Return where a quotation stands whose author put words between brackets: altered at best, and said so."""
    bare = _BRACKETS.sub(lambda match: " " * len(match.group()), text)
    rest = words_of(bare)
    exact = locate_exact(shelf, bare, rest) if len(rest) else NOWHERE
    if exact.status is Status.EXACT:
        pieces = []
        at = 0
        for match in _BRACKETS.finditer(text):
            pieces += [Piece(Side.SAME, text[at : match.start()])] if match.start() > at else []
            pieces.append(Piece(Side.QUOTATION, match.group(), Change.INSERTION))
            at = match.end()
        pieces += [Piece(Side.SAME, text[at:])] if at < len(text) else []
        return replace(exact, status=Status.ALTERED, changes=(Change.INSERTION,), difference=tuple(pieces))
    opened = text.translate({ord("["): " ", ord("]"): " "})
    located = locate(shelf, opened)
    if located.status is Status.ABSENT:
        return located
    changes = {*located.changes, Change.INSERTION}
    ordered = tuple(change for change in Change if change in changes)
    return replace(located, status=Status.ALTERED, changes=ordered)


def _as_written(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """Return the pieces with the quotation's own letters, its brackets too."""
    written: list[Piece] = []
    at = 0
    for piece in pieces:
        if piece.side is Side.SOURCE:
            written.append(piece)
            continue
        written.append(replace(piece, text=text[at : at + len(piece.text)]))
        at += len(piece.text)
    return tuple(written)


def _unless_truncated(shelf: Shelf, text: str, words: Words, exact: Located) -> Located:
    """Return the exact place, or an altered one when the quotation closes with a full stop a sentence that goes on.

    Only where the source's sentence begins with the quotation: a fragment does not claim to be a sentence.
    """
    if words.marks[-1][-1:] not in (".", "!", "?") or words.marks[-1].endswith("..."):
        return exact
    rests = [_rest(shelf, place) for place in exact.places]
    if not all(rests):
        return exact
    return replace(
        exact,
        status=Status.ALTERED,
        changes=(Change.TRUNCATED,),
        difference=(Piece(Side.SAME, text), Piece(Side.SOURCE, rests[0], Change.TRUNCATED)),
    )


def _rest(shelf: Shelf, place: Place) -> str:
    """Return how the sentence that begins with a place goes on; empty when it does not, or begins before it."""
    first, last = place.excerpts[0], place.excerpts[-1]
    opening = shelf.page(first.document_id, first.page)
    reading = shelf.page(last.document_id, last.page)
    if reading is None or opening is None:
        return ""
    starts = [start for start, end in sentence_spans(opening.text) if start <= first.start < end]
    if not starts or words_of(opening.text[starts[0] : first.start]).tokens:
        return ""
    after = reading.text[last.end :]
    ends = [end for start, end in sentence_spans(reading.text) if start < last.end <= end]
    rest = reading.text[last.end : ends[0]] if ends else ""
    if after[:1] in (".", "!", "?", "…", ";", ":") or not words_of(rest).tokens:
        return ""
    return rest


def _warnings(shelf: Shelf, place: Place) -> tuple[str, ...]:
    """Return what a reader of an exact quotation should know of its source: a condition, a negation that it leaves out.

    That a quotation is only part of a sentence goes without saying.
    """
    excerpt = place.excerpt
    reading = shelf.page(excerpt.document_id, excerpt.page)
    if reading is None:
        return ()
    spans = sentence_spans(reading.text)
    after = next((reading.text[start:end] for start, end in spans if start >= excerpt.end), "")
    before = next((reading.text[start:end] for start, end in reversed(spans) if end <= excerpt.start), "")
    found = cautions(reading.page, excerpt.start, excerpt.end, before, after)
    return tuple(item.text for item in found if item.caution not in _PART_OF_A_SENTENCE)
