"""The OpenAPI description, and a page that shows it with nothing from outside this machine."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.api.problems import MEDIA_TYPE, titles
from assistant.page.rendering import Html, el, fragment, page
from assistant.page.texts import tell
from corpus.language import language

Described = dict[str, Any]
Value = tuple[str, Described, str, bool, str]
"""Its name, its schema, its meaning, whether it is needed, where in the request it stands."""


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
        el(
            "p",
            tell(
                "Réponses, extraits et citations tirés des documents. Une citation est toujours une coupe d'une page ; une phrase "
                "d'une réponse a toujours un verdict, rendu par du code.",
                "Answers, excerpts and quotations of the documents. A quotation is always a slice of a page; a sentence of an "
                "answer always has a verdict, given by code.",
            ),
        ),
        el(
            "p",
            tell("La description complète, pour les outils : ", "The whole description, for tools: "),
            el("a", "openapi.json", href="/api/v1/openapi.json"),
            tell(". Les noms et leur sens y sont en anglais.", "."),
        ),
        [_operation(method, path, told, said[told["operationId"]], found) for method, path, told in operations],
        el("h2", tell("Formes", "Forms")),
        [_model(name, schema) for name, schema in found["components"]["schemas"].items()],
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
        _table(tell("Ce qui est envoyé", "What is sent"), values),
        el("p", tell("Réponse : ", "Answer: "), [fragment(each, " ") for each in _answer(told)]),
        aria_labelledby=told["operationId"],
    )


def _model(name: str, schema: Described) -> Html:
    """Return one form with its fields, where the tables above point to."""
    required = schema.get("required", ())
    fields = [
        (field, told, told.get("description", ""), field in required, "")
        for field, told in schema.get("properties", {}).items()
    ]
    if not fields:
        return el("section", el("h3", el("code", name), id=f"form-{name}"), el("p", _form(schema)))
    return el(
        "section",
        el("h3", el("code", name), id=f"form-{name}"),
        _table(str(schema.get("description", name)), fields, lang="en"),
        aria_labelledby=f"form-{name}",
    )


def _table(caption: str, values: Sequence[Value], lang: str | None = None) -> Html | None:
    """Return values with their form and their meaning."""
    if not values:
        return None
    heads = (tell("nom", "name"), tell("forme", "form"), tell("sens", "meaning"))
    return el(
        "table",
        el("caption", caption, lang=lang),
        el("thead", el("tr", [el("th", name, scope="col") for name in heads])),
        el(
            "tbody",
            [
                el(
                    "tr",
                    el("th", el("code", name), " *" * needed, el("small", f" {where}") if where else None, scope="row"),
                    el("td", _form(schema)),
                    el("td", meaning, lang="en"),
                )
                for name, schema, meaning, needed, where in values
            ],
        ),
    )


def _fields(schema: Described, found: Described) -> Iterator[Value]:
    """Yield the fields of a request's body."""
    model = found["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
    for name, field in model.get("properties", {}).items():
        yield name, field, field.get("description", ""), name in model.get("required", ()), "body"


def _form(schema: Described) -> Html:
    """Say the form of a value and its limits in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return el("a", name, href=f"#form-{name}")
    if "enum" in schema:
        return fragment(" | ".join(map(str, schema["enum"])))
    kinds = [_form(each) for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if not kinds:
        kinds = [fragment(str(schema.get("type", "")))]
    if schema.get("type") == "array" and "items" in schema:
        kinds.append(_form(schema["items"]))
    limits = [
        f"{sign} {schema[name]:g}"
        for name, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤"), ("maxItems", "≤"))
        if name in schema
    ]
    return fragment([fragment(" " * bool(at), each) for at, each in enumerate([*kinds, *limits])])


def _answer(told: Described) -> list[Html]:
    """Return what an operation gives: each media type, with the form of the values."""
    parts = []
    for media, value in told["responses"].get("200", {}).get("content", {}).items():
        schema = value.get("schema", {})
        parts.append(fragment(el("code", media), " ", _form(schema) if "$ref" in schema else None))
    return parts or [fragment(tell("un fichier", "a file"))]
