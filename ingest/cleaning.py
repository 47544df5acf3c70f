"""From raw pages to the pages a person would recognise: `Page.text` under the contract of `ingest.weaving`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.language import say
from corpus.records import Method, Page
from ingest import furniture, notes, tables
from ingest.hyphens import Vocabulary, joint
from ingest.layout import Line, RawPage
from ingest.paragraphs import Setting, paragraphs_of
from ingest.problems import page_list
from ingest.rows import Row, in_columns, rows_of
from ingest.weaving import Weave

CLEANER = "vigie-clean/2"
"""Part of the parser's name: another cleaner makes another index."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it stands in `Page.text[start:end]`, with how it was set."""

    page: int
    start: int
    end: int
    kind: str  # body, heading, row, note
    size: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """Pages ready for the library, their blocks for the search of headings, and what was left out."""

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    body_size: float
    warnings: tuple[str, ...] = ()


def _body_size(pages: Sequence[RawPage]) -> float:
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            letters[line.size] += line.end - line.start
    return letters.most_common(1)[0][0] if letters else 0.0


def _is_layer(page: RawPage) -> bool:
    """Whether nearly all text of a page is drawn without ink: the layer that a scanner laid under its image.

    A page that was compared with its picture knows; for the others, what is drawn without ink is all there is to go by.
    """
    if page.compared:
        return page.layer
    letters = sum(line.end - line.start for line in page.lines)
    hidden = sum(line.end - line.start for line in page.lines if line.hidden)
    return hidden > 0 and hidden >= 0.8 * letters


def _unseen(page: RawPage, line: Line, *, layer: bool) -> bool:
    """Whether no reader can see a line: drawn without ink among visible text, off the page, or smaller than a hair."""
    if page.compared:
        return line.hidden
    if not page.placed or not line.size:
        return False
    if line.hidden and not layer:
        return True
    slack = 2 * line.size
    outside = not (-slack < line.x < page.width + slack and -slack < line.y < page.height + slack)
    return outside or line.size < 1.0


def _write_row(weave: Weave, page: RawPage, row: Row, known: Vocabulary) -> None:
    """Write the cells of a table row, as many tabs before each as columns passed."""
    at = 0
    for cell, column in zip(row.cells, row.columns, strict=True):
        weave.separate("\t" * (column - at))
        at = column
        _write_lines(weave, page, cell, known)


def _write_lines(weave: Weave, page: RawPage, lines: Sequence[Line], known: Vocabulary) -> None:
    """Write the lines of a paragraph, joined."""
    for index, line in enumerate(lines):
        if index + 1 == len(lines):
            weave.add(line.start, line.end)
            break
        following = lines[index + 1]
        if "\n" not in page.text[line.end : following.start] and line.end <= following.start:
            weave.add(line.start, following.start)  # one line of raw text
            continue
        dropped, between = joint(page.of(line), page.of(following), known)
        weave.add(line.start, line.end - dropped)
        weave.separate(between)


def _clean_page(page: RawPage, rows: Sequence[Row], known: Vocabulary, size: float) -> tuple[Page, list[Block]]:
    body, foot = notes.split(tables.find(page, rows), page, size)
    weave = Weave(page.text)
    blocks: list[Block] = []
    parts = [*paragraphs_of(page, body, Setting.of(page, body)), *notes.paragraphs(foot, page)]
    before = ""
    for part in parts:
        if weave.length:
            weave.separate("\n\n" if part.kind == "note" and before != "note" else "\n")
        start = weave.length
        if part.kind == "row":
            _write_row(weave, page, part.rows[0], known)
        else:
            _write_lines(weave, page, [line for row in part.rows for line in row.lines], known)
        first = part.rows[0]
        bold = all(row.bold for row in part.rows)
        blocks.append(Block(page.number, start, weave.length, part.kind, first.size, bold))
        before = part.kind
    text = weave.text
    method = Method.TEXT if text.strip() else Method.NONE
    return Page(page.number, page.label, text, page.text, weave.offsets, method), blocks


def clean(
    pages: Sequence[RawPage], confidence: Mapping[int, float] = MappingProxyType({}), *, furnished: bool = True
) -> CleanDocument:
    """Clean all pages of a document together: what is repeated, and which words it writes, only the whole tells.

    `confidence` has the pages that were read by machine. `furnished=False` when the pages are no pages of paper and
    have no running headers.
    """
    known = Vocabulary(page.of(line) for page in pages for line in page.lines)
    size = _body_size(pages)
    layered = {page.number for page in pages if _is_layer(page)}
    unseen = [
        frozenset(index for index, line in enumerate(page.lines) if _unseen(page, line, layer=page.number in layered))
        for page in pages
    ]
    hidden = [page.number for page, gone in zip(pages, unseen, strict=True) if gone or page.unseen]
    rows = [rows_of(page, gone) for page, gone in zip(pages, unseen, strict=True)]
    cleaned: list[Page] = []
    blocks: list[Block] = []
    found_running = furniture.find(pages, rows, size) if furnished else [frozenset[int]() for _ in pages]
    for page, its_rows, running in zip(pages, rows, found_running, strict=True):
        kept = [row for index, row in enumerate(its_rows) if index not in running]
        done, found = _clean_page(page, in_columns(kept), known, size)
        if page.number in confidence and done.method is Method.TEXT:
            done = replace(done, method=Method.OCR, confidence=confidence[page.number])
        elif page.number in layered and done.method is Method.TEXT:
            done = replace(done, method=Method.OCR)
        cleaned.append(done)
        blocks += found
    warnings: list[str] = []
    if hidden:
        warnings.append(
            say(
                f"Texte invisible (sans encre, de la couleur du fond, caché, minuscule ou hors de la page) laissé de côté : pages {page_list(hidden)}.",
                f"Invisible text (without ink, of the colour of the paper, covered, tiny or off the page) left aside: pages {page_list(hidden)}.",
            )
        )
    if layered:
        warnings.append(
            say(
                f"Texte déjà reconnu par un scanner : pages {page_list(list(layered))}. À relire avant de citer.",
                f"Text already recognised by a scanner: pages {page_list(list(layered))}. Check before quoting.",
            )
        )
    return CleanDocument(tuple(cleaned), tuple(blocks), size, tuple(warnings))
