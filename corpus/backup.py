"""One file that holds all that cannot be made again: the catalogue, the original files, the settings file.

The indexes are not in it: they are made anew from the catalogue, which holds every vector. A backup is consistent while
people ask and documents are added, because the catalogue is copied by SQLite's own backup and originals never change.
"""

import gzip
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from corpus.careful import disk_full, telling, unwritable
from corpus.errors import VigieError
from corpus.language import say
from corpus.repair import sha256_of
from corpus.settings import Settings

FORMAT = 1
MANIFEST = "manifest.json"
CATALOGUE = "catalogue.sqlite3"
_MADE_AGAIN = ("catalogue.", "chroma", "writer.lock", ".restoring")
_MANIFEST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup, by its path in the home."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and when it was made."""

    created: str
    documents: int
    answers: int
    entries: tuple[Entry, ...]
    format: int = FORMAT


def back_up(settings: Settings, target: Path) -> Manifest:
    """Write a backup of the library to `target` (a `.tar.gz`), which appears only when it is whole.

    It holds what people asked, and perhaps keys in `vigie.toml`: only its owner may read it. Raises VigieError when there
    is no library, when the target exists, or when the disk is full.
    """
    if not settings.catalogue_path.is_file():
        raise VigieError(
            say(
                f"Il n'y a pas de bibliothèque dans {settings.home} : rien à sauvegarder. Vérifiez VIGIE_HOME.",
                f"There is no library in {settings.home}: nothing to back up. Check VIGIE_HOME.",
            )
        )
    if target.exists():
        raise VigieError(
            say(
                f"{target} existe déjà. Choisissez un autre nom, ou déplacez-le.",
                f"{target} exists already. Choose another name, or move it.",
            )
        )
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".vigie-backup-", dir=target.parent) as folder:
            snapshot = Path(folder) / CATALOGUE
            documents, answers = _copy_catalogue(settings.catalogue_path, snapshot)
            files = {CATALOGUE: snapshot, **dict(_kept_files(settings.home))}
            entries = tuple(Entry(name, path.stat().st_size, sha256_of(path)) for name, path in files.items())
            manifest = Manifest(datetime.now(UTC).isoformat(timespec="seconds"), documents, answers, entries)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as raw:
                _write(raw, manifest, files)
                raw.flush()
                os.fsync(raw.fileno())
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno == 28:
            raise disk_full(target.parent) from error
        raise unwritable(target.parent, error.strerror or str(error)) from error
    return manifest


