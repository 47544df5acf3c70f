"""The Quality tab: the last evaluation, for those who want to know how far to trust the answers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.page import labels
from assistant.page.rendering import Html, classes, el, fragment
from assistant.page.texts import tell
from corpus.language import Language, language, speaking
from corpus.settings import Settings

METRICS_FILE = "metrics.json"
SHIPPED = "measured.json"
"""The project's own evaluation, written by `vigie eval table --ship`."""
_LOWER_IS_BETTER = {"wrong_refusal", "errors"}


def quality_tab(settings: Settings, tab: gr.Tab) -> None:
    """Build the tab; the evaluation is read again each time it is opened."""
    spoken: Language = language()
    page = gr.HTML("", elem_id="quality", apply_default_css=False, js_on_load=None)

    def shown() -> Html:
        with speaking(spoken):
            return quality_view(last_evaluation(folder(settings)) or shipped())

    tab.select(shown, None, [page], show_progress="hidden", api_visibility="private")


def folder(settings: Settings) -> Path:
    """Return where evaluations of this library are kept: one folder each."""
    return settings.home / "evaluations"


def last_evaluation(where: Path) -> dict[str, Any] | None:
    """Return the metrics of the most recent evaluation that can be read, with its date as `measured`; None without one."""
    files = sorted(where.glob(f"**/{METRICS_FILE}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(record, dict) and isinstance(record.get("metrics"), dict):
            measured = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
            return {**record, "measured": measured}
    return None


def shipped() -> dict[str, Any] | None:
    """Return the evaluation of the starter notes that the project measured and ships; None before the first."""
    path = resources.files("assistant") / SHIPPED
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _names() -> dict[str, tuple[str, str]]:
    """What each metric is called and what it means, for people who do not know the field."""
    return {
        "quote_exactness": (
            tell("Citations exactes", "Exact quotations"),
            tell(
                "l'extrait cité est retrouvé mot pour mot sur la page", "the excerpt is found word for word on the page"
            ),
        ),
        "citation_recall": (
            tell("Phrases appuyées par leurs sources", "Sentences supported by their sources"),
            tell("phrases dont l'extrait cité dit la même chose", "sentences whose excerpt says the same"),
        ),
        "citation_precision": (
            tell("Sources pertinentes", "Relevant sources"),
            tell("sources qui appuient bien leur phrase", "sources that do support their sentence"),
        ),
        "value_grounding": (
            tell("Nombres, dates et noms vérifiés", "Numbers, dates and names verified"),
            tell("présents tels quels dans l'extrait cité", "found as they are in the excerpt cited"),
        ),
        "precision": (
            tell("Réponses justes", "Right answers"),
            tell("parmi les questions auxquelles Vigie répond", "of the questions that Vigie answers"),
        ),
        "coverage": (
            tell("Questions auxquelles Vigie répond", "Questions that Vigie answers"),
            tell("parmi celles dont la réponse est dans les documents", "of those whose answer is in the documents"),
        ),
        "refusal": (
            tell("Questions sans réponse bien refusées", "Unanswerable questions refused"),
            tell("les documents ne le disent pas, et Vigie le dit", "the documents do not say, and Vigie says so"),
        ),
        "wrong_refusal": (
            tell("Refus à tort", "Wrong refusals"),
            tell(
                "la réponse était dans les documents ; moins il y en a, mieux c'est",
                "the answer was in the documents; the fewer the better",
            ),
        ),
        "page_recall5_fused": (
            tell("Bonne page trouvée", "Right page found"),
            tell("parmi les cinq premiers passages", "among the first five passages"),
        ),
        "robustness": (
            tell("Résiste aux fautes de frappe", "Withstands typing errors"),
            tell(
                "la même page est trouvée malgré une question mal écrite",
                "the same page is found though the question is badly written",
            ),
        ),
    }


def quality_view(record: Mapping[str, Any] | None) -> Html:
    """Return the figures of an evaluation, or how to make one."""
    if record is None:
        return el(
            "section",
            el("h2", tell("Aucune évaluation", "No evaluation yet")),
            el(
                "p",
                tell(
                    "Personne n'a encore mesuré les réponses de cette bibliothèque. La commande « vigie eval run » pose des "
                    "questions dont la réponse est connue et compte les réponses justes.",
                    "Nobody has measured the answers of this library yet. The command “vigie eval run” asks questions whose "
                    "answer is known and counts the right ones.",
                ),
            ),
            class_="about",
        )
    metrics: Mapping[str, Any] = record["metrics"]
    run = record.get("run") or {}
    asked = record.get("asked") or len(record.get("questions") or ())
    said = [
        tell(f"Mesuré le {labels.date(record['measured'])}", f"Measured on {labels.date(record['measured'])}"),
        tell(f"{asked} questions", f"{asked} questions") if asked else "",
        str(run.get("model") or run.get("provider") or ""),
        tell("par le projet, sur ses fiches de départ", "by the project, on its starter notes")
        if record.get("shipped")
        else "",
    ]
    names = _names()
    rows = [_row(name, *names[name], metrics[name]) for name in names if _measured(metrics.get(name))]
    return el(
        "section",
        el("h2", tell("Jusqu'où faire confiance à Vigie", "How far to trust Vigie")),
        el("p", " · ".join(part for part in said if part), class_="note"),
        el(
            "p",
            tell(
                "Chaque taux est donné avec l'intervalle où il se trouve 95 fois sur 100, et le but fixé.",
                "Each rate comes with the interval where it lies 95 times in 100, and the goal that was set.",
            ),
            class_="note",
        ),
        el(
            "table",
            el("caption", tell("Résultats de l'évaluation", "Results of the evaluation"), class_="unseen"),
            el("thead", el("tr", [el("th", column, scope="col") for column in _columns()])),
            el("tbody", rows),
            class_="documents quality",
        ),
        _latency(record.get("latency")),
    )


def _columns() -> tuple[str, ...]:
    return (
        tell("Ce qui est mesuré", "What is measured"),
        tell("Résultat", "Result"),
        tell("Intervalle et but", "Interval and goal"),
        tell("But", "Goal"),
    )


def _measured(item: Any) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get("value"), int | float)


def _row(name: str, title: str, meaning: str, item: Mapping[str, Any]) -> Html:
    value, goal = float(item["value"]), item.get("goal")
    low, high = float(item.get("low", value)), float(item.get("high", value))
    reached = None if goal is None else value <= goal if name in _LOWER_IS_BETTER else value >= goal
    columns = _columns()
    trials = item.get("trials")
    return el(
        "tr",
        el("th", title, el("span", meaning, class_="file-name"), scope="row"),
        el(
            "td",
            el("strong", percent(value)),
            el("span", tell(f"sur {trials:.0f}", f"of {trials:.0f}"), class_="file-name")
            if isinstance(trials, int | float)
            else None,
            data_label=columns[1],
        ),
        el("td", _bar(value, low, high, goal), data_label=columns[2]),
        el(
            "td",
            "—"
            if reached is None
            else fragment(
                percent(float(goal)) if goal is not None else "",
                " ",
                el(
                    "span",
                    tell("atteint", "reached") if reached else tell("pas atteint", "not reached"),
                    class_=classes("verdict", "sourced" if reached else "partly_sourced"),
                ),
            ),
            data_label=columns[3],
        ),
    )


def percent(share: float) -> str:
    """Return a share as a percentage; one decimal unless it is whole."""
    text = f"{share * 100:.1f}".removesuffix(".0")
    return f"{text}%" if language() == "en" else f"{text.replace('.', ',')}\u00a0%"


def _bar(value: float, low: float, high: float, goal: float | None) -> Html:
    """A small picture of a rate: its interval as a band, its value as a mark, its goal as a thin line."""

    def at(share: float) -> float:
        return round(4 + 192 * min(max(share, 0.0), 1.0), 1)

    words = tell(
        f"{percent(value)}, entre {percent(low)} et {percent(high)}",
        f"{percent(value)}, between {percent(low)} and {percent(high)}",
    )
    return el(
        "svg",
        el("rect", x=4, y=9, width=192, height=4, rx=2, class_="bar-ground"),
        el("rect", x=at(low), y=7, width=max(at(high) - at(low), 1.0), height=8, rx=2, class_="bar-interval"),
        el("rect", x=at(goal) - 0.75, y=2, width=1.5, height=18, class_="bar-goal") if goal is not None else None,
        el("circle", cx=at(value), cy=11, r=4.5, class_="bar-value"),
        viewBox="0 0 200 22",
        width=200,
        height=22,
        role="img",
        aria_label=words,
        class_="bar",
    )


def _latency(record: Any) -> Html | None:
    if not isinstance(record, Mapping):
        return None
    moments = {
        "first_excerpt_s": tell("premier extrait", "first excerpt"),
        "first_word_s": tell("premier mot de la réponse", "first word of the answer"),
        "total_s": tell("réponse entière", "whole answer"),
    }
    said = []
    for name, title in moments.items():
        item = record.get(name)
        median = (
            next((item[key] for key in ("median", "p50") if key in item), None) if isinstance(item, Mapping) else None
        )
        if isinstance(median, int | float):
            said.append(f"{title}{tell(' :', ':')} {labels.seconds(float(median))}")
    return (
        el("p", tell("Temps habituel (médian) — ", "Usual time (median) — "), ", ".join(said), class_="note")
        if said
        else None
    )
