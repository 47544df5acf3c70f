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
