"""One question scored: what its answer got right, and where it went wrong when it did."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar

from assistant.answers import Answer, Excerpt, Outcome, Sentence
from corpus.folding import squeeze
from eval.folds import fact_holds
from eval.grounding import ungrounded, values_of
from eval.questions import Question
from eval.ranking import SYSTEMS, Parts, Ranked, first_rank, ndcg, recall
from eval.support import attribution, checkable, support

_T = TypeVar("_T")
EXCERPTS_FROM = 8
"""Passages the assistant chooses its excerpts from."""


class Result(StrEnum):
    """How a question ended."""

    CORRECT = "correct"  # answerable, and every gold fact is in the answer
    WRONG = "wrong"  # answerable, answered, a gold fact is missing
    ABSTAINED = "abstained"  # answerable, refused
    REFUSED = "refused"  # not answerable, refused: right
    ANSWERED = "answered"  # not answerable, answered: wrong
    ERROR = "error"  # no answer came


RIGHT = (Result.CORRECT, Result.REFUSED)


class Stage(StrEnum):
    """Where an answer was lost."""

    NONE = ""
    RETRIEVAL = "retrieval"  # the gold page is not among the passages
    EXCERPT = "excerpt"  # the page is found, the fact is in no excerpt
    GENERATION = "generation"  # an excerpt holds the fact, the answer does not
    VERIFICATION = "verification"  # the draft held the fact, the verification dropped it
    REFUSAL = "refusal"  # refused with the fact at hand, or answered what cannot be answered
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """One sentence of an answer, checked by the rules of the evaluation."""

    text: str
    checkable: bool
    supported: bool
    reason: str
    citations: tuple[bool, ...]  # whether each citation supports its sentence
    values: int
    ungrounded: tuple[str, ...]
    attribution: bool | None  # whether intention and speaker are kept; None when there is none to keep


@dataclass(frozen=True, slots=True)
class QuoteScore:
    """One cited excerpt: whether it is a slice of its stored page, and whether the second reader finds it there."""

    document: str
    page: int
    quote: str
    is_slice: bool
    found: bool | None  # None: not a PDF with text, so there is no second reader


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with everything the metrics need of its answer."""

    id: str
    kind: str
    language: str
    documents: tuple[str, ...]
    split: str | None
    noisy: bool
    variant_of: str | None
    answerable: bool
    result: Result
    stage: Stage
    facts: tuple[bool, ...]
    sentences: tuple[SentenceScore, ...]
    quotes: tuple[QuoteScore, ...]
    parts: int
    recall5: dict[str, float]
    ndcg10: dict[str, float]
    rank: dict[str, int | None]
    cited_gold: bool | None  # whether a cited page is a gold page; None without evidence or citation
    contradicted: bool  # a false premise answered with the evidence against it cited
    similarity: float | None
    first_excerpt_s: float | None
    first_word_s: float | None
    total_s: float | None

    @property
    def right(self) -> bool:
        """Whether the question ended as it should."""
        return self.result in RIGHT

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def scored_of_json(record: dict[str, Any]) -> Scored:
    """Return the score of a record made by `Scored.as_json`, as metrics.json keeps it."""
    sentences = tuple(
        SentenceScore(**{**item, "citations": tuple(item["citations"]), "ungrounded": tuple(item["ungrounded"])})
        for item in record["sentences"]
    )
    return Scored(
        **{
            **record,
            "documents": tuple(record["documents"]),
            "facts": tuple(record["facts"]),
            "result": Result(record["result"]),
            "stage": Stage(record["stage"]),
            "sentences": sentences,
            "quotes": tuple(QuoteScore(**item) for item in record["quotes"]),
        }
    )


@dataclass(frozen=True, slots=True)
class Gold:
    """The evidence of a question as places of the library."""

    parts: Parts
    against: Parts  # evidence against a false premise


QuoteCheck = Callable[[Excerpt], tuple[bool, bool | None]]
"""Returns, for an excerpt, whether it is a slice of its page and whether the second reader finds it there."""


