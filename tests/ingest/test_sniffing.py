"""What a file is, whatever its name says."""

import zipfile
from pathlib import Path

import pytest

from corpus.records import Status
from ingest.problems import FileProblem
from ingest.sniffing import sniff


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"%PDF-1.7\n", "pdf"),
        ("a", b"\r\n \x00junk%PDF-1.4\n", "pdf"),
        ("a.pdf", b"7 0 obj\n<<>>\nendobj\nxref\n", "pdf"),
        ("a.pdf.html", b"\n<!DOCTYPE html><html>", "html"),
        ("a.txt", b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        ("a.md", "# Titre\n\nDu texte accentué : é".encode(), "markdown"),
        ("a.txt", "Du texte accentué".encode("cp1252"), "text"),
        ("a", "Du texte".encode("utf-16"), "text"),
        ("note", b"x", "text"),
    ],
)
def test_documents_are_known_by_their_content(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert sniff(path) == kind


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.pdf", b"", Status.EMPTY),
        ("a.pdf", b"<html><body>404</body></html>", Status.NOT_A_DOCUMENT),
        ("a.pdf", b"Page introuvable", Status.NOT_A_DOCUMENT),
        ("a.txt", bytes(range(256)) * 10, Status.NOT_A_DOCUMENT),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, Status.UNSUPPORTED),
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), Status.NEEDS_PASSWORD),
        ("a.png", b"\x89PNG\r\n\x1a\n", Status.UNSUPPORTED),
        ("MANIFEST.tsv", b"file\tpages\n", Status.UNSUPPORTED),
        ("a.py", b"print(1)\n", Status.UNSUPPORTED),
        ("a.zip", b"PK\x03\x04broken", Status.DAMAGED),
    ],
)
def test_anything_else_is_named(tmp_path: Path, name: str, data: bytes, status: Status) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FileProblem) as raised:
        sniff(path)
    assert raised.value.status is status
    assert raised.value.reason and raised.value.next_step


@pytest.mark.parametrize(
    ("member", "kind"), [("xl/workbook.xml", "xlsx"), ("ppt/slides/a.xml", "pptx"), ("a.txt", "ZIP")]
)
def test_archives_are_named_by_what_they_hold(tmp_path: Path, member: str, kind: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(FileProblem, match=kind):
        sniff(path)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as raised:
        sniff(tmp_path / "gone.pdf")
    assert raised.value.status is Status.UNREADABLE
