"""The Excerpts tab: a subject in, verbatim excerpts out, and a dossier of those that are kept. No model in the path."""

from typing import Annotated, Any

import gradio as gr
from fastapi import FastAPI, Path, Query
from fastapi.responses import HTMLResponse, Response

from assistant.page.backend import Backend
from assistant.page.conversation import LONGEST_QUESTION, failure, status_line, too_many
from assistant.page.excerpts_view import card_item, dossier_panel, found_excerpts
from assistant.page.filters import chosen, described
from assistant.page.limits import Limits, offered
from assistant.page.rates import Rates
from assistant.page.rendering import Html, el, page
from assistant.page.sign_in import name_of
from assistant.page.texts import count, tell
from assistant.spelling import read_as
from corpus.holdings import Filters
from corpus.language import Language, language, speaking

MOST = (8, 20, 50)
"""How many excerpts can be asked for."""

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Step = Annotated[int, Query(ge=-20, le=20)]
Shown = tuple[Html, Html]
"""The status line and the excerpts."""


def excerpts_tab(backend: Backend, rates: Rates, blocks: gr.Blocks, tab: gr.Tab) -> None:
    """Build the tab inside the current Blocks, in the language of the context."""
    spoken: Language = language()
    with gr.Row(elem_classes="ask"):
        with gr.Column(scale=3, min_width=320):
            subject = gr.Textbox(
                label=tell("Sujet des extraits", "Subject of the excerpts"),
                placeholder=tell("Un sujet, quelques mots ou une question…", "A subject, a few words or a question…"),
                max_lines=4,
                max_length=LONGEST_QUESTION,
                elem_id="subject",
            )
            with gr.Row(elem_classes="buttons"):
                search = gr.Button(tell("Chercher", "Search"), variant="primary", elem_id="search", scale=0)
            with gr.Accordion(
                tell("Filtres et nombre d'extraits", "Filters and number of excerpts"),
                open=False,
                elem_classes="options",
                elem_id="excerpt-options",
            ):
                fields = Limits("excerpt-").fields
                most = gr.Dropdown(
                    [(str(number), number) for number in MOST],
                    value=MOST[0],
                    label=tell("Extraits au plus", "Most excerpts"),
                    elem_id="excerpt-most",
                )
            status = gr.HTML(status_line(""), elem_id="excerpt-status", apply_default_css=False, js_on_load=None)
            results = gr.HTML("", elem_id="found", apply_default_css=False, js_on_load=None)
        with gr.Column(scale=2, min_width=320):
            gr.HTML(dossier_panel(), elem_id="dossier", apply_default_css=False, js_on_load=None)

    def find(request: gr.Request, text: str, limit: int, *limits: Any) -> Shown:
        with speaking(spoken):
            wait = rates.searches.wait(name_of(request))
            if wait:
                return too_many(wait).status, Html("")
            return found(backend, text, chosen(*limits), limit if limit in MOST else MOST[0])

    def opened() -> list[Any]:
        with speaking(spoken):
            return offered(backend)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    searching: dict[str, Any] = {**quiet, "concurrency_limit": 8, "concurrency_id": "excerpts"}
    search.click(find, [subject, most, *fields], [status, results], **searching)
    subject.submit(find, [subject, most, *fields], [status, results], **searching)
    blocks.load(opened, None, fields, **quiet)
    tab.select(opened, None, fields, **quiet)


def found(backend: Backend, text: str | None, filters: Filters | None, limit: int) -> Shown:
    """Find excerpts; say how many, in how many documents, within which limits."""
    text = " ".join((text or "").split())
    if not text:
        return status_line(tell("Écrivez d'abord un sujet.", "Write a subject first."), alert=True), Html("")
    try:
        excerpts = backend.excerpts(text, filters=filters, limit=limit)
        shown = found_excerpts(backend, excerpts)
        read = backend.mended(text)
    except Exception as error:
        return status_line(failure(error), alert=True), Html("")
    if not excerpts:
        said = tell("Aucun passage ne parle de ce sujet.", "No passage speaks of this subject.")
    else:
        documents = count(len({excerpt.document_id for excerpt in excerpts}), "document", "documents")
        amount = count(
            len(excerpts), tell("extrait trouvé", "excerpt found"), tell("extraits trouvés", "excerpts found")
        )
        said = tell(f"{amount} dans {documents}.", f"{amount} in {documents}.")
    limits = described(filters, backend.documents())
    asked = "" if read == text else f"{read_as(read)}."
    return status_line(" ".join(part for part in (asked, said, f"{limits}." if limits else "") if part)), shown


def excerpt_routes(app: FastAPI, backend: Backend) -> None:
    """Give one excerpt again, widened or narrowed: what vigie.js puts in place of the one before."""

    @app.get("/excerpt/{document_id}/{number}", include_in_schema=False)
    def again(
        document_id: Annotated[str, Path(max_length=300)],
        number: Annotated[int, Path(ge=1, le=1_000_000)],
        start: Offset,
        end: Offset,
        before: Step = 0,
        after: Step = 0,
        shown: Offset = 1,
        lang: Language = "fr",
    ) -> Response:
        with speaking(lang):
            excerpt = backend.excerpt_at(document_id, number, start, end)
            if excerpt is None:
                return Response(status_code=404)
            wide = backend.widen(excerpt, before=before, after=after) if before or after else excerpt
            body = el("ol", card_item(backend, wide, shown), class_="excerpts")
            return HTMLResponse(page(lang, "Vigie", Html(""), body), headers={"cache-control": "no-store"})
