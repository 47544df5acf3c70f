"""A reranker and an entailment model: real cross-encoders, tiny and untrained, made here."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import pair_models
from assistant.answers import Sentence, Verdict
from assistant.pair_models import Entailment, Reranker
from assistant.retrieval import retrieve
from assistant.service import Vigie
from corpus.errors import VigieError
from corpus.settings import Settings

QUESTION = "Que dit le CESER de l'IA ?"


def made(folder: Path, labels: int, names: dict[int, str] | None = None) -> str:
    """Write a cross-encoder of one small layer and return its folder."""
    pytest.importorskip("sentence_transformers", reason="needs pip install 'vigie[sentence-transformers]'")
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(3)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz'.,?0123456789"]
    vocabulary += [f"##{letter}" for letter in vocabulary[5:]]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        num_labels=labels, id2label=names, label2id={value: key for key, value in (names or {}).items()} or None,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


def test_a_reranker_orders_what_was_found_and_adds_nothing(vigie: Vigie, tmp_path: Path) -> None:
    found = retrieve(vigie.library, QUESTION)
    ranked = Reranker(made(tmp_path / "ranker", 1)).rerank(QUESTION, found)
    assert {item.stored.id for item in ranked} == {item.stored.id for item in found}
    scores = [item.score for item in ranked]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)


def test_the_setting_puts_it_on_the_road(starter_home: Path, tmp_path: Path) -> None:
    name = made(tmp_path / "ranker", 1)
    vigie = Vigie(Settings(home=starter_home, provider="none", reranker_model=name))
    expected = Reranker(name).rerank(QUESTION, retrieve(Vigie(Settings(home=starter_home)).library, QUESTION))
    assert [item.stored.id for item in retrieve(vigie.library, QUESTION)] == [item.stored.id for item in expected]


def test_its_cost_is_measured(tmp_path: Path) -> None:
    assert Reranker(made(tmp_path / "ranker", 1)).seconds(4) > 0


def test_an_entailment_model_lowers_a_verdict_and_raises_none(
    vigie: Vigie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {0: "entailment", 1: "neutral", 2: "contradiction"}
    model = Entailment(made(tmp_path / "inference", 3, names))
    excerpts = vigie.excerpts(QUESTION, limit=2)
    sentence = Sentence("Le CESER rend un avis.", Verdict.SOURCED, "", (0,))
    assert 0 < model.contradiction(excerpts[0].quote, sentence.text) < 1

    def sure(self: Any, premise: str, sentence: str) -> float:
        return 0.95

    monkeypatch.setattr(pair_models.Entailment, "contradiction", sure)
    lowered = model.opinion(sentence, excerpts)
    assert lowered.verdict is Verdict.PARTLY_SOURCED and "contradiction" in lowered.reason
    unsourced = replace(sentence, verdict=Verdict.UNSOURCED)
    assert model.opinion(unsourced, excerpts) == unsourced
    quoted = replace(sentence, text=excerpts[0].quote)
    assert model.opinion(quoted, excerpts) == quoted  # a quotation does not contradict itself


def test_what_is_no_such_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VigieError, match="contradiction"):
        Entailment(made(tmp_path / "ranker", 1))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(VigieError, match="VIGIE_RERANKER_MODEL"):
        Reranker(str(tmp_path / "absent"))
