import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import VigieError
from eval.compare import Kept, compare, load_run, shares_of
from eval.scoring import Result, Scored, Stage
from eval.tables import MARKS, comparison_lines, put_table, readme_table

IDENTITY = {"questions": "q.jsonl", "provider": "none", "model": ""}


def item(name: str, result: Result) -> Scored:
    return Scored(
        id=name, kind="factual", language="fr", documents=("a.pdf",), split=None, noisy=False, variant_of=None,
        answerable=True, result=result, stage=Stage.NONE if result is Result.CORRECT else Stage.GENERATION,
        facts=(result is Result.CORRECT,), sentences=(), quotes=(), parts=1, recall5={"fused": 1.0}, ndcg10={"fused": 1.0},
        rank={"fused": 1}, cited_gold=None, contradicted=False, similarity=None, first_excerpt_s=None, first_word_s=None,
        total_s=None,
    )  # fmt: skip


def kept(*results: Result, name: str = "run") -> Kept:
    return Kept(Path(name), IDENTITY, tuple(item(f"q{at}", result) for at, result in enumerate(results)))


def test_what_became_better_and_worse_is_named() -> None:
    before = kept(Result.CORRECT, Result.WRONG, Result.WRONG, Result.CORRECT)
    after = kept(Result.CORRECT, Result.CORRECT, Result.WRONG, Result.ABSTAINED)
    found = compare(before, after)
    assert [pair[1].id for pair in found.better] == ["q1"] and [pair[1].id for pair in found.worse] == ["q3"]
    text = comparison_lines(found)
    assert "Devenues justes (1)" in text and "q3  factual  correct → abstained  generation" in text


def test_a_difference_counts_when_it_is_more_than_chance() -> None:
    worse = compare(kept(*[Result.CORRECT] * 40), kept(*[Result.CORRECT] * 20, *[Result.WRONG] * 20))
    by_name = {change.metric.name: change for change in worse.changes}
    assert by_name["accuracy"].verdict == "worse" and by_name["accuracy"].difference.mean == -0.5
    assert by_name["page_recall5_fused"].verdict == ""
    refusing = compare(kept(*[Result.CORRECT] * 40), kept(*[Result.CORRECT] * 20, *[Result.ABSTAINED] * 20))
    assert {change.metric.name: change.verdict for change in refusing.changes}[
        "wrong_refusal"
    ] == "worse"  # lower is better
    one = compare(kept(*[Result.CORRECT] * 40), kept(*[Result.CORRECT] * 39, Result.WRONG))
    assert {change.metric.name: change.verdict for change in one.changes}["accuracy"] == ""


def test_only_common_questions_are_compared() -> None:
    before = kept(Result.CORRECT, Result.CORRECT)
    after = Kept(Path("b"), IDENTITY, (item("q1", Result.WRONG), item("new", Result.CORRECT)))
    found = compare(before, after)
    assert found.common == 1 and [change.after for change in found.changes if change.metric.name == "accuracy"] == [0.0]
    with pytest.raises(VigieError, match="aucune question commune"):
        compare(before, Kept(Path("b"), IDENTITY, (item("other", Result.CORRECT),)))


def test_a_question_has_a_share_where_it_counts() -> None:
    run = kept(Result.CORRECT, Result.ABSTAINED)
    shares = shares_of(run.scored)
    assert shares["precision"] == {"q0": 1.0} and shares["coverage"] == {"q0": 1.0, "q1": 0.0}


def test_a_folder_without_a_finished_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(VigieError, match=r"metrics\.json"):
        load_run(tmp_path)
    (tmp_path / "metrics.json").write_text('{"run": {}, "questions": [{"id": "x"}]}')
    with pytest.raises(VigieError, match="cette version"):
        load_run(tmp_path)


def test_a_run_is_read_back(tmp_path: Path) -> None:
    run = kept(Result.CORRECT, Result.ABSTAINED)
    record = {"run": IDENTITY, "questions": [one.as_json() for one in run.scored]}
    (tmp_path / "metrics.json").write_text(json.dumps(record))
    assert load_run(tmp_path).scored == run.scored == load_run(tmp_path / "metrics.json").scored


def test_the_readme_table_is_markdown_made_from_the_run() -> None:
    run = kept(*[Result.CORRECT] * 3, Result.ABSTAINED)
    timed = Kept(run.path, IDENTITY, tuple(replace(one, total_s=2.0) for one in run.scored))
    lines = readme_table(timed).splitlines()
    assert lines[0].startswith("4 questions de `q.jsonl`")
    [coverage] = [line for line in lines if line.startswith("| Questions répondues")]
    assert coverage.split(" | ")[1:] == ["75\u00a0%", "30,1\u00a0% – 95,4\u00a0%", "4", "≥ 80\u00a0% |"]
    assert "| 2,00 s / 2,00 s |" in lines[-1]
    assert not any(line.startswith("| Citations exactes") for line in lines)  # nothing was cited: nothing is claimed


def test_the_readme_table_says_what_the_test_half_alone_gives() -> None:
    run = kept(Result.CORRECT, Result.CORRECT, Result.ABSTAINED, Result.CORRECT)
    halved = [replace(one, split="test" if at > 1 else "dev", total_s=2.0) for at, one in enumerate(run.scored)]
    lines = readme_table(Kept(run.path, IDENTITY, tuple(halved))).splitlines()
    [coverage] = [line for line in lines if line.startswith("| Questions répondues")]
    assert "Contrôle seul" in lines[2]
    assert coverage.split(" | ")[1:] == ["75\u00a0%", "30,1\u00a0% – 95,4\u00a0%", "50\u00a0%", "4", "≥ 80\u00a0% |"]
    assert len({line.count("|") for line in lines[2:]}) == 1


def test_a_table_replaces_the_one_before_it() -> None:
    page = f"# Vigie\n{MARKS[0]}\nold\n{MARKS[1]}\nend"
    assert put_table(page, "new") == f"# Vigie\n{MARKS[0]}\nnew\n{MARKS[1]}\nend"
    assert put_table(put_table(page, "new") or "", "new") == put_table(page, "new")
    assert put_table("# Vigie", "new") is None
