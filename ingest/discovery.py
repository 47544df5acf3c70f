"""Which files lie under the paths given, and their content hash. Nothing is passed over in silence."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.language import say
from corpus.records import Status
from corpus.sources import FOLDER_LOCK, FOLDER_MANIFEST
from ingest import problems
from ingest.problems import FileProblem

_TEMPORARY = ("~$", ".~lock.")
_UNFINISHED = {".part", ".crdownload", ".download", ".tmp", ".swp", ".partial"}
_OF_THE_SYSTEM = {"desktop.ini", "thumbs.db", "__macosx"}
_MANIFESTS = {FOLDER_MANIFEST, FOLDER_LOCK}
"""Files that describe their neighbours: read as such, never as documents."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file to look at. `problem` says why it will not be opened; such a candidate may be a folder."""

    path: Path
    size: int = 0
    modified_ns: int = 0
    problem: FileProblem | None = None


def _passed_over(fr: str, en: str, step_fr: str = "Rien à faire.", step_en: str = "Nothing to do.") -> FileProblem:
    return FileProblem(Status.UNSUPPORTED, say(fr, en), say(step_fr, step_en))


def _name_problem(name: str) -> FileProblem | None:
    """Why a name is passed over in a folder, or None."""
    lowered = name.casefold()
    if lowered.startswith(_TEMPORARY):
        return _passed_over("Fichier temporaire d'un logiciel ouvert.", "Temporary file of an open program.")
    if Path(lowered).suffix in _UNFINISHED:
        return _passed_over(
            "Téléchargement inachevé ou fichier temporaire.",
            "Unfinished download or temporary file.",
            "Terminez le téléchargement, puis relancez.",
            "Finish the download, then run again.",
        )
    if lowered.startswith(".") or lowered in _OF_THE_SYSTEM:
        return _passed_over("Fichier caché ou du système.", "Hidden or system file.")
    return None


def _candidate(path: Path) -> Candidate:
    """Look at one file without opening it: a pipe or a device is never opened."""
    try:
        seen = path.stat()
    except OSError as error:
        return Candidate(path, problem=problems.no_permission(error.strerror or type(error).__name__))
    if not stat.S_ISREG(seen.st_mode):
        return Candidate(
            path, problem=_passed_over("Ce n'est pas un fichier ordinaire.", "It is not an ordinary file.")
        )
    return Candidate(path, seen.st_size, seen.st_mtime_ns)


def _walk(folder: Path) -> Iterator[Candidate]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield Candidate(folder, problem=problems.no_permission(error.strerror or type(error).__name__))
        return
    for name in names:
        path = folder / name
        if name in _MANIFESTS:
            continue
        problem = _name_problem(name)
        if problem is not None:
            yield Candidate(path, problem=problem)
        elif path.is_dir():
            if path.is_symlink():  # might lead back here
                yield Candidate(
                    path,
                    problem=_passed_over(
                        "Lien vers un dossier, non suivi.",
                        "Link to a folder, not followed.",
                        "Donnez ce dossier à « vigie ingest » s'il doit être lu.",
                        "Give that folder to “vigie ingest” if it should be read.",
                    ),
                )
            else:
                yield from _walk(path)
        else:
            yield _candidate(path)


def discover(paths: Sequence[Path]) -> Iterator[Candidate]:
    """Yield every file under the paths once, by absolute path, sorted within each folder.

    Hidden, temporary and special files come with the problem that keeps them closed; a hidden folder or a link to a
    folder comes as one candidate. A file named explicitly is taken even when hidden.
    """
    known: set[Path] = set()
    for given in paths:
        path = Path(os.path.abspath(given))  # noqa: PTH100 - keeps links, unlike resolve
        for candidate in _walk(path) if path.is_dir() else [_candidate(path)]:
            if candidate.path not in known:
                known.add(candidate.path)
                yield candidate


def content_hash(path: Path) -> str:
    """Return the sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
