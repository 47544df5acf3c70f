"""Find passages: dense and lexical search over what was asked and over what it may be called, their scores fused."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.expansion import expansion
from assistant.found import Found
from assistant.pair_models import load_reranker
from assistant.phrases import phrase_vector
from assistant.pointers import pointers_of
from assistant.rarity import rarity
from corpus.analysis import guess_language, query_terms
from corpus.embeddings import Vectors
from corpus.holdings import Filters
from corpus.library import Library
from corpus.records import StoredPassage

DENSE_WEIGHT = 0.75
"""Set on one half of datasets/cnil; `vigie eval retrieval --sweep` measures it again, on both halves."""
CANDIDATES = 24
"""Passages whose sentences are looked at: a passage far down may hold the one sentence that answers."""
_EXPANDED, _NEAR = 0.9, 0.6
"""Weight of the search for what a question may be called elsewhere, when none of its own words is found, and the dense
search's share of it: set on the development halves of eval/questions (colloquial, plain), with starter.jsonl and
datasets/cnil to see that questions in the documents' own words lose nothing."""
_FIRM = 0.75
"""Best BM25 score, as a share of the idf of the terms that occur at all, from which the lexical search has its whole weight."""
_FOREIGN = 0.4
"""The most that the lexical search counts where no document is in the question's language: names and lookalikes only."""
_COMMON, _COMMON_AT_LEAST = 0.02, 10
"""Share and number of passages from which a word is the documents' own: what else it may be called is not looked for."""
_BESIDE = 0.1
"""What the better of the passages before and after counts for a passage: what answers often goes on in the next one."""
_POINTED = 0.5
"""What a passage counts that the question points at by its page and that neither search found."""
_DEPTH = 100
_READ, _PART = 200, 0.5
"""Passages, of those that the dense search finds, whose parts (corpus/kept_vectors.py) are compared with the question too, and
what the nearest part counts beside the whole passage."""

Hits = Sequence[tuple[int, float]]
"""Passage ids with a score, best first."""


def scaled_dense(hits: Hits) -> dict[int, float]:
    """Return cosines scaled to 0..1 between the last and the first hit."""
    if not hits:
        return {}
    low, high = min(score for _, score in hits), max(score for _, score in hits)
    return {number: (score - low) / (high - low) if high > low else 1.0 for number, score in hits}


def scaled_lexical(hits: Hits) -> dict[int, float]:
    """Return BM25 scores scaled by the best one: a passage that holds no term has 0."""
    best = max((score for _, score in hits), default=0.0)
    return {number: score / best if best > 0 else 1.0 for number, score in hits}


def fuse(parts: Sequence[tuple[float, Mapping[int, float]]]) -> dict[int, float]:
    """Return the weighted sum of scaled scores; what a search did not find has 0 there.

    The convex combination of Bruch, Gai and Ingber (2023): on datasets/cnil it is better than either search alone, where
    reciprocal rank fusion is no better than the dense one.
    """
    scores: dict[int, float] = {}
    for weight, part in parts:
        for number, score in part.items():
            scores[number] = scores.get(number, 0.0) + weight * score
    return scores


def _by_part(library: Library, vectors: Sequence[Vectors], hits: Sequence[Hits]) -> list[Hits]:
    """Return the best of what the dense search found for each vector, by a passage's own cosine and its nearest part's."""
    nearest = library.nearest_parts(np.stack(vectors), {number for found in hits for number, _ in found})
    best: list[Hits] = []
    for at, found in enumerate(hits):
        scores = [
            (number, own if number not in nearest else (1 - _PART) * own + _PART * float(nearest[number][at]))
            for number, own in found
        ]
        best.append(sorted(scores, key=lambda hit: -hit[1])[:_DEPTH])
    return best


