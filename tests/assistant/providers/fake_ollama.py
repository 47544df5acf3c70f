"""A server that speaks Ollama's wire format on loopback, with faults on demand.

By hand, to try Vigie over it: `python tests/assistant/providers/fake_ollama.py --port 11434`. It answers with the first
sentence of the first excerpt of the prompt and its mark. It also speaks the `/v1` format of OpenAI, as Ollama does.
"""

import argparse
import json
import re
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "qwen3:4b-instruct-2507-q4_K_M"
_EXCERPT = re.compile(r"^\s*\[(\d+)\](?:[^\n«]*«)?\s*(?P<text>[^\n»]+)", re.MULTILINE)  # [1] title (year) : « text »


@dataclass
class Script:
    """What the server is and which faults it shows. Change it between two requests."""

    version: str = "0.35.2"
    models: tuple[str, ...] = (MODEL, "llama3.2:latest")
    context_length: int | None = 262144
    remote_host: str | None = None
    answer: str | None = None  # None: composed of the first excerpt
    chat_error: tuple[int, str] | None = None  # status and message, before a word
    error_after: int | None = None  # pieces written before an error line
    error_text: str = "llama runner process has terminated: cudaMalloc failed: out of memory"
    cut_after: int | None = None  # pieces written before the connection breaks
    end_after: int | None = None  # pieces written before the stream ends without its last line
    resets: int = 0  # connections still to be reset before a byte is sent
    first_word_delay: float = 0.0
    word_delay: float = 0.0
    meeting: threading.Barrier | None = None  # answers only when so many requests are there at once
    prompt_eval_count: int | None = None  # None: estimated from the prompt, at most num_ctx


@dataclass
class Record:
    """What the server saw."""

    chats: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    client_left: threading.Event = field(default_factory=threading.Event)


