"""PDF files: the text of each page by pypdf, with page labels, outline and metadata, and every page accounted for.

What fails stays small: a page that cannot be read is named with its reason and the others are read. Where pypdf fails,
pypdfium2 is asked for that page, and the warnings say so.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from corpus.language import say
from corpus.records import Status
from ingest import problems
from ingest.layout import Chunk, RawPage, Sheet, Type, chunk, lines_of, plain_lines
from ingest.limits import Clock, OutOfTime, ReadingLimits, at_most

PARSER = f"pypdf/{version('pypdf')}"

_SHOWS = (b"Tj", b"TJ", b"'", b'"')
"""The operators that draw text."""

_PAGE_SECONDS = 20.0
_COMPARING = 0.4
"""Share of the time given to a file that comparing its text with its pictures may take."""
_FEW_LETTERS = 100
"""Under this many letters, a page is looked at for images that may hold its text."""


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """One entry of the outline (bookmarks): depth from 0, title, physical page from 1."""

    depth: int
    title: str
    page: int


@dataclass(slots=True)
class RawDocument:
    """What was extracted of a PDF before any cleaning."""

    page_count: int = 0
    pages: list[RawPage] = field(default_factory=list)
    outline: list[OutlineItem] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    unread: dict[int, Status] = field(default_factory=dict)
    needs_ocr: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: dict[str, list[int]] = field(default_factory=dict)  # a remark, and the pages it is about

    def note(self, number: int, remark: str) -> None:
        """Remember a remark about one page; pages with the same remark share one warning."""
        self.notes.setdefault(remark, []).append(number)


class _Second:
    """The second extractor (pypdfium2), opened when first needed; any failure of it is an absence."""

    def __init__(self, path: Path, password: str | None, *, allowed: bool) -> None:
        self._path, self._password, self._allowed = path, password, allowed
        self._document: Any = None
        self._sight: Any = None

    def compared(self, page: RawPage, seconds: float) -> RawPage | None:
        """Return the page as a reader sees it (`ingest.visibility`); None when that cannot be told."""
        if self.document is None:
            return None
        if self._sight is None:
            from ingest.visibility import Sight  # noqa: PLC0415 - numpy is slow to import

            self._sight = Sight(self.document, seconds)
        seen: RawPage | None = self._sight.look(page)
        return seen

    @property
    def document(self) -> Any:
        """The open document, or None."""
        if self._document is None and self._allowed:
            import pypdfium2  # noqa: PLC0415 - only damaged files and pages without text need it

            self._allowed = False
            with contextlib.suppress(pypdfium2.PdfiumError, OSError):
                self._document = pypdfium2.PdfDocument(self._path, password=self._password)
        return self._document

    @property
    def page_count(self) -> int:
        """Pages it sees, 0 when it cannot open the file."""
        return len(self.document) if self.document is not None else 0

    @contextlib.contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        page = self.document[number - 1]
        try:
            yield page
        finally:
            page.close()

    def text(self, number: int) -> str:
        """The text of a page, empty when there is none or it fails."""
        import pypdfium2  # noqa: PLC0415

        if not 1 <= number <= self.page_count:
            return ""
        with contextlib.suppress(pypdfium2.PdfiumError), self._page(number) as page:
            text = str(page.get_textpage().get_text_bounded())
            return text.replace("\r\n", "\n").replace("\ufffe", "").replace("\x02", "-")
        return ""

    def pictured(self, number: int, *, strokes: bool) -> float:
        """How much of a page images cover, from 0 to 1; with `strokes`, a drawing of many lines counts as an image."""
        import pypdfium2  # noqa: PLC0415

        if not 1 <= number <= self.page_count:
            return 0.0
        with contextlib.suppress(pypdfium2.PdfiumError), self._page(number) as page:
            width, height = page.get_size()
            covered, drawn_lines = 0.0, 0
            for index, drawn in enumerate(page.get_objects(max_depth=3)):
                if index > 5000:
                    break
                if drawn.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE:
                    left, bottom, right, top = (float(side) for side in drawn.get_bounds())
                    covered += max(0.0, right - left) * max(0.0, top - bottom)
                drawn_lines += drawn.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH
            if strokes and drawn_lines > 200:  # letters drawn as outlines
                return 1.0
            return min(1.0, covered / max(float(width * height), 1.0))
        return 0.0


def _open(path: Path, password: str | None) -> pypdf.PdfReader:
    """Open and decrypt. Raises FileProblem (password), or whatever pypdf raises on damage."""
    reader = pypdf.PdfReader(str(path), strict=False)
    if reader.is_encrypted:
        tries = [password, ""] if password else [""]
        if not any(reader.decrypt(attempt) for attempt in tries if attempt is not None):
            raise problems.needs_password(given=password is not None)
    return reader


def _sheet(page: pypdf.PageObject) -> Sheet:
    try:
        box = page.cropbox
        rotation = int(page.rotation or 0) % 360
        return Sheet(float(box.left), float(box.bottom), float(box.width), float(box.height), rotation)
    except (PyPdfError, TypeError, ValueError, KeyError, AttributeError, IndexError):
        return Sheet(0.0, 0.0, 595.0, 842.0)


def _type(font: Any) -> Type:
    """How a font looks, from its name and its table of widths."""
    if not hasattr(font, "get"):
        return Type()
    widths: list[float] = []
    try:
        first = int(font.get("/FirstChar", 0))
        given = [float(width) for width in font.get("/Widths", ())]
        letters = given[max(0, 97 - first) : max(0, 123 - first)]
        widths = [width for width in (letters if sum(map(bool, letters)) > 12 else given) if width > 0]
        for descendant in font.get("/DescendantFonts", ()):
            for entry in descendant.get_object().get("/W", ()):
                if isinstance(entry, list):
                    widths += [float(width) for width in entry if float(width) > 0]
    except (PyPdfError, TypeError, ValueError, AttributeError, KeyError):
        widths = []
    name = str(font.get("/BaseFont", ""))
    # A handful of glyphs, or the widths of a font of symbols, say nothing of its letters.
    return Type.named(name, sum(widths) / len(widths) if len(widths) > 12 else None)


def _extract(page: pypdf.PageObject, number: int, label: str) -> RawPage:
    """Extract one page with the place of its lines; the text is exactly what pypdf's `extract_text` returns."""
    sheet = _sheet(page)
    chunks: list[Chunk] = []
    types: dict[int, Type] = {}
    mode = 0  # how text is drawn: 3 is without ink
    inked = uninked = False  # of what was drawn since the last report

    def watch(operator: bytes, operands: Any, _cm: Any, _tm: Any) -> None:
        nonlocal mode, inked, uninked
        if operator in _SHOWS:
            if mode == 3:
                uninked = True
            else:
                inked = True
        elif operator == b"Tr" and operands and isinstance(operands[0], (int, float)):
            mode = int(operands[0])

    def collect(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal inked, uninked
        if text:
            if id(font) not in types:
                types[id(font)] = _type(font)
            hidden = uninked and not inked
            chunks.append(chunk(text, cm, tm, font=types[id(font)], size=float(size), sheet=sheet, hidden=hidden))
            if text.strip():
                inked = uninked = False

    text = page.extract_text(visitor_text=collect, visitor_operand_before=watch)
    if "".join(each.text for each in chunks) != text:  # a form inside the page was reported otherwise
        return RawPage(number, label, text, plain_lines(text))
    width, height = sheet.seen
    return RawPage(number, label, text, lines_of(chunks), width, height)


_GARBAGE = re.compile(r"[\ufffd\ue000-\uf8ff]|/g\d+|\(cid:\d+\)")


def _garbled(text: str) -> bool:
    """Whether most of a text is signs without meaning: a font that does not say what its letters are."""
    letters = len("".join(text.split()))
    return letters > 20 and sum(len(found) for found in _GARBAGE.findall(text)) > letters / 3


def _labels(reader: pypdf.PdfReader, count: int) -> list[str]:
    """Printed labels of the first pages; physical numbers where the document has none or they are wrong."""
    try:
        with at_most(5.0):
            if "/PageLabels" in reader.root_object:
                labels = [label.strip() for label in reader.page_labels[:count]]
                if len(labels) == count:
                    return [label or str(number) for number, label in enumerate(labels, start=1)]
    except (OutOfTime, Exception):  # noqa: S110 - labels are a comfort; a damaged tree costs nothing else
        pass
    return [str(number) for number in range(1, count + 1)]


def _outline(reader: pypdf.PdfReader) -> list[OutlineItem]:
    """The outline, flat, as far as it can be read in a few seconds; at most 5,000 entries."""
    items: list[OutlineItem] = []

    def walk(entries: list[Any], depth: int) -> None:
        for entry in entries:
            if len(items) >= 5000 or depth > 12:
                return
            if isinstance(entry, list):
                walk(entry, depth + 1)
                continue
            number = reader.get_destination_page_number(entry)
            title = " ".join(str(entry.title or "").split())
            if number is not None and number >= 0 and title:
                items.append(OutlineItem(depth, title[:300], number + 1))

    try:
        with at_most(5.0):
            walk(reader.outline, 0)
    except (OutOfTime, Exception):  # noqa: S110 - as for labels
        pass
    return items


def _metadata(reader: pypdf.PdfReader) -> dict[str, str]:
    """Title, author, subject and dates, as text."""
    found: dict[str, str] = {}
    try:
        with at_most(2.0):
            for name in ("/Title", "/Author", "/Subject", "/CreationDate", "/Creator", "/Producer"):
                value = reader.metadata.get(name) if reader.metadata else None
                if isinstance(value, str) and value.strip():
                    found[name[1:]] = " ".join(value.replace("\x00", "").split())[:500]
    except (OutOfTime, Exception):  # noqa: S110 - as for labels
        pass
    return found


def _name(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:120]}" if str(error) else type(error).__name__


