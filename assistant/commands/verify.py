"""`vigie verify`: the excerpts of an export found again in their PDF files, offline, years later."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.options import Subparsers, add_json, print_json
from corpus.errors import VigieError
from corpus.language import say
from corpus.settings import Settings

if TYPE_CHECKING:
    from assistant.replaying import Replayed


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify",
        help=say(
            "retrouve dans les PDF les extraits d'un export", "find the excerpts of an export again in the PDF files"
        ),
        description=say(
            "Retrouve chaque extrait d'un export (md, html, docx, csv, json, bib, ris, csl, txt) à sa page du PDF, avec un "
            "second lecteur de PDF, sans réseau, et dit ce qui a changé. Cherche dans les copies que garde la bibliothèque, "
            "ou dans le fichier ou le dossier donné par --files ; la bibliothèque n'est alors pas nécessaire. Code de "
            "sortie : 0 si rien n'a changé, 1 sinon, 2 si un fichier manque ou ne se lit pas.",
            "Finds each excerpt of an export (md, html, docx, csv, json, bib, ris, csl, txt) on its page of the PDF, with a "
            "second PDF reader, offline, and says what changed. Looks in the copies the library keeps, or in the file or "
            "folder given by --files; the library is then not needed. Exit status: 0 when nothing changed, 1 otherwise, 2 "
            "when a file is missing or cannot be read.",
        ),
    )
    parser.add_argument("export", metavar=say("EXPORT", "EXPORT"), help=say("le fichier exporté", "the exported file"))
    parser.add_argument(
        "--files",
        metavar=say("DOSSIER", "FOLDER"),
        help=say("le dossier des PDF, ou le PDF lui-même", "the folder of the PDF files, or the PDF itself"),
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Verify and print; return 0, 1 when something changed, 2 when something could not be compared."""
    from assistant.exports.replay import replays_in  # noqa: PLC0415 - takes a while to import
    from assistant.replaying import Files, replay_all  # noqa: PLC0415

    export = Path(options.export)
    given = Path(options.files) if options.files else None
    if given is not None and not given.exists():
        raise VigieError(say(f"{given} n'existe pas.", f"{given} does not exist."))
    replayed = replay_all(replays_in(export.read_bytes(), export.name), Files(given, settings.files_path))
    status = _status(replayed)
    if options.json:
        print_json({"export": str(export), "status": status, "excerpts": [item.as_json() for item in replayed]})
        return status
    for number, item in enumerate(replayed, start=1):
        _print(number, item)
    same = sum(item.outcome.unchanged for item in replayed)
    print(
        say(
            f"{len(replayed)} extrait{'s' if len(replayed) > 1 else ''}, {same} retrouvé{'s' if same > 1 else ''} sans "
            "changement.",
            f"{len(replayed)} excerpt{'s' if len(replayed) > 1 else ''}, {same} found again unchanged.",
        )
    )
    return status


def _status(replayed: "list[Replayed]") -> int:
    if any(not item.outcome.checked for item in replayed):
        return 2
    return 0 if all(item.outcome.unchanged for item in replayed) else 1


def _print(number: int, item: "Replayed") -> None:
    from assistant.commands.check import compared  # noqa: PLC0415

    replay = item.replay
    mark = "✓" if item.outcome.unchanged else "✗"
    quote = " ".join(replay.quote.split())
    shown = quote if len(quote) <= 160 else f"{quote[:157]}…"
    print(f"{number}. {mark} {_told(item)}")
    print(f"   «\u00a0{shown}\u00a0» ({replay.title}, p.\u00a0{replay.page_label})")
    if item.difference:
        print(f"   {say('Différence', 'Difference')} : {compared(item.difference)}")
    if item.path is not None and item.sha256 != replay.sha256:
        print(
            say(
                f"   Le fichier {item.path} n'est pas celui de l'export (SHA-256 {item.sha256[:12]}…, alors "
                f"{replay.sha256[:12]}…).",
                f"   The file {item.path} is not the export's (SHA-256 {item.sha256[:12]}…, then {replay.sha256[:12]}…).",
            )
        )


def _told(item: "Replayed") -> str:
    from assistant.replaying import Outcome  # noqa: PLC0415

    replay, page = item.replay, item.page
    return {
        Outcome.FOUND: say("Retrouvé à sa page, dans le même fichier.", "Found on its page, in the same file."),
        Outcome.FILE_CHANGED: say(
            "Retrouvé mot pour mot à sa page, mais le fichier a changé.",
            "Found word for word on its page, but the file has changed.",
        ),
        Outcome.MOVED: say(
            f"Retrouvé mot pour mot, mais page {page} du fichier au lieu de {replay.page}.",
            f"Found word for word, but on page {page} of the file instead of {replay.page}.",
        ),
        Outcome.ALTERED: say(
            f"Le texte n'est plus le même (page {page} du fichier).",
            f"The text is no longer the same (page {page} of the file).",
        ),
        Outcome.MISSING: say("Ces mots ne sont plus dans le fichier.", "These words are no longer in the file."),
        Outcome.NOT_TEXT: say(
            "Lu par reconnaissance optique : le PDF n'a pas de texte à comparer. Comparez avec l'image de la page.",
            "Read by optical recognition: the PDF has no text to compare. Compare with the image of the page.",
        ),
        Outcome.UNREADABLE: say(
            f"Le fichier {item.path} ne peut pas être lu comme un PDF.",
            f"The file {item.path} cannot be read as a PDF.",
        ),
        Outcome.NO_FILE: say(
            f"Le fichier {replay.file} manque. Donnez-le, ou son dossier, avec --files"
            + (f" (il vient de {replay.url})." if replay.url else "."),
            f"The file {replay.file} is missing. Give it, or its folder, with --files"
            + (f" (it comes from {replay.url})." if replay.url else "."),
        ),
    }[item.outcome]
