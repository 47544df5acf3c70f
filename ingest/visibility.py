"""What a page shows of the text it holds: a letter is seen when taking the text away changes the page there.

Each page is drawn twice by pypdfium2, with and without its text. This finds text without ink, of the colour of the
paper, behind an image, off the page, clipped away, in a layer that is switched off, or too small to read, however it
was hidden. It cannot tell that a font shows other letters than it names; docs/security.md says what remains.
"""

import ctypes
import time
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.layout import Chunk, RawPage, Sheet, Type, lines_of, measure

_PIXELS = 0.8e6
"""A page is drawn this large: 1.26 pixels a point for A4, at which letters of 4 points still leave ink."""
_INK = 16
"""Least change of a colour channel (of 255) that counts as ink: below it, no eye sees it and no smoothing makes it."""
_NEAR = 28
"""A letter whose colour is nearer to the paper than this is not read: #e4e4e4 on white."""
_EDGE = 40
"""Change between neighbouring pixels that something printed leaves, as the letters of a scan do."""
_TINY = 1.4
"""Letters smaller than this both ways, in points, are not read on paper: type of about 2, half the size of note marks."""
_MOST_OBJECTS, _MOST_LETTERS = 60_000, 60_000
_DRAWING_SECONDS = 6.0
_LAYER_SHARE = 0.8
_NO_COLOUR = -1
"""Of letters that are not simply filled: stroked, patterned."""

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a page in the order pdfium gives them, and which of them a reader sees."""

    text: str  # one character a letter
    kept: Mask  # seen, or the text layer of a scan
    layer: bool  # nearly all text lies unseen over something printed: what a scanner recognised
    unseen: int  # letters and digits that no reader sees


@dataclass(slots=True)
class Sight:
    """Looks at the pages of one open pypdfium2 document, for a limited time altogether."""

    document: Any
    seconds: float

    def look(self, page: RawPage) -> RawPage | None:
        """Return the page as a reader sees it: without unseen text, `layer` set on a scan; None when it was not compared.

        A page that hides nothing comes back as pypdf read it. Otherwise its text is that of pypdfium2, which says
        where each letter stands, and `unseen` tells how many letters were left out.
        """
        if self.seconds <= 0 or not 1 <= page.number <= len(self.document):
            return None
        begun = time.monotonic()
        try:
            drawn = self.document[page.number - 1]
            try:
                return self._looked(drawn, page)
            finally:
                drawn.close()
        except (pypdfium2.PdfiumError, _TooMuch, MemoryError):
            return None
        finally:
            self.seconds -= time.monotonic() - begun

    def _looked(self, drawn: Any, page: RawPage) -> RawPage:
        sheet = _sheet(drawn)
        layer = drawn.get_textpage()
        try:
            described = _Described(layer)
            whole, bare, place = _drawings(drawn)
            letters = _judged(described, whole, bare, place)
            if letters.unseen:
                chunks = described.chunks(letters, sheet)
                text = "".join(each.text for each in chunks)
                width, height = sheet.seen
                shown = RawPage(page.number, page.label, text, lines_of(chunks), width, height)
                return replace(shown, compared=True, layer=letters.layer, unseen=letters.unseen)
            strange = _strangers(page, letters, whole, bare, sheet)
            return replace(
                page,
                compared=True,
                layer=letters.layer,
                lines=tuple(replace(line, hidden=index in strange) for index, line in enumerate(page.lines)),
                unseen=sum(page.lines[index].end - page.lines[index].start for index in strange),
            )
        finally:
            layer.close()


def _sheet(page: Any) -> Sheet:
    left, bottom, right, top = page.get_cropbox()
    return Sheet(left, bottom, right - left, top - bottom, page.get_rotation())


class _TooMuch(Exception):
    """A page of more objects or letters, or slower to draw, than a page of text is."""


class _Described:
    """What pdfium says of each letter of a page."""

    def __init__(self, layer: Any) -> None:
        self.layer = layer.raw
        count = layer.count_chars()
        if count > _MOST_LETTERS:
            raise _TooMuch
        self.text = "".join(_letter(raw.FPDFText_GetUnicode(self.layer, index)) for index in range(count))
        boxes: list[tuple[float, float, float, float]] = []
        colours: list[int] = []
        modes: list[int] = []
        left, bottom, right, top = (ctypes.c_double() for _ in range(4))
        shades = [ctypes.c_uint() for _ in range(4)]
        box, colour, mode, address = (0.0, 0.0, 0.0, 0.0), _NO_COLOUR, 0, -1
        for index, char in enumerate(self.text):
            if not char.isspace():
                found = raw.FPDFText_GetCharBox(self.layer, index, left, right, bottom, top)
                box = (left.value, bottom.value, right.value, top.value) if found else (0.0, 0.0, 0.0, 0.0)
                drawn = raw.FPDFText_GetTextObject(self.layer, index)
                here = ctypes.addressof(drawn.contents) if drawn else 0
                if here != address:  # the next piece of text: its letters share how they are drawn
                    address = here
                    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if here else 0
                    plain = mode == 0 and raw.FPDFText_GetFillColor(self.layer, index, *shades)
                    colour = shades[0].value << 16 | shades[1].value << 8 | shades[2].value if plain else _NO_COLOUR
            boxes.append(box)
            colours.append(colour)
            modes.append(mode)
        self.boxes = np.array(boxes, dtype=np.float64).reshape(-1, 4)
        self.colours = np.array(colours, dtype=np.int64)
        self.inkless = np.array(modes, dtype=np.int64) == raw.FPDF_TEXTRENDERMODE_INVISIBLE

    def unembedded(self, index: int) -> bool:
        """Whether the file does not bring the font of a letter, so that it may be missing here and not elsewhere."""
        drawn = raw.FPDFText_GetTextObject(self.layer, index)
        font = raw.FPDFTextObj_GetFont(drawn) if drawn else None
        return not font or raw.FPDFFont_GetIsEmbedded(font) != 1

    def chunks(self, letters: Letters, sheet: Sheet) -> list[Chunk]:
        """Return the words that are kept, each with its place."""
        chunks: list[Chunk] = []
        types: dict[str, Type] = {}
        for start, end in _words(letters.text):
            kept = [index for index in range(start, end) if letters.kept[index]]
            after = _gap(letters.text, end)
            if not kept:
                if "\n" in after and chunks and not chunks[-1].text.endswith("\n"):
                    chunks[-1] = replace(chunks[-1], text=chunks[-1].text.rstrip(" ") + "\n")
                continue
            first, last = kept[0], kept[-1]
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(self.layer, first, x, y)
            matrix = raw.FS_MATRIX()
            raw.FPDFText_GetMatrix(self.layer, first, matrix)
            size = raw.FPDFText_GetFontSize(self.layer, first) * float(np.hypot(matrix.c, matrix.d) or 1.0)
            name = self._font(first)
            seen_x, seen_y = sheet.place(x.value, y.value)
            right, _ = sheet.place(float(self.boxes[last][2]), y.value)
            turned = float(np.degrees(raw.FPDFText_GetCharAngle(self.layer, first))) + sheet.rotation
            upright = min(turned % 360, 360 - turned % 360) < 10
            written = "".join(letters.text[index] for index in kept)
            bold = types.setdefault(name, Type.named(name, None)).bold
            chunks.append(Chunk(written + after, seen_x, seen_y, size, bold, upright, max(right, seen_x)))
        return chunks

    def _font(self, index: int) -> str:
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self.layer, index, name, len(name), flags)
        return name.value.decode("utf-8", "replace")


def _letter(code: int) -> str:
    """Return the character of a code: pdfium writes 2 for the hyphen of a cut word, 0 and U+FFFE for nothing."""
    if code == 2:
        return "-"
    return " " if code in (0, 0xFFFE) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _words(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = None
    for index, char in enumerate(text):
        if char.isspace():
            if start is not None:
                found.append((start, index))
            start = None
        elif start is None:
            start = index
    return [*found, (start, len(text))] if start is not None else found


def _gap(text: str, at: int) -> str:
    """Return what stands between a word that ends here and the next: a line break, a space or nothing."""
    end = at
    while end < len(text) and text[end].isspace():
        end += 1
    between = text[at:end]
    return "\n" if "\n" in between or "\r" in between else " " * bool(between)


def _drawings(page: Any) -> tuple[Image, Image, NDArray[np.float64]]:
    """Draw a page with and without its text; return both pictures and the 2 x 3 matrix from its points to pixels."""
    wide, high = page.get_size()
    scale = min(2.0, (_PIXELS / max(wide * high, 1.0)) ** 0.5)
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    if max(size) > 20_000:
        raise _TooMuch
    texts = []
    for index, each in enumerate(page.get_objects(max_depth=12)):
        if index > _MOST_OBJECTS:
            raise _TooMuch
        if each.type == raw.FPDF_PAGEOBJ_TEXT:
            texts.append(each)
    until = time.monotonic() + _DRAWING_SECONDS
    place = _placed(page, size)
    whole = _drawn(page, size, until)
    for each in texts:
        raw.FPDFPageObj_SetIsActive(each, False)
    return whole, _drawn(page, size, until), place


def _drawn(page: Any, size: tuple[int, int], until: float) -> Image:
    """Draw a page on white, annotations too. Raises _TooMuch when it is not done in time."""
    bitmap = pypdfium2.PdfBitmap.new_native(*size, raw.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)

        def late(_pause: Any) -> int:
            return int(time.monotonic() > until)

        pause = raw.IFSDK_PAUSE(version=1)
        pause.NeedToPauseNow = type(pause.NeedToPauseNow)(late)
        state = raw.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, *size, 0, raw.FPDF_ANNOT, pause)
        raw.FPDF_RenderPage_Close(page)
        if state != raw.FPDF_RENDER_DONE:
            raise _TooMuch
        image: Image = np.ascontiguousarray(bitmap.to_numpy().transpose(2, 0, 1))
        return image  # blue, green, red: each channel a plane of its own, which is ten times as fast to compare
    finally:
        bitmap.close()


def _placed(page: Any, size: tuple[int, int]) -> NDArray[np.float64]:
    fine = 50  # device units in a pixel, since pdfium gives whole ones
    x, y = ctypes.c_int(), ctypes.c_int()

    def at(left: float, bottom: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, size[0] * fine, size[1] * fine, 0, left, bottom, x, y)
        return x.value / fine, y.value / fine

    (x0, y0), (x1, y1), (x2, y2) = at(0, 0), at(1000, 0), at(0, 1000)
    return np.array([[(x1 - x0) / 1000, (x2 - x0) / 1000, x0], [(y1 - y0) / 1000, (y2 - y0) / 1000, y0]])


class _Count:
    """How many pixels of a mask stand in boxes, by sums over the whole picture made once."""

    def __init__(self, mask: Mask) -> None:
        self.sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), dtype=np.int32)
        np.cumsum(np.cumsum(mask, axis=1, dtype=np.int32), axis=0, out=self.sums[1:, 1:])

    def inside(self, pixels: NDArray[np.int64]) -> NDArray[np.int32]:
        """Count for each box `left, top, right, bottom` in pixels; 0 for one outside the picture."""
        high, wide = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        left, right = np.clip(pixels[:, 0], 0, wide), np.clip(pixels[:, 2], 0, wide)
        top, bottom = np.clip(pixels[:, 1], 0, high), np.clip(pixels[:, 3], 0, high)
        sums = self.sums
        return np.asarray(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left], dtype=np.int32)


def _pixels(boxes: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.int64]:
    """Turn boxes in points into boxes in pixels, a pixel wider on each side."""
    corners = [
        place @ np.stack([boxes[:, i], boxes[:, j], np.ones(len(boxes))]) for i, j in ((0, 1), (2, 1), (0, 3), (2, 3))
    ]
    xs, ys = np.stack([c[0] for c in corners]), np.stack([c[1] for c in corners])
    edges = np.stack([np.floor(xs.min(0)) - 1, np.floor(ys.min(0)) - 1, np.ceil(xs.max(0)) + 1, np.ceil(ys.max(0)) + 1])
    return np.asarray(np.clip(edges, -(10**6), 10**6).T, dtype=np.int64)


def _difference(one: Image, other: Image) -> Image:
    """Return the largest difference of a channel, for each pixel."""
    apart = np.maximum(one, other)
    apart -= np.minimum(one, other)
    return np.asarray(apart.max(axis=0), dtype=np.uint8)


def _judged(described: _Described, whole: Image, bare: Image, place: NDArray[np.float64]) -> Letters:
    text, boxes = described.text, described.boxes
    if not text:
        return Letters("", np.zeros(0, dtype=bool), layer=False, unseen=0)
    pixels = _pixels(boxes, place)
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    solid = (wide > 0) & (high > 0)
    seen = solid & (_Count(_difference(whole, bare) >= _INK).inside(pixels) > 0) & ~described.inkless
    for colour in np.unique(described.colours[seen]):
        if colour != _NO_COLOUR:
            same = seen & (described.colours == colour)
            seen[same] = _Count(_apart(bare, int(colour))).inside(pixels[same]) > 0
    large = np.maximum(wide, high) >= _TINY
    seen &= large
    told = np.array([char.isalnum() for char in text], dtype=bool)
    layer = False
    kept = seen
    if (told & ~seen).any():
        over = ~seen & large & solid & (_Count(_edges(bare)).inside(pixels) > 0)
        layered = int((over & told).sum())
        layer = layered > 0 and layered >= _LAYER_SHARE * (layered + int((seen & told).sum()))
        kept = _kept(text, seen, over if layer else np.zeros_like(over), described)
    return Letters(text, kept, layer, int((told & ~kept).sum()))


def _apart(image: Image, colour: int) -> Mask:
    """Return where the picture is of another colour, far enough to be told from it."""
    mask = np.zeros(image.shape[1:], dtype=bool)
    for plane, shade in zip(image, (colour & 255, colour >> 8 & 255, colour >> 16), strict=True):
        if shade - _NEAR >= 0:
            mask |= plane <= shade - _NEAR
        if shade + _NEAR <= 255:
            mask |= plane >= shade + _NEAR
    return mask


def _edges(image: Image) -> Mask:
    """Return where neighbouring pixels differ as letters do from paper."""
    grey = image.max(axis=0).astype(np.int16)
    mask = np.zeros(grey.shape, dtype=bool)
    mask[:, 1:] |= np.abs(np.diff(grey, axis=1)) >= _EDGE
    mask[1:, :] |= np.abs(np.diff(grey, axis=0)) >= _EDGE
    return mask


def _kept(text: str, seen: Mask, over: Mask, described: _Described) -> Mask:
    """Return which letters stay: those seen; in a scan's layer, the words that lie over something printed."""
    kept = seen.copy()
    for start, end in _words(text):
        told = [index for index in range(start, end) if text[index].isalnum()]
        shown = int(seen[told].sum())
        if shown == len(told):
            kept[start:end] = True  # also a dot too fine to leave ink
        elif 2 * int((seen | over)[told].sum()) > len(told) and over[told].any():
            kept[start:end] = True  # what a scanner recognised lies beside its letter by a hair
        elif all(seen[index] or (ord(text[index]) > 0x24F and described.unembedded(index)) for index in told):
            kept[start:end] = True  # letters this machine has no font for
        elif not shown:
            kept[start:end] = False
    return kept


