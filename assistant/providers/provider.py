"""The one interface to a language model: what it is, how to stream from it, how it fails."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage

from assistant.providers.tokens import estimate_tokens
from corpus.errors import VigieError
from corpus.language import say
from corpus.settings import ProviderName

StopReason = Literal["stop", "length", "cancelled"]


class ProviderError(VigieError):
    """A language model is not available or failed. One line: which, what happened, what to do next.

    `before_first_word` tells whether another model may still take over without the reader seeing two drafts.
    """

    def __init__(self, message: str, *, before_first_word: bool = True) -> None:
        super().__init__(message)
        self.before_first_word = before_first_word


@dataclass(frozen=True, slots=True)
class Piece:
    """The next piece of text; the last piece of a stream (and no other) has a `stop_reason`.

    `stop`: the model ended by itself. `length`: it was cut at `max_tokens`, so the last sentence may be unfinished.
    `cancelled`: the caller's event was set.
    """

    text: str
    stop_reason: StopReason | None = None


PieceStream = Callable[[Sequence[BaseMessage], int, threading.Event | None], Iterator[Piece]]
"""`(messages, max_tokens, cancel)` → pieces; raises only ProviderError."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A language model that is ready to be asked, or the absence of one (`chat` is None).

    `notices` say, in the reader's language, why a preferred model does not answer and what is known to be wrong with
    this one. Safe to share between threads.
    """

    name: ProviderName
    model: str
    chat: BaseChatModel | None = field(default=None, repr=False)  # its own repr tells the address, password included
    pieces: PieceStream | None = field(default=None, repr=False)
    notices: tuple[str, ...] = ()
    local: bool = True  # False: the excerpts leave this machine
    most_excerpts: int | None = None  # how many excerpts it reads for each part of a question; None: all of them

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text takes, estimated without loading a model (within 10 % usually)."""
        return estimate_tokens(text)

    def stream(
        self, messages: Sequence[BaseMessage], *, max_tokens: int, cancel: threading.Event | None = None
    ) -> Iterator[Piece]:
        """Yield the answer as it is written; the last piece carries the stop reason.

        Setting `cancel`, or closing the iterator, stops the model itself, not only the reading of it. Raises
        ProviderError, and nothing else, when the model fails, is cut, or is late (see the two time limits in Settings).
        """
        if self.pieces is None:
            raise ProviderError(
                say(
                    "Aucun modèle de langue ne peut rédiger de réponse. Voir « vigie doctor ».",
                    "No language model can write an answer. See “vigie doctor”.",
                )
            )
        return self.pieces(messages, max_tokens, cancel)

    def warm(self, messages: Sequence[BaseMessage] = ()) -> None:
        """Load the model and let it read the messages (the static part of a prompt), so that the first answer is quick.

        Raises ProviderError as `stream` does.
        """
        if self.pieces is not None:
            for _ in self.stream([*messages, HumanMessage("?")], max_tokens=1):
                pass

    def noting(self, *notices: str) -> "Provider":
        """Return the same provider with these notices put before its own."""
        return replace(self, notices=(*notices, *self.notices))


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """What `vigie doctor` and the About page say of one provider."""

    name: ProviderName
    available: bool
    model: str
    installed: tuple[str, ...] = ()  # the models that its server offers
    version: str | None = None
    detail: str = ""  # one line: what is wrong, or what is good to know
    action: str = ""  # what to do about it; empty when nothing is needed
