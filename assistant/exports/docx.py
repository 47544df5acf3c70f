"""A Word document: the dossier to read, and its replay records in a custom XML part and in a last table."""

import io
import re
from typing import Any
from xml.sax.saxutils import escape

from assistant.exports.blocks import (
    Block,
    Comparison,
    Fields,
    Heading,
    Paragraph,
    Quote,
    Reference,
    Title,
    blocks_of,
)
from assistant.exports.records import Dossier
from assistant.exports.references import ITALIC, UPRIGHT
from assistant.exports.replay import NAMESPACE, as_json, replay_of
from assistant.quotations.records import Side
from corpus.errors import MissingExtra
from corpus.language import language, say

_CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_docx(dossier: Dossier) -> bytes:
    """Return the dossier as a Word document. Raises MissingExtra without python-docx."""
    try:
        import docx  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra("python-docx", "office") from error
    document = docx.Document()
    document.core_properties.title = _clean(dossier.title)[:250]
    document.core_properties.author = "Vigie"
    document.core_properties.language = language()
    _fonts(document)
    for block in blocks_of(dossier):
        _add(document, block)
    if dossier.pinned:
        _table(document, dossier)
    _embed(document, as_json(replay_of(pinned) for pinned in dossier.pinned))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fonts(document: Any) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt  # noqa: PLC0415

    style = document.styles["Normal"]
    style.font.name, style.font.size = "Georgia", Pt(10.5)
    spoken = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): say("fr-FR", "en-GB")})
    style.element.get_or_add_rPr().append(spoken)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)


def _add(document: Any, block: Block) -> None:
    match block:
        case Title(text):
            document.add_heading(_clean(text), 0)
        case Heading(text, level):
            document.add_heading(_clean(text), level - 1)
        case Paragraph(text):
            document.add_paragraph(_clean(text))
        case Quote(text):
            document.add_paragraph(_clean(text), style="Intense Quote")
        case Fields(rows):
            for label, value in rows:
                if value:
                    line = document.add_paragraph()
                    line.paragraph_format.space_after = 0
                    line.add_run(say(f"{label}\u00a0: ", f"{label}: ")).bold = True
                    line.add_run(_clean(value))
        case Comparison(pieces):
            line = document.add_paragraph()
            for piece in pieces:
                run = line.add_run(_clean(piece.text))
                run.bold = piece.side is Side.QUOTATION
                run.font.strike = piece.side is Side.SOURCE
        case Reference(text):
            line = document.add_paragraph()
            for index, part in enumerate(re.split(f"[{ITALIC}{UPRIGHT}]", text)):
                line.add_run(_clean(part)).italic = index % 2 == 1


def _table(document: Any, dossier: Dossier) -> None:
    """Write what replay needs where a person can read it too, should a program drop the custom part."""
    from docx.shared import Pt  # noqa: PLC0415

    document.add_heading(say("Pour retrouver les extraits", "To find the excerpts again"), 1)
    names = (
        "n",
        say("fichier", "file"),
        "page",
        say("caractères", "characters"),
        "SHA-256",
        say("lecture", "parser"),
    )
    table = document.add_table(rows=1, cols=len(names), style="Table Grid")
    rows = [names]
    for number, pinned in enumerate(dossier.pinned, start=1):
        replay = replay_of(pinned)
        rows.append(
            (str(number), replay.file, str(replay.page), f"{replay.start}-{replay.end}", replay.sha256, replay.parser)
        )
    for index, row in enumerate(rows):
        cells = table.rows[0].cells if index == 0 else table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            run = cell.paragraphs[0].add_run(_clean(value))
            run.font.size, run.bold = Pt(7), index == 0


def _embed(document: Any, record: str) -> None:
    from docx.opc.part import Part  # noqa: PLC0415

    xml = f'<?xml version="1.0" encoding="UTF-8"?><replay xmlns="{NAMESPACE}">{escape(record)}</replay>'
    name = document.part.package.next_partname("/customXml/item%d.xml")  # the template has an item1 of its own
    part = Part(name, "application/xml", xml.encode(), document.part.package)
    document.part.relate_to(part, _CUSTOM_XML)


def _clean(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
