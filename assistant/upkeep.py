"""What a server does by itself once a day: forget what is older than the settings keep."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from corpus.errors import VigieError
from corpus.library import Library
from corpus.retention import Purged, purge_older

log = logging.getLogger(__name__)

_DAY = 86_400.0
_JUMP = 3600.0
"""Seconds by which the date may move beyond the time that passed (daylight saving does not move UTC)."""


class Upkeep:
    """Purges at the start and once a day, unless the clock jumped: a wrong date must not erase what is to be kept."""

    def __init__(
        self,
        library: Library,
        days: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library = library
        self._days = days
        self._now = now
        self._monotonic = monotonic
        self._last = (now(), monotonic())
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin, in a thread of its own. Does nothing when everything is kept."""
        if self._days:
            threading.Thread(target=self._run, name="vigie-upkeep", daemon=True).start()

    def stop(self) -> None:
        """End before the next day."""
        self._stop.set()

    def once(self) -> Purged | None:
        """Purge what is too old; None when the date cannot be trusted or the catalogue cannot be written."""
        now, ticks = self._now(), self._monotonic()
        moved, passed = (now - self._last[0]).total_seconds(), ticks - self._last[1]
        self._last = (now, ticks)
        if abs(moved - passed) > _JUMP:
            log.warning("The clock jumped: nothing is purged today", extra={"seconds": round(moved - passed)})
            return None
        try:
            purged = purge_older(self._library, self._days, now)
        except VigieError as error:
            log.warning("Old answers could not be purged", extra={"error": type(error).__name__})
            return None
        log.info("purged", extra={"answers": purged.answers, "opinions": purged.opinions})
        return purged

    def _run(self) -> None:
        self.once()
        while not self._stop.wait(_DAY):
            self.once()
