"""The vectors of passages and of their sentences, kept in the catalogue by what they are vectors of.

Nothing is embedded twice, and Chroma, which holds those of passages only, can be rebuilt without the model.

Sentences have vectors under the long heads of laws and reports, which passages are embedded without: the vector of a
passage is a mean of all that it says, and the nearest sentence tells which of the passages that Chroma finds holds the one
that answers (docs/evaluation.md has the figures). Elsewhere they have none: a sentence without its title loses what it speaks
of, and under its title says no more than the passage. They are kept in half precision, 768 bytes each for 384 dimensions;
cosines lose less than 0.001.
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
_UNIT, _TAIL = 60, 25
"""Characters: a sentence shorter than the first goes with the next one, a last one shorter than the second with the one before."""


def sentence_units(passage: Passage) -> list[str]:
    """Return the sentences of a passage that have vectors, none but under a long head.

    A change to this rule needs a migration that empties `sentence_vectors`.
    """
    return joined_sentences(passage.text) if passage.under_long_head else []


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
    with_sentences: bool = True,
) -> tuple[list[bytes], "Vectors"]:
    """Return the key and the vector of each passage. What the catalogue does not hold is embedded, its sentences with it.

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
        units = sentence_units(passage) if with_sentences else []
        if row is None or (units and not _holds_sentences(connection, key)):
            waiting.append((key, passage.embedded_text, units))
    for start in range(0, len(waiting), _BATCH):
        part = waiting[start : start + _BATCH]
        fresh, of_sentences = _embedded(model, part, known)
        insert_vectors(connection, fresh, of_sentences)
        known.update(fresh)
        if progress:
            progress(len(passages) - len(waiting) + start + len(part), len(passages))
    vectors = np.zeros((len(passages), model.dimensions), dtype=np.float32)
    for at, key in enumerate(keys):
        vectors[at] = known[key]
    return keys, vectors


def _embedded(
    model: "TextEmbeddings", part: Sequence[tuple[bytes, str, list[str]]], known: "Mapping[bytes, Vectors]"
) -> "tuple[dict[bytes, Vectors], dict[bytes, Vectors]]":
    """Embed some passages, given as (key, text, sentences): the vectors of those that have none, the rows of sentences."""
    texts = {key: text for key, text, _ in part if key not in known}  # an older Vigie made those of passages only
    units_of = {key: units for key, _, units in part if units}
    made = model.passages([*texts.values(), *(unit for units in units_of.values() for unit in units)])
    ends = np.cumsum([len(texts), *map(len, units_of.values())])
    fresh = dict(zip(texts, made[: len(texts)], strict=True))
    return fresh, {key: made[ends[at] : ends[at + 1]] for at, key in enumerate(units_of)}


def insert_vectors(
    connection: sqlite3.Connection, of_passages: "Mapping[bytes, Vectors]", of_sentences: "Mapping[bytes, Vectors]"
) -> None:
    """Keep the vector of each passage, and the rows of vectors of the sentences of some, by the passage's key."""
    connection.executemany(
        "INSERT OR IGNORE INTO vectors VALUES (?, ?)", [(key, row.tobytes()) for key, row in of_passages.items()]
    )
    connection.executemany(
        "INSERT OR IGNORE INTO sentence_vectors VALUES (?, ?)",
        [(key, rows.astype(np.float16).tobytes()) for key, rows in of_sentences.items()],
    )


def _holds_sentences(connection: sqlite3.Connection, key: bytes) -> bool:
    return connection.execute("SELECT 1 FROM sentence_vectors WHERE key = ?", (key,)).fetchone() is not None


def nearest_sentences(
    connection: sqlite3.Connection, vectors: "Vectors", passage_ids: Collection[int]
) -> "dict[int, Vectors]":
    """Return, of each passage whose sentences have vectors, the cosine of the nearest one with each row of `vectors`."""
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
