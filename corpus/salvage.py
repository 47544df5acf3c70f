"""Save what can be read of a damaged catalogue. Nothing is thrown away: the damaged file is moved aside."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from corpus.catalogue import Catalogue, document_of, page_of, passage_of, vector_key

_TABLES = ("documents", "pages", "passages", "vectors", "sentence_vectors", "files", "answers", "feedback")
_UNIT = 0.02
"""How far from 1 the length of a vector may be."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was taken over from a damaged catalogue."""

    documents: int
    answers: int
    aside: Path  # where the damaged file is now


def catalogue_problem(path: Path) -> str:
    """Return what is wrong inside a catalogue, the empty string when it is sound."""
    try:
        with closing(sqlite3.connect(path, timeout=5.0)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            return "" if found == "ok" else str(found).splitlines()[-1]
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorname or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN")):
            return ""  # not damage: opening it says so
        return str(error)
    except sqlite3.DatabaseError as error:
        return str(error)


def save_catalogue(path: Path) -> Saved:
    """Move a damaged catalogue aside and put one in its place that holds its readable rows. Needs the writer's lock.

    A document of which a page or a passage cannot be read is left out whole. The lexical index stays empty.
    """
    fresh_path = path.with_name("catalogue.new.sqlite3")
    for left in path.parent.glob(fresh_path.name + "*"):
        left.unlink()
    fresh = Catalogue(fresh_path)
    connection = fresh.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    counts: dict[str, int] = {}
    with closing(sqlite3.connect(path, timeout=5.0)) as old:
        for table in _TABLES:
            columns = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
            insert = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(columns))})"
            connection.execute("BEGIN")
            for row in _readable(old, table, columns):
                connection.execute(insert, row)
            connection.execute("COMMIT")
            counts[table] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    lost = _drop_incomplete(fresh)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"catalogue.damaged-{stamp}.sqlite3")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
        if suffix:
            fresh_path.with_name(fresh_path.name + suffix).unlink(missing_ok=True)
    fresh_path.rename(path)
    return Saved(counts["documents"] - lost, counts["answers"], aside)


def _readable(old: sqlite3.Connection, table: str, columns: list[str]) -> Iterator[tuple[object, ...]]:
    """Yield the rows that can be read from either end of a table, up to the damage."""
    names = ", ".join(columns)
    key = "id" if table in ("passages", "feedback") else ", ".join(columns[: 2 if table == "pages" else 1])
    for order in (key, ", ".join(f"{name} DESC" for name in key.split(", "))):
        try:
            yield from old.execute(f"SELECT {names} FROM {table} ORDER BY {order}")
        except sqlite3.DatabaseError:
            continue
        return


def _drop_incomplete(catalogue: Catalogue) -> int:
    """Take out the documents that are not whole, and vectors that are none; return how many documents."""
    connection = catalogue.connection
    broken = [
        row["id"] for row in connection.execute("SELECT * FROM documents").fetchall() if not _whole(catalogue, row)
    ]
    strange = [
        row["key"]
        for row in connection.execute("SELECT key, vector FROM vectors").fetchall()
        if not _are_vectors(row["vector"], np.float32, len(row["vector"]) // 4)
    ]
    strange_sentences = [
        row["key"]
        for row in connection.execute(
            "SELECT key, vectors, length(vector) / 4 AS size FROM sentence_vectors LEFT JOIN vectors USING (key)"
        ).fetchall()
        if not _are_vectors(row["vectors"], np.float16, row["size"] or 0)
    ]
    with catalogue.transaction() as connection:
        for number in broken:
            connection.execute("DELETE FROM documents WHERE id = ?", (number,))
        connection.executemany("DELETE FROM vectors WHERE key = ?", [(key,) for key in strange])
        connection.executemany("DELETE FROM sentence_vectors WHERE key = ?", [(key,) for key in strange_sentences])
        for table in ("pages", "passages"):
            connection.execute(f"DELETE FROM {table} WHERE document_id NOT IN (SELECT id FROM documents)")
        connection.execute("DELETE FROM files WHERE document_id NOT IN (SELECT id FROM documents)")
        last = connection.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0]
        catalogue.set_meta("next_passage_id", str(last + 1))
        for row in connection.execute("SELECT DISTINCT embedding FROM documents WHERE current = 1").fetchall()[:1]:
            catalogue.set_meta("embedding", row["embedding"])
    return len(broken)


def _are_vectors(content: bytes, kind: type[np.floating[Any]], size: int) -> bool:
    """Tell whether bytes are one or more rows of so many numbers, each of length 1."""
    row = size * np.dtype(kind).itemsize
    if not content or not row or len(content) % row:
        return False
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(np.frombuffer(content, kind).reshape(-1, size).astype(np.float32), axis=1)
    return bool(np.all(np.abs(lengths - 1.0) < _UNIT))  # false for NaN too


def _whole(catalogue: Catalogue, row: sqlite3.Row) -> bool:
    """Tell whether every page and passage of a document is there and says what was written.

    SQLite has no checksums: the compressed text of a page carries one, and a passage's vector key is a hash of its text.
    """
    connection = catalogue.connection
    try:
        document = document_of(row)
        pages = {
            page.number: page.text
            for page in map(
                page_of, connection.execute("SELECT * FROM pages WHERE document_id = ?", (document.id,)).fetchall()
            )
        }
        rows = connection.execute("SELECT * FROM passages WHERE document_id = ?", (document.id,)).fetchall()
        for stored in rows:
            passage = passage_of(stored)
            spans = "\n".join(pages[span.page][span.start : span.end] for span in passage.spans)
            key = vector_key(document.embedding, passage.embedded_text)
            if passage.text != spans or not passage.indexed_text.endswith(spans) or stored["vector_key"] != key:
                return False
    except (ValueError, KeyError, TypeError, zlib.error):
        return False
    return len(pages) >= document.pages_read and (not document.current or len(rows) == document.passages)
