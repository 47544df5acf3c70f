"""One export, in the form asked for."""

import json
import re
from dataclasses import asdict
from typing import Any

from assistant.exports.citations import to_bibtex, to_csl, to_references, to_ris
from assistant.exports.docx import to_docx
from assistant.exports.html import to_html
from assistant.exports.markdown import to_markdown
from assistant.exports.records import Dossier, Exported, Form
from assistant.exports.references import bibliography, in_text, plain
from assistant.exports.replay import replay_of
from assistant.exports.tables import to_csv
from corpus.errors import VigieError
from corpus.folding import strip_accents
from corpus.language import say

MEDIA_TYPES = {
    Form.MARKDOWN: "text/markdown; charset=utf-8",
    Form.HTML: "text/html; charset=utf-8",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.BIBTEX: "application/x-bibtex; charset=utf-8",
    Form.RIS: "application/x-research-info-systems; charset=utf-8",
    Form.CSL: "application/vnd.citationstyles.csl+json",
    Form.REFERENCES: "text/plain; charset=utf-8",
}
_SUFFIX = {Form.CSL: "csl.json"}


def export(dossier: Dossier, form: Form | str) -> Exported:
    """Return a dossier as a file in one of the forms of `Form` (or its value).

    Every form holds the replay record of every excerpt, which `vigie verify` reads. Raises VigieError for a form that does
    not exist, MissingExtra for DOCX without python-docx.
    """
    chosen = _form(form)
    content = to_docx(dossier) if chosen is Form.DOCX else _TEXTS[chosen](dossier).encode("utf-8", "replace")
    return Exported(content, MEDIA_TYPES[chosen], f"{_slug(dossier.title)}.{_SUFFIX.get(chosen, chosen.value)}")


def _form(form: Form | str) -> Form:
    try:
        return Form(form)
    except ValueError:
        known = ", ".join(item.value for item in Form)
        raise VigieError(
            say(
                f"Le format «\u00a0{form}\u00a0» n'existe pas. Formats\u00a0: {known}.",
                f"There is no format “{form}”. Formats: {known}.",
            )
        ) from None


def to_json(dossier: Dossier) -> str:
    """Return everything the dossier holds, as JSON."""
    entries = bibliography([pinned.card for pinned in dossier.pinned])
    value: dict[str, Any] = {
        "format": "vigie-dossier/1",
        "title": dossier.title,
        "made_at": dossier.made_at,
        "notes": dossier.notes,
        "excerpts": [
            {**asdict(pinned.card), "note": pinned.note, "in_text": in_text(pinned.card)} for pinned in dossier.pinned
        ],
        "references": [plain(entry) for entry in entries],
        "answer": dossier.answer.as_json() if dossier.answer else None,
        "checks": [checked.as_json() for checked in dossier.checks],
        "replay": [replay_of(pinned).as_json() for pinned in dossier.pinned],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


_TEXTS = {
    Form.MARKDOWN: to_markdown,
    Form.HTML: to_html,
    Form.CSV: to_csv,
    Form.JSON: to_json,
    Form.BIBTEX: to_bibtex,
    Form.RIS: to_ris,
    Form.CSL: to_csl,
    Form.REFERENCES: to_references,
}


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", strip_accents(title.lower())).strip("-")
    return words[:60].strip("-") or "vigie"
