"""The embedded model itself, with its real weights: slow, and only where `vigie[embedded]` is installed."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.providers import embedded
from assistant.providers.embedded import EmbeddedChat
from assistant.providers.provider import Provider
from assistant.providers.tokens import estimate_tokens
from corpus.errors import MissingExtra
from corpus.settings import Settings

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

SYSTEM = SystemMessage("Tu réponds en français, en une phrase, à partir des extraits seulement.")


def question(text: str) -> list[BaseMessage]:
    extract = "[1] Note (2024) : « La Région se situe au milieu de la chaîne de valeur de l'IA. Elle anime le réseau. »"
    return [SYSTEM, HumanMessage(f"Extraits :\n{extract}\n\nQuestion : {text}")]


@pytest.fixture(scope="module")
def provider() -> Provider:
    pytest.importorskip("xllamacpp", reason="needs the extra vigie[embedded]")
    from assistant.providers.weights import is_ready, part_paths

    settings = Settings(first_token_timeout=600, answer_timeout=900)  # joined in the usual cache, once
    if not is_ready(settings.cache_dir):
        try:
            part_paths()
        except MissingExtra as error:
            pytest.skip(str(error))
    return embedded.provider(settings)


def read(provider: Provider, messages: list[BaseMessage], max_tokens: int = 40) -> tuple[str, str | None]:
    pieces = list(provider.stream(messages, max_tokens=max_tokens))
    return "".join(piece.text for piece in pieces), pieces[-1].stop_reason


def test_it_answers_in_french_and_the_same_whatever_was_asked_before(provider: Provider) -> None:
    asked = question("Où se situe la Région dans la chaîne de valeur ?")
    first = read(provider, asked)
    assert "au milieu de la chaîne de valeur" in first[0]
    assert first[1] == "stop"
    read(provider, question("Qui anime le réseau ?"), 5)
    assert read(provider, asked) == first
    read(provider, [HumanMessage("Bonjour")], 3)
    assert read(provider, asked) == first


def test_an_answer_cut_at_its_limit_says_so(provider: Provider) -> None:
    text, reason = read(provider, question("Où se situe la Région ?"), 3)
    assert reason == "length"
    assert text


def test_cancelling_stops_the_model_and_not_only_the_reading(provider: Provider) -> None:
    provider.warm([SYSTEM])
    cancel = threading.Event()
    long = [SYSTEM, HumanMessage("Raconte une longue histoire de la mer. " * 60)]
    threading.Timer(0.5, cancel.set).start()
    start = time.monotonic()
    assert [piece.stop_reason for piece in provider.stream(long, max_tokens=400, cancel=cancel)] == ["cancelled"]
    stopped = time.monotonic() - start
    read(provider, question("Qui ?"), 1)  # waits until the model has let go of the long text
    freed = time.monotonic() - start
    start = time.monotonic()
    read(provider, long, 1)
    whole = time.monotonic() - start
    assert stopped < 0.5 * whole
    assert freed < 0.8 * whole


def test_no_port_is_open_and_tokens_are_counted_exactly(provider: Provider) -> None:
    assert isinstance(provider.chat, EmbeddedChat)
    assert provider.chat.engine().address.startswith("unix://")
    assert provider.chat.get_num_tokens("La Région se situe au milieu de la chaîne de valeur") == 16
    text = "Le 11 juillet 2025, l'assemblée vote 35 000 000 € pour la formation des agents (article 4). " * 10
    assert estimate_tokens(text) == pytest.approx(provider.chat.get_num_tokens(text), rel=0.2)


def test_it_prints_nothing_and_exits_cleanly_in_the_middle_of_an_answer(provider: Provider, tmp_path: Path) -> None:
    code = (
        "from langchain_core.messages import HumanMessage; from corpus.settings import Settings; "
        "from assistant.providers import embedded; "
        "pieces = embedded.provider(Settings(first_token_timeout=600)).stream([HumanMessage('Raconte.')], max_tokens=200); "
        "print(bool(next(pieces).text))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "True\n", "")
    assert list(tmp_path.iterdir()) == []
