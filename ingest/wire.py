"""How a parsed document travels from the child process: one JSON object a line, read back one line at a time.

The first line is the head (everything but the pages) or a problem; each further line is one page; the last line is the
count of pages, so that a cut file is noticed. JSON only: reading what a compromised child wrote can run nothing.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO, Any

from corpus.records import Kind, Method, Page, ParsedDocument, Section, Source, Standing, Status
from ingest.problems import FileProblem


class Garbled(ValueError):
    """The lines are not what the child should have written."""


def write_problem(problem: FileProblem, to: IO[str]) -> None:
    """Write how the reading failed."""
    body = {"status": problem.status, "reason": problem.reason, "next_step": problem.next_step, "pages": problem.pages}
    to.write(json.dumps({"problem": body}) + "\n")


def write_document(parsed: ParsedDocument, to: IO[str]) -> None:
    """Write a document, page by page."""
    head = {
        "page_count": parsed.page_count,
        "sections": [[section.page, section.start, list(section.path)] for section in parsed.sections],
        "source": asdict(parsed.source),
        "parser": parsed.parser,
        "warnings": parsed.warnings,
        "unread_pages": parsed.unread_pages,
        "needs_ocr": parsed.needs_ocr,
    }
    to.write(json.dumps({"document": head}) + "\n")
    for page in parsed.pages:
        to.write(json.dumps(asdict(page)) + "\n")
    to.write(json.dumps({"end": len(parsed.pages)}) + "\n")


def _page(body: dict[str, Any]) -> Page:
    page = Page(
        number=int(body["number"]),
        label=str(body["label"]),
        text=str(body["text"]),
        raw=str(body["raw"]),
        offsets=tuple((int(start), int(raw_start), int(length)) for start, raw_start, length in body["offsets"]),
        method=Method(body["method"]),
        confidence=None if body["confidence"] is None else float(body["confidence"]),
    )
    for start, raw_start, length in page.offsets:
        if not (
            0 <= start <= start + length <= len(page.text) and 0 <= raw_start <= raw_start + length <= len(page.raw)
        ):
            raise Garbled("an offset lies outside its page")
    return page


def _source(body: dict[str, Any]) -> Source:
    kind, standing = Kind(body.pop("kind")), Standing(body.pop("standing"))
    known = {name: None if value is None else str(value) for name, value in body.items()}
    return Source(**known, kind=kind, standing=standing)


def _objects(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        body = json.loads(line)
        if not isinstance(body, dict):
            raise Garbled("a line is not an object")
        yield body


def read(lines: Iterable[str]) -> ParsedDocument:
    """Rebuild the document.

    Raises FileProblem when the child reported one, and Garbled when the lines are cut or wrong.
    """
    try:
        objects = _objects(lines)
        first = next(objects, None)
        if first is None:
            raise Garbled("nothing was written")
        if "problem" in first:
            told = first["problem"]
            raise FileProblem(Status(told["status"]), told["reason"], told["next_step"], pages=int(told["pages"]))
        head = first["document"]
        pages: list[Page] = []
        for body in objects:
            if "end" in body:
                if body["end"] != len(pages):
                    raise Garbled("pages are missing")
                break
            pages.append(_page(body))
        else:
            raise Garbled("the end is missing")
        return ParsedDocument(
            pages=tuple(pages),
            page_count=int(head["page_count"]),
            sections=tuple(
                Section(int(page), int(start), tuple(map(str, path))) for page, start, path in head["sections"]
            ),
            source=_source(head["source"]),
            parser=str(head["parser"]),
            warnings=tuple(map(str, head["warnings"])),
            unread_pages=tuple(map(int, head["unread_pages"])),
            needs_ocr=tuple(map(int, head["needs_ocr"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Garbled(str(error)) from error
