"""`vigie`: reads the command line, runs one command, turns every error into one clear line.

Exit status: 0 done, 1 the documents do not answer, 2 an error.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from corpus.errors import VigieError
from corpus.language import say, set_language
from corpus.settings import load

COMMANDS = (
    "ingest",
    "ask",
    "excerpts",
    "check",
    "verify",
    "show",
    "library",
    "fetch",
    "serve",
    "mcp",
    "doctor",
    "backup",
    "restore",
    "purge",
)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the user's language and fails with one line."""

    def error(self, message: str) -> NoReturn:
        """Print one line that says what is wrong and how to get help; end with status 2."""
        hint = say(f"Aide : {self.prog} --help", f"Help: {self.prog} --help")
        print(
            f"vigie : {_translated(message)}. {hint}" if say("fr", "en") == "fr" else f"vigie: {message}. {hint}",
            file=sys.stderr,
        )
        raise SystemExit(2)

    def format_help(self) -> str:
        """Return the help text with argparse's own headings translated."""
        text = super().format_help()
        for english, french in _HEADINGS:
            text = text.replace(english, say(french, english))
        return text


_HEADINGS = (
    ("usage:", "usage :"),
    ("positional arguments:", "arguments :"),
    ("options:", "options :"),
    ("show this help message and exit", "affiche cette aide"),
)
_MESSAGES = (
    ("the following arguments are required:", "il manque :"),
    ("unrecognized arguments:", "argument inconnu :"),
    ("invalid choice:", "valeur inconnue :"),
    ("choose from", "au choix :"),
    ("expected one argument", "une valeur est attendue"),
    ("expected at least one argument", "au moins une valeur est attendue"),
    ("invalid int value:", "nombre entier attendu :"),
    ("argument ", "argument "),
)


def _translated(message: str) -> str:
    for english, french in _MESSAGES:
        message = message.replace(english, french)
    return message


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="vigie",
        description=say(
            "Répond à des questions sur les politiques régionales d'IA à partir des documents eux-mêmes, et prouve "
            "chaque phrase de la réponse.",
            "Answers questions about regional AI policy from the documents themselves, and proves every sentence.",
        ),
        epilog=say(
            "Tout est gardé dans VIGIE_HOME. Code de sortie : 0 fait, 1 les documents ne répondent pas, 2 erreur.",
            "Everything is kept in VIGIE_HOME. Exit status: 0 done, 1 the documents do not answer, 2 an error.",
        ),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar=say("COMMANDE", "COMMAND"))
    for name in COMMANDS:
        import_module(f"assistant.commands.{name}").register(commands)
    for module in _extra_commands():
        module.register(commands)
    return parser


def _extra_commands() -> list[Any]:
    """Return the commands of the floor above (`vigie eval`), when it is installed: it registers itself by entry point."""
    from importlib.metadata import entry_points  # noqa: PLC0415

    return [point.load() for point in entry_points(group="vigie.commands")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `vigie`; return its exit status."""
    set_language("en" if os.environ.get("VIGIE_LANGUAGE") == "en" else "fr")
    try:
        options = build_parser().parse_args(arguments)
        settings = load()
        set_language(settings.language)
        return int(options.run(options, settings))
    except VigieError as error:
        print(say(f"vigie : {error}", f"vigie: {error}"), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            say("vigie : interrompu ; ce qui était fini est gardé.", "vigie: interrupted; what was finished is kept."),
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(say(f"vigie : {error.strerror}{where}", f"vigie: {error.strerror}{where}"), file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
