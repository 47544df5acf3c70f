"""The lock file of a folder: what `vigie fetch` learned of each document, and of each unfinished download."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import VigieError
from corpus.language import say

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that was downloaded whole."""

    file: str
    url: str
    final_url: str
    sha256: str
    size: int
    fetched_at: str
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    previous_sha256: str | None = None  # before the official file changed


@dataclass(frozen=True, slots=True)
class Partial:
    """A download that stopped on the way, with what proves that the rest belongs to the same file."""

    url: str
    validator: str  # a strong ETag or a Last-Modified date, for If-Range


@dataclass(slots=True)
class Lock:
    """What the lock file holds."""

    documents: dict[str, Fetched] = field(default_factory=dict)
    partials: dict[str, Partial] = field(default_factory=dict)


def read_lock(path: Path) -> Lock:
    """Read a lock file; one that does not exist is empty. Raises VigieError when it is broken."""
    if not path.is_file():
        return Lock()
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["version"] != _VERSION:
            raise ValueError(f"version {stored['version']}")
        lock = Lock(
            {name: Fetched(**known) for name, known in stored["documents"].items()},
            {name: Partial(**known) for name, known in stored.get("partials", {}).items()},
        )
        for known in lock.documents.values():
            if known.file != Path(known.file).name or known.file.startswith("."):  # never write outside the folder
                raise ValueError(known.file)
        return lock
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VigieError(
            say(
                f"Le fichier {path} est illisible ({error}). Supprimez-le : les documents seront téléchargés à nouveau.",
                f"The file {path} cannot be read ({error}). Remove it: the documents will be downloaded again.",
            )
        ) from None


def write_lock(path: Path, lock: Lock) -> None:
    """Write a lock file whole or not at all."""
    stored = {
        "version": _VERSION,
        "documents": {name: asdict(known) for name, known in sorted(lock.documents.items())},
        "partials": {name: asdict(known) for name, known in sorted(lock.partials.items())},
    }
    new = path.with_name(path.name + ".tmp")
    with new.open("w", encoding="utf-8") as file:
        json.dump(stored, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Keep a second `vigie fetch` out of the same folder, with a clear message."""
    guard = FileLock(path.with_name(f".{path.name}.guard"))
    try:
        guard.acquire(timeout=0)
    except Timeout:
        raise VigieError(
            say(
                f"Un autre « vigie fetch » travaille déjà dans {path.parent}. Attendez qu'il ait fini.",
                f"Another “vigie fetch” is already at work in {path.parent}. Wait until it has finished.",
            )
        ) from None
    try:
        yield
    finally:
        guard.release()
        with contextlib.suppress(OSError):
            Path(guard.lock_file).unlink()
