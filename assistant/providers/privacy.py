"""No trace of a run leaves the machine."""

import os

_TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")


def silence_tracing() -> None:
    """Turn LangSmith tracing off for this process, whatever the environment asks for.

    LangChain sends every prompt to LangSmith when one of these variables is "true"; a machine set up for another
    project would leak questions and documents that way. langsmith keeps what it read of the environment, so that memory
    is emptied too; its process-wide switch is set besides, since it wins over the environment.
    """
    for name in _TRACING:
        os.environ[name] = "false"
    os.environ.pop("LANGCHAIN_HANDLER", None)

    import langsmith  # noqa: PLC0415 - after the variables are set
    from langsmith.utils import get_env_var  # noqa: PLC0415

    get_env_var.cache_clear()  # type: ignore[attr-defined]  # an lru_cache under overloads
    langsmith.configure(enabled=False)
