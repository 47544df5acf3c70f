"""Put a backup back: into an empty home, or in the place of what is there."""

import shutil
import tempfile
from pathlib import Path

from corpus.backup import CATALOGUE, Manifest, unpack
from corpus.careful import unwritable
from corpus.errors import VigieError
from corpus.kept_vectors import Progress
from corpus.language import say
from corpus.library import Library, writers_lock
from corpus.salvage import catalogue_problem
from corpus.settings import Settings

_LOCK = "writer.lock"


def restore(settings: Settings, archive: Path, *, replace: bool = False, progress: Progress | None = None) -> Manifest:
    """Put the content of a backup in the home and make the indexes anew.

    The archive is unpacked and checked whole before anything of the home is touched. Raises VigieError for a home that is
    not empty (unless `replace`), for a backup that is cut, changed or hostile, and when another process writes.
    """
    home = settings.home
    if not replace and home.is_dir() and any(path.name != _LOCK for path in home.iterdir()):
        raise VigieError(
            say(
                f"Le dossier {home} n'est pas vide. Choisissez-en un autre avec VIGIE_HOME, ou remplacez ce qu'il contient "
                "avec --replace.",
                f"The folder {home} is not empty. Choose another with VIGIE_HOME, or replace what it holds with --replace.",
            )
        )
    with writers_lock(home):
        try:
            with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as folder:
                fresh, old = Path(folder) / "fresh", Path(folder) / "old"
                fresh.mkdir()
                old.mkdir()
                manifest = unpack(archive, fresh)
                problem = catalogue_problem(fresh / CATALOGUE)
                if problem:
                    raise VigieError(
                        say(
                            f"Le catalogue de la sauvegarde {archive} est abîmé ({problem}). Prenez-en une autre.",
                            f"The catalogue of the backup {archive} is damaged ({problem}). Take another one.",
                        )
                    )
                _exchange(home, fresh, old, Path(folder))
        except OSError as error:
            raise unwritable(home, error.strerror or str(error)) from error
    library = Library(settings)
    with library.writing(recover=False):
        library.rebuild(progress)
    return manifest


def _exchange(home: Path, fresh: Path, old: Path, working: Path) -> None:
    """Move what is in the home aside and the new content in; put everything back when a move fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        for path in list(home.iterdir()):
            if path != working and path.name != _LOCK:
                moved.append((path.rename(old / path.name), path))
        for path in list(fresh.iterdir()):
            moved.append((path.rename(home / path.name), path))
    except OSError:
        for now, before in reversed(moved):
            now.rename(before)
        raise
    shutil.rmtree(old)