class _PageReader:
    """Reads one page after the other, each with its own time, and notes what became of it."""

    def __init__(self, document: RawDocument, second: _Second, limits: ReadingLimits) -> None:
        self.document, self.second, self.limits = document, second, limits
        self.covered: list[int] = []  # pages of a few words over a large image

    def _lost(self, number: int, status: Status, why: str) -> None:
        self.document.unread[number] = status
        self.document.note(number, say(f"non lue, {why}", f"not read, {why}"))

    def finish(self) -> None:
        """Decide on pages of a few words over an image: covers in most documents, scans with a stamp in a scan."""
        scanned = len(self.covered) + len(self.document.needs_ocr)
        if 2 * scanned > len(self.document.pages):
            self.document.needs_ocr = sorted([*self.document.needs_ocr, *self.covered])

    def read(self, number: int, label: str, extract: Callable[[], RawPage], seconds: float) -> None:
        """Read a page, or note why not. Never raises for a bad page."""
        why, failed = "", False
        page = RawPage(number, label, "", ())
        try:
            with at_most(seconds):
                page = extract()
        except OutOfTime:
            why = say(f"plus de {seconds:.0f} secondes", f"more than {seconds:.0f} seconds")
            self._lost(number, Status.TOO_SLOW, why)
            return
        except (MemoryError, LimitReachedError):
            self._lost(number, Status.TOO_MUCH_MEMORY, say("contenu démesuré", "content beyond measure"))
            return
        except RecursionError:
            why, failed = "RecursionError", True
        except Exception as error:  # pypdf raises many kinds on damage
            why, failed = _name(error), True
        self._judge(page, why, failed=failed)

    def _seen(self, page: RawPage) -> RawPage:
        """Return the page without what no reader sees, or note that this could not be told."""
        if not page.letters:
            return page
        seen = self.second.compared(page, self.limits.parse_timeout * _COMPARING)
        if seen is None:
            self.document.note(
                page.number,
                say("non comparées à ce que la page montre", "not compared with what the page shows"),
            )
        return seen or page

    def _judge(self, page: RawPage, why: str, *, failed: bool) -> None:
        """Accept a page, or try the second extractor, or note that it waits for optical reading."""
        page = self._seen(page)
        garbled = _garbled(page.text)
        letters = page.letters
        if not garbled and letters >= _FEW_LETTERS:
            self.document.pages.append(page)
            return
        if garbled or not letters:
            text = self.second.text(page.number)
            if text.strip() and not _garbled(text):
                self.document.note(
                    page.number,
                    say("texte lu par pypdfium2, faute de pypdf", "text read by pypdfium2, pypdf having failed"),
                )
                page = self._seen(RawPage(page.number, page.label, text, plain_lines(text)))
                letters, garbled = page.letters, False
        readable = bool(letters) and not garbled
        share = self.second.pictured(page.number, strokes=not readable)
        if readable and share >= 0.5:
            self.covered.append(page.number)
        elif garbled or (not readable and share >= 0.01):
            self.document.needs_ocr.append(page.number)
        elif failed and not readable:
            self._lost(page.number, Status.DAMAGED, why)
            return
        self.document.pages.append(page if readable else RawPage(page.number, page.label, "", ()))


