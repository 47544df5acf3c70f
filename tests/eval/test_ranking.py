from math import log2

import pytest

from corpus.library import Library
from corpus.settings import Settings
from eval.ranking import PageKey, Ranked, first_rank, ndcg, rank, recall

A1, A2, B1, C1 = ("a", 1), ("a", 2), ("b", 1), ("c", 1)
Found = list[tuple[PageKey, ...]]


def test_recall_counts_parts_not_pages() -> None:
    found: Found = [(C1,), (A1, A2), (C1,), (C1,), (C1,), (B1,)]
    assert recall(found, [frozenset({A1})], 5) == 1.0
    assert recall(found, [frozenset({A1}), frozenset({B1})], 5) == 0.5  # b is found sixth
    assert recall(found, [frozenset({A1}), frozenset({B1})], 6) == 1.0
    assert recall(found, [frozenset({A1, B1})], 5) == 1.0  # either page will do
    assert recall(found, [], 5) == 0.0


def test_ndcg_on_worked_cases() -> None:
    one: Found = [(C1,), (A1,)]
    assert ndcg(one, [frozenset({A1})]) == pytest.approx(1 / log2(3))
    two: Found = [(A1,), (C1,), (B1,)]
    ideal = 1 + 1 / log2(3)
    assert ndcg(two, [frozenset({A1}), frozenset({B1})]) == pytest.approx((1 + 1 / log2(4)) / ideal)
    assert ndcg([(A1,), (A1,)], [frozenset({A1})]) == 1.0  # the second time it shows nothing new
    assert ndcg([(C1,)], [frozenset({A1})]) == 0.0
    assert ndcg([(A1, B1)], [frozenset({A1}), frozenset({B1})]) == 1.0


def test_first_rank() -> None:
    found: Found = [(C1,), (B1,), (A1,)]
    assert first_rank(found, [frozenset({A1}), frozenset({B1})]) == 2
    assert first_rank(found, [frozenset({("z", 9)})]) is None


def test_a_ranking_is_kept_and_read_back() -> None:
    ranked = Ranked(dict.fromkeys(("dense", "lexical", "fused"), ((A1, A2), (B1,))), 0.9)
    assert Ranked.of_json(ranked.as_json()) == ranked


def test_a_question_finds_its_page_each_way(small: Settings) -> None:
    library = Library(small)
    document = library.document("note-occitanie.pdf")
    assert document is not None
    ranked = rank(library, "Combien la Région Occitanie consacre-t-elle à sa stratégie IA ?")
    gold = [frozenset({(document.id, 2)})]
    for system, found in ranked.pages.items():
        assert recall(found, gold, 5) == 1.0, system
        assert len(found) == 10
    assert ranked.similarity is not None and 0.5 < ranked.similarity <= 1.0
