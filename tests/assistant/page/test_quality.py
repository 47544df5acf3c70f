import html
import json
import os
import re
from pathlib import Path

import pytest

from assistant.page.quality import last_evaluation, percent, quality_view
from corpus.language import speaking


def _record(**metrics) -> dict:
    return {
        "run": {"provider": "embedded", "model": "qwen-essai"},
        "metrics": {
            name: {"value": value, "low": value - 0.1, "high": min(1.0, value + 0.1), "trials": 40.0, "goal": goal}
            for name, (value, goal) in metrics.items()
        },
        "latency": {"first_excerpt_s": {"median": 0.04}, "total_s": {"median": 12.3}},
        "questions": [{}] * 40,
        "measured": "2026-11-23",
    }


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def test_the_last_readable_evaluation_is_shown(tmp_path: Path) -> None:
    for day, name in enumerate(("ancienne", "bonne", "abîmée")):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "metrics.json"
        path.write_text("{" if name == "abîmée" else json.dumps(_record(refusal=(0.5 + day / 10, 0.98))))
        os.utime(path, (1_700_000_000 + day * 86_400, 1_700_000_000 + day * 86_400))
    found = last_evaluation(tmp_path)
    assert found["metrics"]["refusal"]["value"] == 0.6
    assert found["measured"] == "2023-11-15"


def test_without_an_evaluation_the_tab_says_how_to_make_one(tmp_path: Path) -> None:
    assert last_evaluation(tmp_path / "rien") is None
    assert "vigie eval run" in _text(quality_view(None))


def test_a_rate_comes_with_its_interval_and_its_goal() -> None:
    shown = quality_view(_record(refusal=(0.9, 0.98), wrong_refusal=(0.02, 0.05)))
    text = _text(shown)
    assert "90\u00a0%" in text
    assert 'aria-label="90\u00a0%, entre 80\u00a0% et 100\u00a0%"' in shown
    assert "sur 40" in text
    assert re.search(r"98\u00a0%\s+pas atteint", text)
    assert re.search(r"5\u00a0%\s+atteint", text)  # for wrong refusals, less is better
    assert "premier extrait\u00a0: 0,0\u00a0s" in text


def test_a_metric_that_was_not_measured_is_left_out() -> None:
    record = _record(refusal=(0.9, 0.98))
    record["metrics"]["precision"] = {"value": None, "goal": 0.9}
    assert "Réponses justes" not in _text(quality_view(record))


@pytest.mark.parametrize(
    ("share", "fr", "en"), [(1.0, "100\u00a0%", "100%"), (0.875, "87,5\u00a0%", "87.5%"), (0.0, "0\u00a0%", "0%")]
)
def test_percentages(share: float, fr: str, en: str) -> None:
    assert percent(share) == fr
    with speaking("en"):
        assert percent(share) == en