def _strangers(page: RawPage, letters: Letters, whole: Image, bare: Image, sheet: Sheet) -> frozenset[int]:
    """Return the lines that pypdf reads, pdfium does not know, and nothing is drawn for."""
    known = _squeezed(letters.text)
    doubtful = [
        index
        for index, line in enumerate(page.lines)
        if line.size
        and len(own := _squeezed(page.of(line))) > 5
        and own not in known
        and not _mostly(page.of(line), known)
    ]
    if not doubtful:
        return frozenset()
    width, height = sheet.seen
    across, down = bare.shape[2] / max(width, 1.0), bare.shape[1] / max(height, 1.0)
    pixels = []
    for index in doubtful:
        line = page.lines[index]
        right = line.right or line.x + measure(page.of(line), line.size)
        top, bottom = height - line.y - line.size, height - line.y + 0.3 * line.size
        pixels.append([round(line.x * across), round(top * down), round(right * across), round(bottom * down)])
    inked = _Count(_difference(whole, bare) >= _INK).inside(np.array(pixels, dtype=np.int64))
    return frozenset(index for index, count in zip(doubtful, inked, strict=True) if not count)


def _mostly(line: str, known: str) -> bool:
    """Whether most of a line, by letters, is made of words that pdfium reads too."""
    words = [_squeezed(word) for word in line.split()]
    return 2 * sum(len(word) for word in words if word in known) > sum(map(len, words))


def _squeezed(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
