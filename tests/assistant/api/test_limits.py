"""Who may call the API, how often, and what happens to an answer nobody waits for any more."""

import json
import socket
import time
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.page.accounts import key_digest, new_key
from assistant.page.app import create_app
from corpus.settings import Settings

API = "/api/v1"


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> tuple[Path, str, str]:
    """A file of two people, with a key for each."""
    path, marie, paul = tmp_path_factory.mktemp("users") / "users.toml", new_key(), new_key()
    path.write_text(
        f'[marie]\nrole = "editor"\n[marie.keys.portable]\nsha256 = "{key_digest(marie)}"\n'
        f'[paul]\n[paul.keys.portable]\nsha256 = "{key_digest(paul)}"\n'
    )
    return path, marie, paul


@pytest.fixture(scope="module")
def guarded(service, keys, tmp_path_factory):
    """A Vigie where people sign in and may ask three times a minute."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), users_file=keys[0], questions_per_minute=3)
    with TestClient(create_app(service, settings)) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_without_a_key_nothing_is_told(guarded) -> None:
    places = ("/documents", "/openapi.json", "/docs", "/nowhere", "/answers/r1", "/mcp")
    for headers in (
        {},
        bearer("vigie_faux"),
        bearer(""),
        {"authorization": "Basic eDp5"},
        {"cookie": "vigie_session=x"},
    ):
        for place in places:
            answer = guarded.get(API + place, headers={**headers, "accept": "text/html"})
            assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.json()["type"].endswith("problem-unauthorized")


def test_a_key_opens_the_api_and_nothing_else(guarded, keys) -> None:
    _, marie, _ = keys
    assert guarded.get(f"{API}/documents", headers=bearer(marie)).status_code == 200
    assert guarded.get(f"{API}/openapi.json", headers=bearer(marie)).json()["security"] == [{"key": []}]
    assert guarded.get("/", headers=bearer(marie)).status_code == 401
    assert guarded.post("/gradio_api/upload", headers=bearer(marie)).status_code == 401


def test_each_person_has_their_own_allowance(guarded, keys) -> None:
    _, marie, paul = keys
    asked = {"params": {"subject": "budget"}, "headers": bearer(marie)}
    seen = [guarded.get(f"{API}/excerpts", **asked) for _ in range(4)]
    assert [answer.status_code for answer in seen] == [200, 200, 200, 429]
    assert seen[-1].json()["type"].endswith("problem-rate-limit")
    assert 1 <= int(seen[-1].headers["retry-after"]) <= 60
    assert guarded.post(f"{API}/check", json={"text": "x"}, headers=bearer(marie)).status_code == 429
    assert guarded.get(f"{API}/excerpts", params={"subject": "x"}, headers=bearer(paul)).status_code == 200
    answers = [
        guarded.post(f"{API}/ask", json={"question": "Où ?"}, headers=bearer(marie)).status_code for _ in range(4)
    ]
    assert answers == [200, 200, 200, 429]


def test_a_reverse_proxy_names_the_person_and_keys_still_count(service, keys, tmp_path: Path) -> None:
    path, marie, _ = keys
    settings = Settings(home=tmp_path, users_file=path, user_header="X-Remote-User")
    with TestClient(create_app(service, settings)) as web:
        assert web.get(f"{API}/documents").status_code == 401
        assert web.get(f"{API}/documents", headers={"x-remote-user": "zoé".encode()}).status_code == 200
        assert web.get(f"{API}/documents", headers=bearer(marie)).status_code == 200
        assert web.get(f"{API}/documents", headers={"x-remote-user": "marie", **bearer("faux")}).status_code == 401


@pytest.fixture
def live(serve_scripted, tmp_path: Path):
    with serve_scripted(tmp_path) as site:
        yield site


def until(condition, seconds: float = 10.0) -> bool:
    limit = time.monotonic() + seconds
    while not condition() and time.monotonic() < limit:
        time.sleep(0.05)
    return bool(condition())


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_an_answer_nobody_waits_for_is_stopped(live, accept: str) -> None:
    stopped: list[bool] = []
    ask = live.service.ask

    def watched(question, **options):
        try:
            yield from ask(question, **options)
        finally:
            stopped.append(options["cancel"].is_set())

    live.service.ask = watched
    host, port = live.url.removeprefix("http://").split(":")
    body = json.dumps({"question": "question lente"}).encode()
    with socket.create_connection((host, int(port))) as line:
        line.sendall(
            f"POST {API}/ask HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        assert until(lambda: live.service.asked)
        if accept == "text/event-stream":
            assert b"event: excerpts" in b"".join(line.recv(4096) for _ in range(3))
        # while the answer is being written, what needs no model does not wait
        begun = time.monotonic()
        with httpx.Client(base_url=live.url) as web:
            assert web.get(f"{API}/excerpts", params={"subject": "budget"}).status_code == 200
            assert web.post(f"{API}/check", json={"text": "« une phrase exacte ici »"}).status_code == 200
        assert time.monotonic() - begun < 5
        assert stopped == []
    assert until(lambda: stopped), "the model went on writing for nobody"
    assert stopped == [True]


def test_the_page_and_the_api_wait_in_one_line(live) -> None:
    with httpx.Client(base_url=live.url, timeout=20) as first, httpx.Client(base_url=live.url, timeout=20) as second:
        wanted = {"headers": {"accept": "text/event-stream"}}
        with first.stream("POST", f"{API}/ask", json={"question": "question lente"}, **wanted) as one:
            lines = one.iter_lines()
            assert next(lines) == "event: excerpts"
            with second.stream("POST", f"{API}/ask", json={"question": "une autre"}, **wanted) as two:
                other = two.iter_lines()
                assert next(other) == "event: waiting"
                assert json.loads(next(other).removeprefix("data: "))["ahead"] == 1
                live.service.gate.set()
                names = [line for line in other if line.startswith("event: ")]
            assert names[-1] == "event: finished"
