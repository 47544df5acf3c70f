"""The page as a whole: its tabs in each language, and the server that shows it on this machine."""

import contextlib
import logging
import os
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI

from assistant.api.context import Context
from assistant.api.server import mount_api
from assistant.page import health, sign_in, web
from assistant.page.about import about_tab
from assistant.page.ask import ask_tab
from assistant.page.backend import Backend
from assistant.page.check_tab import check_tab
from assistant.page.desk import Desk
from assistant.page.documents import documents_tab
from assistant.page.excerpts_tab import excerpt_routes, excerpts_tab
from assistant.page.feedback import feedback_routes
from assistant.page.pictures import Pictures
from assistant.page.quality import quality_tab
from assistant.page.rates import Rates
from assistant.page.rendering import Html, el
from assistant.page.shelf import MOST_FILES, LibraryShelf, Shelf
from assistant.page.shield import Shield, names_of
from assistant.page.source import source_routes
from assistant.page.stopping import GracefulServer
from assistant.page.texts import tell
from assistant.page.theme import theme
from corpus.errors import VigieError
from corpus.language import Language, language, speaking
from corpus.library import Library
from corpus.settings import Settings

log = logging.getLogger(__name__)

LANGUAGES: tuple[Language, ...] = ("en", "fr")  # French last: it is mounted at the root and takes what is left


def title() -> str:
    """Return the title of the page."""
    return tell("Vigie : des réponses avec leurs preuves", "Vigie: answers with their proof")


def build(
    backend: Backend,
    settings: Settings,
    *,
    spoken: Language | None = None,
    desk: Desk | None = None,
    rates: Rates | None = None,
    shelf: Shelf | None = None,
) -> gr.Blocks:
    """Return the Gradio page in one language: the given one, or that of the settings.

    `desk` is the line of questions and `rates` what one person may do, shared by the pages and the API of one server;
    without a `shelf` the library cannot be changed.
    """
    desk, rates = desk or Desk(), rates or Rates.of(settings.questions_per_minute)
    with (
        speaking(spoken or settings.language),
        gr.Blocks(title=title(), analytics_enabled=False, delete_cache=(3600, 3600)) as opened,
    ):
        blocks: gr.Blocks = opened
        header = gr.HTML(_header(), apply_default_css=False, js_on_load=None, elem_id="header")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(tell("Question", "Ask"), id="ask"):
                ask_tab(backend, rates, desk, blocks)
            with gr.Tab(tell("Extraits", "Excerpts"), id="excerpts") as tab:
                excerpts_tab(backend, rates, blocks, tab)
            with gr.Tab(tell("Vérifier une citation", "Check a quotation"), id="check") as tab:
                check_tab(backend, rates, blocks, tab)
            with gr.Tab(tell("Documents", "Documents"), id="documents") as tab:
                documents_tab(backend, shelf, blocks, tab)
            with gr.Tab(tell("Qualité", "Quality"), id="quality") as tab:
                quality_tab(settings, tab)
            with gr.Tab(tell("À propos", "About"), id="about") as tab:
                about_tab(backend, tab)
        _greet(blocks, header)
        gr.HTML(_footer(), apply_default_css=False, js_on_load=None, elem_id="footer")
    blocks.queue(default_concurrency_limit=8, max_size=100, api_open=False)
    return blocks


def create_app(backend: Backend, settings: Settings, shelf: Shelf | None = None) -> FastAPI:
    """Return the web application: French at `/`, English at `/en/`, with the same line of questions."""
    uploads = settings.home / "uploads"
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)  # before its components are made: a folder that nobody serves
    app = FastAPI(title="Vigie", docs_url=None, redoc_url=None, openapi_url=None)
    pictures = Pictures()
    web.own_routes(app)
    source_routes(app, backend, pictures, web.version())
    feedback_routes(app, backend)
    excerpt_routes(app, backend)
    sign_in.configure(app, settings)
    desk, rates = Desk(), Rates.of(settings.questions_per_minute)
    backend = health.configure(app, backend, settings, desk)  # from here on, what is asked is counted
    keys = settings.users_file is not None or settings.user_header is not None
    mount_api(app, Context(backend, desk, pictures, rates, keys))
    titles: dict[str, str] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            titles[spoken] = title()
        app = gr.mount_gradio_app(
            app,
            build(backend, settings, spoken=spoken, desk=desk, rates=rates, shelf=shelf),
            path="/" if spoken == "fr" else "/en",
            theme=theme(),
            footer_links=[],
            run_history=False,
            allowed_paths=[],
            show_error=False,
            max_file_size=settings.max_file_mb * 1_000_000,
            ssr_mode=False,
            pwa=False,
            enable_monitoring=False,
            mcp_server=False,
        )
    most = MOST_FILES * settings.max_file_mb * 1_000_000
    app.add_middleware(Shield, folder=uploads, most_upload=most, names=names_of(settings))
    app.add_middleware(web.Guard, titles=titles)  # added last, so that it sees every answer
    app.router.lifespan_context = _closing(app.router.lifespan_context, desk.close, pictures.close)
    return app


