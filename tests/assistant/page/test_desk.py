import threading
from collections.abc import Iterator

import pytest

from assistant.answers import Draft, Event
from assistant.page.desk import Desk, Failed, Waiting
from corpus.errors import VigieError
from corpus.language import language, speaking


def _words(*words: str):
    def work(cancel: threading.Event) -> Iterator[Event]:
        yield from (Draft(word) for word in words)

    return work


def _held(gate: threading.Event, began: threading.Event | None = None):
    def work(cancel: threading.Event) -> Iterator[Event]:
        if began:
            began.set()
        gate.wait(10)
        yield Draft("fini")

    return work


def test_events_come_in_order() -> None:
    desk = Desk()
    assert list(desk.follow(desk.submit(_words("a", "b", "c")))) == [Draft("a"), Draft("b"), Draft("c")]
    desk.close()


def test_one_answer_at_a_time_and_each_knows_its_place() -> None:
    desk, gate, began = Desk(), threading.Event(), threading.Event()
    first = desk.submit(_held(gate, began))
    assert began.wait(5)
    second, third = desk.submit(_words("x")), desk.submit(_words("y"))
    assert [desk.place(run).ahead for run in (first, second, third)] == [0, 1, 2]
    assert desk.place(third).seconds == 2 * desk.place(second).seconds > 0
    waiting = desk.follow(third, beat=0.01)
    assert next(waiting) == desk.place(third)
    gate.set()
    assert [item for item in waiting if not isinstance(item, Waiting)] == [Draft("y")]
    desk.close()


def test_an_abandoned_run_does_not_block_the_line() -> None:
    desk, gate, began = Desk(), threading.Event(), threading.Event()
    following = desk.follow(desk.submit(_held(gate, began)), beat=0.01)
    next(following)
    following.close()
    after = desk.submit(_words("suite"))
    gate.set()
    assert Draft("suite") in list(desk.follow(after))
    desk.close()


def test_stopping_to_follow_stops_the_run() -> None:
    desk, gate = Desk(), threading.Event()
    run = desk.submit(_held(gate))
    following = desk.follow(run, beat=0.01)
    next(following)
    assert not run.cancel.is_set()
    following.close()
    assert run.cancel.is_set()
    gate.set()
    desk.close()


def test_a_run_stopped_before_its_turn_never_starts() -> None:
    desk, gate, began, never = Desk(), threading.Event(), threading.Event(), threading.Event()
    desk.submit(_held(gate, began))
    began.wait(5)
    stopped = desk.submit(_held(gate, never))
    stopped.cancel.set()
    gate.set()
    assert [item for item in desk.follow(stopped) if not isinstance(item, Waiting)] == []
    assert not never.is_set()
    desk.close()


def test_a_failure_is_handed_over_and_the_next_run_goes_on() -> None:
    desk = Desk()

    def broken(cancel: threading.Event) -> Iterator[Event]:
        yield Draft("a")
        raise VigieError("le modèle manque")

    items = list(desk.follow(desk.submit(broken)))
    assert items[0] == Draft("a")
    assert isinstance(items[1], Failed)
    assert str(items[1].error) == "le modèle manque"
    assert list(desk.follow(desk.submit(_words("b")))) == [Draft("b")]
    desk.close()


def test_a_full_line_is_refused_in_words() -> None:
    desk, gate = Desk(room=1), threading.Event()
    desk.submit(_held(gate))
    desk.submit(_held(gate))
    with pytest.raises(VigieError, match="Trop de questions"):
        desk.submit(_words("z"))
    gate.set()
    desk.close()


def test_a_run_speaks_the_language_of_who_asked() -> None:
    desk, heard = Desk(), []

    def work(cancel: threading.Event) -> Iterator[Event]:
        heard.append(language())
        yield Draft("")

    with speaking("en"):
        run = desk.submit(work)
    list(desk.follow(run))
    assert heard == ["en"]
    desk.close()
