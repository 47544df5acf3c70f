"""A question that names a document, an article, a page or a year finds it first."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.pointers import pointers_of, years_in
from assistant.retrieval import retrieve
from corpus.library import Library
from corpus.records import Document, FileRecord, Page, ParsedDocument, Passage, Source, Span, Status
from corpus.settings import Settings

Shelve = Callable[..., Document]
SAME = "Le texte fixe des règles pour les systèmes d'intelligence artificielle."


@pytest.fixture
def library(settings: Settings, tmp_path: Path) -> Library:
    """Three documents that say the same on each of their three pages, under articles 1 to 3."""
    library = Library(settings)
    for title, date in (
        ("Avis du CESER sur les algorithmes", "2021-03-01"),
        ("Feuille de route numérique de Bretagne", "2023-05-02"),
        ("Guide des usages en mairie", "2025-01-10"),
    ):
        path = tmp_path / f"{date}.txt"
        path.write_text(title, encoding="utf-8")
        pages = tuple(Page(number, str(number), SAME) for number in (1, 2, 3))
        passages = [
            Passage(number, (f"Article {number + 1}",), (Span(number + 1, 0, len(SAME)),), SAME, f"{title}\n{SAME}")
            for number in range(3)
        ]
        sha256 = hashlib.sha256(title.encode()).hexdigest()
        with library.writing():
            library.add(
                path,
                ParsedDocument(pages, 3, parser="test/1"),
                passages,
                sha256=sha256,
                source=Source(title=title, date=date, language="fr"),
                status=Status.INDEXED,
                record=FileRecord(str(path), sha256, 1, 1, Status.INDEXED),
                splitter="test/1",
            )
    return library


@pytest.mark.parametrize(
    ("question", "title", "page"),
    [
        ("Quelles règles pour l'intelligence artificielle dans la feuille de route numérique de Bretagne ?", "Feuille", None),
        ("Quelles règles pour l'intelligence artificielle dans l'avis du CESER sur les algorithmes, page 2 ?", "Avis", 2),
        ("Que dit l'article 3 des systèmes d'intelligence artificielle ?", "", 3),
    ],
)  # fmt: skip
def test_what_is_pointed_at_comes_first(library: Library, question: str, title: str, page: int | None) -> None:
    first = retrieve(library, question)[0].stored
    assert first.document.title.startswith(title)
    assert page is None or first.passage.spans[0].page == page


def test_a_page_that_neither_search_finds_is_found_by_its_number(library: Library) -> None:
    found = retrieve(library, "Feuille de route numérique de Bretagne, page 3 : xylophone ?", limit=5)
    assert any(
        item.stored.document.title.startswith("Feuille") and item.stored.passage.spans[0].page == 3 for item in found
    )


def test_the_year_of_a_document_counts_for_it(library: Library) -> None:
    pointed = pointers_of(library, "Quelles règles pour l'intelligence artificielle en 2025 ?")
    [guide] = [item for item in library.documents() if item.title.startswith("Guide")]
    favoured = {item.document.id: pointed.favour(item) for item in library.passages(range(1, 10))}
    assert max(favoured, key=lambda key: favoured[key]) == guide.id and min(favoured.values()) == 1.0


def test_a_question_that_points_at_nothing(library: Library) -> None:
    assert not pointers_of(library, "Quelles règles pour les systèmes ?")
    assert not pointers_of(library, "Que pense le CESER ?").documents  # one word names a body, not a document


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Qui a gagné en 2021 ?", ("2021",)),
        ("Quel budget de 2024 à 2028, puis en 2024 ?", ("2024", "2028")),
        ("Que dit le règlement (UE) 2016/679 des données ?", ()),
        ("Que disent les lois n° 2019-222 et 2016-1321 ?", ()),
        ("Combien de pages, 12024 ou 2024e ?", ()),
        ("Le plan 2021-2027 ?", ("2021", "2027")),
        ("Qu'est-ce qui s'applique le 2025-08-02 ?", ("2025",)),
    ],
)
def test_the_years_a_question_gives(question: str, years: tuple[str, ...]) -> None:
    assert years_in(question) == years