def score(question: Question, answer: Answer | None, gold: Gold, ranked: Ranked | None, check: QuoteCheck) -> Scored:
    """Score one answer; None stands for an error that left none."""
    sentences = () if answer is None else tuple(score_sentence(item, answer.excerpts) for item in answer.sentences)
    text = "" if answer is None else " ".join([answer.text, *(each.text for each in answer.disagreements)])
    facts = tuple(fact_holds(fact.any_of, text) for fact in question.facts)
    result = _result(question, answer, facts)
    cited = () if answer is None else cited_excerpts(answer)
    quotes = tuple(QuoteScore(item.document, item.page, item.quote, *check(item)) for item in cited)
    pages = {(item.document_id, item.page) for item in cited}
    timings = answer.timings if answer else None
    return Scored(
        id=question.id,
        kind=question.kind.value,
        language=question.language,
        documents=question.documents,
        split=question.split,
        noisy=bool(question.noisy),
        variant_of=question.variant_of,
        answerable=question.answerable,
        result=result,
        stage=_stage(question, answer, result, facts, gold, ranked),
        facts=facts,
        sentences=sentences,
        quotes=quotes,
        parts=len(gold.parts),
        recall5=_by_system(ranked, lambda found: recall(found, gold.parts, 5)),
        ndcg10=_by_system(ranked, lambda found: ndcg(found, gold.parts)),
        rank=_by_system(ranked, lambda found: first_rank(found, gold.parts)),
        cited_gold=any(part & pages for part in gold.parts) if gold.parts and pages else None,
        contradicted=any(part & pages for part in gold.against),
        similarity=ranked.similarity if ranked else None,
        first_excerpt_s=timings.first_excerpt_s if timings else None,
        first_word_s=timings.first_word_s if timings else None,
        total_s=timings.total_s if timings else None,
    )


def _by_system(ranked: Ranked | None, measure: Callable[[Any], _T]) -> dict[str, _T]:
    return {name: measure(ranked.pages[name]) for name in SYSTEMS} if ranked else {}


def cited_excerpts(answer: Answer) -> tuple[Excerpt, ...]:
    """Return the excerpts that a sentence of the answer cites, once each."""
    indexes = dict.fromkeys(index for sentence in answer.sentences for index in sentence.citations)
    return tuple(answer.excerpts[index] for index in indexes)


def score_sentence(sentence: Sentence, excerpts: Sequence[Excerpt]) -> SentenceScore:
    """Check a sentence against the excerpts it cites."""
    cited = [excerpts[index] for index in sentence.citations]
    found = support(sentence.text, cited)
    values = values_of(sentence.text)
    return SentenceScore(
        text=sentence.text,
        checkable=checkable(sentence.text),
        supported=found.ok,
        reason=found.reason,
        citations=tuple(_citation_supports(sentence.text, cited, at, found.ok) for at in range(len(cited))),
        values=len(values.dates) + len(values.numbers) + len(values.names),
        ungrounded=ungrounded(sentence.text, cited),
        attribution=attribution(sentence.text, cited),
    )


def _citation_supports(text: str, cited: Sequence[Excerpt], at: int, together: bool) -> bool:
    """Whether a citation supports its sentence alone, or is one without which the others no longer do (Gao et al. 2023)."""
    if support(text, [cited[at]]).ok:
        return True
    others = [item for index, item in enumerate(cited) if index != at]
    return together and bool(others) and not support(text, others).ok


def _result(question: Question, answer: Answer | None, facts: Sequence[bool]) -> Result:
    if answer is None:
        return Result.ERROR
    refused = answer.status is Outcome.NOT_FOUND
    if not question.answerable:
        return Result.REFUSED if refused else Result.ANSWERED
    if refused:
        return Result.ABSTAINED
    if question.facts:
        return Result.CORRECT if all(facts) else Result.WRONG
    # Without gold facts, an answer is held to be right when it quotes the gold evidence.
    cited = [squeeze(item.quote) for item in cited_excerpts(answer)]
    shown = any(
        squeeze(item.quote) in quote or quote in squeeze(item.quote) for item in question.evidence for quote in cited
    )
    return Result.CORRECT if shown else Result.WRONG


def _stage(
    question: Question,
    answer: Answer | None,
    result: Result,
    facts: Sequence[bool],
    gold: Gold,
    ranked: Ranked | None,
) -> Stage:
    """Return where the answer was lost: the first station of the road that no longer has the missing fact."""
    if answer is None:
        return Stage.ERROR
    if result in RIGHT:
        return Stage.NONE
    if result is Result.ANSWERED:
        return Stage.REFUSAL
    missing = [fact for fact, held in zip(question.facts, facts, strict=True) if not held]
    quotes = " ".join(excerpt.quote for excerpt in answer.excerpts)
    in_excerpts = all(fact_holds(fact.any_of, quotes) for fact in missing)
    if not in_excerpts or not missing:
        reached = ranked is None or recall(ranked.pages["fused"], gold.parts, EXCERPTS_FROM) == 1.0
        return Stage.EXCERPT if reached else Stage.RETRIEVAL
    dropped = " ".join(sentence.text for sentence in answer.dropped)
    if any(fact_holds(fact.any_of, dropped) for fact in missing):
        return Stage.VERIFICATION
    return Stage.REFUSAL if result is Result.ABSTAINED else Stage.GENERATION
