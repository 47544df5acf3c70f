"""What the API gives, each value with its meaning."""

from pydantic import BaseModel, ConfigDict, Field

from assistant.answers import Answer, Outcome, Verdict
from assistant.provenance import Caution, ProvenanceCard
from assistant.quotations.records import Change, CheckedQuotation, Side
from assistant.quotations.records import Status as Checked
from corpus.records import Document, Kind, Method, Standing, Status


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
    score: float = Field(default=0.0, description="How near to the subject; only the order is meaningful.")
    publisher: str | None = Field(default=None, description="Who published the document.")
    date: str | None = Field(default=None, description="Date of the document, ISO 8601, as precise as known.")
    standing: Standing = Field(default=Standing.UNKNOWN, description="With what authority the document speaks.")
    kind: Kind = Field(default=Kind.OTHER, description="What kind of document it is.")
    territory: str | None = Field(default=None, description="Territory the document is about.")
    url: str | None = Field(default=None, description="Official address of the document.")
    section: tuple[str, ...] = Field(default=(), description="Headings above the excerpt, outermost first.")
    method: Method = Field(
        default=Method.TEXT, description="How the page was read: its own text, or optical recognition."
    )
    sha256: str = Field(default="", description="Digest of the file.")
    passage_id: int = Field(default=0, description="Number of the passage in the library.")
    also_in: list[str] = Field(default=[], description="Other documents that say the same, each with its page.")


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

    first_excerpt_s: float | None = Field(default=None, description="Until the excerpts were found.")
    first_word_s: float | None = Field(default=None, description="Until the first word was written.")
    total_s: float = Field(default=0.0, description="Until the answer was finished.")


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
    message: str = Field(default="", description="What is said besides: why nothing was found, what is missing.")
    provider: str = Field(description="Who wrote it.")
    model: str = Field(description="The model that wrote it.")
    read_as: str = Field(
        default="", description="The question as it was searched, where its typing errors were mended."
    )
    prompt_version: str = Field(default="", description="Version of the prompt.")
    timings: TimingsGiven = Field(default=TimingsGiven(), description="How long it took.")

    @classmethod
    def of(cls, answer: Answer) -> "AnswerGiven":
        """Return an answer as the API gives it."""
        return cls.model_validate(answer.as_json())


class DocumentGiven(Given):
    """One document of the library."""

    id: str = Field(description="First 16 hexadecimal digits of the file's sha256.")
    sha256: str = Field(description="Digest of the file.")
    file_name: str = Field(description="File name.")
    title: str = Field(description="Title.")
    publisher: str | None = Field(default=None, description="Who published it.")
    kind: Kind = Field(description="What kind of document it is.")
    standing: Standing = Field(description="With what authority it speaks.")
    territory: str | None = Field(default=None, description="Territory it is about.")
    date: str | None = Field(default=None, description="Date, ISO 8601, as precise as known.")
    language: str | None = Field(default=None, description="Language it is written in.")
    url: str | None = Field(default=None, description="Official address of the file.")
    page_url: str | None = Field(default=None, description="Address of the page that presents it.")
    licence: str | None = Field(default=None, description="Licence it is published under.")
    status: Status = Field(description="How its reading ended.")
    pages: int = Field(description="Pages of the file.")
    unread_pages: tuple[int, ...] = Field(description="Pages that could not be read.")
    passages: int = Field(description="Passages that can be found.")
    parser: str = Field(description="What read it, with its version.")
    ingested_at: str = Field(description="When it was read, ISO 8601.")
    current: bool = Field(description="False when a newer version replaced it.")

    @classmethod
    def of(cls, document: Document) -> "DocumentGiven":
        """Return a document as the API gives it."""
        source = document.source
        return cls(
            id=document.id,
            sha256=document.sha256,
            file_name=document.file_name,
            title=document.title,
            publisher=source.publisher,
            kind=source.kind,
            standing=source.standing,
            territory=source.territory,
            date=source.date,
            language=source.language,
            url=source.url,
            page_url=source.page_url,
            licence=source.licence,
            status=document.status,
            pages=document.page_count,
            unread_pages=document.unread_pages,
            passages=document.passages,
            parser=document.parser,
            ingested_at=document.ingested_at.isoformat(timespec="seconds"),
            current=document.current,
        )


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
    image: str | None = Field(default=None, description="Where the picture of the page is, when the file can be drawn.")
    source: str = Field(description="Where people read this page.")


