from dataclasses import replace

import pytest

from eval.metrics import METRICS, breakdown, latency, measure_all
from eval.scoring import QuoteScore, Result, Scored, SentenceScore, Stage


def sentence(supported: bool = True, citations: tuple[bool, ...] = (True,), **more: object) -> SentenceScore:
    made = SentenceScore("La Région a un plan.", True, supported, "", citations, 2, (), None)
    return replace(made, **more)  # type: ignore[arg-type]


def item(name: str, result: Result = Result.CORRECT, **more: object) -> Scored:
    answerable = result not in (Result.REFUSED, Result.ANSWERED)
    made = Scored(
        id=name, kind="factual", language="fr", documents=("a.pdf",), split="dev", noisy=False, variant_of=None,
        answerable=answerable, result=result, stage=Stage.NONE, facts=(result is Result.CORRECT,) if answerable else (),
        sentences=(), quotes=(), parts=int(answerable), recall5={"fused": 1.0}, ndcg10={"fused": 1.0}, rank={"fused": 1},
        cited_gold=True if result is Result.CORRECT else None, contradicted=False, similarity=0.9,
        first_excerpt_s=0.1, first_word_s=1.0, total_s=2.0,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def values(*items: Scored) -> dict[str, float | None]:
    return {name: found.value for name, found in measure_all(items).items()}


def test_three_ways_of_ending_and_refusals() -> None:
    """6 right, 2 wrong, 2 refused of 10 answerable; 3 refused, 1 answered of 4 unanswerable."""
    run = [item(f"c{at}") for at in range(6)]
    run += [
        item("w1", Result.WRONG),
        item("w2", Result.WRONG),
        item("a1", Result.ABSTAINED),
        item("a2", Result.ABSTAINED),
    ]
    run += [item(f"r{at}", Result.REFUSED) for at in range(3)] + [item("x", Result.ANSWERED)]
    found = values(*run)
    assert found["precision"] == pytest.approx(6 / 8)
    assert found["coverage"] == pytest.approx(8 / 10)
    assert found["accuracy"] == pytest.approx(9 / 14)
    assert found["refusal"] == pytest.approx(3 / 4)
    assert found["wrong_refusal"] == pytest.approx(2 / 10)
    assert found["fact_recall"] == pytest.approx(6 / 10)
    assert found["errors"] == 0.0


def test_citations_are_counted_by_sentence_and_by_citation() -> None:
    run = [
        item("a", sentences=(sentence(), sentence(False, (True, False)))),
        item("b", sentences=(sentence(False, ()), sentence(checkable=False, supported=False, citations=(False,)))),
    ]
    found = values(*run)
    assert found["citation_recall"] == pytest.approx(1 / 3)
    assert found["citation_precision"] == pytest.approx(2 / 3)


def test_values_quotes_and_attribution() -> None:
    quotes = (
        QuoteScore("a.pdf", 1, "x", is_slice=True, found=True), QuoteScore("a.pdf", 1, "y", is_slice=False, found=True),
        QuoteScore("a.pdf", 1, "z", is_slice=True, found=False), QuoteScore("a.html", 1, "z", is_slice=True, found=None),
    )  # fmt: skip
    said = (sentence(ungrounded=("99",)), sentence(attribution=True), sentence(attribution=False))
    found = values(item("a", quotes=quotes, sentences=said))
    assert found["quote_exactness"] == pytest.approx(1 / 3)
    assert found["value_grounding"] == pytest.approx(5 / 6)
    assert found["attribution"] == pytest.approx(1 / 2)


def test_pages_are_averaged_over_questions_with_evidence() -> None:
    run = [item("a", recall5={"fused": 0.5}), item("b"), item("r", Result.REFUSED, recall5={"fused": 0.0})]
    found = measure_all(run)["page_recall5_fused"]
    assert (found.value, found.trials) == (pytest.approx(0.75), 2)
    assert measure_all(run)["page_recall5_dense"].value is None


def test_robustness_is_counted_where_the_plain_question_finds_its_page() -> None:
    lost = {"fused": 0.0}
    run = [
        item("p"), item("p1", variant_of="p"), item("p2", variant_of="p", recall5=lost),
        item("q", recall5=lost), item("q1", variant_of="q", recall5=lost), item("z", variant_of="absent", recall5=lost),
    ]  # fmt: skip
    found = measure_all(run)["robustness"]
    assert (found.hits, found.trials) == (1, 2)


def test_errors_count() -> None:
    assert values(item("a"), item("b", Result.ERROR))["errors"] == 0.5


def test_groups_hold_their_own_questions() -> None:
    run = [
        item("a", kind="date", documents=("a.pdf", "b.pdf")),
        item("b", Result.WRONG, language="en", noisy=True, split=None),
    ]
    assert {key: group["accuracy"].value for key, group in breakdown(run, "kind").items()} == {
        "date": 1.0,
        "factual": 0.0,
    }
    assert {key: group["accuracy"].value for key, group in breakdown(run, "document").items()} == {
        "a.pdf": 0.5,
        "b.pdf": 1.0,
    }
    assert set(breakdown(run, "language")) == {"fr", "en"}
    assert set(breakdown(run, "split")) == {"dev", "none"}
    assert set(breakdown(run, "noisy")) == {"clean", "noisy"}


def test_latency() -> None:
    run = [item(str(at), total_s=float(at), first_word_s=None) for at in range(1, 102)]
    found = latency(run, "total_s")
    assert (found.median, found.p95, found.count) == (51.0, pytest.approx(96.0), 101)
    assert latency(run, "first_word_s").median is None


def test_each_metric_says_what_it_is_and_goals_are_reached_or_not() -> None:
    assert all(metric.doc and metric.fr and metric.en for metric in METRICS)
    found = measure_all([item("a"), item("b", Result.ABSTAINED)])
    assert found["precision"].meets(0.97) is True and found["coverage"].meets(0.80) is False
    assert found["wrong_refusal"].meets(0.05, lower_is_better=True) is False
    assert found["attribution"].meets(0.95) is None and found["accuracy"].meets(None) is None


def test_intervals_hold_the_value() -> None:
    for found in measure_all([item("a"), item("b", Result.WRONG), item("c", Result.REFUSED)]).values():
        if found.value is not None:
            assert found.low - 1e-9 <= found.value <= found.high + 1e-9, found.name
