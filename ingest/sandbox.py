"""Each file is read in a child process of its own, within limits; whatever it does, the reading ends in a status.

The parent never parses: it receives lines of JSON (`ingest.wire`). A child that hangs is killed with everything it
started; one that dies is reported; none ends the run.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.language import language, say
from corpus.records import ParsedDocument, Status
from ingest import problems, wire
from ingest.limits import Limits, ReadingLimits
from ingest.problems import FileProblem
from ingest.worker import MEMORY_EXIT

_GRACE = 10.0
"""Seconds the child gets beyond its own deadline to hand back what it read before it is killed."""

_COMMAND = (sys.executable, "-P", "-m", "ingest.worker")

_CRASHES = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP, signal.SIGFPE}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reading of one file ended. `document` is there exactly when something of it can be indexed."""

    status: Status
    reason: str = ""
    next_step: str = ""
    document: ParsedDocument | None = None
    pages: int = 0
    seconds: float = 0.0


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    known = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([root, known] if known else [root]),
        "OMP_THREAD_LIMIT": "1",  # tesseract: files are read in parallel already
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End a child that still runs, with every process it started, and wait until it is gone."""
    if child.poll() is not None:
        return
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)  # the child leads its own session, so this reaches nobody else
        else:
            child.kill()
    except ProcessLookupError:
        pass
    child.wait()


_running: set[subprocess.Popen[bytes]] = set()
"""Children of this process that read right now. `stop` takes them out, which tells that they did not end by themselves."""


def stop() -> None:
    """End every reading that goes on, as after ctrl-C; each of them then reports that it took too long."""
    for child in list(_running):
        _running.discard(child)
        _kill(child)


def _run(request: bytes, seconds: float) -> int | None:
    """Run one child; return its exit status, or None when it had to be killed."""
    child = subprocess.Popen(
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )
    _running.add(child)
    try:
        child.communicate(request, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        stopped = child not in _running
        _running.discard(child)
        _kill(child)  # also on ctrl-C
    return None if stopped else child.returncode


def _death(code: int | None, limits: Limits) -> FileProblem | None:
    """Name the end of a child that gave no answer, or None when it ended well."""
    if code == 0:
        return None
    if code is None or -code == getattr(signal, "SIGXCPU", None):
        return problems.too_slow(limits.parse_timeout)
    if code == MEMORY_EXIT or -code == signal.SIGKILL:  # not killed by us: by the system, for memory
        return problems.too_much_memory(limits.parse_memory_mb)
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return problems.unreadable(say(f"le lecteur s'est arrêté net, {name}", f"the reader stopped dead, {name}"))
    return problems.unreadable(say(f"le lecteur a rendu le code {code}", f"the reader returned code {code}"))


def parse(
    path: Path, settings: ReadingLimits, *, password: str | None = None, ocr: bool = True, rescue: bool = True
) -> ParsedDocument:
    """Parse one file in a child process, as `ingest.parser.parse_file` does in this one.

    A child that crashes in native code is run once more without the second extractor. Raises FileProblem.
    """
    limits = Limits.of(settings)
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        output = Path(folder) / "answer.jsonl"
        request = {
            "path": str(path.absolute()),
            "output": str(output),
            "limits": asdict(limits),
            "password": password,
            "language": language(),
            "ocr": ocr,
            "rescue": rescue,
        }
        code = _run(json.dumps(request).encode(), limits.parse_timeout + _GRACE)
        if code is not None and rescue and -code in _CRASHES:
            return parse(path, settings, password=password, ocr=ocr, rescue=False)
        problem = _death(code, limits)
        if problem is not None:
            raise problem
        try:
            with output.open(encoding="ascii") as lines:
                return wire.read(lines)
        except (OSError, UnicodeDecodeError, wire.Garbled) as error:
            detail = say("réponse du lecteur illisible", "the reader's answer cannot be read")
            raise problems.unreadable(detail) from error


def read(path: Path, settings: ReadingLimits, *, password: str | None = None, ocr: bool = True) -> Reading:
    """Read one file to its end, whatever that end is: never raises for a bad file.

    `document` is None when nothing of the file can be searched (`status.searchable` is False).
    """
    begun = time.monotonic()
    try:
        parsed = parse(path, settings, password=password, ocr=ocr)
    except FileProblem as problem:
        seconds = time.monotonic() - begun
        return Reading(problem.status, problem.reason, problem.next_step, pages=problem.pages, seconds=seconds)
    status, reason, next_step = problems.ending(parsed)
    return Reading(
        status,
        reason,
        next_step,
        document=parsed if status.searchable else None,
        pages=parsed.page_count,
        seconds=time.monotonic() - begun,
    )
