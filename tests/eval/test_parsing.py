from dataclasses import replace

import pytest

from assistant.service import Vigie
from corpus.library import Library
from corpus.settings import Settings
from eval.parsing import agreement, read_all, words
from eval.quotes import SecondReader, is_slice, quote_found


def test_agreement_is_counted_over_multisets() -> None:
    assert agreement(["a", "b", "b"], ["a", "b"]) == pytest.approx(4 / 5)
    assert agreement(["a"], ["b"]) == 0.0 and agreement([], []) is None and agreement(["a"], []) == 0.0


def test_words_cut_at_the_end_of_a_line_are_joined() -> None:
    assert words("L’intel\x02\r\nligence arti-\nficielle") == ["l", "intelligence", "artificielle"]


def test_the_notes_read_alike_with_both_extractors(small: Settings) -> None:
    found = read_all(Library(small))
    assert len(found) == 4 and all(item.accounted and item.status == "indexed" for item in found)
    assert all(item.agreement is not None and item.agreement > 0.9 for item in found)
    assert all(item.sentences > 20 and item.found > 0.9 * item.sentences for item in found)


def test_a_quotation_is_found_on_its_page_only(small: Settings) -> None:
    vigie = Vigie(small)
    reader = SecondReader(vigie.library)
    for excerpt in vigie.excerpts("Quelle est l'amende maximale pour une pratique interdite ?"):
        assert is_slice(excerpt, vigie.library) and quote_found(excerpt, reader) is True
        assert quote_found(replace(excerpt, page=excerpt.page % 4 + 1), reader) is False
        assert not is_slice(replace(excerpt, page=excerpt.page % 4 + 1), vigie.library)
        assert quote_found(replace(excerpt, quote=excerpt.quote.replace("35", "36").replace("7", "8")), reader) is (
            not any(digit in excerpt.quote for digit in ("35", "7"))
        )
        assert quote_found(replace(excerpt, method="ocr"), reader) is None
        assert quote_found(replace(excerpt, document_id="unknown"), reader) is None
        assert quote_found(replace(excerpt, page=99), reader) is False
    reader.close()
