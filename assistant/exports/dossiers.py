"""Dossiers made of what Vigie gave: excerpts, an answer, checked quotations."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from assistant.answers import Answer, Excerpt
from assistant.exports.records import Dossier, Pinned
from assistant.provenance import card
from assistant.quotations.records import CheckedQuotation
from corpus.library import Library


def of_excerpts(
    library: Library,
    title: str,
    excerpts: Iterable[Excerpt],
    *,
    notes: str = "",
    excerpt_notes: Mapping[int, str] | None = None,
) -> Dossier:
    """Return a dossier of excerpts; `excerpt_notes` are by the excerpt's place from 0. An excerpt comes in once."""
    pinned: dict[tuple[str, int, int, int], Pinned] = {}
    for index, excerpt in enumerate(excerpts):
        key = (excerpt.document_id, excerpt.page, excerpt.start, excerpt.end)
        pinned.setdefault(key, Pinned(card(library, excerpt), (excerpt_notes or {}).get(index, "")))
    return Dossier(title, tuple(pinned.values()), notes, _now())


def of_answer(library: Library, answer: Answer) -> Dossier:
    """Return a dossier of an answer: its excerpts in their order, so that its citations keep their numbers."""
    pinned = tuple(Pinned(card(library, excerpt)) for excerpt in answer.excerpts)
    return Dossier(answer.question, pinned, made_at=_now(), answer=answer)


def of_checks(library: Library, title: str, checks: Sequence[CheckedQuotation]) -> Dossier:
    """Return a dossier of checked quotations, with the excerpt of every place they were found at."""
    found: list[Excerpt] = []
    for check in checks:
        for place in (*check.places, *(place for part in check.parts for place in part.places)):
            found.extend(place.excerpts)
    whole = of_excerpts(library, title, found)
    return Dossier(whole.title, whole.pinned, made_at=whole.made_at, checks=tuple(checks))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