def _towards(vector: Vectors, others: Sequence[Vectors]) -> Vectors:
    """Return a question's vector turned half way to the mean of others: free, the vector of the longer text costs 10 ms.

    That one finds the page more often for colloquial.jsonl, and less often for plain.jsonl: five points among ten each way.
    """
    mean = np.mean(others, axis=0)
    turned = vector + mean / np.linalg.norm(mean)
    return np.asarray(turned / np.linalg.norm(turned), dtype=np.float32)


def _firmness(library: Library, question: str, asked: Sequence[str], lexical: Hits) -> float:
    """Return how much the words of a question say, 0 to 1: little where even the best passage holds few of them.

    "Il écope de combien ?" shares no word with the article on fines; a question in another language shares names only.
    """
    best = lexical[0][1] if lexical else 0.0
    known = rarity(library, (term for term in asked if library.frequency(term)))
    firm = min(1.0, best / (_FIRM * (sum(known.values()) or 1.0)))
    return firm if guess_language(question) in library.languages() else min(firm, _FOREIGN)


def _also(library: Library, question: str) -> tuple[str, ...]:
    """Return what the question may be called in the words of the documents, for what these do not say themselves."""
    common = max(_COMMON_AT_LEAST, _COMMON * library.passage_count())
    return expansion(question, library.acronyms(), lambda term: library.frequency(term) > common, library.languages())


def _beside(stored: StoredPassage, scores: Mapping[int, float]) -> float:
    """Return the better score of the passages before and after in the same document; their ids follow each other."""
    before = scores.get(stored.id - 1, 0.0) if stored.passage.ordinal > 0 else 0.0
    after = scores.get(stored.id + 1, 0.0) if stored.passage.ordinal + 1 < stored.document.passages else 0.0
    return max(before, after)


def retrieve(
    library: Library, question: str, *, limit: int = CANDIDATES, filters: Filters | None = None
) -> list[Found]:
    """Return the passages that bear on a question, best first; none when the library or the filters admit nothing.

    With `reranker_model` set, that model orders them again: `vigie doctor` says how long it takes.
    """
    document_ids = library.matching(filters)
    if document_ids == []:
        return []
    asked = query_terms(question)
    lexical = library.search_lexical(asked, _DEPTH, document_ids)
    firm = _firmness(library, question, asked, lexical)
    also = _also(library, question) if firm < 1.0 else ()
    vectors = [library.embeddings.query(question)]
    if also:
        vectors.append(_towards(vectors[0], [phrase_vector(library, text) for text in also]))
    found_by = [library.search_dense(vector, _READ, document_ids) for vector in vectors]
    dense, *near = _by_part(library, vectors, found_by)
    weight = _EXPANDED * math.sqrt(1.0 - firm) if also else 0.0
    parts = [
        ((1.0 - weight) * DENSE_WEIGHT, scaled_dense(dense)),
        ((1.0 - weight) * (1 - DENSE_WEIGHT) * firm, scaled_lexical(lexical)),
    ]
    if also:
        called = library.search_lexical(query_terms(" ".join(also)), _DEPTH, document_ids)
        parts += [(weight * _NEAR, scaled_dense(near[0])), (weight * (1.0 - _NEAR), scaled_lexical(called))]
    scores = fuse(parts)
    best = sorted(scores, key=lambda number: (-scores[number], number))[: limit * 2]
    dense_at = {number: (rank, score) for rank, (number, score) in enumerate(found_by[0][:_DEPTH], start=1)}
    lexical_at = {number: (rank, score) for rank, (number, score) in enumerate(lexical, start=1)}
    pointed = pointers_of(library, question)
    found = [
        Found(
            stored,
            (scores.get(stored.id, _POINTED) + _BESIDE * _beside(stored, scores)) * pointed.favour(stored),
            *dense_at.get(stored.id, (None, None)),
            *lexical_at.get(stored.id, (None, None)),
        )
        for stored in library.passages(list(dict.fromkeys([*best, *pointed.passages(library, document_ids)])))
    ]
    found = sorted(found, key=lambda item: (-item.score, item.stored.id))[:limit]
    reranker = library.settings.reranker_model
    return load_reranker(reranker).rerank(question, found) if reranker else found
