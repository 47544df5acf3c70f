import os
import subprocess
import sys

import pytest
from langchain_core.callbacks.manager import CallbackManager
from langchain_core.tracers import LangChainTracer

from corpus.privacy import silence_tracing


def _tracers() -> list[object]:
    return [handler for handler in CallbackManager.configure().handlers if isinstance(handler, LangChainTracer)]


def test_tracing_asked_for_by_the_environment_stays_off(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    silence_tracing()
    assert _tracers() == []
    assert os.environ["LANGSMITH_TRACING"] == "false"


def test_importing_the_providers_is_enough() -> None:
    # in a fresh process: what langsmith has read of the environment must not win
    code = (
        "import langsmith.utils as u; assert u.tracing_is_enabled() is True; import assistant.providers.choice; "
        "assert u.tracing_is_enabled() is False"
    )
    names = ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING")
    environment = {**os.environ, **dict.fromkeys(names, "true"), "LANGSMITH_API_KEY": "x"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


@pytest.mark.parametrize("first", ["ingest.pipeline", "assistant.page.app", "eval.run"])
def test_every_door_turns_the_reports_off_before_a_dependency_reads_them(first: str) -> None:
    code = f"""
import sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("gradio", "chromadb", "huggingface_hub", "langsmith", "langchain_core", "opentelemetry", "transformers"):
            import os
            assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False" and os.environ["DO_NOT_TRACK"] == "1", name
            assert os.environ["LANGSMITH_TRACING"] == "false" and os.environ["OTEL_SDK_DISABLED"] == "true", name
sys.meta_path.insert(0, Watch())
import {first}
import os
assert os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1" and not os.environ["CHROMA_OTEL_COLLECTION_ENDPOINT"]
"""
    asked = {
        "GRADIO_ANALYTICS_ENABLED": "True", "DO_NOT_TRACK": "0", "LANGSMITH_TRACING": "true", "OTEL_SDK_DISABLED": "false",
        "HF_HUB_DISABLE_TELEMETRY": "0", "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://192.0.2.1",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **asked}, check=True, timeout=120)
