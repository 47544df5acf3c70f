"""Typing errors of a question, mended before it is searched."""

from collections.abc import Callable
from html import unescape

import pytest

from assistant.answers import ExcerptsFound, Finished, Notice
from assistant.page.answer_view import answer_article
from assistant.service import Vigie
from assistant.spelling import mended, read_as
from corpus.library import Library
from corpus.records import Document

Shelve = Callable[..., Document]
TEXT = (
    "La reconnaissance faciale est interdite dans les collectivités. Un rapport est remis au président. Elle forme des "
    "agents du département au traçage, à la connexion et à une pension."
)


@pytest.fixture
def shelf(library: Library, shelve: Shelve) -> Library:
    shelve(library, "note.txt", TEXT)
    return library


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("La reconaissance faciale", "La reconnaissance faciale"),  # a letter left out
        ("la reconnnaissance faciale", "la reconnaissance faciale"),  # one too many
        ("la reconniassance faciale", "la reconnaissance faciale"),  # two swapped
        ("la reconnaiszance faciale", "la reconnaissance faciale"),  # another, in a long word
        ("Raport aux colectivités", "Rapport aux collectivités"),  # the capital is kept, and the accent
        ("un rappotr aux collectivites", "un rapport aux collectivites"),  # accents that are left out are no error
        ("Cmoment est-ce interdit ?", "Comment est-ce interdit ?"),  # "moment" is used less, and not written here
        ("l'interdcition", "l'interdcition"),  # the documents do not write "interdiction"
    ],
)
def test_a_word_that_nobody_knows_is_read_as_one_that_the_documents_write(
    shelf: Library, asked: str, read: str
) -> None:
    assert mended(shelf, asked) == read


@pytest.mark.parametrize(
    "asked",
    [
        "Que disent les rapports, à Raport et au RAPORT ?",  # names
        "Les agent et les ragent",  # another first letter
        "la tension",  # a word, whatever the documents write
        "lorsqu'un agent l'a dit",  # an elision is no word
        "le depart",  # without its accent
        "un rapp ou un ajent",  # too short for another letter
        "les perso et les flics",  # of the lexicon
        "",
        "?! 2024 19,99",
    ],
)
def test_names_and_words_are_left_as_they_are(shelf: Library, asked: str) -> None:
    assert mended(shelf, asked) == asked


def test_an_english_question_is_mended_in_english(library: Library, shelve: Shelve) -> None:
    shelve(library, "act.txt", "The provider of the system shall keep the logs. Recognition is prohibited.")
    assert mended(library, "What of the sytem is prohibted?") == "What of the system is prohibited?"


def test_who_mistypes_finds_the_same_and_is_told(vigie: Vigie) -> None:
    right, wrong = (
        "Quel est le montant de la stratégie de l'Occitanie ?",
        "Quel est le monttant de la startégie de l'Occitanie ?",
    )
    assert vigie.mended(wrong) == right
    assert vigie.excerpts(wrong) == vigie.excerpts(right)
    events = list(vigie.ask(wrong))
    assert events[0] == Notice(read_as(right))
    assert isinstance(events[1], ExcerptsFound)
    answer = events[-1]
    assert isinstance(answer, Finished)
    assert (answer.answer.question, answer.answer.read_as) == (wrong, right)
    assert (vigie.answer(answer.answer.id) or {})["read_as"] == right
    assert read_as(right) in unescape(answer_article(answer.answer, "t1"))
    plain = vigie.answer_to(right)
    assert answer.answer.text == plain.text != ""
    assert plain.read_as == "" and "Lu ainsi" not in answer_article(plain, "t1")
    assert not any(isinstance(event, Notice) for event in vigie.ask(right))
