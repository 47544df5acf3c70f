"""Results as text: Markdown for the README, aligned lines for a terminal."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.language import say
from eval.compare import Comparison, Kept
from eval.gate import Breach
from eval.metrics import METRICS, Measure, latency, measure_all
from eval.report import percent, seconds
from eval.retrieval import Row

README = (
    "quote_exactness", "citation_recall", "citation_precision", "value_grounding", "attribution", "fact_recall", "precision",
    "coverage", "refusal", "wrong_refusal", "page_recall5_fused", "page_recall5_dense", "page_recall5_lexical", "robustness",
)  # fmt: skip


def markdown(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> str:
    """Return a Markdown table; every column but the first is set to the right."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))


def _goal(metric_goal: float | None, lower_is_better: bool) -> str:
    if metric_goal is None:
        return "–"
    return ("≤ " if lower_is_better else "≥ " if metric_goal < 1 else "") + percent(metric_goal)


def readme_table(run: Kept) -> str:
    """Return the table of a run for the README: generated, never typed.

    When the run holds both halves of the questions, a column says what the test half alone gives.
    """
    held = [scored for scored in run.scored if scored.split == "test"]
    both = 0 < len(held) < len(run.scored)
    measures, tested = measure_all(run.scored), measure_all(held) if both else {}
    rows = []
    for metric in METRICS:
        item = measures[metric.name]
        if metric.name in README and item.value is not None:
            interval = f"{percent(item.low)} – {percent(item.high)}"
            goal = _goal(metric.goal, metric.lower_is_better)
            alone = [percent(tested[metric.name].value)] if both else []
            rows.append([metric.label, percent(item.value), interval, *alone, f"{item.trials:.0f}", goal])
    for moment, label in (
        ("first_excerpt_s", say("Premier extrait, médiane / p95", "First excerpt, median / p95")),
        ("first_word_s", say("Premier mot, médiane / p95", "First word, median / p95")),
        ("total_s", say("Réponse entière, médiane / p95", "Whole answer, median / p95")),
    ):
        item_s = latency(run.scored, moment)  # type: ignore[arg-type]
        measured = f"{seconds(item_s.median)} / {seconds(item_s.p95)}"
        rows.append([label, measured, "", *[""] * both, f"{item_s.count}", ""])
    heads = [
        say("Mesure", "Metric"), say("Valeur", "Value"), say("Intervalle à 95 %", "95% interval"),
        *[say("Contrôle seul", "Test half")] * both, say("Cas", "Cases"), say("Objectif", "Goal"),
    ]  # fmt: skip
    model = run.identity["model"] or say("aucun modèle", "no model")
    about = say(
        f"{len(run.scored)} questions de `{run.identity['questions']}`, réponses rédigées par : {model}.",
        f"{len(run.scored)} questions of `{run.identity['questions']}`, answers written by: {model}.",
    )
    return f"{about}\n\n{markdown(rows, heads)}"


MARKS = ("<!-- vigie eval table -->", "<!-- /vigie eval table -->")


def put_table(text: str, table: str, marks: tuple[str, str] = MARKS) -> str | None:
    """Return a document with the table put between its two marks; None when it does not have them."""
    start, end = text.find(marks[0]), text.find(marks[1])
    if start < 0 or end < start:
        return None
    return f"{text[: start + len(marks[0])]}\n{table}\n{text[end:]}"


def measure_lines(measures: Mapping[str, Measure]) -> str:
    """Return the metrics of a run for a terminal."""
    lines = []
    for metric in METRICS:
        item = measures[metric.name]
        met = item.meets(metric.goal, lower_is_better=metric.lower_is_better)
        mark = {None: " ", True: "✓", False: "✗"}[met]
        interval = "" if item.value is None else f"[{percent(item.low)} – {percent(item.high)}]"
        goal = "" if metric.goal is None else say("objectif ", "goal ") + _goal(metric.goal, metric.lower_is_better)
        lines.append(
            f"{mark} {metric.label:<52} {percent(item.value):>8}  {interval:<20} {item.trials:>6.0f}  {goal}".rstrip()
        )
    return "\n".join(lines)


def comparison_lines(found: Comparison) -> str:
    """Return a comparison for a terminal: metrics first, then every question that changed."""
    words = {
        "better": say("mieux", "better"),
        "worse": say("moins bien", "worse"),
        "": say("pas de différence établie", "no difference shown"),
    }
    lines = [say(f"{found.common} questions communes", f"{found.common} questions in common"), ""]
    for change in found.changes:
        difference = change.difference
        lines.append(
            f"{change.metric.label:<52} {percent(change.before):>8} → {percent(change.after):>8}  "
            f"{100 * difference.mean:+6.1f} [{100 * difference.low:+.1f} ; {100 * difference.high:+.1f}]  {words[change.verdict]}"
        )
    for title, pairs in (
        (say("Devenues justes", "Became right"), found.better),
        (say("Devenues fausses", "Became wrong"), found.worse),
    ):
        lines += ["", f"{title} ({len(pairs)})"]
        lines += [
            f"  {before.id}  {before.kind}  {before.result} → {after.result}  {after.stage}".rstrip()
            for before, after in pairs
        ]
    return "\n".join(lines)


def breach_lines(found: Sequence[Breach]) -> str:
    """Return why a run does not pass."""
    return "\n".join(f"✗ {item.metric} : {percent(item.value)}, {item.reason}" for item in found)


def ship(run: Path) -> None:
    """Keep the figures of a run in `assistant/`, for the Quality and About tabs of whoever has measured nothing."""
    path = run / "metrics.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    kept = {
        "shipped": True,
        "measured": datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat(),
        "asked": len(record["questions"]),
        "run": {name: record["run"].get(name) for name in ("provider", "model")},
        "metrics": record["metrics"],
        "latency": record.get("latency"),
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    (Path(__file__).resolve().parents[1] / "assistant" / "measured.json").write_text(text + "\n", encoding="utf-8")


def retrieval_lines(rows: Sequence[Row]) -> str:
    """Return the table of a retrieval set."""
    lines = []
    for row in rows:
        gain = ""
        if row.fused_minus is not None:
            difference = row.fused_minus
            gain = say("fusion ", "fused ") + f"{difference.mean:+.3f} [{difference.low:+.3f} ; {difference.high:+.3f}]"
        lines.append(
            f"{row.measure:<8} {row.system:<8} {row.value:.3f}  [{row.low:.3f} – {row.high:.3f}]  {gain}".rstrip()
        )
    return "\n".join(lines)


def as_percent_rows(found: Mapping[str, Any]) -> list[list[str]]:
    """Return `name, hits / trials, rate, interval` of rates that know their own interval."""
    rows = []
    for name, rate in found.items():
        low, high = rate.interval
        rows.append([name, f"{rate.hits} / {rate.trials}", percent(rate.rate), f"{percent(low)} – {percent(high)}"])
    return rows
