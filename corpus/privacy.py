"""No trace of a run leaves the machine: the reports that dependencies send home are off, by construction.

`corpus/__init__.py` calls `silence`, and each of the four packages imports `corpus` first, so that these variables are
set before any dependency is imported and reads them. They are forced, not proposed: a machine set up for another
project (LangSmith, OpenTelemetry) would otherwise send questions and documents to it. Who wants traces of Vigie
writes them from its own logs; there is no setting that turns these back on.
"""

import os

_FORCED = {
    # chromadb 1.x sends no product report any more; older and later ones ask this name.
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "CHROMA_OTEL_GRANULARITY": "none",
    # gradio: a report and a search for a newer version at each start, and a history of runs.
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SHARE": "False",
    # huggingface_hub, and through it gradio, transformers and sentence-transformers; a token is not sent unasked.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    # onnxruntime, from 1.29 on: names, sizes and hashes of models and the times of runs go to Microsoft, unless it runs in CI.
    "ORT_DISABLE_TELEMETRY": "1",
    # LangChain sends every prompt to LangSmith when one of these is "true".
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_OTEL_ENABLED": "false",
    "LANGCHAIN_OTEL_ENABLED": "false",
    # opentelemetry, that chromadb brings in.
    "OTEL_SDK_DISABLED": "true",
    "OTEL_TRACES_EXPORTER": "none",
    "OTEL_METRICS_EXPORTER": "none",
    "OTEL_LOGS_EXPORTER": "none",
}
_REMOVED = ("LANGCHAIN_HANDLER", "HF_DEBUG")
"""The second would write every request with its headers to the log."""


def silence() -> None:
    """Turn off the reports of every dependency, for this process and those it starts. Imports nothing."""
    os.environ.update(_FORCED)
    for name in _REMOVED:
        os.environ.pop(name, None)


def silence_tracing() -> None:
    """Turn LangSmith off also where it was imported before us: it keeps what it read of the environment.

    Its process-wide switch is set besides, since it wins over the environment.
    """
    silence()
    import langsmith  # noqa: PLC0415 - after the variables are set
    from langsmith.utils import get_env_var  # noqa: PLC0415

    get_env_var.cache_clear()  # type: ignore[attr-defined]  # an lru_cache under overloads
    langsmith.configure(enabled=False)
