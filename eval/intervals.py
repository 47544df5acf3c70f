"""Intervals: how far a figure measured on so many questions can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

Z_95 = 1.959964
ROUNDS = 2000
SEED = 20241


def wilson(hits: float, trials: float, z: float = Z_95) -> tuple[float, float]:
    """Return the 95 % interval of a rate (Wilson 1927, "Probable inference, the law of succession"): 0 to 1 without trials.

    With no failure in n trials its upper bound for failures is about 3.8/n (the one-sided "rule of three" gives 3/n).
    """
    if not trials:
        return 0.0, 1.0
    rate = hits / trials
    centre = rate + z * z / (2 * trials)
    margin = z * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - margin) / scale), min(1.0, (centre + margin) / scale)


def bootstrap(values: Sequence[float], rounds: int = ROUNDS, seed: int = SEED) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean of per-question values (Efron 1979), the same for the same values."""
    if not values:
        return 0.0, 1.0
    means = _resampled_means(np.asarray(values, dtype=float), rounds, seed)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of b - a over the same questions, its 95 % interval, and whether the interval excludes no difference."""

    mean: float
    low: float
    high: float
    pairs: int

    @property
    def better(self) -> bool:
        """Whether b is significantly above a."""
        return self.pairs > 0 and self.low > 0

    @property
    def worse(self) -> bool:
        """Whether b is significantly below a."""
        return self.pairs > 0 and self.high < 0


def paired_bootstrap(a: Sequence[float], b: Sequence[float], rounds: int = ROUNDS, seed: int = SEED) -> Difference:
    """Return the difference of two systems on the same questions, resampled question by question (Koehn 2004).

    Raises ValueError when the two have different lengths.
    """
    if len(a) != len(b):
        msg = f"paired values need the same questions: {len(a)} and {len(b)}"
        raise ValueError(msg)
    if not a:
        return Difference(0.0, 0.0, 0.0, 0)
    differences = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    low, high = np.percentile(_resampled_means(differences, rounds, seed), [2.5, 97.5])
    return Difference(float(differences.mean()), float(low), float(high), len(a))


def _resampled_means(values: "np.ndarray[tuple[int], np.dtype[np.float64]]", rounds: int, seed: int) -> list[float]:
    rng = np.random.default_rng(seed)
    return [float(values[rng.integers(0, len(values), len(values))].mean()) for _ in range(rounds)]


def percentile(values: Sequence[float], part: float) -> float | None:
    """Return the percentile (0 to 100, linear between ranks) of some values; None without any."""
    return float(np.percentile(np.asarray(values, dtype=float), part)) if values else None
