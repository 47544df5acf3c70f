"""Excerpts and the check of quotations: no language model, and no waiting behind one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from assistant.answers import Excerpt
from assistant.api.context import Context, allowed
from assistant.api.exporting import FormAsked, saved
from assistant.api.problems import Refused, missing
from assistant.api.records import CardGiven, CheckedGiven, CheckGiven, ExcerptsGiven
from assistant.api.requests import CheckRequest, DossierRequest, ExcerptsQuery, ExcerptsRequest
from assistant.page.backend import Backend
from assistant.page.excerpts import source_url
from assistant.page.texts import tell
from assistant.quotations import CheckedQuotation, find_quotations
from corpus.holdings import Filters

MOST_QUOTATIONS = 100
"""Quotations checked in one request: a long article has twenty."""


def excerpts_on(backend: Backend, subject: str, filters: Filters | None, limit: int) -> ExcerptsGiven:
    """Return the excerpts on a subject, each with where it comes from."""
    found = backend.excerpts(subject, filters=filters, limit=limit)
    cards = [card_of(backend, excerpt) for excerpt in found]
    return ExcerptsGiven(subject=subject, read_as=backend.mended(subject), cards=cards)


def card_of(backend: Backend, excerpt: Excerpt) -> CardGiven:
    """Return an excerpt with where it comes from."""
    return CardGiven.of(backend.card(excerpt), source_url(excerpt))


def checked(backend: Backend, text: str, filters: Filters | None) -> tuple[CheckedQuotation, ...]:
    """Return every quotation of a text with what the documents say of it. Refuses a text with too many."""
    count = len(find_quotations(text))
    if count > MOST_QUOTATIONS:
        raise Refused(
            "refused",
            422,
            tell(
                f"Le texte contient {count} citations, {MOST_QUOTATIONS} au plus : envoyez-le en plusieurs fois.",
                f"The text holds {count} quotations, {MOST_QUOTATIONS} at most: send it in several parts.",
            ),
        )
    return backend.check(text, filters=filters)


def searching(context: Context) -> APIRouter:
    """Return the routes of excerpts and of checks."""
    router = APIRouter(dependencies=[Depends(allowed(context.rates.searches))])
    backend = context.backend

    @router.get("/excerpts", operation_id="excerpts", tags=["excerpts"])
    def find(asked: Annotated[ExcerptsQuery, Query()]) -> ExcerptsGiven:
        """Verbatim excerpts on a subject, best first, each with where it comes from."""
        return excerpts_on(backend, asked.subject, asked.filters(), asked.limit)

    @router.post("/excerpts", operation_id="excerptsOf", tags=["excerpts"])
    def search(asked: ExcerptsRequest) -> ExcerptsGiven:
        """Verbatim excerpts on a subject: the same, for long subjects and many filters."""
        return excerpts_on(backend, asked.subject, asked.filters.filters(), asked.limit)

    @router.post("/dossiers", operation_id="dossier", tags=["excerpts"], response_class=Response)
    def dossier(asked: DossierRequest, form: FormAsked) -> Response:
        """Save excerpts and notes as one file. The library cuts each excerpt again from its page."""
        excerpts: list[Excerpt] = []
        for place in asked.excerpts:
            excerpt = backend.excerpt_at(place.document, place.page, place.start, place.end)
            if excerpt is None:
                raise missing(
                    tell(
                        f"La bibliothèque n'a pas ce passage : {place.document}, page {place.page}, de {place.start} à {place.end}.",
                        f"The library has no such slice: {place.document}, page {place.page}, {place.start} to {place.end}.",
                    )
                )
            excerpts.append(excerpt)
        notes = {index: place.note for index, place in enumerate(asked.excerpts) if place.note}
        return saved(backend.dossier(asked.title, excerpts, notes=asked.notes, excerpt_notes=notes), form)

    @router.post("/check", operation_id="check", tags=["check"])
    def check(asked: CheckRequest) -> CheckGiven:
        """Check every quotation of a text: exact, altered or absent, with the difference word by word."""
        found = checked(backend, asked.text, asked.filters.filters())
        return CheckGiven(quotations=[CheckedGiven.of(each) for each in found])

    @router.post("/check/export", operation_id="checkExport", tags=["check"], response_class=Response)
    def export(asked: CheckRequest, form: FormAsked) -> Response:
        """Check every quotation of a text, and save the result as a file."""
        found = checked(backend, asked.text, asked.filters.filters())
        title = tell("Vérification de citations", "Check of quotations")
        return saved(backend.check_dossier(title, found), form)

    return router
