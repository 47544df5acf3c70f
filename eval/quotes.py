"""Quote exactness: each excerpt found again on its page of the PDF by a second reader that ingest does not use for text."""

from pathlib import Path

from assistant import second_reader
from assistant.answers import Excerpt
from corpus.folding import squeeze
from corpus.library import Library
from corpus.records import Page
from corpus.sentences import sentence_spans


class SecondReader:
    """Reads pages of the library's own copies of PDF files with pypdfium2."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._open: dict[str, second_reader.SecondReader | None] = {}

    def page(self, document_id: str, number: int) -> str | None:
        """Return the squeezed text of a physical page (from 1); None when the document is not a PDF that it can read."""
        document = self._document(document_id)
        return None if document is None else document.squeezed(number)

    def sentences_found(self, document_id: str, page: Page) -> tuple[int, int]:
        """Return how many sentences a stored page has and how many of them the second reader finds on that page."""
        there = self.page(document_id, page.number) or ""
        whole = [page.text[start:end] for start, end in sentence_spans(page.text)]
        return len(whole), sum(squeeze(sentence) in there for sentence in whole)

    def text(self, document_id: str, number: int) -> str | None:
        """Return the text of a physical page (from 1) as pdfium gives it; None when it cannot read the document."""
        document = self._document(document_id)
        return None if document is None else document.text(number)

    def _document(self, document_id: str) -> second_reader.SecondReader | None:
        if document_id not in self._open:
            self._open[document_id] = self._opened(document_id)
        return self._open[document_id]

    def _opened(self, document_id: str) -> second_reader.SecondReader | None:
        held = self._library.document(document_id)
        path: Path | None = None if held is None else self._library.stored_file(held)
        if path is None or path.suffix.lower() != ".pdf":
            return None
        try:
            return second_reader.SecondReader(path)
        except ValueError:  # password, damage: what ingest read was not this way
            return None

    def close(self) -> None:
        """Close the files."""
        for document in self._open.values():
            if document is not None:
                document.close()
        self._open.clear()


def quote_found(excerpt: Excerpt, reader: SecondReader) -> bool | None:
    """Return whether the second reader finds the quote on its stated page; None when it cannot read that document.

    What was read by optical recognition is not text of the PDF and cannot be found there: None.
    """
    if excerpt.method == "ocr":
        return None
    page = reader.page(excerpt.document_id, excerpt.page)
    if page is None:
        return None
    return squeeze(excerpt.quote) in page


def is_slice(excerpt: Excerpt, library: Library) -> bool:
    """Whether the quote is `page.text[start:end]` of the stored page it names."""
    page = library.page(excerpt.document_id, excerpt.page)
    return page is not None and bool(excerpt.quote) and page.text[excerpt.start : excerpt.end] == excerpt.quote
