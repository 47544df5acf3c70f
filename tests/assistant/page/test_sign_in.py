from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.page.accounts import User, hash_password
from assistant.page.app import create_app
from assistant.page.sign_in import COOKIE, Sessions
from corpus.errors import VigieError
from corpus.settings import Settings

PASSWORD = "une phrase assez longue"


@pytest.fixture(scope="module")
def users(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users.toml"
    hashed = hash_password(PASSWORD)
    path.write_text(f'[marie]\nrole = "editor"\npassword = "{hashed}"\n[paul]\npassword = "{hashed}"\n')
    return path


def _opened(service, tmp_path: Path, **settings) -> TestClient:
    return TestClient(create_app(service, Settings(home=tmp_path, **settings)), follow_redirects=False)


@pytest.fixture
def web(scripted, tmp_path: Path, users: Path):
    with _opened(scripted, tmp_path, users_file=users) as client:
        yield client


def _sign_in(web: TestClient, name: str = "marie", password: str = PASSWORD, there: str = "/"):
    return web.post("/login", data={"name": name, "password": password, "next": there})


PLACES = ["/", "/en/", "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=x", "/source/0000000000000001/2",
          "/source/0000000000000001/2/page.png", "/theme.css"]  # fmt: skip


def test_nothing_is_shown_before_signing_in(web) -> None:
    for place in PLACES:
        assert (place, web.get(place).status_code) == (place, 401)
        seen = web.get(place, headers={"accept": "text/html"})
        assert seen.status_code == 303
        assert seen.headers["location"].startswith("/login?next=/")
    assert web.post("/feedback", json={}).status_code == 401
    assert web.post("/gradio_api/upload").status_code == 401


def test_the_form_and_what_it_needs_are_open(web) -> None:
    page = web.get("/login?next=/en/")
    assert page.status_code == 200
    assert "Password" in page.text
    assert web.get("/own/vigie.css").status_code == 200


def test_signing_in_and_out(web) -> None:
    entered = _sign_in(web, there="/source/0000000000000001/2")
    assert entered.status_code == 303
    assert entered.headers["location"] == "/source/0000000000000001/2"
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert web.get("/").status_code == 200
    assert web.get("/source/0000000000000001/2").status_code == 200
    web.post("/logout")
    assert web.get("/").status_code == 401


def test_a_wrong_name_or_password_says_the_same(web) -> None:
    for name, password in (("marie", "faux"), ("inconnue", PASSWORD), ("", ""), ("marie", "")):
        refused = _sign_in(web, name, password)
        assert refused.status_code == 401
        assert "Nom ou mot de passe inconnu." in refused.text
        assert "set-cookie" not in refused.headers


def test_guessing_is_slowed_down(web) -> None:
    seen = [_sign_in(web, "paul", f"essai {number}").status_code for number in range(10)]
    assert seen.count(401) == 8
    assert seen[-1] == 429
    assert _sign_in(web, "paul").status_code == 429


def test_signing_in_leads_nowhere_else(web) -> None:
    for there in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", ""):
        assert _sign_in(web, there=there).headers["location"] == "/"


def test_another_site_cannot_sign_someone_in(web) -> None:
    refused = web.post("/login", data={"name": "marie", "password": PASSWORD}, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403


def test_a_forged_cookie_opens_nothing(web) -> None:
    web.cookies.set(COOKIE, "x" * 43)
    assert web.get("/").status_code == 401


def test_a_reader_cannot_send_files(web) -> None:
    files = {"files": ("a.pdf", b"%PDF", "application/pdf")}
    _sign_in(web, "paul")
    assert web.post("/gradio_api/upload", files=files).status_code == 403
    web.post("/logout")
    _sign_in(web, "marie")
    assert web.post("/gradio_api/upload", files=files).status_code == 200


def test_a_reverse_proxy_names_the_person(scripted, tmp_path: Path, users: Path) -> None:
    files = {"files": ("a.pdf", b"%PDF", "application/pdf")}
    with _opened(scripted, tmp_path, users_file=users, user_header="X-Remote-User") as web:
        assert web.get("/").status_code == 401
        assert web.get("/login").status_code in (401, 404)
        assert web.get("/", headers={"x-remote-user": "marie"}).status_code == 200
        upload = {
            name: web.post("/gradio_api/upload", files=files, headers={"x-remote-user": name})
            for name in ("marie", "zoé".encode(), "paul")
        }
        assert [answer.status_code for answer in upload.values()] == [200, 403, 403]


def test_a_file_of_users_at_fault_stops_the_start(scripted, tmp_path: Path) -> None:
    with pytest.raises(VigieError, match="utilisateurs"):
        create_app(scripted, Settings(home=tmp_path, users_file=tmp_path / "absent.toml"))


def test_a_session_ends() -> None:
    sessions = Sessions(seconds=-1)
    assert sessions.user(sessions.begin(User("marie"))) is None
    sessions = Sessions()
    token = sessions.begin(User("marie"))
    assert sessions.user(token) == User("marie")
    sessions.end(token)
    assert sessions.user(token) is None
    assert sessions.user(None) is None
