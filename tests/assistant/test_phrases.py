"""The vectors of the lexicon are made once and read again; a file that is no good is made anew."""

from pathlib import Path

import numpy as np
import pytest

from assistant import phrases
from assistant.phrases import phrase_vector, warm_phrases
from corpus.library import Library
from corpus.settings import Settings

LEXICON = frozenset({"autorités répressives", "blanchiment capitaux"})


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(phrases, "lexicon_phrases", lambda: LEXICON)
    monkeypatch.setattr(phrases, "_known", {})
    return Library(Settings(home=tmp_path / "home", cache_dir=tmp_path / "cache"))


def made(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Warm up as a new process would; return the texts that were embedded."""
    texts: list[str] = []
    phrase = library.embeddings.phrase
    monkeypatch.setattr(phrases, "_known", {})
    with monkeypatch.context() as patch:
        patch.setattr(library.embeddings, "phrase", lambda text: texts.append(text) or phrase(text))
        warm_phrases(library)
        assert all(np.allclose(phrase_vector(library, text), phrase(text)) for text in LEXICON)
    return texts


def test_they_are_made_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(library, monkeypatch) == sorted(LEXICON)
    assert made(library, monkeypatch) == []
    [kept] = (library.settings.cache_dir / "phrases").iterdir()
    kept.write_bytes(kept.read_bytes()[:300])
    assert made(library, monkeypatch) == sorted(LEXICON)
    np.save(kept, np.zeros((2, 384), dtype=np.float32))
    assert made(library, monkeypatch) == sorted(LEXICON)


def test_another_lexicon_takes_the_place_of_the_first(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    made(library, monkeypatch)
    [first] = (library.settings.cache_dir / "phrases").iterdir()
    monkeypatch.setattr(phrases, "lexicon_phrases", lambda: LEXICON | {"peine privative de liberté"})
    assert len(made(library, monkeypatch)) == 3
    [second] = (library.settings.cache_dir / "phrases").iterdir()
    assert second != first


def test_a_cache_that_cannot_be_written_costs_time_only(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.settings.cache_dir.write_text("a file stands in the place of the folder")
    assert made(library, monkeypatch) == sorted(LEXICON)
    assert made(library, monkeypatch) == sorted(LEXICON)
