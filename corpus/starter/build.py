"""Typeset the starter notes: `python -m corpus.starter.build` (behind `make corpus`).

The same sources give the same bytes: the fonts are the compiler's own, dates come from `notes.toml`, and the clock is
not read.
"""

import hashlib
import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from pypdf import PdfReader

from corpus.errors import MissingExtra, VigieError
from corpus.language import say
from corpus.sources import ManifestEntry, read_manifest

FOLDER = Path(__file__).parent


def typeset(entry: ManifestEntry, folder: Path = FOLDER) -> bytes:
    """Return the PDF of one note, from the sources in `folder`. Raises VigieError with the compiler's words."""
    try:
        import typst  # noqa: PLC0415 - only the makers of notes have it
    except ImportError:
        raise MissingExtra("typst", "dev") from None
    written_on = datetime.fromisoformat(entry.date or "1970-01-01").replace(tzinfo=UTC)
    source = folder / f"{entry.id}.typ"
    try:
        made = typst.compile(
            str(source),
            root=str(folder),
            ignore_system_fonts=True,
            timestamp=int(written_on.timestamp()),
            font_paths=[],
        )
    except Exception as error:  # the compiler raises a bare RuntimeError subclass of its own
        raise VigieError(
            say(f"La fiche {source} ne se compose pas : {error}", f"The note {source} cannot be typeset: {error}")
        ) from error
    return bytes(made)


def with_checksums(notes: str, made: dict[str, bytes]) -> str:
    """Return the text of `notes.toml` with the sha256 and page count of each note as it was just made."""

    def entry_text(match: re.Match[str]) -> str:
        text = match.group(0)
        found = re.search(r'^id = "([^"]+)"$', text, re.M)
        if found is None or found.group(1) not in made:
            return text
        pdf = made[found.group(1)]
        text = re.sub(r"^(sha256|pages|sha256_source) = .*\n", "", text, flags=re.M).rstrip("\n")
        pages = len(PdfReader(io.BytesIO(pdf)).pages)
        return (
            f'{text}\npages = {pages}\nsha256 = "{hashlib.sha256(pdf).hexdigest()}"\nsha256_source = "make corpus"\n\n'
        )

    return re.sub(r"^\[\[documents\]\]\n(?:(?!\[\[).*\n?)*", entry_text, notes, flags=re.M).rstrip("\n") + "\n"


def main() -> int:
    """Typeset every note, write the PDFs beside their sources, and their checksums into `notes.toml`."""
    notes = FOLDER / "notes.toml"
    try:
        entries = read_manifest(notes)
        made = {entry.id: typeset(entry) for entry in entries}
    except VigieError as error:
        print(error, file=sys.stderr)
        return 2
    for entry in entries:
        (FOLDER / f"{entry.id}.pdf").write_bytes(made[entry.id])
        print(f"{entry.id}.pdf", len(made[entry.id]))
    notes.write_text(with_checksums(notes.read_text(encoding="utf-8"), made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
