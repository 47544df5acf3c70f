"""The tab that checks quotations: a quotation or a whole article in, what became of each quotation out."""

import json
from dataclasses import asdict
from typing import Any

import gradio as gr

from assistant.page.backend import Backend
from assistant.page.check_view import checked_quotations, tally
from assistant.page.conversation import failure, status_line, too_many
from assistant.page.filters import chosen, described
from assistant.page.limits import Limits, offered
from assistant.page.rates import Rates
from assistant.page.rendering import Html
from assistant.page.sign_in import name_of
from assistant.page.texts import tell
from assistant.quotations import find_quotations
from corpus.holdings import Filters
from corpus.language import Language, language, speaking

LONGEST_ARTICLE = 60_000
"""Longest text that can be pasted, in characters: a long article has 20,000."""
MOST_QUOTATIONS = 100

Shown = tuple[Html, Html]
"""The status line and the checked quotations."""


def check_tab(backend: Backend, rates: Rates, blocks: gr.Blocks, tab: gr.Tab) -> None:
    """Build the tab inside the current Blocks, in the language of the context."""
    spoken: Language = language()
    text = gr.Textbox(
        label=tell("Citation ou article à vérifier", "Quotation or article to check"),
        info=tell(
            'Collez une citation, ou un article entier : chaque citation entre « », “ ” ou " " est vérifiée. '
            "La typographie ne compte pas ; un nombre, une négation ou un mot changé compte.",
            'Paste a quotation, or a whole article: every quotation in “ ”, « » or " " is checked. '
            "Typography does not matter; a changed number, negation or word does.",
        ),
        lines=6,
        max_lines=20,
        max_length=LONGEST_ARTICLE,
        elem_id="quotations",
    )
    with gr.Row(elem_classes="buttons"):
        button = gr.Button(tell("Vérifier", "Check"), variant="primary", elem_id="check", scale=0)
    with gr.Accordion(tell("Filtres", "Filters"), open=False, elem_classes="options", elem_id="check-options"):
        fields = Limits("check-").fields
    status = gr.HTML(status_line(""), elem_id="check-status", apply_default_css=False, js_on_load=None)
    results = gr.HTML("", elem_id="checked", apply_default_css=False, js_on_load=None)

    def check(request: gr.Request, pasted: str, *limits: Any) -> Shown:
        with speaking(spoken):
            wait = rates.searches.wait(name_of(request))
            if wait:
                return too_many(wait).status, Html("")
            return verified(backend, pasted, chosen(*limits))

    def opened() -> list[Any]:
        with speaking(spoken):
            return offered(backend)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    button.click(check, [text, *fields], [status, results], **quiet, concurrency_limit=4, concurrency_id="check")
    blocks.load(opened, None, fields, **quiet)
    tab.select(opened, None, fields, **quiet)


def verified(backend: Backend, text: str | None, filters: Filters | None) -> Shown:
    """Check every quotation of a text; say how many of each status, within which limits."""
    text = text or ""
    amount = len(find_quotations(text))
    if not amount:
        return status_line(tell("Collez d'abord une citation.", "Paste a quotation first."), alert=True), Html("")
    if amount > MOST_QUOTATIONS or len(text) > LONGEST_ARTICLE:
        said = tell(
            f"Le texte est trop long : {amount} citations et {len(text)} caractères, {MOST_QUOTATIONS} et {LONGEST_ARTICLE} "
            "au plus. Vérifiez-le en plusieurs fois.",
            f"The text is too long: {amount} quotations and {len(text)} characters, {MOST_QUOTATIONS} and {LONGEST_ARTICLE} "
            "at most. Check it in several parts.",
        )
        return status_line(said, alert=True), Html("")
    try:
        checks = backend.check(text, filters=filters)
    except Exception as error:
        return status_line(failure(error), alert=True), Html("")
    limited = asdict(filters) if filters else {}
    limited.pop("languages", None)
    asked = json.dumps({"text": text, "filters": limited}, ensure_ascii=False)
    said = tally(checks)
    limits = described(filters, backend.documents())
    return status_line(f"{said} {limits}." if limits else said), checked_quotations(checks, asked)
