"""The metrics: each a small function of one scored question, summed over questions, with its interval and its goal.

None is judged by a language model. Sources are named where a metric is not this project's own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.language import say
from eval.intervals import bootstrap, percentile, wilson
from eval.scoring import Result, Scored

Share = tuple[float, float]
"""What went well and out of how many, for one question."""
Run = Mapping[str, Scored]
"""All scored questions of a run, by id."""


def quote_exactness(item: Scored) -> Share:
    """Cited excerpts that are slices of their stored page and are found on that page of the PDF by a second extractor.

    Excerpts of documents without a second reader (read by OCR, not PDF) are not counted.
    """
    tried = [quote for quote in item.quotes if quote.found is not None]
    return sum(bool(quote.found and quote.is_slice) for quote in tried), len(tried)


def citation_recall(item: Scored) -> Share:
    """Sentences that state something and are borne out by what they cite (Liu, Zhang and Liang 2023, arXiv:2304.09848)."""
    stating = [sentence for sentence in item.sentences if sentence.checkable]
    return sum(sentence.supported for sentence in stating), len(stating)


def citation_precision(item: Scored) -> Share:
    """Citations that support their sentence, alone or as a part that cannot be left out (Gao et al. 2023, arXiv:2305.14627)."""
    citations = [good for sentence in item.sentences if sentence.checkable for good in sentence.citations]
    return sum(citations), len(citations)


def value_grounding(item: Scored) -> Share:
    """Numbers, dates and names of the answer that occur in the excerpts cited beside them."""
    total = sum(sentence.values for sentence in item.sentences)
    return total - min(total, sum(len(sentence.ungrounded) for sentence in item.sentences)), total


def attribution_kept(item: Scored) -> Share:
    """Sentences that keep the intention ("plans") and the speaker ("according to …") of their source, where it has one."""
    marked = [sentence.attribution for sentence in item.sentences if sentence.attribution is not None]
    return sum(marked), len(marked)


def fact_recall(item: Scored) -> Share:
    """Gold facts that occur in the answers to answerable questions; a refusal has none."""
    return (sum(item.facts), len(item.facts)) if item.answerable else (0, 0)


def precision(item: Scored) -> Share:
    """Answerable questions answered with every gold fact, of those answered (selective answering, El-Yaniv and Wiener 2010)."""
    return item.result is Result.CORRECT, item.result in (Result.CORRECT, Result.WRONG)


def coverage(item: Scored) -> Share:
    """Answerable questions that are answered, rightly or not."""
    return item.result in (Result.CORRECT, Result.WRONG), item.answerable


def accuracy(item: Scored) -> Share:
    """Questions that end as they should: every fact, or a refusal where nothing can be answered."""
    return item.right, 1


def refusal(item: Scored) -> Share:
    """Unanswerable and false-premise questions that are refused."""
    return item.result is Result.REFUSED, not item.answerable


def wrong_refusal(item: Scored) -> Share:
    """Answerable questions that are refused."""
    return item.result is Result.ABSTAINED, item.answerable


def cited_page(item: Scored) -> Share:
    """Answered questions that cite at least one gold page."""
    return bool(item.cited_gold), item.cited_gold is not None


def failures(item: Scored) -> Share:
    """Questions that got no answer because of an error."""
    return item.result is Result.ERROR, 1


def page_recall(system: str) -> Callable[[Scored], Share]:
    """Return the metric for one way of searching."""

    def measure(item: Scored) -> Share:
        """Recall@5 of the evidence: the share of its parts with a page among those of the first 5 passages."""
        counted = item.parts > 0 and system in item.recall5
        return item.recall5.get(system, 0.0) * counted, counted

    return measure


def page_ndcg(system: str) -> Callable[[Scored], Share]:
    """Return the metric for one way of searching."""

    def measure(item: Scored) -> Share:
        """nDCG@10 over passages (Järvelin and Kekäläinen 2002), gaining 1 for each part of the evidence first shown."""
        counted = item.parts > 0 and system in item.ndcg10
        return item.ndcg10.get(system, 0.0) * counted, counted

    return measure


def robustness(item: Scored, run: Run) -> Share:
    """Questions asked again in other words, without accents or with typing errors, whose evidence is found as well.

    Counted where the fused first 5 passages hold some evidence of the plain question.
    """
    plain = run.get(item.variant_of or "")
    if plain is None or not plain.recall5.get("fused"):
        return 0, 0
    return bool(item.recall5.get("fused")), 1


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name, what it is called, its function, its goal, how its interval is made."""

    name: str
    fr: str
    en: str
    share: Callable[[Scored, Run], Share]
    goal: float | None = None
    lower_is_better: bool = False
    interval: Literal["wilson", "bootstrap"] = "wilson"
    doc: str = ""

    @property
    def label(self) -> str:
        """What readers call it."""
        return say(self.fr, self.en)


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric measured on some questions: the value, its 95 % interval, out of how many."""

    name: str
    value: float | None
    low: float
    high: float
    hits: float
    trials: float

    def meets(self, goal: float | None, *, lower_is_better: bool = False) -> bool | None:
        """Whether the value reaches the goal; None when there is no goal or nothing was measured."""
        if goal is None or self.value is None:
            return None
        return self.value <= goal if lower_is_better else self.value >= goal


def _metric(
    name: str,
    fr: str,
    en: str,
    function: Callable[[Scored], Share],
    goal: float | None = None,
    *,
    lower_is_better: bool = False,
    interval: Literal["wilson", "bootstrap"] = "wilson",
) -> Metric:
    doc = (function.__doc__ or "").strip().split("\n")[0]
    return Metric(name, fr, en, lambda item, _: function(item), goal, lower_is_better, interval, doc)


METRICS: tuple[Metric, ...] = (
    _metric("quote_exactness", "Citations exactes", "Exact quotations", quote_exactness, 1.0),
    _metric("citation_recall", "Phrases appuyées par leurs citations", "Sentences supported by their citations", citation_recall, 0.95),
    _metric("citation_precision", "Citations qui appuient leur phrase", "Citations that support their sentence", citation_precision, 0.95),
    _metric("value_grounding", "Valeurs présentes dans l'extrait cité", "Values found in the cited excerpt", value_grounding, 1.0),
    _metric("attribution", "Intention et auteur du propos gardés", "Intention and speaker kept", attribution_kept, 0.95),
    _metric("fact_recall", "Faits attendus présents", "Expected facts present", fact_recall, 0.90),
    _metric("precision", "Réponses justes, parmi les réponses données", "Right answers, of those given", precision, 0.97),
    _metric("coverage", "Questions répondues, parmi celles qui le peuvent", "Answered, of the answerable", coverage, 0.80),
    _metric("accuracy", "Questions bien terminées", "Questions that end well", accuracy),
    _metric("refusal", "Questions sans réponse refusées", "Unanswerable questions refused", refusal, 0.98),
    _metric("wrong_refusal", "Refus à tort", "Wrong refusals", wrong_refusal, 0.05, lower_is_better=True),
    _metric("cited_page", "Page attendue parmi les pages citées", "Expected page among those cited", cited_page),
    _metric("page_recall5_fused", "Page attendue dans les 5 premiers passages (fusion)", "Evidence page in the first 5 passages (fused)",
            page_recall("fused"), 0.98, interval="bootstrap"),
    _metric("page_recall5_dense", "… (vecteurs seuls)", "… (dense only)", page_recall("dense"), interval="bootstrap"),
    _metric("page_recall5_lexical", "… (mots seuls)", "… (lexical only)", page_recall("lexical"), interval="bootstrap"),
    _metric("page_ndcg10_fused", "nDCG@10 (fusion)", "nDCG@10 (fused)", page_ndcg("fused"), interval="bootstrap"),
    _metric("page_ndcg10_dense", "nDCG@10 (vecteurs seuls)", "nDCG@10 (dense only)", page_ndcg("dense"), interval="bootstrap"),
    _metric("page_ndcg10_lexical", "nDCG@10 (mots seuls)", "nDCG@10 (lexical only)", page_ndcg("lexical"), interval="bootstrap"),
    Metric("robustness", "Même page malgré fautes et reformulations", "Same page despite typing errors and rewording", robustness, 0.95,
           doc=(robustness.__doc__ or "").split("\n")[0]),
    _metric("errors", "Questions en erreur", "Questions in error", failures, 0.0, lower_is_better=True),
)  # fmt: skip
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


def measure(metric: Metric, items: Iterable[Scored], run: Run) -> Measure:
    """Return a metric over some questions of a run: the sum of the parts over the sum of the wholes."""
    shares = [(float(hits), float(trials)) for hits, trials in (metric.share(item, run) for item in items) if trials]
    hits, trials = sum(share[0] for share in shares), sum(share[1] for share in shares)
    if not trials:
        return Measure(metric.name, None, 0.0, 1.0, 0.0, 0.0)
    if metric.interval == "bootstrap":
        low, high = bootstrap([share[0] / share[1] for share in shares])
    else:
        low, high = wilson(hits, trials)
    return Measure(metric.name, hits / trials, low, high, hits, trials)


def measure_all(items: Sequence[Scored], run: Run | None = None) -> dict[str, Measure]:
    """Return every metric over some questions; `run` holds all questions of the run (default: these)."""
    whole = run if run is not None else {item.id: item for item in items}
    return {metric.name: measure(metric, items, whole) for metric in METRICS}


GroupBy = Literal["kind", "language", "document", "split", "noisy"]


def breakdown(items: Sequence[Scored], by: GroupBy) -> dict[str, dict[str, Measure]]:
    """Return every metric for each kind, language, document, split, or with and without typing errors.

    A question counts for each document that its evidence is in.
    """
    groups: dict[str, list[Scored]] = {}
    for item in items:
        keys: tuple[str, ...]
        if by == "document":
            keys = item.documents
        elif by == "noisy":
            keys = ("noisy" if item.noisy else "clean",)
        else:
            keys = (str(getattr(item, by) or "none"),)
        for key in keys:
            groups.setdefault(key, []).append(item)
    run = {item.id: item for item in items}
    return {key: measure_all(group, run) for key, group in sorted(groups.items())}


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds since the question was asked: median and 95th percentile."""

    median: float | None
    p95: float | None
    count: int


def latency(items: Sequence[Scored], moment: Literal["first_excerpt_s", "first_word_s", "total_s"]) -> Latency:
    """Return the median and 95th percentile of a moment, over the questions in which it happened."""
    values = [float(value) for item in items if (value := getattr(item, moment)) is not None]
    return Latency(percentile(values, 50), percentile(values, 95), len(values))
