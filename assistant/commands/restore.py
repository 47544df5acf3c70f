"""`vigie restore`: put a backup back."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from assistant.commands.options import Subparsers, add_json, print_json
from corpus.language import say
from corpus.restore import restore
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "restore",
        help=say("remet une sauvegarde en place", "put a backup back"),
        description=say(
            "Vérifie la sauvegarde tout entière, la met dans VIGIE_HOME, puis refait les index. Arrêtez d'abord « vigie serve ».",
            "Checks the whole backup, puts it in VIGIE_HOME, then makes the indexes anew. Stop “vigie serve” first.",
        ),
    )
    parser.add_argument("file", type=Path, metavar=say("FICHIER", "FILE"), help=say("la sauvegarde", "the backup"))
    parser.add_argument(
        "--replace",
        action="store_true",
        help=say("remplace ce que contient le dossier", "replace what the folder holds"),
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Restore, say what is back."""
    with tqdm(unit=" passages", disable=not sys.stderr.isatty(), desc=say("Index", "Indexes")) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        manifest = restore(settings, options.file, replace=options.replace, progress=progress)
    if options.json:
        print_json({"home": str(settings.home), **asdict(manifest)})
        return 0
    print(
        say(
            f"{settings.home} : {manifest.documents} documents et {manifest.answers} réponses, tels qu'ils étaient le "
            f"{manifest.created}.",
            f"{settings.home}: {manifest.documents} documents and {manifest.answers} answers, as they were on "
            f"{manifest.created}.",
        )
    )
    return 0
