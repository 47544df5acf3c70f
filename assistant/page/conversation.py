"""From a question to what the page shows, step by step; knows nothing of Gradio, so that it is tested without it."""

import logging
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from assistant.answers import Answer, Draft, Event, answer_from_json
from assistant.conversation import Turn
from assistant.page import labels
from assistant.page.answer_view import past_answers, progress_article
from assistant.page.backend import Backend
from assistant.page.desk import Desk, Failed, Run, Waiting
from assistant.page.excerpts import excerpt_list
from assistant.page.filters import described
from assistant.page.progress import Progress
from assistant.page.rendering import Html, el
from assistant.page.texts import count, tell
from corpus.errors import VigieError
from corpus.holdings import Filters
from corpus.language import Language, speaking
from corpus.settings import ProviderName

LONGEST_QUESTION = 1000  # characters
_REMEMBERED = 4  # earlier questions given with a follow-up
_KEPT = 50  # answers kept in one person's conversation

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's answers, oldest first, each with the name its elements have on the page."""

    turns: tuple[tuple[str, Answer], ...] = ()
    asked: int = 0

    def with_answer(self, turn: str, answer: Answer) -> "Conversation":
        """Add an answer; the oldest go when there are too many."""
        return replace(self, turns=(*self.turns, (turn, answer))[-_KEPT:])

    def answer_ids(self) -> list[str]:
        """Return what the browser keeps of the conversation: the permanent ids of its answers, oldest first."""
        return [answer.id for _, answer in self.turns if answer.id]

    def history(self) -> tuple[Turn, ...]:
        """Return the last questions and answers, for a follow-up."""
        return tuple(Turn(answer.question, answer.text) for _, answer in self.turns[-_REMEMBERED:])


@dataclass(frozen=True, slots=True)
class View:
    """What the Ask tab shows at one moment; None leaves a part as it is."""

    status: Html
    article: Html | None = None
    excerpts: Html | None = None
    past: Html | None = None
    question: str = ""  # the accepted question; empty when there is nothing to answer
    conversation: Conversation | None = None
    over: bool = False


def status_line(text: str, *, busy: bool = False, alert: bool = False) -> Html:
    """Return the line that screen readers read out when it changes."""
    return el(
        "p",
        text,
        role="alert" if alert else "status",
        aria_live="assertive" if alert else "polite",
        class_="status busy" if busy else "status error" if alert and text else "status",
    )


def failure(error: BaseException) -> str:
    """What is said of an error: its own words when it was written for people, otherwise where to look."""
    if isinstance(error, VigieError):
        return str(error)
    log.error("The answer could not be written", exc_info=error)
    return tell(
        "La réponse n'a pas pu être écrite : une erreur interne est survenue. Elle est notée dans le journal du serveur ; "
        "réessayez, et prévenez la personne qui gère Vigie si elle revient.",
        "The answer could not be written: an internal error occurred. It is in the server's log; "
        "try again, and tell whoever runs Vigie if it comes back.",
    )


def start(backend: Backend, question: str | None, conversation: Conversation, filters: Filters | None = None) -> View:
    """Find the excerpts of a question: the first thing shown, with no model in the path."""
    question = " ".join((question or "").split())
    if not question:
        return View(status_line(tell("Écrivez d'abord une question.", "Write a question first."), alert=True))
    if len(question) > LONGEST_QUESTION:
        return View(
            status_line(
                tell(
                    f"La question est trop longue : {len(question)} caractères, {LONGEST_QUESTION} au plus. Raccourcissez-la.",
                    f"The question is too long: {len(question)} characters, {LONGEST_QUESTION} at most. Shorten it.",
                ),
                alert=True,
            )
        )
    conversation = replace(conversation, asked=conversation.asked + 1)
    progress = Progress(question, turn_name(conversation))
    try:
        excerpts = backend.excerpts(question, filters=filters)
    except Exception as error:
        return View(status_line(failure(error), alert=True))
    found = count(len(excerpts), tell("extrait trouvé", "excerpt found"), tell("extraits trouvés", "excerpts found"))
    limits = described(filters, backend.documents()) if filters else ""
    return View(
        status_line(
            " ".join([f"{found}.", f"{limits}." * bool(limits), tell("La réponse se prépare…", "Answering…")]),
            busy=True,
        ),
        article=progress_article(progress),
        excerpts=excerpt_list(excerpts, progress.turn),
        past=past_answers(list(conversation.turns)),
        question=question,
        conversation=conversation,
    )


def too_many(wait: float) -> View:
    """Say that questions come too fast."""
    seconds = max(1, round(wait))
    return View(
        status_line(
            tell(
                f"Vous avez posé beaucoup de questions. Réessayez dans {seconds} s.",
                f"You have asked many questions. Try again in {seconds} s.",
            ),
            alert=True,
        )
    )


