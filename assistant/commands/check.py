"""`vigie check`: are these quotations in the documents, word for word?"""

import argparse
import sys
from pathlib import Path

from assistant.commands.exporting import add_format, form_of, write_export
from assistant.commands.options import Subparsers, add_filters, add_json, filters_of, print_json
from assistant.quotations.records import CheckedQuotation, Piece, Side, Status
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.settings import Settings

_MOST_BYTES = 4_000_000


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check",
        help=say("vérifie des citations mot pour mot", "check quotations word for word"),
        description=say(
            'Vérifie une citation, ou toutes celles d\'un article (« », “ ”, " ") : exacte, modifiée ou introuvable. Un texte '
            "sans guillemets est une seule citation. Aucun modèle de langue n'intervient. Code de sortie : 0 si tout est "
            "exact, 1 sinon, 2 en cas d'erreur.",
            'Checks one quotation, or all those of an article (« », “ ”, " "): exact, altered or absent. A text without '
            "quotation marks is one quotation. No language model takes part. Exit status: 0 when all is exact, 1 otherwise, 2 "
            "for an error.",
        ),
    )
    parser.add_argument(
        "text",
        nargs="?",
        metavar=say("TEXTE", "TEXT"),
        help=say(
            "la citation ou l'article ; - pour l'entrée standard", "the quotation or article; - for standard input"
        ),
    )
    parser.add_argument(
        "--file",
        metavar=say("FICHIER", "FILE"),
        help=say("lit le texte dans ce fichier", "read the text from this file"),
    )
    add_filters(parser)
    add_json(parser)
    add_format(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check, print or export; return 0 when every quotation is exact, else 1."""
    from assistant.quotations import check  # noqa: PLC0415 - takes a while to import

    text = _text(options)
    form = form_of(options)
    library = Library(settings)
    if not library.passage_count():
        raise VigieError(
            say(
                f"La bibliothèque {settings.home} est vide. Pour y mettre des documents : vigie ingest DOSSIER",
                f"The library {settings.home} is empty. To put documents in it: vigie ingest FOLDER",
            )
        )
    checked = check(library, text, filters_of(options))
    exact = all(item.status is Status.EXACT for item in checked)
    if form is not None:
        from assistant.exports import of_checks  # noqa: PLC0415

        title = say("Vérification de citations", "Check of quotations")
        write_export(of_checks(library, title, checked), form, options.out)
    elif options.json:
        print_json({"exact": exact, "quotations": [item.as_json() for item in checked]})
    else:
        for number, item in enumerate(checked, start=1):
            print_checked(number, item)
        print(_summary(checked))
    return 0 if exact else 1


def _text(options: argparse.Namespace) -> str:
    """Return the text to check, from where the command line says."""
    if options.file is not None and options.text is not None:
        raise VigieError(say("Donnez un texte ou un fichier, pas les deux.", "Give a text or a file, not both."))
    if options.file is not None:
        path = Path(options.file)
        if path.stat().st_size > _MOST_BYTES:
            raise VigieError(
                say(f"{path} est trop grand pour être un article.", f"{path} is too large to be an article.")
            )
        raw = path.read_bytes()
    elif options.text in (None, "-"):
        if sys.stdin.isatty():
            raise VigieError(
                say(
                    'Il manque le texte à vérifier : vigie check "« … »", vigie check --file FICHIER, ou vigie check - pour '
                    "l'entrée standard.",
                    'The text to check is missing: vigie check "“ … ”", vigie check --file FILE, or vigie check - for standard '
                    "input.",
                )
            )
        raw = sys.stdin.buffer.read(_MOST_BYTES)
    else:
        return str(options.text)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in raw:
            raise VigieError(
                say(
                    "Ce n'est pas un fichier de texte. Enregistrez l'article en texte (UTF-8) et recommencez.",
                    "This is not a text file. Save the article as text (UTF-8) and try again.",
                )
            ) from None
        return raw.decode("cp1252", "replace")


def print_checked(number: int, item: CheckedQuotation) -> None:
    """Print one quotation with what the documents say of it."""
    from assistant.quotations.messages import place_label, status_label  # noqa: PLC0415

    mark = {Status.EXACT: "✓", Status.ALTERED: "≠", Status.ABSENT: "✗"}[item.status]
    print(f"{number}. {mark} {status_label(item.status).upper()} : «\u00a0{_one_line(item.quotation.text)}\u00a0»")
    print(f"   {item.message}")
    if item.status is Status.EXACT:
        others = [label for label in dict.fromkeys(map(place_label, item.places)) if label not in item.message]
        for label in others[:4]:
            print(f"   {say('Aussi :', 'Also:')} {label}")
    if item.status is Status.ALTERED:
        print(f"   {say('Différence', 'Difference')} : {compared(item.difference)}")
        if not item.parts:
            print(f"   {say('Source', 'Source')} : «\u00a0{_one_line(item.places[0].excerpt.quote)}\u00a0»")
        for part in item.parts:
            where = place_label(part.places[0]) if part.places else say("introuvable", "not found")
            print(f"   {say('Partie', 'Part')} : «\u00a0{_one_line(part.text)}\u00a0» : {where}")
    for warning in item.warnings:
        print(f"   ⚠ {warning}")
    if item.nearest:
        print(f"   {say('Passages les plus proches :', 'Nearest passages:')}")
        for excerpt in item.nearest:
            print(f"   – «\u00a0{_one_line(excerpt.quote)}\u00a0» ({excerpt.title}, p.\u00a0{excerpt.page_label})")
    print()


def compared(pieces: tuple[Piece, ...]) -> str:
    """Return a comparison on one line: {+in the quotation+}, [-in the source-]; coloured on a terminal."""
    if not sys.stdout.isatty():
        from assistant.exports.blocks import compared as plain  # noqa: PLC0415

        return _one_line(plain(pieces))
    colours = {Side.QUOTATION: ("\033[31;1m", "\033[0m"), Side.SOURCE: ("\033[32m[", "]\033[0m ")}
    shown = []
    for piece in pieces:
        before, after = colours.get(piece.side, ("", ""))
        text = "".join(char for char in piece.text if char.isprintable() or char.isspace())
        shown.append(f"{before}{text.strip() if before else text}{after}{' ' if piece.side is Side.QUOTATION else ''}")
    return _one_line("".join(shown))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _summary(checked: tuple[CheckedQuotation, ...]) -> str:
    counts = {status: sum(item.status is status for item in checked) for status in Status}
    exact, altered, absent = counts[Status.EXACT], counts[Status.ALTERED], counts[Status.ABSENT]
    total = len(checked)
    return say(
        f"{total} citation{'s' if total > 1 else ''}\u00a0: {exact} exacte{'s' if exact > 1 else ''}, {altered} modifiée"
        f"{'s' if altered > 1 else ''}, {absent} introuvable{'s' if absent > 1 else ''}.",
        f"{total} quotation{'s' if total > 1 else ''}: {exact} exact, {altered} altered, {absent} absent.",
    )
