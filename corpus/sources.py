"""Manifests: what is known of where each document comes from.

A manifest is a TOML file of `[[documents]]` tables. Vigie has two of its own (official documents, starter notes); a
folder that is ingested may hold a third, `sources.toml`, which wins. What is not known is left out, never guessed.
"""

import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import VigieError
from corpus.language import say
from corpus.records import Kind, Source, Standing

OFFICIAL = Path(__file__).with_name("sources.toml")
STARTER = Path(__file__).parent / "starter" / "notes.toml"
FOLDER_MANIFEST = "sources.toml"
FOLDER_LOCK = "sources.lock.json"

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _iso(value: Any) -> Any:
    """Let TOML's own dates in (`date = 2024-07-11`) beside text."""
    return value.isoformat() if type(value) is date else value


def _real_date(value: str) -> str:
    """Refuse what is not an ISO 8601 date of day, month or year precision, and days that do not exist."""
    if not _DATE.fullmatch(value):
        raise ValueError("2024, 2024-07, 2024-07-11")
    date.fromisoformat(value + "0000-01-01"[len(value) :])
    return value


def _plain_name(value: str) -> str:
    if value in {".", ".."} or re.search(r'[/\\:\x00-\x1f<>"|?*]', value) or value.strip() != value:
        raise ValueError("a file name without a folder")
    return value


IsoDate = Annotated[str, BeforeValidator(_iso), AfterValidator(_real_date)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$")]
FileName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain_name)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ManifestEntry(BaseModel):
    """What a manifest says of one document. Immutable; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")
    title: str = Field(min_length=1)
    file: FileName | None = None
    publisher: str | None = Field(None, min_length=1)
    kind: Kind = Kind.OTHER
    standing: Standing = Standing.UNKNOWN
    territory: str | None = Field(None, min_length=1)
    date: IsoDate | None = None  # of the document
    page_date: IsoDate | None = None  # of the page that presents it, which is another thing
    language: str | None = Field(None, pattern=r"^[a-z]{2,3}$")
    page_url: WebAddress | None = None
    url: WebAddress | None = None  # of the file itself
    licence: str | None = Field(None, min_length=1)
    licence_basis: str | None = Field(None, min_length=1)
    sha256: Sha256 | None = None
    pages: int | None = Field(None, ge=1)
    sha256_source: str | None = Field(None, min_length=1)  # who says so
    verified_on: IsoDate | None = None
    note: str | None = Field(None, min_length=1)

    def source(self) -> Source:
        """Return what the library keeps and shows with every citation."""
        return Source(
            title=self.title,
            publisher=self.publisher,
            kind=self.kind,
            standing=self.standing,
            territory=self.territory,
            date=self.date,
            language=self.language,
            page_url=self.page_url,
            url=self.url,
            licence=self.licence,
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """Entries of one or several manifests, the one that wins first. No id occurs twice.

    `fetched` maps the sha256 of a downloaded file to the id of its entry, as the lock file of the folder says.
    """

    entries: tuple[ManifestEntry, ...] = ()
    fetched: tuple[tuple[str, str], ...] = ()

    def get(self, entry_id: str) -> ManifestEntry | None:
        """Return the entry of that id."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    def find(self, *, sha256: str | None = None, file_name: str | None = None) -> ManifestEntry | None:
        """Return the entry of a file: by its content, then as the lock file says, then by its name.

        A name alone is not believed when the entry knows the file's sha256 and it is another one: a file that was
        changed, or that only bears the same name, must not be cited as the document it is not.
        """
        if sha256 is not None:
            for entry in self.entries:
                if entry.sha256 == sha256:
                    return entry
            for known, entry_id in self.fetched:
                if known == sha256:
                    return self.get(entry_id)
        if file_name is not None:
            wanted = _folded(file_name)
            for entry in self.entries:
                if entry.file is not None and _folded(entry.file) == wanted:
                    return entry if sha256 is None or entry.sha256 is None else None
        return None


