"""A page of a PDF as a picture, and where on it a quotation stands. Runs in a process of its own (`pictures`).

Nothing here imports the rest of Vigie but the typographic contract, so that the process starts fast.
"""

import io
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from typing import Any

from corpus.folding import Folded, squeeze

_MOST_PIXELS = 6_000_000
_FEWEST_LETTERS = 14  # of a piece of a quotation that is looked for by itself
_WIDEST_SPACE = 0.025  # between two words of one line, as a share of the page; about 5 mm
_OCR_WIDTH = 1500  # pixels; about 180 dots per inch on A4

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as shares (0 to 1) of the page's width and height, from its top left corner."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn as PNG, with its size in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A letter or a word that was read on the page, with a way to know where it stands."""

    text: str
    box: Callable[[], Box | None]


def end_with_parent() -> None:
    """Make this process end when the one that started it does, even killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            connection.wait([parent.sentinel])
            os._exit(0)

        threading.Thread(target=watch, daemon=True).start()


def draw(path: Path, number: int, width: int) -> Picture:
    """Draw page `number` (from 1), about `width` pixels wide.

    Raises IndexError when the document has no such page, and pypdfium2's error when it cannot be opened.
    """
    with _opened(path) as document:
        image = _image(_page(document, number), width)
        file = io.BytesIO()
        image.save(file, "PNG", optimize=False, compress_level=6)
        return Picture(file.getvalue(), image.width, image.height)


def locate(path: Path, number: int, quote: str, nth: int = 0, *, scanned: bool = False) -> tuple[Box, ...]:
    """Return the lines on which the quotation stands on page `number`; empty when it is not found there.

    `nth` chooses among several occurrences (from 0). With `scanned`, the picture is read by tesseract when the page
    has no text of its own.
    """
    with _opened(path) as document:
        page = _page(document, number)
        found = lines(find(_letters(page), quote, nth))
        if not found and scanned:
            found = lines(find(_words(_image(page, _OCR_WIDTH)), quote, nth))
        return found


def find(units: Sequence[Unit], quote: str, nth: int = 0) -> list[Box]:
    """Return the boxes of the units that make the quotation, in order.

    Spaces, line breaks and hyphens do not count. A quotation that is not there in one piece, because a running header
    or a column stands between its parts, is looked for in halves.
    """
    text, starts = "", []
    for unit in units:
        starts.append(len(text))
        text += unit.text
    page = Folded(text, squeeze=True)
    boxes: list[Box] = []
    for start, end in _slices(page, quote, nth):
        for at, unit in zip(starts, units, strict=True):
            inside = at < end and at + len(unit.text) > start and not unit.text.isspace()
            if inside and (box := unit.box()) is not None:
                boxes.append(box)
    return boxes


def _slices(page: Folded, quote: str, nth: int) -> list[tuple[int, int]]:
    found = page.find_all(Folded(quote, squeeze=True))
    if found:
        return [found[min(nth, len(found) - 1)]]
    words = quote.split()
    if len(words) < 4:
        return []
    middle = len(words) // 2
    halves = [" ".join(words[:middle]), " ".join(words[middle:])]
    return [piece for half in halves if len(squeeze(half)) >= _FEWEST_LETTERS for piece in _slices(page, half, 0)]


def lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Join the boxes that follow each other on one line, which runs down the page when the page is turned."""
    joined: list[Box] = []
    last: Box | None = None
    for box in boxes:
        if last is not None and (_follow(last, box, 0) or _follow(last, box, 1)):
            before = joined[-1]
            joined[-1] = (
                min(box[0], before[0]),
                min(box[1], before[1]),
                max(box[2], before[2]),
                max(box[3], before[3]),
            )
        else:
            joined.append(box)
        last = box
    return tuple((round(a, 4), round(b, 4), round(c, 4), round(d, 4)) for a, b, c, d in joined)


def _follow(one: Box, next_: Box, along: int) -> bool:
    """Tell whether two boxes are neighbours on a line that runs along x (0) or y (1)."""
    across = 1 - along
    overlap = min(one[across + 2], next_[across + 2]) - max(one[across], next_[across])
    narrow = min(one[across + 2] - one[across], next_[across + 2] - next_[across])
    gap = max(one[along], next_[along]) - min(one[along + 2], next_[along + 2])
    return overlap > 0.4 * narrow and gap < _WIDEST_SPACE


def _opened(path: Path) -> Any:
    import pypdfium2  # noqa: PLC0415 - only the drawing process needs it

    return pypdfium2.PdfDocument(path)


def _page(document: Any, number: int) -> Any:
    if not 1 <= number <= len(document):
        raise IndexError(number)
    return document[number - 1]


def _image(page: Any, width: int) -> Any:
    wide, high = page.get_size()
    scale = width / max(wide, 1.0)
    pixels = wide * high * scale * scale
    if pixels > _MOST_PIXELS:
        scale *= (_MOST_PIXELS / pixels) ** 0.5
    return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")


def _letters(page: Any) -> list[Unit]:
    """Each letter of the page's own text."""
    wide, high = page.get_size()
    layer = page.get_textpage()
    place = _placer(page)

    def box(index: int) -> Callable[[], Box | None]:
        def measured() -> Box | None:
            left, bottom, right, top = layer.get_charbox(index, loose=True)
            if right - left <= 0 or top - bottom <= 0:
                return None
            corners = [place(left, top), place(right, bottom)]
            xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
            return (xs[0] / wide, ys[0] / high, xs[1] / wide, ys[1] / high)

        return measured

    return [Unit(_char(layer, index), box(index)) for index in range(layer.count_chars())]


def _char(layer: Any, index: int) -> str:
    from pypdfium2 import raw  # noqa: PLC0415

    code = raw.FPDFText_GetUnicode(layer, index)
    # pdfium writes U+FFFE, and some files U+0002, for the hyphen of a word cut at the end of a line.
    return "-" if code in (0xFFFE, 0x2) else " " if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)


def _placer(page: Any) -> Callable[[float, float], tuple[float, float]]:
    """Return what turns a point of the PDF into one of the drawn page, whatever its rotation and its crop box."""
    import ctypes  # noqa: PLC0415

    from pypdfium2 import raw  # noqa: PLC0415

    wide, high = page.get_size()
    fine = 100  # device units in a point, since pdfium gives whole ones
    x, y = ctypes.c_int(), ctypes.c_int()

    def place(left: float, top: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, int(wide * fine), int(high * fine), 0, left, top, x, y)
        return x.value / fine, y.value / fine

    return place


def _words(image: Any) -> list[Unit]:
    """Each word that tesseract reads on the picture; none when it is not installed."""
    os.environ["OMP_THREAD_LIMIT"] = "1"  # several threads make one page slower
    try:
        import pytesseract  # noqa: PLC0415

        installed = set(pytesseract.get_languages())
        languages = "+".join(code for code in ("fra", "eng") if code in installed) or "eng"
        read = pytesseract.image_to_data(image, lang=languages, output_type=pytesseract.Output.DICT, timeout=30)
    except (ImportError, RuntimeError, OSError):
        return []
    width, height = image.size

    def box(index: int) -> Callable[[], Box]:
        left, top = read["left"][index], read["top"][index]
        right, bottom = left + read["width"][index], top + read["height"][index]
        return lambda: (left / width, top / height, right / width, bottom / height)

    return [Unit(f"{word} ", box(index)) for index, word in enumerate(read["text"]) if word.strip()]
