"""The one road from question to answer: retrieve → excerpts → generate → attribute → verify."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answerability import Expectation, Judgement, expectation, judge_excerpts, judge_sentences, plain_answer
from assistant.answers import (
    Answer,
    Checked,
    Draft,
    Event,
    Excerpt,
    ExcerptsFound,
    Finished,
    Notice,
    Outcome,
    Sentence,
    Timings,
    Verdict,
)
from assistant.attribution import strip_marks
from assistant.disagreement import conflicts, half_told
from assistant.excerpts import select_excerpts
from assistant.pair_models import load_entailment
from assistant.prompts import NO_ANSWER, load_prompt
from assistant.providers.provider import Provider, ProviderError
from assistant.retrieval import retrieve
from assistant.selection import strongest
from assistant.signals import calibration, signals_of
from assistant.verification import verify
from corpus.holdings import Filters
from corpus.language import say
from corpus.library import Library
from corpus.sentences import sentences
from corpus.settings import Settings

_COMPARED = 4
"""How many of the best excerpts are compared with each other: further down, figures are of other things."""
COMPOSED_EXCERPTS = 3
"""How many excerpts make the answer when no model writes one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched, and how it is to be answered."""

    text: str
    language: str
    search_text: str  # the question made whole when it follows another
    filters: Filters | None = None


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
    if not judgement.answerable:
        refusal = _refusal(question, excerpts, provider, clock, judgement.reason)
        yield Finished(replace(refusal, likelihood=round(likelihood, 4)))
        return

    while True:
        for notice in provider.notices:
            yield Notice(notice)
        try:
            for event in _written(question, expected, excerpts, provider, settings, clock, cancel):
                if isinstance(event, Finished):
                    event = Finished(replace(event.answer, likelihood=round(likelihood, 4)))  # noqa: PLW2901
                yield event
        except ProviderError as error:
            other = substitute(provider) if error.before_first_word else None
            if other is None:
                raise
            yield Notice(str(error))
            provider = other
        else:
            return


def _written(
    question: Question,
    expected: Expectation,
    excerpts: tuple[Excerpt, ...],
    provider: Provider,
    settings: Settings,
    clock: _Clock,
    cancel: threading.Event | None,
) -> Iterator[Event]:
    """Yield the events of one provider's answer."""
    if provider.chat is None:
        yield from _composed(question, excerpts, provider, clock)
        return
    prompt = load_prompt("answer", question.language)
    text, done, stop_reason = "", 0, None
    checked: list[Sentence] = []
    read = None if provider.most_excerpts is None else strongest(excerpts, provider.most_excerpts)
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
    yield Finished(_answer(question, expected, excerpts, provider, clock, checked, prompt.version, settings))


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


def _composed(question: Question, excerpts: tuple[Excerpt, ...], provider: Provider, clock: _Clock) -> Iterator[Event]:
    """Yield an answer made of the best excerpts themselves."""
    clock.first_word = clock.now()
    chosen = []
    for index in strongest(excerpts, COMPOSED_EXCERPTS):
        excerpt = excerpts[index]
        reason = say("l'extrait lui-même, mot pour mot", "the excerpt itself, word for word")
        chosen.append(Sentence(excerpt.quote, Verdict.SOURCED, reason, (index,)))
        yield Checked(chosen[-1])
    message = say(
        "Aucun modèle de langue n'a rédigé cette réponse : elle est faite des extraits les plus proches de la question.",
        "No language model wrote this answer: it is made of the excerpts nearest to the question.",
    )
    yield Finished(
        Answer(
            question=question.text,
            language=question.language,
            status=Outcome.SOURCED,
            sentences=tuple(chosen),
            excerpts=excerpts,
            provider=provider.name,
            model=provider.model,
            timings=clock.timings(),
            disagreements=_disagreements(question, excerpts, chosen),
            message=message,
        )
    )


