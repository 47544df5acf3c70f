import pytest

from eval.intervals import bootstrap, paired_bootstrap, percentile, wilson


def test_wilson_on_worked_cases() -> None:
    # 8 of 10: centre (0.8 + 3.8415/20) / (1 + 3.8415/10) = 0.7167, margin 0.2265
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 100) == pytest.approx((0.0, 0.0370), abs=1e-4)
    assert wilson(100, 100) == pytest.approx((0.9630, 1.0), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_bootstrap_is_the_same_each_time_and_holds_the_mean() -> None:
    values = [0.0, 1.0] * 50
    low, high = bootstrap(values)
    assert (low, high) == bootstrap(values)
    # standard error of the mean is 0.05: the interval is about 0.5 ± 0.098
    assert low == pytest.approx(0.402, abs=0.02) and high == pytest.approx(0.598, abs=0.02)
    assert bootstrap([0.7] * 20) == pytest.approx((0.7, 0.7))
    assert bootstrap([]) == (0.0, 1.0)


def test_paired_bootstrap_tells_a_difference_from_noise() -> None:
    a = [0.0] * 20 + [1.0] * 80
    gain = paired_bootstrap(a, [1.0] * 100)
    assert gain.mean == pytest.approx(0.2) and gain.better and not gain.worse
    assert paired_bootstrap([1.0] * 100, a).worse
    noise = paired_bootstrap([0.0, 1.0] * 50, [1.0, 0.0] * 50)
    assert noise.mean == 0.0 and not noise.better and not noise.worse
    same = paired_bootstrap(a, a)
    assert (same.low, same.high) == (0.0, 0.0) and not same.better and not same.worse


def test_pairing_is_by_question() -> None:
    """Systems that differ on few questions are told apart although each varies widely over the questions."""
    hard = [0.0] * 50 + [1.0] * 50
    slightly = [0.0] * 42 + [1.0] * 58
    assert paired_bootstrap(hard, slightly).better
    with pytest.raises(ValueError, match="same questions"):
        paired_bootstrap([1.0], [1.0, 0.0])
    assert paired_bootstrap([], []).pairs == 0


def test_percentile() -> None:
    assert percentile([], 50) is None
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([0.0, 10.0], 95) == pytest.approx(9.5)
