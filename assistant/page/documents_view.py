"""The library as people read it: what it holds, what could not be read, and what to do about it."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote as percent

from assistant.page import labels
from assistant.page.rendering import Html, classes, el, fragment
from assistant.page.shelf import Addition
from assistant.page.texts import count, tell
from corpus.folding import fold, strip_accents
from corpus.records import Document, FileRecord, Kind, Standing, Status


def documents_view(documents: Sequence[Document], words: str = "") -> Html:
    """Return the documents whose title, publisher, territory or file name holds all the words."""
    wanted = _plain(words).split()
    shown = [document for document in documents if all(word in _plain(_searched(document)) for word in wanted)]
    pages = sum(document.page_count for document in documents)
    unread = sum(len(document.unread_pages) for document in documents)
    summary = ", ".join(
        [
            count(len(documents), tell("document", "document"), tell("documents", "documents")),
            count(pages, tell("page", "page"), tell("pages", "pages")),
            count(unread, tell("page non lue", "page not read"), tell("pages non lues", "pages not read")),
        ]
    )
    if not documents:
        return el(
            "p",
            tell("La bibliothèque est vide : ajoutez un document.", "The library is empty: add a document."),
            class_="note",
        )
    table = el(
        "table",
        el("caption", tell("Les documents de la bibliothèque", "The documents of the library"), class_="unseen"),
        el("thead", el("tr", [el("th", name, scope="col") for name in _columns()])),
        el("tbody", [_row(document) for document in shown]),
        class_="documents",
    )
    none = el("p", tell("Aucun document ne correspond.", "No document matches."), class_="note")
    return fragment(el("p", summary, class_="note", role="status"), table if shown else none)


def _plain(text: str) -> str:
    return strip_accents(fold(text)).casefold()


def _searched(document: Document) -> str:
    source = document.source
    return " ".join(
        part for part in (document.title, source.publisher, source.territory, document.file_name, source.date) if part
    )


def _columns() -> tuple[str, ...]:
    return (
        tell("Document", "Document"),
        tell("Éditeur", "Publisher"),
        tell("Date", "Date"),
        tell("Nature et portée", "Kind and standing"),
        tell("Pages lues", "Pages read"),
        tell("État", "Status"),
    )


def _row(document: Document) -> Html:
    source = document.source
    nature = " · ".join(
        part
        for part in (
            labels.kind(source.kind) if source.kind is not Kind.OTHER else "",
            labels.standing(source.standing) if source.standing is not Standing.UNKNOWN else "",
        )
        if part
    )
    title = el(
        "a",
        document.title,
        href=f"/source/{percent(document.id, safe='')}/1?lang={tell('fr', 'en')}",
        class_="open-source",
    )
    pages = f"{document.pages_read} / {document.page_count}"
    if document.unread_pages:
        listed = ", ".join(str(page) for page in document.unread_pages[:12]) + (
            "…" if len(document.unread_pages) > 12 else ""
        )
        pages += tell(f" (non lues : {listed})", f" (not read: {listed})")
    if document.pages_ocr:
        pages += tell(f" dont {document.pages_ocr} par reconnaissance", f", {document.pages_ocr} by recognition")
    cells = (source.publisher or "—", labels.date(source.date) or "—", nature or "—", pages)
    names = _columns()
    return el(
        "tr",
        el("th", title, el("span", document.file_name, class_="file-name"), scope="row"),
        [el("td", cell, data_label=name) for name, cell in zip(names[1:5], cells, strict=True)],
        el("td", _badge(document.status), data_label=names[5]),
    )


def _badge(status: Status) -> Html:
    state = "sourced" if status is Status.INDEXED else "partly_sourced" if status.searchable else "unsourced"
    if status in (Status.DUPLICATE, Status.REMOVED):
        state = ""
    return el("span", labels.status(status), class_=classes("verdict", state))


def problems_view(files: Sequence[FileRecord]) -> Html:
    """Return the files that are not read in full, each with what is wrong and what to do; empty when all is well."""
    fine = (Status.INDEXED, Status.DUPLICATE, Status.REMOVED)
    troubled = [file for file in files if file.status not in (*fine, Status.UNSUPPORTED)]
    others = [file for file in files if file.status is Status.UNSUPPORTED]
    left = el(
        "details",
        el(
            "summary",
            count(
                len(others),
                tell("fichier d'un format que Vigie ne lit pas", "file of a format that Vigie does not read"),
                tell("fichiers d'un format que Vigie ne lit pas", "files of a format that Vigie does not read"),
            ),
        ),
        el("ul", [_outcome(file) for file in others], class_="problems"),
        class_="check",
    )
    return fragment(_troubled(troubled) if troubled else None, left if others else None)


def _troubled(troubled: Sequence[FileRecord]) -> Html:
    return el(
        "section",
        el(
            "h2",
            tell("À régler ", "To sort out "),
            el("span", count(len(troubled), tell("fichier", "file"), tell("fichiers", "files")), class_="tally"),
            id="problems-title",
        ),
        el("ul", [_outcome(file) for file in troubled], class_="problems"),
        aria_labelledby="problems-title",
    )


def _outcome(file: FileRecord) -> Html:
    reason = file.reason
    if file.status is Status.DUPLICATE and file.duplicate_of:
        name = Path(file.duplicate_of).name
        reason = tell(f"Même contenu que {name}.", f"Same content as {name}.")
    return el(
        "li",
        el("span", Path(file.path).name, class_="file-name"),
        " ",
        _badge(file.status),
        el("span", reason, class_="reason") if reason else None,
        el("span", tell("À faire : ", "To do: "), file.next_step, class_="reason") if file.next_step else None,
    )


def additions_view(additions: Sequence[Addition]) -> Html:
    """Return how far each file is, and how each finished one ended."""
    if not additions:
        return Html("")
    return el(
        "ul",
        [
            _outcome(addition.record)
            if addition.record is not None
            else el(
                "li",
                el("span", addition.name, class_="file-name"),
                " ",
                el("progress", max=100, value=round(addition.done * 100), aria_label=addition.name),
                f" {round(addition.done * 100)}\u00a0%",
            )
            for addition in additions
        ],
        class_="problems",
    )
