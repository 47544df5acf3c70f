import pytest

from corpus.analysis import guess_language, query_terms, terms


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("societe regionale", "société régionale"),
        ("l'intelligence", "intelligence"),
        ("qu'une région", "régions"),
        ("art. 27", "l'article 27"),
        ("articles 27", "Article 27"),
        ("35 000 000", "35\u202f000\u202f000"),
        ("socioéconomique", "socio-économique"),
        ("I.A.", "IA"),
        ("oeuvre", "œuvre"),
    ],
)
def test_question_and_document_meet(asked: str, written: str) -> None:
    assert set(terms(asked)) & set(terms(written))


def test_references_are_terms_of_their_own() -> None:
    assert "article27" in terms("l'article 27") and "article27" in query_terms("art. 27")
    assert "annexeiii" in terms("à l'annexe III")
    assert "article1" in terms("article premier")


def test_stop_words_keep_what_carries_meaning() -> None:
    assert "ne" in terms("ne") and "pas" in terms("pas")
    assert terms("l'IA") == ["ia"] == terms("AI", "en")
    assert not set(terms("le la les de des")) - {""}


def test_a_stop_word_of_one_language_is_not_searched_in_the_other() -> None:
    assert query_terms("Quelle est l'amende pour une IA ?") == ["amend", "ia"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("Quelle est l'amende ?", "fr"), ("What is the fine for this?", "en"), ("IA", "fr"), ("budget Occitanie", "fr")],
)
def test_language(text: str, language: str) -> None:
    assert guess_language(text) == language
