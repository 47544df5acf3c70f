"""Signing in, when it is configured: by a form and hashed passwords, or by a reverse proxy that names the person."""

import secrets
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote as percent

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.problems import unauthorized
from assistant.page.accounts import Account, User, holder, load_accounts, matches
from assistant.page.rates import Rate
from assistant.page.rendering import el, fragment, page, safe_url
from assistant.page.texts import tell
from corpus.language import Language, language, speaking
from corpus.settings import Settings

if TYPE_CHECKING:
    import gradio as gr  # takes seconds: the tools of an assistant do without it

COOKIE = "vigie_session"
ANYONE = User("", "editor")
"""Who uses the page when nobody has to sign in."""

_USER = "vigie.user"
_HOURS = 12
_OPEN = ("/own/", "/favicon.ico", "/health/", "/metrics")  # the last two guard themselves: `health`
_UPLOAD = "/gradio_api/upload"
API = "/api/"
"""Where programs come, with a key in place of a session."""


class Sessions:
    """Who is signed in, by a random token that only their browser knows. Forgotten when the server stops."""

    def __init__(self, seconds: float = _HOURS * 3600.0) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._users: dict[str, tuple[User, float]] = {}

    def begin(self, user: User) -> str:
        """Return a new token."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            self._users = {key: known for key, known in self._users.items() if known[1] > now}
            self._users[token] = (user, now + self._seconds)
        return token

    def user(self, token: str | None) -> User | None:
        """Return who holds the token, if it is known and not too old."""
        with self._lock:
            known = self._users.get(token or "")
            return known[0] if known is not None and known[1] > time.monotonic() else None

    def end(self, token: str | None) -> None:
        """Forget a token."""
        with self._lock:
            self._users.pop(token or "", None)


class Gate:
    """Lets in who is signed in, and notes who it is; everyone when nothing is configured."""

    def __init__(self, app: ASGIApp, accounts: Mapping[str, Account], header: str | None, sessions: Sessions) -> None:
        self.app = app
        self.accounts = accounts
        self.header = header
        self.sessions = sessions
        self.open = _OPEN if header is not None else (*_OPEN, "/login")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request = Request(scope) if scope["type"] == "http" else None
        path: str = scope["path"]
        user = self._user(scope)
        if request is not None and (user is not None or path.startswith(self.open)):
            if path.endswith(_UPLOAD) and not (user is not None and user.edits):
                await Response(status_code=403)(scope, receive, send)
                return
            scope[_USER] = user
            await self.app(scope, receive, send)
            return
        if request is not None and path.startswith(API):
            await unauthorized(request)(scope, receive, send)
            return
        if request is None:
            await send({"type": "websocket.close", "code": 1008})
            return
        wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if wants_page and self.header is None:
            there = path + (f"?{request.url.query}" if request.url.query else "")
            await RedirectResponse(f"/login?next={percent(there, safe='/')}", status_code=303)(scope, receive, send)
            return
        await Response("sign in first", status_code=401, media_type="text/plain")(scope, receive, send)

    def _user(self, scope: Scope) -> User | None:
        headers = Headers(scope=scope)
        kind, _, key = headers.get("authorization", "").partition(" ")
        if scope["path"].startswith(API) and kind.lower() == "bearer":
            return holder(self.accounts, key.strip())
        if self.header is not None:
            name = headers.get(self.header, "").strip()
            if not name:
                return None
            known = self.accounts.get(name)
            return known.user if known is not None else User(name)
        return self.sessions.user(Request({"type": "http", "headers": scope["headers"]}).cookies.get(COOKIE))


def user_of(request: "gr.Request | Request") -> User:
    """Return who sends a request."""
    inner = getattr(request, "request", None) or request
    return cast("User", getattr(inner, "scope", {}).get(_USER) or ANYONE)


def name_of(request: "gr.Request | Request") -> str:
    """Return what counts as one person: the name they signed in with, otherwise their address."""
    user = user_of(request)
    client: Any = getattr(request, "client", None)
    return user.name or str(getattr(client, "host", "") or "")


def configure(app: FastAPI, settings: Settings) -> None:
    """Add the gate and the form to the application, when the settings ask for them."""
    if settings.users_file is None and settings.user_header is None:
        return
    accounts = load_accounts(settings.users_file) if settings.users_file is not None else {}
    sessions = Sessions()
    if settings.user_header is None:
        _form(app, accounts, sessions)
    app.add_middleware(Gate, accounts=accounts, header=settings.user_header, sessions=sessions)


def _form(app: FastAPI, accounts: Mapping[str, Account], sessions: Sessions) -> None:
    attempts = Rate(8, seconds=300)

    @app.get("/login", include_in_schema=False)
    def ask(request: Request) -> Response:
        with speaking(_spoken(request)):
            return _page(_next(request.query_params.get("next")))

    @app.post("/login", include_in_schema=False)
    async def enter(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=4)
        there = _next(str(form.get("next", "")))
        with speaking(_spoken(request)):
            if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return _page(there, tell("Demande refusée.", "Request refused."), 403)
            name, password = str(form.get("name", ""))[:200], str(form.get("password", ""))[:1000]
            if attempts.wait(name) or attempts.wait(str(request.client.host if request.client else "")):
                return _page(
                    there, tell("Trop d'essais : attendez cinq minutes.", "Too many attempts: wait five minutes."), 429
                )
            account = accounts.get(name)
            if not matches(password, account.password if account else "") or account is None:
                return _page(there, tell("Nom ou mot de passe inconnu.", "Unknown name or password."), 401)
        answer = RedirectResponse(there, status_code=303)
        answer.set_cookie(
            COOKIE,
            sessions.begin(account.user),
            max_age=_HOURS * 3600,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    @app.post("/logout", include_in_schema=False)
    def leave(request: Request) -> Response:
        sessions.end(request.cookies.get(COOKIE))
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer


def _next(wanted: str | None) -> str:
    """Return where to go after signing in: a place on this site, the first page otherwise."""
    return wanted if wanted and wanted.startswith("/") and safe_url(wanted) else "/"


def _spoken(request: Request) -> Language:
    wanted = request.query_params.get("next", "") + request.headers.get("referer", "")
    return "en" if "/en" in wanted else "fr"


def _page(there: str, problem: str = "", status: int = 200) -> Response:
    body = el(
        "main",
        el("h1", "Vigie"),
        el("p", problem, role="alert", class_="error") if problem else None,
        el(
            "form",
            el("label", tell("Nom", "Name"), el("input", name="name", autocomplete="username", required=True)),
            el(
                "label",
                tell("Mot de passe", "Password"),
                el("input", name="password", type="password", autocomplete="current-password", required=True),
            ),
            el("input", type="hidden", name="next", value=there),
            el("button", tell("Se connecter", "Sign in"), type="submit"),
            method="post",
            action="/login",
            class_="sign-in",
        ),
        class_="source-page",
    )
    head = fragment(el("link", rel="stylesheet", href="/own/vigie.css"))
    title = tell("Se connecter · Vigie", "Sign in · Vigie")
    return HTMLResponse(page(language(), title, head, body), status_code=status, headers={"cache-control": "no-store"})
