"""HTML pages saved to disk, by Beautiful Soup: what a reader sees of the main part, nothing that is hidden or runs."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import MissingExtra
from ingest.flowing import Flow, Item
from ingest.identity import first_date

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_LEFT_OUT = (
    "script style noscript template svg iframe object embed form button select input textarea nav header footer aside "
    "dialog menu canvas audio video head"
).split()
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:[;\s]|$)", re.IGNORECASE
)
_BLOCKS = frozenset(
    "address article blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li main ol p pre section summary "
    "table tbody td tfoot th thead tr ul body html caption center".split()
)


def _is_hidden(tag: "Tag") -> bool:
    style = str(tag.get("style") or "")
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(_HIDDEN.search(style))


def _prune(soup: "BeautifulSoup") -> None:
    for tag in soup.find_all(_LEFT_OUT):
        # The header of an article holds its title; that of the page holds menus.
        if tag.name == "header" and tag.find_parent(["article", "main"]) is not None:
            continue
        tag.extract()
    for tag in [tag for tag in soup.find_all(True) if _is_hidden(tag)]:
        tag.extract()


def _words(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def _row(tag: "Tag") -> Item:
    cells: list[str] = []
    for cell in tag.find_all(["td", "th"]):
        cells.append(_words(cell.get_text(" ")))
        span = str(cell.get("colspan") or "1")
        cells += [""] * (min(int(span), 50) - 1 if span.isdigit() else 0)
    return Item("\t".join(cells), kind="row")


def _item(name: str, text: str, mark: str) -> Item:
    if len(name) == 2 and name[0] == "h" and name[1].isdigit():
        return Item(text, int(name[1]), "heading")
    return Item(mark + text)


def _mark(tag: "Tag") -> str:
    if tag.name != "li":
        return ""
    parent = tag.parent
    if parent is not None and parent.name == "ol":
        return f"{len(tag.find_previous_siblings('li')) + 1}. "
    return "• "


def _items(root: "Tag") -> Iterator[Item]:
    """Walk the tree without recursion (pages nest deep), gathering the words of each block."""
    from bs4.element import Comment, NavigableString, Tag  # noqa: PLC0415

    words: list[str] = []
    name, mark = "", ""
    stack: list[tuple[object, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, Comment) and type(node) is NavigableString:
                words.append(str(node))
            continue
        if not isinstance(node, Tag):
            continue
        block = node.name in _BLOCKS
        if block or node.name == "br":
            text = _words("".join(words))
            words.clear()
            if text:
                yield _item(name, text, mark)
                mark = ""
        if done:
            name = ""
            continue
        if node.name == "tr":
            yield _row(node)
            continue
        if block:
            name, mark = node.name, _mark(node) or mark
        stack.append((node, True))
        stack += [(child, False) for child in reversed(list(node.children))]
    text = _words("".join(words))
    if text:
        yield _item(name, text, mark)


def _stated(soup: "BeautifulSoup", *names: str) -> str:
    for name in names:
        tag = soup.find("meta", attrs={"name": name}) or soup.find("meta", attrs={"property": name})
        if tag is not None and str(tag.get("content") or "").strip():
            return _words(str(tag["content"]))
    return ""


def read(path: Path) -> Flow:
    """Read an HTML file. Fetches nothing that it names. Raises MissingExtra without Beautiful Soup."""
    try:
        from bs4 import BeautifulSoup  # noqa: PLC0415

        parser = f"beautifulsoup4/{version('beautifulsoup4')}"
    except (ImportError, PackageNotFoundError):
        raise MissingExtra("Beautiful Soup", "office") from None
    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    title = _stated(soup, "dc.title", "DC.title", "og:title") or (_words(soup.title.get_text()) if soup.title else "")
    date = _stated(soup, "dcterms.date", "DC.date", "date", "article:published_time", "dcterms.issued")[:10]
    author = _stated(soup, "author", "DC.creator")
    language = str(soup.html.get("lang") or "")[:2].lower() if soup.html else ""
    _prune(soup)
    root = soup.find("main") or soup.find("article") or soup.body or soup
    return Flow(
        items=tuple(_items(root)),
        parser=parser,
        metadata={name: value for name, value in (("Title", title), ("Author", author)) if value},
        language=language or None,
        date=date if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date) else first_date(date),
    )
