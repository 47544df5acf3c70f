from pathlib import Path

import pytest

from corpus.errors import VigieError
from corpus.settings import Settings, load


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    return tmp_path


def test_the_environment_wins_over_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "vigie.toml").write_text('port = 8000\nprovider = "none"\n')
    monkeypatch.setenv("VIGIE_PORT", "9000")
    settings = load()
    assert (settings.home, settings.port, settings.provider) == (home, 9000, "none")


def test_an_argument_wins_over_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_PORT", "9000")
    assert load(port=1234).port == 1234


def test_an_unknown_key_is_refused_with_its_nearest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_PROVIDERR", "none")
    with pytest.raises(VigieError, match="« provider »"):
        load()
    monkeypatch.delenv("VIGIE_PROVIDERR")
    (home / "vigie.toml").write_text("prot = 8000\n")
    with pytest.raises(VigieError, match="port"):
        load()


def test_a_refused_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_PORT", "abc")
    with pytest.raises(VigieError, match=r"port.*abc"):
        load()


def test_ollama_host_is_read_as_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    assert load().ollama_host == "http://127.0.0.1:9"


def test_every_setting_says_what_it_does() -> None:
    assert all(len(field.description or "") > 20 for field in Settings.model_fields.values())
