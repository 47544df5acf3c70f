"""Keys and passwords appear in no message, dump, record or log, whoever repeats them."""

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from assistant.commands.main import main
from assistant.providers.choice import choose, diagnose
from assistant.providers.provider import ProviderError
from corpus.errors import VigieError
from corpus.settings import Settings, load

KEY = "sk-cle-tres-secrete-0123456789"
PASSWORD = "motdepasse-de-l-adresse"
SECRETS = (KEY, PASSWORD)


class Repeating(BaseHTTPRequestHandler):
    """A server that answers every question by an error that repeats the key it was given."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._say(200, {"object": "list", "data": [{"id": "essai", "object": "model", "created": 0, "owned_by": "x"}]})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._say(400, {"error": {"message": f"bad request with {self.headers['authorization']}", "type": "x"}})

    def _say(self, status: int, body: object) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


@pytest.fixture
def repeating() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Repeating)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment full of secrets, with servers that do not answer."""
    for name, value in {
        "VIGIE_HOME": str(tmp_path / "home"),
        "VIGIE_OPENAI_API_KEY": KEY,
        "VIGIE_OPENAI_BASE_URL": f"http://awa:{PASSWORD}@127.0.0.1:9/v1",
        "OLLAMA_HOST": f"http://awa:{PASSWORD}@127.0.0.1:9",
        "VIGIE_CHROMA_TOKEN": KEY,
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.mark.parametrize("arguments", [["doctor", "--json"], ["doctor"], ["ask", "Combien ?", "--provider", "openai"]])
def test_no_command_shows_a_secret(guarded: Path, capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    main(arguments)
    shown = "".join(capfd.readouterr())
    assert len(shown) > 20
    assert not any(secret in shown for secret in SECRETS)


def test_settings_hide_what_is_secret(guarded: Path) -> None:
    settings = load()
    assert settings.openai_api_key is not None and settings.openai_api_key.get_secret_value() == KEY
    for shown in (
        repr(settings),
        str(settings.model_dump()),
        settings.model_dump_json(),
        json.dumps(settings.model_dump(), default=str),
    ):
        assert KEY not in shown


def test_a_refused_value_of_a_secret_is_not_repeated(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("openai_api_key", "chroma_token"):
        (home / "vigie.toml").write_text(f'{name} = ["{KEY}"]\n')
        with pytest.raises(VigieError, match=name) as refused:
            load(home=home)
        assert KEY not in str(refused.value)
    (home / "vigie.toml").write_text("max_pages = 0\n")
    with pytest.raises(VigieError, match=r"\(0\)"):  # what is no secret is told
        load(home=home)


def test_a_server_that_repeats_the_key_is_not_believed(
    repeating: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        settings = Settings(
            home=tmp_path, provider="openai", openai_base_url=f"http://awa:{PASSWORD}@{repeating}", openai_api_key=KEY
        )
        provider = choose(settings)
        with pytest.raises(ProviderError) as failed:
            list(provider.stream([HumanMessage("Combien ?")], max_tokens=10))
        assert "bad request" in str(failed.value)
        told = [str(failed.value), repr(provider), *(f"{each.detail} {each.action}" for each in diagnose(settings))]
    logged = [
        f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records if record.levelno >= logging.INFO
    ]
    for secret in SECRETS:
        assert not any(secret in text for text in (*told, *logged)), secret
