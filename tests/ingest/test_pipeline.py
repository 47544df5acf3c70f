import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import VigieError
from corpus.library import Library
from corpus.records import FileRecord, Status
from corpus.settings import Settings
from ingest import sandbox
from ingest.pipeline import Options, Step, ingest, plan, prune

Bring = Callable[..., dict[str, FileRecord]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three small documents."""
    made = tmp_path / "docs"
    made.mkdir()
    (made / "a.txt").write_text("La Région Occitanie consacre 60 millions d'euros à l'intelligence artificielle.\n")
    (made / "b.txt").write_text("Les cantines de Nantes prévoient leurs repas dix semaines à l'avance.\n")
    (made / "c.txt").write_text("Le CESER recommande de former les agents des collectivités.\n")
    return made


@pytest.fixture
def bring(library: Library) -> Bring:
    """Ingest paths; return the records by file name."""

    def run(*paths: Path, **options: object) -> dict[str, FileRecord]:
        with library.writing():
            records = ingest(library, plan(paths), Options(**options))  # type: ignore[arg-type]
        return {Path(record.path).name: record for record in records}

    return run


def test_each_file_ends_in_one_status(folder: Path, library: Library, bring: Bring) -> None:
    (folder / "copie.txt").write_bytes((folder / "a.txt").read_bytes())
    (folder / "vide.pdf").write_bytes(b"")
    (folder / "faux.pdf").write_bytes(b"<html><body>404</body></html>")
    records = bring(folder)
    assert {name: record.status for name, record in records.items()} == {
        "a.txt": Status.INDEXED,
        "b.txt": Status.INDEXED,
        "c.txt": Status.INDEXED,
        "copie.txt": Status.DUPLICATE,
        "vide.pdf": Status.EMPTY,
        "faux.pdf": records["faux.pdf"].status,
    }
    assert records["copie.txt"].duplicate_of == str(folder / "a.txt")
    assert all(record.reason and record.next_step for record in records.values() if record.status is not Status.INDEXED)
    assert library.counts().documents >= 3 and library.counts().consistent


def test_unchanged_files_are_not_opened(folder: Path, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bring(folder)
    monkeypatch.setattr("ingest.pipeline.content_hash", lambda path: pytest.fail(f"opened {path}"))
    monkeypatch.setattr(sandbox, "read", lambda *_, **__: pytest.fail("read"))
    assert bring(folder) == first


def test_a_touched_file_is_hashed_but_not_read_again(
    folder: Path, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(folder)
    os.utime(folder / "a.txt", (1, 1))
    monkeypatch.setattr(sandbox, "read", lambda *_, **__: pytest.fail("read"))
    assert bring(folder)["a.txt"].status is Status.INDEXED


def test_a_changed_file_replaces_its_old_version(folder: Path, library: Library, bring: Bring) -> None:
    before = bring(folder)["a.txt"]
    (folder / "a.txt").write_text("La Région Occitanie consacre 50 millions d'euros à l'intelligence artificielle.\n")
    after = bring(folder)["a.txt"]
    assert after.document_id != before.document_id
    assert {document.id for document in library.documents()}.isdisjoint({before.document_id})
    old = library.page(str(before.document_id), 1)
    assert old is not None and "60 millions" in old.text
    assert library.counts().consistent


def test_a_renamed_file_keeps_its_document(folder: Path, library: Library, bring: Bring) -> None:
    before = bring(folder)["a.txt"]
    (folder / "a.txt").rename(folder / "d.txt")
    with library.writing():
        records = ingest(library, plan([folder]))
        prune(library, [folder])
    [moved] = [record for record in records if record.path.endswith("d.txt")]
    assert moved.document_id == before.document_id and moved.status is Status.INDEXED
    assert len(library.documents()) == 3


def test_prune_takes_out_what_is_gone_and_nothing_else(folder: Path, library: Library, bring: Bring) -> None:
    bring(folder)
    (folder / "b.txt").unlink()
    with library.writing():
        gone = prune(library, [folder])
    assert [(Path(record.path).name, record.status) for record in gone] == [("b.txt", Status.REMOVED)]
    assert len(library.documents()) == 2 and library.counts().consistent


def test_a_file_that_goes_bad_lets_go_of_its_document(folder: Path, library: Library, bring: Bring) -> None:
    bring(folder)
    (folder / "a.txt").write_bytes(b"")
    assert bring(folder)["a.txt"].status is Status.EMPTY
    assert len(library.documents()) == 2 and library.counts().consistent


def test_a_removed_file_may_come_back(folder: Path, library: Library, bring: Bring) -> None:
    document = bring(folder)["a.txt"].document_id
    with library.writing():
        library.remove(str(document))
    assert bring(folder)["a.txt"].status is Status.INDEXED
    assert document in {held.id for held in library.documents()}


def test_every_byte_is_accounted_for_in_progress(folder: Path, library: Library) -> None:
    steps: list[Step] = []
    with library.writing():
        ingest(library, plan([folder]), on_step=steps.append)
    done = {step.path: step.done for step in steps}
    assert done == dict.fromkeys(sorted(folder.iterdir()), 1.0)
    for path in folder.iterdir():
        shares = [step.done for step in steps if step.path == path]
        assert shares == sorted(shares)


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(VigieError, match="absent"):
        plan([tmp_path / "absent"])


def _stored(settings: Settings) -> int:
    """Count the documents another process has stored, without opening anything it holds."""
    try:
        with sqlite3.connect(f"file:{settings.catalogue_path}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_killed_at_any_moment_it_loses_nothing(tmp_path: Path) -> None:
    """kill -9 at 20 moments spread over a run; after each, the catalogue and both indexes agree and no document is half there."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(30):
        lines = [
            f"Le document {number} dit à la ligne {line} que la région agit pour le numérique." for line in range(6)
        ]
        (docs / f"{number:02}.txt").write_text("\n\n".join(lines))
    environment = {**os.environ, "VIGIE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "assistant.commands.main", "ingest", str(docs)]
    settings = Settings(home=tmp_path / "home")
    chance = random.Random(7)
    killed = 0
    for attempt in range(20):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Wait until the run has got somewhere, then let it go on for a random moment.
        while process.poll() is None and _stored(settings) <= attempt:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.15))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
        library = Library(settings)
        with library.writing():
            pass
        for document in library.documents():
            assert len(library.passages_of(document.id)) == document.passages > 0
        assert library.counts().consistent
        library.vectors.close()
    assert killed >= 5, "the run was over before it could be killed"
    assert subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
    library = Library(settings)
    assert len(library.documents()) == 30 and library.counts().consistent
