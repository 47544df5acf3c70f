"""A served Vigie, in a process of its own: health, metrics, logs, and how it stops."""

import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from eval.load import people

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Combien de temps à l'avance les cantines de Nantes prévoient-elles leurs repas ?"
NAMED = "Que font les cantines de Nantes pour Madame Zyromska ?"


def _fake_ollama() -> Any:
    path = ROOT / "tests" / "assistant" / "providers" / "fake_ollama.py"
    spec = importlib.util.spec_from_file_location("vigie_fake_ollama_operations", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.FakeOllama()


def free_port() -> int:
    with contextlib.closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextlib.contextmanager
def served(home: Path, log: Path, **settings: object) -> Iterator[SimpleNamespace]:
    """Run `vigie serve` on a home; its stderr goes to `log`."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("VIGIE_", "OLLAMA_"))},
        **{f"VIGIE_{name.upper()}": str(value) for name, value in settings.items()},
        "VIGIE_HOME": str(home),
        "VIGIE_PORT": str(port),
        "VIGIE_CACHE_DIR": str(home.parent / "cache"),
        "PYTHONPATH": str(ROOT),
    }
    with log.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "assistant.commands.main", "serve"],
            env=environment,
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 90
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/health/live", timeout=30).status_code == 200:
                    break
            assert child.poll() is None and time.monotonic() < end, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        yield SimpleNamespace(url=url, child=child, log=lambda: log.read_text(encoding="utf-8"))
    finally:
        child.kill()
        child.wait()


@pytest.fixture(scope="module")
def ollama() -> Iterator[Any]:
    with _fake_ollama() as server:
        server.script.answer = "Les cantines de Nantes prévoient leurs repas dix semaines à l'avance [1]."
        yield server


@pytest.fixture(scope="module")
def site(pristine: Path, tmp_path_factory: pytest.TempPathFactory, ollama: Any) -> Iterator[SimpleNamespace]:
    folder = tmp_path_factory.mktemp("served")
    home = Path(shutil.copytree(pristine / "home", folder / "home"))
    options = {"provider": "ollama", "ollama_host": ollama.url, "log_format": "json", "keep_answers_days": 3}
    options["questions_per_minute"] = 10_000
    with served(home, folder / "log", stop_seconds=60, **options) as opened:
        yield opened


def get(site: SimpleNamespace, path: str, **options: Any) -> httpx.Response:
    return httpx.get(site.url + path, timeout=60, **options)


def metrics(site: SimpleNamespace) -> dict[str, float]:
    text = get(site, "/metrics").raise_for_status().text
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def ask(site: SimpleNamespace, question: str = QUESTION) -> httpx.Response:
    return httpx.post(f"{site.url}/api/v1/ask", json={"question": question}, timeout=60)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_readiness_says_what_it_is_made_of(site: SimpleNamespace) -> None:
    state = get(site, "/health/ready").raise_for_status().json()
    assert state["ready"] and state["library"] == "ok" and state["indexes_agree"] and state["documents"] == 2
    assert state["providers"]["ollama"] is True


def test_questions_are_counted_by_their_end(site: SimpleNamespace) -> None:
    before = metrics(site)
    assert ask(site).json()["status"] == "sourced"
    get(site, "/api/v1/excerpts", params={"subject": "cantines"}).raise_for_status()
    after = metrics(site)

    def grew(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grew("vigie_questions_total{sourced}{ollama}") == 1
    assert grew("vigie_searches_total") == 1
    assert grew("vigie_first_excerpt_seconds_count") == 2
    assert grew("vigie_first_word_seconds_count") == grew("vigie_answer_seconds_count") == 1
    assert after["vigie_documents"] == 2 and after["vigie_passages"] == 2 and after["vigie_queue_length"] == 0
    assert after["vigie_answers_running"] == 0


def test_a_model_that_dies_in_the_middle_is_told_and_counted(site: SimpleNamespace, ollama: Any) -> None:
    before = metrics(site)
    ollama.script.cut_after = 3
    try:
        failed = ask(site)
    finally:
        ollama.script.cut_after = None
    said = failed.json()["detail"]
    assert failed.status_code == 503 and "\n" not in said
    assert "Ollama a coupé la réponse" in said and "Posez la question de nouveau" in said
    assert metrics(site)["vigie_errors_total{provider}"] == before.get("vigie_errors_total{provider}", 0) + 1
    assert ask(site).json()["status"] == "sourced"  # the way back is to ask again


def test_the_log_is_json_and_holds_nothing_personal(site: SimpleNamespace) -> None:
    ask(site, NAMED)
    httpx.post(f"{site.url}/api/v1/ask", content=NAMED.encode(), timeout=60)
    get(site, "/api/v1/excerpts", params={"subject": NAMED, "limit": "Zyromska"})
    lines = [json.loads(line) for line in site.log().splitlines()]
    answered = [line for line in lines if line["message"] == "answered"]
    assert answered and {"time", "level", "outcome", "provider", "total_s"} <= set(answered[-1])
    assert any(line["message"] == "purged" and line["answers"] == 1 for line in lines)  # the one of January
    assert not re.search(r"Zyromska|Nantes|cantine|127\.0\.0\.1|Dupont", site.log())


def test_many_people_at_once(site: SimpleNamespace) -> None:
    seen = people(site.url, site.child.pid, [QUESTION], seconds=3, excerpts=4, answers=2, pause=0.2)
    assert seen.errors == []
    assert len(seen.excerpts) >= 4 and len(seen.whole) >= 2 and len(seen.word) == len(seen.whole)
    assert len(seen.first) == len(seen.whole) and min(value for _, value in seen.memory) > 50


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_what_comes_through_a_proxy_is_refused(path: str, site: SimpleNamespace) -> None:
    assert get(site, path).status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert get(site, path, headers={name: "127.0.0.1"}).status_code == 403


def test_a_damaged_index_is_refused_at_the_start(
    home: Path, vigie: Callable, plain: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"x" * 4096)
    monkeypatch.setattr("assistant.logs.set_up_logs", lambda settings: None)
    monkeypatch.setitem(sys.modules, "assistant.page.app", SimpleNamespace(serve=None))  # not reached: spares Gradio
    status, _, said = vigie("serve")
    assert status == 2
    assert "vigie doctor --repair" in plain(said) and str(home / "chroma") in said


def test_sigterm_lets_the_answer_finish_and_takes_no_other(site: SimpleNamespace, ollama: Any) -> None:
    """The last of this file: it stops the server of the others."""
    ollama.script.word_delay = 0.25  # a few seconds for the whole sentence
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(ask(site)))
    begun = len(ollama.record.chats)
    asking.start()
    _until(lambda: len(ollama.record.chats) > begun)
    site.child.send_signal(signal.SIGTERM)
    _until(lambda: get(site, "/health/ready").status_code == 503)
    refused = ask(site, "Une autre question sur les cantines ?")
    assert refused.status_code >= 400 and "s'arrête" in refused.json()["detail"]
    asking.join(60)
    ollama.script.word_delay = 0.0
    assert answers[0].json()["status"] == "sourced"
    assert site.child.wait(60) == 0
    with pytest.raises(httpx.TransportError):
        httpx.get(site.url)
