"""A quotation is checked in less than 200 ms. QUOTATION_PASSAGES=100000 measures it on a library of that size."""

import hashlib
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.quotations import Status, check
from corpus.library import Library
from corpus.records import FileRecord, Page, ParsedDocument, Passage, Source, Span
from corpus.records import Status as FileStatus
from corpus.sentences import sentences
from corpus.settings import Settings

PASSAGES = int(os.environ.get("QUOTATION_PASSAGES", "1500"))
_PAGES_A_DOCUMENT, _PASSAGES_A_PAGE = 100, 4


def _vocabulary(library: Library) -> tuple[list[str], list[str]]:
    texts = [stored.passage.text for document in library.documents() for stored in library.passages_of(document.id)]
    return texts, sorted({word for text in texts for word in text.split()})


def _perturbed(text: str, words: list[str], rng: random.Random) -> str:
    """Replace one word in four: the copies share words, as documents on one subject do, and no sentence."""
    return " ".join(
        (rng.choice(words) if rng.random() < 0.25 else word) + (str(rng.randrange(9999)) if rng.random() < 0.02 else "")
        for word in text.split()
    )


def build(library: Library, home: Path, count: int, seed: int = 5) -> Library:
    """Return a library of perturbed passages in the words of another; its dense index stays empty."""
    texts, words = _vocabulary(library)
    rng = random.Random(seed)
    home.mkdir(exist_ok=True)
    large = Library(Settings(home=home))
    large.vectors.add = lambda *_args: None  # type: ignore[method-assign]
    large._vectors = lambda passages, *_: ([b""] * len(passages), np.zeros((len(passages), 1), np.float32))  # type: ignore[method-assign]
    path = home / "document.txt"
    for start in range(0, count, _PAGES_A_DOCUMENT * _PASSAGES_A_PAGE):
        pages, passages = [], []
        for number in range(1, _PAGES_A_DOCUMENT + 1):
            at, parts = 0, []
            for _ in range(_PASSAGES_A_PAGE):
                text = _perturbed(rng.choice(texts), words, rng)
                span = Span(number, at, at + len(text))
                passages.append(Passage(len(passages), (), (span,), text, text))
                parts.append(text)
                at += len(text) + 1
            pages.append(Page(number, str(number), "\n".join(parts)))
        path.write_text(str(start), encoding="utf-8")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        with large.writing():
            large.add(
                path,
                ParsedDocument(tuple(pages), len(pages), parser="test/1"),
                passages,
                sha256=sha256,
                source=Source(title=f"Document {start}", language="fr"),
                status=FileStatus.INDEXED,
                record=FileRecord(f"{start}", sha256, 1, 1, FileStatus.INDEXED),
                splitter="test/1",
            )
    return large


def measure(
    large: Library, quotations: int, alter: Callable[[str], str], expected: Status, seed: int = 3
) -> list[float]:
    """Return the seconds each quotation took, alone."""
    rng = random.Random(seed)
    documents = large.documents()
    seconds = []
    while len(seconds) < quotations:
        page = large.page(rng.choice(documents).id, rng.randrange(1, _PAGES_A_DOCUMENT + 1))
        assert page is not None
        found = [
            item
            for item in sentences(page.text)
            if 12 <= len(item.split()) <= 60 and "«" not in item and '"' not in item
        ]
        if not found:
            continue
        text = alter(rng.choice(found))
        start = time.perf_counter()
        checked = check(large, f"“{text.replace('“', '').replace('”', '')}”")
        seconds.append(time.perf_counter() - start)
        assert (checked[0].status is Status.EXACT) == (expected is Status.EXACT), text
    return seconds


def _one_word(text: str) -> str:
    words = text.split()
    words[len(words) // 2] = "hippopotame"
    return " ".join(words)


@pytest.fixture(scope="module")
def large(notes: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(notes, tmp_path_factory.mktemp("large"), PASSAGES)


@pytest.mark.parametrize(("alter", "expected"), [(str, Status.EXACT), (_one_word, Status.ALTERED)])
def test_a_quotation_takes_less_than_200_ms(large: Library, alter: Callable[[str], str], expected: Status) -> None:
    seconds = measure(large, 12, alter, expected)
    assert statistics.median(seconds) < 0.2, [round(item * 1000) for item in seconds]
