"""Retrieval alone: on a set of passages and questions (datasets/cnil and the like), or on the pages of a question file.

A set is `passages.jsonl` with `{"id", "title", "text"}` and `questions.jsonl` with `{"question", "relevant"}`. A passage
is indexed as the assistant indexes a document's, under its title, or as bare text: a title may repeat the question.
"""

import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.retrieval import Hits, fuse, retrieve, scaled_dense, scaled_lexical
from assistant.spelling import mended
from corpus.analysis import query_terms
from corpus.errors import VigieError
from corpus.folding import strip_accents
from corpus.language import say
from corpus.library import Library
from corpus.records import FileRecord, Page, ParsedDocument, Source, Status, StoredPassage
from corpus.settings import Settings
from eval.corpora import borrow_vectors, code_hash, with_home
from eval.intervals import Difference, bootstrap, paired_bootstrap
from eval.questions import Question, Resolver
from ingest.passages import SPLITTER, split

SYSTEMS = ("lexical", "dense", "fused")
_DEPTH = 100
_DONE = "complete"


Keys = Callable[[StoredPassage], Sequence[str]]
"""What a passage found counts as: its document, or its pages."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question and the keys of what answers it, any one of which will do."""

    question: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the keys of what answers it, the keys each search found, best first, and with which score."""

    question: str
    relevant: frozenset[str]
    found: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def rank(self, system: str) -> int | None:
        """Return the rank (from 1) of the first relevant key."""
        return next((at for at, key in enumerate(self.found[system], start=1) if key in self.relevant), None)


def without_accents(question: str) -> str:
    """Return a question as somebody types it who does not look for the accents on the keyboard."""
    return strip_accents(question)


def with_typing_error(question: str) -> str:
    """Return a question with one typing error in one of its longer words, always the same for the same question."""
    chance = random.Random(question)  # noqa: S311 - not for secrets
    words = question.split(" ")
    long = [at for at, word in enumerate(words) if sum(map(str.isalpha, word)) >= 5] or list(range(len(words)))
    at = chance.choice(long)
    word = words[at]
    place = chance.randrange(1, max(2, len(word) - 2))
    words[at] = chance.choice(
        (
            word[:place]
            + word[place + 1 : place + 2]
            + word[place : place + 1]
            + word[place + 2 :],  # two letters swapped
            word[:place] + word[place + 1 :],  # one left out
            word[:place] + word[place : place + 1] * 2 + word[place + 1 :],  # one doubled
        )
    )
    return " ".join(words)


def recall_at(rank: int | None, k: int) -> float:
    """Return 1 when the one relevant passage is among the first k (recall@k with one relevant passage)."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None, k: int = 10) -> float:
    """Return 1 / rank within the first k, else 0; its mean is MRR@k (Voorhees 1999)."""
    return 1.0 / rank if rank is not None and rank <= k else 0.0


