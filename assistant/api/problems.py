"""Errors as programs read them: RFC 9457 `application/problem+json`, in the language that was asked for."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.page.texts import tell
from corpus.language import Language, language, speaking

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/docs#problem-"
"""Where each sort of problem is explained; its last part is what programs compare."""

_ACCEPTED = re.compile(r"(?i)(?:^|,)\s*(fr|en)(?:-[a-z]+)*\s*(?:;\s*q=([01](?:\.\d+)?))?\s*(?=,|$)")


class Fault(BaseModel):
    """One value of the request that is refused."""

    field: str = Field(description="Where the value stands in the request.", examples=["question"])
    detail: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": f"{TYPES}rate-limit",
                    "title": "Trop de demandes",
                    "status": 429,
                    "detail": "Vous avez fait beaucoup de demandes. Réessayez dans 12 s.",
                }
            ]
        }
    )

    type: str = Field(description="What sort of problem this is: an address whose last part never changes.")
    title: str = Field(description="The sort of problem, in the language that was asked for.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, to which value, and what to do next.")
    errors: list[Fault] | None = Field(
        default=None, description="Each value that is refused, when the request is at fault."
    )


def spoken(accepted: str | None) -> Language:
    """Return the language preferred by an Accept-Language header, French or English; else that of the context."""
    weights: dict[str, float] = {}
    for name, weight in _ACCEPTED.findall(accepted or ""):
        weights[name.lower()] = max(weights.get(name.lower(), 0.0), float(weight or 1))
    french, english = weights.get("fr", 0.0), weights.get("en", 0.0)
    return language() if french == english else "en" if english > french else "fr"


def titles() -> dict[str, str]:
    """Return each sort of problem with its title."""
    return {
        "invalid": tell("Demande invalide", "Invalid request"),
        "refused": tell("Demande refusée", "Request refused"),
        "unauthorized": tell("Clé absente ou inconnue", "Missing or unknown key"),
        "not-found": tell("Introuvable", "Not found"),
        "method": tell("Méthode non permise", "Method not allowed"),
        "too-large": tell("Demande trop volumineuse", "Request too large"),
        "rate-limit": tell("Trop de demandes", "Too many requests"),
        "busy": tell("Trop de questions en attente", "Too many questions waiting"),
        "no-model": tell("Aucun modèle ne répond", "No model answers"),
        "internal": tell("Erreur interne", "Internal error"),
    }


def problem(
    kind: str, status: int, detail: str, *, errors: Sequence[Fault] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return the answer that tells a problem of one of the sorts of `titles`."""
    body = Problem(
        type=f"{TYPES}{kind}", title=titles()[kind], status=status, detail=detail, errors=list(errors) or None
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"cache-control": "no-store", **(headers or {})},
    )


class Refused(HTTPException):
    """A request that is answered by a problem of one of the sorts of `titles`."""

    def __init__(self, kind: str, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.kind = kind

    def answer(self) -> JSONResponse:
        """Return the problem."""
        return problem(self.kind, self.status_code, str(self.detail), headers=dict(self.headers or {}))


def unauthorized(request: Request) -> JSONResponse:
    """Say that a key is needed."""
    with speaking(spoken(request.headers.get("accept-language"))):
        return problem(
            "unauthorized",
            HTTPStatus.UNAUTHORIZED,
            tell(
                "Cette Vigie demande une clé : envoyez « Authorization: Bearer VOTRE_CLÉ ». La personne qui gère Vigie "
                "en fait une avec : python -m assistant.page.accounts NOM --key ÉTIQUETTE",
                "This Vigie needs a key: send “Authorization: Bearer YOUR_KEY”. Whoever runs Vigie makes one with: "
                "python -m assistant.page.accounts NAME --key LABEL",
            ),
            headers={"www-authenticate": 'Bearer realm="Vigie"'},
        )


def missing(what: str) -> Refused:
    """Say that something is not there."""
    return Refused("not-found", HTTPStatus.NOT_FOUND, what)


def invalid(faults: Sequence[dict[str, Any]]) -> JSONResponse:
    """Say which values of a request are refused, from what pydantic found."""
    errors = [Fault(field=_field(fault["loc"]), detail=_said(fault)) for fault in faults[:20]]
    first = errors[0]
    return problem(
        "invalid",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"{first.field}{tell(' : ', ': ')}{first.detail}",
        errors=errors,
    )


def _field(place: Sequence[str | int]) -> str:
    """Name a place in the request; what only says which part of the request it is goes away."""
    parts = [str(part) for part in place]
    if parts and parts[0] in ("body", "query", "path", "header"):
        parts = parts[1:] or [parts[0]]
    return ".".join(parts)


def _said(fault: dict[str, Any]) -> str:
    """Say what is wrong with a value; pydantic's own words, in English, for what is not foreseen."""
    kind, known = str(fault["type"]), fault.get("ctx") or {}
    if kind == "missing":
        return tell("cette valeur manque.", "this value is missing.")
    if kind == "extra_forbidden":
        return tell("ce champ n'existe pas.", "there is no such field.")
    if kind in ("string_too_long", "too_long"):
        most = known.get("max_length")
        return tell(f"trop long, {most} au plus.", f"too long, {most} at most.")
    if kind in ("string_too_short", "too_short"):
        least = known.get("min_length")
        return tell(f"trop court, {least} au moins.", f"too short, {least} at least.")
    if kind == "greater_than_equal":
        return tell(f"{known['ge']} au moins.", f"{known['ge']} at least.")
    if kind == "less_than_equal":
        return tell(f"{known['le']} au plus.", f"{known['le']} at most.")
    if kind in ("literal_error", "enum"):
        expected = str(known.get("expected", "")).replace(" or ", tell(" ou ", " or "))
        return tell(f"au choix : {expected}.", f"one of: {expected}.")
    if kind.startswith(("int", "float")):
        return tell("un nombre entier est attendu.", "a whole number is expected.")
    if kind in ("string_type", "string_unicode", "string_sub_type"):
        return tell("un texte est attendu.", "a text is expected.")
    if kind in ("list_type", "tuple_type", "model_attributes_type", "dict_type", "model_type"):
        return tell("la forme attendue est autre : voyez openapi.json.", "another form is expected: see openapi.json.")
    if kind == "json_invalid":
        return tell("ce n'est pas du JSON.", "this is not JSON.")
    return tell("valeur refusée : ", "value refused: ") + str(fault.get("msg", kind))
