"""Question files: JSON Lines, one question a line, checked on load; gold evidence that must resolve on its page.

The format is that of docs/evaluation.md. Everything that is wrong with a file is said at once, each with its line, and
before any question is asked.
"""

import difflib
import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from corpus.errors import VigieError
from corpus.folding import Folded
from corpus.language import say
from corpus.library import Library
from corpus.records import Page


class Kind(StrEnum):
    """What a question asks for, or why it is hard."""

    FACTUAL = "factual"
    NUMERIC = "numeric"
    DATE = "date"
    LIST = "list"
    DEFINITION = "definition"
    MULTI_PAGE = "multi_page"
    UNANSWERABLE = "unanswerable"
    FALSE_PREMISE = "false_premise"
    CROSS_LINGUAL = "cross_lingual"
    CONFLICT = "conflict"


REFUSED = (Kind.UNANSWERABLE, Kind.FALSE_PREMISE)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Fact(_Record):
    """Something a good answer says, in one of several ways."""

    any_of: tuple[str, ...] = Field(min_length=1)

    @field_validator("any_of")
    @classmethod
    def _not_blank(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(not alias.strip() for alias in value):
            raise ValueError("an alias is empty")
        return value


class Evidence(_Record):
    """Where a document says it: `quote` is found on physical page `page` (from 1) of the file named `document`.

    Evidence that says the same thing in several places carries the same `part`: finding one of them is enough.
    """

    document: str = Field(min_length=1)
    page: int = Field(ge=1)
    quote: str = Field(min_length=1)
    part: str | None = None


class Question(_Record):
    """One question with what a good answer says and where the documents say it."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    language: Literal["fr", "en"]
    kind: Kind
    answerable: bool
    facts: tuple[Fact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    contradicts: tuple[Evidence, ...] = ()
    noisy: bool | str = False
    note: str = ""
    split: Literal["dev", "test"] | None = None
    variant_of: str | None = None  # the id of the question that this one asks in other words, or with typing errors

    @field_validator("contradicts", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, dict) else value or ()

    @model_validator(mode="after")
    def _consistent(self) -> "Question":
        if self.answerable:
            if self.kind in REFUSED:
                raise ValueError(f"a question of kind {self.kind} has answerable: false")
            if not self.facts and not self.evidence:
                raise ValueError("an answerable question needs facts or evidence")
        elif self.facts:
            raise ValueError("a question that is not answerable has no facts")
        return self

    @property
    def parts(self) -> tuple[tuple[Evidence, ...], ...]:
        """Return the evidence grouped by what it proves: the places of one group are alternatives."""
        groups: dict[str, list[Evidence]] = {}
        for at, item in enumerate(self.evidence):
            groups.setdefault(f"part {item.part}" if item.part else f"at {at}", []).append(item)
        return tuple(tuple(group) for group in groups.values())

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the documents its evidence is in."""
        return tuple(dict.fromkeys(item.document for item in (*self.evidence, *self.contradicts)))


class Place(_Record):
    """A page of a document of the library."""

    document_id: str
    page: int


def load_questions(path: Path) -> list[Question]:
    """Read a question file. Raises VigieError that lists everything wrong in it, each with its line number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise VigieError(
            say(
                f"Le fichier de questions {path} n'existe pas. Vérifiez le chemin donné à --questions.",
                f"The question file {path} does not exist. Check the path given to --questions.",
            )
        ) from None
    except UnicodeDecodeError as error:
        raise VigieError(
            say(
                f"{path} n'est pas en UTF-8 (octet {error.start}). Enregistrez-le en UTF-8.",
                f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.",
            )
        ) from None
    questions: list[Question] = []
    problems: list[str] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _parsed(line)
        if isinstance(found, str):
            problems.append(say(f"ligne {number} : {found}", f"line {number}: {found}"))
            continue
        if found.id in lines:
            first = lines[found.id]
            problems.append(
                say(
                    f"ligne {number} : l'identifiant {found.id} est déjà celui de la ligne {first}",
                    f"line {number}: the id {found.id} is already that of line {first}",
                )
            )
        lines.setdefault(found.id, number)
        questions.append(found)
    if not questions and not problems:
        problems.append(say("aucune question", "no question"))
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise VigieError(
            say(
                f"Le fichier de questions {path} est à corriger :\n{listed}",
                f"The question file {path} must be mended:\n{listed}",
            )
        )
    return questions


def _parsed(line: str) -> Question | str:
    """Return the question of a line, or what is wrong with it."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return say(f"JSON illisible (colonne {error.colno})", f"unreadable JSON (column {error.colno})")
    if not isinstance(value, dict):
        return say("un objet JSON est attendu", "a JSON object is expected")
    mistyped = _mistyped(value)
    if mistyped:
        return mistyped
    try:
        return Question.model_validate(value)
    except ValidationError as error:
        found = []
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"])
            found.append(f"{where}: {problem['msg']}" if where else problem["msg"])
        return " ; ".join(found)


def _mistyped(value: dict[str, Any]) -> str:
    """Return what is wrong with the names of the fields: one that looks like a known one but is not it."""
    for name in value:
        if name not in Question.model_fields:
            near = difflib.get_close_matches(name, Question.model_fields, n=1, cutoff=0.8)
            if near:
                return say(f"champ {name} : est-ce {near[0]} ?", f"field {name}: is it {near[0]}?")
    return ""


class Resolver:
    """Finds evidence in a library: a file by its name, a quote on a page, after the folding of the contract."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_name: dict[str, str] = {}
        by_path = {record.path: record.document_id for record in library.files()}
        for record in library.files():
            held = record.document_id or by_path.get(record.duplicate_of or "")
            if held:
                self._by_name.setdefault(Path(record.path).name, held)
        for document in library.documents():
            self._by_name[document.file_name] = document.id

    def document_id(self, name: str) -> str | None:
        """Return the id of the document of a file name; a duplicate's name gives the document it duplicates."""
        return self._by_name.get(name)

    def place(self, evidence: Evidence) -> Place | None:
        """Return the page of an evidence whose document is in the library, whether or not the quote is on it."""
        document_id = self.document_id(evidence.document)
        return None if document_id is None else Place(document_id=document_id, page=evidence.page)

    def problem(self, evidence: Evidence) -> str:
        """Return why an evidence does not resolve, or the empty string."""
        document_id = self.document_id(evidence.document)
        if document_id is None:
            return say(f"{evidence.document} n'est pas dans le corpus", f"{evidence.document} is not in the corpus")
        page = self._library.page(document_id, evidence.page)
        if page is not None and on_page(evidence.quote, page):
            return ""
        elsewhere = [other.number for other in self._library.pages(document_id) if on_page(evidence.quote, other)]
        hint = say(f" (elle est page {elsewhere[0]})", f" (it is on page {elsewhere[0]})") if elsewhere else ""
        quote = evidence.quote if len(evidence.quote) <= 80 else evidence.quote[:79] + "…"
        return say(
            f"« {quote} » n'est pas page {evidence.page} de {evidence.document}{hint}",
            f"“{quote}” is not on page {evidence.page} of {evidence.document}{hint}",
        )


def on_page(quote: str, page: Page) -> bool:
    """Whether a quote is found on a page after folding; spaces and hyphens do not count, because extractors break lines
    differently, and what was set aside as a running header counts as being on the page."""
    wanted = Folded(quote, squeeze=True).text
    return bool(wanted) and any(wanted in Folded(text, squeeze=True).text for text in (page.text, page.raw) if text)


def check_evidence(questions: Sequence[Question], library: Library) -> None:
    """Raise VigieError with the whole list of the evidence that does not resolve; return when all of it does."""
    resolver = Resolver(library)
    problems = [
        f"{question.id} : {problem}"
        for question in questions
        for evidence in (*question.evidence, *question.contradicts)
        if (problem := resolver.problem(evidence))
    ]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise VigieError(
            say(
                f"{len(problems)} preuves ne se retrouvent pas dans le corpus ; aucune question n'a été posée :\n{listed}",
                f"{len(problems)} pieces of evidence are not found in the corpus; no question was asked:\n{listed}",
            )
        )


def questions_hash(questions: Sequence[Question]) -> str:
    """Return what identifies a set of questions, whatever the order and the layout of its file."""
    lines = sorted(question.model_dump_json() for question in questions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
