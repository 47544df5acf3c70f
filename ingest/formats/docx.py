"""Word files, by python-docx: headings by their style, paragraphs, list items, table rows, and the notes apart."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from corpus.errors import MissingExtra
from ingest import problems
from ingest.flowing import Flow, Item

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _level(paragraph: Any) -> int:
    """Heading level of a paragraph: from its style's name ("Heading 2", "Titre 2") or its outline level; 0 for text."""
    style = paragraph.style
    depth = 0
    while style is not None and depth < 10:
        name = (style.name or "").casefold()
        if name in ("title", "titre"):
            return 1
        for word in ("heading ", "titre "):
            if name.startswith(word) and name[len(word) :].strip().isdigit():
                return min(int(name[len(word) :]) + 1, 6)  # below the title
        style, depth = style.base_style, depth + 1
    return 0


def _text(element: Any) -> str:
    """The words of a paragraph: no deleted text, a tab or a break as a space, nothing hidden."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag == _W + "t":
            run = node.getparent()
            hidden = run.find(f"{_W}rPr/{_W}vanish") if run is not None else None
            if hidden is None:
                parts.append(node.text or "")
        elif node.tag in (_W + "tab", _W + "br", _W + "cr"):
            if node.getparent().tag == _W + "r":
                parts.append(" ")
        elif node.tag == _W + "noBreakHyphen":
            parts.append("-")
    return " ".join("".join(parts).split())


def _is_listed(paragraph: Any) -> bool:
    numbered = paragraph._p.find(f"{_W}pPr/{_W}numPr") is not None
    return numbered or (paragraph.style is not None and (paragraph.style.name or "").startswith("List "))


def _row(row: Any) -> Item:
    cells: list[str] = []
    for cell in row._tr.tc_lst:
        text = " ".join(filter(None, (_text(paragraph) for paragraph in cell.iter(_W + "p"))))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = int(span.get(_W + "val", "1")) if span is not None else 1
        cells += [text, *[""] * (min(width, 50) - 1)]
    return Item("\t".join(cells), kind="row")


def _notes(document: Any) -> Iterator[Item]:
    """Footnotes and endnotes; python-docx has no interface for them, so their part is read as XML."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - resolves no entity, fetches nothing

    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external or kind not in ("footnotes", "endnotes"):
            continue
        for note in parse_xml(relation.target_part.blob):
            if note.get(_W + "type") is None:
                text = " ".join(filter(None, (_text(paragraph) for paragraph in note.iter(_W + "p"))))
                yield Item(text, kind="note")


def _items(document: Any) -> Iterator[Item]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (_row(row) for row in block.rows)
            continue
        text = _text(block._p)
        level = _level(block)
        if level:
            yield Item(text, level, "heading")
        else:
            yield Item(("• " if _is_listed(block) and text else "") + text)
    yield from _notes(document)


def read(path: Path) -> Flow:
    """Read a Word file (.docx). Raises MissingExtra without python-docx, FileProblem when it is damaged."""
    try:
        import docx  # noqa: PLC0415

        parser = f"python-docx/{version('python-docx')}"
    except (ImportError, PackageNotFoundError):
        raise MissingExtra("python-docx", "office") from None
    try:
        document = docx.Document(str(path))
        items = tuple(_items(document))
    except (KeyError, ValueError, BadZipFile, SyntaxError, AttributeError, OSError) as error:
        raise problems.damaged(type(error).__name__) from error
    known = document.core_properties
    metadata = {"Title": known.title or "", "Author": known.author or ""}
    if known.created is not None:
        metadata["CreationDate"] = known.created.strftime("D:%Y%m%d")
    return Flow(items=items, parser=parser, metadata={name: value for name, value in metadata.items() if value})
