"""The plain questions use everyday words: none of the sentence that answers, and that sentence is where they say.

Laxer than the check of the colloquial questions, which forbids the words of the neighbouring sentences too. What a
question may share with its sentence is listed here: words of grammar that the analyser does not stop, and names.
"""

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pytest

from corpus.analysis import terms
from corpus.folding import Folded, squeeze
from eval.folds import fact_holds
from eval.questions import load_questions

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = load_questions(ROOT / "eval" / "questions" / "plain.jsonl")
LEAST = {"ai-act-2024-1689-fr.pdf": 44, "analyse-nationale-risques-lcbft-2019-fr.pdf": 20,
         "French_Official_Journal_AI_Governance_Regulation_2019.pdf": 20}  # fmt: skip
GRAMMAR = "ne pas plus non sans peut peuvent pouvoir doit doivent devoir où sont soit toutes chez".split()
NAMES = "IA Tracfin Irak Europe Bruxelles France État 2002 2016 2017 2018 2019 2022 2025".split()
ALLOWED = frozenset(term for word in (*GRAMMAR, *NAMES) for term in terms(word))
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")


@lru_cache(maxsize=8)
def opened(path: Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(path)


@lru_cache(maxsize=512)
def page_text(path: Path, number: int) -> str:
    text = opened(path)[number - 1].get_textpage().get_text_bounded()
    return re.sub("[\x02\ufffe]\\s*", "-", text)


def sentence(page: str, quote: str) -> str:
    """Return the sentence or list item of a quote; the empty string when the quote is not on the page."""
    found = Folded(page, squeeze=True).find_all(Folded(quote, squeeze=True))
    if not found:
        return ""
    start, end = found[0]
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(page)), len(page)]
    return page[max(edge for edge in ends if edge <= start) : min(edge for edge in ends if edge >= end)]


def shared_terms(question: str, text: str) -> set[str]:
    return (set(terms(question)) & set(terms(text))) - ALLOWED


def test_there_are_enough_of_each_document_in_both_halves() -> None:
    halves = Counter((question.documents[0], question.split) for question in QUESTIONS)
    assert {document for document, _ in halves} == set(LEAST)
    for document, least in LEAST.items():
        dev, test = halves[document, "dev"], halves[document, "test"]
        assert dev + test >= least and 0 <= dev - test <= 1, document


def test_one_of_at_most_three_places_of_one_document_answers() -> None:
    for question in QUESTIONS:
        assert question.answerable and len(question.documents) == 1, question.id
        assert len(question.parts) == 1 and len(question.evidence) <= 3, question.id


def test_every_anchor_is_on_its_page(shared: Path) -> None:
    missing = [
        f"{question.id}: p. {item.page}: {item.quote}"
        for question in QUESTIONS
        for item in question.evidence
        if squeeze(item.quote) not in squeeze(page_text(shared / "corpus" / item.document, item.page))
    ]
    assert missing == []


def test_every_fact_is_written_in_a_sentence_that_answers(shared: Path) -> None:
    missing = []
    for question in QUESTIONS:
        text = " … ".join(
            sentence(page_text(shared / "corpus" / item.document, item.page), item.quote) for item in question.evidence
        )
        missing += [f"{question.id}: {fact.any_of}" for fact in question.facts if not fact_holds(fact.any_of, text)]
    assert missing == []


def test_no_content_word_is_copied_from_the_sentence_that_answers(shared: Path) -> None:
    found = {
        f"{question.id} p. {item.page}": sorted(words)
        for question in QUESTIONS
        for item in question.evidence
        if (
            words := shared_terms(
                question.question, sentence(page_text(shared / "corpus" / item.document, item.page), item.quote)
            )
        )
    }
    assert found == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Quelle amende pour une IA interdite ?", {"amend", "interdit"}), ("Combien risque-t-on ?", set())],
)
def test_the_check_sees_a_copied_word_of_the_sentence_only(question: str, expected: set[str]) -> None:
    page = "On risque gros. Les IA interdites font l’objet d’amendes. Une autre amende."
    assert shared_terms(question, sentence(page, "font l’objet")) == expected