class _ClientLeft(Exception):
    pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "FakeOllama"

    def log_message(self, format: str, *args: Any) -> None:
        if self.server.talks:
            super().log_message(format, *args)

    def do_GET(self) -> None:
        script = self.server.script
        self._note()
        if self.path == "/api/version":
            self._reply({"version": script.version})
        elif self.path == "/api/tags":
            self._reply({"models": [{"name": name, "model": name, "size": 1, "digest": "0"} for name in script.models]})
        elif self.path == "/v1/models":
            self._reply({"object": "list", "data": [{"id": name, "object": "model"} for name in script.models]})
        else:
            self._reply({"error": "404 page not found"}, 404)

    def do_POST(self) -> None:
        self._note()
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path == "/api/show":
            self._show(body)
        elif self.path in ("/api/chat", "/v1/chat/completions"):
            self.server.record.chats.append(body)
            try:
                self._chat(body)
            except (_ClientLeft, BrokenPipeError, ConnectionResetError):
                self.close_connection = True
                self.server.record.client_left.set()
        else:
            self._reply({"error": "404 page not found"}, 404)

    def _note(self) -> None:
        self.server.record.paths.append(self.path)
        self.server.record.headers.append({name.lower(): value for name, value in self.headers.items()})

    def _show(self, body: dict[str, Any]) -> None:
        script = self.server.script
        if body["model"] not in script.models:
            self._reply({"error": f"model '{body['model']}' not found"}, 404)
            return
        info = {"general.architecture": "qwen3"}
        if script.context_length:
            info |= {"qwen3.context_length": script.context_length}
        reply = {"details": {"family": "qwen3"}, "model_info": info, "capabilities": ["completion"]}
        self._reply(reply | ({"remote_host": script.remote_host} if script.remote_host else {}))

    def _chat(self, body: dict[str, Any]) -> None:
        script = self.server.script
        if script.resets:
            script.resets -= 1
            # linger 0: the peer gets a reset, not an orderly end
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        if body["model"] not in script.models:
            self._reply({"error": f"model '{body['model']}' not found"}, 404)
            return
        if script.chat_error:
            status, text = script.chat_error
            self._reply({"error": text if self.path == "/api/chat" else {"message": text}}, status)
            return
        options = body.get("options") or {}
        pieces = _pieces(script.answer if script.answer is not None else compose(body["messages"]))
        limit = options.get("num_predict") or body.get("max_tokens") or len(pieces)
        reason = "length" if len(pieces) > limit > 0 else "stop"
        native = self.path == "/api/chat"
        if script.meeting:
            script.meeting.wait(20)
        self._wait(script.first_word_delay)
        self._head("application/x-ndjson" if native else "text/event-stream")
        for number, piece in enumerate(pieces[:limit] if limit > 0 else pieces):
            if script.error_after == number:
                self._chunk(json.dumps({"error": script.error_text}) + "\n")
                self._chunk("")
                return
            if script.cut_after == number:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if script.end_after == number:
                self._chunk("")
                return
            self._wait(script.word_delay)
            self._chunk(_native(body, piece) if native else _openai(body, piece))
        if native:
            self._chunk(_native(body, "", self._totals(body, reason, len(pieces[:limit]))))
        else:
            self._chunk(_openai(body, "", reason) + "data: [DONE]\n\n")
        self._chunk("")

    def _totals(self, body: dict[str, Any], reason: str, written: int) -> dict[str, Any]:
        script = self.server.script
        read = sum(len(message["content"]) for message in body["messages"]) // 4
        window = (body.get("options") or {}).get("num_ctx", 4096)
        read = script.prompt_eval_count if script.prompt_eval_count is not None else min(read, window)
        return {
            "done": True,
            "done_reason": reason,
            "total_duration": 1,
            "load_duration": 1,
            "prompt_eval_count": read,
            "prompt_eval_duration": 1,
            "eval_count": written,
            "eval_duration": 1,
        }

    def _wait(self, seconds: float) -> None:
        """Wait as a model does that computes, and notice when the client hangs up meanwhile."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            readable, _, _ = select.select([self.connection], [], [], max(0.0, min(left, 0.02)))
            if readable and self.connection.recv(1, socket.MSG_PEEK) == b"":
                raise _ClientLeft
            if left <= 0:
                return

    def _reply(self, content: dict[str, Any], status: int = 200) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _head(self, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


class FakeOllama(ThreadingHTTPServer):
    """The server. `script` says how it behaves, `record` what it saw."""

    daemon_threads = True

    def __init__(self, port: int = 0, *, talks: bool = False) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = Script()
        self.record = Record()
        self.talks = talks

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that a fault has closed."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "FakeOllama":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.server_close()


def compose(messages: list[dict[str, Any]]) -> str:
    """Return the first sentence of the first excerpt in the last message, with its mark."""
    found = _EXCERPT.search(messages[-1]["content"])
    if not found:
        return "Les documents ne répondent pas à cette question."
    sentence = re.match(r".+?[.!?](?=\s|$)", found["text"]) or re.match(r".+", found["text"])
    assert sentence
    return f"{sentence[0].rstrip()} [{found[1]}]"


def _pieces(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)


def _native(body: dict[str, Any], piece: str, totals: dict[str, Any] | None = None) -> str:
    message = {"role": "assistant", "content": piece}
    stamp = "2026-11-23T00:00:00.000000Z"
    return (
        json.dumps({"model": body["model"], "created_at": stamp, "message": message, "done": False} | (totals or {}))
        + "\n"
    )


def _openai(body: dict[str, Any], piece: str, reason: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": reason}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
    return f"data: {json.dumps(head | {'choices': [choice]})}\n\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--answer", help="what to answer, instead of the first excerpt")
    parser.add_argument("--word-delay", type=float, default=0.03, help="seconds between two words")
    arguments = parser.parse_args()
    server = FakeOllama(arguments.port, talks=True)
    server.script.answer, server.script.word_delay = arguments.answer, arguments.word_delay
    print(f"{server.url} speaks as Ollama with {', '.join(server.script.models)}; Ctrl-C ends it.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
