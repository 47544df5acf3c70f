"""The shelf over a real library, with real small PDFs."""

from pathlib import Path

import fpdf
import pytest

from assistant.page.shelf import MOST_FILES, LibraryShelf, safe_name
from corpus.errors import VigieError
from corpus.library import Library
from corpus.records import Status
from corpus.settings import Settings


def _pdf(path: Path, text: str) -> Path:
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=12)
    pdf.add_page()
    pdf.multi_cell(0, 8, text)
    pdf.output(str(path))
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> LibraryShelf:
    return LibraryShelf(Library(Settings(home=tmp_path / "home", jobs=1)))


def test_added_read_again_and_taken_out(shelf: LibraryShelf, tmp_path: Path) -> None:
    good = _pdf(
        tmp_path / "bon.pdf", "La Région soutient vingt projets d'intelligence artificielle dans les lycées. " * 5
    )
    bad = tmp_path / "abîmé.pdf"
    bad.write_bytes(b"%PDF-1.4 coupe")
    steps = list(shelf.add_files([good, bad]))
    ended = {step.name: step.record for step in steps if step.record is not None}
    assert ended["bon.pdf"].status is Status.INDEXED
    assert not ended["abîmé.pdf"].status.searchable
    assert ended["abîmé.pdf"].next_step
    documents = shelf.library.documents()
    assert [document.file_name for document in documents] == ["bon.pdf"]
    assert (shelf.folder / "bon.pdf").is_file()

    again = [step.record for step in shelf.reread(documents[0].id) if step.record is not None]
    assert [record.status for record in again] == [Status.INDEXED]

    assert shelf.remove(documents[0].id) == documents[0].title
    assert shelf.library.documents() == []
    assert not (shelf.folder / "bon.pdf").exists()
    with pytest.raises(VigieError, match="n'est plus dans la bibliothèque"):
        shelf.remove(documents[0].id)
    with pytest.raises(VigieError, match="n'est plus à sa place"):
        list(shelf.reread(documents[0].id))


def test_two_files_of_one_name_are_both_kept(shelf: LibraryShelf, tmp_path: Path) -> None:
    for folder, text in (("a", "premier"), ("b", "second")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "avis.txt").write_text(text)
    kept = [
        shelf._kept(tmp_path / folder / "avis.txt")
        for folder in ("a", "b", "a")
        if shelf.folder.mkdir(parents=True, exist_ok=True) is None
    ]
    assert [path.name for path in kept] == ["avis.txt", "avis-2.txt", "avis.txt"]
    assert kept[1].read_text() == "second"


def test_two_readings_at_once_are_refused_in_words(shelf: LibraryShelf, tmp_path: Path) -> None:
    path = _pdf(tmp_path / "x.pdf", "texte")
    with shelf._alone(), pytest.raises(VigieError, match="déjà en cours"):
        list(shelf.add_files([path]))


@pytest.mark.parametrize("count", [0, MOST_FILES + 1])
def test_how_many_files(shelf: LibraryShelf, tmp_path: Path, count: int) -> None:
    with pytest.raises(VigieError):
        list(shelf.add_files([tmp_path / f"{n}.pdf" for n in range(count)]))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\avis.pdf", "avis.pdf"),
        (".caché", "caché"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("...", "document"),
        ("", "document"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ('<img src="x">.pdf', "img src=x.pdf"),
    ],
)
def test_names_are_made_safe(name: str, kept: str) -> None:
    assert safe_name(name) == kept
