"""For the machines that watch Vigie: is it alive, can it answer, how much does it do.

`/health/live` says that the process answers. `/health/ready` says that questions can be answered: the library opens, its
indexes agree, someone can write. `/metrics` is for Prometheus. None of them says anything of a person or a question.
"""

import threading
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from assistant.meters import Metered, Meters
from assistant.page.backend import Backend
from assistant.page.desk import Desk
from corpus.errors import VigieError
from corpus.library import Library
from corpus.settings import Settings

_FRESH = 5.0
"""Seconds an answer about readiness is kept: whoever asks more often asks nothing of the disk."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def configure(app: FastAPI, backend: Backend, settings: Settings, desk: Desk) -> Backend:
    """Add the routes; return the backend to use from here on, whose questions are counted."""
    meters = Meters()
    metered = Metered(backend, meters)
    library = getattr(backend, "library", None)
    counts = _Remembered(library.counts) if isinstance(library, Library) else None
    meters.watch("vigie_queue_length", "Questions being answered or waiting.", lambda: float(len(desk)))
    if counts is not None:
        meters.watch("vigie_documents", "Documents in the library.", lambda: float(counts.value().documents))
        meters.watch("vigie_pages", "Pages in the library.", lambda: float(counts.value().pages))
        meters.watch("vigie_passages", "Passages in the library.", lambda: float(counts.value().passages))
    health_routes(app, metered, settings, _Remembered(lambda: readiness(metered)))
    app.state.metered = metered
    return cast(Backend, metered)


def readiness(metered: Metered) -> dict[str, Any]:
    """Return what readiness is made of; `ready` is whether questions can be answered."""
    state: dict[str, Any] = {"ready": False, "library": "ok", "stopping": metered.stopping}
    library = getattr(metered.backend, "library", None)
    try:
        if isinstance(library, Library):
            counts = library.counts()
            library.check_identity()
            state |= {"documents": counts.documents, "indexes_agree": counts.consistent}
            if counts.passages:
                library.check_dense()
        state["providers"] = {status.name: status.available for status in metered.backend.providers()}
    except VigieError:
        state["library"] = "failed"  # the reason names files: it is for `vigie doctor`, not for whoever asks here
    except Exception as error:
        state["library"] = type(error).__name__
    usable = any(state.get("providers", {}).values())
    agree = state.get("indexes_agree", True)
    state["ready"] = state["library"] == "ok" and agree and usable and not metered.stopping
    return state


def health_routes(app: FastAPI, metered: Metered, settings: Settings, ready: "_Remembered") -> None:
    """Add the three addresses."""

    @app.get("/health/live", include_in_schema=False)
    def live(request: Request) -> Response:
        return JSONResponse({"live": True}) if _may(request, settings) else _refusal()

    @app.get("/health/ready", include_in_schema=False)
    def is_ready(request: Request) -> Response:
        if not _may(request, settings):
            return _refusal()
        state = ready.value() if not metered.stopping else {"ready": False, "stopping": True}
        return JSONResponse(state, status_code=200 if state["ready"] else 503, headers={"cache-control": "no-store"})

    @app.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        if not _may(request, settings):
            return _refusal()
        return Response(metered.meters.text(), media_type=CONTENT_TYPE_LATEST)


def _refusal() -> Response:
    return Response("monitoring is open to this machine only (VIGIE_MONITORING)", 403, media_type="text/plain")


def _may(request: Request, settings: Settings) -> bool:
    """Tell whether who asks may read this: this machine itself, not a proxy on it that speaks for someone else."""
    if settings.monitoring == "open":
        return True
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


class _Remembered:
    """A value that is computed at most every few seconds, by one thread at a time."""

    def __init__(self, compute: Callable[[], Any]) -> None:
        self._compute = compute
        self._lock = threading.Lock()
        self._known: tuple[float, Any] | None = None

    def value(self) -> Any:
        """Return the value, a few seconds old at most."""
        with self._lock:
            now = time.monotonic()
            if self._known is None or now - self._known[0] > _FRESH:
                self._known = (now, self._compute())
            return self._known[1]
