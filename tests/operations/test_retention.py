"""Questions and answers are forgotten when they should be, and not when the clock is wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assistant.upkeep import Upkeep
from corpus.library import Library
from corpus.records import Feedback
from corpus.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def home(settings: Settings):
    Library(settings)
    return settings.home


@pytest.fixture
def library(settings: Settings) -> Library:
    library = Library(settings)
    for days in (1, 29, 31, 400):
        asked = (NOW - timedelta(days=days)).isoformat(timespec="seconds")
        library.keep_answer(f"il-y-a-{days}", asked, {"question": f"secret numéro {days}"})
        library.keep_feedback(Feedback(f"il-y-a-{days}", asked, "wrong", None, None, f"avis numéro {days}"))
    return library


def held(library: Library) -> list[str]:
    rows = library.catalogue.connection.execute("SELECT id FROM answers ORDER BY asked_at DESC")
    assert {item.answer_id for item in library.feedback()} == {row["id"] for row in rows}
    rows = library.catalogue.connection.execute("SELECT id FROM answers ORDER BY asked_at DESC")
    return [row["id"] for row in rows]


def test_the_daily_purge(library: Library) -> None:
    purged = Upkeep(library, 30, now=lambda: NOW).once()
    assert purged is not None and (purged.answers, purged.opinions) == (2, 2)
    assert held(library) == ["il-y-a-1", "il-y-a-29"]


def test_a_clock_that_jumps_erases_nothing(library: Library) -> None:
    times = iter([NOW, NOW + timedelta(days=4000), NOW + timedelta(days=1), NOW + timedelta(days=2)])
    ticks = iter([0.0, 86_400.0, 2 * 86_400.0, 3 * 86_400.0])
    upkeep = Upkeep(library, 30, now=lambda: next(times), monotonic=lambda: next(ticks))
    assert upkeep.once() is None and len(held(library)) == 4  # ahead
    assert upkeep.once() is None and len(held(library)) == 4  # and back
    purged = upkeep.once()
    assert purged is not None and purged.answers == 3  # right again: 29 days and 2 more are too many


def test_answers_of_the_future_are_kept_and_asking_goes_on(library: Library) -> None:
    library.keep_answer("avant", (NOW + timedelta(days=9000)).isoformat(timespec="seconds"), {"question": "?"})
    library.keep_feedback(Feedback("avant", (NOW + timedelta(days=9000)).isoformat(), "useful", None, None, ""))
    Upkeep(library, 30, now=lambda: NOW).once()
    assert held(library) == ["avant", "il-y-a-1", "il-y-a-29"]


def test_what_is_purged_is_gone_from_the_disk(library: Library, settings: Settings, vigie: Run) -> None:
    def on_disk(text: str) -> bool:
        return any(text.encode() in path.read_bytes() for path in settings.home.rglob("*") if path.is_file())

    assert on_disk("secret numéro 400") and on_disk("avis numéro 400")
    status, out, _ = vigie("purge", "--answer", "il-y-a-400")
    assert (status, out) == (0, "1 réponses et 1 avis effacés.\n")
    assert not on_disk("secret numéro 400") and not on_disk("avis numéro 400")
    assert on_disk("secret numéro 31")


def test_the_command(library: Library, vigie: Run, plain: Callable) -> None:
    status, _, said = vigie("purge", "--answer", "inconnue")
    assert status == 2 and "inconnue" in plain(said)
    for wrong in ((), ("--older-than", "-1"), ("--older-than", "x"), ("--all-answers", "--answer", "a")):
        status, _, said = vigie("purge", *wrong)
        assert status == 2 and plain(said)
    assert len(held(library)) == 4
    assert vigie("purge", "--older-than", "36500")[0] == 0 and len(held(library)) == 4
    assert vigie("purge", "--all-answers", "--json")[0] == 0 and held(library) == []
