"""The nearest passages of a quotation that no document has."""

from assistant.answers import Excerpt
from assistant.excerpts import make_excerpt
from assistant.quotations.shelf import Shelf
from assistant.quotations.words import Words, searchable
from corpus.analysis import terms
from corpus.sentences import sentence_spans

_NEAREST = 3


def nearest_excerpts(shelf: Shelf, text: str, words: Words) -> tuple[Excerpt, ...]:
    """Return the sentences of the nearest passages that share most of the quotation's words, best passage first."""
    plain = searchable(text, words.tokens)
    wanted = {language: set(terms(plain, language)) for language in ("fr", "en")}
    found: dict[tuple[str, int, int], Excerpt] = {}
    for stored in shelf.nearest(plain, 40):
        language = "en" if stored.document.source.language == "en" else "fr"
        best: tuple[int, int, int, int] | None = None
        for span in stored.passage.spans:
            reading = shelf.page(stored.document.id, span.page)
            if reading is None:
                continue
            for start, end in sentence_spans(reading.text):
                if start < span.end and end > span.start:
                    shared = len(wanted[language] & set(terms(reading.text[start:end], language)))
                    if shared and (best is None or shared > best[0]):
                        best = shared, span.page, start, end
        if best is None:
            continue
        _shared, number, start, end = best
        reading = shelf.page(stored.document.id, number)
        if reading is not None:
            found.setdefault(
                (stored.document.id, number, start), make_excerpt(stored, reading.page, start, end, float(_shared))
            )
        if len(found) == _NEAREST:
            break
    return tuple(found.values())
