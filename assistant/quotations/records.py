"""What a check of quotations gives back."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assistant.answers import Excerpt


class Status(StrEnum):
    """What the documents say of a quotation."""

    EXACT = "exact"
    ALTERED = "altered"
    ABSENT = "absent"


class Change(StrEnum):
    """What differs between a quotation and its source, gravest first."""

    SPLICE = "splice"  # parts that do not follow each other in the source, with or without an ellipsis
    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"
    WORD = "word"
    TRUNCATED = "truncated"  # part of a sentence presented as a whole one
    INSERTION = "insertion"  # words the author put between square brackets
    PUNCTUATION = "punctuation"
    SPELLING = "spelling"  # the same words in other letters: capitals, accents


class Side(StrEnum):
    """On which side of the comparison a piece of text stands."""

    SAME = "same"
    QUOTATION = "quotation"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation found in a text: `text == pasted[start:end]`, without its quotation marks."""

    text: str
    start: int
    end: int
    marks: str = ""  # its opening and closing marks; empty when the whole text is taken as one quotation
    depth: int = 0  # 0: not inside another quotation


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of the comparison. `change` says what differs; None for what is the same."""

    side: Side
    text: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in the library: one excerpt, or one for each page when they run over a page break."""

    excerpts: tuple[Excerpt, ...]

    @property
    def excerpt(self) -> Excerpt:
        """The excerpt on the first page."""
        return self.excerpts[0]

    def as_json(self) -> dict[str, Any]:
        """Return plain values: document, page, label and offsets of each excerpt."""
        first = self.excerpt
        return {
            "document": first.document,
            "document_id": first.document_id,
            "title": first.title,
            "page": first.page,
            "page_label": first.page_label,
            "start": first.start,
            "end": first.end,
            "excerpts": [asdict(excerpt) for excerpt in self.excerpts],
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts a splice is made of, with where it stands."""

    text: str
    status: Status
    places: tuple[Place, ...]
    difference: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation with what the documents say of it.

    Exact: `places` are all places (the first `checking.MOST_PLACES` of them). Altered: `places` are where the nearest
    wording stands, `difference` compares the two word for word, `changes` says what differs, `parts` is filled for a
    splice. Absent: `nearest` are the nearest passages.
    """

    quotation: Quotation
    status: Status
    places: tuple[Place, ...] = ()
    changes: tuple[Change, ...] = ()
    difference: tuple[Piece, ...] = ()
    parts: tuple[Part, ...] = ()
    nearest: tuple[Excerpt, ...] = ()
    too_short: bool = False  # so few words that finding them, or not, proves little
    warnings: tuple[str, ...] = ()  # what a reader should know besides: the sentence goes on, a negation is left out
    message: str = ""  # the result in one sentence, in the reader's language

    def as_json(self) -> dict[str, Any]:
        """Return the record of `vigie check --json`: plain values."""
        return {
            "quotation": asdict(self.quotation),
            "status": self.status.value,
            "message": self.message,
            "changes": [change.value for change in self.changes],
            "places": [place.as_json() for place in self.places],
            "difference": [_piece(piece) for piece in self.difference],
            "parts": [
                {
                    "text": part.text,
                    "status": part.status.value,
                    "places": [place.as_json() for place in part.places],
                    "difference": [_piece(piece) for piece in part.difference],
                }
                for part in self.parts
            ],
            "nearest": [asdict(excerpt) for excerpt in self.nearest],
            "too_short": self.too_short,
            "warnings": list(self.warnings),
        }


def _piece(piece: Piece) -> dict[str, str | None]:
    return {"side": piece.side.value, "text": piece.text, "change": piece.change.value if piece.change else None}
