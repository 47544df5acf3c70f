"""How the two searches are fused."""

from collections.abc import Callable

import pytest

from assistant import retrieval
from assistant.retrieval import retrieve
from corpus.library import Library
from corpus.records import Document

Shelve = Callable[..., Document]
SAID = "Les cantines scolaires jettent un tiers des repas préparés."
BESIDE = "Un logiciel prévoit dix semaines à l'avance les repas des cantines scolaires."
ELSEWHERE = "La commission permanente se réunit au siège de la Région."


def test_a_passage_gains_from_those_beside_it_in_its_document_only(
    library: Library, shelve: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(library, "a.txt", ELSEWHERE, SAID, BESIDE)
    shelve(library, "b.txt", SAID)  # its id follows that of the passage before, in another document

    def scores() -> dict[str, float]:
        found = retrieve(library, "repas jetés")
        return {item.stored.document.file_name: item.score for item in found if item.stored.passage.text == SAID}

    beside = scores()
    monkeypatch.setattr(retrieval, "_BESIDE", 0.0)
    alone = scores()
    assert beside["a.txt"] > alone["a.txt"]
    assert beside["b.txt"] == alone["b.txt"]


def test_under_a_long_title_one_sentence_can_speak_for_its_passage(
    library: Library, shelve: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = "Le budget est voté en décembre. Les lycées sont rénovés avant 2030. Les trains circulent le dimanche."
    drowned = f"{ELSEWHERE} {others} {SAID} {others} {ELSEWHERE}"
    general = "Les cantines sont fermées le dimanche et pendant les vacances."
    shelve(library, "reglement-" * 17 + ".txt", drowned, general, *(f"{ELSEWHERE} {at}." for at in range(5)))

    def lead() -> float:
        found = {item.stored.passage.text: item.score for item in retrieve(library, "Que jettent les cantines ?")}
        return found[drowned] - found[general]

    by_sentence = lead()
    monkeypatch.setattr(retrieval, "_PART", 0.0)
    assert lead() < 0 < by_sentence


def test_a_short_title_that_asks_the_question_counts_for_what_stands_under_it(
    library: Library, shelve: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Comment supprimer mon compte ?"
    rest = (
        "Écrivez au service concerné, joignez un justificatif, puis attendez un mois. À défaut, saisissez l'autorité."
    )
    shelve(library, asked, rest, ELSEWHERE)
    shelve(library, "Les droits", f"Un compte se supprime sur demande. {rest}", ELSEWHERE)

    def lead() -> float:
        found = {item.stored.passage.indexed_text: item.score for item in retrieve(library, asked)}
        return found[f"{asked}\n{rest}"] - found[f"Les droits\nUn compte se supprime sur demande. {rest}"]

    by_head = lead()
    monkeypatch.setattr(retrieval, "_PART", 0.0)
    assert lead() < by_head
