"""What several commands share: filters, providers, printing JSON."""

import argparse
import json
from typing import Any

from assistant.answers import Excerpt
from corpus.holdings import Filters
from corpus.language import say
from corpus.records import Kind

Subparsers = Any
"""argparse does not export the type of `add_subparsers()`."""


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help=say("affiche du JSON", "print JSON"))


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that restrict which documents are searched."""
    parser.add_argument(
        "--document",
        action="append",
        default=[],
        metavar=say("FICHIER", "FILE"),
        help=say("seulement ce document (nom de fichier ou identifiant)", "only this document (file name or id)"),
    )
    parser.add_argument(
        "--publisher", action="append", default=[], help=say("seulement cet éditeur", "only this publisher")
    )
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        choices=[kind.value for kind in Kind],
        help=say("seulement cette nature de document", "only this kind of document"),
    )
    parser.add_argument(
        "--territory", action="append", default=[], help=say("seulement ce territoire", "only this territory")
    )
    parser.add_argument("--from-year", type=int, help=say("à partir de cette année", "from this year on"))
    parser.add_argument("--to-year", type=int, help=say("jusqu'à cette année", "up to this year"))


def filters_of(options: argparse.Namespace) -> Filters | None:
    """Return the filters of a command line; None when there are none."""
    filters = Filters(
        documents=tuple(options.document),
        publishers=tuple(options.publisher),
        kinds=tuple(options.kind),
        territories=tuple(options.territory),
        year_from=options.from_year,
        year_to=options.to_year,
    )
    return filters or None


def print_json(value: Any) -> None:
    """Print a value as JSON, one readable document, UTF-8."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


_STANDINGS = {
    "opinion": ("avis", "opinion"),
    "decision": ("décision", "decision"),
    "law": ("droit", "law"),
    "information": ("information", "information"),
}


def standing_label(standing: str) -> str:
    """Return the words for a standing; the empty string when it is not known."""
    words = _STANDINGS.get(standing)
    return say(*words) if words else ""


def provenance(excerpt: Excerpt) -> str:
    """Return one line that says where an excerpt comes from."""
    page = say(f"p. {excerpt.page_label}", f"p. {excerpt.page_label}")
    if excerpt.page_label != str(excerpt.page):
        page += say(f" (page {excerpt.page} du fichier)", f" (page {excerpt.page} of the file)")
    parts = [excerpt.title, excerpt.publisher, excerpt.date, standing_label(excerpt.standing), page]
    if excerpt.method == "ocr":
        parts.append(say("lu par reconnaissance optique", "read by optical recognition"))
    parts += [say(f"aussi dans {other}", f"also in {other}") for other in excerpt.also_in]
    return ", ".join(part for part in parts if part)
