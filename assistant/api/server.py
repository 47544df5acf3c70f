"""The API as one application, mounted under `/api/v1` of the page's own."""

import logging
import re
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.types import ASGIApp

from assistant.api.answering import answering
from assistant.api.context import Context
from assistant.api.documentation import documentation
from assistant.api.frame import Frame
from assistant.api.problems import MEDIA_TYPE, Fault, Problem, Refused, invalid, problem
from assistant.api.reading import reading
from assistant.api.searching import searching
from assistant.api.streams import failure
from assistant.page.texts import tell
from corpus.errors import VigieError

log = logging.getLogger(__name__)

PREFIX = "/api/v1"
_ABOUT = (
    "Answers, excerpts and quotations of the documents of one Vigie. A quotation is always a slice of a stored page; a "
    "sentence of an answer always has a verdict given by code. Errors are `application/problem+json` (RFC 9457), in "
    "French or English by `Accept-Language`."
)
_PROBLEMS = {
    401: "A key is needed.",
    404: "There is no such thing.",
    413: "The request is too large.",
    422: "The request is refused; `errors` names each value at fault.",
    429: "Too many requests; `Retry-After` gives the seconds to wait.",
    500: "An internal error, which is in the server's log.",
    503: "No model answers, or too many questions wait; `Retry-After` gives the seconds to wait.",
}


def mount_api(app: FastAPI, context: Context) -> None:
    """Mount the API at `PREFIX`. Do it before the pages, which take every other address."""
    mounted = Mount(PREFIX, app=create_api(context), name="api")
    # Starlette's "." takes no line break, so that "/api/v1/…%0A" would be one of the pages' addresses.
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mounted)


def create_api(context: Context) -> ASGIApp:
    """Return the API as an application."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    api = FastAPI(
        title="Vigie",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses={status: {"description": said, "content": content} for status, said in _PROBLEMS.items()},
    )
    for router in (searching(context), answering(context), reading(context)):
        api.include_router(router)
    documentation(api, lambda: described(api, keys=context.keys))
    _handlers(api)
    return Frame(api)


def described(api: FastAPI, *, keys: bool) -> dict[str, Any]:
    """Return the OpenAPI description."""
    found = get_openapi(
        title=f"Vigie {version('vigie')}", version="1", description=_ABOUT, routes=api.routes, servers=[{"url": PREFIX}]
    )
    known = found["components"]["schemas"]
    for model in (Fault, Problem):
        known[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
        known[model.__name__].pop("$defs", None)
    if keys:
        found["components"]["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "A key made by whoever runs this Vigie."}
        }
        found["security"] = [{"key": []}]
    return found


def _handlers(api: FastAPI) -> None:
    """Turn every error into a problem."""

    @api.exception_handler(RequestValidationError)
    def at_fault(_: Request, error: RequestValidationError) -> Response:
        return invalid(error.errors())

    @api.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if isinstance(error, Refused):
            return error.answer()
        if error.status_code == HTTPStatus.NOT_FOUND:
            said = tell(
                f"Il n'y a rien à l'adresse {request.url.path}. La liste est sur {PREFIX}/docs.",
                f"There is nothing at {request.url.path}. The list is at {PREFIX}/docs.",
            )
            return problem("not-found", 404, said)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            said = tell(
                f"{request.method} n'est pas permis à l'adresse {request.url.path}. La liste est sur {PREFIX}/docs.",
                f"{request.method} is not allowed at {request.url.path}. The list is at {PREFIX}/docs.",
            )
            return problem("method", 405, said, headers=dict(error.headers or {}))
        if error.status_code == HTTPStatus.BAD_REQUEST:
            said = tell("La demande n'est pas lisible.", "The request cannot be read.")
            return problem("invalid", 422, said)
        return problem("refused", error.status_code, str(error.detail))

    @api.exception_handler(VigieError)
    def told(_: Request, error: VigieError) -> Response:
        return failure(error).answer()

    @api.exception_handler(Exception)
    def broken(_: Request, error: Exception) -> Response:
        return failure(error).answer()
