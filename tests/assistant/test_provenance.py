from assistant.cautions import Caution, cautions
from corpus.records import Page

TEXT = (
    "Il n'est pas établi que l'outil réduise les délais. Les communes peuvent s'en servir, sauf pour le contrôle. "
    "Toutefois, un avis est requis. Le maire dit : « Nous voulons un outil. Il sera public. »\n"
    "Trois conditions sont fixées :\n- un avis préalable ;\n- un registre."
)


def _cautions(quote: str) -> set[Caution]:
    start = TEXT.index(quote)
    after = TEXT[start + len(quote) :].lstrip(" .")
    return {item.caution for item in cautions(Page(1, "1", TEXT), start, start + len(quote), "Avant.", after)}


def test_a_whole_sentence_has_nothing_to_be_careful_about() -> None:
    assert cautions(Page(1, "1", "Une phrase. Une autre."), 0, 11, "", "Une autre.") == ()


def test_what_an_excerpt_cuts_is_said() -> None:
    assert {Caution.NEGATION, Caution.STARTS_INSIDE_SENTENCE} <= _cautions("l'outil réduise les délais.")
    assert {Caution.CONDITION, Caution.ENDS_INSIDE_SENTENCE} <= _cautions("Les communes peuvent s'en servir")
    assert Caution.LINKED in _cautions("Toutefois, un avis est requis.")
    assert Caution.QUOTATION in _cautions("Il sera public.")
    assert Caution.ENUMERATION in _cautions("un registre.")
    assert Caution.ENUMERATION in _cautions("Trois conditions sont fixées :")