def turn_name(conversation: Conversation) -> str:
    """Return the name of the turn under way."""
    return f"t{conversation.asked}"


def answer(
    backend: Backend,
    desk: Desk,
    question: str,
    conversation: Conversation,
    *,
    filters: Filters | None = None,
    provider: ProviderName | None = None,
    started: Callable[[Run], None] = lambda run: None,
) -> Iterator[View]:
    """Write the answer: a view for each thing that happens. Drafts come at most about ten times a second."""
    progress = Progress(question, turn_name(conversation))

    def work(cancel: threading.Event) -> Iterator[Event]:
        return backend.ask(
            question,
            filters=filters,
            history=conversation.history(),
            provider=provider,
            cancel=cancel,
        )

    try:
        run = desk.submit(work)
    except VigieError as error:
        progress = replace(progress, error=str(error))
        yield View(status_line(str(error), alert=True), article=progress_article(progress), over=True)
        return
    started(run)
    shown: Html | None = None
    for item in desk.follow(run):
        if isinstance(item, Waiting):
            if item.ahead and (status := _waiting(item)) != shown:
                shown = status
                yield View(status)
        elif isinstance(item, Failed):
            progress = replace(progress, error=failure(item.error))
        else:
            had = progress.excerpts
            progress = progress.after(item)
            if progress.over or (isinstance(item, Draft) and not run.news.empty()):
                continue  # more is already there: show it at once
            yield View(
                status_line(tell("La réponse s'écrit…", "The answer is being written…"), busy=True),
                article=progress_article(progress),
                excerpts=excerpt_list(progress.excerpts, progress.turn) if progress.excerpts != had else None,
            )
    if run.cancel.is_set() or not progress.over:
        progress = replace(progress, stopped=True)
    yield _end(progress, conversation)


def _waiting(waiting: Waiting) -> Html:
    ahead = count(waiting.ahead, tell("question passe", "question comes"), tell("questions passent", "questions come"))
    minutes = waiting.seconds / 60
    wait = (
        tell("moins d'une minute", "less than a minute")
        if minutes < 1
        else tell(f"environ {round(minutes)} min", f"about {round(minutes)} min")
    )
    return status_line(
        tell(
            f"{ahead} avant la vôtre : {wait} d'attente. Les extraits sont déjà là.",
            f"{ahead} before yours: {wait} to wait. The excerpts are already here.",
        ),
        busy=True,
    )


def _end(progress: Progress, conversation: Conversation) -> View:
    done = progress.answer
    if done is None:
        text = progress.error or tell("Réponse arrêtée.", "Answer stopped.")
        return View(
            status_line(
                text
                if not progress.error
                else tell("La réponse n'a pas pu être écrite.", "The answer could not be written.")
            ),
            article=progress_article(progress),
            over=True,
        )
    return View(
        status_line(
            f"{tell('Réponse arrêtée.', 'Answer stopped.')} " * progress.stopped + f"{labels.outcome(done.status)}."
        ),
        article=progress_article(progress),
        excerpts=excerpt_list(done.excerpts, progress.turn, answer=done),
        conversation=conversation.with_answer(progress.turn, done),
        over=True,
    )


def kept(backend: Backend, answer_id: str) -> tuple[View, Conversation]:
    """Show a kept answer, as its permanent link does."""
    view, conversation = resumed(backend, [answer_id])
    if conversation.turns:
        return view, conversation
    text = tell("Cette réponse n'est pas, ou plus, gardée ici.", "This answer is not, or no longer, kept here.")
    return View(status_line(text, alert=True), over=True), conversation


def resumed(backend: Backend, answer_ids: Sequence[str]) -> tuple[View, Conversation]:
    """Show a conversation again: its last answer, and the earlier ones below. Answers that are no longer kept are left out."""
    answers = [answer for answer_id in answer_ids[-_KEPT:] if (answer := _kept_answer(backend, answer_id)) is not None]
    if not answers:
        return View(status_line(""), over=True), Conversation()
    conversation = Conversation(tuple((f"t{at}", each) for at, each in enumerate(answers, 1)), asked=len(answers))
    turn, last = conversation.turns[-1]
    view = _end(Progress(last.question, turn, answer=last), Conversation())
    return replace(view, past=past_answers(list(conversation.turns[:-1])), conversation=conversation), conversation


def _kept_answer(backend: Backend, answer_id: str) -> Answer | None:
    try:
        record = backend.answer(answer_id)
        return answer_from_json(record) if record is not None else None
    except (VigieError, KeyError, ValueError, TypeError):
        return None


def in_language(spoken: Language, steps: Iterator[T]) -> Generator[T, None, None]:
    """Run each step of an iterator in one language, whatever thread or context runs it."""
    try:
        while True:
            with speaking(spoken):
                try:
                    item = next(steps)
                except StopIteration:
                    return
            yield item
    finally:
        close = getattr(steps, "close", None)
        if close is not None:
            close()
