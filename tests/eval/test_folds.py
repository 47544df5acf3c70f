import pytest

from eval.folds import fact_holds, fold_fact


@pytest.mark.parametrize(
    ("alias", "answer"),
    [
        ("35 000 000", "jusqu'à 35 000 000 EUR"),
        ("35 000 000", "jusqu’à 35\u202f000\u202f000 EUR"),
        ("35 000 000", "up to 35,000,000 euros"),
        ("7 %", "ou 7\u00a0% du chiffre d'affaires"),
        ("7 %", "or 7% of turnover"),
        ("3 500", "3500 salariés"),
        ("L'intersyndicale", "L’INTERSYNDICALE a diffusé"),
        ("décarbonation", "la decarbonation"),
        ("recommandation", "25 recommandations"),
        ("1er août 2024", "le 1er Août 2024."),
        ("€60 million", "(€60 million)"),
    ],
)
def test_a_fact_holds_whatever_its_typography(alias: str, answer: str) -> None:
    assert fact_holds([alias], answer)


@pytest.mark.parametrize(
    ("alias", "answer"),
    [
        ("7 %", "17 % des entreprises"),
        ("7 %", "1,7 % des entreprises"),
        ("35", "35,5 M€"),
        ("35", "350 M€"),
        ("35", "1 035 agents"),
        ("IA", "via le portail"),
        ("non", "nonobstant"),
        ("2 mai 2024", "12 mai 2024"),
        ("60 M€", "160 M€"),
        ("99", "1999"),
    ],
)
def test_a_fact_is_not_part_of_another_value_or_word(alias: str, answer: str) -> None:
    assert not fact_holds([alias], answer)


def test_any_alias_is_enough() -> None:
    assert fact_holds(["35 millions", "35 M€"], "35 M€")
    assert not fact_holds(["35 millions"], "35 M€")


def test_years_do_not_join_the_number_after_them() -> None:
    assert fold_fact("en 2024 250 entreprises") == "en 2024 250 entreprises"
    assert fold_fact("1 046 100 €") == "1046100€"
