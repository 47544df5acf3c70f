"""The Documents tab: what the library holds, what is wrong with each file, adding and taking out."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.page.backend import Backend
from assistant.page.conversation import in_language, status_line
from assistant.page.documents_view import additions_view, documents_view, problems_view
from assistant.page.filters import choices
from assistant.page.rendering import Html, el
from assistant.page.shelf import ACCEPTED, MOST_FILES, Addition, Shelf
from assistant.page.sign_in import user_of
from assistant.page.texts import count, tell
from corpus.errors import VigieError
from corpus.language import Language, language, speaking

log = logging.getLogger(__name__)
Shown = tuple[Html, Html]
"""The status line, and how each file is doing."""


def documents_tab(backend: Backend, shelf: Shelf | None, blocks: gr.Blocks, tab: gr.Tab) -> None:
    """Build the tab; without a shelf the library can be read and not changed."""
    spoken: Language = language()
    words = gr.Textbox(
        label=tell("Chercher un document", "Find a document"),
        placeholder=tell("Titre, éditeur, territoire…", "Title, publisher, territory…"),
        elem_id="find-document",
        max_lines=1,
    )
    table = gr.HTML("", elem_id="documents", apply_default_css=False, js_on_load=None)
    problems = gr.HTML("", elem_id="problems", apply_default_css=False, js_on_load=None)

    def listed(text: str | None) -> tuple[Html, Html]:
        with speaking(spoken):
            return documents_view(backend.documents(), text or ""), problems_view(backend.files())

    def found(text: str | None) -> Html:
        with speaking(spoken):
            return documents_view(backend.documents(), text or "")

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    blocks.load(listed, [words], [table, problems], **quiet)
    tab.select(listed, [words], [table, problems], **quiet)
    words.change(found, [words], [table], trigger_mode="always_last", **quiet)
    if shelf is not None:
        _changes(backend, shelf, blocks, tab, listed, [words], [table, problems])


def _changes(
    backend: Backend,
    shelf: Shelf,
    blocks: gr.Blocks,
    tab: gr.Tab,
    listed: Any,
    inputs: list[Any],
    outputs: list[Any],
) -> None:
    spoken: Language = language()
    limit = backend.settings.max_file_mb
    with gr.Row(elem_classes="shelf") as editing:
        with gr.Column():
            gr.HTML(el("h2", tell("Ajouter des documents", "Add documents")), apply_default_css=False, js_on_load=None)
            files = gr.File(
                label=tell(
                    f"Fichiers à ajouter ({MOST_FILES} au plus, {limit} Mo chacun)",
                    f"Files to add ({MOST_FILES} at most, {limit} MB each)",
                ),
                file_count="multiple",
                file_types=list(ACCEPTED),
                elem_id="files",
                height=160,
            )
            add = gr.Button(tell("Ajouter à la bibliothèque", "Add to the library"), variant="primary", elem_id="add")
        with gr.Column():
            gr.HTML(
                el("h2", tell("Relire ou retirer", "Read again or take out")), apply_default_css=False, js_on_load=None
            )
            document = gr.Dropdown([], value=None, label=tell("Document", "Document"), elem_id="document")
            sure = gr.Checkbox(
                label=tell("Je confirme le retrait", "I confirm it is to be taken out"), value=False, elem_id="sure"
            )
            with gr.Row():
                again = gr.Button(tell("Relire", "Read again"), elem_id="reread")
                remove = gr.Button(tell("Retirer", "Take out"), variant="stop", elem_id="remove")
    status = gr.HTML(status_line(""), elem_id="shelf-status", apply_default_css=False, js_on_load=None)
    outcomes = gr.HTML("", elem_id="outcomes", apply_default_css=False, js_on_load=None)

    def offered(selected: str | None) -> Any:
        with speaking(spoken):
            there = list(choices(backend.documents()).documents)
        return gr.update(choices=there, value=selected if selected in {value for _, value in there} else None)

    def refused(request: gr.Request) -> Html | None:
        """What a reader is told who tries to change the library."""
        if user_of(request).edits:
            return None
        with speaking(spoken):
            text = tell("Votre rôle ne permet pas de changer la bibliothèque.", "Your role cannot change the library.")
            return status_line(text, alert=True)

    def added(request: gr.Request, paths: list[str] | None) -> Iterator[Shown]:
        if (no := refused(request)) is not None:
            yield no, Html("")
        else:
            yield from in_language(spoken, added_from(shelf, [Path(path) for path in paths or ()]))

    def reread(request: gr.Request, document_id: str | None) -> Iterator[Shown]:
        if (no := refused(request)) is not None:
            yield no, Html("")
        elif document_id:
            yield from in_language(spoken, followed(shelf.reread(document_id)))
        else:
            with speaking(spoken):
                chose = status_line(tell("Choisissez d'abord un document.", "Choose a document first."), alert=True)
            yield chose, Html("")

    def removed(request: gr.Request, document_id: str | None, confirmed: bool) -> tuple[Html, Html, bool]:
        if (no := refused(request)) is not None:
            return no, Html(""), False
        with speaking(spoken):
            return taken_out(shelf, document_id, confirmed), Html(""), False

    def shown_to(request: gr.Request) -> Any:
        return gr.update(visible=user_of(request).edits)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    changing: dict[str, Any] = {**quiet, "concurrency_limit": 4, "concurrency_id": "shelf"}
    done = [
        add.click(added, [files], [status, outcomes], **changing).then(lambda: None, None, [files], **quiet),
        again.click(reread, [document], [status, outcomes], **changing),
        remove.click(removed, [document, sure], [status, outcomes, sure], **changing),
    ]
    for event in done:
        event.then(listed, inputs, outputs, **quiet).then(offered, [document], [document], **quiet)
    blocks.load(offered, [document], [document], **quiet)
    blocks.load(shown_to, None, [editing], **quiet)
    tab.select(offered, [document], [document], **quiet)


def added_from(shelf: Shelf, uploads: Sequence[Path]) -> Iterator[Shown]:
    """Show the reading of files that were uploaded, then delete them: the shelf has its own copies."""
    try:
        yield from followed(shelf.add_files(uploads))
    finally:
        for path in uploads:
            path.unlink(missing_ok=True)


def followed(steps: Iterator[Addition]) -> Iterator[Shown]:
    """Show each advance of a reading, then how it ended."""
    known: dict[str, Addition] = {}
    try:
        for step in steps:
            known[step.name] = step
            yield status_line(tell("Lecture en cours…", "Reading…"), busy=True), additions_view(list(known.values()))
    except VigieError as error:
        yield status_line(str(error), alert=True), additions_view(list(known.values()))
        return
    except Exception:
        log.exception("The files could not be read")
        text = tell(
            "La lecture a échoué : une erreur interne est notée dans le journal du serveur.",
            "Reading failed: an internal error is in the server's log.",
        )
        yield status_line(text, alert=True), additions_view(list(known.values()))
        return
    yield status_line(ended(list(known.values()))), additions_view(list(known.values()))


def ended(additions: Sequence[Addition]) -> str:
    """Say how many files can now be searched, and how many cannot."""
    records = [addition.record for addition in additions if addition.record is not None]
    good = sum(1 for record in records if record.status.searchable)
    parts = [count(good, tell("fichier lu", "file read"), tell("fichiers lus", "files read"))]
    if len(records) > good:
        parts.append(
            count(
                len(records) - good,
                tell("fichier non ajouté", "file not added"),
                tell("fichiers non ajoutés", "files not added"),
            )
        )
    return ", ".join(parts) + "."


def taken_out(shelf: Shelf, document_id: str | None, confirmed: bool) -> Html:
    """Take a document out when that is confirmed; say what happened."""
    if not document_id:
        return status_line(tell("Choisissez d'abord un document.", "Choose a document first."), alert=True)
    if not confirmed:
        return status_line(
            tell(
                "Cochez « Je confirme le retrait » pour retirer ce document.",
                "Tick “I confirm” to take this document out.",
            ),
            alert=True,
        )
    try:
        title = shelf.remove(document_id)
    except VigieError as error:
        return status_line(str(error), alert=True)
    return status_line(
        tell(f"« {title} » a été retiré de la bibliothèque.", f"“{title}” was taken out of the library.")
    )
