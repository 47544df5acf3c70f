"""References for other programs: BibTeX, RIS, CSL-JSON, and plain text. One entry a document, its excerpts in notes."""

import json
import re
from collections.abc import Sequence
from typing import Any

from assistant.exports.records import Dossier, Pinned
from assistant.exports.references import bibliography, csl_item, in_text, plain
from assistant.exports.replay import MARK, as_token, replay_of
from corpus.folding import strip_accents
from corpus.language import say

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _by_document(dossier: Dossier) -> list[list[Pinned]]:
    groups: dict[str, list[Pinned]] = {}
    for pinned in dossier.pinned:
        groups.setdefault(pinned.card.document_id, []).append(pinned)
    return list(groups.values())


def _told(pinned: Pinned) -> str:
    """Return an excerpt as a note: the quotation and its page, and what its reader noted."""
    told = f"«\u00a0{' '.join(pinned.card.excerpt.quote.split())}\u00a0» (p.\u00a0{pinned.card.page_label})"
    return f"{told} {' '.join(pinned.note.split())}".rstrip()


def to_bibtex(dossier: Dossier) -> str:
    """Return BibTeX in UTF-8; the excerpts and their replay records stand in `annote`."""
    keys: set[str] = set()
    return "\n".join(_bibtex(group, keys) for group in _by_document(dossier))


def _bibtex(group: Sequence[Pinned], keys: set[str]) -> str:
    card = group[0].card
    item = csl_item(card)
    issued = item.get("issued", {}).get("date-parts", [[]])[0]
    stem = (
        re.sub(r"[^a-z0-9]", "", strip_accents((card.author or card.publisher or card.title).lower()))[:24]
        or "document"
    )
    key = f"{stem}{issued[0] if issued else ''}"
    while key in keys:
        key += "x"
    keys.add(key)
    names = [
        ("author", f"{{{_tex(card.author or card.publisher)}}}" if card.author or card.publisher else ""),
        ("title", f"{{{_tex(card.title)}}}"),
        ("institution", _tex(card.publisher or "")),
        ("year", str(issued[0]) if issued else ""),
        ("month", str(issued[1]) if len(issued) > 1 else ""),
        ("url", re.sub(r"[{}\\\s]", "", item.get("URL", ""))),
        ("urldate", card.ingested_at[:10] if item.get("URL") else ""),
        ("language", card.language or ""),
        ("pages", ", ".join(dict.fromkeys(_tex(pinned.card.page_label) for pinned in group))),
        ("annote", " ".join(f"{_tex(_told(pinned))} {as_token(replay_of(pinned))}" for pinned in group)),
    ]
    rows = ",\n".join(f"  {name} = {{{value}}}" for name, value in names if value)
    return f"@techreport{{{key},\n{rows}\n}}\n"


def _tex(text: str | None) -> str:
    return "".join(_TEX.get(char, char) for char in " ".join((text or "").split()))


def to_ris(dossier: Dossier) -> str:
    """Return RIS; the excerpts and their replay records stand in notes (N1)."""
    lines: list[str] = []
    for group in _by_document(dossier):
        card = group[0].card
        item = csl_item(card)
        issued = item.get("issued", {}).get("date-parts", [[]])[0]
        day = "/".join(f"{number:02d}" for number in issued)
        rows = [
            ("TY", {"legislation": "STAT", "article-newspaper": "NEWS"}.get(item["type"], "RPRT")),
            ("AU", card.author or card.publisher or ""),
            ("TI", card.title),
            ("PB", card.publisher or ""),
            ("PY", str(issued[0]) if issued else ""),
            ("DA", day),
            ("UR", item.get("URL", "")),
            ("LA", card.language or ""),
            *[("N1", f"{_told(pinned)} {as_token(replay_of(pinned))}") for pinned in group],
            ("ER", ""),
        ]
        lines += [f"{tag}  - {' '.join(value.split())}" for tag, value in rows if value or tag == "ER"]
        lines.append("")
    return "\r\n".join(lines)


def to_csl(dossier: Dossier) -> str:
    """Return CSL-JSON; the excerpts stand in `note`, their replay records in `custom`."""
    items: list[dict[str, Any]] = []
    for group in _by_document(dossier):
        item = csl_item(group[0].card)
        item["note"] = "\n".join(_told(pinned) for pinned in group)
        item["custom"] = {MARK: [replay_of(pinned).as_json() for pinned in group]}
        items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def to_references(dossier: Dossier) -> str:
    """Return plain text: each excerpt with its form in the text, then the list of references."""
    lines = [dossier.title, ""]
    for pinned in dossier.pinned:
        lines += [f"«\u00a0{pinned.card.excerpt.quote}\u00a0» {in_text(pinned.card)}", ""]
        if pinned.note:
            lines += [pinned.note, ""]
    lines += [say("Références", "References"), ""]
    lines += [plain(entry) for entry in bibliography([pinned.card for pinned in dossier.pinned])]
    lines += ["", say("Pour vigie verify :", "For vigie verify:")]
    lines += [as_token(replay_of(pinned)) for pinned in dossier.pinned]
    return "\n".join(lines) + "\n"
