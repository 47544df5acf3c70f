"""The everyday questions ask in words that are not those of what answers, and what answers is where they say.

Three sets. The plain questions share no word with the sentence (or item of a list) that answers; the colloquial ones, none
with its neighbours either, up to 200 characters. What a question may share is listed here: words of grammar that the
analyser does not stop, and names. The lay ones know nothing of the text's terms but may use its ordinary words ("entreprise",
"interdit"), never three words in a row.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pytest

from corpus.analysis import terms
from corpus.folding import Folded, squeeze
from eval.folds import fact_holds
from eval.questions import Evidence, Question, load_questions

QUESTIONS = Path(__file__).resolve().parents[2] / "eval" / "questions"
LAW = "ai-act-2024-1689-fr.pdf"
REPORT = "analyse-nationale-risques-lcbft-2019-fr.pdf"
JOURNAL = "French_Official_Journal_AI_Governance_Regulation_2019.pdf"
GRAMMAR = "ne pas plus non sans peut peuvent pouvoir doit doivent devoir où sont soit toutes chez"
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True)
class Everyday:
    """A set of questions, how many there are at least of each document, what they may share with how wide a passage."""

    questions: tuple[Question, ...]
    least: dict[str, int]
    shared: frozenset[str]  # stems
    window: int  # characters


def everyday(name: str, least: dict[str, int], words: str, window: int) -> Everyday:
    shared = frozenset(term for word in (*GRAMMAR.split(), *words.split()) for term in terms(word))
    return Everyday(tuple(load_questions(QUESTIONS / f"{name}.jsonl")), least, shared, window)


# "haut risque" and "bac à sable" are names: those that the law gives to a class and to a scheme
COLLOQUIAL = everyday(
    "colloquial",
    {LAW: 48, REPORT: 24, JOURNAL: 24},
    "deux jusqu partir va IA SCI FDJ Bruxelles France Paris Français haut risque bac sable",
    200,
)
PLAIN = everyday(
    "plain",
    {LAW: 44, REPORT: 20, JOURNAL: 20},
    "IA Tracfin Irak Europe Bruxelles France État 2002 2016 2017 2018 2019 2022 2025",
    0,
)
LAY = everyday("lay", {LAW: 64, REPORT: 40, JOURNAL: 40}, "", 0)
each = pytest.mark.parametrize("sort", [COLLOQUIAL, PLAIN, LAY], ids=["colloquial", "plain", "lay"])
strict = pytest.mark.parametrize("sort", [COLLOQUIAL, PLAIN], ids=["colloquial", "plain"])


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


def passage(folder: Path, item: Evidence, window: int) -> str:
    """Return the sentence of a piece of evidence, with its neighbours when it is shorter; empty when it is not on the page."""
    page = page_text(folder / item.document, item.page)
    found = folded(page).find_all(Folded(item.quote, squeeze=True))
    if not found:
        return ""
    start, end = found[0]
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(page)), len(page)]
    first = max(at for at, edge in enumerate(ends) if edge <= start)
    last = min(at for at, edge in enumerate(ends) if edge >= end)
    while ends[last] - ends[first] < window and (first, last) != (0, len(ends) - 1):
        first, last = max(0, first - 1), min(len(ends) - 1, last + 1)
    return page[ends[first] : ends[last]]


@each
def test_there_are_enough_of_each_document_in_both_halves(sort: Everyday) -> None:
    halves = Counter((question.documents[0], question.split) for question in sort.questions)
    assert {document for document, _ in halves} == set(sort.least)
    for document, least in sort.least.items():
        dev, test = halves[document, "dev"], halves[document, "test"]
        assert dev + test >= least and 0 <= dev - test <= 1, document


@each
def test_one_of_at_most_three_places_of_one_document_answers(sort: Everyday) -> None:
    for question in sort.questions:
        assert question.answerable and len(question.documents) == 1, question.id
        assert len(question.parts) == 1 and len(question.evidence) <= 3, question.id


@each
def test_every_anchor_is_on_its_page(sort: Everyday, shared: Path) -> None:
    missing = [
        f"{question.id}: p. {item.page}: {item.quote}"
        for question in sort.questions
        for item in question.evidence
        if not passage(shared / "corpus", item, 0)
    ]
    assert missing == []


@each
def test_every_fact_is_written_in_a_passage_that_answers(sort: Everyday, shared: Path) -> None:
    missing = []
    for question in sort.questions:
        text = " … ".join(passage(shared / "corpus", item, sort.window) for item in question.evidence)
        missing += [f"{question.id}: {fact.any_of}" for fact in question.facts if not fact_holds(fact.any_of, text)]
    assert missing == []


@strict
def test_no_content_word_is_copied_from_a_passage_that_answers(sort: Everyday, shared: Path) -> None:
    copied = {
        f"{question.id} p. {item.page}": sorted(words)
        for question in sort.questions
        for item in question.evidence
        if (
            words := (set(terms(question.question)) & set(terms(passage(shared / "corpus", item, sort.window))))
            - sort.shared
        )
    }
    assert copied == {}


def test_no_lay_question_copies_three_words_in_a_row(shared: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        said = [term for word in text.split() for term in terms(word)[:1]]  # "prud'hommes" has three terms
        return {tuple(said[at : at + 3]) for at in range(len(said) - 2)}

    copied = {
        question.id: sorted(found)
        for question in LAY.questions
        for item in question.evidence
        if (found := runs(question.question) & runs(passage(shared / "corpus", item, 0)))
    }
    assert copied == {}


def test_the_half_is_given_by_the_number() -> None:
    for question in COLLOQUIAL.questions:
        odd = int(question.id.rsplit("-", 1)[1]) % 2
        assert question.split == ("dev" if odd else "test"), question.id


def test_no_passage_is_asked_about_in_both_halves() -> None:
    asked: dict[tuple[str, int, str], set[str | None]] = {}
    for question in COLLOQUIAL.questions:
        for item in question.evidence:
            asked.setdefault((item.document, item.page, squeeze(item.quote)), set()).add(question.split)
    assert [place for place, halves in asked.items() if len(halves) > 1] == []


def test_every_third_of_each_document_is_asked_about(shared: Path) -> None:
    for document in COLLOQUIAL.least:
        count = len(opened(shared / "corpus" / document))
        pages = {
            item.page for question in COLLOQUIAL.questions for item in question.evidence if item.document == document
        }
        thirds = Counter(3 * (page - 1) // count for page in pages)
        assert len(pages) >= 20 and min(thirds[third] for third in range(3)) >= 6, (document, thirds)
