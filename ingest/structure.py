"""The section path of every place of a document: from its headings, or from its outline."""

import unicodedata
from collections.abc import Sequence

from corpus.records import Section
from ingest import headings
from ingest.cleaning import Block, CleanDocument
from ingest.headings import Heading, Piece, shorten
from ingest.pdf import OutlineItem

_DEEPEST = 6


def _pieces(document: CleanDocument) -> list[Piece]:
    texts = {page.number: page.text for page in document.pages}

    def piece(block: Block) -> Piece:
        text = texts[block.page][block.start : block.end]
        return Piece(block.page, block.start, text, block.kind, block.size, block.bold)

    return [piece(block) for block in document.blocks]


def _squeezed(text: str) -> str:
    """Letters and digits alone, for comparing a bookmark with the heading it points to."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in flat if char.isalnum())


def _from_outline(items: Sequence[OutlineItem], pieces: Sequence[Piece]) -> list[Heading]:
    """Place the entries of the outline on the headings they name; at the top of the page where none is found."""
    found: list[Heading] = []
    for item in items:
        wanted = _squeezed(item.title)
        start = 0
        for piece in pieces:
            if piece.page == item.page and wanted:
                printed = _squeezed(piece.text[:400])
                if printed.startswith(wanted) or (len(printed) > 8 and wanted.endswith(printed)):
                    start = piece.start
                    break
        found.append(Heading(item.page, start, float(item.depth), shorten(item.title)))
    return sorted(found, key=lambda heading: (heading.page, heading.start))


def _paths(found: Sequence[Heading]) -> tuple[Section, ...]:
    """Turn headings in order into sections: each keeps the higher ones above it. A heading without label ends them all."""
    stack: list[Heading] = []
    sections: list[Section] = []
    for heading in found:
        while stack and stack[-1].rank >= heading.rank:
            stack.pop()
        if heading.label:
            stack.append(heading)
        path = tuple(each.label for each in stack[-_DEEPEST:])
        sections.append(Section(heading.page, heading.start, path))
    return tuple(sections)


def sections_of(document: CleanDocument, outline: Sequence[OutlineItem] = ()) -> tuple[Section, ...]:
    """Return where sections start, in reading order, with their paths.

    A legal act is read by its own words (chapters, articles, annexes, recitals); what stands before its first heading,
    and any other document, by its outline when it has one of three entries or more, else by type and numbering.
    """
    pieces = _pieces(document)
    if not pieces:
        return ()
    legal = headings.legal(pieces)
    other = _from_outline(outline, pieces) if len(outline) >= 3 else headings.typographic(pieces, document.body_size)
    if not legal:
        return _paths(other)
    first = (legal[0].page, legal[0].start)
    if sum(1 for heading in legal if heading.rank == 8) < 8 and len(other) > 2 * len(legal):
        return _paths(other)
    before = [heading for heading in other if (heading.page, heading.start) < first]
    act = _paths(legal)
    # The title of an act, set large on its first page, is no section of it.
    return (*(_paths(before) if before and first[0] > 1 else ()), *act)
