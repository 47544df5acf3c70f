"""Verdicts: what is borne out is sourced, what is changed is not, and the reason says what."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answers import Excerpt, Verdict
from assistant.verification import contentless, verify
from corpus.language import speaking


def excerpt(quote, title="Note", publisher="Vigie", **known):
    return Excerpt(
        "note.pdf", "0" * 16, title, known.pop("page", 1), "1", 0, len(quote), quote, publisher=publisher, **known
    )


LAW = excerpt(
    "3. Le non-respect de l’interdiction des pratiques visées à l’article 5 fait l’objet d’amendes administratives pouvant aller jusqu’à "
    "35 000 000 EUR ou, si l’auteur de l’infraction est une entreprise, jusqu’à 7 % de son chiffre d’affaires annuel mondial.",
    "Règlement sur l’intelligence artificielle", "Union européenne", standing="law", section=("Article 99 Sanctions",),
)  # fmt: skip
OPINION = excerpt(
    "Le CESER recommande que la Région consacre 5 M€ par an à la formation des agents. La Région prévoit de créer un comité d’éthique en 2026.",
    "Avis sur l’IA", "CESER Pays de la Loire", standing="opinion", date="2025-03-20",
)  # fmt: skip
VOTE = excerpt(
    "La Région Occitanie a adopté sa stratégie le 11 juillet 2024 par 96 voix.",
    "Stratégie IA Occitanie",
    "Région Occitanie",
)
ALL = [LAW, OPINION, VOTE]

SOURCED = [
    "Le non-respect de l'interdiction des pratiques visées à l'article 5 est passible d'une amende allant jusqu'à 35 millions d'euros.",
    "L'amende peut atteindre 7 % du chiffre d'affaires annuel mondial [1].",
    "L'article 99, paragraphe 3, prévoit des amendes administratives pouvant aller jusqu'à 35 000 000 EUR.",
    "Le CESER préconise de consacrer cinq millions d'euros par an à la formation des agents.",
    "La Région prévoit la création d'un comité d'éthique en 2026.",
    "L'Occitanie a adopté sa stratégie IA le 11 juillet 2024.",
    "The fine can reach EUR 35 million or 7% of worldwide annual turnover.",
]
CHANGED = [
    ("L'amende peut atteindre 36 millions d'euros.", "36 millions d'euros"),
    ("L'amende peut atteindre 35 millions de dollars.", "35 millions de dollars"),
    ("L'amende peut atteindre 8 % du chiffre d'affaires annuel mondial.", "8 %"),
    ("Le non-respect des pratiques visées à l'article 6 fait l'objet d'amendes administratives.", "6"),
    ("La Région Occitanie a adopté sa stratégie le 12 juillet 2024.", "12 juillet 2024"),
    ("La Région Bretagne a adopté sa stratégie le 11 juillet 2024.", "Bretagne"),
    ("Le CNRS recommande que la Région consacre 5 M€ par an à la formation des agents.", "CNRS"),
    ("La Région Occitanie a adopté sa stratégie le 11 juillet 2024 par 97 voix.", "97 voix"),
]
OTHERWISE = [
    "La Région Occitanie n'a pas adopté sa stratégie le 11 juillet 2024.",
    "La Région a créé un comité d'éthique en 2026.",
    "La Région consacre 5 M€ par an à la formation des agents.",
    "La Région recommande de consacrer 5 M€ par an à la formation des agents.",
    "La Région a décidé de consacrer 5 M€ par an à la formation des agents.",
    "La Région Occitanie a rejeté sa stratégie le 11 juillet 2024.",
    "L'amende est d'au moins 35 000 000 EUR pour les pratiques visées à l'article 5.",
    "Le CESER recommande que la Région consacre 5 M€ par an à un comité d'éthique en 2026.",
]


@pytest.mark.parametrize("sentence", SOURCED)
def test_what_the_excerpts_say_is_sourced(sentence):
    found = verify(sentence, ALL)
    assert (found.verdict, found.reason) == (Verdict.SOURCED, ""), found
    assert len(found.citations) == 1
    assert "[" not in found.text


@pytest.mark.parametrize(("sentence", "value"), CHANGED)
def test_a_changed_value_is_unsourced_and_named(sentence, value):
    found = verify(sentence, ALL)
    assert found.verdict is Verdict.UNSOURCED
    assert value in found.reason


@pytest.mark.parametrize("sentence", OTHERWISE)
def test_a_changed_meaning_is_never_sourced(sentence):
    assert verify(sentence, ALL).verdict is not Verdict.SOURCED


def test_the_reason_is_in_the_readers_language():
    sentence = "L'amende peut atteindre 36 millions d'euros."
    assert verify(sentence, ALL).reason == "le montant « 36 millions d'euros » ne figure pas dans l'extrait cité"
    with speaking("en"):
        assert verify(sentence, ALL).reason == "the amount “36 millions d'euros” does not occur in the cited excerpt"


def test_only_the_cited_excerpts_count():
    sentence = "La Région Occitanie a adopté sa stratégie le 11 juillet 2024 par 96 voix."
    assert verify(sentence, ALL, (2,)).verdict is Verdict.SOURCED
    assert verify(sentence, ALL, (0,)).verdict is Verdict.UNSOURCED
    assert verify(sentence, ALL, ()).verdict is Verdict.UNSOURCED
    assert verify(sentence, ALL, (7,)).verdict is Verdict.UNSOURCED


def test_a_value_of_another_subject_does_not_count():
    source = excerpt(
        "La Région consacre 60 M€ à la recherche. Le département consacre 4 M€ aux bibliothèques municipales."
    )
    assert verify("La Région consacre 60 M€ à la recherche.", [source]).verdict is Verdict.SOURCED
    assert verify("La Région consacre 4 M€ à la recherche.", [source]).verdict is Verdict.UNSOURCED


def test_exchanged_values_are_found():
    source = excerpt("Le rapport a été adopté par 96 voix pour, 12 voix contre et 4 abstentions.")
    assert verify("Le rapport a été adopté par 96 voix pour et 12 voix contre.", [source]).verdict is Verdict.SOURCED
    assert (
        verify("Le rapport a été adopté par 12 voix pour, 96 voix contre et 4 abstentions.", [source]).verdict
        is Verdict.UNSOURCED
    )


def test_title_and_publisher_are_known_but_prove_no_number():
    source = excerpt("Le budget est de 60 M€ sur cinq ans.", "Stratégie IA Occitanie 2024", "Région Occitanie")
    assert verify("En Occitanie, le budget est de 60 M€ sur cinq ans.", [source]).verdict is Verdict.SOURCED
    assert verify("En Bretagne, le budget est de 60 M€ sur cinq ans.", [source]).verdict is Verdict.UNSOURCED


def test_the_date_of_the_document_may_be_said_of_the_document_only():
    assert (
        verify(
            "Dans son avis du 20 mars 2025, le CESER recommande que la Région consacre 5 M€ par an à la formation des agents.",
            [OPINION],
        ).verdict
        is Verdict.SOURCED
    )
    assert (
        verify("Le 20 mars 2025, la Région prévoit de créer un comité d'éthique.", [OPINION]).verdict
        is Verdict.UNSOURCED
    )


def test_missing_words_make_a_sentence_partly_sourced():
    found = verify("La Région prévoit de créer un comité d'éthique en 2026 avec des chercheurs nantais.", [OPINION])
    assert found.verdict is Verdict.PARTLY_SOURCED
    assert "chercheurs" in found.reason


def test_halves_of_two_sentences_are_found():
    source = excerpt(
        "Le comité régional évalue chaque année les outils achetés par les lycées agricoles de la région. "
        "Les communes rurales transmettent leurs registres au préfet avant la fin du mois de janvier."
    )
    spliced = "Le comité régional évalue chaque année les outils au préfet avant la fin du mois de janvier."
    assert verify(spliced, [source]).verdict is not Verdict.SOURCED


@pytest.mark.parametrize("sentence", ["Voici la réponse :", "Here is the answer:", "En effet.", "[1]", ""])
def test_a_sentence_without_content_can_be_dropped(sentence):
    assert contentless(sentence)
    assert verify(sentence, ALL).verdict is Verdict.UNSOURCED


def test_a_sentence_with_content_is_not_contentless():
    assert not contentless("Le CESER recommande.")
    assert not contentless("35 M€.")


@pytest.mark.parametrize(
    "sentence", ["Les recommandations du CESER sont [5].", "La Région prévoit de créer un comité d'éthique et"]
)
def test_an_unfinished_sentence_is_unsourced(sentence):
    found = verify(sentence, ALL)
    assert (found.verdict, found.reason) == (Verdict.UNSOURCED, "phrase inachevée")


def test_a_sum_for_a_year_is_not_a_sum():
    assert (
        verify("Le CESER recommande que la Région consacre 5 M€ à la formation des agents.", [OPINION]).verdict
        is Verdict.UNSOURCED
    )
    assert (
        verify(
            "Le CESER recommande que la Région consacre 5 M€ chaque année à la formation des agents.", [OPINION]
        ).verdict
        is Verdict.SOURCED
    )


def test_a_forged_mark_in_the_sentence_changes_nothing():
    assert verify("La Région Bretagne a adopté sa stratégie le 11 juillet 2024 [3].", ALL).verdict is Verdict.UNSOURCED


TRUE = (
    "Le programme consacre 4 250 000 € à 1 375 agents, soit 12,5 % des effectifs, avant le 28 mars 2027 (article 46)."
)
DIGITS = [match.start() for match in re.finditer(r"\d", TRUE)]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(DIGITS), st.sampled_from("123456789"))
def test_any_changed_digit_is_caught(place, digit):
    source = excerpt(TRUE)
    changed = TRUE[:place] + digit + TRUE[place + 1 :]
    verdict = verify(changed, [source]).verdict
    assert verdict is (Verdict.SOURCED if changed == TRUE else Verdict.UNSOURCED)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=120), st.text(max_size=200))
def test_any_text_gets_a_verdict(sentence, quote):
    found = verify(sentence, [excerpt(quote)])
    assert isinstance(found.verdict, Verdict)
    assert found.reason or found.verdict is Verdict.SOURCED


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "La feuille de route a été signée le 30 août dans les locaux de l’entreprise Bluecime.",
            "L’État et la Région ont signé une feuille de route le 30 août, dans les locaux de l’entreprise Bluecime.",
        ),
        ("La Région a annoncé 50 millions pour sa stratégie.", "La Région a annoncé 50 M€ pour sa stratégie."),
        (
            "Elle a jugé que le rapport du CESER allait dans le sens de ce que veut le Conseil régional.",
            "Elle a jugé que le rapport du\nCESER allait dans le sens de ce que veut le Conseil régional.",
        ),
        (
            "Les trois premières propositions portent sur les données et l’expérimentation.",
            "Les propositions n° 1, n° 2 et n° 3 portent respectivement sur les données et l’expérimentation.",
        ),
        (
            "Les préconisations du CESER appellent à un usage raisonné de l’IA.",
            "Le CESER a présenté des préconisations pour que l’usage de l’IA soit raisonné.",
        ),
    ],
)
def test_the_same_in_other_words_or_on_two_lines_is_sourced(sentence, source):
    checked = verify(sentence, [excerpt(source)])
    assert checked.verdict is Verdict.SOURCED, checked.reason


def test_who_signs_is_still_compared_in_the_passive():
    source = excerpt("La feuille de route a été signée par l’État le 30 août à Lyon.")
    assert (
        verify("La feuille de route a été signée par le CESER le 30 août à Lyon.", [source]).verdict
        is not Verdict.SOURCED
    )


def test_a_reference_states_nothing():
    source = excerpt("Le Sénat a publié un rapport. Sources : Sénat, rapport r24-447, 13 mars 2025.")
    assert verify("Sources : Sénat, rapport r24-447, 13 mars 2025.", [source]).verdict is Verdict.UNSOURCED


def test_a_bare_value_is_not_sourced():
    checked = verify("50 %.", [excerpt("Le plan vise 80 % des PME et 50 % des TPE.")], question="Combien de PME ?")
    assert checked.verdict is Verdict.PARTLY_SOURCED


def test_a_question_states_nothing():
    asked = "Le plan IA de la Région a-t-il deux, trois ou quatre axes ?"
    checked = verify(
        asked, [excerpt("Le plan IA de la Région a quatre axes, deux ou trois pour d’autres.")], question=asked
    )
    assert checked.verdict is Verdict.UNSOURCED and "question" in checked.reason
