"""`vigie serve`: the page."""

import argparse
from concurrent.futures import ThreadPoolExecutor

from assistant.commands.options import Subparsers
from corpus.errors import VigieError
from corpus.language import language, say, speaking
from corpus.probe import dense_problem
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve",
        help=say("ouvre la page de questions", "open the chat page"),
        description=say(
            "Sert la page sur cette machine (VIGIE_HOST et VIGIE_PORT). Ctrl-C l'arrête, après les réponses en cours.",
            "Serves the page on this machine (VIGIE_HOST and VIGIE_PORT). Ctrl-C stops it, after the running answers.",
        ),
    )
    parser.add_argument("--open", action="store_true", help=say("ouvre le navigateur", "open the browser"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until interrupted. Refuses an index that would answer wrongly, or end the server, at the first question."""
    spoken = language()

    def problem() -> str:
        with speaking(spoken):
            return dense_problem(settings)

    with ThreadPoolExecutor(1) as aside:  # a process of its own looks at the index while the page is being imported
        looked = aside.submit(problem)
        from assistant.logs import set_up_logs  # noqa: PLC0415
        from assistant.page.app import serve  # noqa: PLC0415 - Gradio takes seconds to import
        from assistant.service import Vigie  # noqa: PLC0415
        from assistant.upkeep import Upkeep  # noqa: PLC0415

        set_up_logs(settings)
        vigie = Vigie(settings)
        if found := looked.result():
            raise VigieError(say(f"{found} (ou : vigie doctor --repair)", f"{found} (or: vigie doctor --repair)"))
    upkeep = Upkeep(vigie.library, settings.keep_answers_days)
    upkeep.start()
    try:
        serve(vigie, settings, open_browser=options.open)
    finally:
        upkeep.stop()
    return 0
