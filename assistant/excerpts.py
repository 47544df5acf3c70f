"""Choose excerpts: the whole sentences of the best passages that bear on the question, verbatim, within a budget."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.answerability import Expectation
from assistant.answers import Excerpt
from assistant.found import Found
from assistant.orders import is_order
from assistant.premise import holds, is_reference, is_statement, plain_words
from assistant.rarity import rarity
from assistant.selection import LONG, MAX_SENTENCES, Candidate, chosen, merged
from assistant.values import ValueKind, extract_values, may_hold
from corpus.analysis import query_terms, terms
from corpus.folding import strip_accents
from corpus.library import Library
from corpus.records import Page, Span, StoredPassage
from corpus.sentences import sentence_spans

CHARS_PER_TOKEN = 3.2  # Qwen's tokenizer on French administrative prose, measured; only a budget depends on it
_HOLDS_VALUE = 1.6
"""How much more a sentence counts that holds the sort of value asked for (an amount, a date, a name)."""
_LARGEST = 2.0
"""How much more a sentence counts that gives the largest amount, when a maximum is asked for."""
_SUPERLATIVE = re.compile(
    r"\b(?:maxim\w+|plafond|plus (?:eleve|grand|gros|fort|lourd)e?s?|highest|largest|biggest|at most)\b"
)
_OFF_SUBJECT = 0.35
"""How much a passage counts that names nothing of what the question is about."""
_STATEMENT = 60  # characters: an unpunctuated line shorter than this is a heading more often than a statement


def select_excerpts(
    library: Library, expected: Expectation, found: Sequence[Found], *, budget_tokens: int, limit: int = 8
) -> tuple[Excerpt, ...]:
    """Return excerpts, best first, whose quotes take at most `budget_tokens` in all (the first is always there).

    Each is one to three consecutive whole sentences of one page: `quote == page.text[start:end]`.
    """
    weights = rarity(library, query_terms(expected.question))
    read = _Reader(library, found)
    candidates = [
        candidate for rank, item in enumerate(found) for candidate in _candidates(read, expected, item, rank, weights)
    ]
    if _SUPERLATIVE.search(strip_accents(expected.question.lower())):
        candidates = _favour_largest(candidates)
    taken = chosen(candidates, budget_tokens * CHARS_PER_TOKEN, limit, lambda item: _share(expected, item.quote))
    return tuple(
        replace(
            make_excerpt(item.stored, item.page, item.start, item.end, item.score),
            also_in=tuple(dict.fromkeys(f"{twin.stored.document.title}, p. {twin.page.label}" for twin in twins)),
        )
        for item, twins in merged(taken)
    )


def make_excerpt(stored: StoredPassage, page: Page, start: int, end: int, score: float = 0.0) -> Excerpt:
    """Return the excerpt of a slice of a page, with everything that is known of where it comes from."""
    document = stored.document
    source = document.source
    return Excerpt(
        document=document.file_name,
        document_id=document.id,
        title=document.title,
        page=page.number,
        page_label=page.label,
        start=start,
        end=end,
        quote=page.text[start:end],
        score=round(score, 6),
        publisher=source.publisher,
        date=source.date,
        standing=source.standing.value,
        kind=source.kind.value,
        territory=source.territory,
        url=source.url or source.page_url,
        section=stored.passage.section,
        method=page.method.value,
        sha256=document.sha256,
        passage_id=stored.id,
    )


def _candidates(
    read: "_Reader", expected: Expectation, item: Found, rank: int, weights: dict[str, float]
) -> list[Candidate]:
    """Return the excerpts a passage offers: each window of one to three sentences, with the most it may be worth."""
    total = sum(weights.values()) or 1.0
    language = item.stored.document.source.language or "fr"
    head = _terms_of(item.stored.passage.head, language)
    candidates = []
    about = _about(expected, item.stored)
    most = _HOLDS_VALUE if expected.needs.wanted else 1.0
    for span in item.stored.passage.spans:
        opened = read.page(item.stored.document.id, span.page)
        if opened is None:
            continue
        page, spans = opened
        sentences = sentences_within(spans, span)
        found_terms = [_terms_of(page.text[start:end], language) & weights.keys() for start, end in sentences]
        orders = [is_order(page.text[start:end]) for start, end in sentences]
        for first in range(len(sentences)):
            covered: set[str] = set()
            for last in range(first, min(first + MAX_SENTENCES, len(sentences))):
                start, end = sentences[first][0], sentences[last][1]
                if orders[last]:
                    break  # written for a machine, not for a reader
                if last > first and end - start > LONG:
                    break
                if last > first and not found_terms[last] - covered:
                    break  # a sentence more must bring something
                covered |= found_terms[last]
                coverage = sum(weights[term] for term in covered) / total
                context = sum(weights[term] for term in (head & weights.keys()) - covered) / total
                # The passage's own rank carries what no shared word shows; the words choose the sentences within it.
                score = item.score * (1.0 + 2.0 * coverage + 0.5 * context) * (0.94 ** (last - first))
                candidates.append(Candidate(item.stored, rank, page, start, end, score * about * most))
    return candidates


def _share(expected: Expectation, quote: str) -> float:
    """Return how much of its worth a slice keeps that is no whole statement, or holds no value of the sort asked for.

    Reading a slice for its values takes longer than all else, so only those are read that may be chosen.
    """
    held = holds(expected.needs.wanted, quote, expected.question)
    return _completeness(quote) * (1.0 if held else 1.0 / _HOLDS_VALUE)


@lru_cache(maxsize=4096)
def _terms_of(text: str, language: str) -> frozenset[str]:
    """Return the terms of a sentence, or of the title and headings before a passage; the same few are read at each question."""
    return frozenset(terms(text, language))


def _about(expected: Expectation, stored: StoredPassage) -> float:
    """Return the share of the names asked about that a passage, its document or its section names; 1 when none is asked."""
    if not expected.names:
        return 1.0
    source = stored.document.source
    context = plain_words(" ".join(filter(None, [stored.passage.indexed_text, source.publisher, source.territory])))
    named = sum(name.within(context) for name in expected.names)
    return _OFF_SUBJECT + (1 - _OFF_SUBJECT) * named / len(expected.names)


def _completeness(quote: str) -> float:
    """Return how much a slice looks like a statement: 1 for sentences, less for a heading, little for contents and sources."""
    if is_reference(quote):
        return 0.1
    if is_statement(quote):
        return 1.0
    return 0.75 if len(quote) >= _STATEMENT else 0.4


def sentences_within(spans: Sequence[tuple[int, int]], span: Span) -> list[tuple[int, int]]:
    """Return the sentences, of those of a page, that a span holds in whole or in part; every one of them whole."""
    return [(start, end) for start, end in spans if start < span.end and end > span.start]


class _Reader:
    """The pages that the passages of one search stand on, each opened once, with its sentences."""

    def __init__(self, library: Library, found: Sequence[Found]) -> None:
        places = {(item.stored.document.id, span.page) for item in found for span in item.stored.passage.spans}
        self._pages = {place: (page, sentence_spans(page.text)) for place, page in library.page_texts(places).items()}

    def page(self, document_id: str, number: int) -> tuple[Page, Sequence[tuple[int, int]]] | None:
        return self._pages.get((document_id, number))


def _favour_largest(candidates: list[Candidate]) -> list[Candidate]:
    """Raise the candidates that give the largest amount of money, for a question that asks for a maximum."""
    amounts = [_largest_amount(item.page.text[item.start : item.end]) for item in candidates]
    most = max(amounts, default=0.0)
    return [
        replace(item, score=item.score * _LARGEST) if most and amount == most else item
        for item, amount in zip(candidates, amounts, strict=True)
    ]


def _largest_amount(text: str) -> float:
    if not may_hold({ValueKind.AMOUNT}, text):
        return 0.0
    return max(
        (float(value.canonical) for value in extract_values(text, source=True) if value.kind is ValueKind.AMOUNT),
        default=0.0,
    )


def widen(library: Library, excerpt: Excerpt, *, before: int = 0, after: int = 0) -> Excerpt:
    """Return the excerpt with so many sentences more on each side (fewer when negative), within its page."""
    page = library.page(excerpt.document_id, excerpt.page)
    if page is None:
        return excerpt
    spans = sentence_spans(page.text)
    inside = [index for index, (start, end) in enumerate(spans) if start < excerpt.end and end > excerpt.start]
    if not inside:
        return excerpt
    first = min(max(inside[0] - before, 0), inside[-1])
    last = max(min(inside[-1] + after, len(spans) - 1), first)
    start, end = spans[first][0], spans[last][1]
    return replace(excerpt, start=start, end=end, quote=page.text[start:end])
