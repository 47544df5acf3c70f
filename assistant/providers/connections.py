"""How a model server is reached: directly when it is on this machine, with nothing added to what is sent."""

import ipaddress
import logging
import ssl
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx

logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs each request's address, with the password it may hold
_CONNECT = 5.0  # seconds to reach a server that was there a moment ago
_PROBE = httpx.Timeout(3.0, connect=1.0)  # a server that is there answers a probe in milliseconds


def is_local(url: str) -> bool:
    """Whether the URL names this machine: `localhost` or a loopback address."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown(url: str) -> str:
    """Return the URL without the user name and password it may hold."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def uses_proxy(url: str) -> bool:
    """Whether the proxy of the environment (HTTP_PROXY…) may be used to reach the URL: never for this machine.

    httpx would send a request for 127.0.0.1 to the proxy, with the question and the excerpts in it, wherever HTTP_PROXY
    is set and NO_PROXY forgotten.
    """
    return not is_local(url)


def stream_options(url: str) -> dict[str, Any]:
    """Return the options of an httpx client for streams: no limit on reading, which `remote.stream` limits itself."""
    return {"timeout": httpx.Timeout(None, connect=_CONNECT), "trust_env": uses_proxy(url), "verify": _tls()}


def probe_client(url: str, **options: Any) -> httpx.Client:
    """Return a client that gives up quickly, to ask a server who it is."""
    return httpx.Client(timeout=_PROBE, trust_env=uses_proxy(url), verify=_tls(), **options)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Read the certificates once: httpx would for each client, and takes longer over it than over a probe."""
    return httpx.create_ssl_context()
