"""The one road from question to answer: retrieve → excerpts → generate → attribute → verify."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.answerability import expectation, judge_excerpts
from assistant.answers import (
    Checked,
    Draft,
    Event,
    Excerpt,
    ExcerptsFound,
    Finished,
    Notice,
    Question,
    Sentence,
    Timings,
    Verdict,
)
from assistant.attribution import strip_marks
from assistant.composition import Grounds, composed, refused, written
from assistant.excerpts import select_excerpts
from assistant.pair_models import load_entailment
from assistant.premise import alternatives
from assistant.prompts import NO_ANSWER, load_prompt
from assistant.providers.provider import Provider, ProviderError
from assistant.retrieval import retrieve
from assistant.selection import strongest
from assistant.signals import calibration, signals_of
from assistant.verbatim import asked_parts
from assistant.verification import verify
from corpus.language import say
from corpus.library import Library
from corpus.sentences import sentences
from corpus.settings import Settings


@dataclass(slots=True)
class _Clock:
    started: float
    first_excerpt: float | None = None
    first_word: float | None = None

    def now(self) -> float:
        return round(time.perf_counter() - self.started, 4)

    def timings(self) -> Timings:
        return Timings(self.first_excerpt, self.first_word, self.now())


def answer_question(
    library: Library,
    settings: Settings,
    question: Question,
    provider: Provider,
    substitute: Callable[[Provider], Provider | None],
    cancel: threading.Event | None = None,
) -> Iterator[Event]:
    """Yield the events of an answer; the last is always `Finished`, unless an error is raised.

    When the provider fails before its first word, `substitute` names the one that takes over, with a Notice; with no
    substitute its ProviderError is raised. A set `cancel` stops the model; what was verified until then is the answer.
    """
    clock = _Clock(time.perf_counter())
    found = retrieve(library, question.search_text, filters=question.filters)
    expected = expectation(library, question.search_text)
    excerpts = select_excerpts(library, expected, found, budget_tokens=settings.excerpt_tokens)
    clock.first_excerpt = clock.now() if excerpts else None
    yield ExcerptsFound(excerpts)

    likelihood = calibration().probability(signals_of(library, expected, found, excerpts))
    judgement = judge_excerpts(expected, excerpts, likely=likelihood >= calibration().threshold)
    grounds = Grounds(question, expected, excerpts, likelihood)
    if not judgement.answerable:
        yield Finished(refused(grounds, provider, clock.timings(), judgement.reason))
        return

    while True:
        for notice in provider.notices:
            yield Notice(notice)
        try:
            yield from _drafted(grounds, provider, settings, clock, cancel)
        except ProviderError as error:
            other = substitute(provider) if error.before_first_word else None
            if other is None:
                raise
            yield Notice(str(error))
            provider = other
        else:
            return


def _drafted(
    grounds: Grounds, provider: Provider, settings: Settings, clock: _Clock, cancel: threading.Event | None
) -> Iterator[Event]:
    """Yield the events of one provider's answer."""
    question, excerpts = grounds.question, grounds.excerpts
    if provider.chat is None:
        clock.first_word = clock.now()
        answer = composed(grounds, provider, clock.timings())
        yield from map(Checked, answer.sentences)
        yield Finished(answer)
        return
    prompt = load_prompt("answer", question.language)
    text, done, stop_reason = "", 0, None
    checked: list[Sentence] = []
    read = None
    if provider.most_excerpts is not None:
        several = len(asked_parts(question.search_text)) > 1 or bool(alternatives(question.search_text))
        read = strongest(excerpts, provider.most_excerpts * (2 if several else 1))
    stream = provider.stream(
        prompt.messages(question.search_text, excerpts, read), max_tokens=settings.max_answer_tokens, cancel=cancel
    )
    for piece in stream:
        if piece.text and clock.first_word is None:
            clock.first_word = clock.now()
        text += piece.text
        stop_reason = piece.stop_reason
        if piece.text:
            yield Draft(piece.text)
        whole = _whole_sentences(text, finished=False)
        for sentence in whole[done:]:
            checked.append(_check(sentence, excerpts, question, settings.entailment_model))
            yield Checked(checked[-1])
        done = max(done, len(whole))
    # A sentence cut by the token limit or by the reader is not a sentence.
    whole = _whole_sentences(text, finished=stop_reason == "stop")
    for sentence in whole[done:]:
        checked.append(_check(sentence, excerpts, question, settings.entailment_model))
        yield Checked(checked[-1])
    timings = clock.timings()
    strike = settings.show_unsourced
    yield Finished(written(grounds, checked, provider, timings, prompt_version=prompt.version, strike=strike))


def _whole_sentences(text: str, *, finished: bool) -> list[str]:
    """Return the sentences of a draft without citation marks; the last one only when the draft is finished."""
    draft = text if finished else re.sub(r"\[[^\]]*$", "", text)  # a mark that is being written
    found = [sentence for sentence in sentences(strip_marks(draft)) if re.search(r"\w", sentence)]
    return found if finished else found[:-1]


def _check(text: str, excerpts: tuple[Excerpt, ...], question: Question, second: str | None) -> Sentence:
    if NO_ANSWER.search(text):
        return Sentence(
            text, Verdict.UNSOURCED, say("le modèle dit ne pas trouver la réponse", "the model says it finds no answer")
        )
    checked = verify(text, excerpts, question=question.search_text)
    return load_entailment(second).opinion(checked, excerpts) if second else checked
