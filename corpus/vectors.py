"""The dense index: an ordinary Chroma collection, in process or on a server, derived from the catalogue.

Only this module knows Chroma. Any Chroma or LangChain client can read the collection: ids are passage ids, documents
are passage texts, metadata name the document, pages and source.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import VigieError
from corpus.language import say

if TYPE_CHECKING:
    from corpus.embeddings import Vectors

COLLECTION = "passages"
_BATCH = 2000
Metadata = dict[str, str | int | float | bool]


class VectorIndex:
    """Vectors of passages, found by cosine similarity."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._collection: Any = None

    def _open(self) -> Any:
        if self._collection is None:
            import chromadb  # noqa: PLC0415 - a second to import: not for commands that search nothing
            from chromadb.config import Settings as ChromaSettings  # noqa: PLC0415

            try:
                client = chromadb.PersistentClient(
                    path=str(self.path), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False)
                )
                self._collection = client.get_or_create_collection(
                    COLLECTION,
                    embedding_function=None,
                    configuration={
                        "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}
                    },
                )
            except Exception as error:  # chromadb raises many kinds, its Rust core plain ones
                raise self._damaged(error) from error
        return self._collection

    def _damaged(self, error: Exception) -> VigieError:
        return VigieError(
            say(
                f"L'index de vecteurs {self.path} ne peut pas être lu ({type(error).__name__}: {error}). "
                "Pour le refaire depuis le catalogue : vigie library rebuild",
                f"The vector index {self.path} cannot be read ({type(error).__name__}: {error}). "
                "To rebuild it from the catalogue: vigie library rebuild",
            )
        )

    def close(self) -> None:
        """Let go of the open collection, so that the next use opens it anew (after another process wrote to it)."""
        if self._collection is not None:
            from chromadb.api.shared_system_client import SharedSystemClient  # noqa: PLC0415

            self._collection = None
            SharedSystemClient.clear_system_cache()

    def add(self, ids: Sequence[int], vectors: "Vectors", texts: Sequence[str], metadatas: Sequence[Metadata]) -> None:
        """Add passages; ids that are already there are replaced."""
        collection = self._open()
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            collection.upsert(
                ids=[str(number) for number in ids[part]],
                embeddings=np.asarray(vectors[part], dtype=np.float32),
                documents=list(texts[part]),
                metadatas=[dict(metadata) for metadata in metadatas[part]],
            )

    def delete(self, ids: Sequence[int]) -> None:
        """Delete passages; unknown ids are ignored."""
        collection = self._open()
        for start in range(0, len(ids), _BATCH):
            collection.delete(ids=[str(number) for number in ids[start : start + _BATCH]])

    def search(
        self, vector: "Vectors", limit: int, document_ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return `(passage id, cosine similarity)` of the nearest passages, best first."""
        collection = self._open()
        where = None if document_ids is None else {"document_id": {"$in": list(document_ids)}}
        try:
            found = collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32)[None, :],
                n_results=limit,
                where=where,
                include=["distances"],
            )
        except Exception as error:
            raise self._damaged(error) from error
        return [
            (int(number), 1.0 - float(distance))
            for number, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def count(self) -> int:
        """Return how many passages the index holds."""
        return int(self._open().count())

    def ids(self) -> set[int]:
        """Return the ids of all passages in the index."""
        return {int(number) for number in self._open().get(include=[])["ids"]}

    def swap(self, fresh: "VectorIndex") -> None:
        """Take the place of this index's folder with a freshly built one."""
        fresh.close()
        self.close()
        old = self.path.with_name(self.path.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if self.path.exists():
            self.path.rename(old)
        fresh.path.rename(self.path)
        shutil.rmtree(old, ignore_errors=True)