def read_manifest(path: Path) -> tuple[ManifestEntry, ...]:
    """Read one manifest, strictly. Raises VigieError naming the file and the entry at the first thing refused."""
    try:
        with path.open("rb") as file:
            stored = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VigieError(
            say(f"Le manifeste {path} est illisible : {error}", f"The manifest {path} cannot be read: {error}")
        ) from None
    documents = stored.pop("documents", [])
    if stored or not isinstance(documents, list) or not all(isinstance(given, dict) for given in documents):
        what = ", ".join(stored) or "documents"
        raise VigieError(
            say(
                f"Le manifeste {path} ne doit contenir que des tables [[documents]] ; clé refusée : {what}.",
                f"The manifest {path} may only hold [[documents]] tables; key refused: {what}.",
            )
        )
    entries = tuple(_entry(path, number, given) for number, given in enumerate(documents, 1))
    _refuse_twice(path, entries)
    return entries


def load_manifests(folder: Path | None = None) -> Manifest:
    """Merge Vigie's own manifests and, where the folder has them, its `sources.toml` (which wins) and its lock file."""
    own = [path for path in (OFFICIAL, STARTER) if path.is_file()]
    first = [folder / FOLDER_MANIFEST] if folder is not None and (folder / FOLDER_MANIFEST).is_file() else []
    merged: dict[str, ManifestEntry] = {}
    for path in [*first, *own]:
        for entry in read_manifest(path):
            merged.setdefault(entry.id, entry)
    return Manifest(tuple(merged.values()), _fetched(folder / FOLDER_LOCK) if folder is not None else ())


def _fetched(path: Path) -> tuple[tuple[str, str], ...]:
    """Read which file is which from the lock file that `vigie fetch` wrote."""
    if not path.is_file():
        return ()
    try:
        documents = json.loads(path.read_text(encoding="utf-8"))["documents"]
        return tuple((str(known["sha256"]), str(entry_id)) for entry_id, known in documents.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VigieError(
            say(
                f"Le fichier {path} est illisible ({error!r}). Supprimez-le, puis relancez « vigie fetch ».",
                f"The file {path} cannot be read ({error!r}). Remove it, then run “vigie fetch” again.",
            )
        ) from None


def _entry(path: Path, number: int, given: dict[str, Any]) -> ManifestEntry:
    try:
        return ManifestEntry(**given)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in problem["loc"])
        name = given.get("id", "?")
        if problem["type"] == "extra_forbidden":
            raise VigieError(
                say(
                    f"{path}, document n° {number} ({name}) : champ inconnu « {field} ». "
                    f"Champs possibles : {', '.join(ManifestEntry.model_fields)}.",
                    f"{path}, document {number} ({name}): unknown field “{field}”. "
                    f"Possible fields: {', '.join(ManifestEntry.model_fields)}.",
                )
            ) from None
        value = "" if problem["type"] == "missing" else f" ({problem['input']!r})"
        raise VigieError(
            say(
                f"{path}, document n° {number} ({name}) : champ « {field} » refusé{value} : {problem['msg']}.",
                f"{path}, document {number} ({name}): field “{field}” refused{value}: {problem['msg']}.",
            )
        ) from None


def _refuse_twice(path: Path, entries: tuple[ManifestEntry, ...]) -> None:
    """An id, a file name or a content names one document only."""
    for field in ("id", "file", "sha256"):
        seen: dict[str, str] = {}
        for entry in entries:
            value = getattr(entry, field)
            if value is None:
                continue
            key = _folded(value)
            if key in seen:
                raise VigieError(
                    say(
                        f"{path}, document « {entry.id} » : {field} = {value} est déjà celui de « {seen[key]} ».",
                        f"{path}, document “{entry.id}”: {field} = {value} is already that of “{seen[key]}”.",
                    )
                )
            seen[key] = entry.id


def _folded(name: str) -> str:
    """Two spellings of a file name that a file system may take for one (Unicode form, case)."""
    return unicodedata.normalize("NFC", name).casefold()
