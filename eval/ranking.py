"""Where retrieval puts the gold pages: dense, lexical and fused, each judged alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from assistant.retrieval import retrieve
from assistant.spelling import mended
from corpus.analysis import query_terms
from corpus.library import Library
from corpus.records import StoredPassage

DEPTH = 10
SYSTEMS = ("dense", "lexical", "fused")

PageKey = tuple[str, int]
"""A document id and a physical page."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The pages of the first passages that each search finds, best first, and how near the nearest passage is."""

    pages: dict[str, tuple[tuple[PageKey, ...], ...]]  # by system
    similarity: float | None = None  # cosine, of the first dense passage

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "similarity": self.similarity,
            **{name: [list(map(list, one)) for one in found] for name, found in self.pages.items()},
        }

    @staticmethod
    def of_json(record: dict[str, object]) -> "Ranked":
        """Return the ranking of a record made by `as_json`."""
        pages = {
            name: tuple(tuple((str(key[0]), int(key[1])) for key in one) for one in record[name])  # type: ignore[attr-defined]
            for name in SYSTEMS
        }
        similarity = record["similarity"]
        return Ranked(pages, float(similarity) if isinstance(similarity, (int, float)) else None)


def rank(library: Library, question: str, depth: int = DEPTH) -> Ranked:
    """Search each way, to `depth` passages. "fused" is the assistant's own `retrieve`, whatever it has become."""
    question = mended(library, question)
    dense = library.search_dense(library.embeddings.query(question), depth)
    lexical = library.search_lexical(query_terms(question), depth)
    found = {
        "dense": library.passages([number for number, _ in dense]),
        "lexical": library.passages([number for number, _ in lexical]),
        "fused": [item.stored for item in retrieve(library, question, limit=depth)],
    }
    pages = {name: tuple(_pages(stored) for stored in passages) for name, passages in found.items()}
    return Ranked(pages, round(dense[0][1], 4) if dense else None)


def _pages(stored: StoredPassage) -> tuple[PageKey, ...]:
    return tuple(dict.fromkeys((stored.document.id, span.page) for span in stored.passage.spans))


Parts = Sequence[frozenset[PageKey]]
"""What is to be found: for each part of the evidence, the pages of which any one will do."""


def recall(found: Sequence[Sequence[PageKey]], parts: Parts, k: int) -> float:
    """Return the share of the parts of the evidence with a page among those of the first k passages (recall@k)."""
    if not parts:
        return 0.0
    seen = {page for passage in found[:k] for page in passage}
    return sum(bool(part & seen) for part in parts) / len(parts)


def ndcg(found: Sequence[Sequence[PageKey]], parts: Parts, k: int = DEPTH) -> float:
    """Return nDCG@k (Järvelin and Kekäläinen 2002): a passage gains 1 for each part of the evidence it is first to show.

    The ideal ranking shows one part with each of its first passages; one passage that shows two counts as two there.
    """
    if not parts:
        return 0.0
    left = list(parts)
    total = 0.0
    for at, passage in enumerate(found[:k]):
        shown = [part for part in left if part & set(passage)]
        total += len(shown) / log2(at + 2)
        left = [part for part in left if part not in shown]
    ideal = sum(1 / log2(at + 2) for at in range(min(len(parts), k)))
    return min(1.0, total / ideal)


def first_rank(found: Sequence[Sequence[PageKey]], parts: Parts) -> int | None:
    """Return the rank (from 1) of the first passage that shows a part of the evidence; None when none does."""
    gold = {page for part in parts for page in part}
    return next((at for at, passage in enumerate(found, start=1) if gold & set(passage)), None)
