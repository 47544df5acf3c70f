"""The library: all documents and their two indexes, changed one whole document at a time.

The catalogue (SQLite) is the truth; the lexical index lives in it; Chroma follows. A document becomes visible, and an old
version disappears, in one SQLite transaction: whatever a search finds in Chroma that the catalogue does not hold is
ignored, and `pending` names what an interrupted run left there, which the next writer removes.
"""

import errno
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from filelock import FileLock, Timeout

from corpus import lexical
from corpus.acronyms import Acronym, acronyms
from corpus.analysis import ANALYSER
from corpus.careful import disk_full, unwritable
from corpus.catalogue import (
    Catalogue,
    insert_acronyms,
    insert_document,
    insert_file,
    insert_pages,
    insert_passage,
)
from corpus.errors import VigieError
from corpus.holdings import Holdings
from corpus.kept_vectors import Progress, forget_unused, nearest_parts, passage_vectors
from corpus.language import say
from corpus.records import Document, FileRecord, ParsedDocument, Passage, Source, Status
from corpus.settings import Settings
from corpus.vectors import Metadata, damaged, open_vectors

if TYPE_CHECKING:
    from corpus.embeddings import TextEmbeddings, Vectors

_LOCK_SECONDS = 2.0
"""A killed writer's last child may hold the lock for a moment, between its fork and its exec."""
_PROBES = 3
_OCCURRENCES, _FEWEST = 2_500, 2
"""Passages that the terms of one lexical search may hold in all, and terms that are always searched for: BM25 is computed
for each such passage, 70 ms for the usual question at 100,000 passages without this limit, 9 ms with it."""
_T = TypeVar("_T")
_ITSELF = 0.98
"""A vector's similarity with itself, less what float32 loses."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the library holds, and whether its indexes agree."""

    documents: int
    pages: int
    passages: int
    lexical: int
    dense: int
    answers: int

    @property
    def consistent(self) -> bool:
        """Whether both indexes hold exactly the passages of the catalogue."""
        return self.passages == self.lexical == self.dense


def _file_lock(home: Path) -> FileLock:
    return FileLock(home / "writer.lock", timeout=_LOCK_SECONDS, thread_local=False)


