"""What every test may use: a library of its own, language models that say what a test tells them, no network."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.language import speaking
from corpus.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"

for name in [name for name in os.environ if name.startswith("VIGIE_") and name != "VIGIE_CACHE_DIR"]:
    del os.environ[name]


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Start each test in French, whatever the one before it switched to."""
    with speaking("fr"):
        yield


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            assert host in ("127.0.0.1", "::1", "localhost", "0.0.0.0"), f"a test tried to reach {host}"
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home that only this test has, with no language model."""
    return Settings(home=tmp_path / "home", provider="none")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; the test skips where it is not."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the documents of {SHARED}")
    return SHARED
