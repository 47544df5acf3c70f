"""The question adapter: its pairs are well formed, it does what PyTorch says, and it finds what everyday questions ask for."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from corpus.analysis import terms
from corpus.e5 import E5, weights_path
from corpus.e5_file import E5File
from eval.adapter import measured, ranks, read, write
from eval.options import ROOT
from eval.pairs import Taught, taught
from eval.questions import load_questions

QUESTION_FILES = sorted((ROOT / "eval" / "questions").glob("*.jsonl"))
QUESTIONS = (
    "query: Combien ça coûte si on triche ?",
    "query: où",
    "query: Who checks these robots before they are sold?",
)


@pytest.fixture(scope="module")
def model() -> E5:
    return E5(2)


@pytest.fixture(scope="module")
def held_out() -> list[Taught]:
    return [one for one in taught() if one.held_out][:70]


def test_each_passage_has_its_questions_once() -> None:
    passages = list(taught())
    assert len(passages) > 2500 and len({one.passage for one in passages}) == len(passages)
    assert all(2 <= len(set(one.questions)) == len(one.questions) for one in passages)
    of_texts: dict[str, set[bool]] = {}
    for one in passages:
        of_texts.setdefault(one.text, set()).add(one.held_out)
    kept_aside = sum(halves == {True} for halves in of_texts.values())
    assert all(len(halves) == 1 for halves in of_texts.values()) and 0.07 < kept_aside / len(of_texts) < 0.1


def test_no_question_of_the_evaluation_is_taught() -> None:
    asked = [set(terms(one.question)) for path in QUESTION_FILES for one in load_questions(path)]
    holders: dict[str, list[int]] = {}
    for at, said in enumerate(asked):
        for term in said:
            holders.setdefault(term, []).append(at)
    twins = [
        question
        for one in taught()
        for question in one.questions
        for said in [set(terms(question))]
        for at, shared in Counter(at for term in said for at in holders.get(term, ())).items()
        if 2 * shared >= len(said | asked[at])
    ]
    assert twins == []


@pytest.mark.parametrize(
    ("text", "line"), [("> alone", 1), ("# t\n> a\n> b", 3), ("# t\n? q", 2), ("# t\n> a\n? q\nother", 4)]
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "some.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"some.txt, line {line}"):
        list(taught(tmp_path))


def test_everyday_questions_find_their_passage_more_often_with_it(model: E5, held_out: list[Taught]) -> None:
    vectors = read(model, held_out)

    def found(*, asked: bool) -> float:
        at = ranks(held_out, vectors, lambda text: model.vector(f"query: {text}", asked=asked))
        return float(np.mean([rank <= 5 for rank in at]))

    assert found(asked=True) > found(asked=False) + 0.05


def test_the_table_has_a_line_for_each_measure(model: E5, held_out: list[Taught]) -> None:
    lines = measured(model, held_out[:7]).splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["R@1", "R@5", "R@10", "MRR@10"]


def test_pytorch_and_onnx_read_a_question_alike(model: E5) -> None:
    torch = pytest.importorskip("torch", reason="needs pip install 'vigie[sentence-transformers]'")
    from corpus.adapter import PATH
    from eval.adapter_network import SCALE, Encoder

    encoder = Encoder(E5File(weights_path()), 16).eval()
    with np.load(PATH) as held, torch.no_grad():
        for name, layer in encoder.changed():
            layer.down.copy_(torch.from_numpy(held[f"{name}.down"].astype(np.float32)))
            layer.up.copy_(torch.from_numpy(held[f"{name}.up"].astype(np.float32)) / SCALE)
        rows = encoder([model.ids(question) for question in QUESTIONS]).numpy()
    for row, question in zip(rows, QUESTIONS, strict=True):
        assert row @ model.vector(question, asked=True) > 0.999 > 0.99 > row @ model.vector(question)


def test_training_draws_questions_to_their_passages(model: E5, held_out: list[Taught]) -> None:
    torch = pytest.importorskip("torch", reason="needs pip install 'vigie[sentence-transformers]'")
    from eval.adapter_network import Encoder
    from eval.adapter_training import Asked, Passages, train

    few = held_out[:4]
    torch.manual_seed(0)
    encoder, passages = Encoder(E5File(weights_path()), 4).eval(), Passages(few, model)
    asked = [Asked(tuple(model.ids(f"query: {one}")), at) for at, item in enumerate(few) for one in item.questions]
    right = torch.tensor([one.passage for one in asked])[:, None]

    def lead() -> float:
        """How much nearer, in cosine, the passage that answers is than all others are in the mean."""
        with torch.no_grad():
            scores = passages.scores(encoder([one.ids for one in asked]))[0]
        return float((scores.gather(1, right)[:, 0] - scores.mean(1)).mean())

    before = lead()
    plain = [model.vector(f"query: {one}") for item in few for one in item.questions]
    with torch.no_grad():
        assert np.allclose(encoder([one.ids for one in asked]).numpy(), np.stack(plain), atol=0.02)
    train(encoder, passages, asked, epochs=25)
    assert lead() > before + 0.003


def test_what_is_trained_is_what_the_model_reads_questions_with(
    tmp_path: Path, model: E5, held_out: list[Taught]
) -> None:
    pytest.importorskip("torch", reason="needs pip install 'vigie[sentence-transformers]'")
    made = tmp_path / "made.npz"
    write(made, held_out[:6])
    assert [path.name for path in tmp_path.iterdir()] == [made.name]
    other = E5(2, made)
    question = f"query: {held_out[0].questions[0]}"
    assert np.array_equal(other.vector(question), model.vector(question))  # passages are read as before
    assert 0.9 < other.vector(question, asked=True) @ other.vector(question) < 0.99999  # three steps of training
