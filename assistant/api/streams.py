"""Following an answer as it is written, without a thread of its own, until it ends or whoever asked goes away."""

import asyncio
import contextlib
import json
import logging
import queue
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import asdict
from typing import Any

from assistant.answers import Answer, Checked, Draft, Event, ExcerptsFound, Finished, Notice
from assistant.api.problems import Refused
from assistant.page.desk import Desk, Done, Failed, Run, Waiting
from assistant.page.texts import tell
from assistant.providers.provider import ProviderError
from corpus.errors import VigieError

log = logging.getLogger(__name__)
Step = Event | Waiting | Failed

_PAUSE = 0.03  # seconds between two looks at the news: below what a reader notices
_BEAT = 1.0  # seconds between two looks at whether anyone still listens


async def follow(desk: Desk, run: Run, gone: Callable[[], Awaitable[bool]]) -> AsyncGenerator[Step | None, None]:
    """Yield what happens to a run, in order; its place while it waits, and None, about every second.

    The run is stopped when `gone` says that nobody listens any more, and when the iteration is given up.
    """
    looked, place = 0.0, None
    try:
        while True:
            try:
                item = run.news.get_nowait()
            except queue.Empty:
                if time.monotonic() - looked >= _BEAT:
                    looked = time.monotonic()
                    if await gone():
                        return
                    now = desk.place(run)
                    yield now if now.ahead and now != place else None
                    place = now
                await asyncio.sleep(_PAUSE)
                continue
            if isinstance(item, Done):
                return
            yield item
    finally:
        run.cancel.set()


def failure(error: BaseException) -> Refused:
    """Return the problem that tells why an answer could not be written."""
    if isinstance(error, ProviderError):
        return Refused("no-model", 503, str(error), {"retry-after": "30"})
    if isinstance(error, VigieError):
        return Refused("refused", 422, str(error))
    log.error("The answer could not be written", exc_info=error)
    return Refused(
        "internal",
        500,
        tell(
            "Une erreur interne est survenue. Elle est notée dans le journal du serveur ; prévenez la personne qui gère Vigie.",
            "An internal error occurred. It is in the server's log; tell whoever runs Vigie.",
        ),
    )


def named(step: Step, record: Callable[[Answer], dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return the name and the data of the server-sent event that tells a step; `record` gives an answer's."""
    match step:
        case ExcerptsFound(excerpts):
            return "excerpts", {"excerpts": [asdict(excerpt) for excerpt in excerpts]}
        case Draft(text):
            return "draft", {"text": text}
        case Checked(sentence):
            return "sentence", {**asdict(sentence), "citations": [index + 1 for index in sentence.citations]}
        case Notice(text):
            return "notice", {"text": text}
        case Finished(answer):
            return "finished", record(answer)
        case Waiting(ahead, seconds):
            return "waiting", {"ahead": ahead, "seconds": round(seconds, 1)}
        case Failed(error):
            problem = failure(error).answer()
            return "problem", json.loads(bytes(problem.body))


async def events(
    steps: AsyncGenerator[Step | None, None], record: Callable[[Answer], dict[str, Any]]
) -> AsyncGenerator[bytes, None]:
    """Yield steps as server-sent events; a comment when there is nothing, so that a broken connection shows."""
    async with contextlib.aclosing(steps):
        async for step in steps:
            if step is None:
                yield b": \n\n"
                continue
            name, data = named(step, record)
            yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
