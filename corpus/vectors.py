"""The dense index: an ordinary Chroma collection, in process or on a server, derived from the catalogue.

Only this module knows Chroma. Any Chroma or LangChain client can read the collection: ids are passage ids, documents
are passage texts, metadata name the document, pages and source.
"""

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from corpus.errors import VigieError
from corpus.language import say

if TYPE_CHECKING:
    from corpus.embeddings import Vectors
    from corpus.settings import Settings

COLLECTION = "passages"
_BATCH = 2000
_SERVER_SECONDS = 30.0
"""How long a Chroma server may take to answer; chromadb's own client would wait for ever."""
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}
_OPENING = threading.Lock()
"""chromadb keeps its clients for the whole process, and fails where two threads open one folder at once."""
Metadata = dict[str, str | int | float | bool]


def open_vectors(settings: "Settings") -> "VectorIndex":
    """Return the dense index that the settings name: a folder of the home, or a collection of a Chroma server."""
    if settings.chroma_url is None:
        return VectorIndex(settings.chroma_path, settings.chroma_collection)
    token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
    return ServerIndex(settings.chroma_url, settings.chroma_collection, token)


class VectorIndex:
    """Vectors of passages in a folder, found by cosine similarity."""

    def __init__(self, path: Path, name: str = COLLECTION) -> None:
        self.path = path
        self.name = name
        self._collection: Any = None

    @property
    def place(self) -> str:
        """Where the index is, for people."""
        return str(self.path)

    def exists(self) -> bool:
        """Tell whether there is anything to open, without making it."""
        return self.path.exists()

    def _client(self) -> Any:
        import chromadb  # noqa: PLC0415 - a second to import: not for commands that search nothing
        from chromadb.config import Settings as ChromaSettings  # noqa: PLC0415

        return chromadb.PersistentClient(
            path=str(self.path), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False)
        )

    def _open(self) -> Any:
        with _OPENING:
            if self._collection is None:
                try:
                    self._collection = self._client().get_or_create_collection(
                        self.name, embedding_function=None, configuration={"hnsw": _HNSW}
                    )
                except Exception as error:  # chromadb raises many kinds, its Rust core plain ones
                    _let_go()  # a client that failed to open is kept by chromadb, and fails in another way the next time
                    raise self._failed(error) from error
            return self._collection

    def _do(self, method: str, **arguments: Any) -> Any:
        """Call a method of the collection; whatever chromadb raises becomes one line for people."""
        collection = self._open()
        try:
            return getattr(collection, method)(**arguments)
        except Exception as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> VigieError:
        if "is full" in str(error) or "No space left" in str(error):
            return VigieError(
                say(
                    f"Le disque qui porte l'index de vecteurs {self.path} est plein. Libérez de la place, puis recommencez.",
                    f"The disk that holds the vector index {self.path} is full. Free some space, then try again.",
                )
            )
        if "readonly" in str(error) or "Permission denied" in str(error) or "Read-only" in str(error):
            return VigieError(
                say(
                    f"L'index de vecteurs {self.path} ne peut pas être écrit. Rendez ce dossier inscriptible pour "
                    "l'utilisateur qui lance Vigie, ou choisissez-en un autre avec VIGIE_HOME.",
                    f"The vector index {self.path} cannot be written. Make this folder writable for the user who runs "
                    "Vigie, or choose another with VIGIE_HOME.",
                )
            )
        return damaged(self.place, f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """Let go of the open collection, so that the next use opens it anew (after another process wrote to it)."""
        with _OPENING:
            if self._collection is not None:
                self._collection = None
                _let_go()

    def add(self, ids: Sequence[int], vectors: "Vectors", texts: Sequence[str], metadatas: Sequence[Metadata]) -> None:
        """Add passages; ids that are already there are replaced."""
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            self._do(
                "upsert",
                ids=[str(number) for number in ids[part]],
                embeddings=np.asarray(vectors[part], dtype=np.float32),
                documents=list(texts[part]),
                metadatas=[dict(metadata) for metadata in metadatas[part]],
            )

    def delete(self, ids: Sequence[int]) -> None:
        """Delete passages; unknown ids are ignored."""
        for start in range(0, len(ids), _BATCH):
            part = [str(number) for number in ids[start : start + _BATCH]]
            self._do("delete", ids=part)

    def search(
        self, vector: "Vectors", limit: int, document_ids: Sequence[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return `(passage id, cosine similarity)` of the nearest passages, best first."""
        where = None if document_ids is None else {"document_id": {"$in": list(document_ids)}}
        found = self._do(
            "query",
            query_embeddings=np.asarray(vector, dtype=np.float32)[None, :],
            n_results=limit,
            where=where,
            include=["distances"],
        )
        return [
            (int(number), 1.0 - float(distance))
            for number, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def count(self) -> int:
        """Return how many passages the index holds."""
        return int(self._do("count"))

    def ids(self) -> set[int]:
        """Return the ids of all passages in the index."""
        return {int(number) for number in self._do("get", include=[])["ids"]}

    def fresh(self) -> "VectorIndex":
        """Return an empty index in which this one is built anew; `swap` puts it in its place."""
        path = self.path.with_name(self.path.name + ".new")
        _remove(path)
        return VectorIndex(path, self.name)

    def swap(self, fresh: "VectorIndex") -> None:
        """Take the place of this index's folder with a freshly built one."""
        fresh.close()
        self.close()
        old = self.path.with_name(self.path.name + ".old")
        _remove(old)
        if self.path.exists():
            self.path.rename(old)
        fresh.path.rename(self.path)
        _remove(old)


class ServerIndex(VectorIndex):
    """Vectors of passages in a collection of a Chroma server.

    The server has no accounts of its own, and some releases run code for whoever reaches them (CVE-2026-45829): it may
    only listen where nobody else can connect.
    """

    def __init__(self, url: str, name: str = COLLECTION, token: str | None = None) -> None:
        super().__init__(Path(name), name)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.path.strip("/"):
            raise VigieError(
                say(
                    f"VIGIE_CHROMA_URL doit être une adresse comme http://127.0.0.1:8000, et non « {_bare(url)} ».",
                    f"VIGIE_CHROMA_URL must be an address such as http://127.0.0.1:8000, not “{_bare(url)}”.",
                )
            )
        self.url = _bare(url)
        self._parts = parts
        self._token = token

    @property
    def place(self) -> str:
        """Where the index is, for people."""
        return f"{self.url} ({self.name})"

    def exists(self) -> bool:
        """Tell that a server is asked, whatever it holds."""
        return True

    def _client(self) -> Any:
        import chromadb  # noqa: PLC0415
        from chromadb.config import Settings as ChromaSettings  # noqa: PLC0415

        secure = self._parts.scheme == "https"
        client = chromadb.HttpClient(
            host=self._parts.hostname or "",
            port=self._parts.port or (443 if secure else 8000),
            ssl=secure,
            headers={"Authorization": f"Bearer {self._token}"} if self._token else None,
            settings=ChromaSettings(anonymized_telemetry=False),
        )
        session = getattr(getattr(client, "_server", None), "_session", None)
        if session is not None:
            session.timeout = _SERVER_SECONDS
        return client

    def _do(self, method: str, **arguments: Any) -> Any:
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        try:
            return super()._do(method, **arguments)
        except VigieError as error:
            if not isinstance(error.__cause__, NotFoundError):
                raise
            self._collection = None  # rebuilt by another process meanwhile: the name leads to a new collection
            return super()._do(method, **arguments)

    def _failed(self, error: Exception) -> VigieError:
        return VigieError(
            say(
                f"Le serveur Chroma {self.place} ne répond pas comme il faut ({type(error).__name__}). Vérifiez qu'il "
                "tourne et que VIGIE_CHROMA_URL est juste ; s'il a perdu ses données : vigie library rebuild",
                f"The Chroma server {self.place} does not answer as it should ({type(error).__name__}). Check that it "
                "runs and that VIGIE_CHROMA_URL is right; if it has lost its data: vigie library rebuild",
            )
        )

    def fresh(self) -> "VectorIndex":
        """Return an empty collection in which this one is built anew."""
        fresh = ServerIndex(self.url, f"{self.name}-new", self._token)
        fresh._drop()
        return fresh

    def swap(self, fresh: "VectorIndex") -> None:
        """Take the place of this collection with a freshly built one."""
        self._drop()
        fresh._do("modify", name=self.name)
        fresh.close()
        self.close()

    def _drop(self) -> None:
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        try:
            self._client().delete_collection(self.name)
        except NotFoundError:
            pass
        except Exception as error:
            raise self._failed(error) from error
        self._collection = None


def damaged(place: str, detail: str) -> VigieError:
    """Return the error of an index that does not hold what the catalogue says."""
    return VigieError(
        say(
            f"L'index de vecteurs {place} ne peut pas être lu ({detail}). "
            "Pour le refaire depuis le catalogue : vigie library rebuild",
            f"The vector index {place} cannot be read ({detail}). To rebuild it from the catalogue: vigie library rebuild",
        )
    )


def _bare(url: str) -> str:
    """Return an address without the name and password it may hold."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}".rstrip("/")


def _let_go() -> None:
    from chromadb.api.shared_system_client import SharedSystemClient  # noqa: PLC0415

    SharedSystemClient.clear_system_cache()


def _remove(path: Path) -> None:
    if path.is_file():  # a file where a folder should be
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)
