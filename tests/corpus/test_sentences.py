from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    "text",
    [
        "Voir art. 4 et n° 2.",
        "Le taux passe de 3.5 à 4.2 points.",
        "M. Dupont et Mme Martin ont parlé.",
        "J.-P. Martin et C. Nebbula sont là.",
        "Elle cite l'art. 6, par. 1, du règlement.",
        "Le coût est de 2,5 Md€ en 2025.",
        "Il a dit « oui. » puis il est parti.",
        "Trois cas : a) le premier ; b) le deuxième ; c) le troisième.",
        "1. Le présent règlement s'applique aux fournisseurs.",
        "The U.S. law applies, e.g. in Art. 5.",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C'est l'égalité. La suite.", ["C'est l'égalité.", "La suite."]),
        ("Elle parle de l'IA. Il écoute.", ["Elle parle de l'IA.", "Il écoute."]),
        ("Adopté en 2025. Voté.", ["Adopté en 2025.", "Voté."]),
        ("Il coûte 2,5 Md€. C'est cher.", ["Il coûte 2,5 Md€.", "C'est cher."]),
        ("« Il faut agir. » Elle le dit.", ["« Il faut agir. »", "Elle le dit."]),
        ("Est-ce vrai ? Oui !", ["Est-ce vrai ?", "Oui !"]),
        ("Un titre\nUne phrase.", ["Un titre", "Une phrase."]),
        ("Attendez… Puis rien.", ["Attendez…", "Puis rien."]),
        ("Il y a l'eau, l'air, etc. Ensuite, on part.", ["Il y a l'eau, l'air, etc.", "Ensuite, on part."]),
        ("1. Un. 2. Deux.", ["1. Un.", "2. Deux."]),
        ("Le rapport du\nCESER est là.\nUn titre\nFin.", ["Le rapport du\nCESER est là.", "Un titre", "Fin."]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="aÀé. !?\n«»1M'-", max_size=80))
def test_nothing_but_spaces_is_left_out(text: str) -> None:
    spans = sentence_spans(text)
    assert all(first < last for first, last in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    inside = "".join(text[start:end] for start, end in spans)
    assert "".join(inside.split()) == "".join(text.split())
