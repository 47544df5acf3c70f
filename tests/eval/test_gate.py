"""The gate passes a sound build and catches each of three broken ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import excerpts, retrieval, road
from assistant.answers import Excerpt, Sentence, Verdict
from assistant.service import Vigie
from corpus.errors import VigieError
from corpus.settings import Settings
from eval.compare import Kept, load_run
from eval.gate import gate, load_floors, record, under_floors
from eval.metrics import measure_all
from eval.run import Request, run

Ran = Callable[..., Kept]


@pytest.fixture
def ran(subset: Path, notes: Path, measuring: Settings, tmp_path: Path) -> Ran:
    def ask(name: str = "run", made: Callable[[Settings], Vigie] = Vigie) -> Kept:
        out = tmp_path / name
        run(Request(subset, (notes,), out, progress=False), measuring, made)
        return load_run(out)

    return ask


@pytest.fixture(scope="module")
def sound(subset: Path, notes: Path, eval_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A run of the build as it is, without a model."""
    out = tmp_path_factory.mktemp("sound")
    settings = Settings(home=out / "home", cache_dir=eval_cache, provider="none")
    run(Request(subset, (notes,), out / "run", progress=False), settings)
    return load_run(out / "run")


def breached(kept: Kept, baseline: Path | None = None) -> set[str]:
    return {item.metric for item in gate(kept, load_floors(str(kept.identity["provider"])), baseline)}


def test_a_sound_build_passes(sound: Kept, ran: Ran, inventive: Callable[[Settings], Vigie]) -> None:
    assert breached(sound) == set()
    assert breached(ran("model", inventive)) <= {"attribution", "cited_page"}  # a model that copies any first sentence


def test_no_verification_is_caught(
    ran: Ran, inventive: Callable[[Settings], Vigie], monkeypatch: pytest.MonkeyPatch
) -> None:
    def accepting(sentence: str, given: Sequence[Excerpt], *rest: Any, **more: Any) -> Sentence:
        return Sentence(sentence.replace("[1]", "").strip(), Verdict.SOURCED, "", (0,))

    monkeypatch.setattr(road, "verify", accepting)
    assert {"citation_recall", "citation_precision", "value_grounding"} <= breached(ran("run", inventive))


def test_shuffled_retrieval_is_caught(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        retrieval,
        "fuse",
        lambda parts: {number: (number * 7919 % 101) / 101 for _, part in parts for number in part},
    )
    # Sentences are chosen among many passages, so on a few notes the cited page may survive; the ranking does not.
    assert "page_recall5_fused" in breached(ran())


def test_page_numbers_off_by_one_are_caught(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    make = excerpts.make_excerpt
    monkeypatch.setattr(
        excerpts, "make_excerpt", lambda *given, **more: replace(made := make(*given, **more), page=made.page + 1)
    )
    assert {"quote_exactness", "cited_page"} <= breached(ran())


def test_a_significant_loss_against_the_baseline_is_caught(
    sound: Kept, ran: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "baselines" / "subset.json"
    record(sound, baseline)
    assert breached(sound, baseline) == set()
    monkeypatch.setattr(retrieval, "fuse", lambda parts: {number: 1 / number for _, part in parts for number in part})
    worse = gate(ran("worse"), {}, baseline)
    assert {"page_recall5_fused", "page_ndcg10_fused"} & {item.metric for item in worse}
    assert all("référence" in item.reason for item in worse)


def test_what_cannot_be_measured_does_not_pass() -> None:
    [breach] = under_floors(measure_all([]), {"precision": 0.5})
    assert breach.value is None and "rien" in breach.reason


def test_a_ceiling_is_a_ceiling(sound: Kept) -> None:
    measures = measure_all(sound.scored)
    assert under_floors(measures, {"errors": 0.0}) == []
    [breach] = under_floors(measures, {"wrong_refusal": -0.1})
    assert "plafond" in breach.reason


def test_floors_are_read_by_provider_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("[all]\nprecision = 0.5\n[none]\nprecision = 0.2\nrefusal = 0.1\n")
    assert load_floors("embedded", path) == {"precision": 0.5}
    assert load_floors("none", path) == {"precision": 0.2, "refusal": 0.1}
    path.write_text("[all]\nprecison = 0.5\n")
    with pytest.raises(VigieError, match="precison"):
        load_floors("none", path)
    with pytest.raises(VigieError, match="n'existe pas"):
        gate(Kept(tmp_path, {}, ()), {}, tmp_path / "none.json")
