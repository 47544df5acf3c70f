"""Streaming from a model server: time limits, a real stop, one retry, every failure told in one line.

The requests run in one background event loop, because only there can a request that waits for its first byte be ended
at once: the connection closes, and the server stops computing for nobody.
"""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from assistant.providers import failures
from assistant.providers.failures import Server
from assistant.providers.provider import Piece, ProviderError
from assistant.providers.thinking import Thought

_POLL = 0.05  # seconds between two looks at the caller's cancel event
_CLOSE_WAIT = 2.0  # seconds for a connection to close


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model server.

    `options` go to the chat model with the messages. `check` reads the metadata of the whole reply and may raise
    ProviderError.
    """

    chat: BaseChatModel
    messages: list[BaseMessage]
    server: Server
    first_token_timeout: float
    answer_timeout: float
    cancel: threading.Event | None = None
    check: Callable[[dict[str, Any]], None] | None = None
    options: dict[str, Any] = field(default_factory=dict)


def stream(request: Request) -> Iterator[Piece]:
    """Yield the answer's pieces; the last one has the stop reason. Closing the iterator closes the connection.

    A connection lost before the first word is tried once more: that is what a server shows that was just restarting, or
    that closed an idle connection. The time limits hold for both tries together. Raises only ProviderError.
    """
    start = time.monotonic()
    for retries_left in (1, 0):
        written = False
        try:
            for piece in _once(request, start):
                written = written or bool(piece.text)
                yield piece
            return
        except ProviderError:
            raise
        except Exception as error:
            if retries_left and not written and failures.is_reset(error):
                continue
            raise failures.explain(error, request.server, written=written) from error


def _once(request: Request, start: float) -> Iterator[Piece]:
    thought = Thought()
    written = False
    reason: str | None = None
    metadata: dict[str, Any] = {}
    attempt = _Attempt(request)
    try:
        for chunk in attempt.chunks():
            if request.cancel is not None and request.cancel.is_set():
                yield Piece("", "cancelled")
                return
            _check_time(request, time.monotonic() - start, written)
            if chunk is None:
                continue
            metadata |= chunk.response_metadata
            reason = metadata.get("done_reason") or metadata.get("finish_reason")
            if text := thought.without(chunk.text):
                written = True
                yield Piece(text)
    finally:
        attempt.close()
    if reason is None:
        raise httpx.RemoteProtocolError("the stream ended without its last message")
    if request.check:
        request.check(metadata)
    if thought.happened and not written:
        raise failures.only_thought(request.server)
    yield Piece("", "length" if reason == "length" else "stop")


def _check_time(request: Request, elapsed: float, written: bool) -> None:
    if not written and elapsed > request.first_token_timeout:
        raise failures.late(request.server, request.first_token_timeout)
    if elapsed > request.answer_timeout:
        raise failures.slow(request.server, request.answer_timeout, written)


class _Attempt:
    """One request under way in the background loop, and what came out of it."""

    def __init__(self, request: Request) -> None:
        self._out: queue.SimpleQueue[AIMessageChunk | BaseException | None] = queue.SimpleQueue()
        self._ended = False
        self._future = asyncio.run_coroutine_threadsafe(self._run(request), _loop())

    def chunks(self) -> Iterator[AIMessageChunk | None]:
        """Yield the chunks as they come, and None at each moment in between, so that the caller can look around."""
        while True:
            try:
                item = self._out.get(timeout=_POLL)
            except queue.Empty:
                yield None
                continue
            if item is None:
                self._ended = True
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    def close(self) -> None:
        """End the request if it still runs, and wait until its connection is closed: the server has heard of it then."""
        if self._ended:
            return
        self._future.cancel()
        deadline = time.monotonic() + _CLOSE_WAIT
        while (left := deadline - time.monotonic()) > 0:
            try:
                if self._out.get(timeout=left) is None:
                    return
            except queue.Empty:
                return

    async def _run(self, request: Request) -> None:
        try:
            chunks = cast(
                "AsyncGenerator[AIMessageChunk, None]", request.chat.astream(request.messages, **request.options)
            )
            async with aclosing(chunks):
                async for chunk in chunks:
                    self._out.put(chunk)
        except Exception as error:
            self._out.put(error)
        finally:
            self._out.put(None)


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="vigie-models", daemon=True).start()
    return loop
