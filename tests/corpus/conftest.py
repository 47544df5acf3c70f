"""A way to put made-up documents in a library without parsing anything."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.records import Document, FileRecord, Page, ParsedDocument, Passage, Source, Span, Status
from corpus.settings import Settings

Shelve = Callable[..., Document]


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library(settings)


@pytest.fixture
def shelve(tmp_path: Path) -> Shelve:
    """Put a document of one passage a page in a library."""

    def put(
        library: Library, name: str, *texts: str, replaces: str | None = None, source: Source | None = None
    ) -> Document:
        path = tmp_path / name
        path.write_text("\f".join(texts), encoding="utf-8")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        pages = tuple(Page(number, str(number), text, raw=text) for number, text in enumerate(texts, start=1))
        passages = [
            Passage(number, (), (Span(number + 1, 0, len(text)),), text, f"{name}\n{text}")
            for number, text in enumerate(texts)
        ]
        with library.writing():
            return library.add(
                path,
                ParsedDocument(pages, len(pages), parser="test/1"),
                passages,
                sha256=sha256,
                source=source or Source(title=name, language="fr"),
                status=Status.INDEXED,
                record=FileRecord(str(path), sha256, path.stat().st_size, path.stat().st_mtime_ns, Status.INDEXED),
                splitter="test/1",
                replaces=replaces,
            )

    return put
