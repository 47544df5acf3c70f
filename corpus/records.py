"""The records of the library: what a document, a page, a passage are, and what happened to a file."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Offsets = tuple[tuple[int, int, int], ...]
"""Runs `(start, raw_start, length)`: `page.text[start:start+length]` came from `page.raw[raw_start:…]` unchanged.

What lies between two runs was folded (a joined line break or hyphen, a ligature, a space variant) or removed (a running
header). Runs are in order and do not overlap in `text`; `raw_start` may go back where columns were put in reading order.
"""


class Kind(StrEnum):
    """What kind of document this is."""

    AVIS = "avis"  # opinion of a CESER or of the CESE
    DELIBERATION = "deliberation"
    STRATEGY = "strategy"
    LAW = "law"
    REPORT = "report"
    GUIDE = "guide"
    PRESS = "press"
    NOTE = "note"  # written by this project
    OTHER = "other"


class Standing(StrEnum):
    """With what authority a document speaks."""

    OPINION = "opinion"
    DECISION = "decision"
    LAW = "law"
    INFORMATION = "information"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """How the reading of one file ended. Every file ends in exactly one."""

    INDEXED = "indexed"
    PARTIAL = "indexed_with_unread_pages"
    NEEDS_OCR = "needs_ocr"
    NEEDS_PASSWORD = "needs_password"  # noqa: S105 - the name of a status
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    NO_TEXT = "no_text"
    DAMAGED = "damaged"
    NOT_A_DOCUMENT = "not_a_document"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    UNREADABLE = "unreadable"
    REMOVED = "removed"

    @property
    def searchable(self) -> bool:
        """Whether something of the file can be found by a question."""
        return self in (Status.INDEXED, Status.PARTIAL)


class Method(StrEnum):
    """How the text of a page was read."""

    TEXT = "text"
    OCR = "ocr"
    NONE = "none"  # the page holds no text that could be read


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of where a document comes from. What is not known is None, never guessed."""

    title: str | None = None
    publisher: str | None = None
    kind: Kind = Kind.OTHER
    standing: Standing = Standing.UNKNOWN
    territory: str | None = None
    date: str | None = None  # ISO 8601, as precise as known: 2024, 2024-07, 2024-07-11
    language: str | None = None
    page_url: str | None = None
    url: str | None = None
    licence: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `text` is what quotations are slices of; `raw` is what the parser gave, kept for replay."""

    number: int  # physical index, from 1
    label: str  # printed label, such as "iv" or "12"; the number when the document has none
    text: str
    raw: str = ""
    offsets: Offsets = ()
    method: Method = Method.TEXT
    confidence: float | None = None  # of the machine reading, 0 to 1


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of one page: `pages[page].text[start:end]`."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section starts: its heading path holds from this place to the next section."""

    page: int
    start: int
    path: tuple[str, ...]


LONG_HEAD = 160
"""Characters of title and headings from which only the last heading is in a passage's vector: the title of a regulation and
its chapters make all its passages alike (docs/evaluation.md has the figures)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: consecutive spans of whole sentences under one section path.

    `text` is the spans' text joined by a newline; `indexed_text` has title, section path and year in front and is what
    the lexical index reads. Only slices of pages are ever quoted, never `indexed_text`.
    """

    ordinal: int
    section: tuple[str, ...]
    spans: tuple[Span, ...]
    text: str
    indexed_text: str

    @property
    def head(self) -> str:
        """What stands in front of the text in `indexed_text`, its newline with it."""
        return self.indexed_text.removesuffix(self.text)

    @property
    def under_long_head(self) -> bool:
        """Whether the head is longer than `LONG_HEAD`."""
        return len(self.head) > LONG_HEAD

    @property
    def embedded_text(self) -> str:
        """What the dense index reads: `indexed_text`; under a long head, its last heading and the text."""
        if not self.under_long_head:
            return self.indexed_text
        heading = self.section[-1] if self.section else ""
        return f"{heading}\n{self.text}" if 0 < len(heading) <= LONG_HEAD else self.text


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a parser read of one file, before it enters the library."""

    pages: tuple[Page, ...]
    page_count: int  # as the file has it; pages may hold fewer
    sections: tuple[Section, ...] = ()
    source: Source = field(default_factory=Source)  # from the file's own metadata and first page
    parser: str = ""  # name and version, part of the identity of the index
    warnings: tuple[str, ...] = ()
    unread_pages: tuple[int, ...] = ()
    needs_ocr: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One source file in the library."""

    id: str  # the first 16 hexadecimal digits of its sha256
    sha256: str
    file_name: str
    title: str
    source: Source
    status: Status
    page_count: int
    pages_read: int
    pages_ocr: int
    unread_pages: tuple[int, ...]
    passages: int
    parser: str
    splitter: str
    embedding: str
    ingested_at: datetime
    warnings: tuple[str, ...] = ()
    current: bool = True  # False: replaced by a newer version, kept so that old answers still resolve


@dataclass(frozen=True, slots=True)
class FileRecord:
    """How the reading of one path ended, and what to do about it."""

    path: str
    sha256: str | None
    size: int
    modified_ns: int
    status: Status
    reason: str = ""
    next_step: str = ""
    document_id: str | None = None
    duplicate_of: str | None = None
    pages: int = 0
    pages_read: int = 0
    pages_ocr: int = 0
    pages_unread: int = 0
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    pages_waiting: int = 0  # of the unread ones, those that optical reading could still read


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the library finds it, with what is needed to cite it."""

    id: int
    document: Document
    passage: Passage


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of an answer, or of one sentence or citation of it (numbered from 0)."""

    answer_id: str
    given_at: str  # ISO 8601, UTC
    kind: str  # useful, wrong, source_does_not_say
    sentence: int | None = None
    citation: int | None = None
    comment: str = ""
