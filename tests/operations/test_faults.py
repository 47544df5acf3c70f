"""What each fault of a machine does to Vigie: one line in French that names the file, and a way back."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus import catalogue, probe
from corpus.careful import CatalogueError
from corpus.library import Library
from corpus.repair import repair
from corpus.settings import Settings
from corpus.vectors import VectorIndex
from ingest import sandbox

Run = Callable[..., tuple[int, str, str]]


def scramble(path: Path, start: int, length: int) -> None:
    """Overwrite a part of a file with noise, the same every time."""
    with path.open("r+b") as file:
        file.seek(start)
        file.write(np.random.default_rng(0).bytes(length))


# --- Chroma -------------------------------------------------------------------------------------------------------


def _cut(chroma: Path) -> None:
    with (chroma / "chroma.sqlite3").open("r+b") as file:
        file.truncate(8000)


def _a_file(chroma: Path) -> None:
    shutil.rmtree(chroma)
    chroma.write_text("x")


@pytest.mark.parametrize(
    ("fault", "way_back"),
    [(_cut, ("library", "rebuild")), (_a_file, ("library", "rebuild")), (shutil.rmtree, ("doctor", "--repair"))],
    ids=["cut", "a file", "deleted"],
)
def test_a_damaged_chroma_folder_is_said_and_comes_back(
    fault: Callable, way_back: tuple[str, ...], settings: Settings, vigie: Run, answers: Callable
) -> None:
    fault(settings.chroma_path)
    problem = probe.dense_problem(settings)
    assert "vigie library rebuild" in problem and "\n" not in problem
    status, out, _ = vigie(*way_back)
    assert status == 0, out
    assert answers(settings)


def test_a_question_to_a_damaged_index_ends_in_one_line(settings: Settings, vigie: Run, plain: Callable) -> None:
    _cut(settings.chroma_path)
    status, _, said = vigie("excerpts", "cantines")
    assert status == 2
    assert str(settings.chroma_path) in plain(said) and "vigie library rebuild" in said


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose index is so large that Chroma keeps files beside its database."""
    home = tmp_path_factory.mktemp("large") / "home"
    library = Library(Settings(home=home))
    vectors = np.random.default_rng(1).normal(size=(1500, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    connection = library.catalogue.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    with library.catalogue.transaction():
        for number, vector in enumerate(vectors, start=1):
            connection.execute("INSERT INTO vectors VALUES (?, ?)", (str(number).encode(), vector.tobytes()))
            row = (number, "d", number, "[]", "[]", "", "", str(number).encode())
            connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO terms (rowid, head, body) VALUES (?, '', 'x')", (number,))
    library.vectors.add(range(1, 1501), vectors, ["x"] * 1500, [{"document_id": "d"}] * 1500)
    assert list((home / "chroma").glob("*/data_level0.bin")), "the index is still in Chroma's log"
    library.vectors.close()
    return home


@pytest.mark.parametrize("fault", ["nothing", "lost", "cut", "noise"])
def test_an_index_that_lost_its_files_is_noticed(fault: str, large: Path, tmp_path: Path) -> None:
    # Without this check Chroma answers from what is left, in silence, or ends the whole process (noise).
    home = Path(shutil.copytree(large, tmp_path / "home"))
    for file in list((home / "chroma").glob("*/*")):
        if fault == "lost":
            file.unlink()
        elif fault == "cut" and file.name == "data_level0.bin":
            file.write_bytes(file.read_bytes()[:100_000])
        elif fault == "noise" and file.name in ("link_lists.bin", "data_level0.bin"):
            scramble(file, 0, 400_000)
    # Only the probe's child may look: a damaged index can end the process that searches it.
    assert ("vigie library rebuild" in probe.dense_problem(Settings(home=home))) == (fault != "nothing")


# --- the catalogue ------------------------------------------------------------------------------------------------


def test_a_catalogue_that_is_none_is_said_and_its_documents_come_back(
    settings: Settings, vigie: Run, plain: Callable, answers: Callable
) -> None:
    scramble(settings.catalogue_path, 0, settings.catalogue_path.stat().st_size)
    for command in (("library", "status"), ("excerpts", "cantines")):
        status, _, said = vigie(*command)
        assert status == 2
        assert str(settings.catalogue_path) in plain(said) and "vigie doctor --repair" in said
    status, out, _ = vigie("doctor", "--repair")
    assert status == 0, out
    assert "2 relus" in out and "catalogue.damaged-" in out
    assert list(settings.home.glob("catalogue.damaged-*.sqlite3"))
    assert answers(settings)


def test_what_can_be_read_of_a_damaged_catalogue_is_saved(settings: Settings, answers: Callable) -> None:
    with closing(sqlite3.connect(settings.catalogue_path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'terms_data'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    scramble(settings.catalogue_path, (page - 1) * size, size)  # the lexical index, which can be made again
    [saved, rebuilt] = repair(settings)
    assert "2 documents et 1 réponses ont été sauvés" in saved.done and saved.unread == ()
    assert "Index refaits" in rebuilt.done
    assert answers(settings)
    kept = Library(settings).answer("reponse-1")
    assert kept is not None and "Dupont" in str(kept["question"])
    assert repair(settings) == []


def test_a_document_that_is_not_whole_is_read_again(settings: Settings, vigie: Run, answers: Callable) -> None:
    """A passage whose text was changed on the disk would be quoted: its hash tells, and the document is read again."""
    with closing(sqlite3.connect(settings.catalogue_path)) as connection:
        connection.execute("UPDATE passages SET indexed_text = replace(indexed_text, 'dix semaines', 'six semaines')")
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'terms_data'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    scramble(settings.catalogue_path, (page - 1) * size, size)
    status, out, _ = vigie("doctor", "--repair")
    assert status == 0, out
    assert "1 documents" in out and "1 relus" in out
    assert answers(settings)
    texts = Library(settings).catalogue.connection.execute("SELECT indexed_text FROM passages").fetchall()
    assert any("dix semaines" in row[0] for row in texts) and not any("six semaines" in row[0] for row in texts)


def test_a_locked_catalogue(settings: Settings, vigie: Run, plain: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(settings.catalogue_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, _, said = vigie("purge", "--all-answers")
        assert status == 2
        assert "verrouillé" in plain(said) and str(settings.catalogue_path) in said
        assert vigie("excerpts", "cantines")[0] == 0  # readers are not held up
        other.execute("ROLLBACK")
    assert vigie("purge", "--all-answers")[0] == 0


def test_two_writers(settings: Settings, vigie: Run, plain: Callable, tmp_path: Path) -> None:
    holds = (
        "import sys; from pathlib import Path; from corpus.library import writers_lock\n"
        f"with writers_lock(Path({str(settings.home)!r})):\n print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert child.stdout is not None and child.stdout.readline() == b"held\n"
    for command in (("library", "rebuild"), ("ingest", tmp_path), ("restore", tmp_path / "x.tar.gz", "--replace")):
        status, _, said = vigie(*command)
        assert status == 2
        assert "Un autre processus écrit déjà" in plain(said) and str(settings.home) in said
    child.kill()  # the lock goes with the process, whatever its end
    child.wait()
    assert vigie("library", "rebuild")[0] == 0


# --- the disk -----------------------------------------------------------------------------------------------------


def test_a_full_disk_loses_nothing(
    small_disk: Path, pristine: Path, tmp_path: Path, vigie: Run, plain: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(shutil.copytree(pristine / "home", small_disk / "home"))
    monkeypatch.setenv("VIGIE_HOME", str(home))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "more.txt").write_text("Un autre document parle de numérique. " * 40, encoding="utf-8")
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    status, _, said = vigie("ingest", tmp_path / "more")
    assert status == 2
    assert "plein" in plain(said[said.index("vigie : ") :]) and str(home) in said
    status, _, said = vigie("backup", small_disk / "b.tar.gz")
    assert status == 2
    assert "plein" in plain(said)
    assert not list(small_disk.glob("b.tar.gz*"))
    ballast.unlink()
    settings = Settings(home=home, provider="none")
    assert vigie("doctor", "--repair")[0] == 0
    assert Library(settings).counts().documents == 2
    status, _, said = vigie("ingest", tmp_path / "more")
    assert status == 0, said
    assert Library(settings).counts().documents == 3 and Library(settings).counts().consistent


def test_a_failed_commit_does_not_block_the_next(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(settings)
    connection = library.catalogue.connection
    connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(CatalogueError, match="plein"):
        library.keep_answer("x", "2026-01-01", {"question": "?" * 200_000})
    connection.execute("PRAGMA max_page_count = 1000000")
    library.keep_answer("x", "2026-01-01", {"question": "?"})
    assert library.answer("x") == {"question": "?"}


def test_a_read_only_home(settings: Settings, vigie: Run, plain: Callable, read_only: Callable, tmp_path: Path) -> None:
    read_only(settings.home)
    for command in (("library", "status"), ("ingest", tmp_path), ("excerpts", "cantines"), ("library", "rebuild")):
        status, _, said = vigie(*command)
        assert status == 2, command
        assert str(settings.home) in plain(said) and "VIGIE_HOME" in said


# --- reading and answering ----------------------------------------------------------------------------------------


def test_a_parser_out_of_memory_ends_that_file_only(
    settings: Settings, vigie: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "more" / name).write_text(f"Le document {name} parle des cantines.", encoding="utf-8")
    hungry = (  # the worker itself, whose parser takes more than its limit allows
        "import ingest.parser; from ingest import worker\n"
        "ingest.parser.parse_file = lambda *_, **__: bytearray(1 << 36)\n"
        "raise SystemExit(worker.main())"
    )
    ordinary = sandbox._COMMAND
    monkeypatch.setattr(sandbox, "_COMMAND", (sys.executable, "-P", "-c", hungry))
    status, out, _ = vigie("ingest", tmp_path / "more" / "a.txt")
    assert "VIGIE_PARSE_MEMORY_MB" in out, out
    monkeypatch.setattr(sandbox, "_COMMAND", ordinary)
    status, out, _ = vigie("ingest", tmp_path / "more" / "b.txt")
    assert status == 0, out
    records = {Path(record.path).name: record.status for record in Library(settings).files()}
    assert records["a.txt"] == "too_much_memory" and records["b.txt"] == "indexed"


def test_an_answer_survives_chroma_failing_later(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered is in the catalogue: no index is needed to show it again."""
    monkeypatch.setattr(VectorIndex, "_client", lambda self: 1 / 0)
    assert Library(settings).answer("reponse-1") is not None
