"""The lexical index: BM25 over the terms of passages, in an FTS5 table of the catalogue.

BM25 as SQLite computes it (k1 = 1.2, b = 0.75; Robertson and Zaragoza 2009), with a weight for each of the two columns:
`head` (document title and section path) and `body` (the passage).
"""

import sqlite3
from collections.abc import Iterable, Sequence

from corpus.analysis import terms
from corpus.records import Passage

HEAD_WEIGHT, BODY_WEIGHT = 0.6, 1.0
_MAX_TERMS = 64


def insert_terms(connection: sqlite3.Connection, passage_id: int, passage: Passage, language: str | None) -> None:
    """Index a passage, in the current transaction."""
    spoken = language or "fr"
    connection.execute(
        "INSERT INTO terms (rowid, head, body) VALUES (?, ?, ?)",
        (passage_id, _ascii(terms(passage.head, spoken)), _ascii(terms(passage.text, spoken))),
    )


def _ascii(found: Iterable[str]) -> str:
    return " ".join(_safe(term) for term in found)


def _safe(term: str) -> str:
    """Keep a term one FTS5 token: the ascii tokenizer cuts at anything but letters, digits and non-ASCII."""
    return "".join(char if char.isalnum() else "\u00b7" for char in term)


def search(
    connection: sqlite3.Connection, query: Sequence[str], limit: int, document_ids: Sequence[str] | None = None
) -> list[tuple[int, float]]:
    """Return `(passage id, BM25 score)`, best first; a passage is found when it holds at least one of the terms."""
    if not query:
        return []
    match = " OR ".join(f'"{_safe(term)}"' for term in list(query)[:_MAX_TERMS])
    where, values = _within(document_ids)
    rows = connection.execute(
        f"SELECT rowid, bm25(terms, {HEAD_WEIGHT}, {BODY_WEIGHT}) AS score FROM terms WHERE terms MATCH ?{where} "
        "ORDER BY score LIMIT ?",
        (match, *values, limit),
    )
    return [(int(row[0]), -float(row[1])) for row in rows.fetchall()]  # one by one, each is a call more


def _within(document_ids: Sequence[str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition that keeps to some documents, with its values; nothing for None.

    `+` keeps SQLite from asking FTS5 once for each passage of the documents, which takes seconds.
    """
    if document_ids is None:
        return "", ()
    marks = ", ".join("?" * len(document_ids))
    return f" AND +rowid IN (SELECT id FROM passages WHERE document_id IN ({marks}))", tuple(document_ids)


def holding(
    connection: sqlite3.Connection,
    wanted: Sequence[str],
    limit: int,
    document_ids: Sequence[str] | None = None,
    *,
    adjacent: bool = False,
) -> list[int]:
    """Return ids of passages whose own text (not their title) holds all these terms, at most `limit`, in no order.

    With `adjacent`, the terms follow each other as the analyser gives them.
    """
    if not wanted or document_ids == []:
        return []
    words = [_safe(term) for term in list(wanted)[:_MAX_TERMS]]
    match = f'body : "{" ".join(words)}"' if adjacent else " AND ".join(f'body : "{word}"' for word in words)
    where, values = _within(document_ids)
    rows = connection.execute(f"SELECT rowid FROM terms WHERE terms MATCH ?{where} LIMIT ?", (match, *values, limit))
    return [int(row[0]) for row in rows.fetchall()]


def frequency_up_to(connection: sqlite3.Connection, term: str, most: int) -> int:
    """Return in how many passages a term occurs in their own text, counted no further than `most`."""
    row = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM terms WHERE terms MATCH ? LIMIT ?)", (f'body : "{_safe(term)}"', most)
    ).fetchone()
    return int(row[0])


def frequency(connection: sqlite3.Connection, term: str) -> int:
    """Return in how many passages a term occurs."""
    row = connection.execute("SELECT count(*) FROM terms WHERE terms MATCH ?", (f'"{_safe(term)}"',)).fetchone()
    return int(row[0])
