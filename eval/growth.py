"""How a library bears growth: `python -m eval.growth 1000 10000 100000` builds libraries of so many pages and asks them.

Pages are real ones with their figures and a part of their words changed, so that no two are alike; their vectors are those
of the real passages turned a little, so that nothing is embedded. Everything else is the ordinary way in: catalogue,
lexical index, Chroma. Each library is asked by a process of its own, whose memory is measured; the time of a search holds
the embedding of the question.
"""

import argparse
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.catalogue import vector_key
from corpus.embeddings import Vectors
from corpus.kept_vectors import insert_vectors, parts_of
from corpus.library import Library
from corpus.machine import cores
from corpus.records import FileRecord, Page, ParsedDocument, Passage, Source, Span, Status
from corpus.settings import load
from eval.corpora import library_settings, with_home
from eval.load import QUESTIONS, STARTER, quantile
from eval.questions import load_questions
from eval.resident import resident_mb
from eval.tables import markdown, put_table

MARKS = ("<!-- eval growth -->", "<!-- /eval growth -->")
LARGEST = 1_000_000
_DOCUMENT_PAGES = 100
_CHANGED_WORDS = 0.15
_TURN = 0.45
"""How far a vector is turned: its cosine with the real one is then about 0.91."""
_ASKED = 200
"""Searches that are timed."""


class Stock:
    """The real pages of a library with their passages and vectors, from which others are made."""

    def __init__(self, library: Library) -> None:
        self.pages: list[tuple[Page, Source, list[tuple[Passage, Vectors]]]] = []
        words: dict[int, set[str]] = defaultdict(set)
        connection = library.catalogue.connection
        for document in library.documents():
            held = defaultdict(list)
            for stored in library.passages_of(document.id):
                if len({span.page for span in stored.passage.spans}) == 1:  # those that lie on one page
                    row = connection.execute(
                        "SELECT vector FROM vectors WHERE key = (SELECT vector_key FROM passages WHERE id = ?)",
                        (stored.id,),
                    ).fetchone()
                    vector = np.frombuffer(row["vector"], dtype=np.float32)
                    held[stored.passage.spans[0].page].append((stored.passage, vector))
            for page in library.pages(document.id):
                if held[page.number]:
                    self.pages.append((page, document.source, held[page.number]))
                    for word in re.findall(r"[a-zàâçéèêëîïôûù]{6,}", page.text):
                        words[len(word)].add(word)
        self.words = {length: sorted(known) for length, known in words.items()}

    def changed(self, text: str, chance: random.Random) -> str:
        """Return a text of the same length with other figures and, here and there, another word of the same length."""
        text = re.sub(r"\d", lambda _: str(chance.randrange(10)), text)
        return re.sub(
            r"[a-zàâçéèêëîïôûù]{6,}",
            lambda found: (
                chance.choice(self.words.get(len(found[0]), [found[0]]))
                if chance.random() < _CHANGED_WORDS
                else found[0]
            ),
            text,
        )


def _turned(vector: Vectors, count: int, turn: np.random.Generator) -> Vectors:
    """Return so many normalised vectors near one."""
    aside = turn.normal(size=(count, len(vector))).astype(np.float32)
    rows = vector + _TURN * aside / np.linalg.norm(aside, axis=1, keepdims=True)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def made_document(
    stock: Stock, number: int, pages: int, model: str, chance: random.Random, turn: np.random.Generator
) -> tuple[ParsedDocument, list[Passage], dict[bytes, Vectors], dict[bytes, Vectors], Source]:
    """Return a document of changed pages: what was parsed, its passages, their vectors and their parts' by key, its source."""
    made_pages: list[Page] = []
    passages: list[Passage] = []
    vectors: dict[bytes, Vectors] = {}
    of_parts: dict[bytes, Vectors] = {}
    _, source, _ = stock.pages[number % len(stock.pages)]
    for place in range(1, pages + 1):
        page, _, held = stock.pages[chance.randrange(len(stock.pages))]
        text = stock.changed(page.text, chance)
        made_pages.append(Page(place, str(place), text, raw=text))
        for passage, vector in held:
            spans = tuple(Span(place, span.start, span.end) for span in passage.spans)
            own = "\n".join(text[span.start : span.end] for span in spans)
            indexed = f"{number}\n{passage.head}{own}"
            made = Passage(len(passages), passage.section, spans, own, indexed)
            passages.append(made)
            key = vector_key(model, made.embedded_text)
            vectors[key] = _turned(vector, 1, turn)[0]
            if parts := parts_of(made):
                of_parts[key] = _turned(vector, len(parts), turn)
    parsed = ParsedDocument(tuple(made_pages), pages, parser="growth/1")
    return parsed, passages, vectors, of_parts, replace(source, title=f"{source.title} ({number})")


