"""Where a model fails, an excerpt speaks: in place of a sentence, of an answer, of a part that was left out."""

import pytest

from assistant.answerability import Expectation, judge_sentences
from assistant.answers import Excerpt, Sentence, Verdict
from assistant.premise import Name, Needs, alternatives, counted, needs_of
from assistant.verbatim import asked_parts, passed_over, plain_answer, stand_in
from assistant.verification import verify


def excerpt(quote: str, score: float = 1.0, **known: str) -> Excerpt:
    return Excerpt("note.pdf", "0" * 16, "Le plan SUD IA", 1, "1", 0, len(quote), quote, score, **known)


AXES = excerpt("Le plan « SUD IA » suit 4 axes et vise 300 entreprises en 2027.")
COST = excerpt("Le plan « SUD IA » coûte 70 M€ à la Région Sud.", 2.0)
DATED = excerpt("Le plan « SUD IA » a été voté le 5 octobre 2024 par la Région Sud.")
VOTES = excerpt("L’avis a recueilli 99 voix pour, 10 voix contre et 22 abstentions.")


@pytest.mark.parametrize(
    ("draft", "at"),
    [
        ("Le plan SUD IA suit 4 axes, vise surtout 300 entreprises en 2027.", 0),  # no word for word, nothing wrong
        ("Le plan SUD IA suit 5 axes et vise 300 entreprises de la pêche.", None),  # wrong, and not all of it there
        ("Les pêcheurs de Toulon ont voté contre le plan.", None),
        ("Combien d'axes suit le plan SUD IA ?", None),  # says nothing beyond the question
    ],
)
def test_an_excerpt_stands_in_for_what_it_says_better(draft: str, at: int | None) -> None:
    assert stand_in(draft, (AXES, COST), "Combien d'axes suit le plan SUD IA ?") == at


def test_a_bad_copy_gives_way_to_its_original_only_where_an_answer_is_likely() -> None:
    draft, question = "Le plan SUD IA suit 5 axes et vise 300 entreprises en 2027.", "Quels axes suit le plan SUD IA ?"
    assert stand_in(draft, (AXES,), question, likelihood=0.4) is None
    assert stand_in(draft, (AXES,), question, likelihood=0.6) == 0


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("50 ou 60 millions pour le plan ?", ["50000000", "60000000"]),
        ("Est-ce le 10 avril, le 19 juin ou le 22 juin 2025 ?", ["--04-10", "--06-19", "2025-06-22"]),
        ("Deux, trois ou quatre axes ?", ["2", "3", "4"]),
        ("The plan: 3 or 4 axes?", ["3", "4"]),
        ("Combien entre 2024 et 2028 ?", []),
        ("En 2024, combien d'agents ou d'élus sur 300 ?", []),
    ],
)
def test_the_values_a_question_offers_to_choose_from(question: str, given: list[str]) -> None:
    assert [value.canonical for value in alternatives(question)] == given


def test_the_alternatives_that_an_answer_leaves_out_are_quoted() -> None:
    other = excerpt("Selon la presse, le plan « SUD IA » suit 3 axes.", 0.5)
    asked = asked_parts("3 ou 4 axes pour le plan SUD IA ?", needs_of("le plan SUD IA").names)
    said = [Sentence("Le plan SUD IA suit 4 axes.", Verdict.SOURCED, "", (0,))]
    assert list(passed_over(asked, said, (AXES, other))) == [1]
    assert list(passed_over(asked, (), (AXES, other))) == [1, 0]


def test_the_part_of_a_question_that_an_answer_leaves_out_is_quoted() -> None:
    asked = asked_parts("Combien coûte le plan SUD IA, et quand a-t-il été voté par la Région ?")
    assert [part.text for part in asked] == ["Combien coûte le plan SUD IA", "quand a-t-il été voté par la Région ?"]
    said = [Sentence("Le plan SUD IA coûte 70 M€.", Verdict.SOURCED, "", (0,))]
    assert list(passed_over(asked, said, (COST, DATED))) == [1]
    assert len(asked_parts("Quelle région et quel département ?")) == 2
    assert len(asked_parts("Le plan et la région suivent quoi ?")) == 1


def test_the_best_excerpt_is_quoted_when_it_holds_more_of_the_question() -> None:
    asked = asked_parts("Combien coûte le plan ?")
    said = [Sentence("Le plan SUD IA suit 4 axes.", Verdict.SOURCED, "", (0,))]
    assert list(passed_over(asked, said, (AXES, COST))) == [1]
    assert list(passed_over(asked_parts("Que fait le plan ?"), said, (AXES, COST))) == []  # it holds no more of it
    assert list(passed_over(asked, said, (excerpt(AXES.quote, 3.0), COST))) == []  # it is not the best


