"""What holds no sign of a kind holds no value of it: a text that is passed over would have given nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.values import ValueKind, extract_values, may_hold
from assistant.values.dates import MONTHS
from assistant.values.signs import _SIGNS
from corpus.sentences import sentences
from eval.load import STARTER

PIECES = (
    *"1 3 12 60 2026 1998-05 2/8/26 14.07.2025 deux cent mille un une one a et demi premier 1er entre".split(),
    *"M k Md mn millions milliards € $ £ EUR k€ MEUR eur euros dollars US usd livres sterling CHF % valeur".split(),
    *"an ans années mois h min semaine siècle second years month days trimestres".split(),
    *"en fin janvier mai May mars Mar août Sept. December , . - / ( ) de d’ of".split(),
)


def passed_over(text: str) -> list[str]:
    """The values of a text that would be missed."""
    return [
        value.text
        for value in extract_values(text, source=True)
        if value.kind in _SIGNS and not may_hold({value.kind}, text)
    ]


@settings(max_examples=1000)
@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", "\u00a0", "\u202f", "\u00ad"])), max_size=8)
)
def test_nothing_is_missed_however_it_is_written(pieces: list[tuple[str, str]]) -> None:
    assert not passed_over("".join(piece + space for piece, space in pieces))


def test_nothing_of_the_starter_notes_is_missed() -> None:
    said = [sentence for note in sorted(STARTER.glob("*.typ")) for sentence in sentences(note.read_text("utf-8"))]
    assert len(said) > 500
    assert not [missed for sentence in said for missed in passed_over(sentence)]


@pytest.mark.parametrize("kind", sorted(_SIGNS))
def test_an_ordinary_sentence_is_passed_over(kind: ValueKind) -> None:
    assert not may_hold(
        {kind}, "Le secteur public, plus que tout autre, attend des 3 directeurs une analyse chantante."
    )


def test_kinds_without_signs_are_always_read_for() -> None:
    assert may_hold({ValueKind.NAME, ValueKind.AMOUNT}, "rien")


@pytest.mark.parametrize("month", random.Random(0).sample(sorted(MONTHS), 5))
def test_any_month_is_a_sign(month: str) -> None:
    assert may_hold({ValueKind.DATE}, f"Le 3 {month.capitalize()}, la séance est levée.")
