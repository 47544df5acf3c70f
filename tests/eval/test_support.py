from collections.abc import Callable

import pytest

from assistant.answers import Excerpt
from eval.support import attribution, checkable, support

Make = Callable[..., Excerpt]
SUD = "La Région Sud prévoit 70 M€ sur cinq ans pour son plan « SUD IA »."
CESER = "Le CESER défend un usage raisonné et inclusif de l'IA, et non son développement à tout prix."


def test_a_copied_and_a_shortened_sentence_are_supported(make_excerpt: Make) -> None:
    for claim in (SUD, "La Région Sud prévoit 70 millions d'euros sur 5 ans pour son plan."):
        assert support(claim, [make_excerpt(SUD)]).ok, claim
    assert support("Le CESER défend un usage raisonné et inclusif de l'IA.", [make_excerpt(CESER)]).ok


def test_several_sentences_word_for_word_are_supported_and_a_part_that_loses_its_denial_is_not(
    make_excerpt: Make,
) -> None:
    note = "Cette fiche est une note. Elle n'est pas le document officiel. Les faits sont redits avec d'autres mots."
    assert support(note, [make_excerpt(note)]).ok
    denied = "Il est faux que la Région prévoie d'interdire l'usage des robots conversationnels dans les lycées."
    assert not support("Elle est le document officiel.", [make_excerpt(note)]).ok
    assert support(denied, [make_excerpt(denied)]).ok


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("La Région Sud prévoit 80 M€ sur cinq ans pour son plan.", "80"),
        (
            "La Région Sud prévoit 70 M€ sur cinq ans pour rénover les lycées et les routes du littoral.",
            "content words",
        ),
        ("La Région Sud ne prévoit pas 70 M€ sur cinq ans pour son plan « SUD IA ».", "denied"),
    ],
)
def test_a_changed_sentence_is_not(make_excerpt: Make, claim: str, why: str) -> None:
    found = support(claim, [make_excerpt(SUD)])
    assert not found.ok and why in found.reason


def test_a_denial_that_is_lost_is_found(make_excerpt: Make) -> None:
    source = make_excerpt(
        "Aucune des 25 recommandations ne traite directement de la mise en œuvre de l'IA dans les territoires."
    )
    assert not support(
        "Les 25 recommandations traitent directement de la mise en œuvre de l'IA dans les territoires.", [source]
    ).ok


def test_nothing_cited_supports_nothing() -> None:
    assert not support(SUD, []).ok


def test_across_languages_values_are_compared(make_excerpt: Make) -> None:
    source = [make_excerpt(SUD)]
    assert support("The Sud Region plans to spend 70 million over five years.", source).ok
    assert not support("The Sud Region plans to spend 75 million over five years.", source).ok
    assert not support("The region is happy with its plan.", source).ok


def test_what_can_be_checked() -> None:
    assert checkable("La Région prévoit un plan.") and checkable("60 M€.")
    assert not checkable("Selon le document.")


@pytest.mark.parametrize(
    ("claim", "source", "kept"),
    [
        ("La Région Sud prévoit 70 M€ pour son plan.", SUD, True),
        ("La Région Sud a dépensé 70 M€ sur cinq ans pour son plan.", SUD, False),
        ("L'Île-de-France consacre 20 M€ par an à son plan.", "D'après Le Figaro, l'Île-de-France consacre 20 M€ par an à son plan.", False),
        ("Le Figaro dit que l'Île-de-France consacre 20 M€ par an.", "D'après Le Figaro, l'Île-de-France consacre 20 M€ par an à son plan.", True),
        ("La Région a construit LigerIA.", "La Région a construit LigerIA avec Swift Ask.", None),
        ("La Région Occitanie compte 250 entreprises.", SUD, None),
    ],
)  # fmt: skip
def test_intention_and_speaker_are_kept_or_lost(make_excerpt: Make, claim: str, source: str, kept: bool | None) -> None:
    assert attribution(claim, [make_excerpt(source)]) is kept
