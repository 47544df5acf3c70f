"""No trace of a run leaves the machine, and requests to this machine never pass through a proxy."""

import ipaddress
import os
from urllib.parse import urlsplit

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


def is_local(url: str) -> bool:
    """Whether the URL names this machine: `localhost` or a loopback address."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def uses_proxy(url: str) -> bool:
    """Whether the proxy of the environment (HTTP_PROXY…) may be used to reach the URL: never for this machine.

    httpx would send a request for 127.0.0.1 to the proxy, with the question and the excerpts in it, wherever HTTP_PROXY
    is set and NO_PROXY forgotten.
    """
    return not is_local(url)
