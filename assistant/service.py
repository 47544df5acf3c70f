"""Vigie as its commands, its page and its API use it: one object over one library."""

import re
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import provenance, quotations
from assistant.answerability import expectation
from assistant.answers import Answer, Event, Excerpt, Finished, Notice, Question
from assistant.conversation import Turn, whole_question
from assistant.excerpts import make_excerpt, select_excerpts
from assistant.exports import Dossier, dossiers
from assistant.phrases import warm_phrases
from assistant.prompts import load_prompt
from assistant.provenance import ProvenanceCard
from assistant.providers.choice import choose, diagnose
from assistant.providers.provider import Provider, ProviderStatus
from assistant.quotations import CheckedQuotation
from assistant.retrieval import CANDIDATES, retrieve
from assistant.rewriting import rewriter
from assistant.road import answer_question
from assistant.spelling import mended, read_as
from corpus.analysis import guess_language
from corpus.careful import CatalogueError
from corpus.errors import VigieError
from corpus.holdings import Filters
from corpus.language import say
from corpus.library import Library
from corpus.records import Document, Feedback, FileRecord, Page, Passage, StoredPassage
from corpus.settings import ProviderName, Settings

MAX_QUESTION = 2000
"""Longest question, in characters."""
_PROVIDER_SECONDS = 30.0
"""How long a choice of provider is trusted before servers are asked again."""


