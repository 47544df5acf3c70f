"""Text that no reader sees is left aside and told, however it was hidden; what a reader sees is all kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.records import Method, ParsedDocument
from ingest.limits import Clock, Limits
from ingest.parser import parse_file
from ingest.pdf import read_pdf

VISIBLE = (
    "Le conseil régional consacre 12 millions d'euros au plan pour l'intelligence artificielle.",
    "La commission permanente évalue ce plan chaque année, au mois de septembre.",
)
LIMITS = Limits(parse_timeout=120.0)
Make = Callable[..., Path]


def parsed(path: Path) -> ParsedDocument:
    return parse_file(path, LIMITS, ocr=False)


@pytest.fixture
def body(lines: Callable[..., str]) -> str:
    return lines(VISIBLE)


def test_each_way_of_hiding_is_found(make: Make, hiding: dict[str, str], body: str) -> None:
    clean = parsed(make(body, name="clean.pdf"))
    assert clean.warnings == () and all(line in clean.pages[0].text for line in VISIBLE)
    for way, hidden in hiding.items():
        first = way.startswith("white, under")  # drawn before what covers it
        document = parsed(make(hidden + body if first else body + hidden, name="hostile.pdf"))
        [page] = document.pages
        assert page.text == clean.pages[0].text, way
        assert page.method is Method.TEXT, way
        assert any("invisible" in warning for warning in document.warnings), way


def test_words_hidden_inside_a_visible_line_are_left_out(make: Make, words: Callable[..., str]) -> None:
    line = words(
        "Le plan", "3 Tr", " ne", "0 Tr", " coûte", "3 Tr", " pas", "0 Tr", " 12", "1 1 1 rg", "0", "0 g", " millions."
    )
    [page] = parsed(make(line)).pages
    assert page.text == "Le plan coûte 12 millions."


def test_light_small_turned_and_white_on_dark_text_is_seen(make: Make, line: Callable[..., str]) -> None:
    page = (
        line("Gris clair, lisible.", y=700, before="0.75 g")
        + line("Corps de quatre points, lisible.", y=660, size=4)
        + "q 0 0.2 0.4 rg 60 600 400 40 re f Q "
        + line("Blanc sur bleu, lisible.", y=615, before="1 1 1 rg")
        + "q 0 1 -1 0 500 200 cm BT /F1 11 Tf (Le long du bord.) Tj ET Q "
        + line("Contour seul, lisible.", y=560, size=16, before="1 Tr")
        + line("Deux fois, en gras feint.", y=520)
        + line("Deux fois, en gras feint.", y=520, x=70.3)
    )
    document = parsed(make(page))
    for text in ("Gris clair", "Corps de quatre", "Blanc sur bleu", "Le long du bord", "Contour seul", "Deux fois"):
        assert text in document.pages[0].text, text
    assert document.warnings == ()


def test_the_text_layer_of_a_scan_is_kept_and_marked(make: Make, lines: Callable[..., str]) -> None:
    scan = "q 595 0 0 842 0 0 cm /Im1 Do Q "
    for content in (scan + lines(VISIBLE, before="3 Tr"), lines(VISIBLE) + scan):
        document = parsed(make(content))
        [page] = document.pages
        assert all(line in page.text for line in VISIBLE)
        assert page.method is Method.OCR
        assert any("scanner" in warning for warning in document.warnings)


def test_a_layer_over_a_blank_sheet_is_no_scan(make: Make, lines: Callable[..., str]) -> None:
    for content in ("q 595 0 0 842 0 0 cm /Im2 Do Q " + lines(VISIBLE, before="3 Tr"), lines(VISIBLE, before="1 g")):
        raw = read_pdf(make(content), LIMITS, Clock(60))
        assert not any(page.letters for page in raw.pages)


def test_the_scanned_book_of_the_hostile_files_is_kept(shared: Path) -> None:
    document = parsed(shared / "hostile" / "pypdf_Seige_of_Vicksburg_Sample_OCR.pdf")
    assert sum(len(page.text) for page in document.pages) > 500
    assert {page.method for page in document.pages if page.text} == {Method.OCR}


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("ai-act-2024-1689-fr.pdf", (1, 60, 115)),
        ("deliberation-aizac-2020-text-fr.pdf", (1,)),
        ("etalab-algorithmes-publics-slides-fr.pdf", (1, 4, 8)),
        ("geotopo-de-117p.pdf", (1, 20, 60)),
        ("latex-multicolumn.pdf", (1, 2)),
        ("eu-dsa-2022-2065-en.pdf", (1, 50)),
        ("analyse-nationale-risques-lcbft-2019-fr.pdf", (1, 2, 40)),
    ],
)
def test_nothing_that_real_documents_show_is_lost(
    shared: Path, tmp_path: Path, name: str, pages: tuple[int, ...]
) -> None:
    from pypdf import PdfReader, PdfWriter

    whole, writer = PdfReader(shared / "corpus" / name), PdfWriter()
    for number in pages:
        writer.add_page(whole.pages[number - 1])
    path = tmp_path / name
    writer.write(path)
    raw = read_pdf(path, LIMITS, Clock(100))
    assert [(page.number, page.unseen) for page in raw.pages if page.unseen] == []
    assert all(page.compared for page in raw.pages if page.letters)
    assert not raw.warnings


def test_a_page_that_cannot_be_compared_is_named(make: Make, body: str) -> None:
    document = parse_file(make(body), LIMITS, ocr=False, rescue=False)
    assert VISIBLE[0] in document.pages[0].text
    assert any("non comparées" in warning for warning in document.warnings)
