"""The SQLite catalogue: connections, migrations, and the mapping between rows and records."""

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from corpus.acronyms import Acronym
from corpus.careful import CarefulConnection, CatalogueError, unwritable
from corpus.errors import VigieError
from corpus.language import say
from corpus.records import Document, FileRecord, Kind, Method, Page, Passage, Source, Span, Standing, Status

BUSY_SECONDS = 20


class Catalogue:
    """One SQLite file, one connection a thread, migrated to the latest schema when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._migrate()
        except OSError as error:
            raise unwritable(path.parent, error.strerror or str(error)) from error

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of the current thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, factory=CarefulConnection
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit everything done in the block, or nothing."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite has rolled back by itself after some errors, a full disk among them
                connection.execute("ROLLBACK")
            raise

    def meta(self, key: str) -> str | None:
        """Return a value of the library's own notes about itself."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Write a value of the library's own notes about itself, in the current transaction if there is one."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _migrate(self) -> None:
        scripts = sorted(
            (entry for entry in files("corpus").joinpath("migrations").iterdir() if entry.name.endswith(".sql")),
            key=lambda entry: entry.name,
        )
        latest = len(scripts)
        done = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if done > latest:
            raise VigieError(
                say(
                    f"Le catalogue {self.path} vient d'une version plus récente de Vigie (schéma {done}, connu {latest}). "
                    "Mettez Vigie à jour.",
                    f"The catalogue {self.path} comes from a newer Vigie (schema {done}, known {latest}). Update Vigie.",
                )
            )
        for number in range(done + 1, latest + 1):
            script = scripts[number - 1].read_text(encoding="utf-8")
            # executescript commits what is open before it starts, so the transaction is written into the script.
            try:
                self.connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
            except CatalogueError:
                self.connection.rollback()
                if self.connection.execute("PRAGMA user_version").fetchone()[0] < number:
                    raise  # otherwise another process has just migrated


def vector_key(model: str, text: str) -> bytes:
    """Return the name of a text's vector: the same text and model always have the same."""
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()[:16]


def document_of(row: sqlite3.Row) -> Document:
    """Return the record of a row of `documents`."""
    source = json.loads(row["source"])
    source["kind"], source["standing"] = Kind(source["kind"]), Standing(source["standing"])
    return Document(
        id=row["id"],
        sha256=row["sha256"],
        file_name=row["file_name"],
        title=row["title"],
        source=Source(**source),
        status=Status(row["status"]),
        page_count=row["page_count"],
        pages_read=row["pages_read"],
        pages_ocr=row["pages_ocr"],
        unread_pages=tuple(json.loads(row["unread_pages"])),
        passages=row["passages"],
        parser=row["parser"],
        splitter=row["splitter"],
        embedding=row["embedding"],
        ingested_at=datetime.fromisoformat(row["ingested_at"]),
        warnings=tuple(json.loads(row["warnings"])),
        current=bool(row["current"]),
    )


def insert_document(connection: sqlite3.Connection, document: Document) -> None:
    """Write the row of a document, replacing an older one of the same content."""
    source = document.source
    values = {
        "id": document.id,
        "sha256": document.sha256,
        "file_name": document.file_name,
        "title": document.title,
        "publisher": source.publisher,
        "kind": source.kind,
        "standing": source.standing,
        "territory": source.territory,
        "date": source.date,
        "language": source.language,
        "source": json.dumps(asdict(source), ensure_ascii=False),
        "status": document.status,
        "page_count": document.page_count,
        "pages_read": document.pages_read,
        "pages_ocr": document.pages_ocr,
        "unread_pages": json.dumps(document.unread_pages),
        "passages": document.passages,
        "parser": document.parser,
        "splitter": document.splitter,
        "embedding": document.embedding,
        "ingested_at": document.ingested_at.isoformat(timespec="seconds"),
        "warnings": json.dumps(document.warnings, ensure_ascii=False),
        "current": int(document.current),
    }
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO documents ({names}) VALUES ({marks})", tuple(values.values()))


def page_of(row: sqlite3.Row) -> Page:
    """Return the record of a row of `pages`."""
    return Page(
        number=row["number"],
        label=row["label"],
        text=row["text"],
        raw=zlib.decompress(row["raw"]).decode("utf-8", "surrogatepass"),
        offsets=tuple(tuple(run) for run in json.loads(zlib.decompress(row["offsets"]))),
        method=Method(row["method"]),
        confidence=row["confidence"],
    )


def insert_pages(connection: sqlite3.Connection, document_id: str, pages: tuple[Page, ...]) -> None:
    """Write the pages of a document."""
    connection.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                document_id,
                page.number,
                page.label,
                page.text,
                zlib.compress(page.raw.encode("utf-8", "surrogatepass")),
                zlib.compress(json.dumps(page.offsets).encode()),
                page.method,
                page.confidence,
            )
            for page in pages
        ),
    )


def passage_of(row: sqlite3.Row) -> Passage:
    """Return the record of a row of `passages`."""
    return Passage(
        ordinal=row["ordinal"],
        section=tuple(json.loads(row["section"])),
        spans=tuple(Span(*span) for span in json.loads(row["spans"])),
        text=row["text"],
        indexed_text=row["indexed_text"],
    )


def insert_acronyms(connection: sqlite3.Connection, document_id: str, found: Iterable[Acronym]) -> None:
    """Write what acronyms stand for in a document, in place of what was known."""
    connection.execute("DELETE FROM acronyms WHERE document_id = ?", (document_id,))
    connection.executemany(
        "INSERT INTO acronyms VALUES (?, ?, ?)", ((document_id, one.short, one.long) for one in found)
    )


def insert_passage(
    connection: sqlite3.Connection, passage_id: int, document_id: str, passage: Passage, vector_key: bytes
) -> None:
    """Write the row of a passage."""
    spans = [[span.page, span.start, span.end] for span in passage.spans]
    connection.execute(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            passage_id,
            document_id,
            passage.ordinal,
            json.dumps(passage.section, ensure_ascii=False),
            json.dumps(spans),
            passage.text,
            passage.indexed_text,
            vector_key,
        ),
    )


def file_of(row: sqlite3.Row) -> FileRecord:
    """Return the record of a row of `files`."""
    record = json.loads(row["record"])
    record["status"] = Status(record["status"])
    record["warnings"] = tuple(record["warnings"])
    return FileRecord(**record)


def insert_file(connection: sqlite3.Connection, record: FileRecord) -> None:
    """Write how the reading of a path ended, replacing what was known of that path."""
    connection.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            record.path,
            record.sha256,
            record.size,
            record.modified_ns,
            record.status,
            record.document_id,
            json.dumps(asdict(record), ensure_ascii=False),
        ),
    )