MEASURES: dict[str, Callable[[int | None], float]] = {
    "R@1": lambda rank: recall_at(rank, 1),
    "R@5": lambda rank: recall_at(rank, 5),
    "R@10": lambda rank: recall_at(rank, 10),
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


def sweep(asked: Sequence[Asked], weights: Sequence[float]) -> dict[float, float]:
    """Return MRR@10 of the fusion for each weight of the dense search, to choose it on one half of the questions."""
    found = {}
    for weight in weights:
        total = 0.0
        for item in asked:
            numbers = {key: at for at, key in enumerate({**item.scores["dense"], **item.scores["lexical"]})}
            dense, lexical = (
                [(numbers[key], score) for key, score in item.scores[system].items()] for system in ("dense", "lexical")
            )
            scores = fuse([(weight, scaled_dense(dense)), (1 - weight, scaled_lexical(lexical))])
            best = sorted(scores, key=lambda number: (-scores[number], number))
            targets = {numbers[key] for key in item.relevant if key in numbers}
            total += reciprocal_rank(next((at for at, key in enumerate(best, start=1) if key in targets), None))
        found[weight] = total / len(asked)
    return found


@dataclass(frozen=True, slots=True)
class Text:
    """A passage of a set, with its title."""

    title: str
    text: str


def load_set(folder: Path) -> tuple[dict[str, Text], list[Wanted]]:
    """Read passages by id, and questions. Raises VigieError when a file is missing or a passage is unknown."""
    try:
        passages = {
            record["id"]: Text(record.get("title", ""), record["text"])
            for record in map(json.loads, (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines())
        }
        questions = [
            Wanted(record["question"], frozenset([record["relevant"]]))
            for record in map(json.loads, (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines())
        ]
    except FileNotFoundError as error:
        raise VigieError(say(f"{error.filename} n'existe pas.", f"{error.filename} does not exist.")) from None
    unknown = sorted({key for item in questions for key in item.relevant} - passages.keys())
    if unknown or not questions:
        raise VigieError(
            say(f"Passages inconnus : {', '.join(unknown[:5])}", f"Unknown passages: {', '.join(unknown[:5])}")
        )
    return passages, questions


def library_of(passages: Mapping[str, Text], settings: Settings, *, titles: bool) -> Library:
    """Return a library with one document a passage, made once for the same texts and the same code.

    With `titles`, passages are indexed as the assistant indexes them: under the title of their document.
    """
    from tqdm import tqdm  # noqa: PLC0415

    code = code_hash("ingest", "corpus")
    content = {name: [item.title if titles else "", item.text] for name, item in passages.items()}
    key = hashlib.sha256(
        json.dumps([settings.embedding_model, settings.sentence_vectors, code, content]).encode()
    ).hexdigest()[:20]
    library = Library(with_home(settings, settings.cache_dir / "eval" / f"set-{key}"))
    home = library.settings.home
    if (home / _DONE).is_file():
        return library
    model = library.embeddings
    held = {document.file_name for document in library.documents()}
    with library.writing(), tempfile.TemporaryDirectory() as folder:
        borrow_vectors(library)
        for name, (title, text) in tqdm(content.items(), desc=say("Indexation", "Indexing"), disable=None):
            if f"{name}.txt" in held:
                continue
            path = Path(folder) / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            parsed = ParsedDocument((Page(1, "1", text),), 1, parser="set")
            sha256 = hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()
            pieces = split(parsed, title=title, year=None, count_tokens=model.count_tokens, max_tokens=model.max_tokens)
            record = FileRecord(str(path), sha256, len(text), 0, Status.INDEXED)
            library.add(
                path,
                parsed,
                pieces,
                sha256=sha256,
                source=Source(title=name, language="fr"),
                status=Status.INDEXED,
                record=record,
                splitter=SPLITTER,
            )
    (home / _DONE).touch()
    return library


def by_document(stored: StoredPassage) -> Sequence[str]:
    """Count a passage as its document, by title: the id it has in a set."""
    return (stored.document.title,)


def by_page(stored: StoredPassage) -> Sequence[str]:
    """Count a passage as the pages it stands on."""
    return tuple(dict.fromkeys(f"{stored.document.id} {span.page}" for span in stored.passage.spans))


def wanted_pages(questions: Iterable[Question], library: Library) -> list[Wanted]:
    """Return the questions that have evidence, with the pages of all of it."""
    resolver = Resolver(library)
    found = []
    for question in questions:
        places = [place for item in question.evidence if (place := resolver.place(item)) is not None]
        if places:
            keys = frozenset(f"{place.document_id} {place.page}" for place in places)
            found.append(Wanted(question.question, keys))
    return found


def ask(library: Library, questions: Sequence[Wanted], keys: Keys = by_document) -> list[Asked]:
    """Search each way for every question, without its typing errors; a document or page counts at the rank of its first passage."""
    from tqdm import tqdm  # noqa: PLC0415

    found = []
    for item in tqdm(questions, desc=say("Recherche", "Searching"), disable=None):
        question = mended(library, item.question)
        hits: dict[str, Hits] = {
            "dense": library.search_dense(library.embeddings.query(question), _DEPTH),
            "lexical": library.search_lexical(query_terms(question), _DEPTH),
        }
        passages = {system: library.passages([number for number, _ in one]) for system, one in hits.items()}
        passages["fused"] = [hit.stored for hit in retrieve(library, question, limit=_DEPTH)]
        scores: dict[str, dict[str, float]] = {system: {} for system in hits}
        for system, one in hits.items():
            by_id = dict(one)
            for stored in passages[system]:
                for key in keys(stored):
                    scores[system].setdefault(key, by_id[stored.id])
        ranked = {
            system: tuple(dict.fromkeys(key for stored in hits for key in keys(stored)))
            for system, hits in passages.items()
        }
        found.append(Asked(item.question, item.relevant, ranked, scores))
    return found
