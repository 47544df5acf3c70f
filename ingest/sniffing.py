"""What a file is, told by its first bytes."""

import zipfile
from pathlib import Path

from corpus.language import say
from ingest import problems

_OLE = b"\xd0\xcf\x11\xe0"
_SIGNATURES = (
    (_OLE, "Word 97-2003 (.doc), Excel, PowerPoint"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"GIF8", "GIF"),
    (b"PK\x05\x06", "ZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", "programme"),
    (b"MZ", "programme"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_MARKDOWN = {".md", ".markdown", ".mkd"}
_DATA = set(
    ".csv .tsv .json .jsonl .ndjson .toml .yaml .yml .xml .ini .cfg .conf .log .sql .bib .tex .typ .svg .srt .vtt .eml "
    ".py .js .ts .css .sh .bat .r .java .c .h .cpp .go .rs .ipynb .lock".split()
)
"""Texts that are not documents: data and programs. Their bytes look like any other text, so the name tells."""


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:2000])
            if "word/document.xml" in names:
                return "docx"
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return archive.read("mimetype").decode("ascii", "replace").removeprefix("application/")[:60]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        raise problems.damaged("ZIP") from None
    if any(name.startswith("xl/") for name in names):
        return "Excel (.xlsx)"
    if any(name.startswith("ppt/") for name in names):
        return "PowerPoint (.pptx)"
    return "ZIP"


def _is_encrypted_office(path: Path) -> bool:
    """Whether an OLE file is the envelope of an encrypted .docx."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(2_000_000)


def _is_text(head: bytes) -> bool:
    """Whether bytes read as text: no NUL (unless UTF-16), hardly any control character, few letters out of place."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if b"\x00" in head:
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    if controls > len(head) / 200:
        return False
    try:
        head[:-4].decode("utf-8") if len(head) > 8 else head.decode("utf-8")
    except UnicodeDecodeError:
        plain = sum(32 <= byte < 127 or byte in b"\t\n\r" for byte in head)
        return plain > 0.75 * len(head)  # a text in an older encoding is mostly ASCII
    return True


def _is_html(head: bytes) -> bool:
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return lowered.startswith(_HTML) or (
        lowered.startswith((b"<?xml", b"<!--")) and any(tag in lowered for tag in _HTML)
    )


def _pdf_without_header(head: bytes) -> str:
    """Damaged beyond its header, or never a PDF: what else it holds decides."""
    if any(mark in head for mark in (b" obj", b"xref", b"%%EOF", b"trailer")):
        return "pdf"
    raise problems.not_a_document(say("ce n'est pas un PDF", "it is not a PDF"))


def _refuse_known(path: Path, head: bytes) -> None:
    """Refuse by its name a format that is known and not read."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            if signature == _OLE and _is_encrypted_office(path):
                raise problems.locked_office()
            raise problems.unsupported(name)


def sniff(path: Path) -> str:
    """Return pdf, docx, html, markdown or text. Raises FileProblem for anything else.

    The name only tells what no byte does: Markdown, and data or programs, from plain text.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8192)
    except OSError as error:
        raise problems.no_permission(error.strerror or type(error).__name__) from error
    if not head:
        raise problems.empty()
    # Readers accept a header that does not stand on the first byte.
    if b"%PDF-" in head[:1100]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        kind = _zipped(path)
        if kind == "docx":
            return kind
        raise problems.unsupported(kind)
    _refuse_known(path, head)
    suffix = path.suffix.lower()
    if _is_html(head):
        if suffix == ".pdf":
            raise problems.not_a_document(say("page HTML nommée .pdf", "HTML page named .pdf"))
        return "html"
    if suffix == ".pdf":
        return _pdf_without_header(head)
    if not _is_text(head):
        raise problems.not_a_document(say("données binaires", "binary data"))
    if suffix in _DATA:
        raise problems.unsupported(suffix)
    return "markdown" if suffix in _MARKDOWN else "text"
