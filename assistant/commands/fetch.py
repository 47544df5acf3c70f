"""`vigie fetch`: download official documents, then read them."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from assistant.commands.ingest import Bar, print_records
from assistant.commands.options import Subparsers, add_json, print_json
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.settings import Settings
from corpus.sources import FOLDER_LOCK, OFFICIAL, ManifestEntry, load_manifests, read_manifest
from ingest.fetch_outcomes import FetchStatus
from ingest.pipeline import ingest, plan

_LABELS = {
    FetchStatus.FETCHED: ("téléchargé", "downloaded"),
    FetchStatus.UNCHANGED: ("inchangé", "unchanged"),
    FetchStatus.CHANGED: ("changé", "changed"),
    FetchStatus.PRESENT: ("déjà là", "already there"),
    FetchStatus.BY_HAND: ("à télécharger", "to fetch by hand"),
    FetchStatus.REFUSED: ("refusé", "refused"),
    FetchStatus.FAILED: ("échec", "failed"),
}


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "fetch",
        help=say("télécharge des documents officiels et les lit", "download official documents and read them"),
        description=say(
            "Télécharge les documents du manifeste dont l'adresse est connue, vérifie leur empreinte quand elle est connue, "
            "puis les lit. Pour les autres, donne la page où les trouver et le dossier où déposer le fichier.",
            "Downloads the documents of the manifest whose address is known, checks their hash when it is known, then reads "
            "them. For the others, gives the page to find them on and the folder to put the file in.",
        ),
    )
    parser.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help=say("identifiants du manifeste (sinon : tous)", "ids of the manifest (else: all)"),
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help=say("montre le manifeste sans rien télécharger", "show the manifest, download nothing"),
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help=say(
            "où ranger les fichiers (sinon : VIGIE_HOME/sources)", "where to put the files (else: VIGIE_HOME/sources)"
        ),
    )
    parser.add_argument(
        "--no-ingest", action="store_true", help=say("télécharge sans lire", "download without reading")
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Fetch, report, ingest; return 0 when every document asked for is there or has to be fetched by hand."""
    entries = _entries(options.ids)
    if options.list:
        _list(entries, options.json)
        return 0
    from ingest.fetch import FetchSettings, fetch  # noqa: PLC0415 - httpx takes a moment to import

    folder = (options.folder or settings.home / "sources").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tqdm(unit="o", unit_scale=True, disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:

        def progress(entry_id: str, received: int, expected: int | None) -> None:
            bar.set_description_str(entry_id[:30], refresh=False)
            bar.total = expected
            bar.n = received
            bar.refresh()

        outcomes = fetch(
            entries,
            folder=folder,
            lock_path=folder / FOLDER_LOCK,
            settings=FetchSettings(max_bytes=settings.max_file_mb * 2**20),
            progress=progress,
        )
    here = [outcome.path for outcome in outcomes if outcome.status.has_file and outcome.path is not None]
    if options.json:
        print_json([asdict(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            print(f"{say(*_LABELS[outcome.status]):<22} {outcome.id}\n{'':<22} {outcome.message}")
    if here and not options.no_ingest:
        planned = plan(here)
        library = Library(settings)
        with library.writing(), Bar(planned.total_bytes) as reading:
            records = ingest(library, planned, on_step=reading.step)
        if not options.json:
            print_records(records, reading.unchanged)
    return 2 if any(outcome.status in (FetchStatus.FAILED, FetchStatus.REFUSED) for outcome in outcomes) else 0


def _entries(ids: list[str]) -> list[ManifestEntry]:
    manifest = load_manifests()
    if not ids:
        return list(read_manifest(OFFICIAL))
    entries = []
    for entry_id in ids:
        entry = manifest.get(entry_id)
        if entry is None:
            raise VigieError(
                say(
                    f"Le manifeste ne connaît pas « {entry_id} ». Voir : vigie fetch --list",
                    f"The manifest does not know “{entry_id}”. See: vigie fetch --list",
                )
            )
        entries.append(entry)
    return entries


def _list(entries: list[ManifestEntry], as_json: bool) -> None:
    if as_json:
        print_json([entry.model_dump(mode="json", exclude_none=True) for entry in entries])
        return
    for entry in entries:
        where = entry.url or entry.page_url or say("adresse inconnue", "address not known")
        print(f"{entry.id}\n    {entry.title}\n    {where}")
