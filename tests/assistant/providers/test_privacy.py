import os
import subprocess
import sys

import pytest
from langchain_core.callbacks.manager import CallbackManager
from langchain_core.tracers import LangChainTracer

from assistant.providers.privacy import silence_tracing


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
