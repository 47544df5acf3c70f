"""What the API takes, each value with its meaning and its limits."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.conversation import MAX_TURNS, Turn
from assistant.service import MAX_QUESTION
from corpus.holdings import Filters
from corpus.records import Kind
from corpus.settings import ProviderName

MOST_EXCERPTS = 50
MOST_DOCUMENTS = 200  # in one answer
LONGEST_TEXT = 200_000
"""Longest text whose quotations are checked in one request, in characters: a long article has 20,000."""
LONGEST_NOTE = 5_000
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
    year_from: Year | None = Field(default=None, description="Documents dated in this year or later.")
    year_to: Year | None = Field(default=None, description="Documents dated in this year or earlier.")

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
    limit: int = Field(default=8, ge=1, le=MOST_EXCERPTS, description="Most excerpts.")
    filters: Restriction = Field(default=Restriction(), description="Which documents to search.")


class ExcerptsQuery(Restriction):
    """The same in the address of the request."""

    subject: Text = Field(description="A subject or a question.", examples=["cantines scolaires"])
    limit: int = Field(default=8, ge=1, le=MOST_EXCERPTS, description="Most excerpts.")


class CheckRequest(Asked):
    """A text whose quotations are to be checked."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)] = Field(
        description='A quotation, or an article: every quotation in « », “ ” or " " is found. A text without quotation '
        "marks is checked as one quotation.",
    )
    filters: Restriction = Field(default=Restriction(), description="Which documents to search.")


class EarlierTurn(Asked):
    """An earlier question of the same conversation, with the answer it got."""

    question: Text = Field(description="The question.")
    answer: str = Field(default="", max_length=20_000, description="The text of its answer.")


class AskRequest(Asked):
    """A question to answer from the documents."""

    question: Text = Field(
        description="The question.", examples=["Où se situe la région dans la chaîne de valeur de l'IA ?"]
    )
    language: Spoken | None = Field(
        default=None, description="Language of the answer; that of the question when not given."
    )
    filters: Restriction = Field(default=Restriction(), description="Which documents to search.")
    history: list[EarlierTurn] = Field(
        default=[], max_length=MAX_TURNS, description="Earlier turns, oldest first, so that a follow-up is understood."
    )
    provider: ProviderName | None = Field(
        default=None, description="Who writes the answer, in place of the server's choice."
    )

    def turns(self) -> tuple[Turn, ...]:
        """Return the earlier turns."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class PlaceAsked(Asked):
    """A slice of a page, to be cut again by the library: no text is ever taken from a request."""

    document: Name = Field(description="Id of the document.")
    page: int = Field(ge=1, le=1_000_000, description="Physical page, from 1.")
    start: int = Field(ge=0, le=10_000_000, description="Offset of the first character in the page's text.")
    end: int = Field(ge=1, le=10_000_000, description="Offset after the last character.")
    note: str = Field(default="", max_length=LONGEST_NOTE, description="What is to be noted beside the excerpt.")


class DossierRequest(Asked):
    """Excerpts to save as one file."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_NAME)] = Field(
        description="Title of the dossier."
    )
    notes: str = Field(default="", max_length=LONGEST_NOTE, description="What is to be noted at its head.")
    excerpts: list[PlaceAsked] = Field(min_length=1, max_length=200, description="The excerpts, in their order.")
