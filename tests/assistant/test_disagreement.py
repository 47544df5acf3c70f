"""Excerpts that disagree are found; parts of a sum, other subjects and less precise dates are no conflict."""

from assistant.answers import Excerpt
from assistant.disagreement import conflicts, half_told
from corpus.language import speaking


def excerpt(quote, title, publisher, date=None, territory=None):
    return Excerpt(
        f"{title}.pdf",
        "0" * 16,
        title,
        2,
        "2",
        0,
        len(quote),
        quote,
        publisher=publisher,
        date=date,
        territory=territory,
    )


SIXTY = excerpt(
    "La Région Occitanie consacre 60 M€ à sa stratégie IA.", "Stratégie IA", "Région Occitanie", "2024-07-11"
)
FIFTY = excerpt(
    "La Région Occitanie annonce 50 millions d’euros pour sa stratégie IA.", "Annonce", "Midi News", "2024-05"
)
PART = excerpt(
    "Dans la stratégie IA de la Région Occitanie, 22 M€ sont destinés à structurer la filière.",
    "Stratégie IA",
    "Région Occitanie",
)
ELEVEN = excerpt(
    "La Région Occitanie a adopté sa stratégie IA en assemblée plénière le jeudi 11 juillet 2024.", "Midi", "Midi News"
)
TWELVE = excerpt(
    "La stratégie IA de l’Occitanie a été adoptée le 12 juillet 2024.", "Entreprises", "entreprises-occitanie.com"
)
MONTH = excerpt("La stratégie IA de l’Occitanie a été adoptée en juillet 2024.", "Brève", "Gazette")
ELSEWHERE = excerpt("La Région Bretagne consacre 12 M€ à sa stratégie IA.", "Stratégie bretonne", "Région Bretagne")
BOTH = excerpt("La Région Occitanie avait annoncé 50 M€, la stratégie votée est de 60 M€.", "Suite", "Midi News")


def pairs(found):
    return [(one.first, one.second) for one in found]


def test_two_amounts_for_one_subject_are_a_conflict():
    found = conflicts([SIXTY, FIFTY], "Quel est le budget de la stratégie IA de l'Occitanie ?")
    assert pairs(found) == [(0, 1)]
    assert found[0].first_value.canonical == "60000000"
    assert found[0].second_value.canonical == "50000000"


def test_two_dates_of_one_event_are_a_conflict():
    found = conflicts([ELEVEN, TWELVE], "Quand la stratégie IA de l'Occitanie a-t-elle été adoptée ?")
    assert [(one.first_value.canonical, one.second_value.canonical) for one in found] == [("2024-07-11", "2024-07-12")]


def test_both_are_told_with_their_source_and_date():
    conflict = conflicts([SIXTY, FIFTY])[0]
    told = conflict.described([SIXTY, FIFTY])
    assert "« 60 M€ » (Région Occitanie, 2024-07-11, p. 2)" in told
    assert "« 50 millions d’euros » (Midi News, 2024-05, p. 2)" in told
    with speaking("en"):
        assert conflict.described([SIXTY, FIFTY]).startswith("The sources disagree")


def test_what_is_no_conflict():
    assert conflicts([SIXTY, PART]) == []
    assert conflicts([SIXTY, ELSEWHERE]) == []
    assert conflicts([ELEVEN, MONTH]) == []
    assert conflicts([SIXTY, BOTH]) == []
    assert conflicts([SIXTY, SIXTY]) == []
    assert conflicts([]) == []


def test_only_what_the_question_asks_about_counts():
    excerpts = [SIXTY, FIFTY, ELEVEN, TWELVE]
    assert pairs(conflicts(excerpts, "Quand la stratégie IA de l'Occitanie a-t-elle été adoptée ?")) == [(2, 3)]
    assert pairs(conflicts(excerpts, "Combien la Région Occitanie consacre-t-elle à sa stratégie IA ?")) == [(0, 1)]
    assert conflicts(excerpts, "Quelles amendes prévoit le règlement européen ?") == []


def test_a_value_that_its_source_disowns_is_no_conflict():
    wrong = excerpt("Un site donne à tort 50 M€ pour la stratégie IA de la Région Occitanie.", "Fiche", "Vigie")
    assert conflicts([SIXTY, wrong]) == []


def test_a_part_is_no_rival_of_its_whole() -> None:
    whole = "La Région consacre 60 millions d'euros à la stratégie régionale d'intelligence artificielle."
    part = "La Région finance la stratégie régionale d'intelligence artificielle, dont 10 millions d'euros cette année."
    assert (
        conflicts(
            [excerpt(whole, "A", "X"), excerpt(part, "B", "Y")],
            "Quel montant la Région consacre-t-elle à la stratégie d'IA ?",
        )
        == []
    )


def test_what_a_part_is_for_makes_it_no_rival_of_its_whole() -> None:
    part = excerpt("La stratégie IA de la Région Occitanie réserve 10 M€ à des projets régionaux.", "Stratégie IA", "x")
    assert conflicts([SIXTY, part], "Combien la Région Occitanie consacre-t-elle à sa stratégie IA ?") == []


PAGES = excerpt("Le rapport compte 130 pages selon Futuribles et 125 pages selon tech-ethic.com.", "Note", "Vigie")
DATES = excerpt(
    "Midi News date l’adoption de la stratégie du jeudi 11 juillet 2024 ; un autre site la date du 12 juillet 2024.",
    "Note",
    "Vigie",
)


def test_the_other_value_of_a_sentence_is_not_kept_silent() -> None:
    assert half_told([PAGES], "Le rapport fait 130 pages.", "Combien de pages fait le rapport ?") == [(0, PAGES.quote)]
    assert half_told([DATES], "Elle est du 12 juillet 2024.", "Quand la stratégie a-t-elle été adoptée ?")
    both = "130 pages pour l'un, 125 pages pour l'autre."
    assert half_told([PAGES], both, "Combien de pages fait le rapport ?") == []
    assert half_told([PAGES], "Le rapport est long.", "Combien de pages fait le rapport ?") == []


def test_amounts_for_two_things_are_no_disagreement() -> None:
    two = excerpt("La stratégie prévoit 9 M€ pour la formation et 1 M€ pour le bac, d’après Centre Inffo.", "Note", "x")
    assert half_told([two], "La formation reçoit 9 M€.", "Combien la stratégie prévoit-elle pour la formation ?") == []
