"""A second reader of PDF files, pypdfium2, that ingest does not use for text: what both read is on the page.

Two extractors break lines differently, so texts are compared without spaces and hyphens, folded by the contract
(`corpus.folding`).
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.folding import squeeze

_LINE_END_HYPHEN = re.compile("[\x02\ufffe]")  # what pdfium gives for a hyphen at the end of a line
_LEADERS = re.compile(r"(?:\s?\.){4,}")  # the dots of a table of contents, which ingest leaves out


class SecondReader:
    """Reads the pages of one PDF file. Raises ValueError when pdfium cannot open it: a password, damage, another format."""

    def __init__(self, path: Path) -> None:
        import pypdfium2  # noqa: PLC0415 - only this reader needs it

        try:
            self._document: Any = pypdfium2.PdfDocument(path)
            self.page_count = len(self._document)
        except pypdfium2.PdfiumError as error:
            raise ValueError(str(error)) from error
        self.squeezed = lru_cache(maxsize=4096)(self._squeezed)

    def text(self, number: int) -> str:
        """Return the text of a physical page (from 1) as pdfium gives it; empty for a page the file does not have."""
        if not 1 <= number <= self.page_count:
            return ""
        page = self._document[number - 1]
        text_page = page.get_textpage()
        text = str(text_page.get_text_bounded())
        text_page.close()
        page.close()
        return text

    def words(self, number: int) -> str:
        """Return the text of a page with its line-end hyphens as hyphens and without the dots of a table of contents."""
        return _LEADERS.sub(" ", _LINE_END_HYPHEN.sub("-", self.text(number)))

    def _squeezed(self, number: int) -> str:
        return squeeze(self.words(number))

    def holds(self, quote: str, number: int) -> bool:
        """Whether a page holds a quotation, word for word."""
        wanted = squeeze(quote)
        return bool(wanted) and wanted in self.squeezed(number)

    def close(self) -> None:
        """Close the file."""
        self._document.close()
