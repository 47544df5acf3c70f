"""The Ask tab: a question box, the answer as it is written, its excerpts beside it."""

import threading
from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.page import conversation as steps
from assistant.page.answer_view import legend
from assistant.page.backend import Backend
from assistant.page.conversation import Conversation, in_language
from assistant.page.desk import Desk, Run
from assistant.page.filters import chosen
from assistant.page.limits import Limits, offered
from assistant.page.memory import browser_memory, memory_of, remembered
from assistant.page.rates import Rates
from assistant.page.rendering import el
from assistant.page.sign_in import name_of
from assistant.page.suggestions import SHOWN, first_questions
from assistant.page.texts import tell
from corpus.language import Language, language, speaking
from corpus.settings import ProviderName

EXCERPTS_AT_ONCE = 8


class Runs:
    """The runs under way, by browser session, so that a person stops their own and nobody else's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}

    def add(self, session: str, run: Run) -> None:
        """Remember the run of a session; the one before is stopped."""
        with self._lock:
            earlier = self._runs.pop(session, None)
            self._runs[session] = run
        if earlier is not None:
            earlier.cancel.set()

    def stop(self, request: gr.Request) -> None:
        """Stop the run of the session that asks for it, if there is one."""
        with self._lock:
            run = self._runs.pop(_session(request), None)
        if run is not None:
            run.cancel.set()


def _session(request: gr.Request) -> str:
    return request.session_hash or ""


def _part(value: str | None) -> Any:
    return gr.skip() if value is None else value


def ask_tab(backend: Backend, rates: Rates, desk: Desk, blocks: gr.Blocks) -> None:
    """Build the tab inside the current Blocks, in the language of the context."""
    spoken: Language = language()
    runs = Runs()
    talk = gr.State(Conversation())
    saved = browser_memory()
    asked = gr.State("")

    with gr.Row(elem_classes="ask"):
        with gr.Column(scale=3, min_width=320):
            question = gr.Textbox(
                label=tell("Votre question", "Your question"),
                placeholder=tell("Posez une question aux documents…", "Ask the documents a question…"),
                lines=1,
                max_lines=6,
                max_length=steps.LONGEST_QUESTION,
                elem_id="question",
            )
            with gr.Row(elem_classes="buttons"):
                send = gr.Button(tell("Demander", "Ask"), variant="primary", elem_id="send", scale=0)
                stop = gr.Button(tell("Arrêter", "Stop"), elem_id="stop", scale=0, interactive=False)
                fresh = gr.Button(
                    tell("Nouvelle conversation", "New conversation"), elem_id="fresh", scale=0, interactive=False
                )
            with gr.Column(elem_classes="examples") as begin:
                _html(el("p", tell("Pour commencer :", "To start with:"), class_="note"))
                with gr.Row(elem_classes="example-row"):
                    examples = [gr.Button("", size="sm", visible=False) for _ in range(SHOWN)]
            options = Options()
            status = _html(steps.status_line(""), "status")
            article = _html("", "answer")
            past = _html("", "past")
        with gr.Column(scale=2, min_width=320):
            excerpts = _html(legend(), "excerpts")

    def find(request: gr.Request, text: str, talked: Conversation, *limits: Any) -> tuple[Any, ...]:
        with speaking(spoken):
            wait = rates.searches.wait(name_of(request))
            view = steps.too_many(wait) if wait else steps.start(backend, text, talked, chosen(*limits))
        accepted = bool(view.question)
        return (
            view.status,
            _part(view.article),
            _part(view.excerpts),
            _part(view.past),
            "" if accepted else gr.skip(),
            view.question,
            view.conversation if view.conversation is not None else gr.skip(),
            gr.update(interactive=accepted),
            gr.update(interactive=False) if accepted else gr.skip(),
            gr.update(visible=False) if accepted else gr.skip(),
        )

    def write(
        request: gr.Request, text: str, talked: Conversation, provider: ProviderName, *rest: Any
    ) -> Iterator[tuple[Any, ...]]:
        if not text or rates.answers.wait(name_of(request)):
            yield (gr.skip(),) * 7  # without it, Gradio empties what `find` said
            return
        views = steps.answer(
            backend,
            desk,
            text,
            talked,
            filters=chosen(*rest),
            provider=provider if provider != "auto" else None,
            started=lambda run: runs.add(_session(request), run),
        )
        for view in in_language(spoken, views):
            yield (
                view.status,
                _part(view.article),
                _part(view.excerpts),
                view.conversation if view.conversation is not None else gr.skip(),
                memory_of(request, view.conversation) if view.conversation is not None else gr.skip(),
                gr.update(interactive=False) if view.over else gr.skip(),
                gr.update(interactive=True) if view.over else gr.skip(),
            )

    def opened(request: gr.Request, memory: Any) -> tuple[Any, ...]:
        """What a page that was just opened shows: what the library offers now, and the answer of a permanent link or the
        conversation that this browser left."""
        with speaking(spoken):
            offered = _offered(backend, begin, examples, options)
            answer_id, ids = request.query_params.get("answer", ""), remembered(request, memory)
            if not answer_id and not ids:  # somebody quick may have asked by now, and sees what came of it
                return (*[gr.skip()] * 6, *offered)
            view, talked = steps.kept(backend, answer_id) if answer_id else steps.resumed(backend, ids)
            if talked.turns:
                offered[0] = gr.update(visible=False)
            parts = (view.status, *map(_part, (view.article, view.excerpts, view.past)))
            return (*parts, talked, gr.update(interactive=bool(talked.turns)), *offered)

    found: dict[str, Any] = {
        "outputs": [status, article, excerpts, past, question, asked, talk, stop, fresh, begin],
        "show_progress": "hidden",
        "concurrency_limit": EXCERPTS_AT_ONCE,
        "concurrency_id": "excerpts",
        "api_visibility": "private",
    }
    begun = [
        send.click(find, [question, talk, *options.limits], **found),
        question.submit(find, [question, talk, *options.limits], **found),
        *(example.click(find, [example, talk, *options.limits], **found) for example in examples),
        options.again.click(_last_question, [talk], [asked], show_progress="hidden", api_visibility="private").then(
            find, [asked, talk, *options.limits], **found
        ),
    ]
    for event in begun:
        event.then(
            write,
            [asked, talk, options.provider, *options.limits],
            [status, article, excerpts, talk, saved, stop, fresh],
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
    stop.click(runs.stop, None, None, show_progress="hidden", queue=False, api_visibility="private")
    _start_afresh(fresh, spoken, [status, article, excerpts, past, question, asked, talk, saved, fresh, begin])
    blocks.load(
        opened,
        [saved],
        [status, article, excerpts, past, talk, fresh, begin, *examples, options.provider, *options.limits],
        show_progress="hidden",
        api_visibility="private",
    )
    blocks.unload(runs.stop)


def _last_question(talked: Conversation) -> str:
    return talked.turns[-1][1].question if talked.turns else ""


def _start_afresh(fresh: gr.Button, spoken: Language, outputs: list[Any]) -> None:
    """Let a button forget the conversation, here and in the browser; its answers stay kept under their links."""

    def forget(request: gr.Request) -> tuple[Any, ...]:
        empty = Conversation()
        with speaking(spoken):
            shown = (steps.status_line(""), "", legend(), "", "", "")
        return (*shown, empty, memory_of(request, empty), gr.update(interactive=False), gr.update(visible=True))

    fresh.click(forget, None, outputs, show_progress="hidden", api_visibility="private")


class Options:
    """What can be chosen beside the question: which documents to search, and who writes the answer."""

    def __init__(self) -> None:
        with gr.Accordion(
            tell("Filtres et modèle", "Filters and model"), open=False, elem_classes="options", elem_id="options"
        ):
            self.limits = Limits().fields
            with gr.Row(elem_classes="provider-row"):
                self.provider = gr.Dropdown(
                    [(tell("Automatique", "Automatic"), "auto")],
                    value="auto",
                    label=tell("Qui rédige la réponse", "Who writes the answer"),
                    elem_id="provider",
                )
                self.again = gr.Button(
                    tell("Reposer la dernière question", "Ask the last question again"), size="md", elem_id="again"
                )


def _html(value: str, name: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _offered(backend: Backend, begin: gr.Column, examples: list[gr.Button], options: Options) -> list[Any]:
    """What the library offers now: first questions, who can write, what can be chosen."""
    documents = backend.documents()
    questions = first_questions(documents)
    return [
        gr.update(visible=bool(questions)),
        *(
            gr.update(value=questions[n], visible=True) if n < len(questions) else gr.update(visible=False)
            for n in range(len(examples))
        ),
        gr.update(choices=provider_choices(backend)),
        *offered(backend),
    ]


def provider_choices(backend: Backend) -> list[tuple[str, str]]:
    """Return who may write the answer: automatic first, then each that can."""
    usable = [status for status in backend.providers() if status.available]
    first = usable[0] if usable else None
    automatic = tell("Automatique", "Automatic") + (f" ({first.model or first.name})" if first else "")
    return [(automatic, "auto")] + [
        (
            tell("Sans modèle : les extraits seuls", "No model: excerpts only")
            if status.name == "none"
            else f"{status.name} · {status.model}",
            status.name,
        )
        for status in usable
    ]
