"""What the commands that export share: `--format`, `--out`, and where the file goes."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import VigieError
from corpus.language import say

if TYPE_CHECKING:
    from assistant.exports.records import Dossier

FORMS = ("md", "html", "docx", "csv", "json", "bib", "ris", "csl", "txt")


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add `--format` and `--out`."""
    parser.add_argument(
        "--format",
        choices=FORMS,
        help=say(
            "exporte : md, html, docx, csv, json, bib (BibTeX), ris, csl (CSL-JSON), txt (références ISO 690)",
            "export: md, html, docx, csv, json, bib (BibTeX), ris, csl (CSL-JSON), txt (ISO 690 references)",
        ),
    )
    parser.add_argument(
        "--out",
        metavar=say("FICHIER", "FILE"),
        help=say("où écrire l'export (sinon : à l'écran)", "where to write the export (else: on the screen)"),
    )


def form_of(options: argparse.Namespace) -> str | None:
    """Return the form asked for, by `--format` or by the name of `--out`; None when nothing is to be exported."""
    form: str | None = options.format
    if form is None and options.out:
        name = Path(options.out).name.lower()
        form = "csl" if name.endswith(".csl.json") else Path(name).suffix.removeprefix(".")
        if form not in FORMS:
            raise VigieError(
                say(
                    f"Le nom {options.out} ne dit pas le format. Ajoutez --format, au choix\u00a0: {', '.join(FORMS)}.",
                    f"The name {options.out} does not tell the format. Add --format, one of: {', '.join(FORMS)}.",
                )
            )
    return form


def write_export(dossier: "Dossier", form: str, out: str | None) -> None:
    """Write an export to a file; without one, text goes to the screen and a Word document under its own name."""
    from assistant.exports import export  # noqa: PLC0415 - takes a while to import

    made = export(dossier, form)
    if out is None and form != "docx":
        sys.stdout.write(made.content.decode("utf-8"))
        return
    path = Path(out or made.file_name)
    path.write_bytes(made.content)
    print(say(f"Écrit dans {path}.", f"Written to {path}."), file=sys.stderr)
