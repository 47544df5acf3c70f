"""Retrieval alone, on a set of passages and questions with the relevant passage of each (datasets/cnil and the like).

`passages.jsonl` holds `{"id", "text"}` and `questions.jsonl` `{"question", "relevant"}`. Only the text is indexed: a title
that repeats the question would make the task trivial.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.retrieval import fuse, retrieve
from corpus.analysis import query_terms
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.records import FileRecord, Page, ParsedDocument, Source, Status
from corpus.settings import Settings
from eval.corpora import code_hash, with_home
from eval.intervals import Difference, bootstrap, paired_bootstrap
from ingest.passages import SPLITTER, split

SYSTEMS = ("lexical", "dense", "fused")
_DEPTH = 50
_DONE = "complete"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the set, the id of the passage that answers it, and the documents each search found, best first."""

    question: str
    relevant: str
    found: Mapping[str, tuple[str, ...]]

    def rank(self, system: str) -> int | None:
        """Return the rank (from 1) of the relevant passage."""
        found = self.found[system]
        return found.index(self.relevant) + 1 if self.relevant in found else None


def recall_at(rank: int | None, k: int) -> float:
    """Return 1 when the one relevant passage is among the first k (recall@k with one relevant passage)."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None, k: int = 10) -> float:
    """Return 1 / rank within the first k, else 0; its mean is MRR@k (Voorhees 1999)."""
    return 1.0 / rank if rank is not None and rank <= k else 0.0


MEASURES: dict[str, Callable[[int | None], float]] = {
    "R@1": lambda rank: recall_at(rank, 1),
    "R@5": lambda rank: recall_at(rank, 5),
    "MRR@10": reciprocal_rank,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one measure: its mean and interval, and what fusion adds to it on the same questions."""

    system: str
    measure: str
    value: float
    low: float
    high: float
    fused_minus: Difference | None


def table(asked: Sequence[Asked]) -> list[Row]:
    """Return every system on every measure, each compared with the fusion by a paired bootstrap."""
    rows = []
    for name, function in MEASURES.items():
        values = {system: [function(item.rank(system)) for item in asked] for system in SYSTEMS}
        for system in SYSTEMS:
            low, high = bootstrap(values[system])
            difference = None if system == "fused" else paired_bootstrap(values[system], values["fused"])
            rows.append(Row(system, name, sum(values[system]) / len(asked), low, high, difference))
    return rows


def sweep(asked: Sequence[Asked], weights: Sequence[float], constants: Sequence[int]) -> dict[tuple[float, int], float]:
    """Return MRR@10 of the fusion for each dense weight and RRF constant, to choose them on one half of the questions."""
    found = {}
    for weight in weights:
        for constant in constants:
            total = 0.0
            for item in asked:
                numbers = {
                    name: at for at, name in enumerate(dict.fromkeys((*item.found["dense"], *item.found["lexical"])))
                }
                scores = fuse(
                    [(weight, [numbers[name] for name in item.found["dense"]]), (1 - weight, [numbers[name] for name in item.found["lexical"]])],
                    constant,
                )  # fmt: skip
                best = sorted(scores, key=lambda number: (-scores[number], number))
                target = numbers.get(item.relevant)
                total += reciprocal_rank(best.index(target) + 1 if target in scores else None)
            found[weight, constant] = total / len(asked)
    return found


def load_set(folder: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Read passages by id and (question, relevant id). Raises VigieError when a file is missing or a passage is unknown."""
    try:
        passages = {
            record["id"]: record["text"]
            for record in map(json.loads, (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines())
        }
        questions = [
            (record["question"], record["relevant"])
            for record in map(json.loads, (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines())
        ]
    except FileNotFoundError as error:
        raise VigieError(say(f"{error.filename} n'existe pas.", f"{error.filename} does not exist.")) from None
    unknown = [relevant for _, relevant in questions if relevant not in passages]
    if unknown or not questions:
        raise VigieError(
            say(f"Passages inconnus : {', '.join(unknown[:5])}", f"Unknown passages: {', '.join(unknown[:5])}")
        )
    return passages, questions


def library_of(passages: Mapping[str, str], settings: Settings) -> Library:
    """Return a library with one document a passage, made once for the same texts and the same code."""
    from tqdm import tqdm  # noqa: PLC0415

    code = code_hash("ingest", "corpus")
    key = hashlib.sha256(json.dumps([settings.embedding_model, code, dict(passages)]).encode()).hexdigest()[:20]
    library = Library(with_home(settings, settings.cache_dir / "eval" / f"set-{key}"))
    home = library.settings.home
    if (home / _DONE).is_file():
        return library
    model = library.embeddings
    held = {document.file_name for document in library.documents()}
    with library.writing(), tempfile.TemporaryDirectory() as folder:
        for name, text in tqdm(passages.items(), desc=say("Indexation", "Indexing"), disable=None):
            if f"{name}.txt" in held:
                continue
            path = Path(folder) / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            parsed = ParsedDocument((Page(1, "1", text),), 1, parser="set")
            sha256 = hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()
            pieces = split(parsed, title="", year=None, count_tokens=model.count_tokens, max_tokens=model.max_tokens)
            record = FileRecord(str(path), sha256, len(text), 0, Status.INDEXED)
            source = Source(title=name, language="fr")
            library.add(
                path,
                parsed,
                pieces,
                sha256=sha256,
                source=source,
                status=Status.INDEXED,
                record=record,
                splitter=SPLITTER,
            )
    (home / _DONE).touch()
    return library


def ask(library: Library, questions: Sequence[tuple[str, str]]) -> list[Asked]:
    """Search each way for every question; a document counts at the rank of its first passage."""
    from tqdm import tqdm  # noqa: PLC0415

    names = {document.id: document.title for document in library.documents()}
    found = []
    for question, relevant in tqdm(questions, desc=say("Recherche", "Searching"), disable=None):
        dense = [number for number, _ in library.search_dense(library.embeddings.query(question), _DEPTH)]
        lexical = [number for number, _ in library.search_lexical(query_terms(question), _DEPTH)]
        passages = {
            "dense": library.passages(dense),
            "lexical": library.passages(lexical),
            "fused": [item.stored for item in retrieve(library, question, limit=20)],
        }
        ranked = {
            system: tuple(dict.fromkeys(names[stored.document.id] for stored in hits))
            for system, hits in passages.items()
        }
        found.append(Asked(question, relevant, ranked))
    return found
