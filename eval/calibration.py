"""Fit when to refuse: from signals of the search to the probability that the documents answer, on development questions."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answerability import expectation
from assistant.excerpts import select_excerpts
from assistant.retrieval import retrieve
from assistant.signals import NAMES, Calibration, Signals, signals_of
from assistant.spelling import mended
from corpus.library import Library
from eval.questions import Question

_RIDGE = 1.0
FALSE_REFUSALS = 0.0
"""Share of answerable development questions that the threshold may refuse. None: a question in other words than the
documents' has low signals too, and what is let through here is still judged by what the model writes."""
_MARGIN = 0.5
"""What the threshold takes of the odds of the least likely of them: among questions not seen yet, one may be less likely still."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its signals and whether the documents answer it."""

    id: str
    answerable: bool
    signals: Signals


def examples(library: Library, questions: Sequence[Question], *, budget_tokens: int) -> list[Example]:
    """Search for every question and keep its signals."""
    from tqdm import tqdm  # noqa: PLC0415

    made = []
    for question in tqdm(questions, disable=None):
        asked = mended(library, question.question)
        found, expected = retrieve(library, asked), expectation(library, asked)
        excerpts = select_excerpts(library, expected, found, budget_tokens=budget_tokens)
        signals = signals_of(library, expected, found, excerpts)
        made.append(Example(question.id, question.answerable, signals))
    return made


def fit(given: Sequence[Example]) -> Calibration:
    """Return the ridge logistic regression of the examples, by Newton's method (Hastie et al. 2009, 4.4.1).

    Both answers weigh the same, however many of each there are. The threshold refuses at most FALSE_REFUSALS of the
    answerable ones, and keeps a margin.
    """
    raw = np.array([item.signals.values() for item in given])
    means, scales = raw.mean(axis=0), raw.std(axis=0)
    scales[scales == 0] = 1.0
    x: NDArray[np.float64] = np.column_stack([np.ones(len(raw)), (raw - means) / scales])
    y = np.array([float(item.answerable) for item in given])
    share = np.where(y == 1, 0.5 / max(y.sum(), 1), 0.5 / max((1 - y).sum(), 1)) * len(y)
    beta = np.zeros(x.shape[1])
    penalty = np.diag([0.0] + [_RIDGE] * len(NAMES))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (share * (y - p)) - penalty @ beta
        hessian = x.T @ (x * (share * p * (1 - p))[:, None]) + penalty
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    fitted = Calibration(
        float(beta[0]),
        dict(zip(NAMES, map(float, beta[1:]), strict=True)),
        dict(zip(NAMES, map(float, means), strict=True)),
        dict(zip(NAMES, map(float, scales), strict=True)),
        0.0,
    )
    answered = sorted(fitted.probability(item.signals) for item in given if item.answerable)
    least = answered[int(len(answered) * FALSE_REFUSALS)] if answered else 0.0
    threshold = _MARGIN * least / (1.0 - least + _MARGIN * least)
    return Calibration(fitted.intercept, fitted.weights, fitted.means, fitted.scales, threshold)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a calibration does on some questions: area under the ROC curve, and what the threshold refuses."""

    answerable: int
    unanswerable: int
    auc: float
    refused: float  # of the unanswerable
    false_refusals: float  # of the answerable


def outcome(fitted: Calibration, given: Sequence[Example]) -> Outcome:
    """Return how a calibration does. AUC: the chance that an answerable question has the higher probability (ties half)."""
    yes = [fitted.probability(item.signals) for item in given if item.answerable]
    no = [fitted.probability(item.signals) for item in given if not item.answerable]
    pairs = [(a > b) + 0.5 * (a == b) for a in yes for b in no]
    return Outcome(
        len(yes),
        len(no),
        sum(pairs) / len(pairs) if pairs else float("nan"),
        sum(p < fitted.threshold for p in no) / len(no) if no else float("nan"),
        sum(p < fitted.threshold for p in yes) / len(yes) if yes else float("nan"),
    )


def as_toml(fitted: Calibration, reports: Sequence[tuple[str, Outcome]]) -> str:
    """Return the file that `assistant.signals` reads, with how the calibration does on each part of the questions."""
    lines = ["# Written by `vigie eval calibrate`: see docs/evaluation.md.", "", "[logistic]"]
    lines += [f"intercept = {fitted.intercept:.6f}", f"threshold = {fitted.threshold:.6f}"]
    for name in ("weights", "means", "scales"):
        lines += ["", f"[logistic.{name}]"]
        lines += [f"{key} = {value:.6f}" for key, value in getattr(fitted, name).items()]
    for part, report in reports:
        lines += ["", f"[measured.{part}]"]
        lines += [f"{key} = {json.dumps(round(value, 4))}" for key, value in asdict(report).items()]
    return "\n".join(lines) + "\n"
