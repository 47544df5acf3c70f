"""What the catalogue holds, read from any thread and process: documents, pages, passages, files, answers, opinions.

`corpus.library.Library` adds the searches and the one writer's work.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus import lexical
from corpus.acronyms import Acronym
from corpus.catalogue import Catalogue, document_of, file_of, page_of, passage_of
from corpus.records import Document, Feedback, FileRecord, Method, Page, StoredPassage


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents to search. An empty field does not restrict; several values of one field are alternatives."""

    documents: tuple[str, ...] = ()  # ids or file names
    publishers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()


class Holdings:
    """Reads the catalogue of one library, and keeps what people ask and say: neither touches the indexes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def documents(self, *, all_versions: bool = False) -> list[Document]:
        """Return the documents, by title; replaced versions too when asked."""
        where = "" if all_versions else "WHERE current = 1"
        rows = self.catalogue.connection.execute(f"SELECT * FROM documents {where} ORDER BY title COLLATE NOCASE, id")
        return [document_of(row) for row in rows]

    def titles(self) -> list[tuple[str, str]]:
        """Return the id and title of each document."""
        rows = self.catalogue.connection.execute("SELECT id, title FROM documents WHERE current = 1")
        return [(str(row["id"]), str(row["title"])) for row in rows]

    def languages(self) -> list[str]:
        """Return the languages of the documents, French for those that name none."""
        rows = self.catalogue.connection.execute(
            "SELECT DISTINCT coalesce(language, 'fr') FROM documents WHERE current = 1"
        )
        return sorted(str(row[0]) for row in rows)

    def document(self, reference: str) -> Document | None:
        """Return a document by id, sha256 or file name; the current version first."""
        row = self.catalogue.connection.execute(
            "SELECT * FROM documents WHERE id = ?1 OR sha256 = ?1 OR file_name = ?1 ORDER BY current DESC, ingested_at DESC",
            (reference,),
        ).fetchone()
        return None if row is None else document_of(row)

    def page(self, document_id: str, number: int) -> Page | None:
        """Return a page, of a replaced version too."""
        row = self.catalogue.connection.execute(
            "SELECT * FROM pages WHERE document_id = ? AND number = ?", (document_id, number)
        ).fetchone()
        return None if row is None else page_of(row)

    def pages(self, document_id: str) -> Iterator[Page]:
        """Yield the pages of a document in order."""
        for row in self.catalogue.connection.execute(
            "SELECT * FROM pages WHERE document_id = ? ORDER BY number", (document_id,)
        ):
            yield page_of(row)

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return the passages of these ids, in their order; ids the catalogue does not hold are left out."""
        marks = ", ".join("?" * len(ids))
        held = self.catalogue.connection.execute(f"SELECT * FROM passages WHERE id IN ({marks})", tuple(ids))
        rows = {int(row["id"]): row for row in held.fetchall()}
        documents = self.current_documents({str(row["document_id"]) for row in rows.values()})
        return [
            StoredPassage(number, documents[str(row["document_id"])], passage_of(row))
            for number in ids
            if (row := rows.get(number)) is not None and str(row["document_id"]) in documents
        ]

    def current_documents(self, document_ids: Collection[str]) -> Mapping[str, Document]:
        """Return, by id, at least those of these documents that have not been replaced."""
        marks = ", ".join("?" * len(document_ids))
        rows = self.catalogue.connection.execute(
            f"SELECT * FROM documents WHERE current = 1 AND id IN ({marks})", tuple(document_ids)
        )
        return {str(row["id"]): document_of(row) for row in rows}

    def passages_of(self, document_id: str) -> list[StoredPassage]:
        """Return all passages of a document in order."""
        rows = self.catalogue.connection.execute(
            "SELECT id FROM passages WHERE document_id = ? ORDER BY ordinal", (document_id,)
        )
        return self.passages([int(row["id"]) for row in rows])

    def files(self) -> list[FileRecord]:
        """Return how the reading of each path ended, by path."""
        return [file_of(row) for row in self.catalogue.connection.execute("SELECT * FROM files ORDER BY path")]

    def file(self, path: str) -> FileRecord | None:
        """Return how the reading of a path ended."""
        row = self.catalogue.connection.execute("SELECT * FROM files WHERE path = ?", (path,)).fetchone()
        return None if row is None else file_of(row)

    def held_by_a_file(self, document_id: str) -> bool:
        """Tell whether any known path still holds the document."""
        row = self.catalogue.connection.execute("SELECT 1 FROM files WHERE document_id = ?", (document_id,)).fetchone()
        return row is not None

    def matching(self, filters: Filters | None) -> list[str] | None:
        """Return the ids of the documents that filters admit; None when there is nothing to filter."""
        if not filters:
            return None
        clauses, values = ["current = 1"], list[object]()
        for column, wanted in (
            ("publisher", filters.publishers),
            ("kind", filters.kinds),
            ("territory", filters.territories),
            ("language", filters.languages),
        ):
            if wanted:
                clauses.append(f"{column} IN ({', '.join('?' * len(wanted))})")
                values.extend(wanted)
        if filters.documents:
            marks = ", ".join("?" * len(filters.documents))
            clauses.append(f"(id IN ({marks}) OR file_name IN ({marks}))")
            values.extend([*filters.documents, *filters.documents])
        if filters.year_from is not None:
            clauses.append("CAST(substr(date, 1, 4) AS INTEGER) >= ?")
            values.append(filters.year_from)
        if filters.year_to is not None:
            clauses.append("CAST(substr(date, 1, 4) AS INTEGER) <= ?")
            values.append(filters.year_to)
        rows = self.catalogue.connection.execute(
            f"SELECT id FROM documents WHERE {' AND '.join(clauses)}",
            values,
        )
        return [str(row["id"]) for row in rows]

    def acronyms(self) -> list[Acronym]:
        """Return what acronyms stand for, as the current documents explain them; one may have several meanings."""
        rows = self.catalogue.connection.execute(
            """SELECT short, long FROM acronyms JOIN documents ON documents.id = document_id WHERE current = 1
               GROUP BY short, long ORDER BY short, count(*) DESC"""
        )
        return [Acronym(row["short"], row["long"]) for row in rows]

    def frequency(self, term: str) -> int:
        """Return in how many passages a term occurs."""
        return lexical.frequency(self.catalogue.connection, term)

    def passages_holding(
        self, wanted: Sequence[str], limit: int, document_ids: Sequence[str] | None = None, *, adjacent: bool = False
    ) -> list[int]:
        """Return ids of passages whose own text holds all these analysed terms, one after the other with `adjacent`."""
        return lexical.holding(self.catalogue.connection, wanted, limit, document_ids, adjacent=adjacent)

    def passages_reading(self, words: Sequence[str], limit: int) -> list[int]:
        """Return ids of passages where these words follow each other, any one sign between two: reads them all.

        For what the lexical index cannot find, words that are all function words.
        """
        escaped = [re.sub(r"([%_\\])", r"\\\1", word) for word in words]
        rows = self.catalogue.connection.execute(
            "SELECT id FROM passages WHERE text LIKE ? ESCAPE '\\' LIMIT ?", (f"%{'_'.join(escaped)}%", limit)
        )
        return [int(row["id"]) for row in rows]

    def page_text(self, document_id: str, number: int) -> Page | None:
        """Return a page without what the parser gave (`raw` and `offsets` are empty)."""
        return self.page_texts([(document_id, number)]).get((document_id, number))

    def page_texts(self, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Page]:
        """Return the pages of so many documents and numbers, as far as they are held, without what the parser gave."""
        if not places:
            return {}
        marks = ", ".join(["(?, ?)"] * len(places))
        rows = self.catalogue.connection.execute(
            # Not `IN (VALUES …)`, for which SQLite reads every page; CROSS JOIN keeps it from beginning with `pages`.
            f"WITH wanted (document, page) AS (VALUES {marks}) SELECT document_id, number, label, text, method, confidence "
            "FROM wanted CROSS JOIN pages ON document_id = document AND number = page",
            [value for place in places for value in place],
        )
        return {
            (row["document_id"], row["number"]): Page(
                row["number"], row["label"], row["text"], method=Method(row["method"]), confidence=row["confidence"]
            )
            for row in rows
        }

    def passage_at(self, document_id: str, page: int, start: int) -> StoredPassage | None:
        """Return the passage that holds a place of a page, or the first one that ends after it."""
        row = self.catalogue.connection.execute(
            """SELECT passages.id FROM passages, json_each(passages.spans) AS span
               WHERE document_id = ? AND json_extract(span.value, '$[0]') = ? AND json_extract(span.value, '$[2]') > ?
               ORDER BY ordinal LIMIT 1""",
            (document_id, page, start),
        ).fetchone()
        found = [] if row is None else self.passages([int(row["id"])])
        return found[0] if found else None

    def passages_on(self, document_id: str, page: int) -> list[int]:
        """Return the ids of the passages that stand on a page of a current document, in order."""
        rows = self.catalogue.connection.execute(
            """SELECT DISTINCT passages.id FROM passages, json_each(passages.spans) AS span
               WHERE document_id = ? AND json_extract(span.value, '$[0]') = ? ORDER BY ordinal""",
            (document_id, page),
        )
        return [int(row["id"]) for row in rows]

    def frequency_up_to(self, term: str, most: int) -> int:
        """Return in how many passages a term occurs in their own text, counted no further than `most`."""
        return lexical.frequency_up_to(self.catalogue.connection, term, most)

    def passage_count(self) -> int:
        """Return how many passages the library holds."""
        return int(self.catalogue.connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def keep_answer(self, answer_id: str, asked_at: str, record: dict[str, object]) -> None:
        """Keep an answer's record under its permanent id."""
        with self.catalogue.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)",
                (answer_id, asked_at, json.dumps(record, ensure_ascii=False)),
            )

    def answer(self, answer_id: str) -> dict[str, object] | None:
        """Return the record of a kept answer."""
        row = self.catalogue.connection.execute("SELECT record FROM answers WHERE id = ?", (answer_id,)).fetchone()
        return None if row is None else dict(json.loads(row["record"]))

    def keep_feedback(self, feedback: Feedback) -> None:
        """Keep what a reader said of an answer."""
        with self.catalogue.transaction() as connection:
            connection.execute(
                "INSERT INTO feedback (answer_id, given_at, kind, sentence, citation, comment) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    feedback.answer_id,
                    feedback.given_at,
                    feedback.kind,
                    feedback.sentence,
                    feedback.citation,
                    feedback.comment,
                ),
            )

    def feedback(self) -> list[Feedback]:
        """Return what readers said, oldest first."""
        rows = self.catalogue.connection.execute(
            "SELECT answer_id, given_at, kind, sentence, citation, comment FROM feedback ORDER BY id"
        )
        return [Feedback(*row) for row in rows]
