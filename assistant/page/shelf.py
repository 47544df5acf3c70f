"""Changing the library from the page: add files, read them again, take them out. One change at a time."""

import contextvars
import queue
import re
import shutil
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.page.texts import tell
from corpus.errors import VigieError
from corpus.library import Library
from corpus.records import FileRecord
from ingest.pipeline import Options, Step, ingest, plan

ACCEPTED = (".pdf", ".docx", ".html", ".htm", ".md", ".txt")
MOST_FILES = 20  # in one go


@dataclass(frozen=True, slots=True)
class Addition:
    """How far one file is: a share from 0 to 1, and its record when it is finished."""

    name: str
    done: float
    record: FileRecord | None = None


class Shelf(Protocol):
    """What the Documents tab can change."""

    def add_files(self, paths: Sequence[Path]) -> Iterator[Addition]:
        """Copy files into the library's own folder and read them."""
        ...

    def reread(self, document_id: str) -> Iterator[Addition]:
        """Read a document again from its file."""
        ...

    def remove(self, document_id: str) -> str:
        """Take a document out of the library; return its title."""
        ...


class LibraryShelf:
    """The shelf of a real library. Files that are added are kept in `VIGIE_HOME/added`."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.folder = library.settings.home / "added"
        self._lock = threading.Lock()

    def add_files(self, paths: Sequence[Path]) -> Iterator[Addition]:
        """Copy files into the library's own folder and read them; yield each advance.

        Raises VigieError when there are too many, or when someone else is writing. The reading goes on to its end even
        when nobody follows it any more.
        """
        if not paths:
            raise VigieError(tell("Choisissez d'abord un fichier.", "Choose a file first."))
        if len(paths) > MOST_FILES:
            raise VigieError(
                tell(
                    f"{len(paths)} fichiers à la fois, c'est trop : {MOST_FILES} au plus. Pour tout un dossier : vigie ingest DOSSIER",
                    f"{len(paths)} files at once are too many: {MOST_FILES} at most. For a whole folder: vigie ingest FOLDER",
                )
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        yield from self._read([self._kept(path) for path in paths], Options())

    def reread(self, document_id: str) -> Iterator[Addition]:
        """Read a document again from the path it was read from; raises VigieError when that file is gone."""
        record = next((record for record in self.library.files() if record.document_id == document_id), None)
        if record is None or not Path(record.path).is_file():
            raise VigieError(
                tell(
                    "Le fichier d'origine n'est plus à sa place : ajoutez-le de nouveau.",
                    "The original file is no longer in its place: add it again.",
                )
            )
        yield from self._read([Path(record.path)], Options(reread=True))

    def remove(self, document_id: str) -> str:
        """Take a document out of the library and return its title. Answers that cited it still show its pages."""
        with self._alone():
            document = self.library.document(document_id)
            if document is None or not document.current:
                raise VigieError(
                    tell("Ce document n'est plus dans la bibliothèque.", "This document has left the library.")
                )
            paths = [Path(record.path) for record in self.library.files() if record.document_id == document_id]
            with self.library.writing():
                self.library.remove(document_id)
            for path in paths:
                if path.parent == self.folder:
                    path.unlink(missing_ok=True)
            return document.title

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise VigieError(
                tell(
                    "Des fichiers sont déjà en cours de lecture. Attendez la fin, puis recommencez.",
                    "Files are being read already. Wait until that is finished, then try again.",
                )
            )
        try:
            yield
        finally:
            self._lock.release()

    def _kept(self, path: Path) -> Path:
        """Copy a file under a name that is safe and free; the same content under the same name is not copied twice."""
        name = safe_name(path.name)
        target = self.folder / name
        number = 1
        while target.exists() and target.read_bytes() != path.read_bytes():
            number += 1
            target = self.folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        if not target.exists():
            shutil.copyfile(path, target)
        return target

    def _read(self, paths: Sequence[Path], options: Options) -> Iterator[Addition]:
        news: queue.SimpleQueue[Addition | BaseException | None] = queue.SimpleQueue()

        def told(step: Step) -> None:
            news.put(Addition(step.path.name, step.done, step.record))

        def work() -> None:
            try:
                with self._alone(), self.library.writing():
                    ingest(self.library, plan(paths), options, told)
            except BaseException as error:
                news.put(error)
            finally:
                news.put(None)

        context = contextvars.copy_context()  # the thread speaks the language of who asked
        threading.Thread(target=context.run, args=(work,), name="vigie-reading", daemon=True).start()
        while (item := news.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item


def safe_name(name: str) -> str:
    """Return a file name without folders, control characters or leading dots, at most 120 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    name = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "", name).strip(" .") or "document"
    stem, suffix = Path(name).stem, Path(name).suffix
    return f"{stem[: 120 - len(suffix)]}{suffix}"
