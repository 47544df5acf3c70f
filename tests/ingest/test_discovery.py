"""Every file under the paths is seen once; what stays closed says why."""

import hashlib
import os
from pathlib import Path

import pytest

from ingest.discovery import content_hash, discover


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    (root / "b").mkdir(parents=True)
    (root / ".git").mkdir()
    for name in ("z.pdf", "a.pdf", "b/c.pdf", ".cache", "~$note.docx", "d.pdf.part", "sources.toml", ".git/HEAD"):
        (root / name).write_text(name)
    return root


def test_files_come_sorted_once_and_the_manifest_is_no_document(folder: Path) -> None:
    found = [each for each in discover([folder, folder / "a.pdf", folder / "b"]) if each.problem is None]
    assert [str(each.path.relative_to(folder)) for each in found] == ["a.pdf", "b/c.pdf", "z.pdf"]
    assert found[0].size == 5 and found[0].modified_ns > 0


def test_hidden_temporary_and_unfinished_files_say_why_they_stay_closed(folder: Path) -> None:
    closed = {each.path.name: each.problem.reason for each in discover([folder]) if each.problem is not None}
    assert set(closed) == {".cache", ".git", "~$note.docx", "d.pdf.part"}
    assert "temporaire" in closed["~$note.docx"] and "inachevé" in closed["d.pdf.part"]


def test_a_hidden_file_named_by_the_user_is_taken(folder: Path) -> None:
    (only,) = discover([folder / ".cache"])
    assert only.problem is None


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    (folder / "b" / "loop").symlink_to(folder, target_is_directory=True)
    problems = [each for each in discover([folder]) if each.path.name == "loop"]
    assert len(problems) == 1 and problems[0].problem is not None


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (only,) = discover([tmp_path])
    assert only.problem is not None


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    (only,) = discover([tmp_path])
    assert only.problem is not None


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    assert content_hash(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()
