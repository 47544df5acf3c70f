"""How likely it is that a library answers a question: several signals of the search, weighed by what was measured.

The weights are a logistic regression fitted on the development half of the question files (`vigie eval calibrate`) and
kept in calibration.toml with what it was fitted on and how it does on the other half.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources

from assistant.answerability import Expectation
from assistant.answers import Excerpt
from assistant.found import Found
from assistant.premise import context_of, holds
from assistant.rarity import rarity
from corpus.analysis import guess_language, query_terms, terms
from corpus.library import Library

_TOP = 10


@dataclass(frozen=True, slots=True)
class Signals:
    """What the two searches and the excerpts say of a question; each grows with the chance that it is answered."""

    similarity: float  # cosine of the nearest passage
    lead: float  # what it is nearer than the tenth nearest
    bm25: float  # best BM25 score over what a passage with every term of the question could have (sum of idf)
    coverage: float  # idf-weighted share of the question's terms that the excerpts hold together
    together: float  # idf-weighted share of the terms that the best single excerpt holds
    agreement: float  # share of the ten nearest passages that are among the ten best of BM25
    named: float  # share of the names asked about that the excerpts speak of
    valued: float  # whether an excerpt holds a value of the sort asked for
    own_language: float  # whether the nearest passage is in the language of the question: else few words are shared

    def values(self) -> tuple[float, ...]:
        """Return the signals in the order of the fields."""
        return tuple(float(getattr(self, field.name)) for field in fields(self))


NAMES = tuple(field.name for field in fields(Signals))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over standardised signals, and the probability under which a question is refused."""

    intercept: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    threshold: float

    def probability(self, signals: Signals) -> float:
        """Return the probability that the library answers: 1 / (1 + exp(-(b + Σ w (x - mean) / scale)))."""
        logit = self.intercept + sum(
            self.weights[name] * (value - self.means[name]) / self.scales[name]
            for name, value in zip(NAMES, signals.values(), strict=True)
        )
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """Return the calibration that comes with Vigie."""
    text = (resources.files("assistant") / "calibration.toml").read_text(encoding="utf-8")
    record = tomllib.loads(text)["logistic"]
    return Calibration(record["intercept"], record["weights"], record["means"], record["scales"], record["threshold"])


def signals_of(library: Library, expected: Expectation, found: Sequence[Found], excerpts: Sequence[Excerpt]) -> Signals:
    """Return the signals of a question, from what was found and the excerpts chosen of it."""
    question = expected.question
    wanted = rarity(library, query_terms(question))
    weight = sum(wanted.values()) or 1.0
    contexts = [context_of(excerpt) for excerpt in excerpts]
    held = [set(terms(context)) & wanted.keys() for context in contexts]
    together = frozenset[str]().union(*held) if held else frozenset[str]()
    named = [any(name.within(context) for context in contexts) for name in expected.names]
    nearest = sorted((item.similarity for item in found if item.similarity is not None), reverse=True)
    dense = {item.stored.id for item in found if item.dense_rank and item.dense_rank <= _TOP}
    lexical = {item.stored.id for item in found if item.lexical_rank and item.lexical_rank <= _TOP}
    return Signals(
        similarity=nearest[0] if nearest else 0.0,
        lead=nearest[0] - nearest[min(_TOP, len(nearest)) - 1] if nearest else 0.0,
        bm25=max((item.bm25 for item in found if item.bm25 is not None), default=0.0) / weight,
        coverage=sum(wanted[term] for term in together) / weight,
        together=max((sum(wanted[term] for term in one) for one in held), default=0.0) / weight,
        agreement=len(dense & lexical) / max(1, min(len(dense), len(lexical))),
        named=sum(named) / len(named) if named else 1.0,
        valued=any(holds(expected.needs.wanted, excerpt.quote, question) for excerpt in excerpts),
        own_language=bool(found) and (found[0].stored.document.source.language or "fr") == guess_language(question),
    )
