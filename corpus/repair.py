"""Put a library back in order after a fault: a damaged catalogue, a lost index, leftovers of an interrupted run.

Nothing that could be read is thrown away: a damaged catalogue is moved aside and its readable rows are taken over.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from corpus.kept_vectors import Progress
from corpus.language import say
from corpus.library import Library, writers_lock
from corpus.probe import dense_problem
from corpus.salvage import Saved, catalogue_problem, save_catalogue
from corpus.settings import Settings


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was looked at: what was found, and what was done about it."""

    found: str
    done: str = ""
    mended: bool = True
    unread: tuple[Path, ...] = ()  # originals that the library has lost and that can be read again


def repair(settings: Settings, progress: Progress | None = None) -> list[Repair]:
    """Do whatever repair the library needs; return what was found and done, nothing when all is well.

    Raises VigieError when another process is writing, or when the disk does not let itself be written.
    """
    done: list[Repair] = []
    if settings.catalogue_path.exists() and (problem := catalogue_problem(settings.catalogue_path)):
        with writers_lock(settings.home):
            saved = save_catalogue(settings.catalogue_path)
        done.append(_told(settings, problem, saved))
    library = Library(settings)
    with library.writing(recover=False):
        done.extend(_sweep(settings))
        done.extend(_originals(library))
        problem = dense_problem(settings)
        if problem or library.catalogue.connection.execute("SELECT 1 FROM pending").fetchone():
            count = library.rebuild(progress)
            done.append(
                Repair(
                    problem or say("Une écriture a été interrompue.", "A write was interrupted."),
                    say(f"Index refaits : {count} passages.", f"Indexes rebuilt: {count} passages."),
                )
            )
    return done


def _told(settings: Settings, problem: str, saved: Saved) -> Repair:
    known = {document.sha256 for document in Library(settings).documents(all_versions=True)}
    files = settings.files_path.iterdir() if settings.files_path.is_dir() else ()
    unread = tuple(sorted(file for file in files if file.suffix != ".partial" and file.stem not in known))
    return Repair(
        say(f"Le catalogue est abîmé ({problem}).", f"The catalogue is damaged ({problem})."),
        say(
            f"{saved.documents} documents et {saved.answers} réponses ont été sauvés ; l'ancien catalogue est gardé dans "
            f"{saved.aside.name}. Redémarrez « vigie serve » s'il tourne.",
            f"{saved.documents} documents and {saved.answers} answers were saved; the old catalogue is kept in "
            f"{saved.aside.name}. Restart “vigie serve” if it runs.",
        ),
        unread=unread,
    )


def _sweep(settings: Settings) -> Iterator[Repair]:
    """Remove what an interrupted run left."""
    left = [settings.home / "chroma.new", settings.home / "chroma.old", *settings.files_path.glob("*.partial")]
    left = [path for path in left if path.exists()]
    for path in left:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if left:
        names = ", ".join(path.name for path in left)
        yield Repair(
            say(f"Restes d'une écriture interrompue : {names}.", f"Leftovers of an interrupted write: {names}."),
            say("Supprimés.", "Removed."),
        )


def _originals(library: Library) -> Iterator[Repair]:
    """Copy again the originals that are missing or changed, from where they were read."""
    for document in library.documents():
        stored = library.stored_file(document)
        if stored is not None and sha256_of(stored) == document.sha256:
            continue
        paths = [Path(record.path) for record in library.files() if record.document_id == document.id]
        source = next((path for path in paths if path.is_file() and sha256_of(path) == document.sha256), None)
        found = say(
            f"L'original de {document.file_name} manque ou a changé.",
            f"The original of {document.file_name} is missing or has changed.",
        )
        if source is None:
            lost = say(
                f"Introuvable : les pages en image de ce document ne s'ouvriront pas. Redonnez-le à « vigie ingest », ou "
                f"prenez-le d'une sauvegarde (files/{document.sha256[:12]}…).",
                f"Not found: this document's page pictures will not open. Give it to “vigie ingest” again, or take it "
                f"from a backup (files/{document.sha256[:12]}…).",
            )
            yield Repair(found, lost, mended=False)
            continue
        if stored is not None:
            stored.unlink()
        library.keep_original(source, document.sha256)
        yield Repair(found, say(f"Copié de nouveau depuis {source}.", f"Copied again from {source}."))


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's content."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
