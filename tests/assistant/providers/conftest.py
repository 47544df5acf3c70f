"""A fake Ollama server, and settings that point at it."""

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings


def _load_fake() -> Any:
    path = Path(__file__).with_name("fake_ollama.py")
    spec = importlib.util.spec_from_file_location("vigie_fake_ollama", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


_FAKE = _load_fake()


@pytest.fixture
def fake() -> Iterator[Any]:
    """A running FakeOllama."""
    with _FAKE.FakeOllama() as server:
        yield server


@pytest.fixture
def make_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    """Settings of a fresh home, with nothing of the environment; by default no server answers at any address."""
    for name in list(os.environ):
        if name.startswith(("VIGIE_", "OLLAMA_", "OPENAI_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)

    def make(**values: Any) -> Settings:
        return Settings(
            **{
                "home": tmp_path / "home",
                "cache_dir": tmp_path / "cache",
                "ollama_host": "http://127.0.0.1:9",
                **values,
            }
        )

    return make
