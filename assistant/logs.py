"""What a server writes to its log: one line for each event, for people or as JSON, without personal data.

No question, answer, name or address is logged. The message of an unforeseen error may hold any of them, so only its kind
and the lines of code it came through are written.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from corpus.settings import Settings

_OURS = ("assistant", "corpus", "ingest", "vigie")
_USUAL = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}


def set_up_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log line of this process to stderr in the format of the settings."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # other libraries log addresses and requests below that
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # its lines hold addresses and questions
    logging.captureWarnings(True)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, then the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_fields(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at"] = _places(record)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """The same for people: `time level message field=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the places of an error below it."""
        time = datetime.fromtimestamp(record.created).astimezone().isoformat(sep=" ", timespec="seconds")
        parts = [time, record.levelname, record.name, _message(record)]
        parts += [f"{name}={value}" for name, value in _fields(record).items()]
        if record.exc_info and record.exc_info[0] is not None:
            parts.append(f"{record.exc_info[0].__name__} at {' < '.join(reversed(_places(record)))}")
        return " ".join(part for part in parts if part)


def _message(record: logging.LogRecord) -> str:
    """Return the message; of what other libraries say, only its fixed part, which holds no value."""
    ours = record.name.split(".")[0] in (*_OURS, "uvicorn", "py")
    return record.getMessage() if ours else str(record.msg)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in record.__dict__.items() if name not in _USUAL and value is not None}


def _places(record: logging.LogRecord) -> list[str]:
    frames = traceback.extract_tb(record.exc_info[2] if record.exc_info else None)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
