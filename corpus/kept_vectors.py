"""The vectors of passages and of their parts, kept in the catalogue by what they are vectors of.

Nothing is embedded twice, and Chroma, which holds those of passages only, can be rebuilt without the model.

The vector of a passage is a mean of all that it says; its parts tell which of the passages that Chroma finds answers
(docs/evaluation.md has the figures). Under the long heads of laws and reports, which passages are embedded without, the parts
are its sentences. Elsewhere a sentence without its title loses what it speaks of, and under its title says no more than
the passage; what a short head asks or names says more, so the only part is a third of the way from the passage to its head. Parts are
kept in half precision, 768 bytes each for 384 dimensions; cosines lose less than 0.001.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from corpus.catalogue import vector_key
from corpus.records import Passage
from corpus.sentences import sentences

if TYPE_CHECKING:
    from corpus.embeddings import TextEmbeddings, Vectors

Progress = Callable[[int, int], None]
"""Called with (done, total) passages."""
_BATCH = 16
_WHOLE = 2
"""What a passage counts beside its short head in their part. With 1, questions whose passage has a short head find it less often
in a library that holds laws too."""
_UNIT, _TAIL = 60, 25
"""Characters: a sentence shorter than the first goes with the next one, a last one shorter than the second with the one before."""


def parts_of(passage: Passage) -> list[str]:
    """Return the texts of which the vectors of a passage's parts are made: its sentences, or a short head.

    A change to this rule needs a migration that empties `sentence_vectors`.
    """
    if passage.under_long_head:
        return joined_sentences(passage.text)
    head = passage.head.strip()
    return [head] if head else []


def joined_sentences(text: str) -> list[str]:
    """Return the sentences of a text, very short ones joined to a neighbour."""
    units: list[str] = []
    held = ""
    for sentence in sentences(text):
        held = f"{held} {sentence}".lstrip()
        if len(held) >= _UNIT:
            units.append(held)
            held = ""
    if held and units and len(held) < _TAIL:
        units[-1] += f" {held}"
    elif held:
        units.append(held)
    return units


def passage_vectors(
    connection: sqlite3.Connection,
    model: "TextEmbeddings",
    passages: Sequence[Passage],
    progress: Progress | None = None,
    *,
    with_parts: bool = True,
) -> tuple[list[bytes], "Vectors"]:
    """Return the key and the vector of each passage. What the catalogue does not hold is embedded, its parts with it.

    Each batch is kept at once, so that an interrupted long document does not start again from nothing.
    """
    keys = [vector_key(model.identity, passage.embedded_text) for passage in passages]
    by_key = dict(zip(keys, passages, strict=True))  # each text once, however many passages repeat it
    known: dict[bytes, Vectors] = {}
    waiting = []
    for key, passage in by_key.items():
        row = connection.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        if row is not None:
            known[key] = np.frombuffer(row["vector"], dtype=np.float32)
        parts = parts_of(passage) if with_parts else []
        if row is None or (parts and not _holds_parts(connection, key)):
            waiting.append((key, passage, parts))
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        fresh, of_parts = _embedded(model, batch, known)
        insert_vectors(connection, fresh, of_parts)
        known.update(fresh)
        if progress:
            progress(len(passages) - len(waiting) + start + len(batch), len(passages))
    vectors = np.zeros((len(passages), model.dimensions), dtype=np.float32)
    for at, key in enumerate(keys):
        vectors[at] = known[key]
    return keys, vectors


def _embedded(
    model: "TextEmbeddings", batch: Sequence[tuple[bytes, Passage, list[str]]], known: "Mapping[bytes, Vectors]"
) -> "tuple[dict[bytes, Vectors], dict[bytes, Vectors]]":
    """Embed some passages, given with their keys and parts: the vectors of those that have none, the rows of the parts."""
    # An older Vigie made the vectors of passages only. The passages of a section share their head.
    new = {key: passage.embedded_text for key, passage, _ in batch if key not in known}
    texts = dict.fromkeys([*new.values(), *(part for *_, parts in batch for part in parts)])
    of_text = dict(zip(texts, model.passages(list(texts)), strict=True))
    fresh = {key: of_text[text] for key, text in new.items()}
    of_parts = {key: np.stack([of_text[part] for part in parts]) for key, _, parts in batch if parts}
    for key, passage, parts in batch:
        if parts and not passage.under_long_head:
            turned = of_parts[key] + _WHOLE * (known[key] if key in known else fresh[key])
            of_parts[key] = turned / np.linalg.norm(
                turned
            )  # of length 1, or such passages would count less than others
    return fresh, of_parts


def insert_vectors(
    connection: sqlite3.Connection, of_passages: "Mapping[bytes, Vectors]", of_parts: "Mapping[bytes, Vectors]"
) -> None:
    """Keep the vector of each passage, and the rows of vectors of the parts of some, by the passage's key."""
    connection.executemany(
        "INSERT OR IGNORE INTO vectors VALUES (?, ?)", [(key, row.tobytes()) for key, row in of_passages.items()]
    )
    connection.executemany(
        "INSERT OR IGNORE INTO sentence_vectors VALUES (?, ?)",
        [(key, rows.astype(np.float16).tobytes()) for key, rows in of_parts.items()],
    )


def _holds_parts(connection: sqlite3.Connection, key: bytes) -> bool:
    return connection.execute("SELECT 1 FROM sentence_vectors WHERE key = ?", (key,)).fetchone() is not None


def nearest_parts(
    connection: sqlite3.Connection, vectors: "Vectors", passage_ids: Collection[int]
) -> "dict[int, Vectors]":
    """Return, of each passage whose parts have vectors, the cosine of the nearest one with each row of `vectors`."""
    marks = ", ".join("?" * len(passage_ids))
    rows = connection.execute(
        f"SELECT id, vectors FROM passages JOIN sentence_vectors ON key = vector_key WHERE id IN ({marks})",
        tuple(passage_ids),
    ).fetchall()
    if not rows:
        return {}
    of_each = [np.frombuffer(row["vectors"], dtype=np.float16).reshape(-1, vectors.shape[1]) for row in rows]
    starts = np.cumsum([0, *(len(own) for own in of_each[:-1])])
    # Not `@`: with the threads that BLAS starts for it, a search took some 8 ms more (median, runs of both in turn).
    cosines = np.einsum("sd,vd->sv", np.concatenate(of_each).astype(np.float32), vectors)
    best = np.maximum.reduceat(cosines, starts)
    return {int(row["id"]): of_one for row, of_one in zip(rows, best, strict=True)}


def forget_unused(connection: sqlite3.Connection) -> None:
    """Delete the vectors that no passage has."""
    for table in ("vectors", "sentence_vectors"):
        connection.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT vector_key FROM passages)")
