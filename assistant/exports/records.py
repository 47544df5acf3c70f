"""What is exported: excerpts with their provenance and notes, an answer, checked quotations."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assistant.answers import Answer
from assistant.provenance import ProvenanceCard
from assistant.quotations.records import CheckedQuotation


class Form(StrEnum):
    """The forms of an export; the value is what `--format` takes."""

    MARKDOWN = "md"
    HTML = "html"
    DOCX = "docx"
    CSV = "csv"
    JSON = "json"
    BIBTEX = "bib"
    RIS = "ris"
    CSL = "csl"
    REFERENCES = "txt"  # in-text and bibliographic forms of each reference


@dataclass(frozen=True, slots=True)
class Replay:
    """What finds an excerpt again in its file, years later: the same fields in every form."""

    sha256: str
    file: str
    title: str
    url: str | None
    page: int
    page_label: str
    start: int
    end: int
    quote: str
    parser: str
    method: str = "text"

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pinned:
    """An excerpt in a dossier: its provenance card and what its reader noted."""

    card: ProvenanceCard
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one export holds. Every excerpt that its answer or checks cite is among `pinned`."""

    title: str
    pinned: tuple[Pinned, ...] = ()
    notes: str = ""
    made_at: str = ""  # ISO 8601, UTC
    answer: Answer | None = None
    checks: tuple[CheckedQuotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """A file ready to be saved."""

    content: bytes
    media_type: str
    file_name: str
