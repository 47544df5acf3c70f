"""What a search finds."""

from dataclasses import dataclass

from corpus.records import StoredPassage


@dataclass(frozen=True, slots=True)
class Found:
    """A passage a question found, with what each search said of it (rank from 1, None when it did not find it)."""

    stored: StoredPassage
    score: float
    dense_rank: int | None
    similarity: float | None
    lexical_rank: int | None
    bm25: float | None
