"""What the API takes and gives, each value with its meaning and its limits."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.answers import Outcome, Verdict
from assistant.conversation import MAX_TURNS, Turn
from assistant.service import MAX_QUESTION
from corpus.holdings import Filters
from corpus.records import Kind, Method, Standing, Status
from corpus.settings import ProviderName

MOST_EXCERPTS = 50
MOST_DOCUMENTS = 200  # in one answer
LONGEST_TEXT = 200_000
"""Longest text whose quotations are checked in one request, in characters: a long article has 20,000."""
_LONGEST_NAME = 300

Name = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_NAME)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
Year = Annotated[int, Field(ge=1000, le=3000)]
Spoken = Literal["fr", "en"]


class Asked(BaseModel):
    """A part of a request: a field that does not exist is refused."""

    model_config = ConfigDict(extra="forbid")


class Restriction(Asked):
    """Which documents to search. Several values of one field are alternatives; an empty field does not restrict."""

    documents: list[Name] = Field(default=[], max_length=100, description="Ids or file names.")
    publishers: list[Name] = Field(default=[], max_length=50, description="Publishers, as documents name them.")
    kinds: list[Kind] = Field(default=[], max_length=20, description="Kinds of document.")
    territories: list[Name] = Field(default=[], max_length=50, description="Territories, as documents name them.")
    year_from: Year | None = Field(None, description="Documents dated in this year or later.")
    year_to: Year | None = Field(None, description="Documents dated in this year or earlier.")

    def filters(self) -> Filters | None:
        """Return the filters; None when nothing is restricted."""
        filters = Filters(
            documents=tuple(self.documents),
            publishers=tuple(self.publishers),
            kinds=tuple(str(kind) for kind in self.kinds),
            territories=tuple(self.territories),
            year_from=self.year_from,
            year_to=self.year_to,
        )
        return filters or None


class ExcerptsRequest(Asked):
    """A subject to find excerpts on."""

    subject: Text = Field(description="A subject or a question.", examples=["cantines scolaires"])
    limit: int = Field(8, ge=1, le=MOST_EXCERPTS, description="Most excerpts.")
    filters: Restriction = Field(default_factory=Restriction, description="Which documents to search.")


class CheckRequest(Asked):
    """A text whose quotations are to be checked."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)] = Field(
        description='A quotation, or an article: every quotation in « », “ ” or " " is found. A text without quotation '
        "marks is checked as one quotation.",
    )
    filters: Restriction = Field(default_factory=Restriction, description="Which documents to search.")


class EarlierTurn(Asked):
    """An earlier question of the same conversation, with the answer it got."""

    question: Text = Field(description="The question.")
    answer: str = Field("", max_length=20_000, description="The text of its answer.")


class AskRequest(Asked):
    """A question to answer from the documents."""

    question: Text = Field(
        description="The question.", examples=["Où se situe la région dans la chaîne de valeur de l'IA ?"]
    )
    language: Spoken | None = Field(None, description="Language of the answer; that of the question when not given.")
    filters: Restriction = Field(default_factory=Restriction, description="Which documents to search.")
    history: list[EarlierTurn] = Field(
        default=[], max_length=MAX_TURNS, description="Earlier turns, oldest first, so that a follow-up is understood."
    )
    provider: ProviderName | None = Field(None, description="Who writes the answer, in place of the server's choice.")

    def turns(self) -> tuple[Turn, ...]:
        """Return the earlier turns."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class Given(BaseModel):
    """A part of an answer, read from one of Vigie's own records."""

    model_config = ConfigDict(from_attributes=True)


class ExcerptGiven(Given):
    """One to three whole sentences of one page, verbatim: `quote` is the page's text from `start` to `end`."""

    document: str = Field(description="File name.")
    document_id: str = Field(description="First 16 hexadecimal digits of the file's sha256.")
    title: str = Field(description="Title of the document.")
    page: int = Field(description="Physical page, from 1.")
    page_label: str = Field(description="Printed page.")
    start: int = Field(description="Offset of the first character in the page's text.")
    end: int = Field(description="Offset after the last character.")
    quote: str = Field(description="The text, verbatim.")
    score: float = Field(0.0, description="How near to the subject; only the order is meaningful.")
    publisher: str | None = Field(None, description="Who published the document.")
    date: str | None = Field(None, description="Date of the document, ISO 8601, as precise as known.")
    standing: Standing = Field(Standing.UNKNOWN, description="With what authority the document speaks.")
    kind: Kind = Field(Kind.OTHER, description="What kind of document it is.")
    territory: str | None = Field(None, description="Territory the document is about.")
    url: str | None = Field(None, description="Official address of the document.")
    section: tuple[str, ...] = Field((), description="Headings above the excerpt, outermost first.")
    method: Method = Field(Method.TEXT, description="How the page was read: its own text, or optical recognition.")
    sha256: str = Field("", description="Digest of the file.")
    passage_id: int = Field(0, description="Number of the passage in the library.")


