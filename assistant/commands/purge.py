"""`vigie purge`: forget questions, answers and opinions."""

import argparse
from dataclasses import asdict

from assistant.commands.options import Subparsers, add_json, print_json
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.retention import Purged, purge_all, purge_answer, purge_older
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "purge",
        help=say("efface des questions et réponses gardées", "forget kept questions and answers"),
        description=say(
            "Efface pour de bon des questions, leurs réponses et les avis donnés. Les documents restent. "
            "Les sauvegardes faites avant les contiennent encore.",
            "Erases questions, their answers and the opinions given, for good. Documents stay. "
            "Backups made before still hold them.",
        ),
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--older-than",
        type=_days,
        metavar=say("JOURS", "DAYS"),
        help=say("celles de plus de tant de jours", "those more than so many days old"),
    )
    which.add_argument(
        "--answer",
        metavar=say("IDENTIFIANT", "ID"),
        help=say("une réponse, et ses avis", "one answer, and its opinions"),
    )
    which.add_argument("--all-answers", action="store_true", help=say("toutes", "all of them"))
    add_json(parser)
    parser.set_defaults(run=run)


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= 36_500:
        raise ValueError(text)
    return days


_days.__name__ = "int"  # argparse names it in its message


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Purge, say how much went."""
    purged = _purge(options, Library(settings))
    if options.json:
        print_json(asdict(purged))
    else:
        print(
            say(
                f"{purged.answers} réponses et {purged.opinions} avis effacés.",
                f"{purged.answers} answers and {purged.opinions} opinions erased.",
            )
        )
    return 0


def _purge(options: argparse.Namespace, library: Library) -> Purged:
    if options.all_answers:
        return purge_all(library)
    if options.answer is None:
        return purge_older(library, options.older_than)
    purged = purge_answer(library, options.answer)
    if not purged.answers:
        raise VigieError(
            say(
                f"Aucune réponse « {options.answer} » n'est gardée. Son identifiant est dans son lien permanent.",
                f"No answer “{options.answer}” is kept. Its id is in its permanent link.",
            )
        )
    return purged
