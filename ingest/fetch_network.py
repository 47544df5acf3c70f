"""The way out to the network: https only, public addresses only, at a polite pace, as robots.txt allows."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from urllib.request import getproxies, proxy_bypass

import httpx

from corpus.language import say
from ingest.fetch_addresses import (
    PinnedTransport,
    ProxiedTransport,
    Refused,
    Resolve,
    Unreachable,
    checked_addresses,
    resolve,
)
from ingest.fetch_robots import ALLOW_ALL, MAX_BYTES, Robots, read_robots

_REDIRECTS = {301, 302, 303, 307, 308}


class TryLater(Exception):
    """A failure that another attempt may not meet; `wait` is what the server asked for, in seconds."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def _version() -> str:
    try:
        return metadata.version("vigie")
    except metadata.PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How downloads behave. Times are in seconds."""

    max_bytes: int = 200 * 1024 * 1024
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 900.0  # for one attempt at one document
    attempts: int = 4
    backoff: float = 1.0  # doubled after each attempt
    longest_wait: float = 60.0  # a server that asks for more is given up for today
    pause: float = 1.0  # between two requests to one host
    max_redirects: int = 5
    user_agent: str = field(default_factory=lambda: f"Vigie/{_version()} (vigie fetch; documents publics sur l'IA)")
    trusted_for_tests: frozenset[str] = frozenset()
    """`host:port` pairs that may be plain http on a private address. For tests against a local server; nothing sets it
    from the environment or a command line."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, as the downloads see it; tests give another."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class PoliteClient:
    """Reads https addresses: checked, paced, and as robots.txt allows. Use it in a `with` block."""

    def __init__(self, settings: FetchSettings, clock: Clock, resolver: Resolve = resolve) -> None:
        self._settings = settings
        self._clock = clock
        self._resolve = resolver
        self._robots: dict[str, Robots] = {}
        self._last: dict[str, float] = {}
        self.answered = False  # whether any server has answered, whatever it said
        timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
        headers = {"User-Agent": settings.user_agent, "Accept-Encoding": "identity"}
        self._direct = httpx.Client(transport=PinnedTransport(self._addresses), timeout=timeout, headers=headers)
        proxy = getproxies().get("https")
        self._proxied = (
            httpx.Client(transport=ProxiedTransport(self._addresses, proxy), timeout=timeout, headers=headers)
            if proxy
            else None
        )

    def __enter__(self) -> "PoliteClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._direct.close()
        if self._proxied is not None:
            self._proxied.close()

    @contextmanager
    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[httpx.Response]:
        """Open an address, following redirects, each checked like the first. The body is read by the caller.

        Raises Refused, Unreachable, TryLater, or httpx.RequestError.
        """
        url = self._followed(None, address)
        for _ in range(self._settings.max_redirects + 1):
            robots = self._robots_of(url)
            if not robots.allows(url.raw_path.decode("ascii")):
                raise Refused(
                    say(
                        f"{url.host} ne permet pas aux programmes de lire {url} (robots.txt). "
                        "Ouvrez l'adresse dans un navigateur et déposez le fichier dans le dossier.",
                        f"{url.host} does not let programs read {url} (robots.txt). "
                        "Open the address in a browser and put the file in the folder.",
                    )
                )
            response = self._send(url, headers or {}, robots.delay)
            try:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    yield response
                    return
            finally:
                response.close()
            url = self._followed(url, response.headers["location"])
        raise Refused(
            say(
                f"{address} renvoie trop de fois à une autre adresse ({self._settings.max_redirects}).",
                f"{address} redirects too many times ({self._settings.max_redirects}).",
            )
        )

    def _followed(self, url: httpx.URL | None, location: str) -> httpx.URL:
        """Return where an address leads. Raises Refused unless it is https, without credentials."""
        try:
            found = httpx.URL(location) if url is None else url.join(location)
        except (httpx.InvalidURL, UnicodeError):
            raise Refused(say(f"Adresse invalide : {location}", f"Invalid address: {location}")) from None
        if not self._trusted(found) and (found.scheme != "https" or not found.host or found.userinfo):
            raise Refused(
                say(
                    f"Adresse refusée : {found}. Seules les adresses https sans identifiants sont lues.",
                    f"Address refused: {found}. Only https addresses without credentials are read.",
                )
            )
        return found

    def _trusted(self, url: httpx.URL) -> bool:
        return f"{url.host}:{url.port or 443}" in self._settings.trusted_for_tests

    def _addresses(self, url: httpx.URL) -> list[str]:
        return checked_addresses(url, self._resolve, private_too=self._trusted(url))

    def _robots_of(self, url: httpx.URL) -> Robots:
        """Read the robots.txt of a site, once. Where there is none all is allowed; while it fails nothing is read."""
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(httpx.URL(site + "/robots.txt"))
        return self._robots[site]

    def _read_robots(self, url: httpx.URL) -> Robots:
        """Read one robots.txt; the meaning of each status is that of RFC 9309, 2.3.1."""
        for _ in range(self._settings.max_redirects + 1):
            response = self._send(url, {}, 0.0)
            try:
                if response.status_code >= 500 or response.status_code == 429:
                    raise TryLater(f"{url}: HTTP {response.status_code}")
                if response.status_code >= 400:
                    return ALLOW_ALL
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return read_robots(_start_of(response).decode("utf-8", "replace"), self._settings.user_agent)
            finally:
                response.close()
            url = self._followed(url, response.headers["location"])
        return ALLOW_ALL

    def _send(self, url: httpx.URL, headers: Mapping[str, str], delay: float) -> httpx.Response:
        """Wait for the host's turn, then send; the body is not read."""
        pause = min(max(self._settings.pause, delay), self._settings.longest_wait)
        if url.host in self._last:
            self._clock.sleep(max(0.0, self._last[url.host] + pause - self._clock.monotonic()))
        by_proxy = self._proxied is not None and not self._trusted(url) and not proxy_bypass(url.host)
        client = self._proxied if by_proxy and self._proxied is not None else self._direct
        try:
            response = client.send(client.build_request("GET", url, headers=dict(headers)), stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if "CERTIFICATE" in str(error):
                raise Refused(
                    say(
                        f"Le certificat de {url.host} est refusé ({error}). Derrière un proxy qui déchiffre, donnez son "
                        "certificat par SSL_CERT_FILE.",
                        f"The certificate of {url.host} is refused ({error}). Behind a proxy that decrypts, give its "
                        "certificate by SSL_CERT_FILE.",
                    )
                ) from None
            raise Unreachable(
                say(f"{url.host} ne répond pas ({error}).", f"{url.host} does not answer ({error}).")
            ) from None
        finally:
            self._last[url.host] = self._clock.monotonic()
        self.answered = True
        return response


def _start_of(response: httpx.Response) -> bytes:
    """Read as much of a robots.txt as has to be read."""
    text = b""
    for chunk in response.iter_bytes():
        text += chunk
        if len(text) >= MAX_BYTES:
            break
    return text[:MAX_BYTES]
