"""Pages as pictures, drawn in a process of their own: a file that breaks the drawing breaks nothing else."""

import multiprocessing
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, TypeVar, cast

from assistant.page import page_image
from assistant.page.page_image import Box, Picture
from assistant.page.texts import tell
from corpus.errors import VigieError

WIDTH = 1100  # pixels: sharp enough to read on a page 700 wide
_SECONDS = 45.0
_KEPT = 80

T = TypeVar("T")


class Pictures:
    """Draws pages and finds quotations on them; keeps the last ones. Safe to share between threads."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._pools: dict[bool, ProcessPoolExecutor] = {}  # one for pages, one for scans, which take seconds
        self._known: OrderedDict[Hashable, Any] = OrderedDict()

    def draw(self, path: Path, number: int) -> Picture:
        """Return a page as a picture. Raises VigieError when it cannot be drawn."""
        return self._remembered(("draw", path, number), page_image.draw, path, number, WIDTH)

    def locate(self, path: Path, number: int, quote: str, nth: int = 0, *, scanned: bool = False) -> tuple[Box, ...]:
        """Return where the quotation stands on the page; empty when it cannot be found."""
        key = ("locate", path, number, quote, nth)
        return self._remembered(key, page_image.locate, path, number, quote, nth, scanned=scanned)

    def close(self) -> None:
        """End the drawing process."""
        with self._lock:
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            _end(pool)

    def _remembered(self, key: Hashable, work: Callable[..., T], *arguments: Any, **options: Any) -> T:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return cast("T", self._known[key])
        result = self._done(work, *arguments, **options)
        with self._lock:
            self._known[key] = result
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return result

    def _done(self, work: Callable[..., T], *arguments: Any, **options: Any) -> T:
        path, number = arguments[0], arguments[1]
        scanned = bool(options.get("scanned"))
        pool = self._running(scanned)
        try:
            return pool.submit(work, *arguments, **options).result(timeout=self._seconds)
        except (BrokenProcessPool, TimeoutError):
            self._drop(scanned, pool)
            reason = tell("le dessin a échoué ou pris trop de temps", "the drawing failed or took too long")
        except IndexError:
            reason = tell("le fichier n'a pas cette page", "the file has no such page")
        except Exception as error:
            reason = str(error)
        raise VigieError(
            tell(
                f"La page {number} de {path.name} ne peut pas être montrée : {reason}. Son texte reste lisible à côté.",
                f"Page {number} of {path.name} cannot be shown: {reason}. Its text can still be read beside it.",
            )
        )

    def _running(self, scanned: bool) -> ProcessPoolExecutor:
        with self._lock:
            if scanned not in self._pools:
                context = multiprocessing.get_context("spawn")
                self._pools[scanned] = ProcessPoolExecutor(
                    1, mp_context=context, max_tasks_per_child=500, initializer=page_image.end_with_parent
                )
            return self._pools[scanned]

    def _drop(self, scanned: bool, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pools.get(scanned) is pool:
                del self._pools[scanned]
        _end(pool)


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop a pool at once, with the process that hangs."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
