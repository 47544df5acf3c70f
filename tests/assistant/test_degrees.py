import pytest

from assistant.degrees import Degree, degrees, turned_degree
from assistant.statements import analyse


@pytest.mark.parametrize(
    ("claim", "source", "word"),
    [
        ("L'IA est peu présente dans les entreprises.", "L'IA est très présente dans les entreprises.", "présente"),
        ("L'IA est très présente dans les entreprises.", "L'IA est peu présente dans les entreprises.", "présente"),
        ("L'IA est présente dans les entreprises.", "L'IA est peu présente dans les entreprises.", "présente"),
        ("L'usage de l'IA progresse peu.", "L'usage de l'IA progresse fortement.", "progresse"),
        ("La région est faible dans les infrastructures.", "La région est forte dans les infrastructures.", "faible"),
        ("La région est forte dans les infrastructures.", "La région est faible dans les infrastructures.", "forte"),
        ("La région est faible dans les infrastructures.", "La région travaille aux infrastructures.", "faible"),
        ("AI is hardly used by firms.", "AI is widely used by firms.", "used"),
    ],
)
def test_another_degree_is_seen(claim: str, source: str, word: str) -> None:
    assert (
        turned_degree(
            analyse(claim, "en" if claim.startswith("AI") else "fr"),
            analyse(source, "en" if claim.startswith("AI") else "fr"),
        )
        == word
    )


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("L'IA est très présente.", "L'IA est présente."),
        ("L'IA est peu présente.", "L'IA reste très peu présente."),
        ("Les usages se développent peu à peu.", "Les usages se développent progressivement."),
        ("Peu de régions ont une stratégie.", "Peu de régions françaises ont une stratégie."),
        ("La région est faible dans les infrastructures.", "La région est peu présente dans les infrastructures."),
        ("La région investit dans la recherche.", "La région, peu dotée, investit dans la recherche."),
    ],
)
def test_the_same_degree_is_let_pass(claim: str, source: str) -> None:
    assert turned_degree(analyse(claim, "fr"), analyse(source, "fr")) == ""


def test_a_degree_bears_on_the_word_it_stands_before() -> None:
    found = degrees(analyse("Une filière très dynamique et peu financée.", "fr"))
    assert set(found.values()) == {frozenset({Degree.MUCH}), frozenset({Degree.LITTLE})}
