"""The page and the API as an attacker meets them: addresses, bodies, files and headers that no browser of ours sends."""

import json
import logging
import os
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.page.accounts import hash_password
from assistant.page.app import create_app
from assistant.page.shelf import LibraryShelf
from assistant.page.shield import Hourly, names_of
from assistant.service import Vigie
from corpus.library import Library
from corpus.settings import Settings
from ingest.pipeline import ingest, plan

XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`${7*7}{{7*7}}[x](javascript:alert(1))"
HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "permissions-policy",
)
SECRET = "un secret que personne ne doit lire"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The real page over a library of one document whose name and text attack."""
    home = tmp_path_factory.mktemp("site") / "home"
    home.mkdir()
    (home / "vigie.secret").write_text(SECRET)
    source = home.parent / "plan <img src=x onerror=alert(1)> [3].txt"
    source.write_text(
        f"Le plan pour l'IA coûte 12 millions d'euros. {XSS} Il est évalué chaque année.", encoding="utf-8"
    )
    settings = Settings(home=home, provider="none", max_file_mb=1, questions_per_minute=10_000)
    library = Library(settings)
    with library.writing():
        [record] = ingest(library, plan([source]))
    assert record.status.searchable
    vigie = Vigie(settings)
    app = create_app(vigie, settings, LibraryShelf(vigie.library))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield SimpleNamespace(client=client, home=home, document=record.document_id, vigie=vigie)


def _guarded(answer: Any, where: object) -> None:
    assert answer.status_code < 500, (where, answer.status_code)
    for name in HEADERS:
        assert name in answer.headers, (where, name)
    assert answer.headers["x-content-type-options"] == "nosniff"
    there = answer.headers.get("location", "/")
    assert there.startswith(("/", "http://testserver")) and not there.startswith("//"), (where, there)
    assert "root:x:0" not in answer.text and SECRET not in answer.text, where


CLIMBS = ("../" * 8, "..%2f" * 8, "%2e%2e/" * 8, "..%5c" * 8, "....//" * 8, "%252e%252e%252f" * 8, "/", "//")
TREES = (
    "/own/", "/static/", "/assets/", "/svelte/", "/source/", "/gradio_api/file=", "/gradio_api/file/", "/file=", "/file/",
    "/en/gradio_api/file=", "/en/file=", "/gradio_api/stream/", "/custom_component/a/b/c/", "/api/v1/documents/",
    "/api/v1/answers/", "/", "/theme.css/", "/gradio_api/upload_progress?upload_id=",
)  # fmt: skip


def test_no_file_of_the_machine_can_be_read(site: SimpleNamespace) -> None:
    for tree in TREES:
        for climb in CLIMBS:
            for target in ("etc/passwd", str(site.home / "vigie.secret").lstrip("/")):
                if "upload_progress" in tree:
                    continue
                _guarded(site.client.get(f"{tree}{climb}{target}"), (tree, climb, target))


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://192.0.2.1/x", "/gradio_api/file=//evil.example", "/gradio_api/proxy=http://192.0.2.1/",
        "/gradio_api/proxy=https://huggingface.co/", "/en/gradio_api/file=https://evil.example", "//evil.example/%2e%2e",
        "/en//evil.example", "/en?x=%0d%0aSet-Cookie:a=b", "/login?next=//evil.example", "/logout", "/en/logout",
        "/login/huggingface", "/gradio_api/deep_link?session_hash=x", "/\\evil.example", "/%2f%2fevil.example",
    ],
)  # fmt: skip
def test_no_address_leads_elsewhere(site: SimpleNamespace, path: str) -> None:
    answer = site.client.get(path)
    _guarded(answer, path)
    assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]


def test_every_answer_has_the_headers_errors_too(site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.client
    number = "9" * 30
    for method, path in (
        ("GET", "/"), ("GET", "/en/"), ("GET", "/nowhere"), ("PUT", "/"), ("TRACE", "/"), ("DELETE", "/own/vigie.js"),
        ("POST", "/gradio_api/queue/join"), ("GET", "/gradio_api/queue/data"), ("GET", f"/source/{site.document}/{number}"),
        ("GET", f"/source/{site.document}/-1"), ("GET", f"/source/{site.document}/1?start={number}"),
        ("GET", "/source/%00/1"), ("GET", "/%ff%fe"), ("GET", f"/source/{site.document}/{number}/page.png"),
        ("GET", "/api/v1/nowhere"), ("POST", "/api/v1/ask"), ("GET", "/api/v1/documents/%00"), ("POST", "/feedback"),
        ("GET", f"/api/v1/documents/{site.document}/pages/{number}"), ("GET", "/robots.txt"), ("GET", "/manifest.json"),
    ):  # fmt: skip
        _guarded(client.request(method, path), (method, path))

    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(site.vigie, "document", broken)
    answer = client.get(f"/source/{site.document}/1")
    assert answer.status_code == 500 and all(name in answer.headers for name in HEADERS)
    assert SECRET not in answer.text and "Traceback" not in answer.text


def test_payloads_come_back_as_text(site: SimpleNamespace) -> None:
    client = site.client
    view = client.get(f"/source/{site.document}/1", params={"start": 0, "end": 5})
    assert view.status_code == 200 and "alert(1)" in view.text
    assert "<script>alert" not in view.text and "<img src=x" not in view.text
    for path in (f"/?answer={XSS}", f"/source/{XSS}/1", f"/own/{XSS}", f"/api/v1/answers/{XSS}"):
        answer = client.get(path)
        _guarded(answer, path)
        page = "html" in answer.headers.get("content-type", "")
        assert not page or ("<script>alert" not in answer.text and "<img src=x" not in answer.text), path
    told = client.post("/api/v1/ask", json={"question": f"Combien coûte le plan ? {XSS}", "provider": "none"})
    assert told.status_code == 200 and told.headers["content-type"].startswith("application/json")


def test_odd_requests_never_break_the_server(site: SimpleNamespace) -> None:
    chance = random.Random(10)
    pieces = (
        "%00",
        "%ff",
        "é",
        "..",
        "/",
        "%2f",
        "=",
        "?",
        "a" * 300,
        "{}",
        "[]",
        "'",
        '"',
        "<",
        "%0a",
        "\\",
        "1",
        "-1",
        ";",
    )
    bodies: list[bytes] = [
        b"", b"\x00" * 10, b"{", b"[" * 5000, b'{"a":' * 3000, b'"\\ud800"', b"null", b"1e999", b"\xff\xfe", b"a=b&c=d",
        json.dumps({"data": [XSS] * 50, "fn_index": 10**9, "session_hash": "x"}).encode(),
        json.dumps({"data": {"path": {}}, "fn_index": -1, "session_hash": ["x"]}).encode(),
        json.dumps({"question": "\x00\u202e" * 50, "language": "xx"}).encode(), json.dumps({"question": "é" * 5000}).encode(),
    ]  # fmt: skip
    kinds = (
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "é/é",
    )
    roots = ("/", "/en/", "/source/", "/own/", "/feedback", "/api/v1/ask", "/api/v1/excerpts", "/gradio_api/queue/join",
             "/gradio_api/call/", "/gradio_api/run/", "/gradio_api/reset", "/gradio_api/upload", "/gradio_api/cancel")  # fmt: skip
    for _ in range(200):
        path = chance.choice(roots) + "".join(chance.choice(pieces) for _ in range(chance.randint(0, 2)))
        method = chance.choice(("GET", "POST", "POST", "PUT", "HEAD", "OPTIONS"))
        headers = {
            "content-type": chance.choice(kinds).encode("utf-8"),
            "accept-language": chance.choice(pieces).encode("utf-8"),
        }
        body = chance.choice(bodies) if method in ("POST", "PUT") else None
        answer = site.client.request(method, path, content=body, headers=headers)
        _guarded(answer, (method, path, body and body[:40], headers))


def _change(site: SimpleNamespace) -> int:
    """The number of the page's event that adds files."""
    config = site.client.get("/config").json()
    kinds = {each["id"]: each["type"] for each in config["components"]}
    return next(each["id"] for each in config["dependencies"] if any(kinds[at] == "file" for at in each["inputs"]))


def test_a_call_names_no_file_but_an_upload(site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_: looked_up.append(given) or [])
    event = _change(site)
    uploads = site.home / "uploads"
    meta = {"_type": "gradio.FileData"}
    for path in (
        "http://192.0.2.1/x.txt", "https://example.org/x.pdf", "/etc/passwd", str(site.home / "vigie.secret"),
        str(uploads / ".." / "vigie.secret"), f"{uploads}/../vigie.secret", "vigie.secret", str(uploads), "file:///etc/passwd",
        f"{uploads}/\x00", None, 3, {"path": "/etc/passwd"},
    ):  # fmt: skip
        for data in (
            [[{"path": path, "meta": meta}]],
            [{"path": path, "url": path, "meta": meta}],
            [[[{"x": {"path": path}}]]],
        ):
            for call in ("/gradio_api/queue/join", "/en/gradio_api/queue/join"):
                answer = site.client.post(call, json={"data": data, "fn_index": event, "session_hash": "a"})
                assert answer.status_code == 400, (path, call, answer.status_code)
    assert looked_up == []
    link = uploads / "lien.txt"
    uploads.mkdir(exist_ok=True)
    link.symlink_to(site.home / "vigie.secret")
    answer = site.client.post(
        "/gradio_api/queue/join",
        json={"data": [[{"path": str(link), "meta": meta}]], "fn_index": event, "session_hash": "a"},
    )
    assert answer.status_code == 400


def test_uploads_are_bounded_kept_apart_and_never_served(site: SimpleNamespace) -> None:
    client = site.client
    answer = client.post("/gradio_api/upload", files={"files": ("../../../évasion<b>.txt", b"Une note.")})
    assert answer.status_code == 200
    [path] = answer.json()
    assert (site.home / "uploads").resolve() in Path(path).resolve().parents
    assert "<" not in Path(path).name and not os.access(path, os.X_OK)
    for tree in ("/gradio_api/file=", "/gradio_api/file/", "/en/gradio_api/file=", "/file=", "//gradio_api//file="):
        assert client.get(f"{tree}{path}").status_code == 404, tree
    too_large = client.post("/gradio_api/upload", files={"files": ("grand.txt", b"x" * 1_100_000)})
    assert too_large.status_code == 413
    assert client.post("/gradio_api/upload", headers={"content-length": "21000001"}).status_code == 413

    def drop_by_drop() -> Iterator[bytes]:
        yield b"--x\r\n"

    assert client.post("/gradio_api/upload", content=drop_by_drop()).status_code == 411
    assert client.post("/gradio_api/queue/join", content=b"x" * 2_100_000).status_code == 413


def test_uploads_of_an_hour_are_bounded() -> None:
    hourly = Hourly(100)
    assert hourly.take(60) and hourly.take(40) and not hourly.take(1)


def test_another_site_can_send_nothing(site: SimpleNamespace) -> None:
    for path in ("/gradio_api/upload", "/gradio_api/queue/join", "/feedback", "/api/v1/ask", "/logout"):
        answer = site.client.post(path, headers={"sec-fetch-site": "cross-site"}, content=b"{}")
        assert answer.status_code == 403, path
        assert "access-control-allow-origin" not in answer.headers
    answer = site.client.get("/config", headers={"origin": "https://evil.example"})
    assert not any(name.startswith("access-control-") for name in answer.headers)
    asked = site.client.options(
        "/gradio_api/queue/join", headers={"origin": "https://evil.example", "access-control-request-method": "POST"}
    )
    assert not any(name.startswith("access-control-") for name in asked.headers)


def test_a_name_that_is_not_ours_is_refused_where_nobody_signs_in(site: SimpleNamespace, tmp_path: Path) -> None:
    for host in ("evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example."):
        answer = site.client.get("/config", headers={"host": host})
        assert answer.status_code == 421 and all(name in answer.headers for name in HEADERS), host
    for host in ("localhost:7860", "127.0.0.1:7860", "[::1]:7860", "vigie.localhost"):
        assert site.client.get("/config", headers={"host": host}).status_code == 200, host
    users = tmp_path / "users.toml"
    for given, names in (
        ({}, frozenset()), ({"public_names": "vigie.region.fr, Autre.fr"}, {"vigie.region.fr", "autre.fr"}),
        ({"users_file": users}, None), ({"user_header": "X-User"}, None), ({"host": "0.0.0.0"}, None), ({"host": "::1"}, frozenset()),
    ):  # fmt: skip
        assert names_of(Settings(home=tmp_path, **given)) == names


def test_passwords_and_sessions_are_never_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    users = tmp_path / "users.toml"
    users.write_text(
        f'[awa]\npassword = "{hash_password("mot de passe très long")}"\nrole = "reader"\n', encoding="utf-8"
    )
    settings = Settings(home=tmp_path / "home", provider="none", users_file=users)
    with caplog.at_level(logging.DEBUG), TestClient(
        create_app(Vigie(settings), settings), follow_redirects=False
    ) as client:  # fmt: skip
        client.post("/login", data={"name": "awa", "password": "un autre mot de passe"})
        entered = client.post("/login", data={"name": "awa", "password": "mot de passe très long"})
        assert entered.status_code == 303
        token = entered.cookies["vigie_session"]
        client.get("/")
    logged = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    for secret in (
        "mot de passe très long",
        "un autre mot de passe",
        token,
        users.read_text(encoding="utf-8").split('"')[1],
    ):
        assert secret not in logged
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
