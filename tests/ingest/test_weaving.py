"""The typographic contract of page texts: what may change, that nothing else does, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.folding import squeeze
from ingest.weaving import Weave, replay


def _woven(raw: str) -> Weave:
    weave = Weave(raw)
    weave.add(0, len(raw))
    return weave


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("l'efﬁcacité des oﬀres", "l'efficacité des offres"),
        ("35\u202f000\u00a0€  environ", "35 000 € environ"),
        ("re\u0301gion", "région"),
        ("\uf0b7 premier point", "• premier point"),
        ("\uf0a7\u00a0second", "• second"),
        ("démo\u00adcratie\u200b", "démocratie"),
        ("Introduction ............ 5", "Introduction\t5"),
        ("« Œuvre » – l’IA… 1ᵉʳ", "« Œuvre » – l’IA… 1ᵉʳ"),
        ("il dit... rien. 3.5", "il dit... rien. 3.5"),
    ],
)
def test_only_what_the_contract_says_changes(raw: str, text: str) -> None:
    assert _woven(raw).text == text


@given(st.text(alphabet=st.sampled_from("abcé 12\n\t\u00a0ﬁ\u00ad.,’«e\u0301\uf0b7-"), max_size=80))
def test_every_run_is_an_unchanged_slice_and_runs_are_in_order(raw: str) -> None:
    weave = _woven(raw)
    text = weave.text
    end = 0
    for start, raw_start, length in weave.offsets:
        assert text[start : start + length] == raw[raw_start : raw_start + length]
        assert start >= end and length > 0
        end = start + length
    assert end <= len(text) == weave.length


@given(
    st.text(alphabet=st.sampled_from("abcé 12\n\u00a0ﬁ\u00ad.,’«»"), max_size=80).filter(lambda raw: "....." not in raw)
)
def test_letters_digits_and_signs_survive_in_order(raw: str) -> None:
    assert squeeze(_woven(raw).text) == squeeze(raw)


def test_replay_finds_the_raw_slices_of_a_quotation() -> None:
    raw = "EN-TÊTE\nLa démo-\ncratie locale."
    weave = Weave(raw)
    weave.add(8, 15)
    weave.add(17, 31)
    text = weave.text
    assert text == "La démocratie locale."
    slices = replay(raw, text, weave.offsets, 3, 13)
    assert [raw[start:end] for start, end in slices] == ["démo", "cratie"]


def test_replay_refuses_a_map_of_another_page() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        replay("abcdef", "xyz", ((0, 0, 3),), 0, 3)
