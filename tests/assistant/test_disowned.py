"""What a source reports as wrong is not stated as a fact; what leaves no exception is not added."""

import pytest

from assistant.answers import Excerpt, Verdict
from assistant.verification import verify


def excerpt(quote: str) -> Excerpt:
    return Excerpt("note.pdf", "0" * 16, "Note", 1, "1", 0, len(quote), quote)


CREDITED = excerpt(
    "Le quotidien attribue le rapport n° 12 à la délégation à la prospective, alors qu’il émane de la délégation aux collectivités."
)
WRONG = excerpt("Deux sites donnent à tort le 2 août 2024 comme date d’entrée en vigueur de la loi.")
VOTE = excerpt("Le conseil a adopté le 14 janvier 2025 l’avis sur l’intelligence artificielle et le service public.")


@pytest.mark.parametrize(
    ("claim", "source", "verdict"),
    [
        ("Le rapport n° 12 vient de la délégation à la prospective.", CREDITED, Verdict.UNSOURCED),
        ("Le rapport n° 12 émane de la délégation aux collectivités.", CREDITED, Verdict.SOURCED),
        ("Le quotidien attribue le rapport n° 12 à la délégation à la prospective.", CREDITED, Verdict.SOURCED),
        ("La date d'entrée en vigueur de la loi est le 2 août 2024.", WRONG, Verdict.UNSOURCED),
        ("Deux sites donnent à tort le 2 août 2024 comme date d'entrée en vigueur.", WRONG, Verdict.SOURCED),
        ("Le conseil a adopté à l'unanimité l'avis sur l'intelligence artificielle.", VOTE, Verdict.UNSOURCED),
        ("Le conseil a adopté l'avis sur l'intelligence artificielle.", VOTE, Verdict.SOURCED),
    ],
)
def test_what_a_source_does_not_hold_to_be_true(claim: str, source: Excerpt, verdict: Verdict) -> None:
    assert verify(claim, (source,)).verdict is verdict


def test_a_question_cannot_bring_what_the_excerpt_lacks() -> None:
    claim = "Le conseil a adopté à l'unanimité l'avis sur l'intelligence artificielle et le service public."
    question = "Pourquoi le conseil a-t-il adopté à l'unanimité l'avis sur l'IA ?"
    assert verify(claim, (VOTE,), question=question).verdict is Verdict.UNSOURCED
