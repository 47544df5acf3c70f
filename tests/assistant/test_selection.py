from datetime import UTC, datetime

import pytest

from assistant.selection import Candidate, chosen, merged
from corpus.records import Document, Page, Passage, Source, Span, Status, StoredPassage

BUDGET = "Le plan est doté de 50 millions d'euros sur cinq ans pour la recherche et la formation."


def candidate(
    text: str, score: float, document: str = "a", *, page: int = 1, start: int = 0, length: int = 0
) -> Candidate:
    end = start + length if length else len(text)
    held = Document(
        id=document, sha256=document, file_name=f"{document}.pdf", title=f"Document {document}", source=Source(),
        status=Status.INDEXED, page_count=1, pages_read=1, pages_ocr=0, unread_pages=(), passages=1, parser="p",
        splitter="s", embedding="e", ingested_at=datetime.now(UTC), warnings=(), current=True,
    )  # fmt: skip
    passage = Passage(0, (), (Span(page, start, end),), text[start:end], text[start:end])
    return Candidate(StoredPassage(1, held, passage), 0, Page(page, str(page), text), start, end, score)


def quotes(taken: list) -> list[str]:
    return [item.quote for item, _ in taken]


def test_the_best_that_fit_come_first_and_the_first_always_does() -> None:
    given = [candidate("x" * 90, 3.0), candidate("y" * 30, 2.0, page=2), candidate("z" * 9, 1.0, page=3)]
    assert quotes(chosen(given, 20, 8)) == ["x" * 90]
    assert quotes(chosen(given, 100, 8)) == ["x" * 90, "z" * 9]
    assert quotes(chosen(given, 1000, 2)) == ["x" * 90, "y" * 30]


def test_a_candidate_is_weighed_when_its_turn_comes_and_only_then() -> None:
    given = [
        candidate(text * 9, most, page=at) for at, (text, most) in enumerate([("x", 3.0), ("y", 2.0), ("z", 1.0)], 1)
    ]
    asked = list[str]()

    def share(item: Candidate) -> float:
        asked.append(item.quote[0])
        return 0.5 if item.quote.startswith("x") else 1.0

    taken = chosen(given, 1000, 2, share)
    assert [(item.quote[0], item.score) for item, _ in taken] == [("y", 2.0), ("x", 1.5)]
    assert asked == ["x", "y"]  # nothing that z could be worth would bring it among the first two


def test_what_two_documents_say_is_said_once_with_both_named() -> None:
    [(item, twins)] = chosen([candidate(BUDGET, 2.0), candidate(BUDGET.replace("Le", "Ce"), 1.0, "b")], 1000, 8)
    assert item.document_id == "a" and [twin.document_id for twin in twins] == ["b"]


@pytest.mark.parametrize("other", [BUDGET.replace("50", "60"), BUDGET.replace("est doté", "n'est pas doté")])
def test_another_number_or_a_denial_is_another_saying(other: str) -> None:
    assert len(chosen([candidate(BUDGET, 2.0), candidate(other, 1.0, "b")], 1000, 8)) == 2


def test_one_long_document_does_not_hide_the_others() -> None:
    long = [candidate(f"La phrase numéro {at} du long document.", 1.0 - at / 100, page=at) for at in range(1, 9)]
    taken = chosen([*long, candidate("Une autre voix le dit aussi.", 0.9, "b")], 1000, 3)
    assert "b" in {item.document_id for item, _ in taken}


def test_neighbours_become_one_excerpt_up_to_three_sentences() -> None:
    text = "Un. Deux. Trois. Quatre."
    parts = [candidate(text, 3.0, start=4, length=5), candidate(text, 2.0, start=0, length=3)]
    [(whole, _)] = merged(chosen(parts, 1000, 8))
    assert whole.quote == "Un. Deux." and whole.score == 3.0
    parts += [candidate(text, 1.0, start=10, length=6), candidate(text, 0.5, start=17, length=7)]
    assert quotes(merged(chosen(parts, 1000, 8))) == ["Un. Deux. Trois.", "Quatre."]
