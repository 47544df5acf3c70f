"""llama.cpp in this process: one model, one generation at a time, stopped for real when it is no longer wanted.

The only module that knows xllamacpp.
"""

import atexit
import importlib.util
import queue
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from assistant.providers.openmp import spinning
from assistant.providers.provider import ProviderError
from corpus.errors import MissingExtra
from corpus.language import say

Chunk = dict[str, Any]
"""One chunk of llama.cpp's OpenAI-like stream: text, reading progress, or an error."""

_BATCH = 64  # tokens read between two looks at the stop flag: about 1 s on 2 cores; larger is not faster there
# Turns a thread waits busily for the others before it sleeps. With OpenMP's 300,000, a model that shares its cores with
# other work writes 0.2 to 0.9 tokens a second instead of 2.5 to 3 (measured, 2 threads on 2 loaded cores).
_SPINS = 1000
_POLL = 0.05  # seconds between two looks at the caller's cancel event
_LONGEST_SOCKET = 100  # characters of a Unix socket's path; the system's limit is 104 to 108
_EXIT_WAIT = 5.0


class LoadError(ProviderError):
    """llama.cpp refuses the model file."""


class _Job:
    """One generation: its request, what comes out of it, and the flag that stops it."""

    def __init__(self, request: dict[str, Any], prefix: list[dict[str, Any]]) -> None:
        self.request = request
        self.prefix = prefix
        self.out: queue.SimpleQueue[Chunk | BaseException | None] = queue.SimpleQueue()
        self.stop = threading.Event()
        self.started = threading.Event()

    def receive(self, chunk: Chunk) -> bool:
        """Called by llama.cpp for each chunk; returning True ends the generation."""
        if not self.stop.is_set():
            self.out.put(chunk)
        return self.stop.is_set()


class Engine:
    """A loaded model. Generations wait for each other in the order they came; each can be stopped at any moment."""

    def __init__(self, model_path: Path, *, threads: int, context: int) -> None:
        """Load the model: a few seconds. Raises MissingExtra without xllamacpp, LoadError when the file is refused."""
        if not is_installed():
            raise MissingExtra("llama.cpp (xllamacpp)", "embedded")
        with spinning(_SPINS):
            import xllamacpp  # noqa: PLC0415 - an extra, and it loads 40 MB

        self.context = context
        self._key = secrets.token_urlsafe(32)
        self._folder = tempfile.TemporaryDirectory(prefix="vigie-")
        self._socket = str(Path(self._folder.name) / "llama.sock")
        params = xllamacpp.CommonParams()
        params.model.path = str(model_path)
        params.n_ctx = context
        params.n_parallel = 1
        params.n_batch = params.n_ubatch = _BATCH
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.verbosity = -1
        params.warmup = False
        params.cache_ram_mib = 0  # its default may take 8 GB; the prefix of the last prompt is kept without it
        params.api_keys = [self._key]
        params.cors_origins = ""
        params.ui = False
        params.endpoint_slots = False
        # xllamacpp always starts an HTTP server. A socket in a folder of our own is out of reach of other users and of
        # pages in a browser; where there is none (Windows), the key guards the loopback port.
        if sys.platform != "win32" and len(self._socket) <= _LONGEST_SOCKET:
            params.hostnames = [self._socket]
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as error:
            self._folder.cleanup()
            raise LoadError(
                say(
                    f"llama.cpp refuse le modèle {model_path} : fichier abîmé, ou mémoire insuffisante.",
                    f"llama.cpp refuses the model {model_path}: damaged file, or not enough memory.",
                )
            ) from error
        self._http = self._client()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._current: _Job | None = None
        self._prefix: list[dict[str, Any]] = []  # what llama.cpp's cache begins with
        self._worker = threading.Thread(target=self._work, name="vigie-llama", daemon=True)
        self._worker.start()
        atexit.register(self.close)

    def generate(
        self,
        request: dict[str, Any],
        *,
        prefix: list[dict[str, Any]],
        first_token_timeout: float,
        answer_timeout: float,
        cancel: threading.Event | None = None,
    ) -> Iterator[Chunk]:
        """Yield llama.cpp's chunks; end early when `cancel` is set. Closing the iterator stops the generation.

        `prefix` are the first messages of the request that stay the same from one to the next: they are read once.
        Time limits run from the moment this generation has its turn. Raises ProviderError when one is passed, or when
        llama.cpp reports an error.
        """
        job = _Job(request, prefix)
        self._jobs.put(job)
        written = False
        start: float | None = None
        try:
            while True:
                if cancel is not None and cancel.is_set():
                    return
                if start is None and job.started.is_set():
                    start = time.monotonic()
                if start is not None:
                    _check_time(time.monotonic() - start, written, first_token_timeout, answer_timeout)
                try:
                    item = job.out.get(timeout=_POLL)
                except queue.Empty:
                    continue
                if item is None:
                    return
                if isinstance(item, BaseException):
                    raise _failure(str(item), written) from item
                if "error" in item:
                    raise _refusal(item["error"], written)
                written = written or bool(chunk_text(item))
                yield item
        finally:
            job.stop.set()

    def count_tokens(self, text: str) -> int:
        """Return the exact number of tokens of the text."""
        reply = self._http.post("/tokenize", json={"content": text})
        return len(reply.raise_for_status().json()["tokens"])

    @property
    def address(self) -> str:
        """Where llama.cpp's own server listens: `unix://…`, or a loopback URL."""
        return str(self._server.listening_address)

    def close(self) -> None:
        """Stop what is being written and let the worker end, so that the interpreter can exit cleanly."""
        atexit.unregister(self.close)
        self._jobs.put(None)
        if self._current is not None:
            self._current.stop.set()
        self._worker.join(_EXIT_WAIT)
        self._http.close()
        del self._server
        self._folder.cleanup()

    def _client(self) -> httpx.Client:
        address = self.address
        headers = {"Authorization": f"Bearer {self._key}"}
        if address.startswith("unix://"):
            transport = httpx.HTTPTransport(uds=address.removeprefix("unix://"))
            return httpx.Client(transport=transport, base_url="http://llama", headers=headers, trust_env=False)
        return httpx.Client(base_url=address, headers=headers, trust_env=False)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if job.stop.is_set():
                continue
            self._current = job
            job.started.set()
            try:
                self._read_prefix(job)
                if not job.stop.is_set():
                    self._server.handle_chat_completions(job.request, job.receive)
            except Exception as error:
                job.out.put(error)
            finally:
                self._current = None
                job.out.put(None)

    def _read_prefix(self, job: _Job) -> None:
        """Bring llama.cpp's cache to exactly the prefix, whatever was asked before.

        llama.cpp keeps what two prompts have in common, to the token. How much that is depends on the question before,
        and the sums of a batch depend on where it starts: the same question would not always get the same answer. So the
        prefix is read from nothing once, and each request starts right behind it.
        """
        job.request["cache_prompt"] = bool(job.prefix)
        if job.prefix:
            known = self._prefix == job.prefix
            self._prefix = []
            short = {"messages": job.prefix, "max_tokens": 1, "stream": True, "temperature": 0, "cache_prompt": known}
            self._server.handle_chat_completions({**short, "return_progress": True}, lambda _chunk: job.stop.is_set())
            if job.stop.is_set():
                return
        self._prefix = job.prefix


