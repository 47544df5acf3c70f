"""Checks quotations against the documents: exact, altered or absent, with the difference word by word."""

from assistant.quotations.checking import check
from assistant.quotations.finding import find_quotations
from assistant.quotations.records import Change, CheckedQuotation, Part, Piece, Place, Quotation, Side, Status

__all__ = [
    "Change",
    "CheckedQuotation",
    "Part",
    "Piece",
    "Place",
    "Quotation",
    "Side",
    "Status",
    "check",
    "find_quotations",
]
