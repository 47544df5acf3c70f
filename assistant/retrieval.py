"""Find passages: dense and lexical search, fused by reciprocal rank."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.analysis import query_terms
from corpus.holdings import Filters
from corpus.library import Library
from corpus.records import StoredPassage

RRF_K = 20
DENSE_WEIGHT = 0.7
"""Set on datasets/cnil, passages without their titles; `vigie eval retrieval --sweep` measures it again."""
CANDIDATES = 24
"""Passages whose sentences are looked at: a passage far down may hold the one sentence that answers."""
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A passage a question found, with what each search said of it (rank from 1, None when it did not find it)."""

    stored: StoredPassage
    score: float
    dense_rank: int | None
    similarity: float | None
    lexical_rank: int | None
    bm25: float | None


def fuse(rankings: Sequence[tuple[float, Sequence[int]]], k: int = RRF_K) -> dict[int, float]:
    """Return each id's weighted reciprocal rank score: sum of weight / (k + rank), rank from 1 (Cormack et al. 2009)."""
    scores: dict[int, float] = {}
    for weight, ids in rankings:
        for rank, number in enumerate(ids, start=1):
            scores[number] = scores.get(number, 0.0) + weight / (k + rank)
    return scores


def retrieve(
    library: Library, question: str, *, limit: int = CANDIDATES, filters: Filters | None = None
) -> list[Found]:
    """Return the passages that bear on a question, best first; none when the library or the filters admit nothing."""
    document_ids = library.matching(filters)
    if document_ids == []:
        return []
    lexical = library.search_lexical(query_terms(question), _DEPTH, document_ids)
    dense = library.search_dense(library.embeddings.query(question), _DEPTH, document_ids)
    scores = fuse(
        [(DENSE_WEIGHT, [number for number, _ in dense]), (1 - DENSE_WEIGHT, [number for number, _ in lexical])]
    )
    best = sorted(scores, key=lambda number: (-scores[number], number))[: limit * 2]
    dense_at = {number: (rank, score) for rank, (number, score) in enumerate(dense, start=1)}
    lexical_at = {number: (rank, score) for rank, (number, score) in enumerate(lexical, start=1)}
    found = [
        Found(
            stored,
            scores[stored.id],
            *dense_at.get(stored.id, (None, None)),
            *lexical_at.get(stored.id, (None, None)),
        )
        for stored in library.passages(best)
    ]
    return found[:limit]
