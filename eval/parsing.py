"""Reading alone: what became of each file, and how far the text agrees with a second extractor."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.folding import fold
from corpus.library import Library
from corpus.records import Method
from eval.quotes import SecondReader

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Reading:
    """One file: its status, its pages, and the agreement of its words with the second extractor (None without one)."""

    file: str
    status: str
    pages: int
    pages_read: int
    pages_ocr: int
    unread: int
    seconds: float
    agreement: float | None
    sentences: int
    found: int

    @property
    def accounted(self) -> bool:
        """Whether every page is read, read by machine, or named as unread."""
        return self.pages_read + self.unread >= self.pages or self.status == "duplicate"


def agreement(first: Iterable[str], second: Iterable[str]) -> float | None:
    """Return the share of words that two readings of a page have in common, each counted as often as it occurs (Dice).

    2·|A ∩ B| / (|A| + |B|) over multisets of words; None when both are empty.
    """
    a, b = Counter(first), Counter(second)
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else None


def words(text: str) -> list[str]:
    """Return the folded words of a text, those cut by a hyphen at the end of a line joined."""
    joined = re.sub(r"[-\x02\ufffe]\s*\n\s*|[\x02\ufffe]", "", text)
    return _WORD.findall(fold(joined).casefold())


def read_all(library: Library) -> list[Reading]:
    """Return one line for each file that the library was given."""
    reader = SecondReader(library)
    found = []
    for record in library.files():
        shares: list[float] = []
        sentences = exact = 0
        if record.document_id and record.status.searchable:
            for page in library.pages(record.document_id):
                other = reader.text(record.document_id, page.number) if page.method is Method.TEXT else None
                if other is None:
                    continue
                share = agreement(words(page.text), words(other))
                if share is not None:
                    shares.append(share)
                tried, held = reader.sentences_found(record.document_id, page)
                sentences, exact = sentences + tried, exact + held
        found.append(
            Reading(
                Path(record.path).name,
                record.status.value,
                record.pages,
                record.pages_read,
                record.pages_ocr,
                record.pages_unread,
                record.seconds,
                sum(shares) / len(shares) if shares else None,
                sentences,
                exact,
            )
        )
    reader.close()
    return found
