"""Models that read two texts together, by sentence-transformers: one ranks passages again, one gives an opinion on meaning.

Both are optional, never loaded unless a setting names them, and neither decides alone: the reranker only orders what was
found, the entailment model can only lower a verdict. Extra `sentence-transformers`.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from assistant.answers import Excerpt, Sentence, Verdict
from assistant.found import Found
from corpus.errors import MissingExtra, VigieError
from corpus.language import say

CONTRADICTED = 0.8
"""Probability of a contradiction from which the opinion counts."""


class PairModel:
    """A sentence-transformers cross-encoder, by hub name or local folder. Safe to share between threads."""

    def __init__(self, name: str, setting: str) -> None:
        try:
            from sentence_transformers import CrossEncoder  # noqa: PLC0415 - pulls torch
        except ImportError:
            raise MissingExtra("sentence-transformers", "sentence-transformers") from None
        try:
            self._model: Any = CrossEncoder(name)
        except (OSError, ValueError) as error:
            raise VigieError(
                say(
                    f"Le modèle « {name} » ne peut pas être chargé ({error}). Donnez un dossier local ou un nom du hub dans "
                    f"{setting}, ou videz ce réglage.",
                    f"The model “{name}” cannot be loaded ({error}). Give a local folder or a hub name in {setting}, or empty "
                    "this setting.",
                )
            ) from None
        self.name = name
        self._lock = threading.Lock()

    def predict(self, pairs: Sequence[tuple[str, str]], **options: Any) -> Any:
        """Return the model's output for each pair of texts."""
        with self._lock:
            return self._model.predict(list(pairs), show_progress_bar=False, **options)

    @property
    def labels(self) -> dict[int, str]:
        """What each output stands for."""
        return {int(key): str(value).lower() for key, value in self._model.config.id2label.items()}


class Reranker:
    """Orders passages by how well each answers a question (cross-encoder; Nogueira and Cho 2019)."""

    def __init__(self, name: str) -> None:
        self._model = PairModel(name, "VIGIE_RERANKER_MODEL")

    def rerank(self, question: str, found: Sequence[Found]) -> list[Found]:
        """Return the same passages, best first, with the model's score (0 to 1) as theirs."""
        if not found:
            return []
        scores = self._model.predict([(question, item.stored.passage.indexed_text) for item in found])
        ranked = [replace(item, score=float(score)) for item, score in zip(found, scores, strict=True)]
        return sorted(ranked, key=lambda item: (-item.score, item.stored.id))

    def seconds(self, passages: int) -> float:
        """Measure what one question costs: so many passages of about 800 characters."""
        text = "La Région soutient les entreprises qui emploient l'intelligence artificielle. " * 10
        self._model.predict([("Qui est soutenu ?", text)])  # the first call loads what later ones have
        start = time.perf_counter()
        self._model.predict([("Qui est soutenu ?", text)] * passages)
        return time.perf_counter() - start


class Entailment:
    """Says whether excerpts contradict a sentence (natural language inference; Bowman et al. 2015)."""

    def __init__(self, name: str) -> None:
        self._model = PairModel(name, "VIGIE_ENTAILMENT_MODEL")
        labels = self._model.labels
        self._contradiction = next((key for key, label in labels.items() if label.startswith("contra")), None)
        if self._contradiction is None:
            raise VigieError(
                say(
                    f"« {name} » n'est pas un modèle d'inférence : il n'a pas de sortie « contradiction ».",
                    f"“{name}” is no inference model: it has no output “contradiction”.",
                )
            )

    def contradiction(self, premise: str, sentence: str) -> float:
        """Return the probability that a sentence contradicts its premise."""
        [scores] = self._model.predict([(premise, sentence)], apply_softmax=True)
        return float(scores[self._contradiction])

    def opinion(self, sentence: Sentence, excerpts: Sequence[Excerpt]) -> Sentence:
        """Return a sourced sentence as partly sourced when the model sees a contradiction; any other as it is."""
        if sentence.verdict is not Verdict.SOURCED or not sentence.citations:
            return sentence
        premise = " ".join(excerpts[index].quote for index in sentence.citations)
        if premise == sentence.text or self.contradiction(premise, sentence.text) < CONTRADICTED:
            return sentence
        reason = say(
            "les règles la tiennent pour appuyée, mais le modèle d'inférence y voit une contradiction : ouvrez la source",
            "the rules hold it for sourced, but the inference model sees a contradiction: open the source",
        )
        return replace(sentence, verdict=Verdict.PARTLY_SOURCED, reason=reason)


@lru_cache(maxsize=2)
def load_reranker(name: str) -> Reranker:
    """Return the reranker of this name, loaded once in a process."""
    return Reranker(name)


@lru_cache(maxsize=2)
def load_entailment(name: str) -> Entailment:
    """Return the entailment model of this name, loaded once in a process."""
    return Entailment(name)
