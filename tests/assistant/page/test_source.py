import html
import re

import pytest
from fastapi.testclient import TestClient

from assistant.page.app import create_app
from assistant.page.excerpts import source_url


@pytest.fixture(scope="module")
def opened(tmp_path_factory, make_service):
    service = make_service(tmp_path_factory.mktemp("source"))
    with TestClient(create_app(service, service.settings)) as web:
        yield web, service


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def test_a_cited_page_shows_the_mark_and_where_it_comes_from(opened) -> None:
    web, service = opened
    excerpt = service.excerpts("x")[0]
    answer = web.get(source_url(excerpt))
    assert answer.status_code == 200
    marked = re.search(r"<mark[^>]*>(.*?)</mark>", answer.text, re.DOTALL)
    assert html.unescape(marked[1]) == excerpt.quote
    text = _text(answer.text)
    for part in ("CESER Pays de la Loire", "1er juillet 2024", "Avis consultatif", "1 (page 2 sur 12 du fichier)"):
        assert part in text
    assert 'href="https://exemple.fr/document-1.pdf#page=2"' in answer.text
    assert '<html lang="fr">' in answer.text


def test_the_picture_and_its_marks(opened) -> None:
    web, service = opened
    excerpt = service.excerpts("x")[0]
    base = f"/source/{excerpt.document_id}/2"
    picture = web.get(f"{base}/page.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    marks = web.get(f"{base}/marks.svg?start={excerpt.start}&end={excerpt.end}")
    assert marks.headers["content-type"].startswith("image/svg")
    assert marks.text.count("<rect") == 2


def test_previous_and_next_page(opened) -> None:
    web, service = opened
    base = f"/source/{service.excerpts('x')[0].document_id}"
    first, last = web.get(f"{base}/1").text, web.get(f"{base}/12").text
    assert 'rel="prev"' not in first
    assert f'href="{base}/2?lang=fr"' in first
    assert 'rel="next"' not in last
    assert f'href="{base}/11?lang=fr"' in last


def test_a_file_that_is_not_kept_shows_its_text(opened) -> None:
    web, service = opened
    excerpt = service.excerpts("x")[1]
    page = web.get(source_url(excerpt)).text
    assert "seul son texte" in page
    assert "sheet-image" not in page
    assert web.get(f"/source/{excerpt.document_id}/3/page.png").status_code == 404


@pytest.mark.parametrize("path", ["/source/unknown/1", "/source/0000000000000001/99", "/source/..%2f..%2fetc/1"])
def test_what_the_library_does_not_hold_is_said(opened, path: str) -> None:
    answer = opened[0].get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("start", "end"), [(0, 0), (50, 10), (0, 9_999_999), (5, 5)])
def test_a_mark_that_makes_no_sense_marks_nothing(opened, start: int, end: int) -> None:
    web, service = opened
    path = f"/source/{service.excerpts('x')[0].document_id}/2"
    page = web.get(f"{path}?start={start}&end={end}").text
    assert "<mark" not in page
    assert web.get(f"{path}/marks.svg?start={start}&end={end}").text.count("<rect") == 0


def test_numbers_are_checked(opened) -> None:
    web, service = opened
    path = f"/source/{service.excerpts('x')[0].document_id}"
    assert web.get(f"{path}/2?start=-1").status_code == 422
    assert web.get(f"{path}/abc").status_code == 422
    assert web.get(f"{path}/2?lang=de").status_code == 422


def test_text_of_the_page_stays_text(opened, attack, monkeypatch) -> None:
    from corpus.records import Page

    web, service = opened
    monkeypatch.setattr(service, "page", lambda document_id, number: Page(number, attack, f"avant {attack} après"))
    path = f"/source/{service.excerpts('x')[0].document_id}/2?start=6&end={6 + len(attack)}"
    page = web.get(path).text
    assert "<img src=x" not in page
    assert "<script>" not in page
    assert html.unescape(re.search(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)[1]) == attack


def test_english(opened) -> None:
    web, service = opened
    page = web.get(f"/source/{service.excerpts('x')[0].document_id}/2?lang=en").text
    assert '<html lang="en">' in page
    assert "Text of the page" in page
    assert "Page précédente" not in page
