"""Follow-up questions made whole, by rule first, by model where no rule can."""

import pytest

from assistant.conversation import Turn, whole_question

BEFORE = Turn(
    "Quelle est la stratégie IA en Occitanie ?", "La Région Occitanie a adopté sa stratégie le 11 juillet 2024."
)


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("et en Bretagne ?", "Quelle est la stratégie IA en Bretagne ?"),
        ("Et pour l'Île-de-France ?", "Quelle est la stratégie IA pour l'Île-de-France ?"),
        ("Que fait la CNIL ?", "Que fait la CNIL ?"),
    ],
)
def test_by_rule_no_model_is_asked(question: str, whole: str) -> None:
    def never(question: str, last: Turn) -> str | None:
        raise AssertionError("no model is needed")

    assert whole_question(question, [BEFORE], never) == whole
    assert whole_question(question, [], never) == question


FOLLOW = "Pourquoi l'a-t-elle fait ?"
TOGETHER = f"Quelle est la stratégie IA en Occitanie — {FOLLOW}"


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("Pourquoi la Région Occitanie a-t-elle adopté sa stratégie ?", None),
        ("Pourquoi la Région Occitanie a-t-elle adopté sa stratégie le 12 juillet 2024 ?", TOGETHER),  # another date
        ("Pourquoi la Région Bretagne a-t-elle adopté sa stratégie ?", TOGETHER),  # another region
        ("Parce que la Région Occitanie veut innover.", TOGETHER),  # an answer
        ("Pourquoi ?\nParce que.", TOGETHER),
        (None, TOGETHER),
    ],
)
def test_a_model_may_make_it_whole_and_add_nothing(written: str | None, whole: str | None) -> None:
    assert whole_question(f"Et {FOLLOW[0].lower()}{FOLLOW[1:]}", [BEFORE], lambda question, last: written) in (
        whole or written,
        TOGETHER.replace("Pourquoi", "Et pourquoi"),
    )
    if whole is None:
        assert whole_question(f"Et {FOLLOW}", [BEFORE], lambda question, last: written) == written
    else:
        assert whole_question(f"Et {FOLLOW}", [BEFORE], lambda question, last: written) != written
