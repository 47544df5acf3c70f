"""Line ends: cut words are joined, compounds keep their hyphen."""

import pytest

from ingest.hyphens import Vocabulary, joint

DOCUMENT = Vocabulary(
    [
        "Le porte-parole du conseil et les porte-parole des régions",
        "une approche socio-économique et la démocratie locale",
        "l'intelligence artificielle est citée, l'administration aussi",
        "les titres et le repas des agents",
    ]
)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("la démo-", "cratie", "la démocratie"),
        ("le porte-", "parole", "le porte-parole"),
        ("socio-", "économique", "socio-économique"),
        ("l'intelli-", "gence artificielle", "l'intelligence artificielle"),
        ("un demi-", "siècle", "un demi-siècle"),
        ("celle-", "ci", "celle-ci"),
        ("l'avant-", "dernier", "l'avant-dernier"),
        ("les titres-", "repas", "les titres-repas"),
        ("LCB-", "FT", "LCB-FT"),
        ("2018-", "2022", "2018-2022"),
        ("Nord-", "Pas-de-Calais", "Nord-Pas-de-Calais"),
        ("les pré- ", "", "les pré- "),
        ("en pré-", "et post-production", "en pré- et post-production"),
        ("un mot –", "puis un autre", "un mot – puis un autre"),
        ("fin de ligne", "suite", "fin de ligne suite"),
        ("l'usage de l'", "IA", "l'usage de l'IA"),
        ("https://europa.eu/eli-", "oj/2024", "https://europa.eu/eli-oj/2024"),
        ("et/", "ou", "et/ou"),
        ("démo\u00ad", "cratie", "démocratie"),
    ],
)
def test_lines_join_as_a_reader_would(before: str, after: str, joined: str) -> None:
    dropped, between = joint(before, after, DOCUMENT)
    assert (before[: len(before) - dropped] + between + after).rstrip() == joined.rstrip()


def test_a_word_cut_at_a_line_end_does_not_enter_the_vocabulary() -> None:
    known = Vocabulary(["une démo-", "cratie vivante"])
    assert known["démo"] == 0 and known["cratie"] == 0 and known["vivante"] == 1
