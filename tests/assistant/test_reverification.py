"""An answer kept long ago, against the library of today."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.answers import Answer, Outcome, Sentence, Verdict
from assistant.excerpts import make_excerpt
from assistant.reverification import Standing, recheck, verdicts_now
from corpus.library import Library
from corpus.records import Document, Source

SAID = "La Région consacre 60 millions d'euros à l'intelligence artificielle."
Shelve = Callable[..., Document]
Put = Callable[..., str]


@pytest.fixture
def put(library: Library, shelve: Shelve) -> Put:
    """Put a document of these pages under one file name, in place of the version before."""
    return lambda *texts, replaces=None: (
        shelve(library, "plan.txt", *texts, replaces=replaces, source=Source(title="Plan", language="fr")).id
    )


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
