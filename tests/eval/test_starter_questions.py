"""The questions of the project hold what they promise, and their evidence is where they say, by a second extractor."""

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pytest

from corpus.folding import squeeze
from eval.folds import fact_holds
from eval.questions import Kind, Question, load_questions

ROOT = Path(__file__).resolve().parents[2]
STARTER = load_questions(ROOT / "eval" / "questions" / "starter.jsonl")
LAW = load_questions(ROOT / "eval" / "questions" / "ai-act-fr.jsonl")
LAW_EN = load_questions(ROOT / "eval" / "questions" / "ai-act-en.jsonl")


@lru_cache(maxsize=512)
def page_text(path: Path, number: int) -> str:
    document = pypdfium2.PdfDocument(path)
    text = document[number - 1].get_textpage().get_text_bounded()
    return re.sub("[\x02\ufffe]\\s*", "-", text)


def unresolved(questions: list[Question], folder: Path) -> list[str]:
    return [
        f"{question.id}: {item.document} p. {item.page}: {item.quote[:60]}"
        for question in questions
        for item in (*question.evidence, *question.contradicts)
        if squeeze(item.quote) not in squeeze(page_text(folder / item.document, item.page))
    ]


def test_every_piece_of_evidence_is_on_its_page() -> None:
    assert unresolved(STARTER, ROOT / "corpus" / "starter") == []


def test_every_piece_of_evidence_of_the_law_is_on_its_page(shared: Path) -> None:
    assert unresolved(LAW, shared / "corpus") == []
    assert unresolved(LAW_EN, shared / "corpus") == []


def test_the_english_questions_of_the_law_are_twins_of_the_french() -> None:
    french = {question.id: question for question in LAW}
    for question in LAW_EN:
        twin = french[question.id]
        assert question.language == "en" and twin.language == "fr" and question.split == twin.split
        assert [item.page for item in question.evidence] == [item.page for item in twin.evidence]


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = Counter(question.kind for question in STARTER)
    assert len(STARTER) >= 120 and len(LAW) >= 60 and set(kinds) == set(Kind)
    assert sum(not question.answerable for question in STARTER) >= 30
    assert sum(bool(question.noisy) for question in STARTER) >= 15
    assert kinds[Kind.CROSS_LINGUAL] >= 12 and kinds[Kind.CONFLICT] >= 10 and kinds[Kind.NUMERIC] >= 10


def test_the_questions_that_must_be_there_are() -> None:
    by_text = {question.question: question for question in STARTER}
    assert by_text["Où se situe la région dans la chaîne de valeur de l'IA ?"].answerable
    budget = by_text["Quel budget la Région Pays de la Loire consacre-t-elle à l'IA en 2025 ?"]
    assert budget.kind is Kind.FALSE_PREMISE and not budget.answerable


@pytest.mark.parametrize("questions", [STARTER, LAW], ids=["starter", "law"])
def test_questions_are_split_in_two_parts(questions: list[Question]) -> None:
    parts = Counter(question.split for question in questions)
    assert set(parts) == {"dev", "test"} and min(parts.values()) > 0.35 * len(questions)


def test_the_split_is_by_document() -> None:
    first = {}
    for question in STARTER:
        if question.evidence and question.kind is not Kind.MULTI_PAGE:
            document = question.evidence[0].document
            assert first.setdefault(document, question.split) == question.split, document


def without_facts(questions: list[Question], folder: Path) -> list[str]:
    found = []
    for question in questions:
        pages = {(item.document, item.page) for item in question.evidence}
        text = " … ".join(page_text(folder / document, page) for document, page in sorted(pages))
        found += [f"{question.id}: {fact.any_of}" for fact in question.facts if not fact_holds(fact.any_of, text)]
    return found


def test_every_fact_is_written_on_a_page_of_its_evidence() -> None:
    assert without_facts(STARTER, ROOT / "corpus" / "starter") == []


def test_every_fact_of_the_law_is_written_on_a_page_of_its_evidence(shared: Path) -> None:
    assert without_facts(LAW, shared / "corpus") == []


def test_a_variant_asks_what_its_plain_question_asks() -> None:
    by_id = {question.id: question for question in STARTER}
    variants = [question for question in STARTER if question.variant_of]
    assert len(variants) >= 20
    for question in variants:
        plain = by_id[question.variant_of or ""]
        pages = {(item.document, item.page) for item in plain.evidence}
        assert {(item.document, item.page) for item in question.evidence} <= pages, question.id
