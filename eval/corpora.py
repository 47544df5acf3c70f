"""A library of its own for each folder of documents, made once for the same content and the same code."""

import hashlib
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.settings import Settings
from ingest.discovery import content_hash
from ingest.pipeline import Plan as IngestPlan
from ingest.pipeline import Step, ingest, plan

_DONE = "complete"
_UNUSED_SECONDS = 5 * 86_400


@lru_cache(maxsize=8)  # the code that runs is the code that was imported: what is edited meanwhile is another run's
def code_hash(*packages: str) -> str:
    """Return what identifies the code of some packages: a change to any file of them is another hash."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in (".py", ".sql", ".toml", ".md", ".txt", ".npz") and "starter" not in path.parts:
                digest.update(str(path.relative_to(root)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def corpus_key(planned: IngestPlan, settings: Settings) -> str:
    """Return what identifies the library of some files: their names and contents, the embedding model, the code that reads."""
    digest = hashlib.sha256(
        f"{settings.embedding_model} {settings.sentence_vectors}\n{code_hash('ingest', 'corpus')}".encode()
    )
    for candidate in sorted(planned.candidates, key=lambda item: item.path.name):
        if candidate.problem is None:
            digest.update(f"\n{candidate.path.name} {content_hash(candidate.path)}".encode())
    return digest.hexdigest()[:20]


def with_home(settings: Settings, home: Path) -> Settings:
    """Return the same settings with another home (made anew: some fields are computed from the home and kept)."""
    return Settings(**{**settings.model_dump(), "home": home})


def library_settings(folders: Sequence[Path], settings: Settings, *, progress: bool = True) -> Settings:
    """Return settings whose home holds a library of these folders (or files), reading them when that was not done before.

    Libraries lie under `settings.cache_dir/eval`; they never touch `settings.home`. Interrupted, the next call continues.
    Raises VigieError when a folder does not exist or nothing in it could be read.
    """
    planned = plan(folders)
    home = settings.cache_dir / "eval" / corpus_key(planned, settings)
    own = with_home(settings, home)
    if not (home / _DONE).is_file():
        library = Library(own)
        with library.writing(), _bar(planned.total_bytes, progress) as step:
            borrow_vectors(library)
            records = ingest(library, planned, on_step=step)
        if not any(record.status.searchable for record in records):
            raise VigieError(
                say(
                    f"Aucun document lisible dans {', '.join(map(str, folders))}. Essayez : vigie ingest {folders[0]}",
                    f"No readable document in {', '.join(map(str, folders))}. Try: vigie ingest {folders[0]}",
                )
            )
    (home / _DONE).touch()
    _forget_unused(home.parent)
    return own


def borrow_vectors(library: Library) -> None:
    """Take the vectors that the libraries beside this one hold: after a change to the code, most texts are the same."""
    own = library.settings.catalogue_path
    for other in own.parent.parent.glob(f"*/{own.name}"):
        if other != own:
            library.borrow_vectors(other)


def _forget_unused(folder: Path) -> None:
    """Delete the libraries that no evaluation has used for some days: each change to the code that reads makes another."""
    for mark in folder.glob(f"*/{_DONE}"):
        if time.time() - mark.stat().st_mtime > _UNUSED_SECONDS:
            shutil.rmtree(mark.parent, ignore_errors=True)


@contextmanager
def copied(settings: Settings, to: Path) -> Iterator[Settings]:
    """Copy a library to a folder that is removed again at the end, and give its settings."""
    shutil.copytree(settings.home, to, ignore=shutil.ignore_patterns("writer.lock"))
    try:
        yield with_home(settings, to)
    finally:
        shutil.rmtree(to, ignore_errors=True)


class _Steps:
    """Turns steps of ingest into advances of a bar over bytes."""

    def __init__(self, bar: object) -> None:
        self._bar = bar
        self._done: dict[Path, float] = {}

    def __call__(self, step: Step) -> None:
        advance = step.size * step.done - self._done.get(step.path, 0.0)
        self._done[step.path] = step.size * step.done
        self._bar.update(advance)  # type: ignore[attr-defined]


@contextmanager
def _bar(total: int, shown: bool) -> Iterator[_Steps]:
    from tqdm import tqdm  # noqa: PLC0415

    label = say("Lecture du corpus", "Reading the corpus")
    with tqdm(total=total, unit="o", unit_scale=True, desc=label, disable=None if shown else True) as bar:
        yield _Steps(bar)
