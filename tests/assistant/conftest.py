"""A library filled with the project's own starter notes, and language models that say what a test tells them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core.messages import BaseMessage

from assistant.providers.provider import Piece, Provider
from assistant.service import Vigie
from corpus.library import Library
from corpus.settings import Settings
from ingest.pipeline import ingest, plan

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"
NOTES = ("note-ceser-pdl-phase-1", "note-region-pdl-ligeria", "note-occitanie", "note-ai-act-calendrier-sanctions")


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with four starter notes, read once for the session; tests only read from it or add answers."""
    home = tmp_path_factory.mktemp("starter") / "home"
    library = Library(Settings(home=home))
    with library.writing():
        records = ingest(library, plan([STARTER / f"{name}.pdf" for name in NOTES]))
    assert all(record.status.searchable for record in records)
    return home


@pytest.fixture
def vigie(starter_home: Path) -> Vigie:
    return Vigie(Settings(home=starter_home, provider="none"))


class Scripted:
    """A language model that writes a given text, word by word, and remembers what it was given to read."""

    def __init__(self, text: str, stop_reason: Any = "stop", error: Exception | None = None) -> None:
        self.text, self.stop_reason, self.error = text, stop_reason, error
        self.prompts: list[str] = []
        self.cancelled = False

    def provider(self) -> Provider:
        return Provider("embedded", "scripted", chat=cast(Any, object()), pieces=self._pieces)

    def _pieces(
        self, messages: Sequence[BaseMessage], max_tokens: int, cancel: threading.Event | None
    ) -> Iterator[Piece]:
        self.prompts.append("\n".join(str(message.content) for message in messages))
        words = self.text.split(" ")
        for index, word in enumerate(words):
            if cancel is not None and cancel.is_set():
                self.cancelled = True
                yield Piece("", "cancelled")
                return
            yield Piece(word + " " * (index + 1 < len(words)))
        if self.error:
            raise self.error
        yield Piece("", self.stop_reason)


@pytest.fixture
def writes(vigie: Vigie, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scripted]:
    """Make `vigie` answer by a scripted model."""

    def script(text: str, stop_reason: Any = "stop", error: Exception | None = None) -> Scripted:
        model = Scripted(text, stop_reason, error)
        monkeypatch.setattr(vigie, "provider", lambda requested=None: model.provider())
        return model

    return script
