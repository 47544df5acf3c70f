"""An answer kept long ago, against the library of today."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer, Outcome, Sentence, Verdict
from assistant.excerpts import make_excerpt
from assistant.reverification import Standing, recheck, verdicts_now
from corpus.library import Library
from corpus.records import FileRecord, Page, ParsedDocument, Passage, Source, Span, Status
from corpus.settings import Settings

SAID = "La Région consacre 60 millions d'euros à l'intelligence artificielle."
Put = Callable[..., str]


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library(settings)


@pytest.fixture
def put(library: Library, tmp_path: Path) -> Put:
    """Put a document of these pages under one file name, in place of the version before."""

    def one(*texts: str, replaces: str | None = None) -> str:
        path = tmp_path / "plan.txt"
        path.write_text("\f".join(texts), encoding="utf-8")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        pages = tuple(Page(number, str(number), text) for number, text in enumerate(texts, start=1))
        passages = [Passage(at, (), (Span(at + 1, 0, len(text)),), text, text) for at, text in enumerate(texts)]
        with library.writing():
            return library.add(
                path,
                ParsedDocument(pages, len(pages), parser="test/1"),
                passages,
                sha256=sha256,
                source=Source(title="Plan", language="fr"),
                status=Status.INDEXED,
                record=FileRecord(str(path), sha256, 1, 1, Status.INDEXED),
                splitter="test/1",
                replaces=replaces,
            ).id

    return one


@pytest.fixture
def answer(library: Library, put: Put) -> Answer:
    document = put(SAID + " Elle suit ce plan.")
    [stored] = library.passages_of(document)
    page = library.page(document, 1)
    assert page is not None
    excerpt = make_excerpt(stored, page, 0, len(SAID))
    sentence = Sentence("La Région consacre 60 M€ à l'IA.", Verdict.SOURCED, "", (0,))
    return Answer("Combien ?", "fr", Outcome.SOURCED, (sentence,), (excerpt,), "embedded", "scripted")


def standing(library: Library, answer: Answer) -> tuple[Standing, int | None]:
    [one] = recheck(library, answer)
    return one.standing, one.page


def test_nothing_has_changed(library: Library, answer: Answer) -> None:
    assert standing(library, answer) == (Standing.SAME, None)
    assert verdicts_now(answer) == []


def test_a_new_version_says_it_elsewhere_then_no_longer(library: Library, answer: Answer, put: Put) -> None:
    first = answer.excerpts[0].document_id
    second = put("Une page de garde.", SAID, replaces=first)
    assert standing(library, answer) == (Standing.MOVED, 2)
    put(SAID.replace("60", "50"), replaces=second)
    assert standing(library, answer) == (Standing.CHANGED, None)


def test_a_document_that_is_gone(library: Library, answer: Answer) -> None:
    with library.writing():
        library.remove(answer.excerpts[0].document_id)
    assert standing(library, answer) == (Standing.REMOVED, None)


def test_a_record_that_was_altered_is_seen(library: Library, answer: Answer) -> None:
    forged = replace(answer.excerpts[0], quote=SAID.replace("60", "90"))
    assert standing(library, replace(answer, excerpts=(forged,))) == (Standing.BROKEN, None)


def test_a_verdict_that_would_be_another_today_is_told(answer: Answer) -> None:
    wrong = Sentence("La Région consacre 90 M€ à l'IA.", Verdict.SOURCED, "", (0,))
    [now] = verdicts_now(replace(answer, sentences=(wrong,)))
    assert now.verdict is Verdict.UNSOURCED and "90" in now.reason
