"""Markdown files, by markdown-it: headings, paragraphs, list items and table rows as a reader sees them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from corpus.errors import MissingExtra
from ingest.flowing import Flow, Item
from ingest.formats.text import decode
from ingest.identity import first_date


def _inline(token: Any) -> str:
    """The words of an inline token: no marks, no addresses; HTML is left out."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(_inline(child))
    return "".join(parts)


@dataclass(slots=True)
class _Walk:
    """Where we are in the document: under which heading tag, in which list item, in which table row."""

    level: int = 0
    mark: str = ""  # what opens the next paragraph, in a list
    row: list[str] | None = None

    def enter(self, token: Any) -> None:
        """Note what opens or closes."""
        if token.type == "heading_open":
            self.level = int(token.tag[1])
        elif token.type == "heading_close":
            self.level = 0
        elif token.type == "list_item_open":
            self.mark = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "tr_open":
            self.row = []

    def words(self, text: str) -> Item | None:
        """Place the words of a paragraph, a heading or a cell."""
        if self.row is not None:
            self.row.append(text.replace("\t", " "))
            return None
        if self.level:
            return Item(text, self.level, "heading")
        marked, self.mark = self.mark + text, ""
        return Item(marked)

    def end_row(self) -> Item:
        """Close a table row."""
        cells, self.row = self.row or [], None
        return Item("\t".join(cells), kind="row")


def _items(tokens: Sequence[Any]) -> Iterator[Item]:
    walk = _Walk()
    for token in tokens:
        walk.enter(token)
        if token.type == "inline":
            item = walk.words(_inline(token))
            if item is not None:
                yield item
        elif token.type == "tr_close":
            yield walk.end_row()
        elif token.type in ("fence", "code_block"):
            yield Item(" ".join(token.content.split()))


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Part a leading block of `name: value` lines between `---` from the text."""
    lines = text.split("\n")
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:60]):
        return {}, text
    end = next(index for index, line in enumerate(lines[1:60], start=1) if line.strip() == "---")
    pairs = (line.partition(":") for line in lines[1:end])
    found = {name.strip().casefold(): value.strip().strip("\"'") for name, mark, value in pairs if mark}
    return found, "\n".join(lines[end + 1 :])


def _year(text: str) -> str | None:
    """A date already written as ISO 8601, at whatever precision."""
    return text if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) else None


def read(path: Path) -> Flow:
    """Read a Markdown file. Raises MissingExtra without markdown-it-py."""
    try:
        from markdown_it import MarkdownIt  # noqa: PLC0415

        parser = f"markdown-it-py/{version('markdown-it-py')}"
    except (ImportError, PackageNotFoundError):
        raise MissingExtra("markdown-it-py", "office") from None
    stated, text = _front_matter(decode(path.read_bytes()).replace("\r\n", "\n"))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    names = {"title": "Title", "titre": "Title", "author": "Author", "auteur": "Author"}
    return Flow(
        items=tuple(_items(tokens)),
        parser=parser,
        metadata={names[name]: value for name, value in stated.items() if name in names},
        date=first_date(stated.get("date", "")) or _year(stated.get("date", "")),
        language=(stated.get("lang") or stated.get("language") or "")[:2].lower() or None,
    )
