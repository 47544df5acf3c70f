from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.answers import Answer, Sentence, Verdict
from eval.questions import Question
from eval.ranking import Ranked
from eval.scoring import Gold, Result, Scored, Stage, score, scored_of_json

Make = Callable[..., Any]
QUOTE = "La Région Occitanie consacre 60 M€ à sa stratégie IA."
GOLD = Gold((frozenset({("id-a.pdf", 1)}),), ())


def question(**more: Any) -> Question:
    known = {
        "id": "q", "question": "Combien ?", "language": "fr", "kind": "numeric", "answerable": True,
        "facts": [{"any_of": ["60 M€"]}], "evidence": [{"document": "a.pdf", "page": 1, "quote": QUOTE}],
    }  # fmt: skip
    return Question.model_validate({**known, **more})


def ranked(*pages: tuple[str, int]) -> Ranked:
    found = tuple((page,) for page in pages)
    return Ranked({"dense": found, "lexical": found, "fused": found}, 0.9)


FOUND, NOT_FOUND = ranked(("id-a.pdf", 1)), ranked(("id-b.pdf", 1))


def scored(
    given: Answer | None, asked: Question | None = None, ranks: Ranked | None = FOUND, gold: Gold = GOLD
) -> Scored:
    return score(asked or question(), given, gold, ranks, lambda excerpt: (True, True))


def test_right_answer(make_answer: Make, make_excerpt: Make) -> None:
    item = scored(make_answer((QUOTE, (0,)), excerpts=[make_excerpt(QUOTE)]))
    assert (item.result, item.stage, item.facts, item.cited_gold) == (Result.CORRECT, Stage.NONE, (True,), True)
    assert item.recall5 == {"dense": 1.0, "lexical": 1.0, "fused": 1.0} and item.rank["fused"] == 1
    assert (item.first_excerpt_s, item.first_word_s, item.total_s) == (0.1, 1.0, 2.0)


def test_each_way_of_ending(make_answer: Make, make_excerpt: Make) -> None:
    unanswerable = question(kind="unanswerable", answerable=False, facts=[], evidence=[])
    none = Gold((), ())
    said = make_answer(("La Région a un plan.", (0,)), excerpts=[make_excerpt("La Région a un plan.")])
    assert scored(make_answer()).result is Result.ABSTAINED
    assert scored(said).result is Result.WRONG
    assert scored(make_answer(), unanswerable, gold=none).result is Result.REFUSED
    assert scored(said, unanswerable, gold=none).result is Result.ANSWERED
    assert scored(said, unanswerable, gold=none).stage is Stage.REFUSAL
    assert scored(None).result is Result.ERROR and scored(None).stage is Stage.ERROR


def test_the_stage_is_the_first_that_lost_the_fact(make_answer: Make, make_excerpt: Make) -> None:
    other = make_excerpt("La Région a un plan.", "b.pdf")
    said = ("La Région a un plan.", (0,))
    assert scored(make_answer(said, excerpts=[other]), ranks=NOT_FOUND).stage is Stage.RETRIEVAL
    assert scored(make_answer(said, excerpts=[other])).stage is Stage.EXCERPT
    both = [other, make_excerpt(QUOTE)]
    assert scored(make_answer(said, excerpts=both)).stage is Stage.GENERATION
    assert scored(make_answer(excerpts=both)).stage is Stage.REFUSAL
    dropped = (Sentence(QUOTE, Verdict.UNSOURCED, "", ()),)
    assert scored(make_answer(said, excerpts=both, dropped=dropped)).stage is Stage.VERIFICATION


def test_citations_are_judged_alone_and_together(make_answer: Make, make_excerpt: Make) -> None:
    first, second = "La Région Sud prévoit 70 M€ pour son plan.", "La Région Occitanie consacre 60 M€ à sa stratégie."
    noise = "Le temps sera sec demain sur toute la côte."
    excerpts = [make_excerpt(first), make_excerpt(second, "b.pdf"), make_excerpt(noise, "c.pdf")]
    joined = "La Région Sud prévoit 70 M€ pour son plan et la Région Occitanie consacre 60 M€ à sa stratégie."
    [sentence] = scored(make_answer((joined, (0, 1, 2)), excerpts=excerpts)).sentences
    assert sentence.supported and sentence.citations == (True, True, False)
    [alone] = scored(make_answer((first, (2,)), excerpts=excerpts)).sentences
    assert not alone.supported and alone.citations == (False,) and "70 m" in alone.ungrounded


def test_quotes_are_checked_once_each(make_answer: Make, make_excerpt: Make) -> None:
    given = make_answer((QUOTE, (0,)), (QUOTE, (0,)), excerpts=[make_excerpt(QUOTE), make_excerpt("Autre.", "b.pdf")])
    item = score(question(), given, GOLD, FOUND, lambda excerpt: (True, excerpt.document != "a.pdf"))
    assert [(quote.document, quote.found) for quote in item.quotes] == [("a.pdf", False)]


def test_a_question_without_facts_is_right_when_it_quotes_the_evidence(make_answer: Make, make_excerpt: Make) -> None:
    asked = question(facts=[])
    assert scored(make_answer((QUOTE, (0,)), excerpts=[make_excerpt(QUOTE)]), asked).result is Result.CORRECT
    other = make_answer(("Autre chose.", (0,)), excerpts=[make_excerpt("Autre chose.")])
    assert scored(other, asked).result is Result.WRONG


def test_an_answer_that_shows_the_evidence_against_a_false_premise(make_answer: Make, make_excerpt: Make) -> None:
    asked = question(kind="false_premise", answerable=False, facts=[], evidence=[])
    against = Gold((), (frozenset({("id-a.pdf", 1)}),))
    item = scored(make_answer((QUOTE, (0,)), excerpts=[make_excerpt(QUOTE)]), asked, gold=against)
    assert item.result is Result.ANSWERED and item.contradicted


@pytest.mark.parametrize("ranks", [FOUND, None])
def test_a_score_is_kept_and_read_back(make_answer: Make, make_excerpt: Make, ranks: Ranked | None) -> None:
    item = scored(make_answer((QUOTE, (0,)), excerpts=[make_excerpt(QUOTE)]), ranks=ranks)
    assert scored_of_json(item.as_json()) == item
    assert replace(item, id="other") != item
