import tomllib

import pytest

from assistant.signals import NAMES, Calibration, Signals, calibration
from eval.calibration import Example, as_toml, fit, outcome


def example(at: int, answerable: bool, level: float) -> Example:
    return Example(str(at), answerable, Signals(*[level + 0.01 * (at % 7)] * len(NAMES)))


def test_what_is_answered_is_told_from_what_is_not() -> None:
    given = [example(at, True, 0.8) for at in range(30)] + [example(at, False, 0.2) for at in range(10)]
    fitted = fit(given)
    found = outcome(fitted, given)
    assert (found.auc, found.refused, found.false_refusals) == (1.0, 1.0, 0.0)
    assert fitted.probability(given[0].signals) > 0.9 > 0.1 > fitted.probability(given[-1].signals)


def test_the_area_under_the_curve_by_hand() -> None:
    flat = Calibration(
        0.0, {**dict.fromkeys(NAMES, 0.0), "bm25": 1.0}, dict.fromkeys(NAMES, 0.0), dict.fromkeys(NAMES, 1.0), 0.55
    )
    given = [example(0, True, 0.5), example(0, True, 0.1), example(0, False, 0.1), example(0, False, 0.0)]
    # Pairs: .5 beats .1 and 0; .1 ties with .1 (half) and beats 0.
    assert outcome(flat, given).auc == pytest.approx(3.5 / 4)
    assert outcome(flat, given).false_refusals == 0.5  # 1 / (1 + e^-0.1) = 0.525 < 0.55


def test_the_file_says_what_it_was_measured_on_and_is_read_back() -> None:
    given = [example(at, at % 3 > 0, 0.3 + 0.1 * (at % 5)) for at in range(40)]
    fitted = fit(given)
    record = tomllib.loads(as_toml(fitted, [("dev", outcome(fitted, given))]))
    assert record["logistic"]["weights"]["bm25"] == pytest.approx(fitted.weights["bm25"], abs=1e-5)
    assert record["measured"]["dev"]["answerable"] == sum(item.answerable for item in given)


def test_the_one_that_comes_with_vigie_knows_every_signal() -> None:
    kept = calibration()
    assert set(kept.weights) == set(kept.means) == set(kept.scales) == set(NAMES) and 0 < kept.threshold < 0.5