class Vigie:
    """Answers questions and gives excerpts from one library. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings)
        self._chosen: dict[ProviderName, tuple[float, Provider]] = {}
        self._lock = threading.Lock()

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        provider: ProviderName | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Yield the events of an answer; the last is `Finished`, whose answer is kept under its permanent id.

        Raises VigieError for an empty or too long question, for a library without documents, and ProviderError when a
        provider that was chosen explicitly is not available or fails.
        """
        text = self._checked(question)
        chosen = self.provider(provider)
        spoken = language or guess_language(text)
        whole = whole_question(text, history, rewriter(chosen, spoken, cancel))
        read = mended(self.library, whole)
        changed = "" if read == whole else read
        if changed:
            yield Notice(read_as(changed))
        asked = Question(text, spoken, read, filters)
        failed: set[ProviderName] = set()

        def substitute(failing: Provider) -> Provider | None:
            if (provider or self.settings.provider) != "auto":
                return None
            failed.add(failing.name)
            return choose(self.settings, without=frozenset(failed))

        for event in answer_question(self.library, self.settings, asked, chosen, substitute, cancel):
            yield Finished(self._kept(event.answer, changed)) if isinstance(event, Finished) else event

    def answer_to(self, question: str, **options: object) -> Answer:
        """Return the answer once it is finished. Options as for `ask`."""
        for event in self.ask(question, **options):  # type: ignore[arg-type]
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("an answer always finishes or raises")

    def excerpts(
        self, query: str, *, filters: Filters | None = None, limit: int = 8, budget_tokens: int | None = None
    ) -> tuple[Excerpt, ...]:
        """Return verbatim excerpts on a subject, best first, with no language model in the path.

        They take at most `budget_tokens` in all, 200 for each of `limit` when it is not given.
        """
        text = self.mended(query)
        budget_tokens = budget_tokens or 200 * limit
        found = retrieve(self.library, text, limit=max(limit, CANDIDATES), filters=filters)
        expected = expectation(self.library, text)
        return select_excerpts(self.library, expected, found, budget_tokens=budget_tokens, limit=limit)

    def mended(self, query: str) -> str:
        """Return a subject or question as it is searched: without the typing errors of its words. Raises as `ask` does."""
        return mended(self.library, self._checked(query))

    def excerpt_at(self, document_id: str, page: int, start: int, end: int) -> Excerpt | None:
        """Return the slice of a page as an excerpt; None when the library holds no such slice."""
        document = self.library.document(document_id)
        held = self.library.page(document.id, page) if document is not None else None
        if document is None or held is None or not 0 <= start < end <= len(held.text):
            return None
        unknown = StoredPassage(0, document, Passage(0, (), (), "", ""))  # a page in no passage has no section path
        passages = self.library.passages_of(document.id)
        return make_excerpt(next((it for it in passages if _covers(it, page, start)), unknown), held, start, end)

    def card(self, excerpt: Excerpt) -> ProvenanceCard:
        """Return an excerpt with everything needed to name, judge and find it again."""
        return provenance.card(self.library, excerpt)

    def widen(self, excerpt: Excerpt, *, before: int = 0, after: int = 0) -> Excerpt:
        """Return the excerpt with so many whole sentences more on each side, fewer when negative."""
        return provenance.widen(self.library, excerpt, before=before, after=after)

    def check(self, text: str, *, filters: Filters | None = None) -> tuple[CheckedQuotation, ...]:
        """Return every quotation of a text with what the documents say of it, with no language model in the path."""
        self._filled()
        return quotations.check(self.library, text, filters)

    def dossier(
        self,
        title: str,
        excerpts: Iterable[Excerpt],
        *,
        notes: str = "",
        excerpt_notes: Mapping[int, str] | None = None,
    ) -> Dossier:
        """Return a dossier of excerpts, ready to be exported; `excerpt_notes` are by the excerpt's place from 0."""
        return dossiers.of_excerpts(self.library, title, excerpts, notes=notes, excerpt_notes=excerpt_notes)

    def answer_dossier(self, answer: Answer) -> Dossier:
        """Return a dossier of an answer."""
        return dossiers.of_answer(self.library, answer)

    def check_dossier(self, title: str, checks: Sequence[CheckedQuotation]) -> Dossier:
        """Return a dossier of checked quotations."""
        return dossiers.of_checks(self.library, title, checks)

    def answer(self, answer_id: str) -> dict[str, object] | None:
        """Return the record of an answer that was given before."""
        return self.library.answer(answer_id)

    def keep_feedback(self, feedback: Feedback) -> None:
        """Keep what a reader said of an answer."""
        self.library.keep_feedback(feedback)

    def documents(self) -> list[Document]:
        """Return the documents of the library, by title."""
        return self.library.documents()

    def document(self, document_id: str) -> Document | None:
        """Return a document, one that was replaced too, so that old citations still resolve."""
        return self.library.document(document_id)

    def files(self) -> list[FileRecord]:
        """Return how the reading of each file ended."""
        return self.library.files()

    def page(self, document_id: str, number: int) -> Page | None:
        """Return a page of a document."""
        return self.library.page(document_id, number)

    def file_path(self, document_id: str) -> Path | None:
        """Return the library's copy of the original file."""
        document = self.library.document(document_id)
        return None if document is None else self.library.stored_file(document)

    def providers(self) -> list[ProviderStatus]:
        """Return which language models are available."""
        return diagnose(self.settings)

    def provider(self, requested: ProviderName | None = None) -> Provider:
        """Return the provider that answers; raises ProviderError when the one asked for is not available."""
        key = requested or self.settings.provider
        with self._lock:
            known = self._chosen.get(key)
            if known is None or time.monotonic() - known[0] > _PROVIDER_SECONDS:
                known = (time.monotonic(), choose(self.settings, requested=requested))
                self._chosen[key] = known
            return known[1]

    def warm(self) -> None:
        """Load the models and open both indexes, so that the first question waits for none of them."""
        if self.library.passage_count():
            self.excerpts("vigie")
        first = self.provider()
        if first.chat is not None:
            first.warm(load_prompt("answer", self.settings.language).static)

    def warm_lexicon(self) -> None:
        """Make or read the vectors of all that questions may be called elsewhere: a dozen seconds, the first time."""
        warm_phrases(self.library)

    def _checked(self, question: str) -> str:
        text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", " ", question).strip()  # half a character is none
        if not text:
            raise VigieError(say("La question est vide.", "The question is empty."))
        if len(text) > MAX_QUESTION:
            raise VigieError(
                say(
                    f"La question est trop longue ({len(text)} caractères, {MAX_QUESTION} au plus).",
                    f"The question is too long ({len(text)} characters, {MAX_QUESTION} at most).",
                )
            )
        self._filled()
        return text

    def _filled(self) -> None:
        """Raise VigieError when there is nothing to search."""
        if not self.library.passage_count():
            raise VigieError(
                say(
                    f"La bibliothèque {self.settings.home} est vide. Pour y mettre des documents : vigie ingest DOSSIER",
                    f"The library {self.settings.home} is empty. To put documents in it: vigie ingest FOLDER",
                )
            )

    def _kept(self, answer: Answer, read: str) -> Answer:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        kept = replace(answer, id=secrets.token_urlsafe(9), asked_at=now, read_as=read)
        try:
            self.library.keep_answer(kept.id, kept.asked_at, kept.as_json())
        except (
            CatalogueError
        ) as error:  # the disk is full, or the catalogue locked: the reader gets the answer all the same
            lost = say(f"Cette réponse n'a pas pu être gardée. {error}", f"This answer could not be kept. {error}")
            return replace(kept, id="", message=f"{kept.message} {lost}".strip())
        return kept


def _covers(stored: StoredPassage, page: int, start: int) -> bool:
    """Tell whether a passage holds the character `start` of a page."""
    return any(span.page == page and span.start <= start < span.end for span in stored.passage.spans)
