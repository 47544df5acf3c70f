"""A server that lets the answers being written finish before it stops."""

import signal
import threading
import time
from types import FrameType

import uvicorn

from assistant.meters import Metered
from assistant.page.texts import tell

_DELIVERY = 1.0
"""Seconds the last words of an answer get to reach the browser."""


class GracefulServer(uvicorn.Server):
    """On the first SIGTERM or ctrl-C: no new question, running answers finish within `seconds`, then it stops.

    A second signal stops at once. While it waits, `/health/ready` says 503, so that a proxy sends nobody here.
    """

    def __init__(self, config: uvicorn.Config, metered: Metered, seconds: float) -> None:
        super().__init__(config)
        self.metered = metered
        self.seconds = seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Answer a signal."""
        if self.metered.stopping or not self.metered.meters.answering or not self.seconds:
            self._stop(sig, frame)
            return
        self.metered.stopping = True
        print(
            tell(
                f"Arrêt quand les réponses en cours seront écrites, dans {self.seconds:.0f} s au plus "
                "(un second signal arrête tout de suite).",
                f"Stopping when the running answers are written, in {self.seconds:.0f} s at most "
                "(a second signal stops at once).",
            ),
            flush=True,
        )
        threading.Thread(target=self._wait, args=(sig, frame), name="vigie-stopping", daemon=True).start()

    def _wait(self, sig: int, frame: FrameType | None) -> None:
        end = time.monotonic() + self.seconds
        while self.metered.meters.answering and time.monotonic() < end and not self.should_exit:
            time.sleep(0.05)
        if not self.should_exit:
            time.sleep(_DELIVERY)
            self._stop(sig, frame)

    def _stop(self, sig: int, frame: FrameType | None) -> None:
        self.metered.stopping = True
        if sig == signal.SIGTERM and not self.should_exit:
            self.should_exit = (
                True  # and not super(): uvicorn would raise the signal again, and end with an error status
            )
        else:
            super().handle_exit(sig, frame)
