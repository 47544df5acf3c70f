"""Streaming from a model server: time limits, a real stop, one retry, every failure told in one line.

The requests run in one background event loop, because only there can a request that waits for its first byte be ended
at once: the connection closes, and the server stops computing for nobody.
"""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx
import ollama
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from assistant.providers.provider import Piece, ProviderError
from corpus.language import say

_POLL = 0.05  # seconds between two looks at the caller's cancel event
_CLOSE_WAIT = 2.0
_RESET = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, ConnectionResetError, BrokenPipeError)
_REFUSED = (httpx.ConnectError, httpx.ConnectTimeout, ConnectionRefusedError)
_MEMORY = ("memory", "cudamalloc", "failed to allocate", "runner process has terminated", "unable to load model")
_TOO_LONG = ("context length", "context size", "context window", "maximum context", "exceed_context")


@dataclass(frozen=True, slots=True)
class Server:
    """What messages say of a model server."""

    label: str  # "Ollama"
    url: str
    model: str
    start: str  # what to do when nothing answers there
    get_model: str  # what to do when it has not the model


@dataclass(slots=True)
class _Attempt:
    """One request under way in the background loop, and what came out of it."""

    out: queue.SimpleQueue[AIMessageChunk | BaseException | None] = field(default_factory=queue.SimpleQueue)

    async def run(self, chat: BaseChatModel, messages: list[BaseMessage], kwargs: dict[str, Any]) -> None:
        try:
            stream: AsyncIterator[Any] = chat.astream(messages, **kwargs)
            async with aclosing(stream) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    self.out.put(chunk)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.out.put(error)
        finally:
            self.out.put(None)


def stream(
    chat: BaseChatModel,
    messages: list[BaseMessage],
    *,
    server: Server,
    first_token_timeout: float,
    answer_timeout: float,
    cancel: threading.Event | None = None,
    check: Callable[[dict[str, Any]], None] | None = None,
    **kwargs: Any,
) -> Iterator[Piece]:
    """Yield the answer's pieces; the last one has the stop reason. Closing the iterator closes the connection.

    A connection lost before the first word is tried once more: that is what a server shows that was just restarting, or
    that closed an idle connection. `check` reads the final metadata and may raise. Raises only ProviderError.
    """
    start = time.monotonic()
    for retries_left in (1, 0):
        written = False
        try:
            for piece in _once(
                chat, messages, server, start, first_token_timeout, answer_timeout, cancel, check, kwargs
            ):
                written = written or bool(piece.text)
                yield piece
            return
        except ProviderError:
            raise
        except Exception as error:
            if retries_left and not written and _is_reset(error):
                continue
            raise explain(error, server, written=written) from error


def _once(
    chat: BaseChatModel,
    messages: list[BaseMessage],
    server: Server,
    start: float,
    first_token_timeout: float,
    answer_timeout: float,
    cancel: threading.Event | None,
    check: Callable[[dict[str, Any]], None] | None,
    kwargs: dict[str, Any],
) -> Iterator[Piece]:
    attempt = _Attempt()
    future = asyncio.run_coroutine_threadsafe(attempt.run(chat, messages, kwargs), _loop())
    written = False
    thought = Thought()
    reason: str | None = None
    metadata: dict[str, Any] = {}
    try:
        while True:
            if cancel is not None and cancel.is_set():
                yield Piece("", "cancelled")
                return
            elapsed = time.monotonic() - start
            if not written and elapsed > first_token_timeout:
                raise _late(server, first_token_timeout)
            if elapsed > answer_timeout:
                raise _slow(server, answer_timeout, written)
            try:
                item = attempt.out.get(timeout=_POLL)
            except queue.Empty:
                continue
            if isinstance(item, BaseException):
                raise item
            if item is None:
                break
            metadata |= item.response_metadata
            reason = item.response_metadata.get("done_reason") or item.response_metadata.get("finish_reason") or reason
            if text := thought.without(item.text):
                written = True
                yield Piece(text)
    finally:
        if not future.done():
            future.cancel()
            _wait_closed(attempt)
    if reason is None:
        raise httpx.RemoteProtocolError("the stream ended without its last message")
    if check:
        check(metadata)
    if not written and thought.happened:
        raise _only_thought(server)
    yield Piece("", "length" if reason == "length" else "stop")


class Thought:
    """Takes a leading `<think>…</think>` out of a streamed text: some models think aloud even when told not to."""

    _OPEN, _CLOSE = "<think>", "</think>"

    def __init__(self) -> None:
        self.happened = False
        self._held = ""
        self._state = "start"

    def without(self, text: str) -> str:
        """Return what of the text so far is ready to be shown."""
        if self._state == "answer":
            return text
        self._held += text
        begun = self._held.lstrip()
        if self._state == "start":
            if begun.startswith(self._OPEN):
                self._state, self.happened = "thinking", True
            elif self._OPEN.startswith(begun):  # too short to tell
                return ""
            else:
                self._state = "answer"
                return begun
        _, closed, answer = self._held.partition(self._CLOSE)
        if not closed:
            return ""
        if answer.strip():
            self._state = "answer"
            return answer.lstrip()
        return ""


