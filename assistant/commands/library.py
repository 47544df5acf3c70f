"""`vigie library`: what the library holds, and how to put it in order."""

import argparse
import sys
from dataclasses import asdict

from tqdm import tqdm

from assistant.commands.options import Subparsers, add_json, print_json, standing_label
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.records import Document
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command and its five actions."""
    parser = commands.add_parser(
        "library",
        help=say("montre et range la bibliothèque", "show and tidy the library"),
        description=say("Montre et range la bibliothèque.", "Shows and tidies the library."),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, function, help_text in (
        ("status", _status, say("ce que la bibliothèque contient", "what the library holds")),
        ("list", _list, say("les documents", "the documents")),
        ("show", _show, say("un document en détail", "one document in detail")),
        ("remove", _remove, say("retire un document", "take a document out")),
        ("rebuild", _rebuild, say("refait les index depuis le catalogue", "make the indexes anew from the catalogue")),
    ):
        action = actions.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        if name in ("show", "remove"):
            action.add_argument("document", help=say("nom de fichier ou identifiant", "file name or id"))
        add_json(action)
        action.set_defaults(run=function)


def _status(options: argparse.Namespace, settings: Settings) -> int:
    library = Library(settings)
    counts = library.counts()
    value = {
        "home": str(settings.home),
        **asdict(counts),
        "consistent": counts.consistent,
        "embedding": library.catalogue.meta("embedding"),
        "analyser": library.catalogue.meta("analyser"),
    }
    if options.json:
        print_json(value)
        return 0
    print(say(f"Bibliothèque : {settings.home}", f"Library: {settings.home}"))
    print(
        say(
            f"{counts.documents} documents, {counts.pages} pages, {counts.passages} passages, {counts.answers} réponses gardées",
            f"{counts.documents} documents, {counts.pages} pages, {counts.passages} passages, {counts.answers} answers kept",
        )
    )
    print(
        say(
            f"Index lexical : {counts.lexical} passages ; index de vecteurs : {counts.dense} passages",
            f"Lexical index: {counts.lexical} passages; vector index: {counts.dense} passages",
        )
    )
    if not counts.consistent:
        print(
            say(
                "Les index ne concordent pas. Pour les refaire : vigie library rebuild",
                "The indexes do not agree. To rebuild them: vigie library rebuild",
            )
        )
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> int:
    documents = Library(settings).documents()
    if options.json:
        print_json([_record(document) for document in documents])
        return 0
    for document in documents:
        source = document.source
        parts = [
            source.publisher,
            source.date,
            standing_label(source.standing),
            f"{document.pages_read} p.",
            source.language,
        ]
        print(f"{document.file_name}")
        print(f"    {document.title}")
        print(f"    {', '.join(part for part in parts if part)}")
    print(say(f"{len(documents)} documents", f"{len(documents)} documents"))
    return 0


def _record(document: Document) -> dict[str, object]:
    record = asdict(document)
    record["ingested_at"] = document.ingested_at.isoformat()
    return record


def _show(options: argparse.Namespace, settings: Settings) -> int:
    library = Library(settings)
    document = _find(library, options.document)
    if options.json:
        print_json(_record(document))
        return 0
    for name, value in _record(document).items():
        if isinstance(value, dict):
            for key, inner in value.items():
                if inner:
                    print(f"  {key}: {inner}")
        elif value not in ("", None, (), []):
            print(f"{name}: {value}")
    return 0


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    library = Library(settings)
    with library.writing():
        document = _find(library, options.document)
        library.remove(document.id)
    if options.json:
        print_json({"removed": document.id, "document": document.file_name})
    else:
        print(
            say(
                f"{document.file_name} n'est plus dans la bibliothèque.",
                f"{document.file_name} is no longer in the library.",
            )
        )
    return 0


def _rebuild(options: argparse.Namespace, settings: Settings) -> int:
    library = Library(settings)
    with (
        library.writing(recover=False),  # a damaged index is replaced without being opened
        tqdm(unit=" passages", disable=not sys.stderr.isatty(), desc=say("Index", "Indexes")) as bar,
    ):

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        count = library.rebuild(progress)
    if options.json:
        print_json({"passages": count})
    else:
        print(say(f"Index refaits : {count} passages.", f"Indexes rebuilt: {count} passages."))
    return 0


def _find(library: Library, reference: str) -> Document:
    document = library.document(reference)
    if document is None or not document.current:
        raise VigieError(
            say(
                f"Aucun document « {reference} » dans la bibliothèque. Voir : vigie library list",
                f"No document “{reference}” in the library. See: vigie library list",
            )
        )
    return document
