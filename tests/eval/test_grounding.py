from collections.abc import Callable

import pytest

from assistant.answers import Excerpt
from eval.grounding import ungrounded, values_of

Make = Callable[..., Excerpt]


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [
        ("60 M€", 60e6, False), ("60 millions d'euros", 60e6, False), ("€60 million", 60e6, False),
        ("60 000 000 EUR", 60e6, False), ("2,4 Md€", 2.4e9, False), ("5 milliards", 5e9, False), ("7 %", 7, True),
        ("7,5 M€", 7.5e6, False), ("€7.5 million", 7.5e6, False), ("1 046 100 €", 1046100, False), ("cinq défis", 5, False),
        ("five challenges", 5, False), ("93%", 93, True),
    ],
)  # fmt: skip
def test_a_number_is_read_whatever_its_writing(text: str, value: float, percent: bool) -> None:
    assert [(number, is_percent) for _, number, is_percent in values_of(text).numbers] == [(value, percent)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("le 1er août 2024", (1, 8, 2024)), ("1 August 2024", (1, 8, 2024)), ("August 1, 2024", (1, 8, 2024)),
        ("en mars 2019", (None, 3, 2019)), ("02/08/2026", (2, 8, 2026)), ("2026-08-02", (2, 8, 2026)), ("le 16 octobre", (16, 10, None)),
    ],
)  # fmt: skip
def test_a_date_is_read_in_both_languages(text: str, date: tuple[int | None, int | None, int | None]) -> None:
    found = values_of(text)
    assert [value for _, value in found.dates] == [date] and not found.numbers


def test_what_the_excerpt_holds_is_grounded(make_excerpt: Make) -> None:
    quote = "La Région Occitanie a annoncé 50 M€ en mai 2024, puis 60 M€ le 11 juillet 2024, à 93 % pour cinq projets."
    for claim in (
        "L'Occitanie consacre 60 millions d'euros à son plan.",
        "The Occitanie Region announced €50 million in May 2024.",
        "Le 11 juillet 2024, 5 projets ont reçu 93 %.",
        "En 2024, l'Occitanie a annoncé 50 M€.",
    ):
        assert ungrounded(claim, [make_excerpt(quote)]) == (), claim


def test_another_value_is_not(make_excerpt: Make) -> None:
    quote = make_excerpt(
        "La Région Occitanie a annoncé 50 M€ en mai 2024 ; 93 % des agents, de 2 communes, suivent Mme Dupont."
    )
    assert ungrounded("L'Occitanie a annoncé 50 Md€.", [quote]) == ("50 md",)
    assert ungrounded("L'Occitanie a annoncé 50 %.", [quote]) == ("50%",)
    assert ungrounded("En juin 2024, l'Occitanie a annoncé 50 M€.", [quote]) == ("juin 2024",)
    assert ungrounded("Le 2 mai 2024, 93 % suivent.", [quote]) == ("2 mai 2024",)
    assert ungrounded("Les agents suivent Mme Durand.", [quote]) == ("Durand",)
    assert ungrounded("Les agents suivent la SNCF.", [quote]) == ("SNCF",)
    assert ungrounded("Trois communes suivent.", [quote]) == ("trois",)


def test_the_document_s_own_name_counts(make_excerpt: Make) -> None:
    quote = make_excerpt(
        "La région est au milieu de la chaîne.", title="Le CESER Pays de la Loire", publisher="Projet Vigie"
    )
    assert ungrounded("Selon le CESER Pays de la Loire, la région est au milieu.", [quote]) == ()


def test_names_are_met_across_languages(make_excerpt: Make) -> None:
    quote = make_excerpt("La Commission européenne a proposé un texte au Parlement européen.")
    assert ungrounded("The text was proposed to the European Parliament by the European Commission.", [quote]) == ()
    assert ungrounded("The text was proposed to the European Council.", [quote]) == ("Council",)


def test_a_name_is_the_same_in_the_plural(make_excerpt: Make) -> None:
    assert ungrounded("Selon un CESER Ligérien.", [make_excerpt("Le CESER parle aux Ligériens.")]) == ()
    assert ungrounded("Selon un CESER Breton.", [make_excerpt("Le CESER parle aux Ligériens.")]) == ("Breton",)
