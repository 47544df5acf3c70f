"""The gate on the fixed subset with the real embedded model: what `make test` says of the build as people use it."""

from pathlib import Path

import pytest

from assistant.providers.embedded import status
from corpus.settings import Settings, load
from eval.compare import load_run
from eval.gate import gate, load_floors
from eval.run import Request, run

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


def test_the_subset_passes_with_the_embedded_model(subset: Path, notes: Path, eval_cache: Path, tmp_path: Path) -> None:
    kept = load()  # the joined weights lie in the user's own cache
    found = status(kept)
    if not found.available:
        pytest.skip(f"no embedded model: {found.detail}")
    weights = Path(kept.cache_dir) / "models"
    settings = Settings(
        home=tmp_path / "home",
        cache_dir=kept.cache_dir if weights.is_dir() else eval_cache,
        provider="embedded",
        first_token_timeout=600,
        answer_timeout=900,
    )
    run(Request(subset, (notes,), tmp_path / "run", progress=False), settings)
    breaches = gate(load_run(tmp_path / "run"), load_floors("subset-embedded"))
    assert breaches == [], "\n".join(f"{item.metric} {item.value} {item.reason}" for item in breaches)
