"""What an Ollama server says of itself: version, models, how much a model can read."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from assistant.providers.connections import probe_client, shown
from corpus.language import say

PORT = 11434
SAFE_VERSION = (0, 35, 0)
_ADVISORIES = (((0, 17, 1), "CVE-2026-7482"), (SAFE_VERSION, "CVE-2026-103663"))  # fixed in, name


@dataclass(frozen=True, slots=True)
class Model:
    """One model of the server. `context` is None when the server does not tell."""

    name: str
    context: int | None = None
    remote_host: str | None = None  # set for a "cloud" model: the prompt is sent there
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found at an address. `problem` is None when a server answers."""

    url: str
    version: str | None = None
    models: tuple[str, ...] = ()
    problem: str | None = None


def server_url(host: str) -> str:
    """Return a full URL from what people put in OLLAMA_HOST: `host`, `host:port`, `http://host`, `0.0.0.0`, `:port`.

    0.0.0.0 is an address to listen on; the way to it from this machine is 127.0.0.1.
    """
    text = host.strip().rstrip("/")
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    if rest.startswith(":") and not rest.startswith("::"):
        rest = f"127.0.0.1{rest}"
    if rest.count(":") > 1 and "@" not in rest and not rest.startswith("["):
        rest = f"[{rest}]"  # a bare IPv6 address
    parts = urlsplit(f"{scheme}://{rest or '127.0.0.1'}")
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(parts.hostname or "", parts.hostname or "127.0.0.1")  # noqa: S104
    name = f"[{name}]" if ":" in name else name
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    default = {"https": 443}.get(scheme, PORT) if separator else PORT
    return f"{scheme}://{user}{name}:{parts.port or default}{parts.path}"


def probe(host: str) -> Probe:
    """Ask the server who it is and what it has. Never raises; takes 3 seconds at most, milliseconds usually."""
    url = host
    try:
        url = server_url(host)
        with probe_client(url, base_url=url) as client:
            version = client.get("/api/version").raise_for_status().json().get("version")
            rows = client.get("/api/tags").raise_for_status().json().get("models") or []
        names = tuple(str(row.get("model") or row.get("name")) for row in rows)
        return Probe(url, str(version) if version else None, names)
    except httpx.TransportError:
        problem = say(f"Ollama ne répond pas à l'adresse {shown(url)}.", f"Ollama does not answer at {shown(url)}.")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError, TypeError):
        problem = say(
            f"Ce qui répond à l'adresse {shown(url)} n'est pas un serveur Ollama.",
            f"What answers at {shown(url)} is not an Ollama server.",
        )
    return Probe(url, problem=problem)


def show(url: str, name: str) -> Model:
    """Return what the server says of one model; what it does not say is None. Raises httpx.HTTPError."""
    with probe_client(url, base_url=url) as client:
        reply = client.post("/api/show", json={"model": name}).raise_for_status().json()
    info = reply.get("model_info") or {}
    lengths = [value for key, value in info.items() if key.endswith(".context_length") and isinstance(value, int)]
    return Model(
        name,
        context=min(lengths, default=None),
        remote_host=reply.get("remote_host"),
        capabilities=tuple(reply.get("capabilities") or ()),
    )


def installed(wanted: str, names: tuple[str, ...]) -> str | None:
    """Return the server's own name for the wanted model, None when it has not got it. No tag means `latest`."""
    full = wanted if ":" in wanted.rpartition("/")[2] else f"{wanted}:latest"
    return next((name for name in names if name.lower() == full.lower()), None)


def version_notice(version: str | None) -> str | None:
    """Return a line on the known vulnerabilities of this version, None when there is none or it is a private build."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version or "")
    if not found:
        return None
    number = (int(found[1]), int(found[2]), int(found[3]))
    open_flaws = [name for fixed, name in _ADVISORIES if number < fixed]
    if not open_flaws or number == (0, 0, 0):  # 0.0.0 is what a build from source says
        return None
    flaws, safe = ", ".join(open_flaws), ".".join(map(str, SAFE_VERSION))
    return say(
        f"Ollama {version} a une faille connue ({flaws}) : passez à la version {safe} ou plus récente, et ne le laissez "
        "écouter que sur cette machine.",
        f"Ollama {version} has a known vulnerability ({flaws}): update to {safe} or newer, and let it listen on this "
        "machine only.",
    )
