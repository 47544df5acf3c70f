"""The Ask tab: a question box, the answer as it is written, its excerpts beside it."""

import threading
from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.page import conversation as steps
from assistant.page.backend import Backend
from assistant.page.conversation import Conversation, View, in_language
from assistant.page.desk import Desk, Run
from assistant.page.texts import tell
from corpus.language import Language, language, speaking
from corpus.library import Filters
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

    def stop(self, session: str) -> None:
        """Stop the run of a session, if there is one."""
        with self._lock:
            run = self._runs.pop(session, None)
        if run is not None:
            run.cancel.set()


def first_questions() -> list[str]:
    """Return questions to start with."""
    return [
        tell(
            "Où se situe la région dans la chaîne de valeur de l'IA ?",
            "Where does the region stand in the AI value chain?",
        ),
        tell("Que recommande le CESER aux lycées sur l'IA ?", "What does the CESER recommend to schools about AI?"),
        tell(
            "Quelle est l'amende maximale pour une pratique interdite par l'AI Act ?",
            "What is the highest fine for a practice that the AI Act forbids?",
        ),
    ]


def _session(request: gr.Request) -> str:
    return request.session_hash or ""


def _part(value: str | None) -> Any:
    return gr.skip() if value is None else value


def ask_tab(backend: Backend, desk: Desk, blocks: gr.Blocks) -> None:
    """Build the tab inside the current Blocks, in the language of the context."""
    spoken: Language = language()
    runs = Runs()
    talk = gr.State(Conversation())
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
                autofocus=False,
            )
            with gr.Row(elem_classes="buttons"):
                send = gr.Button(tell("Demander", "Ask"), variant="primary", elem_id="send", scale=0)
                stop = gr.Button(tell("Arrêter", "Stop"), elem_id="stop", scale=0, interactive=False)
            with gr.Accordion(tell("Options", "Options"), open=False, elem_classes="options"):
                provider = gr.Dropdown(
                    choices=provider_choices(backend),
                    value="auto",
                    label=tell("Qui rédige la réponse", "Who writes the answer"),
                    elem_id="provider",
                )
            with gr.Row(elem_classes="examples"):
                examples = [gr.Button(text, size="sm", elem_classes="example") for text in first_questions()]
            status = gr.HTML(steps.status_line(""), elem_id="status", apply_default_css=False, js_on_load=None)
            article = gr.HTML("", elem_id="answer", apply_default_css=False, js_on_load=None)
            past = gr.HTML("", elem_id="past", apply_default_css=False, js_on_load=None)
        with gr.Column(scale=2, min_width=320):
            excerpts = gr.HTML("", elem_id="excerpts", apply_default_css=False, js_on_load=None)

    def filters() -> Filters | None:
        return None

    def find(text: str, talked: Conversation) -> tuple[Any, ...]:
        with speaking(spoken):
            view = steps.start(backend, text, talked, filters())
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
        )

    def write(text: str, talked: Conversation, chosen: ProviderName, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        if not text:
            return
        views = steps.answer(
            backend,
            desk,
            text,
            talked,
            filters=filters(),
            provider=chosen if chosen != "auto" else None,
            started=lambda run: runs.add(_session(request), run),
        )
        for view in in_language(spoken, views):
            yield shown(view)

    def shown(view: View) -> tuple[Any, ...]:
        return (
            view.status,
            _part(view.article),
            _part(view.excerpts),
            view.conversation if view.conversation is not None else gr.skip(),
            gr.update(interactive=False) if view.over else gr.skip(),
        )

    def halt(request: gr.Request) -> None:
        runs.stop(_session(request))

    def reopen(request: gr.Request) -> tuple[Any, ...]:
        answer_id = request.query_params.get("answer", "")
        if not answer_id:
            return tuple(gr.skip() for _ in range(4))
        with speaking(spoken):
            view, talked = steps.kept(backend, answer_id)
        return view.status, _part(view.article), _part(view.excerpts), talked

    found: dict[str, Any] = {
        "outputs": [status, article, excerpts, past, question, asked, talk, stop],
        "show_progress": "hidden",
        "concurrency_limit": EXCERPTS_AT_ONCE,
        "concurrency_id": "excerpts",
        "api_visibility": "private",
    }
    begun = [send.click(find, [question, talk], **found), question.submit(find, [question, talk], **found)]
    begun += [example.click(find, [example, talk], **found) for example in examples]
    for event in begun:
        event.then(
            write,
            [asked, talk, provider],
            [status, article, excerpts, talk, stop],
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
    stop.click(halt, None, None, show_progress="hidden", queue=False, api_visibility="private")
    blocks.load(reopen, None, [status, article, excerpts, talk], show_progress="hidden", api_visibility="private")
    blocks.unload(halt)


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
