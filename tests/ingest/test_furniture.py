"""Running headers, footers and page numbers go; headings, titles and years stay."""

import random
from collections.abc import Callable
from pathlib import Path

from ingest.limits import Limits
from ingest.parser import parse_file

WORDS = (
    "région budget conseil projet formation emploi santé culture énergie transport recherche donnée service public agent "
    "commune réseau élève outil charte usage risque modèle avis vote séance rapport année crédit action axe plan loi droit"
).split()


NAMES = ("un", "deux", "trois", "quatre", "cinq")


def _body(number: int, lines: int = 18) -> list[str]:
    """Sentences that no other page has."""
    chosen = random.Random(number)
    return [f"Il est prévu que {' '.join(chosen.choices(WORDS, k=9))}." for _ in range(lines)]


def _texts(path: Path, limits: Limits) -> list[str]:
    return [page.text for page in parse_file(path, limits, ocr=False).pages]


def test_headers_and_changing_page_numbers_go(make_pdf: Callable[..., Path], limits: Limits) -> None:
    path = make_pdf(
        [[f"Page numéro {word} du rapport.", *_body(n)] for n, word in enumerate(NAMES)],
        header=lambda n: "Rapport annuel 2024",
        footer=lambda n: f"- {n} -",
    )
    for word, text in zip(NAMES, _texts(path, limits), strict=True):
        assert text.startswith(f"Page numéro {word} du rapport.")
        assert "Rapport annuel" not in text and "- " not in text


def test_odd_and_even_headers_go(make_pdf: Callable[..., Path], limits: Limits) -> None:
    path = make_pdf(
        [[f"Texte {n}.", *_body(n)] for n in range(1, 9)],
        header=lambda n: f"{n}   CESER" if n % 2 else f"Avis sur l'IA   {n}",
    )
    for text in _texts(path, limits):
        assert "CESER" not in text and "Avis sur" not in text


def test_the_running_title_of_each_chapter_goes(make_pdf: Callable[..., Path], limits: Limits) -> None:
    titles = ["Introduction", "Introduction", "Budget", "Budget", "Budget", "Formation", "Formation", "Conclusion"]
    path = make_pdf(
        [[f"Contenu {n}.", *_body(n)] for n in range(1, 9)],
        header=lambda n: f"{titles[n - 1]}   {n}",
    )
    for text in _texts(path, limits):
        assert not any(title in text for title in titles)


def test_a_heading_that_recurs_in_the_body_stays(make_pdf: Callable[..., Path], limits: Limits) -> None:
    pages = [["Vulnérabilités", *_body(n)] if n % 3 == 0 else [*_body(n), "Fin."] for n in range(12)]
    texts = _texts(make_pdf(pages, footer=lambda n: str(n)), limits)
    assert sum("Vulnérabilités" in text for text in texts) == 4
    assert not any(text.endswith(str(number)) for number, text in enumerate(texts, start=1))


def test_article_headings_at_the_top_of_pages_stay(make_pdf: Callable[..., Path], limits: Limits) -> None:
    path = make_pdf([[f"Article {n}", *_body(n)] for n in range(1, 7)], footer=lambda n: f"{n}/6")
    for number, text in enumerate(_texts(path, limits), start=1):
        assert text.startswith(f"Article {number}\n")
        assert "/6" not in text


def test_a_year_on_the_first_page_is_no_page_number(make_pdf: Callable[..., Path], limits: Limits) -> None:
    path = make_pdf([[f"Texte {n}.", *_body(n)] for n in range(1, 6)], footer=lambda n: "2024" if n == 1 else str(n))
    texts = _texts(path, limits)
    assert "2024" in texts[0]
    assert not texts[2].rstrip().endswith("3")


def test_the_title_on_the_first_page_stays_though_it_runs_on_the_others(
    make_pdf: Callable[..., Path], limits: Limits
) -> None:
    path = make_pdf(
        [["**Stratégie pour l'IA", *_body(1)], *[[f"Texte {n}.", *_body(n)] for n in range(2, 6)]],
        header=lambda n: "" if n == 1 else "Stratégie pour l'IA",
    )
    texts = _texts(path, limits)
    assert texts[0].startswith("Stratégie pour l'IA")
    assert not any("Stratégie" in text for text in texts[1:])


def test_a_document_of_nothing_but_repeated_lines_keeps_them(make_pdf: Callable[..., Path], limits: Limits) -> None:
    assert _texts(make_pdf([["Bulletin de vote"]] * 4), limits) == ["Bulletin de vote"] * 4


def test_a_large_numbered_heading_on_every_page_stays(make_pdf: Callable[..., Path], limits: Limits) -> None:
    path = make_pdf([[f"**Préconisation {n + 3}", *_body(n)] for n in range(1, 7)], footer=lambda n: f"Avis | {n}")
    for n, text in enumerate(_texts(path, limits), start=1):
        assert text.startswith(f"Préconisation {n + 3}\n")
        assert "Avis |" not in text
