"""The vectors of what questions may be called elsewhere: made once for an embedding model, kept in the cache folder.

There are two thousand phrases, twelve seconds of work on two cores. A server makes them in the background of its first
start; what is not made yet when a question needs it is made then, 5 ms a phrase.
"""

import hashlib
import logging
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from assistant.expansion import lexicon_phrases
from corpus.embeddings import Vectors
from corpus.library import Library

log = logging.getLogger(__name__)
_known: dict[tuple[str, str], Vectors] = {}


def phrase_vector(library: Library, text: str) -> Vectors:
    """Return the vector of a phrase; remembered, the lexicon and the acronyms are few."""
    key = library.embeddings.identity, text
    if key not in _known:
        _known[key] = library.embeddings.phrase(text)
    return _known[key]


def warm_phrases(library: Library) -> None:
    """Make or read the vectors of the whole lexicon. A file that is missing, cut short or not to be written costs time only."""
    phrases, model = sorted(lexicon_phrases()), library.embeddings.identity
    path = _path(library, phrases)
    kept = _read(path, (len(phrases), library.embeddings.dimensions))
    if kept is None:
        kept = np.array([phrase_vector(library, text) for text in phrases], dtype=np.float32)
        try:
            _write(path, kept)
        except OSError:
            log.warning("The vectors of the lexicon could not be kept in %s", path, exc_info=True)
    _known.update(((model, text), vector) for text, vector in zip(phrases, kept, strict=True))


def _path(library: Library, phrases: list[str]) -> Path:
    named = "\n".join([library.embeddings.identity, *phrases])
    return library.settings.cache_dir / "phrases" / f"{hashlib.sha256(named.encode()).hexdigest()[:20]}.npy"


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    with suppress(OSError, ValueError, EOFError):
        vectors: Vectors = np.load(path, allow_pickle=False)
        lengths = np.linalg.norm(vectors, axis=-1)
        if vectors.shape == shape and vectors.dtype == np.float32 and bool(np.all(np.abs(lengths - 1.0) < 1e-3)):
            return vectors
    return None


def _write(path: Path, vectors: Vectors) -> None:
    """Write whole or not at all, and forget the files of other lexicons and models."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.stem}.{os.getpid()}.part")
    with part.open("wb") as file:
        np.save(file, vectors, allow_pickle=False)
    part.replace(path)
    for other in path.parent.glob("*.npy"):
        if other != path:
            other.unlink(missing_ok=True)
