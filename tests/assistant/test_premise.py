"""Names that a question and a text write alike, but for a typing error."""

import re
from difflib import get_close_matches

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.premise import _CLOSE, _LONG_WORD, _near, plain_words
from corpus.folding import strip_accents

LETTERS = "aeilnrst"
Edits = list[tuple[float, str]]


def edited(word: str, edits: Edits) -> str:
    """The word with some letters replaced, or left out where the letter is empty."""
    for place, letter in edits:
        at = int(place * len(word))
        word = word[:at] + letter + word[at + 1 :]
    return word


@given(
    st.text(LETTERS, min_size=_LONG_WORD, max_size=14),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([*LETTERS, "", "oo"])), max_size=4),
)
def test_words_that_are_not_compared_would_not_have_been_near(word: str, edits: Edits) -> None:
    other = edited(word, edits)
    alike = abs(len(word) - len(other)) <= 1 and bool(get_close_matches(word, [other], 1, _CLOSE))
    assert _near(word, frozenset([other])) == (word == other or alike)


@pytest.mark.parametrize("written", ["occitnaie", "ocitanie", "occitaniee", "occitznie"])
def test_one_typing_error_is_near(written: str) -> None:
    assert _near(written, frozenset(["bretagne", "occitanie"]))


@given(st.text(max_size=40))
def test_plain_words_are_those_of_the_text_in_lower_case_without_accents(text: str) -> None:
    words = re.findall("[a-z0-9/]+", strip_accents(text.lower().replace("œ", "oe")))
    assert plain_words(text) == f" {' '.join(words)} "
