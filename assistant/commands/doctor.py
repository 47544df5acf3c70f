"""`vigie doctor`: what is available on this machine, and what to install for the rest."""

import argparse
import platform
import sqlite3
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from assistant.commands.mending import mended_things
from assistant.commands.options import Subparsers, add_json, print_json
from corpus.careful import damaged
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.probe import dense_problem
from corpus.salvage import catalogue_problem
from corpus.settings import Settings
from ingest import ocr


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    action: str = ""


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "doctor",
        help=say("dit ce qui marche ici et ce qui manque", "say what works here and what is missing"),
        description=say(
            "Dit quels modèles, index, serveurs et outils sont disponibles, et quoi installer pour le reste.",
            "Says which models, indexes, servers and tools are available, and what to install for the rest.",
        ),
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help=say(
            "fait d'abord toute réparation nécessaire, et dit laquelle",
            "first do whatever repair is needed, and say which",
        ),
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Look, print; return 0 when questions can be answered, else 2."""
    mended = mend(settings) if options.repair else []
    checks = [
        *mended,
        *_library(settings, probe=not options.repair),
        *_vectors(settings),
        *_models(settings),
        *_pair_models(settings),
        *_extras(),
    ]
    if options.json:
        print_json([asdict(check) for check in checks])
    else:
        if options.repair and not mended:
            print(say("Rien à réparer.", "Nothing to repair."))
        print(
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.machine()}"
        )
        for check in checks:
            print(f"{'✓' if check.ok else '✗'} {check.name} — {check.detail}")
            if check.action:
                print(f"    → {check.action}")
    return 0 if all(check.ok for check in checks if check.name in _needed()) else 2


def _needed() -> tuple[str, ...]:
    return (_library_name(), _embedding_name(), _repair_name())


def mend(settings: Settings) -> list[Check]:
    """Repair what needs it; return one line for each thing, the one that could not be mended among them."""
    return [Check(_repair_name(), done.mended, done.found, done.done) for done in mended_things(settings)]


def _repair_name() -> str:
    return say("Réparation", "Repair")


def _library_name() -> str:
    return say("Bibliothèque", "Library")


def _embedding_name() -> str:
    return say("Modèle de vecteurs", "Embedding model")


def _library(settings: Settings, *, probe: bool) -> list[Check]:
    """Look at the library; without `probe` the index was probed, and mended, a moment ago."""
    checks = []
    try:
        library = Library(settings)
        if damage := catalogue_problem(settings.catalogue_path):
            raise damaged(settings.catalogue_path, damage)
        counts = library.counts()
        detail = say(
            f"{settings.home}, {counts.documents} documents, {counts.passages} passages",
            f"{settings.home}, {counts.documents} documents, {counts.passages} passages",
        )
        action = (
            ""
            if counts.documents
            else say(
                "Pour y mettre des documents : vigie ingest DOSSIER", "To put documents in it: vigie ingest FOLDER"
            )
        )
        problem = dense_problem(settings) if probe else ""
        if problem:
            action = say(f"{problem} Ou : vigie doctor --repair", f"{problem} Or: vigie doctor --repair")
        checks.append(Check(_library_name(), not problem and counts.consistent, detail, action))
        try:
            library.check_identity()
            checks.append(Check(_embedding_name(), True, library.embeddings.identity))
        except VigieError as error:
            checks.append(Check(_embedding_name(), False, str(error)))
    except VigieError as error:
        checks.append(Check(_library_name(), False, str(error)))
    return checks


def _vectors(settings: Settings) -> list[Check]:
    """Warn where the vectors are on a server: that server cannot defend itself."""
    if settings.chroma_url is None:
        return []
    return [
        Check(
            say("Serveur Chroma", "Chroma server"),
            True,
            f"{Library(settings).vectors.place}",
            say(
                "Faille connue CVE-2026-45829 : qui peut joindre ce serveur peut y exécuter du code. Ne le laissez écouter "
                "que là où Vigie seule peut se connecter (docs/operations.md).",
                "Known vulnerability CVE-2026-45829: whoever reaches this server may run code on it. Let it listen only "
                "where Vigie alone can connect (docs/operations.md).",
            ),
        )
    ]


def _pair_models(settings: Settings) -> list[Check]:
    """Load the reranker and the entailment model that are set, and say what the reranker costs a question."""
    from assistant.pair_models import load_entailment, load_reranker  # noqa: PLC0415 - pulls torch
    from assistant.retrieval import CANDIDATES  # noqa: PLC0415

    checks = []
    if name := settings.reranker_model:
        label = say("Reclassement des passages", "Reranker")
        try:
            cost = load_reranker(name).seconds(CANDIDATES)
            more = say(f"{cost:.1f} s de plus par question".replace(".", ","), f"{cost:.1f} s more for each question")
            checks.append(Check(label, True, f"{name}, {more}"))
        except VigieError as error:
            checks.append(Check(label, False, str(error)))
    if name := settings.entailment_model:
        label = say("Modèle d'inférence", "Entailment model")
        try:
            load_entailment(name)
            checks.append(Check(label, True, name))
        except VigieError as error:
            checks.append(Check(label, False, str(error)))
    return checks


def _models(settings: Settings) -> list[Check]:
    from assistant.providers.choice import diagnose  # noqa: PLC0415 - langchain takes half a second to import

    return [
        Check(
            say(f"Modèle de langue « {status.name} »", f"Chat model “{status.name}”"),
            status.available,
            ", ".join(part for part in (status.model, status.version or "", status.detail) if part),
            status.action,
        )
        for status in diagnose(settings)
    ]


def _extras() -> list[Check]:
    checks = [
        Check(
            say("Lecture des scans", "Reading of scans"),
            ocr.available(),
            "tesseract"
            if ocr.available()
            else say("tesseract ou l'extra ocr manque", "tesseract or the ocr extra is missing"),
            "" if ocr.available() else "apt install tesseract-ocr-fra ; pip install 'vigie[ocr]'",
        )
    ]
    for package, module, extra, what in (
        (
            "sentence-transformers",
            "sentence_transformers",
            "sentence-transformers",
            say("Autres modèles de vecteurs et reclassement", "Other embedding models and reranking"),
        ),
        ("python-docx", "docx", "office", say("Fichiers Word", "Word files")),
        ("mcp", "mcp", "mcp", say("Outils pour assistants (MCP)", "Tools for assistants (MCP)")),
    ):
        found = find_spec(module) is not None
        try:
            detail = f"{package} {version(package)}" if found else say("non installé", "not installed")
        except PackageNotFoundError:
            detail = package
        checks.append(Check(what, found, detail, "" if found else f"pip install 'vigie[{extra}]'"))
    return checks
