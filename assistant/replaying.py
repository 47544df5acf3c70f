"""Find the excerpts of an export again in their PDF files, and say what changed. Needs no library and no network."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.exports.records import Replay
from assistant.quotations.comparison import Strip, align, difference, weights_of
from assistant.quotations.records import Piece, Side
from assistant.quotations.shelf import Reading
from assistant.quotations.words import words_of
from assistant.second_reader import SecondReader
from corpus.records import Method, Page

_NEAR = 0.5
"""Share of an excerpt that a page must hold for it to be shown beside it."""


class Outcome(StrEnum):
    """What became of an excerpt."""

    FOUND = "found"  # on its page, in the same file
    FILE_CHANGED = "file_changed"  # on its page, word for word, but the file is not the same
    MOVED = "moved"  # word for word, on another page
    ALTERED = "altered"  # other words on its page, or on another
    MISSING = "missing"
    NOT_TEXT = "not_text"  # was read by optical recognition: the PDF has no text to compare
    UNREADABLE = "unreadable"
    NO_FILE = "no_file"

    @property
    def unchanged(self) -> bool:
        """Whether the excerpt stands where it was, in the file it was taken from."""
        return self is Outcome.FOUND

    @property
    def checked(self) -> bool:
        """Whether there was something to compare with."""
        return self not in (Outcome.NO_FILE, Outcome.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Replayed:
    """An excerpt with what became of it."""

    replay: Replay
    outcome: Outcome
    path: Path | None = None
    sha256: str = ""  # of the file that was read
    page: int | None = None  # where the words stand now
    difference: tuple[Piece, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "outcome": self.outcome.value,
            "file_read": str(self.path) if self.path else None,
            "sha256_read": self.sha256,
            "page_found": self.page,
            "difference": [
                {"side": piece.side.value, "text": piece.text, "change": piece.change and piece.change.value}
                for piece in self.difference
            ],
            "excerpt": asdict(self.replay),
        }


class Files:
    """The files an excerpt may be found in: one file given, a folder given, or the copies a library keeps."""

    def __init__(self, given: Path | None, copies: Path | None = None) -> None:
        """`given` is a file or a folder; `copies` is the library's folder of files named by their sha256."""
        self._one = given if given is not None and given.is_file() else None
        self._folder = given if given is not None and given.is_dir() else None
        self._copies = copies
        self._hashes: dict[Path, str] = {}
        self._listed: list[Path] | None = None
        self._readers: dict[Path, SecondReader | None] = {}

    def path_of(self, replay: Replay) -> Path | None:
        """Return the file of an excerpt: by content first, then by name; None when there is none."""
        if self._one is not None:
            return self._one
        if self._folder is not None:
            inside = self._inside(self._folder)
            same = next((path for path in inside if self.sha256(path) == replay.sha256), None)
            return same or next((path for path in inside if path.name == replay.file), None)
        if self._copies is not None and replay.sha256.isalnum():
            copy = self._copies / f"{replay.sha256}.pdf"
            return copy if copy.is_file() else None
        return None

    def sha256(self, path: Path) -> str:
        """Return the sha256 of a file."""
        if path not in self._hashes:
            with path.open("rb") as opened:
                self._hashes[path] = hashlib.file_digest(opened, "sha256").hexdigest()
        return self._hashes[path]

    def reader(self, path: Path) -> SecondReader | None:
        """Return the reader of a file, opened once; None when it cannot be read."""
        if path not in self._readers:
            try:
                self._readers[path] = SecondReader(path)
            except ValueError:
                self._readers[path] = None
        return self._readers[path]

    def close(self) -> None:
        """Close the files."""
        for reader in self._readers.values():
            if reader is not None:
                reader.close()
        self._readers.clear()

    def _inside(self, folder: Path) -> list[Path]:
        if self._listed is None:
            self._listed = sorted(
                path for path in folder.rglob("*") if path.suffix.lower() == ".pdf" and path.is_file()
            )
        return self._listed


def replay_all(replays: Iterable[Replay], files: Files) -> list[Replayed]:
    """Return what became of each excerpt, in order."""
    try:
        return [_replayed(replay, files) for replay in replays]
    finally:
        files.close()


def _replayed(replay: Replay, files: Files) -> Replayed:
    path = files.path_of(replay)
    if path is None:
        return Replayed(replay, Outcome.NO_FILE)
    sha256 = files.sha256(path)
    reader = files.reader(path)
    if reader is None:
        return Replayed(replay, Outcome.UNREADABLE, path, sha256)
    if reader.holds(replay.quote, replay.page):
        same = sha256 == replay.sha256
        return Replayed(replay, Outcome.FOUND if same else Outcome.FILE_CHANGED, path, sha256, replay.page)
    if replay.method == "ocr":
        return Replayed(replay, Outcome.NOT_TEXT, path, sha256)
    # Nearest pages first: a changed file most often has a page more or less.
    for number in sorted(range(1, reader.page_count + 1), key=lambda number: abs(number - replay.page)):
        if reader.holds(replay.quote, number):
            return Replayed(replay, Outcome.MOVED, path, sha256, number)
    best, found = 0.0, Replayed(replay, Outcome.MISSING, path, sha256)
    for number in (replay.page, replay.page - 1, replay.page + 1):
        share, pieces = _compared(replay.quote, reader.words(number), number)
        if pieces and share > max(best, _NEAR):
            best, found = share, Replayed(replay, Outcome.ALTERED, path, sha256, number, pieces)
    return found


def _compared(quote: str, text: str, number: int) -> tuple[float, tuple[Piece, ...]]:
    """Return how much of a quotation a page holds, and the difference."""
    quoted = words_of(quote)
    reading = Reading("", Page(number, str(number), text.replace("\r", ""), method=Method.TEXT))
    places = tuple((0, index) for index in range(len(reading.words)))
    if not len(quoted) or not places:
        return 0.0, ()
    found = align(quoted, Strip(None, (reading,), places), weights_of(quoted))
    if found is None:
        return 0.0, ()
    pieces = difference(quote, quoted, found).pieces
    # Two readers of one page differ on marks and capitals sometimes; that is shown, and it is for a person to judge.
    return found.share, pieces if any(piece.side is not Side.SAME for piece in pieces) else ()
