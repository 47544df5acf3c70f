"""`vigie backup`: one file that holds all that cannot be made again."""

import argparse
from dataclasses import asdict
from pathlib import Path

from assistant.commands.options import Subparsers, add_json, print_json
from corpus.backup import back_up
from corpus.language import say
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "backup",
        help=say("sauvegarde la bibliothèque dans un fichier", "back the library up in one file"),
        description=say(
            "Sauvegarde le catalogue, les fichiers d'origine et les réglages, pendant que Vigie sert. Le fichier contient "
            "les questions posées et parfois des clés : gardez-le à l'abri.",
            "Backs up the catalogue, the original files and the settings, while Vigie serves. The file holds the questions "
            "asked and perhaps keys: keep it safe.",
        ),
    )
    parser.add_argument(
        "file", type=Path, metavar=say("FICHIER", "FILE"), help=say("à écrire, en .tar.gz", "to write, a .tar.gz")
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the backup, say what it holds."""
    manifest = back_up(settings, options.file)
    size = options.file.stat().st_size
    if options.json:
        print_json({"file": str(options.file), "bytes": size, **asdict(manifest)})
        return 0
    files = len(manifest.entries)
    print(
        say(
            f"{options.file} : {manifest.documents} documents, {manifest.answers} réponses, {files} fichiers, "
            f"{size / 1e6:.1f} Mo.",
            f"{options.file}: {manifest.documents} documents, {manifest.answers} answers, {files} files, "
            f"{size / 1e6:.1f} MB.",
        )
    )
    return 0