def _rescued(path: Path, error: BaseException, second: _Second, limits: ReadingLimits, clock: Clock) -> RawDocument:
    """Save what the second extractor reads of a file that pypdf cannot open."""
    count = second.page_count
    if not count:
        raise problems.damaged(_name(error)) from error
    document = RawDocument(page_count=count)
    document.warnings.append(
        say(
            f"Fichier abîmé ({_name(error)}) : lu par pypdfium2, sans plan ni métadonnées.",
            f"Damaged file ({_name(error)}): read by pypdfium2, without outline or metadata.",
        )
    )
    reader = _PageReader(document, second, limits)
    for number in range(1, min(count, limits.max_pages) + 1):
        if not clock.left:
            break

        def extract(number: int = number) -> RawPage:
            text = second.text(number)
            return RawPage(number, str(number), text, plain_lines(text))

        reader.read(number, str(number), extract, min(_PAGE_SECONDS, clock.left))
    reader.finish()
    return document


def _account(document: RawDocument, limits: ReadingLimits) -> None:
    """Note the pages that were not reached, for their number or for lack of time, and write the remarks as warnings."""
    reached = {page.number for page in document.pages} | set(document.unread)
    rest = [number for number in range(1, document.page_count + 1) if number not in reached]
    beyond = [number for number in rest if number > limits.max_pages]
    late = [number for number in rest if number <= limits.max_pages]
    for numbers, status, why in (
        (late, Status.TOO_SLOW, say("le temps alloué au fichier est écoulé", "the time given to the file is over")),
        (beyond, Status.TOO_LARGE, say(f"limite de {limits.max_pages} pages", f"limit of {limits.max_pages} pages")),
    ):
        if numbers:
            document.unread.update(dict.fromkeys(numbers, status))
            document.notes[say(f"non lues, {why}", f"not read, {why}")] = numbers
    for remark, numbers in document.notes.items():
        document.warnings.append(f"{say('Pages', 'Pages')} {problems.page_list(numbers)}{say(' : ', ': ')}{remark}.")


