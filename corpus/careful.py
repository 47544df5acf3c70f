"""SQLite connections whose faults are told to people: which file, what happened, the way back.

A locked, full, read-only or damaged catalogue may show at any statement and at any row. Every one of them raises
`CatalogueError`; a mistake in the SQL itself stays sqlite3's own error, which is a defect of Vigie and not of the disk.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import VigieError
from corpus.language import say

Found = TypeVar("Found")
_ROOM = 256 * 1024
"""Bytes that SQLite needs beside its file to open it at all."""


class CatalogueError(VigieError):
    """The catalogue cannot be read or written now. `damaged` tells whether the file itself is at fault."""

    def __init__(self, message: str, *, damaged: bool = False) -> None:
        super().__init__(message)
        self.damaged = damaged


def damaged(path: Path, detail: str) -> CatalogueError:
    """Return the error of a catalogue whose content is not what SQLite wrote."""
    return CatalogueError(
        say(
            f"Le catalogue {path} est abîmé ({detail}). Pour sauver ce qui peut l'être : vigie doctor --repair ; "
            "ou restaurez une sauvegarde : vigie restore FICHIER --replace",
            f"The catalogue {path} is damaged ({detail}). To save what can be saved: vigie doctor --repair; "
            "or restore a backup: vigie restore FILE --replace",
        ),
        damaged=True,
    )


def unwritable(folder: Path, detail: str) -> CatalogueError:
    """Return the error of a folder in which nothing can be written."""
    return CatalogueError(
        say(
            f"Le dossier {folder} ne peut pas être écrit ({detail}). Rendez-le inscriptible pour l'utilisateur qui lance "
            "Vigie, ou choisissez-en un autre avec VIGIE_HOME.",
            f"The folder {folder} cannot be written ({detail}). Make it writable for the user who runs Vigie, or choose "
            "another with VIGIE_HOME.",
        )
    )


def disk_full(folder: Path) -> CatalogueError:
    """Return the error of a disk without room."""
    return CatalogueError(
        say(
            f"Le disque qui porte {folder} est plein : rien n'a été changé. Libérez de la place, puis recommencez.",
            f"The disk that holds {folder} is full: nothing was changed. Free some space, then try again.",
        )
    )


def _locked(path: Path) -> CatalogueError:
    return CatalogueError(
        say(
            f"Le catalogue {path} est verrouillé par un autre programme (une sauvegarde, un antivirus, une autre Vigie). "
            "Attendez qu'il ait fini, ou arrêtez-le, puis recommencez.",
            f"The catalogue {path} is locked by another program (a backup, a virus scanner, another Vigie). "
            "Wait until it has finished, or stop it, then try again.",
        )
    )


def _failing(path: Path, detail: str) -> CatalogueError:
    return CatalogueError(
        say(
            f"Le disque qui porte {path} rend une erreur ({detail}). Vérifiez ce disque et ses droits, puis lancez : "
            "vigie doctor --repair",
            f"The disk that holds {path} fails ({detail}). Check this disk and its permissions, then run: "
            "vigie doctor --repair",
        )
    )


def _no_room(path: Path) -> bool:
    """Tell whether the disk is full: SQLite says only that it could not make its shared memory there."""
    try:
        return shutil.disk_usage(path.parent).free < _ROOM
    except OSError:
        return False


def told(error: sqlite3.Error, path: Path) -> Exception:
    """Return what is raised in place of an error of SQLite: one line for people when the disk or the file is at fault."""
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _locked(path)
    if name.startswith("SQLITE_FULL") or (name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) and _no_room(path)):
        return disk_full(path.parent)
    if name.startswith("SQLITE_IOERR"):
        return _failing(path, str(error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return unwritable(path.parent, str(error))
    # A damaged page of the lexical index shows as a plain error: "vtable constructor failed".
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "vtable constructor" in str(error):
        return damaged(path, str(error))
    return error


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Raise CatalogueError in place of SQLite's own errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise told(error, path) from error


class CarefulConnection(sqlite3.Connection):
    """A connection whose statements, and whose rows, fail with one line for people."""

    def __init__(self, database: Path, *arguments: Any, **options: Any) -> None:
        self.path = database
        with telling(database):
            super().__init__(database, *arguments, **options)

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor that knows the file."""
        return super().cursor(factory or CarefulCursor)

    def execute(self, *arguments: Any) -> Any:
        """Run a statement."""
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        """Run a statement for each row of values."""
        return self.cursor().executemany(*arguments)

    def executescript(self, script: str, /) -> sqlite3.Cursor:
        """Run several statements."""
        with telling(self.path):
            return super().executescript(script)


class CarefulCursor(sqlite3.Cursor):
    """A cursor whose faults name the file."""

    def _try(self, action: Callable[..., Found], *arguments: Any) -> Found:
        try:
            return action(*arguments)
        except sqlite3.Error as error:
            raise told(error, getattr(self.connection, "path", Path())) from error

    def execute(self, *arguments: Any) -> "CarefulCursor":
        """Run a statement."""
        self._try(super().execute, *arguments)
        return self

    def executemany(self, *arguments: Any) -> "CarefulCursor":
        """Run a statement for each row of values."""
        self._try(super().executemany, *arguments)
        return self

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""
        return self._try(super().fetchone)

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return self._try(super().fetchall)

    def __next__(self) -> Any:
        return self._try(super().__next__)