def _disagreements(question: Question, excerpts: tuple[Excerpt, ...], said: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return what the excerpts contradict each other on, of what the answer says: both sides, none chosen in silence."""
    cited = {index for sentence in said for index in sentence.citations}
    text = " ".join(sentence.text for sentence in said)
    several = tuple(
        Sentence(
            say(f"Cette source donne plusieurs valeurs : « {quote} »", f"This source gives several values: “{quote}”"),
            Verdict.SOURCED,
            say("la phrase de l'extrait, mot pour mot", "the sentence of the excerpt, word for word"),
            (at,),
        )
        for at, quote in half_told(excerpts[:_COMPARED], text, question.search_text)
    )
    return several or tuple(
        Sentence(
            conflict.described(excerpts),
            Verdict.SOURCED,
            say("les deux valeurs figurent dans les extraits cités", "both values stand in the cited excerpts"),
            (conflict.first, conflict.second),
        )
        for conflict in conflicts(excerpts[:_COMPARED], question.search_text)
        if cited & {conflict.first, conflict.second}
    )


def _answer(
    question: Question,
    expected: Expectation,
    excerpts: tuple[Excerpt, ...],
    provider: Provider,
    clock: _Clock,
    checked: Sequence[Sentence],
    prompt_version: str,
    settings: Settings,
) -> Answer:
    """Return the answer that the checked sentences make: unsourced ones are never part of it."""
    kept = _without_repeats([item for item in checked if item.verdict is not Verdict.UNSOURCED])
    dropped = [item for item in checked if item.verdict is Verdict.UNSOURCED and not NO_ANSWER.search(item.text)]
    judgement = judge_sentences(expected, kept, excerpts) if kept else Judgement(False)
    note = ""
    if not judgement.answerable:
        dropped = [
            *(replace(item, verdict=Verdict.UNSOURCED, citations=(), reason=judgement.reason) for item in kept),
            *dropped,
        ]
        plain = plain_answer(expected, excerpts)
        if plain is None:
            reason = judgement.reason or (
                ""
                if dropped
                else say(
                    "Les extraits les plus proches ne répondent pas à la question.",
                    "The nearest excerpts do not answer the question.",
                )
            )
            refusal = _refusal(question, excerpts, provider, clock, reason)
            return replace(
                refusal, dropped=tuple(dropped), strike=settings.show_unsourced, prompt_version=prompt_version
            )
        reason = say("l'extrait lui-même, mot pour mot", "the excerpt itself, word for word")
        kept = [Sentence(excerpts[plain].quote, Verdict.SOURCED, reason, (plain,))]
        judgement = Judgement(True)
        note = say(
            "Le modèle n'a pas su rédiger de réponse appuyée : voici la phrase du document qui répond.",
            "The model could not write a supported answer: here is the sentence of the document that answers.",
        )
    cut = bool(dropped) and not note  # something that was to be said is missing
    partial = cut or bool(judgement.missing) or any(item.verdict is Verdict.PARTLY_SOURCED for item in kept)
    message = note or judgement.reason
    if cut and not settings.show_unsourced:
        message += " " * bool(message) + say(
            "Une partie de la réponse rédigée n'est appuyée par aucun extrait et a été retirée.",
            "Part of the drafted answer is supported by no excerpt and was removed.",
        )
    return Answer(
        question=question.text,
        language=question.language,
        status=Outcome.PARTIAL if partial else Outcome.SOURCED,
        sentences=tuple(kept),
        excerpts=excerpts,
        provider=provider.name,
        model=provider.model,
        timings=clock.timings(),
        dropped=tuple(dropped),
        strike=settings.show_unsourced,
        disagreements=_disagreements(question, excerpts, kept),
        message=message,
        prompt_version=prompt_version,
    )


def _without_repeats(checked: Sequence[Sentence]) -> list[Sentence]:
    """Drop a sentence that says again what one before it said, as a looping model does."""
    seen: set[str] = set()
    kept = []
    for sentence in checked:
        key = re.sub(r"\W+", " ", sentence.text.casefold()).strip()
        if key not in seen:
            kept.append(sentence)
        seen.add(key)
    return kept


def _refusal(
    question: Question, excerpts: tuple[Excerpt, ...], provider: Provider, clock: _Clock, reason: str
) -> Answer:
    """Return the answer that says that the documents do not say."""
    message = say("Les documents ne le disent pas.", "The documents do not say.")
    return Answer(
        question=question.text,
        language=question.language,
        status=Outcome.NOT_FOUND,
        sentences=(),
        excerpts=excerpts,
        provider=provider.name,
        model=provider.model,
        timings=clock.timings(),
        message=f"{message} {reason}".strip(),
    )
