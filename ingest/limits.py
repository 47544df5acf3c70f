"""The limits within which one file is read, light enough for the child process to import."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Protocol


class ReadingLimits(Protocol):
    """What a parser needs to know of the settings; `corpus.settings.Settings` has it."""

    @property
    def max_file_mb(self) -> int: ...  # noqa: D102
    @property
    def max_pages(self) -> int: ...  # noqa: D102
    @property
    def parse_timeout(self) -> float: ...  # noqa: D102
    @property
    def parse_memory_mb(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits alone, as the child process receives them."""

    max_file_mb: int = 200
    max_pages: int = 5000
    parse_timeout: float = 300.0
    parse_memory_mb: int = 1536

    @classmethod
    def of(cls, settings: ReadingLimits) -> "Limits":
        """Take the limits out of the settings."""
        return cls(settings.max_file_mb, settings.max_pages, settings.parse_timeout, settings.parse_memory_mb)


class OutOfTime(BaseException):
    """Raised by `at_most`. Not an Exception, so that no `except Exception` of a library swallows it."""


class Clock:
    """The time left for one file: reading stops in time to hand back what was read."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - time.monotonic())


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in a block that lasts longer.

    Works between two Python instructions of the main thread; a single call into C that never returns is the sandbox's
    affair. Elsewhere than in the main thread the block is not limited.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
