"""Where an excerpt comes from: everything needed to name it, judge it and find it again."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.answers import Excerpt
from assistant.cautions import Caution, Warned, cautions
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.sentences import sentence_spans

__all__ = ["Caution", "ProvenanceCard", "Warned", "card", "widen"]


@dataclass(frozen=True, slots=True)
class ProvenanceCard:
    """Everything needed to name, judge and find again an excerpt. What is not known is None or empty."""

    excerpt: Excerpt
    document: str  # file name
    document_id: str
    title: str
    publisher: str | None
    author: str | None
    kind: str
    standing: str
    date: str | None
    licence: str | None
    language: str | None
    url: str | None  # of the file
    page_url: str | None  # of the page that presents it
    page: int  # physical, from 1
    page_label: str  # printed
    section: tuple[str, ...]
    sha256: str
    start: int
    end: int
    parser: str
    ingested_at: str  # ISO 8601
    current: bool = True  # False: a newer version has replaced the document
    before: str = ""  # the sentence before, which may stand on the page before
    after: str = ""  # the sentence after, which may stand on the page after
    warnings: tuple[Warned, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def card(library: Library, excerpt: Excerpt) -> ProvenanceCard:
    """Return the provenance card of an excerpt, of a replaced version of a document too.

    Raises VigieError when the library does not hold the document or the page any more.
    """
    document = library.document(excerpt.document_id)
    page = library.page(excerpt.document_id, excerpt.page)
    if document is None or page is None:
        raise VigieError(
            say(
                f"La page {excerpt.page} de {excerpt.document} n'est plus dans la bibliothèque. Pour remettre le document : "
                "vigie ingest FICHIER",
                f"Page {excerpt.page} of {excerpt.document} is no longer in the library. To put the document back: "
                "vigie ingest FILE",
            )
        )
    earlier, later = library.page(document.id, page.number - 1), library.page(document.id, page.number + 1)
    before, after = _neighbours(
        page.text, excerpt, earlier.text if earlier is not None else "", later.text if later is not None else ""
    )
    return ProvenanceCard(
        excerpt=excerpt,
        document=document.file_name,
        document_id=document.id,
        title=document.title,
        publisher=document.source.publisher,
        author=document.source.author,
        kind=document.source.kind.value,
        standing=document.source.standing.value,
        date=document.source.date,
        licence=document.source.licence,
        language=document.source.language,
        url=document.source.url,
        page_url=document.source.page_url,
        page=page.number,
        page_label=page.label,
        section=excerpt.section,
        sha256=document.sha256,
        start=excerpt.start,
        end=excerpt.end,
        parser=document.parser,
        ingested_at=document.ingested_at.isoformat(timespec="seconds"),
        current=document.current,
        before=before,
        after=after,
        warnings=cautions(page, excerpt.start, excerpt.end, before, after),
    )


def widen(library: Library, excerpt: Excerpt, *, before: int = 1, after: int = 0) -> Excerpt:
    """Return the excerpt with so many sentences more on each side, fewer when negative.

    It stays a slice of its page, of whole sentences, and holds at least one; what the page does not have is not added.
    """
    page = library.page(excerpt.document_id, excerpt.page)
    spans = sentence_spans(page.text) if page is not None else []
    inside = [index for index, (start, end) in enumerate(spans) if start < excerpt.end and end > excerpt.start]
    if page is None or not inside or before == after == 0:
        return excerpt
    first = min(max(inside[0] - before, 0), inside[-1])
    last = max(min(inside[-1] + after, len(spans) - 1), first)
    start, end = spans[first][0], spans[last][1]
    return replace(excerpt, start=start, end=end, quote=page.text[start:end])


def _neighbours(text: str, excerpt: Excerpt, earlier: str, later: str) -> tuple[str, str]:
    """Return the sentences just before and after an excerpt; at the edge of its page, those of the neighbouring page."""
    spans = sentence_spans(text)
    first = [text[start:end] for start, end in spans if end <= excerpt.start]
    last = [text[start:end] for start, end in spans if start >= excerpt.end]
    if not first and earlier:
        first = [earlier[start:end] for start, end in sentence_spans(earlier)]
    if not last and later:
        last = [later[start:end] for start, end in sentence_spans(later)]
    return first[-1] if first else "", last[0] if last else ""
