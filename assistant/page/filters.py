"""Which documents to search: the choices a library offers, and what was chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.page import labels
from assistant.page.texts import tell
from corpus.holdings import Filters
from corpus.records import Document

Choice = tuple[str, str]
"""What is shown, and the value it stands for."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, each in the order people look for it."""

    documents: tuple[Choice, ...]
    publishers: tuple[Choice, ...]
    territories: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    years: tuple[Choice, ...]


def choices(documents: Sequence[Document]) -> Choices:
    """Return what the documents of a library let people choose."""
    sources = [document.source for document in documents]
    years = {source.date[:4] for source in sources if source.date and source.date[:4].isdigit()}
    return Choices(
        documents=tuple((document.title, document.id) for document in documents),
        publishers=_named(source.publisher for source in sources),
        territories=_named(source.territory for source in sources),
        kinds=tuple(sorted((labels.kind(kind), str(kind)) for kind in {source.kind for source in sources})),
        years=(("—", ""), *((year, year) for year in sorted(years, reverse=True))),
    )


def _named(values: Iterable[str | None]) -> tuple[Choice, ...]:
    return tuple((value, value) for value in sorted({value for value in values if value}, key=str.casefold))


def chosen(
    documents: Sequence[str] | None,
    publishers: Sequence[str] | None,
    territories: Sequence[str] | None,
    kinds: Sequence[str] | None,
    year_from: str | None,
    year_to: str | None,
) -> Filters | None:
    """Return the filters; None when nothing is chosen. Years the wrong way round are turned."""
    first, last = (int(year) if year and year.isdigit() else None for year in (year_from, year_to))
    if first is not None and last is not None and first > last:
        first, last = last, first
    filters = Filters(
        documents=tuple(documents or ()),
        publishers=tuple(publishers or ()),
        territories=tuple(territories or ()),
        kinds=tuple(kinds or ()),
        year_from=first,
        year_to=last,
    )
    return filters or None


def described(filters: Filters | None, documents: Sequence[Document]) -> str:
    """Say what a search is limited to; empty when it is not."""
    if filters is None:
        return ""
    titles = {document.id: document.title for document in documents}
    parts = [
        *(titles.get(document, document) for document in filters.documents),
        *filters.publishers,
        *filters.territories,
        *(labels.kind(kind) for kind in filters.kinds),
    ]
    if filters.year_from is not None:
        parts.append(tell(f"à partir de {filters.year_from}", f"from {filters.year_from}"))
    if filters.year_to is not None:
        parts.append(tell(f"jusqu'à {filters.year_to}", f"until {filters.year_to}"))
    return tell("Recherche limitée à : ", "Search limited to: ") + ", ".join(parts)
