"""The OpenAPI description, and a page that shows it with nothing from outside this machine."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.api.problems import MEDIA_TYPE, titles
from assistant.page.rendering import Html, el, fragment, page
from assistant.page.texts import tell
from corpus.language import language

Described = dict[str, Any]


def documentation(api: FastAPI, described: Callable[[], Described]) -> None:
    """Serve the description and the page."""

    @api.get("/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        return JSONResponse(described(), headers={"cache-control": "no-cache"})

    @api.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        head = el("link", rel="stylesheet", href="/own/vigie.css")
        title = tell("API de Vigie", "Vigie's API")
        body = el("main", el("h1", title), _whole(described()), class_="source-page api-page")
        return HTMLResponse(page(language(), title, head, body))


def summaries() -> dict[str, str]:
    """Return what each operation does, by its id."""
    return {
        "excerpts": tell("Extraits mot pour mot sur un sujet", "Verbatim excerpts on a subject"),
        "excerptsOf": tell(
            "Les mêmes, pour un long sujet ou de nombreux filtres", "The same, for long subjects and many filters"
        ),
        "dossier": tell("Enregistrer des extraits et des notes", "Save excerpts and notes"),
        "check": tell("Vérifier les citations d'un texte", "Check the quotations of a text"),
        "checkExport": tell("Enregistrer une vérification", "Save a check"),
        "ask": tell("Poser une question", "Ask a question"),
        "answer": tell("Relire une réponse", "Read an answer again"),
        "answerExport": tell("Enregistrer une réponse", "Save an answer"),
        "documents": tell("Les documents", "The documents"),
        "document": tell("Un document", "One document"),
        "page": tell("Le texte d'une page", "The text of a page"),
        "excerpt": tell("Un passage et sa provenance, élargi ou resserré", "A slice and where it comes from, widened"),
        "image": tell("L'image d'une page", "The picture of a page"),
    }


def _whole(found: Described) -> Html:
    operations = [
        (method.upper(), found["servers"][0]["url"] + path, told)
        for path, methods in found["paths"].items()
        for method, told in methods.items()
    ]
    said = summaries()
    return fragment(
        el("p", found["info"]["description"], lang="en"),
        el(
            "p",
            tell("La description complète, pour les outils : ", "The whole description, for tools: "),
            el("a", "openapi.json", href="/api/v1/openapi.json"),
            tell(". Les noms et leur sens y sont en anglais.", "."),
        ),
        [_operation(method, path, told, said[told["operationId"]], found) for method, path, told in operations],
        el("h2", tell("Erreurs", "Problems")),
        el(
            "p",
            tell("Toute erreur est un document ", "Every error is a document of type "),
            el("code", MEDIA_TYPE),
            tell(", dont « type » finit par l'un de ces noms :", ", whose “type” ends in one of these names:"),
        ),
        el(
            "dl",
            [
                fragment(el("dt", el("code", name), id=f"problem-{name}"), el("dd", text))
                for name, text in titles().items()
            ],
        ),
    )


def _operation(method: str, path: str, told: Described, summary: str, found: Described) -> Html:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    values = [
        *((value["name"], value["schema"], value.get("description", ""), value.get("required", False), value["in"])
          for value in told.get("parameters", ())),
        *_fields(body, found),
    ]  # fmt: skip
    return el(
        "section",
        el("h2", el("code", f"{method} {path}"), id=told["operationId"]),
        el("p", summary),
        el(
            "table",
            el("caption", tell("Ce qui est envoyé", "What is sent")),
            el(
                "thead",
                el(
                    "tr",
                    *(
                        el("th", name, scope="col")
                        for name in (tell("nom", "name"), tell("forme", "form"), tell("sens", "meaning"))
                    ),
                ),
            ),
            el(
                "tbody",
                [
                    el(
                        "tr",
                        el("th", el("code", name), " *" * needed, el("small", f" {where}"), scope="row"),
                        el("td", _form(schema)),
                        el("td", meaning, lang="en"),
                    )
                    for name, schema, meaning, needed, where in values
                ],
            ),
        )
        if values
        else None,
        el("p", tell("Réponse : ", "Answer: "), el("code", _answer(told))),
        aria_labelledby=told["operationId"],
    )


def _fields(schema: Described, found: Described) -> Iterator[tuple[str, Described, str, bool, str]]:
    """Yield the fields of a request's body."""
    model = found["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
    for name, field in model.get("properties", {}).items():
        yield name, field, field.get("description", ""), name in model.get("required", ()), "body"


def _form(schema: Described) -> str:
    """Say the form of a value and its limits in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    kinds = [_form(each) for each in schema.get("anyOf", ()) if each.get("type") != "null"] or [
        " | ".join(map(str, schema["enum"])) if "enum" in schema else str(schema.get("type", ""))
    ]
    limits = [
        f"{sign} {schema[name]}"
        for name, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤"), ("maxItems", "≤"))
        if name in schema
    ]
    return ", ".join([*kinds, *limits])


def _answer(told: Described) -> str:
    parts = []
    for media, value in told["responses"].get("200", {}).get("content", {}).items():
        model = value.get("schema", {}).get("$ref", "").rpartition("/")[2]
        parts.append(f"{media}{f' ({model})' if model else ''}")
    return ", ".join(parts) or tell("un fichier", "a file")
