"""The web application around the Gradio pages: one per language, strict headers, nothing from outside."""

import base64
import hashlib
import logging
import re
from collections.abc import Iterable
from importlib import resources

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.page.rendering import el, escape, fragment, own_script

log = logging.getLogger(__name__)

_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_SOCIAL = re.compile(r"\s*<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*/>")
_ASSETS = {"vigie.js": "text/javascript; charset=utf-8", "vigie.css": "text/css; charset=utf-8"}


def asset(name: str) -> str:
    """Return the text of one of the page's own files."""
    return (resources.files("assistant.page") / name).read_text(encoding="utf-8")


def version() -> str:
    """Return what changes when the page's own files change, so that browsers may keep them."""
    return hashlib.sha256("".join(asset(name) for name in _ASSETS).encode()).hexdigest()[:12]


def policy(inline: Iterable[bytes]) -> str:
    """Return the content security policy of a page with these inline scripts: only they and our own files run.

    Gradio's HTML component compiles its fixed template in the browser, hence 'unsafe-eval'; it never compiles a value.
    """
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}'" for code in inline)
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )


def amended(page: str, spoken: str, title: str) -> str:
    """Return Gradio's page with its language and title, our files, and without its advertisement cards."""
    page = page.replace('lang="en"', f'lang="{spoken}"', 1)
    page = _SOCIAL.sub("", page)
    first = fragment(
        el("title", title),
        el("meta", name="referrer", content="same-origin"),
        own_script(f"/own/vigie.js?v={version()}"),  # before Gradio's own, which reads the language
    )
    last = el("link", rel="stylesheet", href=f"/own/vigie.css?v={version()}")  # after Gradio's own, to prevail
    page = page.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{first}', 1)
    return page.replace("</head>", f"{last}</head>", 1)


class Guard:
    """Amends Gradio's pages and puts the security headers on every response."""

    def __init__(self, app: ASGIApp, titles: dict[str, str]) -> None:
        self.app = app
        self.titles = titles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; one that fails is answered here, so that this answer has the headers too."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._handled(scope, receive, noted)
        except Exception:
            if begun:
                raise
            log.exception("A request failed: %s %s", scope["method"], scope["path"])
            await Response(status_code=500)(scope, receive, _headed(send))

    async def _handled(self, scope: Scope, receive: Receive, send: Send) -> None:
        spoken = {"/": "fr", "/en/": "en"}.get(scope["path"])
        if spoken is None or scope["method"] != "GET":
            await self.app(scope, receive, _headed(send))
            return
        scope = dict(scope)
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            if Headers(raw=start["headers"]).get("content-type", "").startswith("text/html"):
                body = amended(body.decode("utf-8"), spoken, self.titles[spoken]).encode("utf-8")
            headers = MutableHeaders(raw=start["headers"])
            headers["content-length"] = str(len(body))
            headers["content-security-policy"] = policy(_INLINE.findall(body))
            headers["cache-control"] = "no-store"
            await _headed(send)(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, collect)


def _headed(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]  # Gradio lets every other site read its answers; none of ours is for another site
            headers.setdefault("content-security-policy", policy(()))
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "same-origin"
            headers["x-frame-options"] = "DENY"
            headers["permissions-policy"] = "camera=(), microphone=(), geolocation=()"
            headers["cross-origin-opener-policy"] = "same-origin"
        await send(message)

    return headed


def own_routes(app: FastAPI) -> None:
    """Serve the page's own files, and lead `/en` to its page."""

    @app.get("/own/{name}", include_in_schema=False)
    def own(name: str) -> Response:
        if name not in _ASSETS:
            return Response(escape(name), status_code=404, media_type="text/plain")
        return Response(
            asset(name), media_type=_ASSETS[name], headers={"cache-control": "public, max-age=31536000, immutable"}
        )

    @app.get("/en", include_in_schema=False)
    def english(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/en/{query}", status_code=308)
