"""The record that finds an excerpt again, in each form of export: written here, read here.

JSON in a script of HTML, in a comment of Markdown, in a custom XML part of DOCX, in `custom` of CSL-JSON; base64 of JSON
after `vigie-replay:` in a note of BibTeX and RIS and at the end of a text, where braces and long lines may be rewritten;
columns of CSV. Programs that write such a file again keep these places.
"""

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any
from xml.etree import ElementTree  # what is read is bounded and has no document type: see _docx

from assistant.exports.records import Pinned, Replay
from corpus.errors import VigieError
from corpus.language import say

MARK = "vigie-replay"
NAMESPACE = "urn:vigie:replay:1"
_FIELDS = {field.name for field in fields(Replay)}
_MOST_BYTES = 50_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTED = re.compile(rf"{MARK}:([A-Za-z0-9_=-]+)")


def replay_of(pinned: Pinned) -> Replay:
    """Return the replay record of a pinned excerpt."""
    card = pinned.card
    return Replay(
        sha256=card.sha256,
        file=card.document,
        title=card.title,
        url=card.url or card.page_url,
        page=card.page,
        page_label=card.page_label,
        start=card.start,
        end=card.end,
        quote=card.excerpt.quote,
        parser=card.parser,
        method=card.excerpt.method,
    )


def as_json(replays: Iterable[Replay]) -> str:
    """Return records as JSON that holds no <, > or & and no two hyphens: safe in HTML, in a comment, in XML."""
    text = json.dumps({MARK: 1, "excerpts": [asdict(replay) for replay in replays]}, ensure_ascii=False)
    for char in "<>&-":
        text = text.replace(char, f"\\u{ord(char):04x}") if char != "-" else text.replace("--", "\\u002d\\u002d")
    return text


def as_token(replay: Replay) -> str:
    """Return a record as one word of letters and digits."""
    packed = json.dumps(asdict(replay), ensure_ascii=False, separators=(",", ":")).encode()
    return f"{MARK}:{base64.urlsafe_b64encode(packed).decode()}"


def guarded(cell: str) -> str:
    """Return a cell of CSV that no spreadsheet runs as a formula: an apostrophe stands before what looks like one."""
    return f"'{cell}" if cell.startswith(_FORMULA) or re.match(r"'+[=+\-@]", cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before `guarded`."""
    return cell[1:] if cell[:1] == "'" and guarded(cell[1:]) == cell else cell


def replays_in(content: bytes, name: str) -> tuple[Replay, ...]:
    """Return the records of an exported file, whatever its form. Raises VigieError when there is none."""
    if len(content) > _MOST_BYTES:
        raise VigieError(say(f"{name} est trop grand pour être un export.", f"{name} is too large to be an export."))
    try:
        found = _docx(content) if content[:2] == b"PK" else _text(content.decode("utf-8-sig"))
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile, ElementTree.ParseError, csv.Error) as error:
        raise VigieError(
            say(
                f"{name} n'est pas un export de Vigie, ou a été abîmé ({error}).",
                f"{name} is not an export of Vigie, or was damaged ({error}).",
            )
        ) from error
    if not found:
        raise VigieError(
            say(
                f"{name} ne contient aucun extrait à retrouver. Exportez de nouveau avec « vigie excerpts … --format ».",
                f"{name} holds no excerpt to find again. Export once more with “vigie excerpts … --format”.",
            )
        )
    return tuple(dict.fromkeys(found))


def _record(value: Mapping[str, Any]) -> Replay:
    given = {key: value[key] for key in _FIELDS if key in value}
    for key in ("page", "start", "end"):
        given[key] = int(given[key])
    given["url"] = given.get("url") or None
    for key in _FIELDS - {"page", "start", "end", "url"}:
        if key in given and not isinstance(given[key], str):
            raise TypeError(key)
    return Replay(**given)


def _text(text: str) -> list[Replay]:
    tokens = _QUOTED.findall(text)
    if tokens:
        return [_record(json.loads(base64.urlsafe_b64decode(token))) for token in tokens]
    script = re.search(rf'<script type="application/json" id="{MARK}">(.*?)</script>', text, re.DOTALL)
    comment = re.search(rf"<!-- {MARK}\s(.*?)-->", text, re.DOTALL)
    if script or comment:
        return _listed(json.loads((script or comment)[1]))  # type: ignore[index]
    if text.lstrip()[:1] in ("{", "["):
        return _listed(json.loads(text))
    return _rows(text)


def _listed(value: Any) -> list[Replay]:
    if isinstance(value, dict):
        return [_record(item) for item in (value.get("replay") or value.get("excerpts") or []) if "quote" in item]
    return [_record(item) for entry in value for item in entry.get("custom", {}).get(MARK, [])]


def _rows(text: str) -> list[Replay]:
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    if rows.fieldnames is None or "sha256" not in rows.fieldnames:
        return []
    return [
        _record({key: unguarded(value or "") for key, value in row.items() if key in _FIELDS})
        for row in rows
        if row.get("sha256")
    ]


def _docx(content: bytes) -> list[Replay]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith("customXml/item") and entry.file_size < _MOST_BYTES:
                raw = archive.read(entry)
                if NAMESPACE.encode() in raw and b"<!DOCTYPE" not in raw:
                    return _listed(json.loads(ElementTree.fromstring(raw).text or "{}"))  # noqa: S314
    return []
