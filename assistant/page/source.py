"""The addresses of cited pages: `/source/DOCUMENT/PAGE?start=…&end=…`, readable without JavaScript, made to be shared."""

from typing import Annotated

from fastapi import FastAPI, Path, Query
from fastapi.responses import HTMLResponse, Response

from assistant.page.backend import Backend
from assistant.page.pictures import Pictures
from assistant.page.rendering import el, fragment, own_script, page
from assistant.page.source_view import Place, marks, source_view
from assistant.page.texts import tell
from corpus.errors import VigieError
from corpus.language import Language, speaking
from corpus.records import Method

_KEEP = {"cache-control": "private, max-age=3600"}  # a page of a document never changes: its id is its content
Number = Annotated[int, Path(ge=1, le=1_000_000)]
Mark = Annotated[int, Query(ge=0, le=10_000_000)]


def find_place(backend: Backend, document_id: str, number: int, start: int = 0, end: int = 0) -> Place | None:
    """Return the page and its mark; None when the library does not hold it."""
    document = backend.document(document_id)
    shown = backend.page(document.id, number) if document is not None else None
    if document is None or shown is None:
        return None
    path = backend.file_path(document.id)
    return Place(document, shown, start, end, pictured=path is not None and path.suffix.lower() == ".pdf")


def source_routes(app: FastAPI, backend: Backend, pictures: Pictures, version: str) -> None:
    """Serve cited pages, their pictures and their marks."""

    @app.get("/source/{document_id}/{number}", include_in_schema=False)
    def shown(document_id: str, number: Number, start: Mark = 0, end: Mark = 0, lang: Language = "fr") -> Response:
        with speaking(lang):
            place = find_place(backend, document_id, number, start, end)
            head = fragment(
                el("link", rel="stylesheet", href=f"/own/vigie.css?v={version}"),
                own_script(f"/own/vigie.js?v={version}"),
            )
            if place is None:
                text = tell(
                    "Cette page n'est pas dans la bibliothèque : le document a pu être retiré.",
                    "This page is not in the library: the document may have been removed.",
                )
                body = el("main", el("h1", "Vigie"), el("p", text), el("p", _home(lang)), class_="source-page")
                return HTMLResponse(page(lang, "Vigie", head, body), status_code=404)
            title = f"{place.document.title}, {tell('page', 'page')} {number} · Vigie"
            body = fragment(el("p", _home(lang), class_="source-home"), source_view(place))
            return HTMLResponse(page(lang, title, head, body), headers=_KEEP)

    @app.get("/source/{document_id}/{number}/page.png", include_in_schema=False)
    def picture(document_id: str, number: Number) -> Response:
        path = backend.file_path(document_id)
        if path is None:
            return Response(status_code=404)
        try:
            return Response(pictures.draw(path, number).png, media_type="image/png", headers=_KEEP)
        except VigieError as error:
            return Response(str(error), status_code=422, media_type="text/plain; charset=utf-8")

    @app.get("/source/{document_id}/{number}/marks.svg", include_in_schema=False)
    def marked(document_id: str, number: Number, start: Mark = 0, end: Mark = 0) -> Response:
        place = find_place(backend, document_id, number, start, end)
        path = backend.file_path(document_id)
        if place is None or path is None:
            return Response(status_code=404)
        try:
            boxes = (
                pictures.locate(path, number, place.quote, place.occurrence, scanned=place.page.method is Method.OCR)
                if place.quote
                else ()
            )
        except VigieError as error:
            return Response(str(error), status_code=422, media_type="text/plain; charset=utf-8")
        return Response(marks(boxes), media_type="image/svg+xml", headers=_KEEP)


def _home(lang: Language) -> str:
    return el(
        "a", tell("← Vigie : poser une question", "← Vigie: ask a question"), href="/" if lang == "fr" else "/en/"
    )