def read_manifest(archive: Path) -> Manifest:
    """Return what a backup says it holds. Raises VigieError when the file is not a whole beginning of a backup."""
    with _opened(archive) as tar:
        return _manifest(tar, archive)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Put the files of a backup in an empty folder and check each of them against the manifest.

    Nothing of the archive is trusted: only regular files that the manifest names are written, under those names, which may
    not leave the folder. Raises VigieError for anything else, for a cut file, and for content that does not match.
    """
    with _opened(archive) as tar:
        manifest = _manifest(tar, archive)
        waiting = {entry.name: entry for entry in manifest.entries}
        needed = sum(entry.size for entry in manifest.entries)
        if needed > shutil.disk_usage(folder).free:
            raise disk_full(folder)
        while (member := tar.next()) is not None:
            entry = waiting.pop(member.name, None)
            content = tar.extractfile(member) if member.isreg() else None
            if entry is None or content is None or member.size != entry.size:
                raise _refused(archive, say(f"contenu inattendu : {member.name!r}", f"unexpected: {member.name!r}"))
            path = folder / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                shutil.copyfileobj(content, file)
            path.chmod(0o600)
            if sha256_of(path) != entry.sha256:
                raise _refused(archive, say(f"{entry.name} a changé", f"{entry.name} has changed"))
        if waiting:
            raise _refused(archive, say(f"il manque {next(iter(waiting))}", f"{next(iter(waiting))} is missing"))
    return manifest


def _copy_catalogue(path: Path, target: Path) -> tuple[int, int]:
    """Copy the catalogue as it is at one moment; return how many documents and answers it holds."""
    with telling(path), closing(sqlite3.connect(path, timeout=20.0)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=2000, sleep=0.01)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        documents = copy.execute("SELECT count(*) FROM documents WHERE current = 1").fetchone()[0]
        return documents, copy.execute("SELECT count(*) FROM answers").fetchone()[0]


def _kept_files(home: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of the home that cannot be made again, with its name in the archive."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if inside.parts[0].startswith(_MADE_AGAIN) or path.suffix == ".partial":
            continue
        if path.is_file() and not path.is_symlink():
            yield inside.as_posix(), path


def _write(raw: io.BufferedWriter, manifest: Manifest, files: dict[str, Path]) -> None:
    # PDFs are compressed already: a higher level costs minutes and gains nothing.
    with (
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size, head.mode = len(text), 0o600
        tar.addfile(head, io.BytesIO(text))
        for entry in manifest.entries:
            info = tarfile.TarInfo(entry.name)
            info.size, info.mode = entry.size, 0o600
            with files[entry.name].open("rb") as content:
                tar.addfile(info, content)


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive from its beginning; what is wrong with it becomes one line for people."""
    try:
        with gzip.open(archive, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield tar
            while packed.read(1 << 20):  # to the end, where gzip's own checksum stands
                pass
    except FileNotFoundError:
        raise VigieError(
            say(
                f"{archive} n'existe pas. Vérifiez le nom de la sauvegarde.",
                f"{archive} does not exist. Check the name.",
            )
        ) from None
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        detail = say("elle est coupée ou n'est pas une sauvegarde", "it is cut short, or is not a backup")
        raise _refused(archive, detail) from error
    except OSError as error:
        if error.errno == 28:
            raise disk_full(archive.parent) from error
        raise _refused(archive, error.strerror or str(error)) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise _refused(archive, str(error)) from error
        raise


def _manifest(tar: tarfile.TarFile, archive: Path) -> Manifest:
    head = tar.next()
    content = tar.extractfile(head) if head is not None and head.name == MANIFEST and head.isreg() else None
    if head is None or content is None or head.size > _MANIFEST_BYTES:
        raise _refused(archive, say("elle n'a pas de manifeste", "it has no manifest"))
    try:
        record = json.loads(content.read())
        if record["format"] > FORMAT:
            raise _refused(archive, say("elle vient d'une Vigie plus récente", "it comes from a newer Vigie"))
        entries = tuple(Entry(str(e["name"]), int(e["size"]), str(e["sha256"])) for e in record["entries"])
        manifest = Manifest(str(record["created"]), int(record["documents"]), int(record["answers"]), entries)
    except (ValueError, KeyError, TypeError) as error:
        raise _refused(archive, say("son manifeste est illisible", "its manifest cannot be read")) from error
    for entry in entries:
        if not _safe(entry.name):
            raise _refused(archive, say(f"nom interdit : {entry.name!r}", f"forbidden name: {entry.name!r}"))
    if CATALOGUE not in {entry.name for entry in entries}:
        raise _refused(archive, say("elle n'a pas de catalogue", "it has no catalogue"))
    return manifest


def _safe(name: str) -> bool:
    """Tell whether a name stays inside the folder, on any system, and is not one of Vigie's own working files."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or "\\" in name or "\0" in name or ":" in path.parts[0]:
        return False
    if ".." in path.parts or path.as_posix() != name:
        return False
    return name == CATALOGUE or not path.parts[0].startswith(_MADE_AGAIN)


def _refused(archive: Path, detail: str) -> VigieError:
    return VigieError(
        say(
            f"La sauvegarde {archive} ne peut pas être restaurée : {detail}. Rien n'a été changé ; prenez-en une autre.",
            f"The backup {archive} cannot be restored: {detail}. Nothing was changed; take another one.",
        )
    )
