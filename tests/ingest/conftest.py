"""What the tests of ingest share: limits, and PDFs made on the spot."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.layout import Chunk, RawPage, lines_of
from ingest.limits import Limits


@pytest.fixture
def limits() -> Limits:
    """Limits that no small test document reaches, even on a busy machine."""
    return Limits(max_file_mb=50, max_pages=5000, parse_timeout=120.0, parse_memory_mb=1536)


@pytest.fixture
def make_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Write a PDF: for each page, its body lines; `header(n)` and `footer(n)` give what stands at its edges."""

    def make(
        pages: Sequence[Sequence[str]],
        *,
        name: str = "document.pdf",
        header: Callable[[int], str] | None = None,
        footer: Callable[[int], str] | None = None,
        size: int = 11,
        leading: float = 14.0,
    ) -> Path:
        from fpdf import FPDF

        pdf = FPDF(unit="pt", format="A4")
        pdf.set_auto_page_break(False)
        for number, lines in enumerate(pages, start=1):
            pdf.add_page()
            if header is not None and header(number):
                pdf.set_font("Helvetica", size=9)
                pdf.text(70, 40, header(number))
            if footer is not None and footer(number):
                pdf.set_font("Helvetica", size=9)
                pdf.text(280, 815, footer(number))
            at = 100.0
            for line in lines:
                bold = line.startswith("**")
                pdf.set_font("Helvetica", style="B" if bold else "", size=size + 4 if bold else size)
                if line:
                    pdf.text(70, at, line.removeprefix("**"))
                at += leading
        path = tmp_path / name
        pdf.output(str(path))
        return path

    return make


@pytest.fixture
def raw_page() -> Callable[..., RawPage]:
    """Make a page of lines placed by hand: `(x, y, size, text)`, or text alone for lines set one below the other."""

    def make(
        lines: Sequence[tuple[float, float, float, str] | str], *, number: int = 1, bold: Sequence[int] = ()
    ) -> RawPage:
        chunks = []
        for index, line in enumerate(lines):
            x, y, size, text = (70.0, 700.0 - 14 * index, 11.0, line) if isinstance(line, str) else line
            chunks.append(Chunk(text + "\n", x, y, size, bold=index in bold, upright=True))
        text = "".join(chunk.text for chunk in chunks)
        return RawPage(number, str(number), text, lines_of(chunks), 595.0, 842.0)

    return make