def _closing(lifespan: Any, *close: Callable[[], None]) -> Any:
    """Return the lifespan of an application that also closes what it opened."""

    @contextlib.asynccontextmanager
    async def whole(app: FastAPI) -> AsyncIterator[Any]:
        async with lifespan(app) as state:
            try:
                yield state
            finally:
                for each in close:
                    each()

    return whole


def listen(settings: Settings) -> socket.socket:
    """Take the address of the page. Raises VigieError when another program has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        raise VigieError(
            tell(
                f"La page ne peut pas s'ouvrir sur {settings.host}:{settings.port} ({error.strerror}). Un autre programme, "
                "peut-être une autre Vigie, y est déjà : fermez-le, ou choisissez un autre port avec VIGIE_PORT.",
                f"The page cannot open on {settings.host}:{settings.port} ({error.strerror}). Another program, "
                "perhaps another Vigie, is there already: close it, or choose another port with VIGIE_PORT.",
            )
        ) from None
    return sock


def serve(backend: Backend, settings: Settings, *, open_browser: bool = False) -> None:
    """Show the page until the process is told to stop. Raises VigieError when the port is taken."""
    sock = listen(settings)
    stopping = threading.Event()
    try:
        library = getattr(backend, "library", None)
        app = create_app(backend, settings, LibraryShelf(library) if isinstance(library, Library) else None)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{host}:{settings.port}/"
        print(
            tell(f"Vigie est ouverte : {address} (Ctrl+C pour arrêter)", f"Vigie is open: {address} (Ctrl+C to stop)")
        )
        warm_up(backend, stopping)
        if open_browser:
            threading.Timer(1.0, webbrowser.open, (address,)).start()
        config = uvicorn.Config(
            app, log_config=None, log_level="warning", timeout_graceful_shutdown=2, server_header=False
        )
        server = GracefulServer(config, app.state.metered, settings.stop_seconds)
        server.run(sockets=[sock])
    finally:
        stopping.set()
        sock.close()


def warm_up(backend: Backend, stopping: threading.Event) -> threading.Thread:
    """Load the models while the page opens, so that the first question does not wait.

    A failure is only noted; one after `stopping` is set, when threads are taken away, says nothing.
    """

    def load() -> None:
        try:
            for part in ("warm", "warm_lexicon"):
                getattr(backend, part, lambda: None)()
        except Exception:
            if not stopping.is_set():
                log.warning("The models could not be loaded ahead", exc_info=True)

    thread = threading.Thread(target=load, name="vigie-warm", daemon=True)
    thread.start()
    return thread


def _greet(blocks: gr.Blocks, header: gr.HTML) -> None:
    """Show in the header who signed in, and the way out."""
    spoken: Language = language()

    def greeted(request: gr.Request) -> Any:
        name = sign_in.user_of(request).name
        with speaking(spoken):
            return _header(name) if name else gr.skip()

    blocks.load(greeted, None, [header], show_progress="hidden", api_visibility="private")


def _header(name: str = "") -> Html:
    other = "en" if language() == "fr" else "fr"
    return el(
        "header",
        el("h1", "Vigie"),
        el(
            "p",
            tell(
                "Des réponses tirées des documents, avec la preuve de chaque phrase",
                "Answers taken from the documents, with the proof of each sentence",
            ),
            class_="tagline",
        ),
        el(
            "a",
            "English" if other == "en" else "Français",
            href="/en/" if other == "en" else "/",
            lang=other,
            hreflang=other,
            class_="language",
        ),
        el(
            "form",
            el("span", name),
            " ",
            el("button", tell("Se déconnecter", "Sign out"), type="submit"),
            method="post",
            action="/logout",
            class_="sign-out",
        )
        if name
        else None,
        class_="vigie-header",
    )


def _footer() -> Html:
    return el(
        "p",
        tell(
            "Les réponses sont écrites par une machine à partir des extraits, puis vérifiées phrase par phrase. "
            "Ouvrez la source avant de citer.",
            "Answers are written by a machine from the excerpts, then checked sentence by sentence. "
            "Open the source before you quote.",
        ),
        class_="vigie-footer",
    )
