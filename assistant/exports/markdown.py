"""Markdown in which nothing that is quoted can be read as markup."""

import re
from collections.abc import Iterator

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
from assistant.exports.replay import MARK, as_json, replay_of
from assistant.quotations.records import Piece, Side

_INLINE = re.compile(r"([\\`*_\[\]<>&|~#$!])")
_LINE_START = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))", re.MULTILINE)


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is: no emphasis, link, image, HTML, entity, list, table or heading."""
    text = _INLINE.sub(r"\\\1", text.replace("\r", ""))
    return _LINE_START.sub(lambda match: match[1] + (f"\\{match[2]}" if not match[2].isdigit() else match[2]), text)


def _numbered(text: str) -> str:
    """Return escaped text whose lines cannot open a numbered list."""
    return re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", text, flags=re.MULTILINE)


def to_markdown(dossier: Dossier) -> str:
    """Return the dossier as CommonMark; the replay records stand in a comment at the end."""
    body = "\n\n".join(part for block in blocks_of(dossier) for part in _block(block))
    record = as_json(replay_of(pinned) for pinned in dossier.pinned)
    return f"{body}\n\n<!-- {MARK}\n{record}\n-->\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Title(text):
            yield f"# {_one_line(text)}"
        case Heading(text, level):
            yield f"{'#' * level} {_one_line(text)}"
        case Paragraph(text):
            yield _numbered(escaped(text))
        case Quote(text):
            yield "\n".join(f"> {line}".rstrip() for line in _numbered(escaped(text)).split("\n"))
        case Fields(rows):
            yield "\n".join(f"- **{_one_line(label)}**\u00a0: {_value(value)}" for label, value in rows if value)
        case Comparison(pieces):
            yield "".join(_piece(piece) for piece in pieces)
        case Reference(text):
            yield "- " + _one_line(text).replace(ITALIC, "*").replace(UPRIGHT, "*")


def _one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def _value(value: str) -> str:
    if re.fullmatch(r"https?://[^\s<>]+", value):
        return f"<{value}>"
    return _one_line(value)


def _piece(piece: Piece) -> str:
    text = _one_line(piece.text)
    space = " " if piece.text[-1:].isspace() else ""
    before = " " if piece.text[:1].isspace() else ""
    if not text:
        return space
    if piece.side is Side.SAME:
        return f"{before}{text}{space}"
    return f"{before}~~{text}~~{space or ' '}" if piece.side is Side.SOURCE else f"{before}**{text}**{space or ' '}"
