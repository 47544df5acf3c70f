import pytest

from assistant.page.filters import choices, chosen, described
from assistant.page.suggestions import SHOWN, first_questions
from corpus.holdings import Filters


def test_what_the_library_holds_can_be_chosen(scripted) -> None:
    offered = choices(scripted.documents())
    assert ("Stratégie régionale", "0000000000000002") in offered.documents
    assert offered.publishers == (("CESER Pays de la Loire",) * 2, ("Région Pays de la Loire",) * 2)
    assert offered.kinds == (("Avis", "avis"), ("Note de Vigie", "note"), ("Stratégie", "strategy"))
    assert offered.years == (("—", ""), ("2024", "2024"))


def test_nothing_chosen_filters_nothing() -> None:
    assert chosen([], None, [], [], "", None) is None


def test_what_is_chosen_is_searched() -> None:
    assert chosen(["d"], ["p"], ["t"], ["avis"], "2020", "2024") == Filters(
        documents=("d",), publishers=("p",), territories=("t",), kinds=("avis",), year_from=2020, year_to=2024
    )


def test_years_the_wrong_way_round_are_turned() -> None:
    found = chosen([], [], [], [], "2024", "2020")
    assert (found.year_from, found.year_to) == (2020, 2024)


def test_a_limited_search_says_so(scripted) -> None:
    filters = chosen(["0000000000000002"], [], ["Occitanie"], ["avis"], "2020", "")
    assert described(filters, scripted.documents()) == (
        "Recherche limitée à\u00a0: Stratégie régionale, Occitanie, Avis, à partir de 2020"
    )
    assert described(None, scripted.documents()) == ""


def test_filters_reach_the_search(scripted, monkeypatch) -> None:
    from assistant.page import conversation as steps

    seen = []
    monkeypatch.setattr(scripted, "excerpts", lambda query, **options: seen.append(options["filters"]) or ())
    view = steps.start(scripted, "Où ?", steps.Conversation(), Filters(kinds=("avis",)))
    assert seen == [Filters(kinds=("avis",))]
    assert "Recherche limitée à" in view.status


def _titled(scripted, *titles: str):
    from dataclasses import replace

    one = scripted.documents()[0]
    return [replace(one, title=title) for title in titles]


def test_first_questions_are_about_documents_that_are_there(scripted) -> None:
    assert first_questions([]) == []
    asked = first_questions(_titled(scripted, "La stratégie IA de la Région Occitanie", "Budget 2024"))
    assert asked == [
        "Quelle est la stratégie IA de la Région Occitanie\u00a0?",
        "Que dit le document «\u00a0Budget 2024\u00a0»\u00a0?",
    ]


@pytest.mark.parametrize("count", [1, 4, 40])
def test_there_are_never_too_many(scripted, count: int) -> None:
    assert len(first_questions(_titled(scripted, *[f"Document {n}" for n in range(count)]))) == min(count, SHOWN)
