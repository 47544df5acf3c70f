"""The About tab: what answers, from what, what stays on this machine, and what not to expect."""

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from assistant.page import labels
from assistant.page.backend import Backend
from assistant.page.quality import folder, last_evaluation, percent, shipped
from assistant.page.rendering import Html, el
from assistant.page.texts import count, tell
from assistant.providers.provider import ProviderStatus
from corpus.language import Language, language, speaking
from corpus.records import Document
from corpus.settings import Settings


def about_tab(backend: Backend, tab: gr.Tab) -> None:
    """Build the tab; what can change is looked up each time it is opened."""
    spoken: Language = language()
    page = gr.HTML("", elem_id="about", apply_default_css=False, js_on_load=None)

    def shown() -> Html:
        with speaking(spoken):
            measured = last_evaluation(folder(backend.settings)) or shipped()
            return about_view(backend.settings, backend.documents(), backend.providers(), measured)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    tab.select(shown, None, [page], **quiet)


def about_view(
    settings: Settings,
    documents: Sequence[Document],
    providers: Sequence[ProviderStatus],
    measured: Mapping[str, Any] | None = None,
) -> Html:
    """Return the whole tab; `measured` is the evaluation whose figures are told with the limits."""
    return el(
        "div",
        _section(
            tell("Ce que fait Vigie", "What Vigie does"),
            tell(
                "Vigie répond à des questions sur les politiques régionales de l'intelligence artificielle, à partir des seuls "
                "documents de sa bibliothèque. Elle choisit d'abord des extraits, mot pour mot. Un modèle de langue rédige "
                "ensuite une réponse courte à partir de ces extraits, et un programme vérifie chaque phrase : nombres, dates, "
                "noms, négations doivent se trouver dans les extraits cités.",
                "Vigie answers questions about regional policies on artificial intelligence, from the documents of its library "
                "alone. It first chooses excerpts, word for word. A language model then writes a short answer from these "
                "excerpts, and a program checks each sentence: numbers, dates, names and negations must be in the excerpts cited.",
            ),
            tell(
                "Quand les documents ne répondent pas, Vigie le dit et montre les passages les plus proches.",
                "When the documents do not answer, Vigie says so and shows the nearest passages.",
            ),
        ),
        _section(
            tell("Des textes écrits par une machine", "Texts written by a machine"),
            tell(
                "Les réponses sont produites par un système d'intelligence artificielle ; les personnes qui les lisent en sont "
                "informées ici et sous chaque réponse, comme le demande l'article 50 du règlement (UE) 2024/1689 (AI Act). "
                "Les extraits, eux, sont des copies exactes des documents.",
                "Answers are produced by an artificial intelligence system; readers are told so here and under each answer, as "
                "article 50 of Regulation (EU) 2024/1689 (AI Act) asks. Excerpts are exact copies of the documents.",
            ),
        ),
        _models(providers),
        _library(settings, documents),
        _section(
            tell("Ce qui reste sur cette machine", "What stays on this machine"),
            _privacy(settings),
        ),
        _limits(measured),
        class_="about",
    )


def _section(title: str, *paragraphs: str | Html) -> Html:
    return el("section", el("h2", title), [el("p", paragraph) for paragraph in paragraphs])


def _models(providers: Sequence[ProviderStatus]) -> Html:
    rows = [
        el(
            "tr",
            el("th", _provider_name(status.name), scope="row"),
            el("td", status.model or "—", data_label=tell("Modèle", "Model")),
            el(
                "td",
                tell("prêt", "ready") if status.available else tell("pas disponible", "not available"),
                data_label=tell("État", "Status"),
            ),
            el(
                "td",
                " ".join(part for part in (status.detail, status.action) if part) or "—",
                data_label=tell("Remarque", "Note"),
            ),
        )
        for status in providers
    ]
    return el(
        "section",
        el("h2", tell("Qui rédige les réponses", "Who writes the answers")),
        el(
            "p",
            tell(
                "Sauf choix contraire, le premier disponible dans cet ordre :",
                "Unless chosen otherwise, the first available in this order:",
            ),
        ),
        el(
            "table",
            el("caption", tell("Modèles de langue", "Language models"), class_="unseen"),
            el(
                "thead",
                el(
                    "tr",
                    [
                        el("th", name, scope="col")
                        for name in (
                            tell("Où il tourne", "Where it runs"),
                            tell("Modèle", "Model"),
                            tell("État", "Status"),
                            tell("Remarque", "Note"),
                        )
                    ],
                ),
            ),
            el("tbody", rows),
            class_="documents",
        ),
    )