def is_installed() -> bool:
    """Whether xllamacpp is there, without importing it."""
    return importlib.util.find_spec("xllamacpp") is not None


def chunk_text(chunk: Chunk) -> str:
    """Return the text of a chunk, empty when it carries only progress or the end."""
    choices = chunk.get("choices") or [{}]
    return choices[0].get("delta", {}).get("content") or ""


def finish_reason(chunk: Chunk) -> str | None:
    """Return why the model ended (`stop` or `length`), None while it goes on."""
    choices = chunk.get("choices") or [{}]
    reason = choices[0].get("finish_reason")
    return None if reason is None else str(reason)


def _check_time(elapsed: float, written: bool, first_token_timeout: float, answer_timeout: float) -> None:
    if not written and elapsed > first_token_timeout:
        raise ProviderError(
            say(
                f"Le modèle intégré n'a rien écrit en {first_token_timeout:.0f} s. La machine est peut-être trop "
                "chargée ; l'attente se règle par VIGIE_FIRST_TOKEN_TIMEOUT.",
                f"The embedded model wrote nothing in {first_token_timeout:.0f} s. The machine may be too busy; "
                "VIGIE_FIRST_TOKEN_TIMEOUT sets how long to wait.",
            )
        )
    if elapsed > answer_timeout:
        raise ProviderError(
            say(
                f"Le modèle intégré n'a pas fini en {answer_timeout:.0f} s ; la limite se règle par "
                "VIGIE_ANSWER_TIMEOUT.",
                f"The embedded model did not finish in {answer_timeout:.0f} s; VIGIE_ANSWER_TIMEOUT sets the limit.",
            ),
            before_first_word=not written,
        )


def _failure(what: str, written: bool) -> ProviderError:
    return ProviderError(
        say(
            f"Le modèle intégré a échoué : {what}. Voir « vigie doctor ».",
            f"The embedded model failed: {what}. See “vigie doctor”.",
        ),
        before_first_word=not written,
    )


def _refusal(error: dict[str, Any], written: bool) -> ProviderError:
    if error.get("type") == "exceed_context_size_error":
        size, room = error.get("n_prompt_tokens"), error.get("n_ctx")
        return ProviderError(
            say(
                f"La question et ses extraits font {size} jetons, plus que les {room} du modèle intégré. Réduisez "
                "VIGIE_EXCERPT_TOKENS ou augmentez VIGIE_EMBEDDED_CONTEXT.",
                f"The question and its excerpts take {size} tokens, more than the embedded model's {room}. Lower "
                "VIGIE_EXCERPT_TOKENS or raise VIGIE_EMBEDDED_CONTEXT.",
            )
        )
    return _failure(str(error.get("message", error)), written)
