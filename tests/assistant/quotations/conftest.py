"""A library of starter notes, with vectors that cost nothing: a check of quotations never reads them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import corpus.embeddings
from corpus.embeddings import TextEmbeddings, Vectors
from corpus.library import Library
from corpus.settings import Settings
from ingest.pipeline import ingest, plan

ROOT = Path(__file__).resolve().parents[3]
STARTER = ROOT / "corpus" / "starter"
SHARED = ROOT.parent / "shared" / "corpus"
REAL = ("jo-ordonnance-2022-04-13-fr.pdf",)
NOTES = (
    "note-ai-act-calendrier-sanctions", "note-ceser-pdl-phase-1", "note-ceser-pdl-preconisations", "note-cour-des-comptes-2025",
    "note-en-ai-act", "note-occitanie", "note-region-pdl-ligeria", "note-senat-collectivites",
)  # fmt: skip


class Hashed(TextEmbeddings):
    """Vectors from a hash of the text."""

    identity, dimensions, max_tokens = "hashed/1", 4, 512

    def count_tokens(self, text: str) -> int:
        return len(text) // 3 + 2

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = [list(hashlib.sha256(text.encode()).digest()[:4]) for text in texts]
        found = np.array(rows, dtype=np.float32).reshape(-1, 4) + 1
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)

    def query(self, text: str) -> Vectors:
        return np.asarray(self.passages([text])[0])


def filled(home: Path, paths: Sequence[Path]) -> Library:
    """Read files into a library. The vectors are patched no longer than that: other tests of the session need theirs."""
    library = Library(Settings(home=home))
    with pytest.MonkeyPatch.context() as patch, library.writing():
        patch.setattr(corpus.embeddings, "load_embeddings", lambda name: Hashed())
        records = ingest(library, plan(list(paths)))
    assert all(record.status.searchable for record in records)
    return library


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Starter notes, and a real document where it is present."""
    real = [SHARED / name for name in REAL if (SHARED / name).is_file()]
    chosen = [STARTER / f"{name}.pdf" for name in NOTES]
    return filled(tmp_path_factory.mktemp("quotations") / "home", [*chosen, *real])