def grow(library: Library, stock: Stock, pages: int, folder: Path) -> Iterator[int]:
    """Add made documents until the library holds so many pages; yield how many it holds after each."""
    chance, turn = random.Random(1), np.random.default_rng(1)  # noqa: S311 - the same library every time
    model, connection = library.embeddings.identity, library.catalogue.connection
    with library.writing():
        for number, start in enumerate(range(0, pages, _DOCUMENT_PAGES)):
            count = min(_DOCUMENT_PAGES, pages - start)
            parsed, passages, vectors, of_parts, source = made_document(stock, number, count, model, chance, turn)
            path = folder / f"made-{number}.txt"
            path.write_text(str(number), encoding="ascii")
            with library.catalogue.transaction():
                insert_vectors(connection, vectors, of_parts)
            sha256 = hashlib.sha256(str(number).encode()).hexdigest()
            record = FileRecord(str(path), sha256, 1, 1, Status.INDEXED)
            library.add(
                path,
                parsed,
                passages,
                sha256=sha256,
                source=source,
                status=Status.INDEXED,
                record=record,
                splitter="growth/1",
            )
            path.unlink()
            yield start + count


def asked(home: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Ask one library, in this process; return times in seconds and memory in MB."""
    from assistant.retrieval import retrieve  # noqa: PLC0415 - in the process that is measured only
    from assistant.service import Vigie  # noqa: PLC0415

    vigie = Vigie(load(home=home, provider="none"))
    vigie.library.embeddings.query("vigie")
    before = resident_mb(os.getpid())
    vigie.warm()
    vigie.warm_lexicon()
    first: list[float] = []
    whole: list[float] = []
    for number in range(_ASKED):
        question = questions[number % len(questions)]
        begun = time.perf_counter()
        retrieve(vigie.library, question)
        first.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        vigie.excerpts(question)
        whole.append(time.perf_counter() - begun)
    return {
        "retrieve_p50_s": quantile(first, 0.5),
        "retrieve_p95_s": quantile(first, 0.95),
        "excerpts_p50_s": quantile(whole, 0.5),
        "excerpts_p95_s": quantile(whole, 0.95),
        "memory_model_mb": round(before),
        "memory_mb": round(resident_mb(os.getpid())),
    }


def folder_mb(*paths: Path) -> float:
    """Return the size of files and folders, in MB."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def measured(pages: int, stock: Stock, questions: Sequence[str], folder: Path) -> dict[str, Any]:
    """Build one library, ask it, return its figures."""
    home = folder / f"home-{pages}"
    library = Library(with_home(load(), home))
    begun = time.monotonic()
    for done in grow(library, stock, pages, folder):
        print(f"\r{done} / {pages} pages", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    counts = library.counts()
    built = time.monotonic() - begun
    library.vectors.close()
    library.catalogue.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    command = [sys.executable, "-m", "eval.growth", "--ask", str(home)]
    done_asking = subprocess.run(command, input=json.dumps(questions), stdout=subprocess.PIPE, check=True, text=True)
    return {
        "pages": counts.pages,
        "passages": counts.passages,
        "built_s": round(built, 1),
        "catalogue_mb": round(folder_mb(library.settings.catalogue_path), 1),
        "chroma_mb": round(folder_mb(library.settings.chroma_path), 1),
        **json.loads(done_asking.stdout.splitlines()[-1]),
    }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures as Markdown, for docs/operations.md."""

    def both(row: dict[str, Any], name: str) -> str:
        return f"{1000 * row[f'{name}_p50_s']:.0f} / {1000 * row[f'{name}_p95_s']:.0f} ms"

    heads = [
        "Pages",
        "Passages",
        "Catalogue",
        "Chroma",
        "Mémoire",
        "Recherche, méd. / p95",
        "Extraits, méd. / p95",
        "Index",
    ]
    lines = [
        [
            f"{row['pages']:,}".replace(",", " "),
            f"{row['passages']:,}".replace(",", " "),
            f"{row['catalogue_mb']:.0f} Mo",
            f"{row['chroma_mb']:.0f} Mo",
            f"{row['memory_mb']} Mo",
            both(row, "retrieve"),
            both(row, "excerpts"),
            f"{row['built_s']:.0f} s",
        ]
        for row in rows
    ]
    return f"{cores()} cœurs, {_ASKED} recherches chacune.\n\n{markdown(lines, heads)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, ask, print a table."""
    parser = argparse.ArgumentParser(prog="python -m eval.growth", description=__doc__)
    parser.add_argument("pages", nargs="*", type=int, default=[1000], help="sizes, in pages")
    parser.add_argument("--corpus", type=Path, action="append", help="real documents (the starter notes by default)")
    parser.add_argument(
        "--folder", type=Path, help="where to build (a temporary folder by default); needs 40 KB a page"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--into", type=Path, help="document whose table is replaced (docs/operations.md)")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.ask:
        print(json.dumps(asked(options.ask, json.load(sys.stdin))))
        return 0
    if not all(1 <= pages <= LARGEST for pages in options.pages):
        parser.error(f"between 1 and {LARGEST} pages")
    stock = Stock(Library(library_settings(tuple(options.corpus or [STARTER]), load())))
    questions = [question.question for question in load_questions(QUESTIONS)]
    rows = []
    for pages in sorted(options.pages):
        with tempfile.TemporaryDirectory(prefix="vigie-growth-", dir=options.folder) as folder:
            rows.append(measured(pages, stock, questions, Path(folder)))
    print(json.dumps(rows, indent=2) if options.json else table(rows))
    if options.into is not None:
        text = put_table(options.into.read_text(encoding="utf-8"), table(rows), MARKS)
        if text is None:
            parser.error(f"{options.into} has no {MARKS[0]}")
        options.into.write_text(str(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
