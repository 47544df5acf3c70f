import json
from pathlib import Path

import pytest

from corpus.errors import VigieError
from corpus.settings import Settings
from eval.retrieval import Asked, ask, library_of, load_set, recall_at, reciprocal_rank, sweep, table
from eval.tables import retrieval_lines

PASSAGES = {
    "p1": "Un cookie est un petit fichier que dépose un site sur l'ordinateur de celui qui le visite.",
    "p2": "Pour faire retirer une vidéo, écrivez d'abord au site, puis saisissez la CNIL au bout d'un mois.",
    "p3": "Le délégué à la protection des données conseille l'organisme qui l'a désigné.",
}
QUESTIONS = [
    ("Qu'est-ce qu'un cookie ?", "p1"),
    ("Comment supprimer une vidéo de moi ?", "p2"),
    ("À quoi sert le DPO ?", "p3"),
]


def test_measures_on_worked_cases() -> None:
    assert [recall_at(rank, 5) for rank in (1, 5, 6, None)] == [1.0, 1.0, 0.0, 0.0]
    assert [reciprocal_rank(rank) for rank in (1, 4, 11, None)] == [1.0, 0.25, 0.0, 0.0]


def test_a_table_compares_each_search_with_the_fusion() -> None:
    found = [
        Asked("q", "a", {"dense": ("b", "a"), "lexical": ("a",), "fused": ("a", "b")}),
        Asked("q", "b", {"dense": ("b",), "lexical": ("a",), "fused": ("a", "b")}),
    ]
    rows = {(row.system, row.measure): row for row in table(found)}
    assert (
        rows["dense", "R@1"].value == 0.5 and rows["lexical", "R@5"].value == 0.5 and rows["fused", "R@5"].value == 1.0
    )
    assert rows["fused", "MRR@10"].value == pytest.approx(0.75) and rows["fused", "MRR@10"].fused_minus is None
    difference = rows["lexical", "MRR@10"].fused_minus
    assert difference is not None and difference.mean == pytest.approx(0.25)
    assert "fusion +0.250" in retrieval_lines(list(rows.values()))


def test_weights_at_both_ends_are_the_searches_alone() -> None:
    found = [Asked("q", "a", {"dense": ("b", "a"), "lexical": ("a", "b"), "fused": ()})]
    swept = sweep(found, [0.0, 1.0], [20])
    assert swept == {(0.0, 20): 1.0, (1.0, 20): 0.5}


def test_a_small_set_is_indexed_once_and_searched(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", cache_dir=tmp_path / "cache")
    library = library_of(PASSAGES, settings)
    assert library.counts().documents == 3
    for stored in library.passages_of(library.documents()[0].id):
        assert stored.passage.indexed_text == stored.passage.text  # no title in front: it may be the question
    again = library_of(PASSAGES, settings)
    assert (
        again.settings.home == library.settings.home
        and library_of({"p1": "Autre."}, settings).settings.home != again.settings.home
    )
    asked = ask(again, QUESTIONS)
    assert [item.rank("fused") for item in asked][:2] == [1, 1]
    assert all(set(item.found) == {"dense", "lexical", "fused"} for item in asked)


def test_a_set_with_unknown_passages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "passages.jsonl").write_text(json.dumps({"id": "p1", "text": "x"}))
    (tmp_path / "questions.jsonl").write_text(json.dumps({"question": "?", "relevant": "p9"}))
    with pytest.raises(VigieError, match="p9"):
        load_set(tmp_path)
    with pytest.raises(VigieError, match="n'existe pas"):
        load_set(tmp_path / "nowhere")