class WarningGiven(Given):
    """Something to know before an excerpt is quoted."""

    caution: Caution = Field(description="What the excerpt cuts or leaves out.")
    text: str = Field(description="The same, for a reader.")


class CardGiven(Given):
    """An excerpt with everything needed to name, judge and find it again."""

    excerpt: ExcerptGiven = Field(description="The excerpt.")
    author: str | None = Field(default=None, description="Author of the document.")
    licence: str | None = Field(default=None, description="Licence the document is published under.")
    language: str | None = Field(default=None, description="Language the document is written in.")
    page_url: str | None = Field(default=None, description="Address of the page that presents the document.")
    parser: str = Field(description="What read the file, with its version.")
    ingested_at: str = Field(description="When the file was read, ISO 8601.")
    before: str = Field(default="", description="The sentence before, which may stand on the page before.")
    after: str = Field(default="", description="The sentence after, which may stand on the page after.")
    warnings: tuple[WarningGiven, ...] = Field(default=(), description="What to know before quoting it.")
    source: str = Field(description="Where people see the excerpt highlighted on its page.")

    @classmethod
    def of(cls, card: ProvenanceCard, source: str) -> "CardGiven":
        """Return a provenance card as the API gives it."""
        return cls(
            excerpt=ExcerptGiven.model_validate(card.excerpt),
            author=card.author,
            licence=card.licence,
            language=card.language,
            page_url=card.page_url,
            parser=card.parser,
            ingested_at=card.ingested_at,
            before=card.before,
            after=card.after,
            warnings=tuple(WarningGiven.model_validate(warning) for warning in card.warnings),
            source=source,
        )


class ExcerptsGiven(Given):
    """Excerpts on a subject, best first. No language model takes part."""

    subject: str = Field(description="The subject.")
    read_as: str = Field(description="The subject as it was searched: without the typing errors of its words.")
    cards: list[CardGiven] = Field(description="The excerpts, each with where it comes from; empty when there is none.")


class QuotationGiven(Given):
    """A quotation found in the text: the text from `start` to `end`, without its quotation marks."""

    text: str = Field(description="The quotation.")
    start: int = Field(description="Offset of its first character in the text that was sent.")
    end: int = Field(description="Offset after its last character.")
    marks: str = Field(default="", description="Its quotation marks; empty when the whole text is one quotation.")
    depth: int = Field(default=0, description="0 when it stands inside no other quotation.")


class PieceGiven(Given):
    """A run of words of the comparison."""

    side: Side = Field(description="In both, only in the quotation, or only in the source.")
    text: str = Field(description="The words.")
    change: Change | None = Field(default=None, description="What differs; null for what is the same.")


class PlaceGiven(Given):
    """Where words stand in the library: one excerpt, or one for each page when they run over a page break."""

    excerpts: list[ExcerptGiven] = Field(description="The excerpts.")


class PartGiven(Given):
    """One of the parts that were joined into one quotation."""

    text: str = Field(description="The part.")
    status: Checked = Field(description="What the documents say of it.")
    places: list[PlaceGiven] = Field(description="Where it stands.")
    difference: list[PieceGiven] = Field(description="The part and the source, word for word.")


class CheckedGiven(Given):
    """A quotation with what the documents say of it."""

    quotation: QuotationGiven = Field(description="The quotation.")
    status: Checked = Field(description="Exact, altered or absent. A changed number is never exact.")
    message: str = Field(description="The result in one sentence.")
    changes: list[Change] = Field(description="What differs, gravest first.")
    places: list[PlaceGiven] = Field(description="Where it stands; when altered, where the nearest wording stands.")
    difference: list[PieceGiven] = Field(description="The quotation and the source, word for word.")
    parts: list[PartGiven] = Field(description="The parts, when several were joined into one quotation.")
    nearest: list[ExcerptGiven] = Field(description="When it is absent: the nearest passages.")
    too_short: bool = Field(description="So few words that finding them, or not, proves little.")
    warnings: list[str] = Field(description="What to know besides.")

    @classmethod
    def of(cls, checked: CheckedQuotation) -> "CheckedGiven":
        """Return a checked quotation as the API gives it."""
        return cls.model_validate(checked.as_json())


class CheckGiven(Given):
    """Every quotation of a text, in the order of the text."""

    quotations: list[CheckedGiven] = Field(description="The quotations; empty when the text holds none.")
