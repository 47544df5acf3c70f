"""Which addresses a download may connect to: public ones, checked before the connection and used for it.

A host name is resolved once, every address is checked, and the connection goes to a checked address: a name that answers
with a public address first and a private one next gains nothing.
"""

import contextlib
import ipaddress
import socket
from collections.abc import Callable

import httpx

from corpus.errors import VigieError
from corpus.language import say

_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], list[str]]


class Refused(VigieError):
    """The request is not made, whatever the number of attempts."""


class Unreachable(VigieError):
    """The server could not be reached at all: no address, or no connection."""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host. Raises OSError when it has none."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(address: str) -> bool:
    """Say whether an address is one of the public Internet, also when an IPv4 address hides in an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            hidden = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
    return ip.is_global and not ip.is_multicast


def checked_addresses(url: httpx.URL, resolver: Resolve, *, private_too: bool) -> list[str]:
    """Return the addresses of a host, all of them public unless told otherwise. Raises Refused or Unreachable."""
    try:
        addresses = resolver(url.host, url.port or 443)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            say(f"{url.host} : adresse introuvable ({error}).", f"{url.host}: no address found ({error}).")
        ) from None
    private = [address for address in addresses if not is_public(address)]
    if private and not private_too:
        raise Refused(
            say(
                f"{url.host} mène à une adresse privée ({private[0]}) : refusé.",
                f"{url.host} leads to a private address ({private[0]}): refused.",
            )
        )
    return addresses


class PinnedTransport(httpx.HTTPTransport):
    """Connects to the addresses that `check` returns, under the name that was asked for.

    No connection is kept: two names on one address must not share a connection whose certificate was checked for one.
    """

    def __init__(self, check: Callable[[httpx.URL], list[str]]) -> None:
        super().__init__(limits=httpx.Limits(max_keepalive_connections=0))
        self._check = check

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first of the checked addresses that answers."""
        last: httpx.TransportError = httpx.ConnectError("no address")
        for address in self._check(request.url):
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": request.url.host},
            )
            try:
                return super().handle_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = error
        raise last


class ProxiedTransport(httpx.HTTPTransport):
    """Goes out by the proxy of the environment, which resolves names; what resolves here to a private address is refused."""

    def __init__(self, check: Callable[[httpx.URL], list[str]], proxy: str) -> None:
        super().__init__(proxy=proxy, limits=httpx.Limits(max_keepalive_connections=0))
        self._check = check

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request through the proxy."""
        with contextlib.suppress(Unreachable):  # behind a proxy, outside names may not resolve here
            self._check(request.url)
        return super().handle_request(request)
