"""What became of each file of a run, as JSON and as one HTML page that needs nothing else and runs nothing."""

import html
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.errors import VigieError
from corpus.language import language, say
from corpus.records import FileRecord, Status

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { border: 1px solid #767676; padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td.number { text-align: right; white-space: nowrap; }
.status { font-weight: 600; }
ul { margin: .2rem 0; padding-left: 1.2rem; }
"""


def status_name(status: Status) -> str:
    """Name a status in the user's language."""
    names = {
        Status.INDEXED: say("Indexé", "Indexed"),
        Status.PARTIAL: say("Indexé, avec des pages non lues", "Indexed, with unread pages"),
        Status.NEEDS_OCR: say("À lire par reconnaissance optique", "Needs optical reading"),
        Status.NEEDS_PASSWORD: say("Mot de passe requis", "Needs a password"),
        Status.DUPLICATE: say("Doublon", "Duplicate"),
        Status.EMPTY: say("Vide", "Empty"),
        Status.NO_TEXT: say("Sans texte", "No text"),
        Status.DAMAGED: say("Abîmé", "Damaged"),
        Status.NOT_A_DOCUMENT: say("Pas un document", "Not a document"),
        Status.UNSUPPORTED: say("Format non pris en charge", "Unsupported format"),
        Status.TOO_LARGE: say("Trop volumineux", "Too large"),
        Status.TOO_SLOW: say("Trop long à lire", "Too slow to read"),
        Status.TOO_MUCH_MEMORY: say("Demande trop de mémoire", "Needs too much memory"),
        Status.UNREADABLE: say("Illisible", "Unreadable"),
        Status.REMOVED: say("Retiré", "Removed"),
    }
    return names[status]


def as_json(records: Sequence[FileRecord]) -> dict[str, Any]:
    """Return the report as data: a summary and one object for each file, in order."""
    return {
        "summary": {
            "files": len(records),
            "by_status": dict(sorted(Counter(str(record.status) for record in records).items())),
            "pages": sum(record.pages for record in records),
            "pages_read": sum(record.pages_read for record in records),
            "pages_ocr": sum(record.pages_ocr for record in records),
            "pages_unread": sum(record.pages_unread for record in records),
            "seconds": round(sum(record.seconds for record in records), 3),
        },
        "files": [
            {
                "path": record.path,
                "status": str(record.status),
                "reason": record.reason,
                "next_step": record.next_step,
                "sha256": record.sha256,
                "size": record.size,
                "document": record.document_id,
                "duplicate_of": record.duplicate_of,
                "pages": record.pages,
                "pages_read": record.pages_read,
                "pages_ocr": record.pages_ocr,
                "pages_unread": record.pages_unread,
                "seconds": record.seconds,
                "warnings": list(record.warnings),
            }
            for record in records
        ],
    }


def _cell(text: object, *, number: bool = False) -> str:
    return f'<td class="number">{html.escape(str(text))}</td>' if number else f"<td>{html.escape(str(text))}</td>"


def _row(record: FileRecord) -> str:
    warnings = "".join(f"<li>{html.escape(warning)}</li>" for warning in record.warnings)
    reason = f"{html.escape(record.reason)}{f'<ul>{warnings}</ul>' if warnings else ''}"
    cells = (
        f'<th scope="row">{html.escape(record.path)}</th>'
        f'<td class="status">{html.escape(status_name(record.status))}</td>'
        f"<td>{reason}</td>{_cell(record.next_step)}"
    )
    numbers = (record.pages, record.pages_read, record.pages_ocr, record.pages_unread, f"{record.seconds:.1f}")
    return f"<tr>{cells}{''.join(_cell(number, number=True) for number in numbers)}</tr>"


def as_html(records: Sequence[FileRecord], *, made_at: datetime) -> str:
    """Return the report as one page: no script, no outside resource, every name and message escaped."""
    title = say("Rapport de lecture des fichiers", "Report on the files read")
    counts = Counter(record.status for record in records)
    summary = "".join(
        f"<li>{html.escape(status_name(status))}{say(' : ', ': ')}{count}</li>"
        for status, count in sorted(counts.items(), key=lambda each: list(Status).index(each[0]))
    )
    heads = (
        say("Fichier", "File"),
        say("État", "Status"),
        say("Raison et avertissements", "Reason and warnings"),
        say("À faire", "Next step"),
        say("Pages", "Pages"),
        say("Lues", "Read"),
        say("Par machine", "By machine"),
        say("Non lues", "Unread"),
        say("Secondes", "Seconds"),
    )
    header = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    rows = "\n".join(_row(record) for record in records)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    made = say(f"Établi le {made_at:%d/%m/%Y à %H:%M}.", f"Made on {made_at:%Y-%m-%d at %H:%M}.")
    return f"""<!doctype html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{made}</p>
<h2>{say("En bref", "In short")}</h2>
<ul>{summary}</ul>
<h2>{say("Fichier par fichier", "File by file")}</h2>
<table>
<caption>{say("Ce qu'est devenu chaque fichier", "What became of each file")}</caption>
<thead><tr>{header}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</main>
</body>
</html>
"""


def write_report(records: Sequence[FileRecord], path: Path) -> None:
    """Write the report: as JSON when the name ends in .json, else as HTML. Raises VigieError when it cannot be written."""
    if path.suffix.lower() == ".json":
        text = json.dumps(as_json(records), ensure_ascii=False, indent=2) + "\n"
    else:
        text = as_html(records, made_at=datetime.now().astimezone())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise VigieError(
            say(
                f"Le rapport ne peut pas être écrit dans {path} ({error.strerror}). Choisissez un autre emplacement.",
                f"The report cannot be written to {path} ({error.strerror}). Choose another place.",
            )
        ) from None