def test_a_bare_value_gives_way_to_its_sentence_when_the_search_is_sure() -> None:
    assert stand_in("99", (AXES, VOTES), "How many?", likelihood=0.9) == 1
    assert stand_in("99", (AXES, VOTES), "How many?", likelihood=0.6) is None
    assert stand_in("12", (AXES, VOTES), "How many?", likelihood=0.9) is None


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Que fait la Région Sud des 70 M€ du plan ?", True),
        ("Que fait la Région Sud des 50 M€ du plan ?", False),
        ("50 M€ ou 70 M€ pour le plan de la Région Sud ?", True),
        ("En 2031, que coûte le plan à la Région Sud ?", True),  # a year is often left out
    ],
)
def test_a_sum_that_the_question_takes_for_granted_must_be_found(question: str, answered: bool) -> None:
    said = [Sentence("Le plan SUD IA coûte 70 M€ à la Région Sud.", Verdict.SOURCED, "", (0,))]
    assert judge_sentences(Expectation(question, needs_of(question), ()), said, (COST,)).answerable is answered


def test_what_is_counted_must_be_what_was_asked() -> None:
    [part] = asked_parts("Combien de pages compte l'avis ?")
    assert plain_answer(part, (VOTES,)) is None
    [part] = asked_parts("Combien de voix contre l'avis ?")
    assert plain_answer(part, (VOTES,)) == 0
    assert counted("How many regions were against?", "Deux régions ont voté contre.")
    assert counted("Quand ?", "rien") and not counted("Combien de communes ?", "Le plan a 4 axes.")


def test_words_of_another_language_need_not_be_found_when_the_search_is_sure() -> None:
    question = "When was the scheme carried by the assembly of councillors?"
    assert plain_answer(asked_parts(question, likelihood=0.5)[0], (DATED,)) is None
    assert plain_answer(asked_parts(question, likelihood=0.9)[0], (DATED,)) == 0


def test_a_sentence_that_repeats_the_question_must_be_borne_out_whole() -> None:
    law = excerpt("Pour les PME, le règlement retient le plus faible des deux plafonds.")
    question = "Les PME paient-elles autant que les grandes entreprises selon le règlement ?"
    echo = verify("Les PME paient autant que les grandes entreprises selon le règlement.", (law,), question=question)
    assert echo.verdict is Verdict.UNSOURCED


@pytest.mark.parametrize(
    ("question", "likelihood", "answered"),
    [
        ("Quel temps fera-t-il demain à Toulon ?", 0.3, False),
        ("Quel temps fera-t-il demain à Toulon ?", 0.6, True),  # the search itself is sure
        ("Le plan SUD IA suit-il des axes ?", 0.3, True),
        ("vise t-il des entreprizes ?", 0.3, True),  # typing errors are forgiven
    ],
)
def test_sentences_of_something_else_are_no_answer(question: str, likelihood: float, answered: bool) -> None:
    said = [Sentence("Le plan vise 300 entreprises et suit 4 axes.", Verdict.SOURCED, "", (0,))]
    expected = Expectation(question, needs_of(question), ())
    assert judge_sentences(expected, said, (AXES,), likelihood).answerable is answered


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Quel est le taux de chômage au conseil régional de Bretagne ?", False),  # the names alone are no answer
        ("Que devient le conseil régional de Bretagne ?", True),  # a single word besides: it may well be said otherwise
    ],
)
def test_the_names_of_a_question_do_not_count_among_its_words(question: str, answered: bool) -> None:
    council = excerpt("Le conseil régional de Bretagne siège à Rennes.")
    said = [Sentence("Le conseil régional de Bretagne siège à Rennes.", Verdict.SOURCED, "", (0,))]
    named = Name("conseil régional de Bretagne", ("conseil regional de bretagne",))
    expected = Expectation(question, Needs((named,), (), frozenset()), (named,))
    assert judge_sentences(expected, said, (council,), 0.4).answerable is answered


@pytest.mark.parametrize("question", ["quel est le budjet du plan", "quelle envelope pour le plan", "Quel budget ?"])
def test_a_typing_error_does_not_hide_that_money_is_asked_for(question: str) -> None:
    assert [kind.value for kind in needs_of(question).wanted] == ["amount"]
