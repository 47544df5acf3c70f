"""Every page of a PDF is read or named; what the file says of itself is taken with care."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from corpus.records import Status
from ingest import pdf
from ingest.limits import Clock, Limits, OutOfTime, at_most
from ingest.parser import parse_file
from ingest.problems import FileProblem, page_list

MakePdf = Callable[..., Path]
PAGES = [
    [f"Le texte de la page {number} est assez long pour qu'on n'y cherche pas d'image.", "Il continue ici."]
    for number in range(1, 5)
]


def test_labels_printed_on_the_pages_stand_beside_their_numbers(make_pdf: MakePdf, limits: Limits) -> None:
    path = make_pdf(PAGES)
    writer = pypdf.PdfWriter(clone_from=path)
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 3, style="/D")
    writer.write(path)
    assert [(page.number, page.label) for page in parse_file(path, limits).pages] == [
        (1, "i"),
        (2, "ii"),
        (3, "1"),
        (4, "2"),
    ]


def test_a_page_that_fails_is_named_and_the_others_are_read(
    make_pdf: MakePdf, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_pdf(PAGES)
    extract = pypdf.PageObject.extract_text

    def failing(self: pypdf.PageObject, *args: object, **more: object) -> str:
        if self.page_number == 2:
            raise ValueError("broken operator")
        return extract(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pypdf.PageObject, "extract_text", failing)
    alone = parse_file(path, limits, rescue=False)
    assert alone.unread_pages == (3,)
    assert any("broken operator" in warning and "3" in warning for warning in alone.warnings)
    assert [page.number for page in alone.pages if page.text] == [1, 2, 4]
    rescued = parse_file(path, limits)
    assert rescued.unread_pages == ()
    assert "page 3" in rescued.pages[2].text
    assert any("pypdfium2" in warning for warning in rescued.warnings)


def test_a_page_that_takes_too_long_does_not_cost_the_others(
    make_pdf: MakePdf, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_pdf(PAGES)
    extract = pypdf.PageObject.extract_text

    def slow(self: pypdf.PageObject, *args: object, **more: object) -> str:
        while self.page_number == 1:
            pass
        return extract(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pypdf.PageObject, "extract_text", slow)
    monkeypatch.setattr(pdf, "_PAGE_SECONDS", 0.3)
    parsed = parse_file(path, limits)
    assert 2 in parsed.unread_pages
    assert {page.number for page in parsed.pages if page.text} | set(parsed.unread_pages) == {1, 2, 3, 4}
    assert any(page.text for page in parsed.pages)


def test_pages_beyond_the_cap_are_named(make_pdf: MakePdf, limits: Limits) -> None:
    parsed = parse_file(make_pdf(PAGES), replace(limits, max_pages=2))
    assert (parsed.page_count, len(parsed.pages), parsed.unread_pages) == (4, 2, (3, 4))
    assert any("3-4" in warning and "2 pages" in warning for warning in parsed.warnings)


def test_no_time_left_is_too_slow(make_pdf: MakePdf, limits: Limits) -> None:
    document = pdf.read_pdf(make_pdf(PAGES), limits, Clock(60))
    assert len(document.pages) == 4
    try:
        late = pdf.read_pdf(make_pdf(PAGES), limits, Clock(0))
    except FileProblem as problem:  # not even opened
        assert problem.status is Status.TOO_SLOW
    else:
        assert late.unread == dict.fromkeys((1, 2, 3, 4), Status.TOO_SLOW)


def test_passwords(make_pdf: MakePdf, limits: Limits) -> None:
    path = make_pdf(PAGES)
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("sésame", algorithm="AES-256")
    writer.write(path)
    for given in (None, "faux"):
        with pytest.raises(FileProblem) as raised:
            parse_file(path, limits, password=given)
        assert raised.value.status is Status.NEEDS_PASSWORD
    assert "--password" in raised.value.next_step
    assert len(parse_file(path, limits, password="sésame").pages) == 4


def test_an_empty_password_is_tried_even_when_another_is_given(make_pdf: MakePdf, limits: Limits) -> None:
    path = make_pdf(PAGES)
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("", owner_password="propriétaire", algorithm="AES-256")
    writer.write(path)
    assert len(parse_file(path, limits).pages) == 4
    assert len(parse_file(path, limits, password="pour un autre fichier").pages) == 4


def test_a_cut_file_is_saved_as_far_as_it_goes_or_named_damaged(make_pdf: MakePdf, limits: Limits) -> None:
    path = make_pdf(PAGES)
    data = path.read_bytes()
    for keep in range(40, len(data), max(1, len(data) // 25)):
        path.write_bytes(data[:keep])
        try:
            parsed = parse_file(path, limits, ocr=False)
        except FileProblem as problem:
            assert problem.status in (Status.DAMAGED, Status.NOT_A_DOCUMENT, Status.EMPTY)
            continue
        numbers = {page.number for page in parsed.pages} | set(parsed.unread_pages)
        assert numbers == set(range(1, parsed.page_count + 1))


def test_an_outline_that_loops_ends(make_pdf: MakePdf, limits: Limits) -> None:
    path = make_pdf(PAGES)
    writer = pypdf.PdfWriter(clone_from=path)
    item = DictionaryObject()
    reference = writer._add_object(item)
    item.update(
        {
            NameObject("/Title"): TextStringObject("Boucle"),
            NameObject("/Dest"): ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")]),
            NameObject("/Next"): reference,
            NameObject("/First"): reference,
            NameObject("/Count"): NumberObject(1),
        }
    )
    outline = DictionaryObject({NameObject("/Type"): NameObject("/Outlines"), NameObject("/First"): reference})
    writer.root_object[NameObject("/Outlines")] = writer._add_object(outline)
    writer.write(path)
    assert len(parse_file(path, limits).pages) == 4


def test_a_scan_waits_for_optical_reading_and_a_blank_page_does_not(tmp_path: Path, limits: Limits) -> None:
    from fpdf import FPDF
    from PIL import Image

    writer = FPDF(unit="pt")
    writer.add_page()
    writer.image(Image.new("L", (200, 280), 200), 0, 0, 595, 842)
    writer.add_page()
    path = tmp_path / "scan.pdf"
    writer.output(str(path))
    parsed = parse_file(path, limits, ocr=False)
    assert parsed.needs_ocr == (1,)
    assert parsed.unread_pages == ()


def test_a_cover_image_under_a_title_is_no_scan(tmp_path: Path, limits: Limits) -> None:
    from fpdf import FPDF
    from PIL import Image

    writer = FPDF(unit="pt")
    writer.set_font("Helvetica", size=20)
    writer.add_page()
    writer.image(Image.new("L", (200, 280), 200), 0, 0, 595, 842)
    writer.text(70, 300, "Rapport annuel")
    writer.set_font("Helvetica", size=11)
    for number in range(3):
        writer.add_page()
        for line in range(6):
            writer.text(
                70, 100 + 14 * line, f"Un texte assez long pour être le corps de la page {number}, ligne {line}."
            )
    path = tmp_path / "rapport.pdf"
    writer.output(str(path))
    parsed = parse_file(path, limits, ocr=False)
    assert parsed.needs_ocr == ()
    assert parsed.pages[0].text == "Rapport annuel"


def test_a_block_lasts_no_longer_than_allowed() -> None:
    with pytest.raises(OutOfTime), at_most(0.05):
        while True:
            pass
    with at_most(60):
        done = True
    assert done


@pytest.mark.parametrize(
    ("numbers", "written"),
    [((), ""), ((4,), "4"), ((7, 5, 6, 1), "1, 5-7"), (tuple(range(1, 60, 2)), "1, 3, 5, 7, 9, 11, 13, 15, 17, 19 …")],
)
def test_page_numbers_read_as_a_person_writes_them(numbers: tuple[int, ...], written: str) -> None:
    assert page_list(numbers) == written
