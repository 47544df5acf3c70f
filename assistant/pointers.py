"""What a question points at: a document by name, an article or annex, a page, a year."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from corpus.analysis import reference_terms, terms
from corpus.library import Library
from corpus.records import StoredPassage

_PAGE = re.compile(r"\b(?:page|p\.)\s*(?:n[°o]\s*)?(\d{1,4})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w/])(?:19|20)\d\d(?![\w/]|-(?!(?:19|20)\d\d\b|\d\d-)\d)")
"""Those of 2021-2027 and of 2025-08-02; not that of a reference: 2016/679, 2019-222."""
_NAMED = 0.6
"""Share of what tells a title from the others that must be in the question for the document to be named."""
_FEW = 2  # terms of a title that must be in the question: one word names a subject, not a document
_REFERENCE, _ON_PAGE, _DOCUMENT, _OF_YEAR = 0.6, 0.6, 0.3, 0.25
"""How much more a passage counts for each thing the question points at."""


@dataclass(frozen=True, slots=True)
class Pointers:
    """The documents (ids), references (as terms: article27), pages and years that a question gives."""

    documents: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self != Pointers()

    def favour(self, stored: StoredPassage) -> float:
        """Return what a passage's score is multiplied by: 1 when the question does not point at it."""
        if not self:
            return 1.0
        document, factor = stored.document, 1.0
        if self.references and self.references & _references(stored.passage.section):
            factor += _REFERENCE
        if self.pages and self.pages & {str(span.page) for span in stored.passage.spans}:
            factor += _ON_PAGE
        if document.id in self.documents:
            factor += _DOCUMENT
        if self.years and (document.source.date or "")[:4] in self.years:
            factor += _OF_YEAR
        return factor

    def passages(self, library: Library, document_ids: Sequence[str] | None) -> list[int]:
        """Return the passages of the page pointed at, in the document that is named or the only one searched."""
        named = [one for one in self.documents if document_ids is None or one in document_ids]
        within = named or (list(document_ids) if document_ids is not None and len(document_ids) == 1 else [])
        return [number for one in within for page in self.pages for number in library.passages_on(one, int(page))]


def pointers_of(library: Library, question: str) -> Pointers:
    """Read what a question points at, among the documents of a library."""
    asked = frozenset(terms(question))
    return Pointers(
        documents=_named(library, asked),
        references=frozenset(reference_terms(question)),
        pages=frozenset(_PAGE.findall(question)),
        years=frozenset(years_in(question)),
    )


def years_in(question: str) -> tuple[str, ...]:
    """Return the years that a question gives, each once."""
    return tuple(dict.fromkeys(_YEAR.findall(question)))


@lru_cache(maxsize=4096)
def _references(section: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term for heading in section for term in reference_terms(heading))


def _named(library: Library, asked: frozenset[str]) -> frozenset[str]:
    """Return the documents that the question names: it holds most of what tells their title, or file name, from the others."""
    found = set()
    for document_id, weights in _telling(tuple(library.titles())):
        held = weights.keys() & asked
        if len(held) >= _FEW and sum(weights[word] for word in held) >= _NAMED * sum(weights.values()):
            found.add(document_id)
    return frozenset(found)


@lru_cache(maxsize=4)
def _telling(titles: tuple[tuple[str, str], ...]) -> list[tuple[str, dict[str, float]]]:
    """Return, for the title of each document, how much each of its terms tells it from the others."""
    words = {document_id: _title_terms(title) for document_id, title in titles}
    count = Counter(word for own in words.values() for word in own)
    return [
        (document_id, {word: log(1 + len(words) / count[word]) for word in own}) for document_id, own in words.items()
    ]


@lru_cache(maxsize=8192)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(terms(title))
