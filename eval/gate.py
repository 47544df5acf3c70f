"""The gate: a run fails when a metric is under its floor, or significantly under the recorded baseline."""

import json
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.errors import VigieError
from corpus.language import say
from eval.compare import Kept, changes, shares_of
from eval.metrics import BY_NAME, Measure, measure_all

Floors = dict[str, float]


@dataclass(frozen=True, slots=True)
class Breach:
    """A metric that does not pass, and why."""

    metric: str
    value: float | None
    reason: str


def load_floors(name: str, path: Path | None = None) -> Floors:
    """Return the floors for runs of a provider ("embedded", "none" …): those of `[all]`, then its own over them.

    For a metric where lower is better the number is a ceiling. Raises VigieError for a metric that does not exist.
    """
    text = (
        path.read_text(encoding="utf-8") if path else files("eval").joinpath("floors.toml").read_text(encoding="utf-8")
    )
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VigieError(say(f"Seuils illisibles : {error}", f"Unreadable floors: {error}")) from None
    for section, values in table.items():
        for metric in values:
            if metric not in BY_NAME:
                known = ", ".join(BY_NAME)
                raise VigieError(
                    say(
                        f"Seuil inconnu dans [{section}] : {metric}. Mesures : {known}.",
                        f"Unknown floor in [{section}]: {metric}. Metrics: {known}.",
                    )
                )
    return {**table.get("all", {}), **table.get(name, {})}


def under_floors(measures: dict[str, Measure], floors: Floors) -> list[Breach]:
    """Return the metrics whose value is on the wrong side of its floor, and those that could not be measured at all."""
    found = []
    for name, floor in floors.items():
        item, metric = measures[name], BY_NAME[name]
        if item.value is None:
            found.append(Breach(name, None, say("rien à mesurer", "nothing to measure")))
        elif not item.meets(floor, lower_is_better=metric.lower_is_better):
            word = (
                say("au-dessus du plafond", "above the ceiling")
                if metric.lower_is_better
                else say("sous le seuil", "under the floor")
            )
            found.append(Breach(name, item.value, f"{word} {floor:g}"))
    return found


def under_baseline(run: Kept, baseline: Path) -> list[Breach]:
    """Return the metrics that are significantly worse than recorded, on the same questions (paired bootstrap, 95 %)."""
    try:
        recorded = json.loads(baseline.read_text(encoding="utf-8"))["shares"]
    except FileNotFoundError:
        raise VigieError(
            say(
                f"La référence {baseline} n'existe pas. Pour l'enregistrer : vigie eval gate ESSAI --record {baseline}",
                f"The baseline {baseline} does not exist. To record it: vigie eval gate RUN --record {baseline}",
            )
        ) from None
    return [
        Breach(
            change.metric.name,
            change.after,
            say(
                f"significativement sous la référence ({change.before:.3f})",
                f"significantly under the baseline ({change.before:.3f})",
            ),
        )
        for change in changes(recorded, shares_of(run.scored))
        if change.verdict == "worse"
    ]


def record(run: Kept, path: Path) -> None:
    """Write what later runs are compared with."""
    shares = {
        name: {key: round(value, 4) for key, value in rates.items()} for name, rates in shares_of(run.scored).items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"run": run.identity, "shares": shares}, ensure_ascii=False, indent=0), encoding="utf-8")


def gate(run: Kept, floors: Floors, baseline: Path | None = None) -> list[Breach]:
    """Return everything that keeps a run from passing; the empty list when it passes."""
    found = under_floors(measure_all(run.scored), floors)
    if baseline is not None:
        found += under_baseline(run, baseline)
    return found
