"""The documents of the library, their pages and the pictures of these."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from assistant.api.context import Context
from assistant.api.problems import Refused, missing
from assistant.api.records import CardGiven, DocumentGiven, DocumentsGiven, PageGiven
from assistant.api.requests import MOST_DOCUMENTS, Name
from assistant.api.searching import card_of
from assistant.page.backend import Backend
from assistant.page.source import find_place
from assistant.page.texts import tell
from corpus.errors import VigieError
from corpus.folding import strip_accents
from corpus.records import Document

DocumentAsked = Annotated[Name, Path(description="Id, sha256 or file name of the document.")]
PageAsked = Annotated[int, Path(ge=1, le=1_000_000, description="Physical page, from 1.")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="Offset in the page's text.")]
Wider = Annotated[int, Query(ge=-20, le=20, description="So many sentences more on this side, fewer when negative.")]
_KEEP = {"cache-control": "private, max-age=3600"}  # a page never changes: a document's id is its content


def documents_of(backend: Backend, words: str, offset: int, limit: int) -> DocumentsGiven:
    """Return a part of the documents whose title, publisher, territory or file name hold all the words."""
    wanted = _folded(words).split()
    held = [document for document in backend.documents() if all(word in _described(document) for word in wanted)]
    return DocumentsGiven(
        total=len(held), documents=[DocumentGiven.of(document) for document in held[offset : offset + limit]]
    )


def document_of(backend: Backend, reference: str) -> Document:
    """Return a document, one that was replaced too."""
    document = backend.document(reference)
    if document is None:
        raise missing(
            tell(
                f"La bibliothèque n'a pas de document « {reference} ».",
                f"The library has no document “{reference}”.",
            )
        )
    return document


def page_of(backend: Backend, reference: str, number: int) -> PageGiven:
    """Return the text of a page."""
    document = document_of(backend, reference)
    place = find_place(backend, document.id, number)
    if place is None:
        raise missing(
            tell(
                f"« {document.title} » n'a pas de page {number} : {document.page_count} pages.",
                f"“{document.title}” has no page {number}: {document.page_count} pages.",
            )
        )
    return PageGiven(
        document_id=document.id,
        title=document.title,
        number=place.page.number,
        label=place.page.label,
        page_count=document.page_count,
        text=place.page.text,
        method=place.page.method,
        image=f"/api/v1/documents/{document.id}/pages/{number}/image" if place.pictured else None,
        source=place.address(),
    )


def reading(context: Context) -> APIRouter:
    """Return the routes of documents and pages."""
    router, backend = APIRouter(tags=["documents"]), context.backend

    @router.get("/documents", operation_id="documents")
    def documents(
        words: Annotated[str, Query(max_length=300, description="Words of the title, publisher, territory.")] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_DOCUMENTS, description="Most documents.")] = 50,
    ) -> DocumentsGiven:
        """The documents of the library, by title."""
        return documents_of(backend, words, offset, limit)

    @router.get("/documents/{document}", operation_id="document")
    def one(document: DocumentAsked) -> DocumentGiven:
        """One document."""
        return DocumentGiven.of(document_of(backend, document))

    @router.get("/documents/{document}/pages/{number}", operation_id="page")
    def page(document: DocumentAsked, number: PageAsked) -> PageGiven:
        """The text of one page, which excerpts are slices of."""
        return page_of(backend, document, number)

    @router.get("/documents/{document}/pages/{number}/excerpt", operation_id="excerpt")
    def excerpt(
        document: DocumentAsked, number: PageAsked, start: Offset, end: Offset, before: Wider = 0, after: Wider = 0
    ) -> CardGiven:
        """A slice of a page with where it comes from, widened or narrowed by whole sentences."""
        held = backend.excerpt_at(document_of(backend, document).id, number, start, end)
        if held is None:
            raise missing(
                tell(
                    f"La page {number} n'a pas de passage de {start} à {end}.",
                    f"Page {number} has no slice from {start} to {end}.",
                )
            )
        return card_of(backend, backend.widen(held, before=before, after=after) if before or after else held)

    @router.get(
        "/documents/{document}/pages/{number}/image",
        operation_id="image",
        response_class=Response,
        responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
    )
    def image(document: DocumentAsked, number: PageAsked) -> Response:
        """The picture of one page, as PNG."""
        held = document_of(backend, document)
        path = backend.file_path(held.id)
        if path is None or path.suffix.lower() != ".pdf" or not 1 <= number <= held.page_count:
            raise missing(
                tell(
                    f"Aucune image de la page {number} de « {held.title} » : le fichier n'est pas un PDF, n'est plus "
                    "gardé, ou n'a pas cette page.",
                    f"No picture of page {number} of “{held.title}”: the file is not a PDF, is no longer kept, or has "
                    "no such page.",
                )
            )
        try:
            return Response(context.pictures.draw(path, number).png, media_type="image/png", headers=_KEEP)
        except VigieError as error:
            raise Refused("refused", 422, str(error)) from None

    return router


def _described(document: Document) -> str:
    source = document.source
    return _folded(" ".join(filter(None, (document.title, source.publisher, source.territory, document.file_name))))


def _folded(text: str) -> str:
    return strip_accents(text.lower())
