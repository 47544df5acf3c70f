"""`vigie excerpts`: verbatim excerpts on a subject, with no language model in the path."""

import argparse
import sys
from dataclasses import asdict

from assistant.commands.exporting import add_format, form_of, write_export
from assistant.commands.options import Subparsers, add_filters, add_json, filters_of, print_json, provenance
from corpus.language import say
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "excerpts",
        help=say("donne des extraits mot pour mot sur un sujet", "give verbatim excerpts on a subject"),
        description=say(
            "Donne des extraits mot pour mot, avec leur provenance. Aucun modèle de langue n'intervient.",
            "Gives verbatim excerpts with where they come from. No language model takes part.",
        ),
    )
    parser.add_argument(
        "query", metavar=say("SUJET", "QUERY"), help=say("le sujet ou la question", "the subject or question")
    )
    parser.add_argument("--limit", type=int, default=8, help=say("nombre d'extraits au plus (8)", "most excerpts (8)"))
    add_filters(parser)
    add_json(parser)
    add_format(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the excerpts; return 0, or 1 when there are none."""
    from assistant.service import Vigie  # noqa: PLC0415 - what it imports takes a second
    from assistant.spelling import read_as  # noqa: PLC0415

    form = form_of(options)
    vigie = Vigie(settings)
    found = vigie.excerpts(options.query, filters=filters_of(options), limit=max(1, options.limit))
    read = vigie.mended(options.query)
    if read != options.query.strip():
        print(read_as(read), file=sys.stderr)
    if form is not None:
        from assistant.exports import of_excerpts  # noqa: PLC0415

        write_export(of_excerpts(vigie.library, options.query, found), form, options.out)
    elif options.json:
        print_json({"query": options.query, "read_as": read, "excerpts": [asdict(excerpt) for excerpt in found]})
    else:
        for number, excerpt in enumerate(found, start=1):
            print(f"{number}. « {excerpt.quote} »")
            print(f"   {provenance(excerpt)}\n")
        if not found:
            print(say("Aucun passage ne parle de ce sujet.", "No passage speaks of this subject."))
    return 0 if found else 1
