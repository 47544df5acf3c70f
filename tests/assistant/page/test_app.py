import re
import socket
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.page.app import build, create_app, listen, warm_up
from corpus.errors import VigieError
from corpus.settings import Settings


@pytest.fixture(scope="module")
def web(tmp_path_factory, make_service):
    service = make_service(tmp_path_factory.mktemp("app"))
    with TestClient(create_app(service, service.settings)) as client:
        yield client


def test_the_page_asks_nothing_from_outside(web) -> None:
    for path in ("/", "/en/"):
        page = web.get(path).text
        outside = re.findall(r"(?:src|href|content)=\"(https?://[^\"]+)", page)
        assert [url for url in outside if "testserver" not in url] == []
        assert "fonts.googleapis" not in page


def test_each_page_says_its_language_and_its_title(web) -> None:
    assert '<html\n\tlang="fr"' in web.get("/").text
    assert "<title>Vigie\u00a0: des réponses" in web.get("/").text
    assert '<html\n\tlang="en"' in web.get("/en/").text


def test_only_known_scripts_may_run(web) -> None:
    policy = web.get("/").headers["content-security-policy"]
    scripts = policy.partition("script-src")[2].partition(";")[0]
    assert "'unsafe-inline'" not in scripts
    assert "*" not in policy
    assert "http" not in policy
    assert scripts.count("'sha256-") >= 3
    assert "frame-ancestors 'none'" in policy


def test_every_answer_carries_the_headers(web) -> None:
    for path in ("/own/vigie.js", "/nowhere", "/config", "/theme.css"):
        headers = web.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in headers


def test_the_english_page_keeps_the_query(web) -> None:
    answer = web.get("/en?answer=r1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/en/?answer=r1")


def test_files_of_the_machine_cannot_be_read(web, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for path in (f"/gradio_api/file={secret}", "/gradio_api/file=/etc/passwd", "/own/..%2fapp.py", "/own/app.py"):
        assert web.get(path).status_code in (403, 404)


def test_no_api_is_published(web) -> None:
    assert web.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    assert web.get("/docs").status_code == 404


def test_a_busy_port_is_refused_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(VigieError, match=f"127.0.0.1:{port}") as error:
            listen(Settings(home=tmp_path, port=port))
    assert "\n" not in str(error.value)
    assert "VIGIE_PORT" in str(error.value)


def test_the_page_is_built_in_the_language_of_the_settings(scripted, tmp_path: Path) -> None:
    assert "Votre question" in str(build(scripted, Settings(home=tmp_path)).get_config_file())
    assert "Your question" in str(build(scripted, Settings(home=tmp_path, language="en")).get_config_file())


def test_models_are_loaded_ahead_and_a_failure_stops_nothing(scripted, caplog) -> None:
    loaded, stopping = [], threading.Event()
    scripted.warm = lambda: loaded.append(1)
    scripted.warm_lexicon = lambda: loaded.append(2)
    warm_up(scripted, stopping).join(5)
    assert loaded == [1, 2]

    def broken() -> None:
        raise VigieError("le modèle manque")

    scripted.warm = broken
    warm_up(scripted, stopping).join(5)
    assert "could not be loaded ahead" in caplog.text
    caplog.clear()
    stopping.set()
    warm_up(scripted, stopping).join(5)
    assert caplog.text == ""  # the server is on its way out
    del scripted.warm
    warm_up(scripted, stopping).join(5)