def _provider_name(name: str) -> str:
    names = {
        "ollama": tell("Serveur Ollama", "Ollama server"),
        "openai": tell("Serveur compatible OpenAI", "OpenAI-compatible server"),
        "embedded": tell("Dans Vigie", "Inside Vigie"),
        "none": tell("Aucun modèle : les extraits seuls", "No model: excerpts only"),
    }
    return names.get(name, name)


def _library(settings: Settings, documents: Sequence[Document]) -> Html:
    pages = sum(document.page_count for document in documents)
    held = " · ".join(
        [
            count(len(documents), tell("document", "document"), tell("documents", "documents")),
            count(pages, tell("page", "page"), tell("pages", "pages")),
        ]
    )
    return _section(
        tell("La bibliothèque", "The library"),
        held,
        tell(
            f"Dossier : {settings.home}. Modèle de vecteurs : {settings.embedding_model}.",
            f"Folder: {settings.home}. Embedding model: {settings.embedding_model}.",
        ),
    )


def _privacy(settings: Settings) -> str:
    if settings.openai_base_url:
        return tell(
            f"Un serveur de modèles est configuré ({settings.openai_base_url}) : les questions et les extraits peuvent lui être "
            "envoyés. Tout le reste demeure sur cette machine. Aucune statistique d'usage n'est envoyée à personne.",
            f"A model server is configured ({settings.openai_base_url}): questions and excerpts may be sent to it. Everything "
            "else stays on this machine. No usage statistics are sent to anyone.",
        )
    return tell(
        "Les documents, les questions et les réponses restent sur cette machine et sur le serveur de modèles "
        f"({settings.ollama_host}) s'il est utilisé. Aucune statistique d'usage n'est envoyée à personne, et cette page ne "
        "charge rien d'un autre site.",
        f"Documents, questions and answers stay on this machine and on the model server ({settings.ollama_host}) when it is "
        "used. No usage statistics are sent to anyone, and this page loads nothing from another site.",
    )


def _figures(measured: Mapping[str, Any]) -> str:
    """Return what was measured of the answers, in one sentence; the empty string when the figures are not there."""
    values = {
        name: float(item["value"])
        for name, item in measured["metrics"].items()
        if isinstance(item, Mapping) and isinstance(item.get("value"), int | float)
    }
    needed = ("precision", "coverage", "refusal", "wrong_refusal")
    if not all(name in values for name in needed):
        return ""
    right, answered, refused, wrongly = (percent(values[name]) for name in needed)
    when, model = labels.date(measured["measured"]), str((measured.get("run") or {}).get("model") or "")
    return tell(
        f"Mesuré le {when} ({model}) : parmi les questions qui ont une réponse, {answered} en reçoivent une, juste et complète "
        f"dans {right} des cas ; {wrongly} sont refusées à tort. {refused} des questions sans réponse sont bien refusées. "
        "Le détail est sous l'onglet Qualité.",
        f"Measured on {when} ({model}): of the questions that have an answer, {answered} get one, right and whole in {right} of "
        f"the cases; {wrongly} are refused wrongly. {refused} of the questions without an answer are rightly refused. "
        "The details are under the Quality tab.",
    )


def _limits(measured: Mapping[str, Any] | None) -> Html:
    return el(
        "section",
        el("h2", tell("Ce qu'il ne faut pas en attendre", "What not to expect")),
        el(
            "ul",
            [
                el("li", text)
                for text in (
                    tell(
                        "Vigie ne connaît que les documents de sa bibliothèque : ce qui n'y est pas n'existe pas pour elle.",
                        "Vigie knows only the documents of its library: what is not there does not exist for it.",
                    ),
                    tell(
                        "Une phrase « sourcée » dit ce que dit l'extrait. Elle ne dit pas que l'extrait a raison, ni qu'il est "
                        "encore en vigueur : regardez la date et la portée du document.",
                        "A “sourced” sentence says what the excerpt says. It does not say that the excerpt is right or still in "
                        "force: look at the date and the standing of the document.",
                    ),
                    tell(
                        "Les tableaux, les schémas et les pages numérisées sont lus moins bien que le texte.",
                        "Tables, diagrams and scanned pages are read less well than text.",
                    ),
                    tell(
                        "Une réponse n'est ni un avis juridique ni une position officielle. Ouvrez la source avant de citer.",
                        "An answer is neither legal advice nor an official position. Open the source before you quote.",
                    ),
                    _figures(measured) if measured else "",
                )
                if text
            ],
        ),
    )
