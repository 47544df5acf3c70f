"""The child process that reads one file: `python -m ingest.worker`, a JSON request on standard input.

Limits are set before anything that reads files is imported. The answer goes to the file named in the request.
"""

import json
import sys
from pathlib import Path
from typing import Any

MEMORY_EXIT = 86
"""Exit status of a child that could not even say that memory ran out."""

_OUTPUT_BYTES = 1 << 30


def _confine(memory_mb: int, seconds: float) -> None:
    """Limit this process: memory, processor time, size of what it writes; and let it die with its parent."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    processor = max(1, round(seconds)) + 2
    for name, soft, slack in (
        (resource.RLIMIT_AS, memory_mb << 20, 0),
        (resource.RLIMIT_CPU, processor, 3),  # between the two comes SIGXCPU, which says why; then SIGKILL
        (resource.RLIMIT_FSIZE, _OUTPUT_BYTES, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        try:
            known = resource.getrlimit(name)[1]
            hard = soft + slack if known in (resource.RLIM_INFINITY, -1) else min(soft + slack, known)
            resource.setrlimit(name, (min(soft, hard), hard))
        except (OSError, ValueError):  # a system that does not know this limit
            continue
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415
        import signal  # noqa: PLC0415

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def _read(request: dict[str, Any]) -> None:
    import logging  # noqa: PLC0415

    from corpus.language import set_language  # noqa: PLC0415
    from ingest import problems, wire  # noqa: PLC0415
    from ingest.limits import Limits  # noqa: PLC0415
    from ingest.parser import parse_file  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    set_language(request["language"])
    limits = Limits(**request["limits"])
    with Path(request["output"]).open("w", encoding="ascii") as output:
        try:
            parsed = parse_file(
                Path(request["path"]),
                limits,
                password=request["password"],
                rescue=request["rescue"],
                ocr=request["ocr"],
            )
        except problems.FileProblem as problem:
            wire.write_problem(problem, output)
        except MemoryError:
            wire.write_problem(problems.too_much_memory(limits.parse_memory_mb), output)
        except RecursionError:
            wire.write_problem(problems.damaged(type(RecursionError()).__name__), output)
        except Exception as error:  # every end has a name
            wire.write_problem(problems.unreadable(type(error).__name__), output)
        else:
            wire.write_document(parsed, output)


def main() -> None:
    """Read one request, answer it, end."""
    request = json.load(sys.stdin)
    _confine(request["limits"]["parse_memory_mb"], request["limits"]["parse_timeout"])
    try:
        _read(request)
    except MemoryError:
        sys.exit(MEMORY_EXIT)


if __name__ == "__main__":
    main()
