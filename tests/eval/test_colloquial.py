"""The colloquial questions ask in words that are not those of the passage that answers, and that passage is where they say.

The passage is the sentence of the anchor (or the item of a list, with its neighbours up to 200 characters). What the
question may share with it is listed here: words of grammar that the analyser does not stop, and names.
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
from eval.questions import Evidence, Question, load_questions

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = load_questions(ROOT / "eval" / "questions" / "colloquial.jsonl")
LAW = "ai-act-2024-1689-fr.pdf"
LEAST = {LAW: 48, "analyse-nationale-risques-lcbft-2019-fr.pdf": 24,
         "French_Official_Journal_AI_Governance_Regulation_2019.pdf": 24}  # fmt: skip
GRAMMAR = frozenset(
    term
    for word in "ne pas plus non sans peut peuvent pouvoir doit doivent devoir deux jusqu où sont soit toutes chez partir va".split()
    for term in terms(word)
)
# "haut risque" and "bac à sable" are names: those that the law gives to a class and to a scheme
NAMES = frozenset(terms("IA SCI FDJ Bruxelles France Paris Français haut risque bac sable"))
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
WINDOW = 200


@lru_cache(maxsize=8)
def opened(path: Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(path)


@lru_cache(maxsize=512)
def page_text(path: Path, number: int) -> str:
    text = opened(path)[number - 1].get_textpage().get_text_bounded()
    return re.sub("[\x02\ufffe]\\s*", "-", text)


@lru_cache(maxsize=512)
def folded(page: str) -> Folded:
    return Folded(page, squeeze=True)


def passage(page: str, quote: str) -> str:
    """Return the sentence of a quote, with its neighbours when it is short; the empty string when the quote is not on the page."""
    found = folded(page).find_all(Folded(quote, squeeze=True))
    if not found:
        return ""
    start, end = found[0]
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(page)), len(page)]
    first = max(at for at, edge in enumerate(ends) if edge <= start)
    last = min(at for at, edge in enumerate(ends) if edge >= end)
    while ends[last] - ends[first] < WINDOW and (first, last) != (0, len(ends) - 1):
        first, last = max(0, first - 1), min(len(ends) - 1, last + 1)
    return page[ends[first] : ends[last]]


def shared_terms(question: str, text: str) -> set[str]:
    """Return the stems that a question has in common with a passage, less grammar and names."""
    return (set(terms(question)) & set(terms(text))) - GRAMMAR - NAMES


def copied(question: Question, item: Evidence, folder: Path) -> set[str]:
    text = passage(page_text(folder / item.document, item.page), item.quote)
    return shared_terms(question.question, text)


def test_there_are_enough_of_each_document_in_both_halves() -> None:
    halves = Counter((question.documents[0], question.split) for question in QUESTIONS)
    for document, least in LEAST.items():
        dev, test = halves[document, "dev"], halves[document, "test"]
        assert dev + test >= least and 0 <= dev - test <= 1, document
    assert {document for document, _ in halves} == set(LEAST)


def test_the_half_is_given_by_the_number() -> None:
    for question in QUESTIONS:
        odd = int(question.id.rsplit("-", 1)[1]) % 2
        assert question.split == ("dev" if odd else "test"), question.id


def test_one_of_at_most_three_places_of_one_document_answers() -> None:
    for question in QUESTIONS:
        assert question.answerable and len(question.documents) == 1, question.id
        assert len(question.parts) == 1 and len(question.evidence) <= 3, question.id


def test_no_passage_is_asked_about_in_both_halves() -> None:
    asked: dict[tuple[str, int, str], set[str | None]] = {}
    for question in QUESTIONS:
        for item in question.evidence:
            asked.setdefault((item.document, item.page, squeeze(item.quote)), set()).add(question.split)
    assert [place for place, halves in asked.items() if len(halves) > 1] == []


def test_every_third_of_each_document_is_asked_about(shared: Path) -> None:
    for document in LEAST:
        count = len(opened(shared / "corpus" / document))
        pages = {item.page for question in QUESTIONS for item in question.evidence if item.document == document}
        thirds = Counter(3 * (page - 1) // count for page in pages)
        assert len(pages) >= 20 and min(thirds[third] for third in range(3)) >= 6, (document, thirds)


def test_every_anchor_is_on_its_page(shared: Path) -> None:
    missing = [
        f"{question.id}: p. {item.page}: {item.quote}"
        for question in QUESTIONS
        for item in question.evidence
        if not passage(page_text(shared / "corpus" / item.document, item.page), item.quote)
    ]
    assert missing == []


def test_every_fact_is_written_in_a_passage_that_answers(shared: Path) -> None:
    missing = []
    for question in QUESTIONS:
        text = " … ".join(
            passage(page_text(shared / "corpus" / item.document, item.page), item.quote) for item in question.evidence
        )
        missing += [f"{question.id}: {fact.any_of}" for fact in question.facts if not fact_holds(fact.any_of, text)]
    assert missing == []


def test_no_content_word_is_copied_from_a_passage_that_answers(shared: Path) -> None:
    found = {
        f"{question.id} p. {item.page}": sorted(words)
        for question in QUESTIONS
        for item in question.evidence
        if (words := copied(question, item, shared / "corpus"))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Quelle amende pour une pratique interdite ?", {"amend", "pratiqu", "interdit"}),
        ("Une boîte qui se sert d'une IA bannie risque de casquer combien ?", set()),
    ],
)
def test_the_check_sees_a_copied_word(question: str, expected: set[str]) -> None:
    text = "Le non-respect des pratiques interdites fait l’objet d’amendes administratives. Elles concernent l’IA."
    assert shared_terms(question, text) == expected


def test_a_passage_is_the_sentence_and_its_neighbours_when_it_is_short() -> None:
    page = " ".join(f"Phrase numéro {number} assez longue pour compter {'mot ' * 45}fin." for number in range(6))
    assert passage(page, "Phrase numéro 3").count("Phrase") == 1
    page = " ".join(f"Phrase numéro {number} {'mot ' * 15}fin." for number in range(6))
    text = passage(page, "Phrase numéro 3")
    assert text.count("Phrase") == 3 and text.startswith("Phrase numéro 2")