def read_pdf(
    path: Path, limits: ReadingLimits, clock: Clock, *, password: str | None = None, rescue: bool = True
) -> RawDocument:
    """Extract every page of a PDF that can be.

    Each page of the file ends in `pages` (perhaps without text) or in `unread` with the reason in `warnings`. Raises
    FileProblem when nothing can be opened. `rescue=False` leaves the second extractor out.
    """
    second = _Second(path, password, allowed=rescue)
    try:
        with at_most(clock.left):
            reader = _open(path, password)
            count = len(reader.pages)
    except OutOfTime:
        raise problems.too_slow(limits.parse_timeout) from None
    except LimitReachedError as error:
        raise problems.too_much_memory(limits.parse_memory_mb) from error
    except (problems.FileProblem, MemoryError):
        raise
    except Exception as error:  # any failure to open is damage, and may be repaired
        document = _rescued(path, error, second, limits, clock)
        _account(document, limits)
        return document
    wanted = min(count, limits.max_pages)
    document = RawDocument(page_count=count, outline=_outline(reader), metadata=_metadata(reader))
    pages = _PageReader(document, second, limits)
    for number, label in enumerate(_labels(reader, wanted), start=1):
        if not clock.left:
            break

        def extract(number: int = number, label: str = label) -> RawPage:
            return _extract(reader.pages[number - 1], number, label)

        pages.read(number, label, extract, min(_PAGE_SECONDS, clock.left))
    pages.finish()
    _account(document, limits)
    return document
