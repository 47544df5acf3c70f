"""From checked sentences to the answer: what is kept, what the documents say instead, what is missing or contradicted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answerability import Expectation, Judgement, judge_sentences
from assistant.answers import Answer, Excerpt, Outcome, Question, Sentence, Timings, Verdict
from assistant.attribution import claim_of
from assistant.disagreement import conflicts, half_told
from assistant.prompts import NO_ANSWER
from assistant.providers.provider import Provider
from assistant.selection import strongest
from assistant.verbatim import asked_parts, passed_over, plain_answer, quoted, stand_in
from corpus.language import say

_COMPARED = 4
"""How many of the best excerpts are compared with each other: further down, figures are of other things."""
COMPOSED_EXCERPTS = 3
"""How many excerpts make the answer when no model writes one."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer is made from: the question, what an answer must hold, the excerpts, and how likely they answer."""

    question: Question
    expected: Expectation
    excerpts: tuple[Excerpt, ...]
    likelihood: float

    def judge(self, sentences: Sequence[Sentence]) -> Judgement:
        """Judge whether these sentences answer."""
        return judge_sentences(self.expected, sentences, self.excerpts, self.likelihood)


def refused(grounds: Grounds, provider: Provider, timings: Timings, reason: str) -> Answer:
    """Return the answer that says that the documents do not say."""
    message = say("Les documents ne le disent pas.", "The documents do not say.")
    return _answer(grounds, provider, timings, Outcome.NOT_FOUND, (), f"{message} {reason}".strip())


def composed(grounds: Grounds, provider: Provider, timings: Timings) -> Answer:
    """Return an answer made of the best excerpts themselves."""
    message = say(
        "Aucun modèle de langue n'a rédigé cette réponse : elle est faite des extraits les plus proches de la question.",
        "No language model wrote this answer: it is made of the excerpts nearest to the question.",
    )
    excerpts = grounds.excerpts
    chosen = [quoted(excerpts, at) for at in strongest(excerpts, COMPOSED_EXCERPTS)]
    return _answer(grounds, provider, timings, Outcome.SOURCED, chosen, message)


def written(
    grounds: Grounds,
    checked: Sequence[Sentence],
    provider: Provider,
    timings: Timings,
    *,
    prompt_version: str,
    strike: bool,
) -> Answer:
    """Return the answer that the checked sentences of a model make: unsourced ones are never part of it.

    Where the model said what it cannot prove, or passed over what was asked, the excerpt that says it is quoted.
    """
    question, excerpts = grounds.question.search_text, grounds.excerpts
    kept, dropped, replaced = _sorted_out(checked, grounds)
    parts = asked_parts(question, grounds.expected.names, grounds.likelihood)
    judgement = grounds.judge(kept) if kept else Judgement(False)
    if judgement.answerable:
        kept += [quoted(excerpts, at) for at in dict.fromkeys(passed_over(parts, kept, excerpts))]
    else:
        unfit = [replace(item, verdict=Verdict.UNSOURCED, citations=(), reason=judgement.reason) for item in kept]
        dropped = [*(item for item in unfit if any(item.text == own.text for own in checked)), *dropped]
        plain = [at for part in parts if (at := plain_answer(part, excerpts)) is not None]
        kept = [quoted(excerpts, at) for at in dict.fromkeys([*plain, *passed_over(parts, (), excerpts)])]
    if not kept:
        reason = judgement.reason or say(
            "Les extraits les plus proches ne répondent pas à la question.",
            "The nearest excerpts do not answer the question.",
        )
        answer = refused(grounds, provider, timings, reason if judgement.reason or not dropped else "")
        return replace(answer, dropped=(*dropped, *replaced), strike=strike, prompt_version=prompt_version)
    own = any(item.text == sentence.text for item in kept for sentence in checked)
    cut = own and bool(dropped)  # something that was to be said is missing
    partial = cut or bool(judgement.missing) or any(item.verdict is Verdict.PARTLY_SOURCED for item in kept)
    message = judgement.reason if judgement.answerable else ""
    if not own:
        message += " " * bool(message) + say(
            "Le modèle n'a pas su rédiger de réponse appuyée : voici ce que dit le document, mot pour mot.",
            "The model could not write a supported answer: here is what the document says, word for word.",
        )
    elif cut and not strike:
        message += " " * bool(message) + say(
            "Une partie de la réponse rédigée n'est appuyée par aucun extrait et a été retirée.",
            "Part of the drafted answer is supported by no excerpt and was removed.",
        )
    status = Outcome.PARTIAL if partial else Outcome.SOURCED
    answer = _answer(grounds, provider, timings, status, kept, message)
    return replace(answer, dropped=(*dropped, *replaced), strike=strike, prompt_version=prompt_version)


def _sorted_out(checked: Sequence[Sentence], grounds: Grounds) -> tuple[list[Sentence], list[Sentence], list[Sentence]]:
    """Return the sentences that stay, an excerpt in the place of one it says better; those without source; those replaced."""
    excerpts, question = grounds.excerpts, grounds.question.search_text
    cited = {at for item in checked if item.verdict is not Verdict.UNSOURCED for at in item.citations}
    kept: list[Sentence] = []
    dropped: list[Sentence] = []
    replaced: list[Sentence] = []
    for item in checked:
        if item.verdict is not Verdict.UNSOURCED and not claim_of(item.text).terms:
            kept += [quoted(excerpts, at) for at in item.citations]  # a bare value does not say of what
            replaced.append(item)
        elif item.verdict is not Verdict.UNSOURCED:
            kept.append(item)
        elif NO_ANSWER.search(item.text):
            continue
        elif (at := stand_in(item.text, excerpts, question, grounds.likelihood)) is not None and at not in cited:
            kept.append(quoted(excerpts, at))
            replaced.append(item)
        else:
            dropped.append(item)
    return _without_repeats(kept), dropped, replaced


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


def _answer(
    grounds: Grounds,
    provider: Provider,
    timings: Timings,
    status: Outcome,
    sentences: Sequence[Sentence],
    message: str,
) -> Answer:
    question = grounds.question
    return Answer(
        question=question.text,
        language=question.language,
        status=status,
        sentences=tuple(sentences),
        excerpts=grounds.excerpts,
        provider=provider.name,
        model=provider.model,
        timings=timings,
        disagreements=_disagreements(grounds, sentences) if sentences else (),
        message=message,
        likelihood=round(grounds.likelihood, 4),
    )


def _disagreements(grounds: Grounds, said: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return what the excerpts contradict each other on, of what the answer says: both sides, none chosen in silence."""
    question, excerpts = grounds.question.search_text, grounds.excerpts
    cited = {index for sentence in said for index in sentence.citations}
    text = " ".join(sentence.text for sentence in said)
    several = tuple(
        Sentence(
            say(f"Cette source donne plusieurs valeurs : « {quote} »", f"This source gives several values: “{quote}”"),
            Verdict.SOURCED,
            say("la phrase de l'extrait, mot pour mot", "the sentence of the excerpt, word for word"),
            (at,),
        )
        for at, quote in half_told(excerpts[:_COMPARED], text, question)
    )
    return several or tuple(
        Sentence(
            conflict.described(excerpts),
            Verdict.SOURCED,
            say("les deux valeurs figurent dans les extraits cités", "both values stand in the cited excerpts"),
            (conflict.first, conflict.second),
        )
        for conflict in conflicts(excerpts[:_COMPARED], question)
        if cited & {conflict.first, conflict.second}
    )
