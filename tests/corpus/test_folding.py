import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.folding import Folded, fold, squeeze


@pytest.mark.parametrize(
    ("printed", "quoted"),
    [
        ("la ﬁn de l’œuvre", "la fin de l'oeuvre"),
        ("« Oui »", '"Oui"'),
        ("35\u202f000\u00a0000 €", "35 000 000 €"),
        ("2018–2022", "2018-2022"),
        ("inter\u00adrégional", "interrégional"),
        ("e\u0301tat", "état"),
        ("deux\n  lignes", "deux lignes"),
        ("et…", "et..."),
    ],
)
def test_typography_does_not_matter(printed: str, quoted: str) -> None:
    assert fold(printed) == fold(quoted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("87 %", "85 %"),
        ("m²", "m2"),
        ("doit", "Doit"),
        ("état", "etat"),
        ("3.5", "35"),
        ("ne peut", "peut"),
        ("10²⁵", "1025"),
    ],
)
def test_words_numbers_and_accents_matter(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert squeeze(one) != squeeze(other)


def test_a_place_in_the_folded_text_leads_back_to_the_page() -> None:
    page = "Titre.\nLa  ﬁn  « vraie »\nde l’œuvre."
    [(start, end)] = Folded(page).find_all(Folded('fin "vraie" de l\'oeuvre'))
    assert page[start:end] == "ﬁn  « vraie »\nde l’œuvre"


def test_every_occurrence_is_found() -> None:
    assert Folded("aa aa aa").find_all(Folded("aa")) == [(0, 2), (3, 5), (6, 8)]


def test_two_extractors_agree_over_line_breaks() -> None:
    assert squeeze("le porte-\nparole") == squeeze("le porte-parole") == squeeze("le porteparole")


@given(st.text())
def test_folding_is_stable_and_its_map_stays_inside(text: str) -> None:
    folded = Folded(text)
    assert fold(folded.text) == folded.text
    if folded.text:
        start, end = folded.origin(0, len(folded.text))
        assert 0 <= start < end <= len(text)
