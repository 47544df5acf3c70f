"""How often one person may do something."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_MOST_PEOPLE = 10_000


class Rate:
    """At most `limit` times in `seconds`, for each name. Safe to share between threads."""

    def __init__(self, limit: int, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[str, deque[float]] = {}

    def wait(self, name: str) -> float:
        """Count one more time for `name`, and return 0; or count nothing, and return the seconds to wait."""
        with self._lock:
            now = self._clock()
            times = self._times.setdefault(name, deque())
            while times and times[0] <= now - self._seconds:
                times.popleft()
            if len(times) >= self._limit:
                return times[0] + self._seconds - now
            times.append(now)
            if len(self._times) > _MOST_PEOPLE:
                self._forget(now)
            return 0.0

    def _forget(self, now: float) -> None:
        """Let go of those who have been quiet."""
        for name in [name for name, times in self._times.items() if not times or times[-1] <= now - self._seconds]:
            del self._times[name]


@dataclass(frozen=True, slots=True)
class Rates:
    """What one person may do in a minute, however they come: the pages in both languages, the API."""

    searches: Rate
    answers: Rate

    @classmethod
    def of(cls, per_minute: int) -> "Rates":
        """Return the same limit for searches and for answers, counted apart: each question is first a search."""
        return cls(Rate(per_minute), Rate(per_minute))
