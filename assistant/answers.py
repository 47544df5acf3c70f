"""The records of the road from question to answer."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from corpus.holdings import Filters


class Verdict(StrEnum):
    """What code found of a sentence against the excerpts it cites."""

    SOURCED = "sourced"
    PARTLY_SOURCED = "partly_sourced"
    UNSOURCED = "unsourced"


class Outcome(StrEnum):
    """The three kinds of answer."""

    SOURCED = "sourced"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched, and how it is to be answered."""

    text: str
    language: str
    search_text: str  # the question made whole when it follows another
    filters: Filters | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One to three whole sentences of one page, verbatim: `quote == page.text[start:end]`."""

    document: str  # file name
    document_id: str
    title: str
    page: int  # physical index, from 1
    page_label: str
    start: int
    end: int
    quote: str
    score: float = 0.0
    publisher: str | None = None
    date: str | None = None
    standing: str = "unknown"
    kind: str = "other"
    territory: str | None = None
    url: str | None = None
    section: tuple[str, ...] = ()
    method: str = "text"
    sha256: str = ""
    passage_id: int = 0
    also_in: tuple[str, ...] = ()  # other documents that say the same, in nearly the same words: "title, p. 3"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with its verdict; `citations` are indexes (from 0) into the answer's excerpts."""

    text: str
    verdict: Verdict
    reason: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds since the question was asked; None when it did not happen."""

    first_excerpt_s: float | None = None
    first_word_s: float | None = None
    total_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's answer: sentences, citations, verdicts, and what produced it."""

    question: str
    language: str
    status: Outcome
    sentences: tuple[Sentence, ...]
    excerpts: tuple[Excerpt, ...]
    provider: str
    model: str
    timings: Timings = field(default_factory=Timings)
    dropped: tuple[Sentence, ...] = ()  # sentences that no excerpt supports
    strike: bool = False  # the dropped sentences are to be shown, struck, with their reason (`show_unsourced`)
    disagreements: tuple[Sentence, ...] = ()  # what the excerpts contradict each other on, citing both sides
    message: str = ""  # what is said to the reader besides the sentences: why nothing was found, what is missing
    read_as: str = ""  # the question as it was searched, where its typing errors were mended
    prompt_version: str = ""
    likelihood: float | None = None  # that the documents answer, before any model was asked (assistant/signals.py)
    id: str = ""
    asked_at: str = ""

    @property
    def text(self) -> str:
        """The answer as one text."""
        return " ".join(sentence.text for sentence in self.sentences)

    def as_json(self) -> dict[str, Any]:
        """Return the record of `vigie ask --json`: plain values; each citation carries its excerpt's fields."""
        record = asdict(self)
        record["sentences"] = [self._sentence(sentence) for sentence in self.sentences]
        record["dropped"] = [self._sentence(sentence) for sentence in self.dropped]
        record["disagreements"] = [self._sentence(sentence) for sentence in self.disagreements]
        return record

    def _sentence(self, sentence: Sentence) -> dict[str, Any]:
        citations = [{"n": index + 1, **asdict(self.excerpts[index])} for index in sentence.citations]
        return {
            "text": sentence.text,
            "verdict": sentence.verdict,
            "reason": sentence.reason,
            "citations": citations,
        }


@dataclass(frozen=True, slots=True)
class ExcerptsFound:
    """First event of an answer, but for notices: the excerpts, before any model has written a word."""

    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The next piece of text as the model writes it; not yet verified, to be shown as such."""

    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence is whole and has its verdict; it replaces its draft."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know while waiting, such as another model having to answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event: the answer as it is kept."""

    answer: Answer


Event = ExcerptsFound | Draft | Checked | Notice | Finished


def answer_from_json(record: dict[str, Any]) -> Answer:
    """Return the answer of a record made by `Answer.as_json`. Raises KeyError or ValueError for what is none.

    Fields that a later version added are passed over, so that an old Vigie reads a new record.
    """
    values = {
        **_known(Answer, record),
        "status": Outcome(record["status"]),
        "sentences": _sentences(record["sentences"]),
        "dropped": _sentences(record.get("dropped", ())),
        "disagreements": _sentences(record.get("disagreements", ())),
        "excerpts": tuple(_excerpt(one) for one in record["excerpts"]),
        "timings": Timings(**_known(Timings, record.get("timings", {}))),
    }
    return Answer(**values)


def _sentences(records: Iterable[dict[str, Any]]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            record["text"],
            Verdict(record["verdict"]),
            record["reason"],
            tuple(int(citation["n"]) - 1 for citation in record["citations"]),
        )
        for record in records
    )


def _excerpt(record: dict[str, Any]) -> Excerpt:
    lists = {name: tuple(record.get(name, ())) for name in ("section", "also_in")}
    return Excerpt(**{**_known(Excerpt, record), **lists})


def _known(kind: type, record: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in record.items() if name in names}