def explain(error: Exception, server: Server, *, written: bool = False) -> ProviderError:
    """Return the one line that tells the user what happened to a request, and what to do."""
    message = error_text(error)
    low = message.lower()
    status = getattr(error, "status_code", None)
    first = not written
    if status == 404 or "not found" in low:
        line = say(
            f"{server.label} n'a pas le modèle {server.model}. {server.get_model}",
            f"{server.label} does not have the model {server.model}. {server.get_model}",
        )
    elif status in (401, 403):
        line = say(
            f"{server.label} ({server.url}) refuse la clé d'accès. Corrigez-la dans les réglages.",
            f"{server.label} ({server.url}) refuses the access key. Correct it in the settings.",
        )
    elif any(word in low for word in _TOO_LONG):
        line = say(
            f"La question et ses extraits dépassent ce que {server.model} peut lire : {message} "
            "Réduisez VIGIE_EXCERPT_TOKENS.",
            f"The question and its excerpts are longer than {server.model} can read: {message} "
            "Lower VIGIE_EXCERPT_TOKENS.",
        )
    elif any(word in low for word in _MEMORY):
        line = say(
            f"{server.label} manque de mémoire pour {server.model} ({message}). Fermez d'autres programmes ou "
            "choisissez un modèle plus petit.",
            f"{server.label} has not enough memory for {server.model} ({message}). Close other programs or choose a "
            "smaller model.",
        )
    elif _is_refused(error):
        line = say(
            f"{server.label} ne répond pas à l'adresse {server.url}. {server.start}",
            f"{server.label} does not answer at {server.url}. {server.start}",
        )
    elif _is_reset(error):
        line = say(
            f"{server.label} a coupé la réponse avant la fin. Posez la question de nouveau ; si cela se répète, "
            "consultez le journal du serveur.",
            f"{server.label} cut the answer before its end. Ask again; if it happens again, read the server's log.",
        )
    else:
        line = say(
            f"{server.label} ({server.url}) a renvoyé une erreur : {message}. Consultez le journal du serveur.",
            f"{server.label} ({server.url}) returned an error: {message}. Read the server's log.",
        )
    return ProviderError(line, before_first_word=first)


def error_text(error: Exception) -> str:
    """Return the server's own words, on one line."""
    body = getattr(error, "body", None)  # of openai's errors
    if isinstance(error, ollama.ResponseError):
        text = error.error
    else:
        text = str(body["message"]) if isinstance(body, dict) and body.get("message") else str(error)
    return " ".join(text.split())[:300].rstrip(".") or type(error).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _is_reset(error: Exception) -> bool:
    return any(isinstance(link, _RESET) for link in _chain(error)) and not _is_refused(error)


def _is_refused(error: Exception) -> bool:
    # ollama's client raises a bare ConnectionError where nothing listens
    return type(error) is ConnectionError or any(isinstance(link, _REFUSED) for link in _chain(error))


def _late(server: Server, limit: float) -> ProviderError:
    return ProviderError(
        say(
            f"{server.label} n'a rien écrit en {limit:.0f} s (modèle {server.model}). Le premier mot est long à venir "
            "quand le modèle se charge : réessayez, ou augmentez VIGIE_FIRST_TOKEN_TIMEOUT.",
            f"{server.label} wrote nothing in {limit:.0f} s (model {server.model}). The first word is slow while the "
            "model loads: try again, or raise VIGIE_FIRST_TOKEN_TIMEOUT.",
        )
    )


def _slow(server: Server, limit: float, written: bool) -> ProviderError:
    return ProviderError(
        say(
            f"{server.label} n'a pas fini en {limit:.0f} s (modèle {server.model}). Choisissez un modèle plus petit, "
            "ou augmentez VIGIE_ANSWER_TIMEOUT.",
            f"{server.label} did not finish in {limit:.0f} s (model {server.model}). Choose a smaller model, or raise "
            "VIGIE_ANSWER_TIMEOUT.",
        ),
        before_first_word=not written,
    )


def _only_thought(server: Server) -> ProviderError:
    return ProviderError(
        say(
            f"Le modèle {server.model} n'a fait que réfléchir, sans répondre. Choisissez un modèle « instruct ».",
            f"The model {server.model} only thought and did not answer. Choose an “instruct” model.",
        )
    )


def _wait_closed(attempt: _Attempt) -> None:
    """Wait until the request is really ended, so that the server hears of it before anything else happens."""
    deadline = time.monotonic() + _CLOSE_WAIT
    while (left := deadline - time.monotonic()) > 0:
        try:
            if attempt.out.get(timeout=left) is None:
                return
        except queue.Empty:
            return


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="vigie-models", daemon=True).start()
    return loop
