"""`vigie mcp`: the abilities of Vigie as tools of an assistant, over standard input and output."""

import argparse
import sys

from assistant.commands.options import Subparsers
from corpus.language import say
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "mcp",
        help=say("donne des outils à un assistant (MCP)", "give tools to an assistant (MCP)"),
        description=say(
            "Offre extraits, vérification de citations, questions et documents comme outils MCP, sur l'entrée et la "
            "sortie standard. C'est l'assistant (Claude Desktop, VS Code…) qui lance cette commande : voir docs/api.md.",
            "Offers excerpts, the check of quotations, questions and documents as MCP tools, over standard input and "
            "output. The assistant (Claude Desktop, VS Code…) starts this command: see docs/api.md.",
        ),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until the assistant closes the input."""
    from assistant.api.tools import create_tools  # noqa: PLC0415 - what it imports takes seconds
    from assistant.page.desk import Desk  # noqa: PLC0415
    from assistant.service import Vigie  # noqa: PLC0415

    desk = Desk()
    server = create_tools(Vigie(settings), desk)
    print(say("Vigie attend un assistant (MCP).", "Vigie waits for an assistant (MCP)."), file=sys.stderr)
    try:
        server.run("stdio")
    finally:
        desk.close()
    return 0
