"""Values in French and English text: every way of writing one gives one form, and different values stay different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.values import Bound, ValueKind, extract_values, supports

A, P, N, D, Q, T, R = (
    ValueKind.AMOUNT, ValueKind.PERCENT, ValueKind.NUMBER, ValueKind.DATE, ValueKind.QUANTITY, ValueKind.DURATION, ValueKind.REFERENCE,
)  # fmt: skip
SPACES = " \u00a0\u202f\u2009\u2007"


def keys(text, language=None):
    return [value.key for value in extract_values(text, language)]


def only(text, language=None):
    found = extract_values(text, language)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "60 M€", "60M€", "60 M d’euros", "60 millions d'euros", "60 millions d’€", "60 000 000 €", "60\u202f000\u202f000\u00a0€",
        "60\u00a0000\u00a0000 EUR", "60.000.000 euros", "soixante millions d'euros", "€60 million", "EUR 60 million", "EUR 60 000 000",
        "60,000,000 euros", "€60m", "60 000 k€", "60 MEUR", "60 M EUR", "60 000 KEUR",
    ],
)  # fmt: skip
def test_sixty_million_euros_is_one_amount(text):
    assert only(text).key == (A, "60000000", "EUR")


@pytest.mark.parametrize(
    "text", ["2,5 Md€", "2,5 Mds €", "2.5 Md€", "2,5 milliards d'euros", "2 500 000 000 €", "€2.5 billion", "€2.5bn"]
)
def test_two_and_a_half_billion_is_one_amount(text):
    assert only(text).key == (A, "2500000000", "EUR")


@pytest.mark.parametrize(
    "text",
    ["7 %", "7%", "7\u202f%", "7 p. 100", "7 pour cent", "sept pour cent", "7 per cent", "seven percent", "7,0 %"],
)
def test_seven_percent_is_one_percentage(text):
    assert only(text).key == (P, "7", "%")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("trente-cinq agents", (Q, "35", "agent")),
        ("35 agents", (Q, "35", "agent")),
        ("quatre-vingt-dix-sept pages", (Q, "97", "page")),
        ("soixante et onze élus", (Q, "71", "councillor")),
        ("deux cent quatre-vingts communes", (Q, "280", "municipality")),
        ("mille deux cents entreprises", (Q, "1200", "company")),
        ("one hundred and twenty pages", (Q, "120", "page")),
        ("35 nouveaux agents", (Q, "35", "agent")),
        ("une dizaine de projets", (Q, "~10", "project")),
        ("deux ans et demi", (T, "2.5", "year")),
        ("un an", (T, "1", "year")),
        ("1 an", (T, "1", "year")),
        ("une année", (T, "1", "year")),
        ("douze mois", (T, "12", "month")),
        ("six months", (T, "6", "month")),
        ("deux tiers", (N, "2/3", "")),
        ("½", (N, "1/2", "")),
        ("3.5", (N, "3.5", "")),
        ("3,5", (N, "3.5", "")),
        ("10^25", (N, "10^25", "")),
        ("10²⁵", (N, "10^25", "")),
        ("３５ pages", (Q, "35", "page")),
        ("-5 %", (P, "-5", "%")),
        ("1er", (ValueKind.ORDINAL, "1", "")),
        ("premier", (ValueKind.ORDINAL, "1", "")),
        ("vingt-cinquième", (ValueKind.ORDINAL, "25", "")),
        ("3rd", (ValueKind.ORDINAL, "3", "")),
        ("14 h 30", (ValueKind.TIME, "14:30", "")),
        ("300 MW", (Q, "300", "MW")),
    ],
)
def test_numbers(text, key):
    assert only(text).key == key


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("le 2 août 2026", "2026-08-02"), ("02/08/2026", "2026-08-02"), ("2.8.2026", "2026-08-02"), ("2026-08-02", "2026-08-02"),
        ("2 August 2026", "2026-08-02"), ("August 2, 2026", "2026-08-02"), ("2nd of August 2026", "2026-08-02"),
        ("1er septembre 2025", "2025-09-01"), ("premier septembre 2025", "2025-09-01"), ("2 AOÛT 2026", "2026-08-02"),
        ("août 2026", "2026-08"), ("en 2026", "2026"), ("le 20 mars", "--03-20"), ("en juillet", "--07"),
    ],
)  # fmt: skip
def test_dates(text, canonical):
    assert only(text).key == (D, canonical, "")


def test_the_month_belongs_to_every_day_of_a_list_and_a_range_keeps_both_ends():
    assert keys("les 11 et 12 juillet 2024") == [(D, "2024-07-11", ""), (D, "2024-07-12", "")]
    assert keys("la période 2021-2027") == [(D, "2021", ""), (D, "2027", "")]
    assert keys("de 10 à 20 M€") == [(A, "10000000", "EUR"), (A, "20000000", "EUR")]
    assert keys("entre 35 et 40 %") == [(P, "35", "%"), (P, "40", "%")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("l’article 27", [("article", "27")]),
        ("art. 27", [("article", "27")]),
        ("article premier", [("article", "1")]),
        ("articles 5, 6 et 7", [("article", "5"), ("article", "6"), ("article", "7")]),
        ("article 6, paragraphe 1", [("article", "6"), ("paragraph", "6/1")]),
        ("Article 6(1)", [("article", "6"), ("paragraph", "6/1")]),
        ("article 6, paragraphe 1, point a)", [("article", "6"), ("paragraph", "6/1"), ("point", "6/1/a")]),
        ("l'annexe III", [("annex", "3")]),
        ("Annex III", [("annex", "3")]),
        ("considérant 12", [("recital", "12")]),
        ("règlement (UE) 2024/1689", [("act", "2024/1689")]),
        ("la loi n° 78-17", [("act", "78/17")]),
        ("art. L. 123-4", [("article", "l123-4")]),
        ("page 12", [("page", "12")]),
    ],
)
def test_references(text, found):
    assert [(v.unit, v.canonical) for v in extract_values(text) if v.kind is R] == found


def test_acronyms_are_the_same_in_both_languages_and_headings_hold_none():
    assert [v.canonical for v in extract_values("le CESER et l’IA")] == ["ceser", "ia"]
    assert [v.canonical for v in extract_values("the C.E.S.E.R. and AI")] == ["ceser", "ia"]
    assert keys("LE PARLEMENT EUROPÉEN ET LE CONSEIL") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le CESER des Pays de la Loire écoute Christelle Morançais.", ["pays de la loire", "christelle morancais"]),
        ("L’outil Swift Ask sert à l'Occitanie.", ["swift ask", "occitanie"]),
        ("Christelle Morançais préside la Région.", ["christelle morancais", "region"]),
        ("La Région et les Ligériens.", ["region", "ligeriens"]),
        ("Lorsqu’un projet est prêt, il est voté.", []),
    ],
)
def test_names(text, names):
    found = [v.canonical for v in extract_values(text) if v.kind is ValueKind.NAME and v.unit != "initial"]
    assert found == names


def test_two_numbers_side_by_side_are_not_one():
    assert keys("3 5") != keys("3.5")
    assert [value.canonical for value in extract_values("3 5")] == ["3", "5"]
    assert "1025" not in [value.canonical for value in extract_values("10²⁵")]
    assert [value.canonical for value in extract_values("60 M€²")] == ["60000000"]
    assert keys("en 2024, 300 agents") == [(D, "2024", ""), (Q, "300", "agent")]


def test_an_english_comma_parts_thousands_and_a_french_one_decimals():
    assert only("2,500 employees", "en").canonical == "2500"
    assert only("2,500 kg", "fr").canonical == "2.5"


def test_may_is_a_month_only_where_it_is_one():
    assert keys("They may use it in May 2025.") == [(D, "2025-05", "")]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("jusqu’à 35 M€", Bound.AT_MOST), ("au moins 35 M€", Bound.AT_LEAST), ("plus de 35 M€", Bound.OVER), ("moins de 35 M€", Bound.UNDER),
        ("environ 35 M€", Bound.ABOUT), ("avant le 2 août 2026", Bound.BEFORE), ("à compter du 2 août 2026", Bound.AFTER),
        ("up to €35 million", Bound.AT_MOST), ("over three years", Bound.EXACT), ("35 M€", Bound.EXACT),
    ],
)  # fmt: skip
def test_bounds(text, bound):
    assert only(text).bound is bound


@pytest.mark.parametrize(
    ("source", "claim", "supported"),
    [
        ("2 août 2026", "août 2026", True), ("2 août 2026", "en 2026", True), ("août 2026", "2 août 2026", False),
        ("article 6, paragraphe 1", "paragraphe 1", True), ("article 6, paragraphe 1", "article 5, paragraphe 1", False),
        ("300 agents", "300", True), ("60 M€", "60", False), ("7 %", "7", False), ("6 mois", "6 ans", False), ("60 M€", "60 M$", False),
    ],
)  # fmt: skip
def test_support_is_equality_or_less_precision(source, claim, supported):
    last = extract_values(claim)[-1]
    assert any(supports(value, last) for value in extract_values(source)) is supported


@given(st.integers(1000, 10**12), st.sampled_from(SPACES))
def test_every_space_parts_thousands(number, space):
    assert only(f"{number:,} €".replace(",", space)).key == (A, str(number), "EUR")


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_different_numbers_are_different_values(one, other):
    assert (keys(f"{one} €") == keys(f"{other} €")) == (one == other)


@given(st.text(max_size=200))
def test_spans_are_slices_of_the_text_and_do_not_overlap(text):
    last = 0
    for value in extract_values(text):
        assert text[value.start : value.end] == value.text
        assert value.start >= last
        last = value.end


@pytest.mark.parametrize(
    "text",
    ["Le secteur 3 est concerné.", "La valeur 60 est dépassée.", "Un ordinateur 12 pouces.", "Le vecteur\u00a07."],
)
def test_a_word_that_ends_like_a_currency_is_none(text):
    assert [value.kind for value in extract_values(text)] == [N]
