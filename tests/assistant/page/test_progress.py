import pytest

from assistant.answers import Answer, Checked, Draft, ExcerptsFound, Finished, Notice, Outcome, Sentence, Verdict
from assistant.page.progress import Progress, draft_after, visible_draft

SENTENCE = Sentence("La région anime l'IA.", Verdict.SOURCED, "", (0,))


@pytest.mark.parametrize(
    ("draft", "rest"),
    [
        ("La région anime l'IA [1]. Elle ", "Elle "),
        ("La région anime l'IA.[1] [2, 3]", ""),
        ("La région  anime\nl'IA. « Oui", "« Oui"),
        ("La région anime l’IA. Suite", "Suite"),
        ("Autre chose. Elle", ""),
        ("La région", ""),
        ("", ""),
    ],
)
def test_a_checked_sentence_takes_the_place_of_its_draft(draft: str, rest: str) -> None:
    assert draft_after(draft, "La région anime l'IA.") == rest


@pytest.mark.parametrize(
    ("draft", "shown"), [("Elle agit [1] ici [2", "Elle agit  ici "), ("Fin [1].", "Fin."), ("[12", ""), ("a[b", "a[b")]
)
def test_marks_are_not_shown(draft: str, shown: str) -> None:
    assert visible_draft(draft) == shown


def test_each_event_gives_the_next_state() -> None:
    progress = Progress("Q", "t1").after(ExcerptsFound(()))
    progress = progress.after(Draft("La région anime ")).after(Draft("l'IA. Et puis"))
    assert progress.draft == "La région anime l'IA. Et puis"
    progress = progress.after(Checked(SENTENCE)).after(Notice("un autre modèle répond"))
    assert (progress.sentences, progress.draft, progress.notices) == (
        (SENTENCE,),
        "Et puis",
        ("un autre modèle répond",),
    )
    assert not progress.over
    answer = Answer("Q", "fr", Outcome.SOURCED, (SENTENCE,), (), "none", "")
    progress = progress.after(Finished(answer))
    assert progress.over
    assert progress.answer is answer
    assert progress.draft == ""
