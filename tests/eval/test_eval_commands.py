import argparse
from pathlib import Path

import pytest

from assistant.page.quality import last_evaluation
from corpus.errors import VigieError
from corpus.language import speaking
from corpus.settings import Settings
from eval import commands
from eval.questions import load_questions


def vigie_eval(settings: Settings, *arguments: str | Path) -> int:
    parser = argparse.ArgumentParser(prog="vigie")
    commands.register(parser.add_subparsers())
    options = parser.parse_args(["eval", *map(str, arguments)])
    return int(options.run(options, settings))


def test_an_evaluator_s_day(
    subset: Path, notes: Path, measuring: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["run", "--questions", subset, "--corpus", notes, "--provider", "none"]
    assert vigie_eval(measuring, *run, "--check") == 0
    assert "10 questions" in capsys.readouterr().out
    assert vigie_eval(measuring, *run, "--out", tmp_path / "a") == 0
    out = capsys.readouterr().out
    assert "✓ Citations exactes" in out and str(tmp_path / "a" / "report.html") in out
    assert vigie_eval(measuring, *run, "--out", tmp_path / "b", "--limit", "6") == 0
    assert vigie_eval(measuring, "compare", tmp_path / "a", tmp_path / "b") == 0
    assert "6 questions communes" in capsys.readouterr().out
    assert vigie_eval(measuring, "gate", tmp_path / "a") == 0
    assert vigie_eval(measuring, "gate", tmp_path / "a", "--record", tmp_path / "base.json") == 0
    assert vigie_eval(measuring, "gate", tmp_path / "a", "--baseline", tmp_path / "base.json") == 0
    floors = tmp_path / "floors.toml"
    floors.write_text("[all]\nrefusal = 1.01\n")
    capsys.readouterr()
    assert vigie_eval(measuring, "gate", tmp_path / "a", "--floors", floors) == 1
    assert "refusal" in capsys.readouterr().err
    assert vigie_eval(measuring, "table", tmp_path / "a") == 0
    assert capsys.readouterr().out.startswith("10 questions de `questions.jsonl`")


def test_a_run_without_a_folder_goes_where_the_page_looks(subset: Path, notes: Path, measuring: Settings) -> None:
    assert vigie_eval(measuring, "run", "--questions", subset, "--corpus", notes, "--limit", "1") == 0
    [kept] = (measuring.home / "evaluations").iterdir()
    record = last_evaluation(measuring.home / "evaluations")
    assert kept.name.startswith("questions-") and record is not None and len(record["questions"]) == 1


def test_parts_alone(notes: Path, measuring: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert vigie_eval(measuring, "parse", "--corpus", notes) == 0
    assert "| note-occitanie.pdf | indexed | 4 / 4 |" in capsys.readouterr().out
    vigie_eval(measuring, "check-the-checker", "--corpus", notes, "--limit", "20", "--most", "2")
    out = capsys.readouterr().out
    assert "fausses alertes" in out and "| another document |" in out


def test_questions_asked_in_another_wording(
    subset: Path, notes: Path, measuring: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those with the same id are asked as the other file words them, and the same pages are looked for."""
    asked = [item for item in load_questions(subset) if item.evidence]
    other = tmp_path / "other.jsonl"
    other.write_text(asked[0].model_copy(update={"question": "xylophone"}).model_dump_json() + "\n", encoding="utf-8")
    command = ["retrieval", "--questions", subset, "--corpus", notes]
    assert vigie_eval(measuring, *command) == 0
    assert "R@10     lexical  1.000" in capsys.readouterr().out
    assert vigie_eval(measuring, *command, "--wording", other) == 0
    assert "R@10     lexical  0.000" in capsys.readouterr().out


def test_what_readers_said(measuring: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert vigie_eval(measuring, "candidates") == 0
    assert "Aucun lecteur" in capsys.readouterr().out
    with pytest.raises(VigieError, match="--into"):
        vigie_eval(measuring, "candidates", "--accept", "x.jsonl")


def test_a_judge_needs_a_model(measuring: Settings, tmp_path: Path) -> None:
    with pytest.raises(VigieError, match="Aucun modèle"):
        vigie_eval(measuring, "judge", tmp_path, "--provider", "none")


def test_english_help(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking("en"):
        parser = argparse.ArgumentParser(prog="vigie")
        commands.register(parser.add_subparsers())
        with pytest.raises(SystemExit):
            parser.parse_args(["eval", "--help"])
    assert "compare two runs" in capsys.readouterr().out


def test_the_entry_point_is_declared() -> None:
    text = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert '[project.entry-points."vigie.commands"]\neval = "eval.commands"' in text
