"""Documents without pages: their sections become pages, under the same contract as pages of paper."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.records import Method, Page, ParsedDocument, Section
from ingest.cleaning import Block, CleanDocument
from ingest.headings import shorten
from ingest.identity import identify
from ingest.weaving import Weave

ASSEMBLER = "vigie-flow/1"
"""Part of the parser's name, as the cleaner is for PDF."""

_LONGEST_PAGE = 6000
"""Characters: a longer section goes on in a further page, cut between paragraphs."""

_BODY_SIZE = 10.0


@dataclass(frozen=True, slots=True)
class Item:
    """A heading (level 1 to 6), a paragraph, a table row (cells separated by tabs) or a note (level 0)."""

    text: str
    level: int = 0
    kind: str = "body"  # body, heading, row, note


@dataclass(frozen=True, slots=True)
class Flow:
    """What a format module read: items in order, and what the file says of itself."""

    items: tuple[Item, ...]
    parser: str
    metadata: Mapping[str, str] = field(default_factory=dict)  # Title, Author, CreationDate, as a PDF names them
    language: str | None = None
    date: str | None = None
    warnings: tuple[str, ...] = ()


def _page_level(items: Sequence[Item]) -> int:
    """The level whose headings open pages: the highest that occurs twice, 1 when none does."""
    levels = Counter(item.level for item in items if item.kind == "heading")
    return next((level for level in sorted(levels) if levels[level] > 1), 1)


def _pages(items: Sequence[Item], level: int) -> list[list[Item]]:
    pages: list[list[Item]] = []
    length = 0
    for item in items:
        opens = item.kind == "heading" and item.level <= level
        title_alone = bool(pages) and all(each.kind == "heading" for each in pages[-1])
        if not pages or (opens and not title_alone) or (length > _LONGEST_PAGE and item.kind != "note"):
            pages.append([])
            length = 0
        pages[-1].append(item)
        length += len(item.text)
    return pages


def _write(number: int, items: Sequence[Item]) -> tuple[Page, list[Block], list[tuple[int, Item]]]:
    """Write one page; return it with its blocks and where its headings start."""
    ordered = [*(item for item in items if item.kind != "note"), *(item for item in items if item.kind == "note")]
    raw = "\n".join(item.text for item in ordered)
    weave = Weave(raw)
    blocks: list[Block] = []
    heads: list[tuple[int, Item]] = []
    at = 0
    before = ""
    for item in ordered:
        if weave.length:
            weave.separate("\n\n" if item.kind == "note" and before != "note" else "\n")
        start = weave.length
        cell_at = at
        for index, cell in enumerate(item.text.split("\t") if item.kind == "row" else [item.text]):
            if index:
                weave.separate("\t")
            lead = len(cell) - len(cell.lstrip())
            weave.add(cell_at + lead, cell_at + len(cell.rstrip()) if cell.strip() else cell_at + lead)
            cell_at += len(cell) + 1
        size = _BODY_SIZE + (2.0 * (7 - item.level) if item.kind == "heading" else 0.0)
        blocks.append(Block(number, start, weave.length, item.kind, size, bold=item.kind == "heading"))
        if item.kind == "heading":
            heads.append((start, item))
        at += len(item.text) + 1
        before = item.kind
    method = Method.TEXT if weave.text.strip() else Method.NONE
    return Page(number, str(number), weave.text, raw, weave.offsets, method), blocks, heads


def assemble(flow: Flow, file_name: str) -> ParsedDocument:
    """Make a parsed document of the items of a flow: each item is in exactly one page, in order."""
    items = [item for item in flow.items if item.text.strip()]
    pages: list[Page] = []
    blocks: list[Block] = []
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    for number, group in enumerate(_pages(items, _page_level(items)), start=1):
        page, its_blocks, heads = _write(number, group)
        pages.append(page)
        blocks += its_blocks
        for start, head in heads:
            path = [each for each in path if each[0] < head.level] + [(head.level, shorten(head.text))]
            sections.append(Section(number, start, tuple(label for _, label in path)))
    document = CleanDocument(tuple(pages), tuple(blocks), _BODY_SIZE)
    source, doubts = identify(document, flow.metadata, file_name)
    source = replace(source, language=source.language or flow.language, date=flow.date or source.date)
    return ParsedDocument(
        pages=tuple(pages),
        page_count=len(pages),
        sections=_without_title(sections),
        source=source,
        parser=f"{flow.parser} {ASSEMBLER}",
        warnings=(*flow.warnings, *doubts),
    )


def _without_title(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Leave the document's own title out of the paths, where one heading stands above all others."""
    tops = {section.path[0] for section in sections}
    if len(sections) > 1 and len(tops) == 1 and len(sections[0].path) == 1:
        return tuple(Section(each.page, each.start, each.path[1:]) for each in sections)
    return tuple(sections)
