"""`vigie ingest`: put files and folders in the library."""

import argparse
import getpass
import sys
from pathlib import Path

from tqdm import tqdm

from assistant.commands.options import Subparsers, add_json, print_json
from corpus.language import count, say
from corpus.library import Library
from corpus.records import FileRecord, Status
from corpus.settings import Settings
from ingest.pipeline import Options, Step, ingest, plan, prune
from ingest.report import as_json, status_name, write_report


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ingest",
        help=say("met des fichiers ou des dossiers dans la bibliothèque", "put files or folders in the library"),
        description=say(
            "Lit des fichiers et des dossiers. Ce qui n'a pas changé ne coûte rien ; chaque fichier finit avec un état et, "
            "s'il le faut, la marche à suivre. Interrompue, la commande reprend où elle en était.",
            "Reads files and folders. What has not changed costs nothing; each file ends with a status and, when needed, "
            "the next step. Interrupted, the command continues where it was.",
        ),
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar=say("CHEMIN", "PATH"))
    parser.add_argument(
        "--password",
        nargs="?",
        const="",
        help=say(
            "mot de passe des PDF protégés (demandé s'il n'est pas donné)",
            "password of protected PDFs (asked for when not given)",
        ),
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help=say(
            "retire de la bibliothèque les fichiers disparus de ces dossiers",
            "take files gone from these folders out of the library",
        ),
    )
    parser.add_argument(
        "--reread",
        action="store_true",
        help=say("relit aussi ce qui n'a pas changé", "read again what has not changed"),
    )
    parser.add_argument(
        "--no-ocr", action="store_true", help=say("ne lit pas les pages scannées", "do not read scanned pages")
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar=say("FICHIER.html", "FILE.html"),
        help=say("écrit un rapport lisible", "write a readable report"),
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Ingest, report; return 0 when the run came to its end, whatever the files were."""
    password = options.password
    if password == "":
        password = getpass.getpass(say("Mot de passe : ", "Password: "))
    planned = plan(options.paths)
    library = Library(settings)
    with library.writing():
        with Bar(planned.total_bytes) as bar:
            records = ingest(
                library,
                planned,
                Options(password=password, reread=options.reread, use_ocr=not options.no_ocr),
                bar.step,
            )
        removed = prune(library, options.paths) if options.prune else []
    records = [*records, *removed]
    if options.report:
        write_report(records, options.report)
    if options.json:
        print_json({**as_json(records), "unchanged": bar.unchanged})
    else:
        print_records(records, bar.unchanged)
    return 0


class Bar:
    """A bar over bytes, with pages a second, on a terminal's standard error; silent elsewhere."""

    def __init__(self, total: int) -> None:
        self._bar = tqdm(
            total=total,
            unit="o",
            unit_scale=True,
            disable=not sys.stderr.isatty(),
            dynamic_ncols=True,
            desc=say("Lecture", "Reading"),
        )
        self._done: dict[Path, float] = {}
        self._pages = 0
        self.unchanged = 0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def step(self, step: Step) -> None:
        """Advance by what a step did."""
        before = self._done.get(step.path, 0.0)
        self._done[step.path] = step.done
        self.unchanged += step.unchanged
        if step.record and not step.unchanged:
            self._pages += step.record.pages_read
        elapsed = self._bar.format_dict["elapsed"] or 1e-9
        self._bar.set_postfix_str(f"{step.path.name[:30]} {self._pages / elapsed:.1f} pages/s", refresh=False)
        self._bar.update((step.done - before) * step.size)


def print_records(records: list[FileRecord], unchanged: int) -> None:
    """Print one line for each file with its status, then what is wrong and what to do, then the totals."""
    for record in records:
        pages = say(f"{record.pages_read} p. lues", f"{record.pages_read} p. read") if record.pages_read else ""
        unread = say(f"{record.pages_unread} non lues", f"{record.pages_unread} unread") if record.pages_unread else ""
        detail = ", ".join(part for part in (pages, unread) if part)
        print(f"{status_name(record.status):<28} {Path(record.path).name}" + (f"  ({detail})" if detail else ""))
        for line in (record.reason, record.next_step, *record.warnings):
            if line:
                print(f"{'':<28} {line}")
    read = sum(record.status.searchable for record in records)
    duplicates = sum(record.status is Status.DUPLICATE for record in records)
    removed = sum(record.status is Status.REMOVED for record in records)
    left = len(records) - read - duplicates - removed
    print(
        say(
            f"{count(len(records), 'fichier', 'fichiers')} : {read} dans la bibliothèque (dont "
            f"{count(unchanged, 'inchangé', 'inchangés')}), {duplicates} en double, {count(removed, 'retiré', 'retirés')}, "
            f"{count(left, 'non lu', 'non lus')}.",
            f"{count(len(records), 'file', 'files')}: {read} in the library ({unchanged} unchanged), "
            f"{count(duplicates, 'duplicate', 'duplicates')}, {removed} removed, {left} not read.",
        )
    )
