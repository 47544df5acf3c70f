"""What the page needs of the service behind it."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from assistant.answers import Answer, Event, Excerpt
from assistant.conversation import Turn
from assistant.exports import Dossier
from assistant.provenance import ProvenanceCard
from assistant.providers.provider import ProviderStatus
from assistant.quotations import CheckedQuotation
from corpus.holdings import Filters
from corpus.records import Document, Feedback, FileRecord, Page
from corpus.settings import ProviderName, Settings


class Backend(Protocol):
    """From a question to an answer with its proof, and the library it comes from. `assistant.service.Vigie` is one."""

    @property
    def settings(self) -> Settings:
        """The settings of this run."""
        ...

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        provider: ProviderName | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Yield the events of an answer: excerpts first, but for notices; the finished answer last."""
        ...

    def excerpts(self, query: str, *, filters: Filters | None = None, limit: int = 8) -> tuple[Excerpt, ...]:
        """Return the excerpts nearest to a query, with no model in the path."""
        ...

    def mended(self, query: str) -> str:
        """Return a query as it is searched: without the typing errors of its words."""
        ...

    def excerpt_at(self, document_id: str, page: int, start: int, end: int) -> Excerpt | None:
        """Return the slice of a page as an excerpt; None when the library holds no such slice."""
        ...

    def card(self, excerpt: Excerpt) -> ProvenanceCard:
        """Return an excerpt with everything needed to name, judge and find it again."""
        ...

    def widen(self, excerpt: Excerpt, *, before: int = 0, after: int = 0) -> Excerpt:
        """Return the excerpt with so many whole sentences more on each side, fewer when negative."""
        ...

    def check(self, text: str, *, filters: Filters | None = None) -> tuple[CheckedQuotation, ...]:
        """Return every quotation of a text with what the documents say of it, with no model in the path."""
        ...

    def dossier(
        self,
        title: str,
        excerpts: Iterable[Excerpt],
        *,
        notes: str = "",
        excerpt_notes: Mapping[int, str] | None = None,
    ) -> Dossier:
        """Return a dossier of excerpts, ready to be exported; `excerpt_notes` are by the excerpt's place from 0."""
        ...

    def answer_dossier(self, answer: Answer) -> Dossier:
        """Return a dossier of an answer."""
        ...

    def check_dossier(self, title: str, checks: Sequence[CheckedQuotation]) -> Dossier:
        """Return a dossier of checked quotations."""
        ...

    def answer(self, answer_id: str) -> dict[str, object] | None:
        """Return the record of an answer that was given before."""
        ...

    def keep_feedback(self, feedback: Feedback) -> None:
        """Keep what a reader said of an answer."""
        ...

    def documents(self) -> list[Document]:
        """Return the documents of the library."""
        ...

    def document(self, document_id: str) -> Document | None:
        """Return a document, one that was replaced too, so that old citations still resolve."""
        ...

    def files(self) -> list[FileRecord]:
        """Return how the reading of each file ended."""
        ...

    def page(self, document_id: str, number: int) -> Page | None:
        """Return one page of a document."""
        ...

    def file_path(self, document_id: str) -> Path | None:
        """Return the stored copy of the original file."""
        ...

    def providers(self) -> list[ProviderStatus]:
        """Return who can write answers now."""
        ...
