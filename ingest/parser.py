"""From a file to a parsed document: the format is told by the content, never by the name."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from corpus.errors import MissingExtra
from corpus.language import say
from corpus.records import ParsedDocument, Status
from ingest import flowing, pdf, problems
from ingest import ocr as optical
from ingest.cleaning import CLEANER, clean
from ingest.formats import docx, html, markdown, text
from ingest.identity import identify
from ingest.limits import Clock, Limits, ReadingLimits
from ingest.problems import FileProblem
from ingest.sniffing import sniff
from ingest.structure import sections_of

_FLOWS: dict[str, Callable[[Path], flowing.Flow]] = {
    "markdown": markdown.read,
    "html": html.read,
    "docx": docx.read,
}


def _check_size(path: Path, limits: ReadingLimits) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise problems.no_permission(error.strerror or type(error).__name__) from error
    if not size:
        raise problems.empty()
    if size > limits.max_file_mb * 1_000_000:
        raise problems.too_large(size, limits.max_file_mb)


def _lost(document: pdf.RawDocument, limits: ReadingLimits) -> FileProblem:
    """Name why no page of a document could be read: what befell most of them."""
    status, _ = Counter(document.unread.values()).most_common(1)[0]
    if status is Status.TOO_SLOW:
        return problems.too_slow(limits.parse_timeout, pages=document.page_count)
    if status is Status.TOO_MUCH_MEMORY:
        return problems.too_much_memory(limits.parse_memory_mb, pages=document.page_count)
    return problems.damaged(" ".join(document.warnings)[:200], pages=document.page_count)


def _parse_pdf(
    path: Path, limits: ReadingLimits, clock: Clock, *, password: str | None, rescue: bool, ocr: bool
) -> ParsedDocument:
    document = pdf.read_pdf(path, limits, clock, password=password, rescue=rescue)
    if document.unread and not any(page.text.strip() for page in document.pages) and not document.needs_ocr:
        raise _lost(document, limits)
    confidence = _recognise(path, document, clock, password) if ocr and document.needs_ocr else {}
    cleaned = clean(document.pages, confidence)
    source, doubts = identify(cleaned, document.metadata, path.name)
    return ParsedDocument(
        pages=cleaned.pages,
        page_count=document.page_count,
        sections=sections_of(cleaned, document.outline),
        source=source,
        parser=f"{pdf.PARSER} {CLEANER}",
        warnings=(*document.warnings, *cleaned.warnings, *doubts),
        unread_pages=tuple(sorted(document.unread)),
        needs_ocr=tuple(sorted(document.needs_ocr)),
    )


def _recognise(path: Path, document: pdf.RawDocument, clock: Clock, password: str | None) -> dict[int, float]:
    """Read by machine the pages that wait for it, in place; return the confidence of each page read."""
    if not optical.available():
        return {}
    labels = {page.number: page.label for page in document.pages}
    read = {
        found.page.number: found
        for found in optical.read_pages(path, document.needs_ocr, labels, clock, password=password)
    }
    document.pages = [read[page.number].page if page.number in read else page for page in document.pages]
    document.needs_ocr = [number for number in document.needs_ocr if number not in read]
    if read:
        pages, mean = problems.page_list(list(read)), sum(each.confidence for each in read.values()) / len(read)
        document.warnings.append(
            say(
                f"Lu par reconnaissance optique (confiance moyenne {mean:.0%}) : pages {pages}. À relire avant de citer.",
                f"Read by optical recognition (mean confidence {mean:.0%}): pages {pages}. Check before quoting.",
            )
        )
    return {number: each.confidence for number, each in read.items()}


def _parse_flow(path: Path, kind: str) -> ParsedDocument:
    """Parse a document without pages; a missing package is a problem of this file, not of the run."""
    try:
        flow = _FLOWS[kind](path)
    except MissingExtra as error:
        raise FileProblem(
            Status.UNSUPPORTED,
            say(f"Il manque de quoi lire ce format ({kind}).", f"What reads this format ({kind}) is missing."),
            str(error),
        ) from error
    return flowing.assemble(flow, path.name)


def parse_file(
    path: Path, settings: ReadingLimits, *, password: str | None = None, rescue: bool = True, ocr: bool = True
) -> ParsedDocument:
    """Read one file, whatever its format.

    Call it through `ingest.sandbox`, which adds the limits of memory and time that only a process has. `rescue=False`
    leaves the second PDF extractor out, `ocr=False` the reading of scans. Raises FileProblem with a named status when
    nothing of the file can be read.
    """
    limits = Limits.of(settings)
    _check_size(path, limits)
    # Kept back: what it takes to clean and hand over the pages that were read.
    clock = Clock(max(limits.parse_timeout * 0.8, 0.5))
    kind = sniff(path)
    if kind == "pdf":
        return _parse_pdf(path, limits, clock, password=password, rescue=rescue, ocr=ocr)
    if kind == "text":
        return text.parse(path)
    return _parse_flow(path, kind)
