from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.service import Vigie
from corpus.library import Library
from corpus.settings import Settings
from eval.alteration import alter_library, changing, deleting, other_digits, surface
from eval.causal import candidates, telling, try_all
from eval.corpora import copied
from eval.questions import Question, load_questions

OCCITANIE = "Combien la Région Occitanie consacre-t-elle à sa stratégie IA ?"
FINE = "Quelle est l'amende maximale pour une pratique interdite par l'AI Act ?"


@pytest.mark.parametrize(
    ("alias", "text", "found"),
    [
        ("60 M€", "soit 60 M€ en tout", True), ("60 M€", "soit 60\u202fM€", True), ("60 M€", "soit 160 M€", False),
        ("7 %", "1,7 %", False), ("3 500", "3500 salariés", True), ("3 500", "3 5000", False), ("l'État", "l’État", True),
        ("2 mai 2024", "12 mai 2024", False), ("2 mai 2024", "le 2 Mai 2024", True), ("€60 million", "(€60 million)", True),
    ],
)  # fmt: skip
def test_an_alias_is_found_as_pages_write_it(alias: str, text: str, found: bool) -> None:
    assert bool(surface(alias).search(text)) is found


@pytest.mark.parametrize(
    ("text", "other"),
    [("60 M€", "65 M€"), ("350 M€", "450 M€"), ("7,5 M€", "8,5 M€"), ("31 mai", "30 mai"), ("19 juin", "14 juin"), ("1er août", "2er août"), ("non", "non")],
)  # fmt: skip
def test_another_value_of_the_same_length(text: str, other: str) -> None:
    assert other_digits(text) == other


def test_every_writing_of_a_value_changes_alike() -> None:
    alter = changing(["60 M€", "60 millions", "€60 million"])
    assert alter("60 M€, 60 millions, €60 million, 160 M€") == "65 M€, 65 millions, €65 million, 160 M€"


def test_a_deleted_sentence_leaves_the_others_in_place() -> None:
    text = "La Région a un plan. Elle y consacre 60 M€. Le plan dure cinq ans."
    altered = deleting(["60 M€"])(text)
    assert len(altered) == len(text) and "60" not in altered
    assert altered.startswith("La Région a un plan.") and altered.endswith("Le plan dure cinq ans.")


def test_a_library_is_altered_whole_and_only_in_its_copy(small: Settings, tmp_path: Path) -> None:
    before = Library(small).counts()
    with copied(small, tmp_path / "copy") as own:
        library = Library(own)
        assert alter_library(library, changing(["60 M€"])) == 1
        document = library.document("note-occitanie.pdf")
        assert document is not None
        text = " ".join(page.text for page in library.pages(document.id))
        assert "65 M€" in text and "60 M€" not in text
        assert library.counts().consistent and library.counts().passages == before.passages
        for excerpt in Vigie(own).excerpts(OCCITANIE):
            page = library.page(excerpt.document_id, excerpt.page)
            assert page is not None and page.text[excerpt.start : excerpt.end] == excerpt.quote
    assert not (tmp_path / "copy").exists()
    original = Library(small).document("note-occitanie.pdf")
    assert original is not None and "60 M€" in next(iter(list(Library(small).pages(original.id))[1:])).text


def test_only_values_that_tell_are_tried(subset: Path) -> None:
    questions = load_questions(subset)
    tried = candidates(questions, None)
    assert {telling(question) for question in tried} >= {
        ("93 %",),
        ("60 M€", "60 millions", "€60 million", "60 M d'euros"),
    }
    assert all(question.answerable for question in tried)
    assert len(candidates(questions, 2)) == 2
    bare = Question.model_validate({**questions[0].model_dump(), "facts": [{"any_of": ["11"]}]})
    assert telling(bare) == ()


def test_an_answer_made_of_excerpts_follows_its_documents(small: Settings, subset: Path) -> None:
    [question] = [item for item in load_questions(subset) if item.question == FINE]
    cases = list(try_all([question], small))
    assert [(case.alteration, case.fact) for case in cases] == [("changed", "35 M€"), ("deleted", "35 M€")]
    assert cases[0].ok and "34 M€" not in cases[0].answer and "36 M€" in cases[0].answer
    assert "35 M€" not in cases[1].answer


def test_an_answer_from_memory_is_seen(
    small: Settings, subset: Path, monkeypatch: pytest.MonkeyPatch, make_answer: Callable[..., object]
) -> None:
    """A build that says the old value whatever the documents say fails both."""
    [question] = [item for item in load_questions(subset) if item.question == OCCITANIE]

    def made(settings: Settings) -> Vigie:
        vigie = Vigie(settings)
        remembered = make_answer(("La Région Occitanie consacre 60 M€ à sa stratégie IA.", ()))
        monkeypatch.setattr(vigie, "answer_to", lambda question, **options: remembered)
        return vigie

    assert [case.ok for case in try_all([question], small, made)] == [False, False]
