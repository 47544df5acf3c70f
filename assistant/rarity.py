"""How much each term of a question tells: rare terms more than common ones."""

import math
from collections.abc import Iterable

from corpus.library import Library


def rarity(library: Library, terms: Iterable[str]) -> dict[str, float]:
    """Return ln(1 + N / (1 + df)) of each term over the passages (Robertson's idf, smoothed)."""
    total = library.passage_count()
    return {term: math.log(1 + total / (1 + library.frequency(term))) for term in terms}
