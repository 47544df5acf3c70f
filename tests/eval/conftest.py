"""A small corpus of four starter notes, read once, and the fixed subset of questions that goes with it."""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core.messages import BaseMessage

from assistant.answers import Answer, Excerpt, Outcome, Sentence, Timings, Verdict
from assistant.providers.provider import Piece, Provider
from assistant.service import Vigie
from corpus.settings import Settings
from eval.corpora import library_settings

ROOT = Path(__file__).resolve().parents[2]
NOTES = ("note-ceser-pdl-phase-1", "note-region-pdl-ligeria", "note-occitanie", "note-ai-act-calendrier-sanctions")


@pytest.fixture(scope="session")
def subset() -> Path:
    return ROOT / "eval" / "subset" / "questions.jsonl"


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four starter notes."""
    folder = tmp_path_factory.mktemp("notes")
    for name in NOTES:
        shutil.copy(ROOT / "corpus" / "starter" / f"{name}.pdf", folder)
    return folder


@pytest.fixture(scope="session")
def eval_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def measuring(tmp_path: Path, eval_cache: Path) -> Settings:
    """Settings that share the libraries of the session and answer without a model."""
    return Settings(home=tmp_path / "home", cache_dir=eval_cache, provider="none")


@pytest.fixture
def small(notes: Path, measuring: Settings) -> Settings:
    """Settings of the library of the four notes; tests only read from it or add answers."""
    return library_settings([notes], measuring, progress=False)


def excerpt(quote: str, document: str = "a.pdf", page: int = 1, **more: Any) -> Excerpt:
    known = {"document_id": f"id-{document}", "title": "", "page_label": str(page), "start": 0, "end": len(quote)}
    return Excerpt(document=document, page=page, quote=quote, **{**known, **more})


def answer(*sentences: tuple[str, tuple[int, ...]], excerpts: Sequence[Excerpt] = (), **more: Any) -> Answer:
    """Return an answer of sourced sentences; a refusal when there are none."""
    made = tuple(Sentence(text, Verdict.SOURCED, "", citations) for text, citations in sentences)
    known = {
        "question": "?", "language": "fr", "status": Outcome.SOURCED if made else Outcome.NOT_FOUND, "provider": "none",
        "model": "", "timings": Timings(0.1, 1.0, 2.0),
    }  # fmt: skip
    return Answer(sentences=made, excerpts=tuple(excerpts), **{**known, **more})


@pytest.fixture(scope="session")
def make_excerpt() -> Callable[..., Excerpt]:
    return excerpt


@pytest.fixture(scope="session")
def make_answer() -> Callable[..., Answer]:
    return answer


class Copying:
    """A language model that copies the first sentence of the first excerpt, then adds a sentence of its own."""

    def __init__(self, added: str) -> None:
        self.added = added

    def provider(self, requested: object = None) -> Provider:
        return Provider("embedded", "copying", chat=cast(Any, object()), pieces=self._pieces)

    def _pieces(
        self, messages: Sequence[BaseMessage], max_tokens: int, cancel: threading.Event | None
    ) -> Iterator[Piece]:
        prompt = str(messages[-1].content)
        quote = prompt.partition("«")[2].partition("»")[0].strip()
        yield Piece(f"{quote} [1] {self.added}")
        yield Piece("", "stop")


@pytest.fixture
def inventive() -> Callable[[Settings], Vigie]:
    """Make a `Vigie` whose model copies an excerpt and then invents a figure."""

    def made(settings: Settings) -> Vigie:
        vigie = Vigie(settings)
        model = Copying("La Région a dépensé 999 M€ pour l'intelligence artificielle en 2031 [1].")
        vigie.provider = model.provider  # type: ignore[method-assign]
        return vigie

    return made
