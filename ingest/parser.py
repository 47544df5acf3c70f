"""From a file to a parsed document: the format is told by the content, never by the name."""

from pathlib import Path

from corpus.records import ParsedDocument
from ingest import pdf, problems
from ingest.cleaning import CLEANER, clean
from ingest.identity import identify
from ingest.limits import Clock, Limits, ReadingLimits
from ingest.sniffing import sniff
from ingest.structure import sections_of


def _check_size(path: Path, limits: ReadingLimits) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise problems.no_permission(error.strerror or type(error).__name__) from error
    if not size:
        raise problems.empty()
    if size > limits.max_file_mb * 1_000_000:
        raise problems.too_large(size, limits.max_file_mb)


def _parse_pdf(
    path: Path, limits: ReadingLimits, clock: Clock, *, password: str | None, rescue: bool, ocr: bool
) -> ParsedDocument:
    document = pdf.read_pdf(path, limits, clock, password=password, rescue=rescue)
    del ocr
    cleaned = clean(document.pages)
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
    raise problems.unsupported(kind)
