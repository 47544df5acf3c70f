import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Answer
from assistant.service import Vigie
from corpus.errors import VigieError
from corpus.settings import Settings
from eval.compare import load_run
from eval.run import Finished, Request, answers_hash, check_only, read_jsonl, run


def request_of(subset: Path, notes: Path, out: Path, **more: Any) -> Request:
    return Request(subset, (notes,), out, progress=False, **more)


@pytest.fixture(scope="module")
def finished(
    subset: Path, notes: Path, eval_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Finished]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), cache_dir=eval_cache, provider="none")
    yield run(request_of(subset, notes, tmp_path_factory.mktemp("run")), settings)


def test_a_run_writes_its_answers_metrics_and_report(finished: Finished) -> None:
    answers = read_jsonl(finished.out / "answers.jsonl")
    assert [record["id"] for record in answers] == [item.id for item in finished.scored]
    first = answers[0]
    assert first["sentences"][0]["citations"][0]["document"] and first["answer_id"] != first["id"]
    metrics = json.loads((finished.out / "metrics.json").read_text())
    assert metrics["run"]["provider"] == "none"
    assert metrics["metrics"]["quote_exactness"] == {
        "name": "quote_exactness", "value": 1.0, "low": pytest.approx(0.8, abs=0.2), "high": pytest.approx(1.0),
        "hits": metrics["metrics"]["quote_exactness"]["trials"], "trials": pytest.approx(25, abs=20), "goal": 1.0,
    }  # fmt: skip
    assert {"by_kind", "by_document", "by_language", "by_split", "latency"} <= set(metrics)
    assert load_run(finished.out).scored == finished.scored


def test_retrieval_and_quotations_of_the_subset_are_as_they_should_be(finished: Finished) -> None:
    found = finished.measures
    assert found["page_recall5_fused"].value == 1.0
    assert found["quote_exactness"].value == 1.0 and found["citation_recall"].value == 1.0
    assert found["errors"].value == 0.0


def test_the_report_needs_nothing_else(finished: Finished) -> None:
    html = (finished.out / "report.html").read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>") and '<html lang="fr">' in html
    assert "http" not in html and "<script" not in html and "<link" not in html and "<img" not in html
    assert html.count("<svg") == html.count('role="img" aria-label="') == 4
    failed = [item for item in finished.scored if not item.right]
    assert failed and all(f"<strong>{item.id}</strong>" in html for item in failed)


def test_twice_the_same_answers(
    finished: Finished, subset: Path, notes: Path, measuring: Settings, tmp_path: Path
) -> None:
    again = run(request_of(subset, notes, tmp_path / "again"), measuring)
    assert answers_hash(again.out / "answers.jsonl") == answers_hash(finished.out / "answers.jsonl")
    assert again.measures == finished.measures


class Counting:
    """Makes a `Vigie` that counts its answers and stops after some."""

    def __init__(self, stop_after: int | None = None, fail_on: int | None = None) -> None:
        self.asked: list[str] = []
        self.stop_after, self.fail_on = stop_after, fail_on

    def __call__(self, settings: Settings) -> Vigie:
        vigie = Vigie(settings)
        answer_to = vigie.answer_to

        def counted(question: str, **options: object) -> Answer:
            if self.stop_after is not None and len(self.asked) == self.stop_after:
                raise KeyboardInterrupt
            self.asked.append(question)
            if self.fail_on == len(self.asked):
                raise VigieError("le modèle est tombé")
            return answer_to(question, **options)

        vigie.answer_to = counted  # type: ignore[method-assign]
        return vigie


def test_an_interrupted_run_continues_where_it_was(
    finished: Finished, subset: Path, notes: Path, measuring: Settings, tmp_path: Path
) -> None:
    request = request_of(subset, notes, tmp_path / "run")
    with pytest.raises(KeyboardInterrupt):
        run(request, measuring, Counting(stop_after=4))
    with (request.out / "answers.jsonl").open("a") as file:
        file.write('{"id": "st-0')  # killed while writing
    rest = Counting()
    again = run(request, measuring, rest)
    assert len(rest.asked) == len(finished.scored) - 4
    assert answers_hash(again.out / "answers.jsonl") == answers_hash(finished.out / "answers.jsonl")
    none_left = Counting()
    run(request, measuring, none_left)
    assert none_left.asked == []


def test_a_question_in_error_is_counted_and_asked_again(
    subset: Path, notes: Path, measuring: Settings, tmp_path: Path
) -> None:
    request = request_of(subset, notes, tmp_path / "run", limit=3)
    first = run(request, measuring, Counting(fail_on=2))
    assert first.measures["errors"].hits == 1
    assert "le modèle est tombé" in (request.out / "report.html").read_text(encoding="utf-8")
    again = Counting()
    assert run(request, measuring, again).measures["errors"].hits == 0
    assert len(again.asked) == 1


def test_another_run_is_never_mixed_with_this_one(
    subset: Path, notes: Path, measuring: Settings, tmp_path: Path
) -> None:
    run(request_of(subset, notes, tmp_path / "run", limit=2), measuring)
    with pytest.raises(VigieError, match="questions_sha256"):
        run(request_of(subset, notes, tmp_path / "run", limit=3), measuring)
    other = Settings(**{**measuring.model_dump(), "excerpt_tokens": 200})
    with pytest.raises(VigieError, match="settings"):
        run(request_of(subset, notes, tmp_path / "run", limit=2), other)


def test_evidence_that_no_longer_resolves_stops_the_run_before_any_question(
    subset: Path, notes: Path, measuring: Settings, tmp_path: Path
) -> None:
    lines = subset.read_text(encoding="utf-8").splitlines()
    broken = tmp_path / "broken.jsonl"
    broken.write_text(
        "\n".join(lines).replace("60 M€ à sa", "61 M€ à sa").replace("se disent satisfaits", "se disent ravis"),
        encoding="utf-8",
    )
    counting = Counting()
    with pytest.raises(VigieError, match="2 preuves"):
        run(request_of(broken, notes, tmp_path / "run"), measuring, counting)
    assert counting.asked == [] and not (tmp_path / "run").exists()


def test_limit_and_split_choose_questions(subset: Path, notes: Path, measuring: Settings, tmp_path: Path) -> None:
    assert check_only(request_of(subset, notes, tmp_path, limit=5), measuring) == 5
    dev = check_only(request_of(subset, notes, tmp_path, split="dev"), measuring)
    test = check_only(request_of(subset, notes, tmp_path, split="test"), measuring)
    assert dev + test == check_only(request_of(subset, notes, tmp_path), measuring) and dev and test


def test_the_home_of_the_user_is_left_alone(finished: Finished, subset: Path, notes: Path, measuring: Settings) -> None:
    assert not measuring.home.exists()


def test_an_inventing_model_is_seen(
    subset: Path, notes: Path, measuring: Settings, tmp_path: Path, inventive: Callable[[Settings], Vigie]
) -> None:
    """What the verification drops is not in the answer, and the report shows it."""
    finished = run(request_of(subset, notes, tmp_path / "run", limit=2), measuring, inventive)
    assert finished.measures["value_grounding"].value == 1.0
    records = read_jsonl(finished.out / "answers.jsonl")
    assert any("999 M€" in dropped["text"] for record in records for dropped in record["dropped"])
    assert not any("999 M€" in sentence["text"] for record in records for sentence in record["sentences"])
