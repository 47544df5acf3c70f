"""What Gradio offers and this page does not use is closed: serving files, fetching addresses, uploads without end.

Gradio serves uploaded files to whoever knows their address, and fetches the address that a request gives in place of a
file. Here files only go in, to a folder of the library that nobody serves, and nothing is fetched.
"""

import ipaddress
import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.providers.connections import is_local
from corpus.settings import Settings

MOST_BYTES = 2_000_000
"""Largest request that is no upload: a question and its conversation take a few thousand."""
_CLOSED = re.compile(
    r"(?:/en)?/+(?:gradio_api/+)?"
    r"(?:file(?:=|/|$)|proxy=|stream/|deep_link|component_server|vibe-code|vibe-starter|monitoring|dev/|"
    r"run(?:/(?!predict/?$)|$)|(?:runs|call|api)(?:/(?!v1)|$)|"  # run/predict is how the Stop button calls
    r"custom_component/|login|logout/?$|process_recording|simple_predict|mcp)"
)
_OWN = {("GET", "/login"), ("POST", "/login"), ("POST", "/logout")}
_UPLOAD = re.compile(r"(?:/en)?/+gradio_api/+upload/?")
_CALLS = re.compile(r"(?:/en)?/+gradio_api/")
_HOUR = 3600.0


class Shield:
    """Refuses what the page never asks for. `folder` holds the uploads, of which each may take `most_upload` bytes.

    With `names`, a request must call this site by one of them, by an address or by a name without a dot: another site that
    has its own name point at this machine (DNS rebinding) could otherwise read the page in its visitors' browsers.
    """

    def __init__(self, app: ASGIApp, folder: Path, most_upload: int, names: frozenset[str] | None = None) -> None:
        self.app = app
        self.names = names
        self.folder = folder
        self.most_upload = most_upload
        self.hourly = Hourly(3 * most_upload)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        refusal: PlainTextResponse | None = None
        if scope["type"] == "http":
            headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
            uploads = _UPLOAD.fullmatch(path) is not None and method == "POST"
            if self.names is not None and not _is_ours(headers.get("host", ""), self.names):
                refusal = PlainTextResponse(
                    "Vigie: not a name of this site; see VIGIE_PUBLIC_NAMES in docs/security.md", status_code=421
                )
            elif _CLOSED.match(path) and (method, path) not in _OWN:
                refusal = _refused(404)
            elif method not in ("GET", "HEAD", "OPTIONS") and headers.get("sec-fetch-site") == "cross-site":
                refusal = _refused(403)  # another site's page, in the browser of somebody who may be signed in here
            elif uploads:
                refusal = self._upload(headers)
            elif _CALLS.match(path) and method == "POST":
                body = await _read(receive, MOST_BYTES)
                if body is None:
                    refusal = _refused(413)
                elif not self._holds_own_files(body):
                    refusal = _refused(400)
                else:
                    receive = _again(body, receive)
        await (refusal or self.app)(scope, receive, send)

    def _upload(self, headers: Headers) -> PlainTextResponse | None:
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            return _refused(411)
        if int(length) > self.most_upload:
            return _refused(413)
        return None if self.hourly.take(int(length)) else _refused(429)

    def _holds_own_files(self, body: bytes) -> bool:
        """Whether every file that a call names was uploaded here: no address, no file of this machine."""
        try:
            given = json.loads(body or b"null")
        except (ValueError, RecursionError):
            return True  # the page's own checks refuse it, and nothing was read of it
        root = self.folder.resolve()
        for path in _file_paths(given):
            if not isinstance(path, str) or "\x00" in path or not Path(path).is_absolute():
                return False
            if root not in Path(path).resolve().parents:
                return False
        return True


def names_of(settings: Settings) -> frozenset[str] | None:
    """Return the names of this site where they matter: on loopback without sign-in; otherwise None."""
    if settings.users_file is not None or settings.user_header is not None or not is_local(f"http://{_host(settings)}"):
        return None
    return frozenset(name.strip().casefold() for name in settings.public_names.split(",") if name.strip())


def _host(settings: Settings) -> str:
    return f"[{settings.host}]" if ":" in settings.host else settings.host


def _is_ours(host: str, names: frozenset[str]) -> bool:
    name = re.sub(r":\d*$", "", host).casefold().rstrip(".")
    if "." not in name or name.endswith(".localhost") or name in names:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Hourly:
    """Lets through so many bytes in an hour, for all visitors together: what is not read is deleted after an hour."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._taken: deque[tuple[float, int]] = deque()

    def take(self, size: int) -> bool:
        """Count so many bytes more; False when that would be too many."""
        now = time.monotonic()
        with self._lock:
            while self._taken and self._taken[0][0] < now - _HOUR:
                self._taken.popleft()
            if sum(each for _, each in self._taken) + size > self.most:
                return False
            self._taken.append((now, size))
            return True


def _file_paths(given: Any) -> Iterator[Any]:
    """Yield the path of everything in a JSON value that Gradio may take for a file, without recursion."""
    waiting = [given]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "path" in value:
                yield value["path"]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


async def _read(receive: Receive, most: int) -> bytes | None:
    """Read a request's body; None when it is larger than `most`."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if len(body) > most:
            return None
        if not message.get("more_body"):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read once more."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _refused(status: int) -> PlainTextResponse:
    return PlainTextResponse("", status_code=status)
