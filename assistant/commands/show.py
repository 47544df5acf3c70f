"""`vigie show`: an answer given before, exactly as it was."""

import argparse

from assistant.answers import answer_from_json
from assistant.commands.ask import print_answer
from assistant.commands.exporting import add_format, form_of, write_export
from assistant.commands.options import Subparsers, add_json, print_json
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "show",
        help=say("montre de nouveau une réponse", "show an answer again"),
        description=say(
            "Montre une réponse donnée auparavant, telle qu'elle était.", "Shows an answer given before, as it was."
        ),
    )
    parser.add_argument("id", help=say("l'identifiant de la réponse", "the answer's id"))
    add_json(parser)
    add_format(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print or export the answer of this id."""
    form = form_of(options)
    library = Library(settings)
    record = library.answer(options.id)
    if record is None:
        raise VigieError(
            say(
                f"Aucune réponse ne porte l'identifiant {options.id} dans {settings.home}.",
                f"No answer has the id {options.id} in {settings.home}.",
            )
        )
    if form is not None:
        from assistant.exports import of_answer  # noqa: PLC0415

        write_export(of_answer(library, answer_from_json(record)), form, options.out)
    elif options.json:
        print_json(record)
    else:
        print_answer(answer_from_json(record))
    return 0
