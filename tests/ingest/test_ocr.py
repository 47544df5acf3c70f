"""Scans are read by machine, marked as such, and closely enough."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import MissingExtra
from corpus.folding import fold
from corpus.records import Method, Status
from ingest import ocr, problems, sandbox
from ingest.limits import Limits
from ingest.parser import parse_file

needs_tesseract = pytest.mark.skipif(not ocr.available(), reason="needs the extra ocr and tesseract-ocr-fra")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "OMP_THREAD_LIMIT", "1")


def _distance_within(needle: str, text: str) -> int:
    """Fewest changes that turn `needle` into some part of `text` (Sellers, 1980)."""
    before = [0] * (len(text) + 1)
    for row, wanted in enumerate(needle, start=1):
        now = [row]
        for column, got in enumerate(text, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (wanted != got)))
        before = now
    return min(before)


@needs_tesseract
def test_a_scanned_deliberation_is_read_with_few_wrong_letters(shared: Path, tmp_path: Path, limits: Limits) -> None:
    """The page is scanned here: the corpus's own "SCAN" is of another act than its text twin."""
    import pypdfium2

    source = shared / "corpus" / "deliberation-aizac-2020-text-fr.pdf"
    with pypdfium2.PdfDocument(source) as document:
        image = document[0].render(scale=300 / 72, grayscale=True).to_pil()
    scan = tmp_path / "scan.pdf"
    image.save(scan, "PDF", resolution=300)
    (page,) = parse_file(scan, limits).pages
    assert page.method is Method.OCR
    assert page.confidence is not None and 0.8 < page.confidence <= 1
    got = fold(page.text)
    wanted = [fold(cell) for line in parse_file(source, limits).pages[0].text.split("\n") for cell in line.split("\t")]
    wrong = sum(_distance_within(cell, got) for cell in wanted if cell)
    assert wrong / sum(map(len, wanted)) <= 0.05
    assert "Résultat de clôture\t\t21 211.03\t\t28 188.85\t\t49 399.88" in page.text


@needs_tesseract
def test_the_scans_of_the_corpus_are_read_and_marked(shared: Path, limits: Limits) -> None:
    reading = sandbox.read(shared / "corpus" / "deliberation-aizac-2020-SCAN-fr.pdf", limits)
    assert reading.status is Status.INDEXED and reading.document is not None
    (page,) = reading.document.pages
    assert page.method is Method.OCR
    assert "est admise à faire valoir ses droits à la retraite" in page.text
    assert any("reconnaissance optique" in warning for warning in reading.document.warnings)
    assert any("nom du fichier" in warning for warning in reading.document.warnings)
    assert parse_file(shared / "corpus" / "test-image-only-fr.pdf", limits).pages[0].text.startswith("Ceci est un test")


@needs_tesseract
def test_a_page_lying_on_its_head_is_turned(shared: Path, tmp_path: Path, limits: Limits) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(shared / "corpus" / "decret-71-942-conso-fr.pdf") as document:
        image = document[3].render(scale=1.5, grayscale=True).to_pil()
    image = image.crop((0, 0, image.width, image.height // 2)).rotate(180)
    image.save(tmp_path / "turned.pdf", "PDF", resolution=108)
    assert "commissaire du gouvernement" in parse_file(tmp_path / "turned.pdf", limits).pages[0].text


def test_without_tesseract_the_status_says_which_pages_wait_and_what_to_install(
    shared: Path, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    parsed = parse_file(shared / "corpus" / "test-image-only-fr.pdf", limits)
    status, reason, step = problems.ending(parsed)
    assert status is Status.NEEDS_OCR
    assert "1" in reason
    assert "tesseract-ocr-fra" in step and "vigie[ocr]" in step


def test_asking_for_languages_without_tesseract_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    ocr.languages.cache_clear()
    with pytest.raises(MissingExtra, match=r"vigie\[ocr\]"):
        ocr.languages()


def test_a_blank_scan_holds_no_text(tmp_path: Path, limits: Limits) -> None:
    pillow: Callable[..., object] = pytest.importorskip("PIL.Image").new
    image = pillow("L", (600, 800), 255)
    image.save(tmp_path / "blank.pdf", "PDF", resolution=72)  # type: ignore[attr-defined]
    parsed = parse_file(tmp_path / "blank.pdf", limits)
    assert parsed.needs_ocr == (1,)
    assert parsed.pages[0].text == ""
