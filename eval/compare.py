"""Two runs side by side: what became better and worse, question by question, and whether it is more than chance."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import VigieError
from corpus.language import say
from eval.intervals import Difference, paired_bootstrap
from eval.metrics import METRICS, Metric, Run
from eval.scoring import Scored, scored_of_json

Shares = dict[str, dict[str, float]]
"""For each metric, the rate of each question that counts for it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A run as it lies in its folder."""

    path: Path
    identity: dict[str, Any]
    scored: tuple[Scored, ...]

    @property
    def by_id(self) -> dict[str, Scored]:
        """The questions by id."""
        return {item.id: item for item in self.scored}


def load_run(path: Path) -> Kept:
    """Read a run's metrics.json (or its folder). Raises VigieError when there is none."""
    file = path / "metrics.json" if path.is_dir() else path
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        return Kept(path, record["run"], tuple(scored_of_json(item) for item in record["questions"]))
    except FileNotFoundError:
        raise VigieError(
            say(
                f"{path} ne contient pas d'essai terminé (metrics.json). Pour le finir : vigie eval run … --out {path}",
                f"{path} holds no finished run (metrics.json). To finish it: vigie eval run … --out {path}",
            )
        ) from None
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise VigieError(
            say(
                f"{file} ne vient pas de cette version de l'évaluation ({error}). Refaites l'essai : vigie eval run",
                f"{file} was not written by this version of the evaluation ({error}). Run again: vigie eval run",
            )
        ) from None


def shares_of(scored: Sequence[Scored]) -> Shares:
    """Return the rate of each question, for each metric that it counts for."""
    run: Run = {item.id: item for item in scored}
    found: Shares = {}
    for metric in METRICS:
        rates = {}
        for item in scored:
            hits, trials = metric.share(item, run)
            if trials:
                rates[item.id] = float(hits) / float(trials)
        found[metric.name] = rates
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """A metric on the questions that count for it in both runs."""

    metric: Metric
    before: float
    after: float
    difference: Difference

    @property
    def verdict(self) -> str:
        """`better`, `worse`, or the empty string when the interval holds zero."""
        up, down = self.difference.better, self.difference.worse
        if self.metric.lower_is_better:
            up, down = down, up
        return "better" if up else "worse" if down else ""


def changes(before: Shares, after: Shares) -> list[Change]:
    """Return how each metric changed (mean of the questions' rates), with a paired bootstrap over the same questions."""
    found = []
    for metric in METRICS:
        old, new = before.get(metric.name, {}), after.get(metric.name, {})
        common = sorted(old.keys() & new.keys())
        if common:
            a, b = [old[name] for name in common], [new[name] for name in common]
            found.append(Change(metric, sum(a) / len(a), sum(b) / len(b), paired_bootstrap(a, b)))
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two runs, over the questions that both asked."""

    changes: tuple[Change, ...]
    better: tuple[tuple[Scored, Scored], ...]
    worse: tuple[tuple[Scored, Scored], ...]
    common: int


def compare(a: Kept, b: Kept) -> Comparison:
    """Compare two runs. Raises VigieError when they share no question."""
    before, after = a.by_id, b.by_id
    common = [name for name in before if name in after]
    if not common:
        raise VigieError(
            say(f"{a.path} et {b.path} n'ont aucune question commune.", f"{a.path} and {b.path} share no question.")
        )
    pairs = [(before[name], after[name]) for name in common]
    return Comparison(
        tuple(changes(shares_of([one for one, _ in pairs]), shares_of([other for _, other in pairs]))),
        tuple(pair for pair in pairs if pair[1].right and not pair[0].right),
        tuple(pair for pair in pairs if pair[0].right and not pair[1].right),
        len(common),
    )
