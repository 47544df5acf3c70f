"""Plain text: paragraphs from blank lines and line ends, pages from form feeds."""

import codecs
import re
from pathlib import Path

from corpus.records import ParsedDocument
from ingest.cleaning import CLEANER, clean
from ingest.identity import identify
from ingest.layout import RawPage, plain_lines
from ingest.structure import sections_of

PARSER = "vigie-text/1"

_PAGE = 3000
"""Characters: where a text has no form feeds, it is cut in pages near this length, at a blank line."""


def decode(data: bytes) -> str:
    """Decode a text: UTF-8 or UTF-16 by its mark, UTF-8, else the encoding of Western European Windows."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _cut(text: str) -> list[str]:
    """Cut a text in pages: at form feeds, else at blank lines."""
    if "\f" in text.strip("\f\n "):
        return text.split("\f")
    pages: list[str] = []
    for part in re.split(r"(?<=\n)[ \t]*\n(?=\S)", text):
        if pages and len(pages[-1]) + len(part) <= _PAGE:
            pages[-1] += "\n" + part
        else:
            pages.append(part)
    return pages


def parse(path: Path) -> ParsedDocument:
    """Read a plain text."""
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    pages = [RawPage(number, str(number), page, plain_lines(page)) for number, page in enumerate(_cut(text), start=1)]
    cleaned = clean(pages, furnished="\f" in text)
    source, doubts = identify(cleaned, {}, path.name)
    return ParsedDocument(
        pages=cleaned.pages,
        page_count=len(pages),
        sections=sections_of(cleaned),
        source=source,
        parser=f"{PARSER} {CLEANER}",
        warnings=(*cleaned.warnings, *doubts),
    )