class CitationGiven(ExcerptGiven):
    """An excerpt that a sentence cites."""

    n: int = Field(description="Number of the excerpt in the answer's list, from 1.")


class SentenceGiven(Given):
    """A sentence with its verdict, given by code after generation."""

    text: str = Field(description="The sentence.")
    verdict: Verdict = Field(description="What was found of the sentence against the excerpts it cites.")
    reason: str = Field(description="Why, when it is not sourced.")
    citations: list[CitationGiven] = Field(description="The excerpts it cites.")


class TimingsGiven(Given):
    """Seconds since the question was asked."""

    first_excerpt_s: float | None = Field(None, description="Until the excerpts were found.")
    first_word_s: float | None = Field(None, description="Until the first word was written.")
    total_s: float = Field(0.0, description="Until the answer was finished.")


class AnswerGiven(Given):
    """An answer, as it is kept under its permanent id: the record of `vigie ask --json`."""

    id: str = Field(description="Permanent id: `GET answers/{id}` gives this record again.")
    asked_at: str = Field(description="When it was asked, ISO 8601, UTC.")
    question: str = Field(description="The question.")
    language: str = Field(description="Language of the answer.")
    status: Outcome = Field(description="Sourced, partial, or the documents do not say.")
    sentences: list[SentenceGiven] = Field(description="The answer, sentence by sentence.")
    dropped: list[SentenceGiven] = Field(default=[], description="Sentences that no excerpt supports: not the answer.")
    disagreements: list[SentenceGiven] = Field(default=[], description="What the excerpts contradict each other on.")
    excerpts: list[ExcerptGiven] = Field(description="The excerpts the answer was written from.")
    message: str = Field("", description="What is said besides: why nothing was found, what is missing.")
    provider: str = Field(description="Who wrote it.")
    model: str = Field(description="The model that wrote it.")
    prompt_version: str = Field("", description="Version of the prompt.")
    timings: TimingsGiven = Field(default_factory=TimingsGiven, description="How long it took.")


class DocumentGiven(Given):
    """One document of the library."""

    id: str = Field(description="First 16 hexadecimal digits of the file's sha256.")
    sha256: str = Field(description="Digest of the file.")
    file_name: str = Field(description="File name.")
    title: str = Field(description="Title.")
    publisher: str | None = Field(None, description="Who published it.")
    kind: Kind = Field(description="What kind of document it is.")
    standing: Standing = Field(description="With what authority it speaks.")
    territory: str | None = Field(None, description="Territory it is about.")
    date: str | None = Field(None, description="Date, ISO 8601, as precise as known.")
    language: str | None = Field(None, description="Language it is written in.")
    url: str | None = Field(None, description="Official address of the file.")
    page_url: str | None = Field(None, description="Address of the page that presents it.")
    licence: str | None = Field(None, description="Licence it is published under.")
    status: Status = Field(description="How its reading ended.")
    pages: int = Field(description="Pages of the file.")
    unread_pages: tuple[int, ...] = Field(description="Pages that could not be read.")
    passages: int = Field(description="Passages that can be found.")
    parser: str = Field(description="What read it, with its version.")
    ingested_at: str = Field(description="When it was read, ISO 8601.")
    current: bool = Field(description="False when a newer version replaced it.")


class DocumentsGiven(Given):
    """A part of the library's documents, by title."""

    total: int = Field(description="How many documents match in all.")
    documents: list[DocumentGiven] = Field(description="Those of this part.")


class PageGiven(Given):
    """The text of one page, which excerpts are slices of."""

    document_id: str = Field(description="Id of the document.")
    title: str = Field(description="Title of the document.")
    number: int = Field(description="Physical page, from 1.")
    label: str = Field(description="Printed page.")
    page_count: int = Field(description="Pages of the file.")
    text: str = Field(description="The text. Line breaks and line-end hyphens are joined, nothing else is changed.")
    method: Method = Field(description="How the page was read: its own text, or optical recognition.")
    image: str | None = Field(None, description="Where the picture of the page is, when the file can be drawn.")
    source: str = Field(description="Where people read this page.")


def plain(record: dict[str, Any]) -> AnswerGiven:
    """Return an answer's record as the API gives it."""
    return AnswerGiven.model_validate(record)
