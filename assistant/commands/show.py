"""`vigie show`: an answer given before, exactly as it was."""

import argparse

from assistant.answers import answer_from_json
from assistant.commands.ask import print_answer
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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the answer of this id."""
    record = Library(settings).answer(options.id)
    if record is None:
        raise VigieError(
            say(
                f"Aucune réponse ne porte l'identifiant {options.id} dans {settings.home}.",
                f"No answer has the id {options.id} in {settings.home}.",
            )
        )
    if options.json:
        print_json(record)
    else:
        print_answer(answer_from_json(record))
    return 0
