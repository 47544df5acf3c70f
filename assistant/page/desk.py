"""Where questions wait for a model: one answer is written at a time, and who waits knows their place.

The excerpts of a question never pass through here, so that they never wait behind a model.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from assistant.answers import Event
from assistant.page.texts import tell
from corpus.errors import VigieError
from corpus.language import Language, language, speaking

Work = Callable[[threading.Event], Iterator[Event]]
"""Writes one answer; stops soon after the event it is given is set."""

_REMEMBERED = 20  # answers whose length makes the expected wait
_FIRST_GUESS = 20.0  # seconds, before any answer was written


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions come first, and the seconds that may take."""

    ahead: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer could not be written."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more will come."""


@dataclass(eq=False)
class Run:
    """One question at the desk."""

    work: Work
    spoken: Language
    cancel: threading.Event = field(default_factory=threading.Event)
    news: "queue.SimpleQueue[Event | Failed | Done]" = field(default_factory=queue.SimpleQueue)


class Desk:
    """Runs `slots` questions at a time, in the order they came, at most `room` of them waiting.

    A run goes on without whoever asked for it, so that a closed browser can never block the line.
    """

    def __init__(self, slots: int = 1, room: int = 30) -> None:
        self._slots = slots
        self._room = room
        self._lock = threading.Lock()
        self._runs: list[Run] = []
        self._seconds: deque[float] = deque(maxlen=_REMEMBERED)
        self._pool = ThreadPoolExecutor(max_workers=slots, thread_name_prefix="vigie-answer")

    def submit(self, work: Work) -> Run:
        """Take a place in the line. Raises VigieError when the line is full."""
        run = Run(work, language())
        with self._lock:
            if len(self._runs) >= self._slots + self._room:
                raise VigieError(
                    tell(
                        "Trop de questions attendent déjà une réponse. Les extraits restent disponibles ; réessayez dans une minute.",
                        "Too many questions are waiting for an answer. Excerpts are still available; try again in a minute.",
                    )
                )
            self._runs.append(run)
        self._pool.submit(self._write, run)
        return run

    def place(self, run: Run) -> Waiting:
        """Return how many questions come before this one, and the expected wait."""
        with self._lock:
            position = self._runs.index(run) if run in self._runs else 0
            ahead = max(0, position - self._slots + 1)
            usual = sum(self._seconds) / len(self._seconds) if self._seconds else _FIRST_GUESS
        return Waiting(ahead, ahead * usual / self._slots)

    def __len__(self) -> int:
        """Return how many questions are being answered or wait."""
        with self._lock:
            return len(self._runs)

    def follow(self, run: Run, beat: float = 0.5) -> Iterator[Event | Waiting | Failed]:
        """Yield what happens to a run, in order, with its place in the line every `beat` seconds while it waits.

        Whoever stops following stops the run.
        """
        started = False
        try:
            while True:
                try:
                    item = run.news.get(timeout=beat)
                except queue.Empty:
                    if not started:
                        yield self.place(run)
                    continue
                started = True
                if isinstance(item, Done):
                    return
                yield item
        except GeneratorExit:
            run.cancel.set()
            raise

    def close(self) -> None:
        """Stop every run and wait for none."""
        with self._lock:
            for run in self._runs:
                run.cancel.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _write(self, run: Run) -> None:
        begun = time.monotonic()
        try:
            if not run.cancel.is_set():
                with speaking(run.spoken):
                    for event in run.work(run.cancel):
                        run.news.put(event)
        except BaseException as error:
            run.news.put(Failed(error))
        finally:
            with self._lock:
                self._runs.remove(run)
                if not run.cancel.is_set():
                    self._seconds.append(time.monotonic() - begun)
            run.news.put(Done())
