"""Reading scans: pages without text, read by tesseract in French and English, marked as read by machine.

Needs the `ocr` extra and the tesseract program; `available` says whether both are there. The text comes with where its
lines stand, so that paragraphs and tables are rebuilt as on any page.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from corpus.errors import MissingExtra
from corpus.language import say
from ingest.layout import Chunk, RawPage, lines_of
from ingest.limits import Clock

_DPI = 300
_MOST_PIXELS = 40_000_000
"""Larger pages are rendered smaller."""

_PAGE_SECONDS = 60.0
_SCRIBBLE = 0.35
"""Under this confidence, a line is no print: a signature, a stamp, a speck."""

_DOUBTFUL = 0.45
"""Under this confidence, the page is tried turned round."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """One page read by machine: its text with geometry, and the mean confidence of its words, 0 to 1."""

    page: RawPage
    confidence: float


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether scans can be read here: the `ocr` extra and the tesseract program are installed."""
    return (
        find_spec("pytesseract") is not None and find_spec("PIL") is not None and shutil.which("tesseract") is not None
    )


@lru_cache(maxsize=1)
def languages() -> str:
    """The languages tesseract reads here, among French and English, as it wants them: "fra+eng".

    Raises MissingExtra when it cannot run.
    """
    if not available():
        raise MissingExtra(say("La lecture optique (tesseract)", "Optical reading (tesseract)"), "ocr")
    import pytesseract  # noqa: PLC0415

    installed = set(pytesseract.get_languages())
    return "+".join(name for name in ("fra", "eng") if name in installed) or "eng"


def _render(document: Any, number: int) -> tuple[Any, float]:
    """The page as a grey image without ruled lines, and its pixels per point."""
    from ingest.rules import without_rules  # noqa: PLC0415 - numpy is slow to import

    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        return without_rules(page.render(scale=scale, grayscale=True).to_pil()), scale
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


def _printed_lines(data: Mapping[str, Sequence[Any]]) -> Iterator[list[_Word]]:
    """Group the words tesseract found by line, in its reading order."""
    line: list[_Word] = []
    before: tuple[int, int, int] | None = None
    for index, text in enumerate(data["text"]):
        if not str(text).strip() or float(data["conf"][index]) < 0:
            continue
        place = (int(data["block_num"][index]), int(data["par_num"][index]), int(data["line_num"][index]))
        if place != before and line:
            yield line
            line = []
        before = place
        left, top = int(data["left"][index]), int(data["top"][index])
        right, bottom = left + int(data["width"][index]), top + int(data["height"][index])
        line.append(_Word(str(text).strip(), left, top, right, bottom, float(data["conf"][index]) / 100))
    if line:
        yield line


def _chunks(lines: Sequence[Sequence[_Word]], scale: float, height: float) -> list[Chunk]:
    """Turn words into chunks, as the PDF extractor gives them. Lines of about one height have one type size."""
    # The box of a word reaches from its base line to its tallest letter: some 0.72 of the type size.
    boxes = [median(word.bottom - word.top for word in line) / scale / 0.72 for line in lines]
    usual = median(boxes) if boxes else 0.0
    chunks: list[Chunk] = []
    for line, box in zip(lines, boxes, strict=True):
        size = round(box if box > 1.25 * usual or box < 0.6 * usual else usual, 1)
        base = height - median(word.bottom for word in line) / scale
        for index, word in enumerate(line):
            ending = "\n" if index + 1 == len(line) else " "
            chunks.append(Chunk(word.text + ending, word.left / scale, base, size, False, True, word.right / scale))
    return chunks


def _confidence(lines: Sequence[Sequence[_Word]]) -> float:
    """Mean confidence of the words, each counting for its letters."""
    letters = sum(len(word.text) for line in lines for word in line)
    return sum(len(word.text) * word.confidence for line in lines for word in line) / letters if letters else 0.0


def _recognise(image: Any, seconds: float) -> list[list[_Word]]:
    import pytesseract  # noqa: PLC0415

    data = pytesseract.image_to_data(
        image, lang=languages(), config="--psm 3", output_type=pytesseract.Output.DICT, timeout=seconds
    )
    return [line for line in _printed_lines(data) if _confidence([line]) >= _SCRIBBLE]


def _turn(image: Any) -> int:
    """By how many degrees, clockwise, a page must be turned to stand upright; 0 when that cannot be told."""
    import pytesseract  # noqa: PLC0415

    try:
        found = pytesseract.image_to_osd(image, output_type=pytesseract.Output.DICT, timeout=_PAGE_SECONDS)
    except (RuntimeError, OSError, ValueError):  # too few letters to tell
        return 0
    return int(found.get("rotate", 0)) % 360


def _best(image: Any, clock: Clock) -> tuple[list[list[_Word]], Any]:
    """Read an image, turned round where it makes no sense as it lies."""
    lines = _recognise(image, min(_PAGE_SECONDS, clock.left))
    if _confidence(lines) >= _DOUBTFUL or clock.left < 5:
        return lines, image
    angle = _turn(image)
    if angle:
        turned = image.rotate(-angle, expand=True)
        again = _recognise(turned, min(_PAGE_SECONDS, clock.left))
        if _confidence(again) > _confidence(lines):
            return again, turned
    return lines, image


def read_pages(
    path: Path, numbers: Sequence[int], labels: Mapping[int, str], clock: Clock, *, password: str | None = None
) -> Iterator[Recognised]:
    """Read pages of a PDF by machine, in order, until the clock runs out.

    A page on which tesseract fails or finds no word is left out. Raises MissingExtra when it is not installed.
    """
    languages()
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(path, password=password)
    try:
        for number in numbers:
            if clock.left < 2:
                return
            try:
                image, scale = _render(document, number)
                lines, shown = _best(image, clock)
            except (RuntimeError, OSError, ValueError):  # tesseract failed, or took too long; pdfium cannot render
                continue
            if not lines:
                continue
            width, height = shown.width / scale, shown.height / scale
            chunks = _chunks(lines, scale, height)
            text = "".join(chunk.text for chunk in chunks)
            page = RawPage(number, labels.get(number, str(number)), text, lines_of(chunks), width, height)
            yield Recognised(page, round(_confidence(lines), 3))
    finally:
        document.close()
