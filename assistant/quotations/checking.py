"""Check quotations against the documents."""

from assistant.quotations.records import CheckedQuotation
from corpus.holdings import Filters
from corpus.library import Library

MOST_PLACES = 20


def check(library: Library, text: str, filters: Filters | None = None) -> tuple[CheckedQuotation, ...]:
    """Return every quotation of a text with what the documents say of it, in the order of the text."""
    raise NotImplementedError
