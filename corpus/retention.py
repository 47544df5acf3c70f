"""How long questions, answers and opinions are kept, and how they are forgotten.

These are the only records of what people did: no name and no address is ever stored with them. What is purged is
overwritten in the file, not only unlinked from it.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from corpus.careful import CatalogueError
from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was forgotten."""

    answers: int = 0
    opinions: int = 0


def purge_older(library: Library, days: float, now: datetime | None = None) -> Purged:
    """Forget the answers given, and the opinions expressed, more than `days` days ago."""
    limit = ((now or datetime.now(UTC)) - timedelta(days=days)).isoformat(timespec="seconds")
    return _purge(
        library,
        "DELETE FROM answers WHERE asked_at < ?1",
        "DELETE FROM feedback WHERE given_at < ?1 OR answer_id NOT IN (SELECT id FROM answers)",
        (limit,),
    )


def purge_answer(library: Library, answer_id: str) -> Purged:
    """Forget one answer and the opinions on it."""
    return _purge(
        library, "DELETE FROM answers WHERE id = ?1", "DELETE FROM feedback WHERE answer_id = ?1", (answer_id,)
    )


def purge_all(library: Library) -> Purged:
    """Forget every answer and every opinion."""
    return _purge(library, "DELETE FROM answers", "DELETE FROM feedback", ())


def _purge(library: Library, answers: str, opinions: str, values: tuple[object, ...]) -> Purged:
    connection = library.catalogue.connection
    connection.execute("PRAGMA secure_delete = ON")
    with library.catalogue.transaction():
        gone = connection.execute(answers, values).rowcount
        said = connection.execute(opinions, values).rowcount
    if gone or said:
        # The log still holds the old pages: bring it into the file and empty it. Readers may hold that back a while.
        with suppress(CatalogueError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return Purged(gone, said)
