"""A small library read from files once, and copies of it to break."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.commands.main import main
from corpus.library import Library
from corpus.settings import Settings
from ingest.pipeline import ingest, plan

ROOT = Path(__file__).resolve().parents[2]
STRATEGY = (
    "La Région Occitanie consacre 60 millions d'euros à sa stratégie pour l'intelligence artificielle. "
    "Cette stratégie a été votée par l'assemblée régionale en 2021."
)
CANTEEN = (
    "Les cantines de Nantes prévoient leurs repas dix semaines à l'avance. "
    "Un outil d'intelligence artificielle réduit le gaspillage de 20 %."
)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `docs/` and a `home/` in which they were read; never changed by a test."""
    folder = tmp_path_factory.mktemp("pristine")
    (folder / "docs").mkdir()
    (folder / "docs" / "strategie.txt").write_text(STRATEGY, encoding="utf-8")
    (folder / "docs" / "cantines.txt").write_text(CANTEEN, encoding="utf-8")
    library = Library(Settings(home=folder / "home", provider="none"))
    with library.writing():
        records = ingest(library, plan([folder / "docs"]))
    assert [record.status.searchable for record in records] == [True, True]
    library.keep_answer("reponse-1", "2026-01-02T03:04:05+00:00", {"question": "Que disent les documents de Dupont ?"})
    library.vectors.close()
    library.catalogue.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    library.catalogue.connection.close()
    return folder


@pytest.fixture
def home(pristine: Path, tmp_path: Path) -> Path:
    """A copy of that home, for one test to break."""
    return Path(shutil.copytree(pristine / "home", tmp_path / "home"))


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    return Settings(home=home, cache_dir=tmp_path / "cache", provider="none")


@pytest.fixture
def vigie(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable:
    """Run a command of `vigie` on that home: `(status, stdout, stderr)`."""
    monkeypatch.setenv("VIGIE_HOME", str(home))
    monkeypatch.setenv("VIGIE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("VIGIE_PROVIDER", "none")

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def one_line(text: str) -> str:
    """Check that a message is one line of French for people, and return it."""
    assert text.startswith("vigie : ") and text.count("\n") == 1 and text.endswith("\n"), text
    assert "Traceback" not in text
    return text


@pytest.fixture
def plain() -> Callable[[str], str]:
    return one_line


@pytest.fixture
def answers() -> Callable[[Settings], bool]:
    """Tell whether a home is whole again: counts agree, both searches find a sentence."""

    def whole(settings: Settings) -> bool:
        library = Library(settings)
        vector = library.embeddings.query("gaspillage dans les cantines")
        dense = [item.passage.text for item in library.passages([n for n, _ in library.search_dense(vector, 1)])]
        lexical = [
            item.passage.text for item in library.passages([n for n, _ in library.search_lexical(["cantin"], 1)])
        ]
        return library.counts().consistent and all("Nantes" in text for text in (*dense, *lexical)) and bool(dense)

    return whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB. Needs the right to mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("needs the right to mount a small disk (root)")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], Path]]:
    """Make a folder read-only for this process, root or not."""
    mounted: list[Path] = []
    changed: list[Path] = []

    def freeze(folder: Path) -> Path:
        if os.geteuid():
            folder.chmod(0o555)
            changed.append(folder)
            return folder
        for options in (["--bind", str(folder)], ["-o", "remount,ro,bind"]):
            if subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False).returncode:
                pytest.skip("needs the right to mount a folder read-only")
            mounted.append(folder)
        return folder

    yield freeze
    for folder in changed:
        folder.chmod(0o755)
    for folder in dict.fromkeys(mounted):
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.fixture
def python() -> list[str]:
    return [sys.executable]