@contextmanager
def writers_lock(home: Path, lock: FileLock | None = None) -> Iterator[None]:
    """Hold the one writer's place of a home. Raises VigieError when another process holds it, or nothing can be written."""
    lock = lock or _file_lock(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise VigieError(
            say(
                f"Un autre processus écrit déjà dans la bibliothèque {home}. Attendez qu'il ait fini, ou arrêtez-le.",
                f"Another process is already writing to the library {home}. Wait until it has finished, or stop it.",
            )
        ) from None
    except OSError as error:
        raise unwritable(home, error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()


class Library(Holdings):
    """The documents of one `VIGIE_HOME`. Reading is for any thread and process; writing for one process at a time."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__(Catalogue(settings.catalogue_path))
        self.vectors = open_vectors(settings)
        self._sound = False
        self._lock = _file_lock(settings.home)
        self._generation = self._read_generation()
        self._memory: tuple[str, dict[str, Any]] = ("", {})

    @property
    def embeddings(self) -> "TextEmbeddings":
        """The embedding model of this library, loaded when it is first needed."""
        from corpus.embeddings import load_embeddings  # noqa: PLC0415 - langchain takes a quarter of a second to import

        return load_embeddings(self.settings.embedding_model)

    def stored_file(self, document: Document) -> Path | None:
        """Return the library's own copy of the original file."""
        path = self._copy_path(document.sha256, document.file_name)
        return path if path.is_file() else None

    def counts(self) -> Counts:
        """Count what is held, and what each index holds."""
        one = self.catalogue.connection.execute(
            """SELECT (SELECT count(*) FROM documents WHERE current = 1),
                      (SELECT coalesce(sum(pages_read), 0) FROM documents WHERE current = 1),
                      (SELECT count(*) FROM passages), (SELECT count(*) FROM terms), (SELECT count(*) FROM answers)"""
        ).fetchone()
        self._follow()
        dense = self.vectors.count() if self.vectors.exists() else 0
        return Counts(one[0], one[1], one[2], one[3], dense, one[4])

    def search_lexical(
        self, query: Sequence[str], limit: int, document_ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return `(passage id, BM25 score)` for analysed terms, best first.

        Of a question whose terms occur very often in all, the commonest are left out: they tell little and cost most.
        """
        return lexical.search(self.catalogue.connection, self._telling(query), limit, document_ids)

    def _telling(self, query: Sequence[str]) -> list[str]:
        """Return the terms that occur, rarest first, at least `_FEWEST`, as long as `_OCCURRENCES` hold them together."""
        found = sorted((count, term) for term in dict.fromkeys(query) if (count := self.frequency(term)))
        kept, total = list[str](), 0
        for count, term in found:
            total += count
            if len(kept) >= _FEWEST and total > _OCCURRENCES:
                break
            kept.append(term)
        return kept

    def frequency(self, term: str) -> int:
        """Return in how many passages a term occurs; remembered until the library changes."""
        return self._remembered(f"frequency {term}", lambda: super(Library, self).frequency(term))

    def passage_count(self) -> int:
        """Return how many passages the library holds; remembered until the library changes."""
        return self._remembered("passages", super().passage_count)

    def acronyms(self) -> list[Acronym]:
        """Return what acronyms stand for; remembered until the library changes."""
        return self._remembered("acronyms", super().acronyms)

    def titles(self) -> list[tuple[str, str]]:
        """Return the id and title of each document; remembered until the library changes."""
        return self._remembered("titles", super().titles)

    def languages(self) -> list[str]:
        """Return the languages of the documents; remembered until the library changes."""
        return self._remembered("languages", super().languages)

    def current_documents(self, document_ids: Collection[str]) -> Mapping[str, Document]:
        """Return, by id, at least those of these documents that have not been replaced; remembered until the library changes."""
        known = self._remembered("documents", dict[str, Document])
        if missing := [one for one in document_ids if one not in known]:
            known.update(super().current_documents(missing))
        return known

    def _remembered(self, name: str, find: Callable[[], _T]) -> _T:
        generation = self._read_generation()
        if self._memory[0] != generation:
            self._memory = (generation, {})
        known = self._memory[1]
        if name not in known:
            known[name] = find()
        return cast("_T", known[name])

    def search_dense(
        self, vector: "Vectors", limit: int, document_ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return `(passage id, cosine similarity)`, best first. Raises VigieError when another model made the index."""
        self.check_identity()
        self._follow()
        if document_ids is not None and not document_ids:
            return []
        if not self._sound:
            self.check_dense()
        return self.vectors.search(vector, limit, document_ids)

    def nearest_parts(self, vectors: "Vectors", passage_ids: Collection[int]) -> "dict[int, Vectors]":
        """Return, of each passage whose parts have vectors, the cosine of the nearest one with each row of `vectors`."""
        return nearest_parts(self.catalogue.connection, vectors, passage_ids)

    def check_dense(self) -> None:
        """Refuse a dense index that does not find its own passages: Chroma opens one that lost files, and stays silent.

        The oldest passages are looked for by their own vectors; they are the first to leave Chroma's log for its files.
        """
        rows = self.catalogue.connection.execute(
            "SELECT vector FROM passages JOIN vectors ON key = vector_key ORDER BY id LIMIT ?", (_PROBES,)
        ).fetchall()
        nearest = [self.vectors.search(np.frombuffer(row["vector"], dtype=np.float32), 1) for row in rows]
        if rows and not any(found and found[0][1] > _ITSELF for found in nearest):
            raise damaged(
                self.vectors.place, say("il ne trouve pas ses propres passages", "it does not find its own passages")
            )
        self._sound = True

    def check_identity(self) -> None:
        """Refuse to search or write indexes that another embedding model or analyser made."""
        for key, now, what in (
            ("embedding", self.embeddings.identity, say("modèle de vecteurs", "embedding model")),
            ("analyser", ANALYSER, say("analyseur", "analyser")),
        ):
            stored = self.catalogue.meta(key)
            if stored is not None and stored != now:
                raise VigieError(
                    say(
                        f"La bibliothèque {self.settings.home} a été indexée avec un autre {what} ({stored}, ici {now}). "
                        "Pour la refaire : vigie library rebuild",
                        f"The library {self.settings.home} was indexed with another {what} ({stored}, here {now}). "
                        "To rebuild it: vigie library rebuild",
                    )
                )

    # --- writing -----------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, recover: bool = True) -> Iterator[None]:
        """Hold the library's one writer's place; first finish what an interrupted writer left.

        Without `recover` the dense index is not touched, for `rebuild` to replace one that cannot be opened.
        """
        with writers_lock(self.settings.home, self._lock):
            if recover:
                self._recover()
            yield

    def add(
        self,
        path: Path,
        parsed: ParsedDocument,
        passages: Sequence[Passage],
        *,
        sha256: str,
        source: Source,
        status: Status,
        record: FileRecord,
        splitter: str,
        replaces: str | None = None,
        progress: Progress | None = None,
    ) -> Document:
        """Put a whole document in the library, in place of `replaces` (a document id) when given.

        Needs `writing`. The document is visible when this returns and not before; interrupted, nothing of it is.
        """
        self.check_identity()
        keys, vectors = self._vectors(passages, progress)
        document = Document(
            id=sha256[:16],
            sha256=sha256,
            file_name=path.name,
            title=source.title or path.stem,
            source=source,
            status=status,
            page_count=parsed.page_count,
            pages_read=sum(1 for page in parsed.pages if page.text.strip()),
            pages_ocr=sum(1 for page in parsed.pages if page.method == "ocr"),
            unread_pages=tuple(sorted({*parsed.unread_pages, *parsed.needs_ocr})),
            passages=len(passages),
            parser=parsed.parser,
            splitter=splitter,
            embedding=self.embeddings.identity,
            ingested_at=datetime.now(UTC),
            warnings=parsed.warnings,
        )
        self.keep_original(path, sha256)
        ids = self._reserve(len(passages))
        if ids:
            self.vectors.add(
                ids,
                vectors,
                [passage.text for passage in passages],
                [_metadata(document, passage) for passage in passages],
            )
        with self.catalogue.transaction() as connection:
            gone = [*self._retire(replaces), *self._erase(document.id)]
            insert_document(connection, document)
            insert_pages(connection, document.id, parsed.pages)
            insert_acronyms(connection, document.id, acronyms(page.text for page in parsed.pages))
            for number, passage, key in zip(ids, passages, keys, strict=True):
                insert_passage(connection, number, document.id, passage, key)
                lexical.insert_terms(connection, number, passage, source.language)
            insert_file(connection, replace(record, document_id=document.id))
            self.catalogue.set_meta("embedding", self.embeddings.identity)
            self.catalogue.set_meta("analyser", ANALYSER)
            if ids:
                connection.execute("DELETE FROM pending WHERE first_id = ?", (ids[0],))
            self._advance()
        self._forget(gone)
        return document

    def record(self, record: FileRecord) -> None:
        """Write how the reading of a path ended, when nothing of it enters the library."""
        with self.catalogue.transaction() as connection:
            insert_file(connection, record)

    def remove(self, document_id: str, *, keep_pages: bool = True) -> None:
        """Take a document out of the library and its indexes. Needs `writing`.

        Its pages are kept (unless asked otherwise) so that answers given before still show what they cited.
        """
        with self.catalogue.transaction() as connection:
            gone = self._retire(document_id)
            if not keep_pages:
                connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            connection.execute("DELETE FROM files WHERE document_id = ?", (document_id,))
            self._advance()
        self._forget(gone)

    def forget_file(self, path: str) -> None:
        """Forget a path; the document it held stays while another path holds it too. Needs `writing`."""
        record = self.file(path)
        if record is None:
            return
        with self.catalogue.transaction() as connection:
            connection.execute("DELETE FROM files WHERE path = ?", (path,))
        if record.document_id and not self.held_by_a_file(record.document_id):
            self.remove(record.document_id)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make both indexes anew from the catalogue, then swap them in. Needs `writing`. Returns the passages indexed.

        Vectors are taken from the catalogue; with another embedding model they are computed again.
        """
        connection = self.catalogue.connection
        documents = {document.id: document for document in self.documents()}
        ids = [
            int(row["id"])
            for row in connection.execute("SELECT id, document_id FROM passages ORDER BY id")
            if row["document_id"] in documents
        ]
        fresh = self.vectors.fresh()
        rows: list[tuple[bytes, int]] = []
        for start in range(0, len(ids), 500):
            batch = self.passages(ids[start : start + 500])
            keys, vectors = self._vectors([stored.passage for stored in batch])
            fresh.add(
                [stored.id for stored in batch],
                vectors,
                [stored.passage.text for stored in batch],
                [_metadata(stored.document, stored.passage) for stored in batch],
            )
            rows.extend((key, stored.id) for key, stored in zip(keys, batch, strict=True))
            if progress:
                progress(min(start + 500, len(ids)), len(ids))
        if not ids:
            fresh.count()  # creates the empty collection
        with self.catalogue.transaction() as connection:
            connection.execute("DELETE FROM terms")
            for start in range(0, len(ids), 500):
                for stored in self.passages(ids[start : start + 500]):
                    lexical.insert_terms(connection, stored.id, stored.passage, stored.document.source.language)
            connection.executemany("UPDATE passages SET vector_key = ? WHERE id = ?", rows)
            forget_unused(connection)
            connection.execute("UPDATE documents SET embedding = ? WHERE current = 1", (self.embeddings.identity,))
            for document_id in documents:
                insert_acronyms(connection, document_id, acronyms(page.text for page in self.pages(document_id)))
            connection.execute("DELETE FROM pending")
            self.catalogue.set_meta("embedding", self.embeddings.identity)
            self.catalogue.set_meta("analyser", ANALYSER)
            self._advance()
            self.vectors.swap(fresh)
        return len(ids)

    def borrow_vectors(self, other: Path) -> None:
        """Copy the vectors of another library's catalogue, so that the same text is not embedded again. Needs `writing`.

        A vector's key holds the model's identity and the text: it is right for whichever library has it.
        """
        connection = self.catalogue.connection
        connection.execute("ATTACH ? AS other", (str(other),))
        try:
            for (table,) in connection.execute(  # a library of an older Vigie has only the first
                "SELECT name FROM other.sqlite_master WHERE name IN ('vectors', 'sentence_vectors')"
            ).fetchall():
                connection.execute(f"INSERT OR IGNORE INTO {table} SELECT * FROM other.{table}")
        finally:
            connection.execute("DETACH other")

    # --- inside ------------------------------------------------------------------------------------------------

    def _vectors(self, passages: Sequence[Passage], progress: Progress | None = None) -> tuple[list[bytes], "Vectors"]:
        """Return the key and the vector of each passage, with what the settings want kept beside it."""
        wanted = self.settings.sentence_vectors
        return passage_vectors(self.catalogue.connection, self.embeddings, passages, progress, with_parts=wanted)

    def _read_generation(self) -> str:
        return self.catalogue.meta("generation") or "0"

    def _advance(self) -> None:
        """Count one more change, in the current transaction, so that other processes look again."""
        self._generation = str(int(self._read_generation()) + 1)
        self.catalogue.set_meta("generation", self._generation)

    def _follow(self) -> None:
        """Open the dense index anew when another process has changed the library."""
        generation = self._read_generation()
        if generation != self._generation:
            self.vectors.close()
            self._generation, self._sound = generation, False

    def _reserve(self, count: int) -> list[int]:
        """Take the next passage ids and note them as pending before anything is written to Chroma."""
        if not count:
            return []
        with self.catalogue.transaction() as connection:
            first = int(self.catalogue.meta("next_passage_id") or "1")
            self.catalogue.set_meta("next_passage_id", str(first + count))
            connection.execute("INSERT INTO pending VALUES (?, ?)", (first, first + count - 1))
        return list(range(first, first + count))

    def _retire(self, document_id: str | None) -> list[int]:
        """Hide a document and drop its passages, in the current transaction; return the ids Chroma must forget."""
        if document_id is None:
            return []
        connection = self.catalogue.connection
        ids = [
            int(row["id"])
            for row in connection.execute("SELECT id FROM passages WHERE document_id = ? ORDER BY id", (document_id,))
        ]
        connection.execute(
            "DELETE FROM terms WHERE rowid IN (SELECT id FROM passages WHERE document_id = ?)", (document_id,)
        )
        connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
        connection.execute("UPDATE documents SET current = 0 WHERE id = ?", (document_id,))
        for first, last in _runs(ids):
            connection.execute("INSERT INTO pending VALUES (?, ?)", (first, last))
        return ids

    def _erase(self, document_id: str) -> list[int]:
        """Remove an older reading of the same content, in the current transaction."""
        gone = self._retire(document_id)
        self.catalogue.connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        return gone

    def _forget(self, ids: Sequence[int]) -> None:
        """Delete passages from Chroma, the note that they are to be deleted, and the vectors that no passage has."""
        if not ids:
            return
        self.vectors.delete(ids)
        with self.catalogue.transaction() as connection:
            forget_unused(connection)
            for first, _last in _runs(ids):
                connection.execute("DELETE FROM pending WHERE first_id = ?", (first,))

    def _recover(self) -> None:
        """Remove from Chroma what an interrupted writer left there. Called with the writer's lock held."""
        for row in self.catalogue.connection.execute("SELECT first_id, last_id FROM pending").fetchall():
            self.vectors.delete(range(row["first_id"], row["last_id"] + 1))
            with self.catalogue.transaction() as connection:
                connection.execute("DELETE FROM pending WHERE first_id = ?", (row["first_id"],))

    def _copy_path(self, sha256: str, file_name: str) -> Path:
        return self.settings.files_path / f"{sha256}{Path(file_name).suffix.lower()}"

    def keep_original(self, path: Path, sha256: str) -> None:
        """Keep the original, so that its pages can be shown and a quotation replayed years later."""
        target = self._copy_path(sha256, path.name)
        if target.exists():
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(target.parent, error.strerror or str(error)) from error
        partial = target.with_suffix(".partial")
        try:
            shutil.copyfile(path, partial)
            partial.replace(target)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            if error.errno == errno.ENOSPC:
                raise disk_full(self.settings.home) from error
            raise


def _runs(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return the runs of consecutive numbers in a sorted sequence."""
    runs: list[tuple[int, int]] = []
    for number in ids:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _metadata(document: Document, passage: Passage) -> Metadata:
    """Return what a Chroma or LangChain client reads of a passage. What is not known is left out, Chroma has no null."""
    source = document.source
    known: dict[str, str | int | None] = {
        "document_id": document.id,
        "document": document.file_name,
        "title": document.title,
        "publisher": source.publisher,
        "kind": source.kind.value,
        "standing": source.standing.value,
        "territory": source.territory,
        "date": source.date,
        "language": source.language,
        "url": source.url,
        "section": " › ".join(passage.section),
        "page": passage.spans[0].page,
        "last_page": passage.spans[-1].page,
    }
    return {key: value for key, value in known.items() if value is not None}
