import json
from pathlib import Path

import pytest

from corpus.errors import VigieError
from corpus.settings import Settings
from eval.questions import Evidence, Kind, Question
from eval.retrieval import (
    Asked,
    Text,
    Wanted,
    ask,
    by_page,
    library_of,
    load_set,
    recall_at,
    reciprocal_rank,
    sweep,
    table,
    wanted_pages,
    with_typing_error,
    without_accents,
)
from eval.tables import retrieval_lines

PASSAGES = {
    "p1": Text("Cookie", "Un cookie est un petit fichier que dépose un site sur l'ordinateur de celui qui le visite."),
    "p2": Text("Vidéo", "Pour faire retirer une vidéo, écrivez au site, puis saisissez la CNIL au bout d'un mois."),
    "p3": Text("DPO", "Le délégué à la protection des données conseille l'organisme qui l'a désigné."),
}
QUESTIONS = [
    Wanted("Qu'est-ce qu'un cookie ?", frozenset(["p1"])),
    Wanted("Comment supprimer une vidéo de moi ?", frozenset(["p2"])),
    Wanted("À quoi sert le DPO ?", frozenset(["p3"])),
]


def test_measures_on_worked_cases() -> None:
    assert [recall_at(rank, 5) for rank in (1, 5, 6, None)] == [1.0, 1.0, 0.0, 0.0]
    assert [reciprocal_rank(rank) for rank in (1, 4, 11, None)] == [1.0, 0.25, 0.0, 0.0]


def test_a_table_compares_each_search_with_the_fusion() -> None:
    found = [
        Asked("q", frozenset("a"), {"dense": ("b", "a"), "lexical": ("a",), "fused": ("a", "b")}),
        Asked("q", frozenset("b"), {"dense": ("b",), "lexical": ("a",), "fused": ("a", "b")}),
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
    scores = {"dense": {"b": 0.9, "a": 0.8}, "lexical": {"a": 9.0, "b": 3.0}}
    found = [Asked("q", frozenset("a"), {"dense": ("b", "a"), "lexical": ("a", "b"), "fused": ()}, scores)]
    assert sweep(found, [0.0, 1.0]) == {0.0: 1.0, 1.0: 0.5}


def test_a_small_set_is_indexed_once_and_searched(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", cache_dir=tmp_path / "cache")
    bare = library_of(PASSAGES, settings, titles=False)
    assert bare.counts().documents == 3
    for stored in bare.passages_of(bare.documents()[0].id):
        assert stored.passage.indexed_text == stored.passage.text  # no title in front: it may be the question
    library = library_of(PASSAGES, settings, titles=True)
    again = library_of(PASSAGES, settings, titles=True)
    assert again.settings.home == library.settings.home != bare.settings.home
    asked = ask(again, QUESTIONS)
    assert [item.rank("fused") for item in asked] == [1, 1, 1]  # "DPO" is in a title only
    assert all(set(item.found) == {"dense", "lexical", "fused"} for item in asked)


def test_pages_count_at_their_first_passage(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", cache_dir=tmp_path / "cache")
    library = library_of(PASSAGES, settings, titles=True)
    question = Question(
        id="q", question="Qu'est-ce qu'un cookie ?", language="fr", kind=Kind.DEFINITION, answerable=True,
        evidence=(Evidence(document="p1.txt", page=1, quote="petit fichier"),),
    )  # fmt: skip
    wanted = wanted_pages([question], library)
    assert [item.rank("lexical") for item in ask(library, wanted, by_page)] == [1]


def test_noise_is_the_same_each_time_and_touches_one_word() -> None:
    question = "Quelles sont les pratiques interdites à l'école ?"
    assert without_accents(question) == "Quelles sont les pratiques interdites a l'ecole ?"
    wrong = with_typing_error(question)
    assert wrong == with_typing_error(question) != question
    assert sum(a != b for a, b in zip(question.split(), wrong.split(), strict=True)) == 1


def test_a_set_with_unknown_passages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "passages.jsonl").write_text(json.dumps({"id": "p1", "text": "x"}))
    (tmp_path / "questions.jsonl").write_text(json.dumps({"question": "?", "relevant": "p9"}))
    with pytest.raises(VigieError, match="p9"):
        load_set(tmp_path)
    with pytest.raises(VigieError, match="n'existe pas"):
        load_set(tmp_path / "nowhere")
