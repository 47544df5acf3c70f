"""`vigie serve`: the page."""

import argparse

from assistant.commands.options import Subparsers
from corpus.language import say
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve",
        help=say("ouvre la page de questions", "open the chat page"),
        description=say(
            "Sert la page sur cette machine (VIGIE_HOST et VIGIE_PORT). Ctrl-C l'arrête.",
            "Serves the page on this machine (VIGIE_HOST and VIGIE_PORT). Ctrl-C stops it.",
        ),
    )
    parser.add_argument("--open", action="store_true", help=say("ouvre le navigateur", "open the browser"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until interrupted."""
    from assistant.page.app import serve  # noqa: PLC0415 - Gradio takes seconds to import
    from assistant.service import Vigie  # noqa: PLC0415

    serve(Vigie(settings), settings, open_browser=options.open)
    return 0
