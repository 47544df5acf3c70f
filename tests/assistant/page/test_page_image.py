import io
from pathlib import Path

import fpdf
import pytest
from PIL import Image

from assistant.page.page_image import Unit, draw, find, lines, locate

SHARED = Path(__file__).parents[3].parent / "shared"
SENTENCE = "Elle se situe en aval de la chaîne de valeur de l'IA, là où les usages se construisent."


@pytest.fixture
def original(scripted) -> Path:
    return scripted.original


def _dark(png: bytes, box) -> float:
    """The share of dark pixels inside a box."""
    image = Image.open(io.BytesIO(png)).convert("L")
    left, top, right, bottom = box
    part = image.crop(
        (int(left * image.width), int(top * image.height), int(right * image.width), int(bottom * image.height))
    )
    return sum(part.histogram()[:128]) / (part.width * part.height)


def test_a_page_is_drawn_as_wide_as_asked(original: Path) -> None:
    picture = draw(original, 2, 800)
    image = Image.open(io.BytesIO(picture.png))
    assert image.format == "PNG"
    assert image.size == (picture.width, picture.height)
    assert abs(picture.width - 800) <= 1
    assert abs(picture.height / picture.width - 297 / 210) < 0.01


def test_a_page_that_does_not_exist_is_refused(original: Path) -> None:
    for number in (0, 13, -1):
        with pytest.raises(IndexError):
            draw(original, number, 100)


def test_a_quotation_is_found_line_by_line_where_its_ink_is(original: Path) -> None:
    boxes = locate(original, 2, SENTENCE)
    assert len(boxes) == 2
    first, second = boxes
    assert first[1] < second[1]
    assert first[0] > 0.4  # it starts in the middle of its line
    assert second[0] < 0.2
    picture = draw(original, 2, 1000)
    assert all(0.03 < _dark(picture.png, box) < 0.4 for box in boxes)
    assert _dark(picture.png, (0.1, 0.6, 0.9, 0.9)) == 0.0


def test_a_quotation_that_is_not_there_is_not_found(original: Path) -> None:
    assert locate(original, 2, "Le budget 2025 s'élève à 4,5 M€ pour les collèges.") == ()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_place_follows_the_rotation_of_the_page(tmp_path: Path, original: Path, rotation: int) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=original)
    writer.pages[1].rotate(rotation)
    turned = tmp_path / "turned.pdf"
    writer.write(turned)
    picture = draw(turned, 2, 900)
    boxes = locate(turned, 2, SENTENCE)
    assert boxes
    assert all(_dark(picture.png, box) > 0.03 for box in boxes)


def test_the_place_follows_the_crop_box(tmp_path: Path, original: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=original)
    page = writer.pages[1]
    page.cropbox.lower_left = (20, 400)
    cropped = tmp_path / "cropped.pdf"
    writer.write(cropped)
    picture = draw(cropped, 2, 900)
    boxes = locate(cropped, 2, SENTENCE)
    assert boxes
    assert all(_dark(picture.png, box) > 0.03 for box in boxes)


def test_one_of_several_occurrences(tmp_path: Path) -> None:
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=12)
    pdf.add_page()
    for _ in range(3):
        pdf.multi_cell(0, 30, "La même phrase ici.", new_x="LMARGIN", new_y="NEXT")
    path = tmp_path / "three.pdf"
    pdf.output(str(path))
    tops = [locate(path, 1, "La même phrase ici.", nth)[0][1] for nth in range(3)]
    assert tops == sorted(set(tops))
    assert locate(path, 1, "La même phrase ici.", 9)[0][1] == tops[-1]


def _units(text: str) -> list[Unit]:
    return [Unit(char, lambda n=n: (n / 1000, 0.0, (n + 1) / 1000, 0.1)) for n, char in enumerate(text)]


def test_spaces_breaks_hyphens_and_ligatures_do_not_count() -> None:
    page = "Avant. Les usa-\nges de l\u2019IA sont e\ufb03caces. Après."
    found = find(_units(page), "Les usages de l'IA sont efficaces.")
    start, end = page.index("Les"), page.index(" Après")
    assert (found[0][0], found[-1][2]) == (start / 1000, end / 1000)


def test_a_quotation_cut_by_a_running_header_is_found_in_its_parts() -> None:
    page = "La région anime son écosystème EN-TÊTE 12 et soutient la recherche publique."
    found = find(_units(page), "La région anime son écosystème et soutient la recherche publique.")
    covered = "".join(page[round(box[0] * 1000)] for box in found)
    assert "EN-TÊTE" not in covered
    assert len(covered.replace(" ", "")) > 0.7 * len("Larégionanimesonécosystèmeetsoutientlarecherchepublique.")


def test_boxes_of_one_line_are_joined_and_lines_are_not() -> None:
    assert lines([(0.1, 0.1, 0.2, 0.12), (0.2, 0.101, 0.3, 0.121), (0.1, 0.14, 0.2, 0.16)]) == (
        (0.1, 0.1, 0.3, 0.121),
        (0.1, 0.14, 0.2, 0.16),
    )
    assert len(lines([(0.1, 0.1, 0.4, 0.12), (0.6, 0.1, 0.9, 0.12)])) == 2  # two columns


def test_a_scan_is_read_to_find_the_quotation(tmp_path: Path) -> None:
    pytest.importorskip("pytesseract", reason="needs pytesseract: pip install 'vigie[ocr]'")
    import shutil

    from PIL import ImageDraw, ImageFont

    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract (Debian: apt install tesseract-ocr-fra)")
    image = Image.new("RGB", (1240, 600), "white")
    font = ImageFont.load_default(size=34)
    ImageDraw.Draw(image).text((80, 80), "Le conseil municipal est convoque.", fill="black", font=font)
    ImageDraw.Draw(image).text((80, 300), "La region vote le budget annuel.", fill="black", font=font)
    path = tmp_path / "scan.pdf"
    image.save(path)
    assert locate(path, 1, "La region vote le budget annuel.") == ()
    boxes = locate(path, 1, "La region vote le budget annuel.", scanned=True)
    assert len(boxes) == 1
    assert abs(boxes[0][1] - 300 / 600) < 0.05


def test_the_french_regulation(tmp_path: Path) -> None:
    path = SHARED / "corpus" / "ai-act-2024-1689-fr.pdf"
    if not path.exists():
        pytest.skip(f"needs {path}")
    quote = "Le non-respect de l'interdiction des pratiques en matière d'IA visées à l'article 5"
    boxes = locate(path, 115, quote)
    assert len(boxes) == 1
    assert all(_dark(draw(path, 115, 1200).png, box) > 0.03 for box in boxes)
