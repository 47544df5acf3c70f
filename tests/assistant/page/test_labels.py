import pytest

from assistant.answers import Outcome, Verdict
from assistant.page import labels
from assistant.page.texts import count, tell
from corpus.language import speaking
from corpus.records import Kind, Standing, Status


@pytest.mark.parametrize(
    ("iso", "fr", "en"),
    [
        ("2024-07-01", "1er juillet 2024", "1 July 2024"),
        ("2024-07-11", "11 juillet 2024", "11 July 2024"),
        ("2024-02", "février 2024", "February 2024"),
        ("2024", "2024", "2024"),
        ("2024-07-11T10:00:00", "11 juillet 2024", "11 July 2024"),
        (None, "", ""),
        ("vers 2020", "vers 2020", "vers 2020"),
        ("2024-13", "2024-13", "2024-13"),
    ],
)
def test_dates(iso: str | None, fr: str, en: str) -> None:
    assert labels.date(iso) == fr
    with speaking("en"):
        assert labels.date(iso) == en


def test_the_printed_page_comes_first_when_it_differs() -> None:
    assert labels.page(12, "12") == "p.\u00a012"
    assert labels.page(12, "iv") == "p.\u00a0iv (page\u00a012 du fichier)"
    assert labels.page(12, "") == "p.\u00a012"


def test_everything_has_a_name_in_both_languages() -> None:
    for spoken in ("fr", "en"):
        with speaking(spoken):
            names = [
                *(labels.status(value) for value in Status),
                *(labels.kind(value) for value in Kind),
                *(labels.standing(value) for value in Standing),
                *(labels.outcome(value) for value in Outcome),
                *(labels.outcome_meaning(value) for value in Outcome),
                *(labels.verdict(value) for value in Verdict),
            ]
            assert all(names)
            assert not any("_" in name for name in names)


def test_what_a_later_version_may_add_is_shown_as_it_is() -> None:
    assert labels.kind("decree") == "decree"
    assert labels.standing("draft") == "draft"


def test_french_spaces_do_not_break() -> None:
    assert tell("Pourquoi ? « Oui » : 5 %", "") == "Pourquoi\u00a0? «\u00a0Oui\u00a0»\u00a0: 5\u00a0%"
    with speaking("en"):
        assert tell("", "Why: 5 %") == "Why: 5 %"


def test_french_counts_nought_as_one() -> None:
    assert count(0, "page", "pages") == "0\u00a0page"
    assert count(2, "page", "pages") == "2\u00a0pages"
    with speaking("en"):
        assert count(0, "page", "pages") == "0\u00a0pages"
