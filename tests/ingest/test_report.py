"""The report names each file's end, escapes what it shows, and needs nothing from outside."""

import json
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corpus.errors import VigieError
from corpus.language import speaking
from corpus.records import FileRecord, Status
from ingest.report import as_html, as_json, status_name, write_report

RECORDS = [
    FileRecord(
        "a/rapport.pdf",
        "0" * 64,
        10,
        0,
        Status.PARTIAL,
        "Pages non lues : 3.",
        "Comparez.",
        "d1",
        None,
        9,
        8,
        1,
        1,
        2.5,
        ("note",),
    ),
    FileRecord("<script>alert(1)</script>.pdf", None, 0, 0, Status.EMPTY, "Le fichier est « vide » & nul.", "Rien."),
]
NOW = datetime(2026, 3, 12, 9, 30)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_runs_nothing_and_asks_for_nothing() -> None:
    page = as_html(RECORDS, made_at=NOW)
    tags = _Tags()
    tags.feed(page)
    assert tags.open == []
    assert not {"script", "img", "link", "iframe"} & set(tags.tags)
    assert not {"src", "href", "onclick"} & set(tags.attributes)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page and "« vide » &amp; nul" in page


def test_each_file_has_its_status_reason_step_pages_and_warnings() -> None:
    page = as_html(RECORDS, made_at=NOW)
    for shown in (
        "Indexé, avec des pages non lues",
        "Pages non lues : 3.",
        "Comparez.",
        "<li>note</li>",
        ">9<",
        ">2.5<",
    ):
        assert shown in page
    assert '<html lang="fr">' in page and page.count('scope="row"') == 2


def test_the_page_speaks_english_too() -> None:
    with speaking("en"):
        page = as_html(RECORDS, made_at=NOW)
    assert '<html lang="en">' in page and "Indexed, with unread pages" in page


def test_every_status_has_a_name_in_both_languages() -> None:
    french = {status_name(status) for status in Status}
    with speaking("en"):
        english = {status_name(status) for status in Status}
    assert len(french) == len(english) == len(Status)


def test_the_json_form_counts_and_lists() -> None:
    report = as_json(RECORDS)
    assert report["summary"]["by_status"] == {"empty": 1, "indexed_with_unread_pages": 1}
    assert report["summary"]["pages_read"] == 8
    assert report["files"][0]["status"] == "indexed_with_unread_pages"
    assert report["files"][0]["warnings"] == ["note"]


def test_the_name_chooses_the_form(tmp_path: Path) -> None:
    write_report(RECORDS, tmp_path / "new" / "r.html")
    assert (tmp_path / "new" / "r.html").read_text().startswith("<!doctype html>")
    write_report(RECORDS, tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["summary"]["files"] == 2
    (tmp_path / "file").write_text("")
    with pytest.raises(VigieError, match="Choisissez"):
        write_report(RECORDS, tmp_path / "file" / "r.html")
