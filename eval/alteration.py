"""A copy of a library in which one fact is changed or deleted wherever it stands, everything else untouched.

The length of every page stays the same, so that spans and offsets of passages stay true.
"""

import hashlib
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.library import Library
from corpus.records import Document, FileRecord, Page, ParsedDocument, Passage
from corpus.sentences import sentence_spans
from eval.folds import fold_fact

Alter = Callable[[str], str]
"""Returns a page's text with the fact changed or deleted, of the same length."""


def surface(alias: str) -> re.Pattern[str]:
    """Return what finds an alias as it is written on pages: any space between its parts, no digit beside its digits."""
    parts = [re.escape(part) for part in re.split(r"[\s\u00a0\u202f]+", alias.strip())]
    body = r"[\s\u00a0\u202f]?".join(parts).replace("'", "['’]")
    before = r"(?<!\d)(?<!\d[.,\u00a0\u202f ])" if alias[:1].isdigit() else r"(?<!\w)" if alias[:1].isalnum() else ""
    after = r"(?!\d)" if alias[-1:].isdigit() else ""
    return re.compile(before + body + after, re.IGNORECASE)


def other_digits(text: str) -> str:
    """Return the text with the first digit of its first number changed to another one, of the same length.

    The last digit of a number of two, the first of any other: 60 → 65, 350 → 450, and a day stays one of its month.
    """
    digit = re.search(r"\d", text)
    if digit is None:
        return text
    number = re.match(r"\d+", text[digit.start() :])
    width = len(number.group()) if number else 1
    at = digit.start() + (width - 1 if width == 2 else 0)  # of 31, the 1: of 350, the 3
    if width == 2 and text[at - 1] == "3" and text[at] in "01":
        new = {"0": "1", "1": "0"}[text[at]]
    else:
        new = {"0": "5", "9": "4"}.get(text[at], str(int(text[at]) + 1))
    return text[:at] + new + text[at + 1 :]


def changing(aliases: Sequence[str]) -> Alter:
    """Return what gives every occurrence of the aliases another value."""
    patterns = [surface(alias) for alias in aliases]

    def alter(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(lambda match: other_digits(match.group()), text)
        return text

    return alter


def deleting(aliases: Sequence[str]) -> Alter:
    """Return what blanks every sentence (or line of a table) that holds one of the aliases."""
    patterns = [surface(alias) for alias in aliases]

    def alter(text: str) -> str:
        for start, end in sentence_spans(text):
            if any(pattern.search(text[start:end]) for pattern in patterns):
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    return alter


def alter_library(library: Library, alter: Alter) -> int:
    """Replace every document whose pages `alter` changes; return how many were. The library must be a copy."""
    touched = 0
    with library.writing(), tempfile.TemporaryDirectory() as folder:
        for document in library.documents():
            pages = list(library.pages(document.id))
            altered = [replace(page, text=alter(page.text)) for page in pages]
            if altered != pages:
                _replace(library, document, altered, Path(folder))
                touched += 1
    return touched


def _replace(library: Library, document: Document, pages: Sequence[Page], folder: Path) -> None:
    texts = {page.number: page.text for page in pages}
    if any(len(before.text) != len(texts[before.number]) for before in library.pages(document.id)):
        msg = f"an alteration changed the length of a page of {document.file_name}"
        raise ValueError(msg)
    passages = [
        passage for stored in library.passages_of(document.id) if (passage := _again(stored.passage, texts)) is not None
    ]
    path = folder / document.file_name
    path.write_text("\n".join(texts.values()), encoding="utf-8")
    sha256 = hashlib.sha256(f"{document.sha256} {fold_fact(''.join(texts.values()))}".encode()).hexdigest()
    library.add(
        path,
        ParsedDocument(tuple(pages), document.page_count, parser=document.parser),
        passages,
        sha256=sha256,
        source=document.source,
        status=document.status,
        record=FileRecord(str(path), sha256, path.stat().st_size, 0, document.status),
        splitter=document.splitter,
        replaces=document.id,
    )


def _again(passage: Passage, texts: dict[int, str]) -> Passage | None:
    """Return the passage over the altered pages; None when nothing is left of it."""
    text = "\n".join(texts[span.page][span.start : span.end] for span in passage.spans)
    if not text.strip():
        return None
    return replace(passage, text=text, indexed_text=passage.head + text)
