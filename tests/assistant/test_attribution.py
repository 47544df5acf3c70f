"""Attribution: the excerpts that bear a sentence out, whatever marks the model wrote."""

import pytest

from assistant.answers import Excerpt
from assistant.attribution import attribute, strip_marks


def excerpt(quote, title="Avis sur l’IA", publisher="CESER Pays de la Loire", page=1, **known):
    return Excerpt("avis.pdf", "0" * 16, title, page, str(page), 0, len(quote), quote, publisher=publisher, **known)


EXCERPTS = [
    excerpt("Le CESER recommande que la Région consacre 5 M€ par an à la formation des agents."),
    excerpt(
        "La Région Occitanie a adopté sa stratégie le 11 juillet 2024.", "Stratégie IA Occitanie", "Région Occitanie"
    ),
    excerpt(
        "Les amendes peuvent atteindre 35 000 000 EUR ou 7 % du chiffre d’affaires annuel mondial.",
        "Règlement IA",
        "UE",
        standing="law",
    ),
    excerpt(
        "LigerIA est un outil interne construit avec Swift Ask. 93 % des agents en sont satisfaits.", "LigerIA", "Vigie"
    ),
]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("La Région agit [1].", "La Région agit."),
        ("La Région agit [1][2].", "La Région agit."),
        ("La Région agit [1, 3] et vote [2].", "La Région agit et vote."),
        ("La Région agit (extrait 2).", "La Région agit."),
        ("La Région agit [extrait 1].", "La Région agit."),
        ("La Région agit (cf. extraits 1 et 2).", "La Région agit."),
        ("Selon l’extrait 2, la Région agit.", "La Région agit."),
        ("According to excerpt 2, the Region acts.", "The Region acts."),
        ("- **La Région** agit [n].", "La Région agit."),
        ("2. La Région agit.", "La Région agit."),
        ("L’article 6(1) s’applique.", "L’article 6(1) s’applique."),
        ("La Région (60 M€) agit.", "La Région (60 M€) agit."),
    ],
)
def test_marks_are_removed_and_nothing_else(text, bare):
    assert strip_marks(text) == bare


@pytest.mark.parametrize(
    ("sentence", "indexes"),
    [
        ("Le CESER préconise que la Région consacre 5 millions d’euros par an à la formation des agents [4].", (0,)),
        ("L’Occitanie a adopté sa stratégie le 11 juillet 2024 [1].", (1,)),
        ("L’amende peut atteindre 35 millions d’euros.", (2,)),
        ("The fine may reach EUR 35 million or 7% of worldwide annual turnover.", (2,)),
        ("93 % des agents sont satisfaits de LigerIA.", (3,)),
        ("Voici la réponse :", ()),
        ("Le tramway de Nantes transporte des voyageurs.", ()),
    ],
)
def test_the_excerpt_that_bears_the_sentence_out_is_found(sentence, indexes):
    assert attribute(sentence, EXCERPTS) == indexes


def test_a_wrong_value_is_attributed_to_the_excerpt_it_was_taken_from():
    assert attribute(
        "L’amende peut atteindre 36 millions d’euros ou 7 % du chiffre d’affaires annuel mondial.", EXCERPTS
    ) == (2,)


def test_the_first_of_two_equal_excerpts_wins_and_one_is_enough():
    twice = [EXCERPTS[1], EXCERPTS[1]]
    assert attribute("La Région Occitanie a adopté sa stratégie le 11 juillet 2024.", twice) == (0,)


def test_two_excerpts_are_cited_when_each_bears_out_a_clause():
    sentence = "La Région Occitanie a adopté sa stratégie le 11 juillet 2024 et le CESER recommande que la Région consacre 5 M€ par an à la formation des agents."
    assert attribute(sentence, EXCERPTS) == (0, 1)


def test_no_excerpt_gives_no_citation():
    assert attribute("La Région a adopté sa stratégie.", []) == ()
