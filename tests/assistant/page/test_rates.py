from assistant.page.rates import Rate


def test_so_many_times_in_so_long_for_each() -> None:
    now = [0.0]
    rate = Rate(2, seconds=60, clock=lambda: now[0])
    assert [rate.wait("a"), rate.wait("a")] == [0, 0]
    now[0] = 20.0
    assert rate.wait("a") == 40.0
    assert rate.wait("b") == 0
    now[0] = 60.0
    assert rate.wait("a") == 0
    now[0] = 61.0
    assert [rate.wait("a"), rate.wait("a") > 0] == [0, True]


def test_a_refused_try_does_not_lengthen_the_wait() -> None:
    now = [0.0]
    rate = Rate(1, seconds=10, clock=lambda: now[0])
    rate.wait("a")
    for second in range(1, 10):
        now[0] = float(second)
        assert rate.wait("a") == 10 - second
    now[0] = 10.0
    assert rate.wait("a") == 0


def test_people_who_are_quiet_are_forgotten(monkeypatch) -> None:
    monkeypatch.setattr("assistant.page.rates._MOST_PEOPLE", 5)
    now = [0.0]
    rate = Rate(1, seconds=1, clock=lambda: now[0])
    for number in range(100):
        now[0] = number * 2.0
        rate.wait(str(number))
    assert len(rate._times) <= 6
