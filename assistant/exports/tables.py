"""CSV: one row an excerpt, one row a place of a checked quotation; opens in a spreadsheet, runs nothing."""

import csv
import io

from assistant.exports.records import Dossier
from assistant.exports.references import bibliography, in_text, plain
from assistant.exports.replay import guarded, replay_of
from assistant.quotations.records import CheckedQuotation, Part
from corpus.language import language

_COLUMNS = (
    "n", "quotation", "status", "changes", "quote", "note", "title", "publisher", "standing", "date", "page", "page_label",
    "section", "url", "file", "sha256", "start", "end", "parser", "method", "ingested_at", "before", "after", "warnings",
    "in_text", "reference",
)  # fmt: skip


def to_csv(dossier: Dossier) -> str:
    """Return the dossier as CSV with a byte order mark, between semicolons in French, as spreadsheets expect it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS, delimiter=";" if language() == "fr" else ",", restval="")
    writer.writeheader()
    rows = _excerpt_rows(dossier)
    if not dossier.checks:
        for row in rows.values():
            writer.writerow(row)
    for number, checked in enumerate(dossier.checks, start=1):
        for row in _check_rows(number, checked, rows):
            writer.writerow(row)
    return "\ufeff" + out.getvalue()


def _excerpt_rows(dossier: Dossier) -> dict[tuple[str, int, int, int], dict[str, str]]:
    rows = {}
    for number, pinned in enumerate(dossier.pinned, start=1):
        card = pinned.card
        row = {key: "" if value is None else str(value) for key, value in replay_of(pinned).as_json().items()}
        row |= {
            "n": str(number),
            "note": pinned.note,
            "publisher": card.publisher or "",
            "standing": card.standing,
            "date": card.date or "",
            "section": " › ".join(card.section),
            "ingested_at": card.ingested_at,
            "before": card.before,
            "after": card.after,
            "warnings": " ".join(warned.text for warned in card.warnings),
            "in_text": in_text(card),
            "reference": plain(bibliography([card])[0]),
        }
        rows[card.document_id, card.page, card.start, card.end] = {key: guarded(value) for key, value in row.items()}
    return rows


def _check_rows(
    number: int, checked: CheckedQuotation, rows: dict[tuple[str, int, int, int], dict[str, str]]
) -> list[dict[str, str]]:
    head = {
        "n": str(number),
        "quotation": guarded(checked.quotation.text),
        "status": checked.status.value,
        "changes": ", ".join(change.value for change in checked.changes),
    }
    found: dict[tuple[str, int, int, int], dict[str, str]] = {}
    holders: tuple[CheckedQuotation | Part, ...] = (checked, *checked.parts)
    for holder in holders:
        for place in holder.places:
            for excerpt in place.excerpts:
                key = (excerpt.document_id, excerpt.page, excerpt.start, excerpt.end)
                found[key] = {**rows[key], **head}
    return list(found.values()) or [head]
