"""Whatever a child does, its reading ends in a named status, in time, and leaves nothing behind."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.language import speaking
from corpus.records import Status
from ingest import sandbox
from ingest.limits import Limits

Play = Callable[[str], None]


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Replace the reading in the child by a line of Python, limits and protocol staying real."""

    def play(code: str) -> None:
        script = f"import os, sys, json, time, ingest.worker as worker\ndef read(request):\n {code}\nworker._read = read\nworker.main()"
        monkeypatch.setattr(sandbox, "_COMMAND", (sys.executable, "-P", "-c", script))

    return play


@pytest.fixture
def short(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> Limits:
    monkeypatch.setattr(sandbox, "_GRACE", 0.5)
    return replace(limits, parse_timeout=1.0)


def test_a_document_is_read(make_pdf: Callable[..., Path], limits: Limits) -> None:
    path = make_pdf([["Le budget de la Région est adopté."]])
    reading = sandbox.read(path, limits)
    assert (reading.status, reading.pages, reading.reason) == (Status.INDEXED, 1, "")
    assert reading.document is not None
    assert reading.document.pages[0].text == "Le budget de la Région est adopté."


def test_the_child_loads_neither_chroma_nor_gradio_nor_pydantic(child: Play, limits: Limits, tmp_path: Path) -> None:
    child(
        "import ingest.parser; heavy = {'chromadb', 'gradio', 'pydantic', 'numpy', 'torch'} & set(sys.modules); "
        "open(request['output'], 'w').write(json.dumps({'problem': {'status': 'empty', 'reason': ' '.join(heavy), "
        "'next_step': '', 'pages': 0}}))"
    )
    assert sandbox.read(tmp_path / "any.pdf", limits).reason == ""


def test_a_child_that_hangs_is_killed_with_what_it_started(child: Play, short: Limits, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    child(
        f"import subprocess; open({str(mark)!r}, 'w').write(str(subprocess.Popen(['sleep', '300']).pid)); time.sleep(300)"
    )
    begun = time.monotonic()
    assert sandbox.read(tmp_path / "any.pdf", replace(short, parse_timeout=3.0)).status is Status.TOO_SLOW
    assert time.monotonic() - begun < 60
    pid = int(mark.read_text())
    for _ in range(100):  # a killed orphan is gone as soon as init has noticed
        if not Path(f"/proc/{pid}").exists() or Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        os.kill(pid, 9)
        pytest.fail("what the child started still runs")


def test_a_child_that_burns_the_processor_is_stopped_by_the_system(child: Play, limits: Limits, tmp_path: Path) -> None:
    child("while True: pass")
    assert sandbox.read(tmp_path / "any.pdf", replace(limits, parse_timeout=0.5)).status is Status.TOO_SLOW


def test_a_broken_off_run_ends_its_readings(child: Play, limits: Limits, tmp_path: Path) -> None:
    child("time.sleep(300)")
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(sandbox.read, tmp_path / "any.pdf", limits)
        while not sandbox._running and time.monotonic() - begun < 60:
            time.sleep(0.01)
        sandbox.stop()
        assert reading.result(timeout=60).status is Status.TOO_SLOW
    assert time.monotonic() - begun < 60


def test_a_child_that_takes_too_much_memory_is_named(child: Play, limits: Limits, tmp_path: Path) -> None:
    child("bytearray(3_000_000_000)")
    assert sandbox.read(tmp_path / "any.pdf", limits).status is Status.TOO_MUCH_MEMORY


def test_a_child_killed_by_the_system_is_taken_for_too_large(child: Play, limits: Limits, tmp_path: Path) -> None:
    child("os.kill(os.getpid(), 9)")
    assert sandbox.read(tmp_path / "any.pdf", limits).status is Status.TOO_MUCH_MEMORY


@pytest.mark.parametrize("code", ["os.abort()", "sys.exit(3)", "raise ValueError", "None"])
def test_a_child_that_dies_is_named(child: Play, limits: Limits, tmp_path: Path, code: str) -> None:
    child(code)
    reading = sandbox.read(tmp_path / "any.pdf", limits)
    assert reading.status is Status.UNREADABLE
    assert reading.reason
    assert reading.next_step


def test_a_crash_in_native_code_is_tried_again_without_it(child: Play, limits: Limits, tmp_path: Path) -> None:
    child(
        "os.abort() if request['rescue'] else open(request['output'], 'w').write(json.dumps("
        "{'problem': {'status': 'damaged', 'reason': 'second try', 'next_step': '', 'pages': 0}}))"
    )
    assert sandbox.read(tmp_path / "any.pdf", limits).reason == "second try"


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"document": {}}', '{"problem": {"status": "fine"}}', "\\xff"])
def test_an_answer_that_makes_no_sense_is_refused(child: Play, limits: Limits, tmp_path: Path, answer: str) -> None:
    child(f"open(request['output'], 'w').write({answer!r})")
    assert sandbox.read(tmp_path / "any.pdf", limits).status is Status.UNREADABLE


def test_the_password_is_not_among_the_arguments(child: Play, limits: Limits, tmp_path: Path) -> None:
    child(
        "open(request['output'], 'w').write(json.dumps({'problem': {'status': 'empty', 'reason': "
        "str(request['password'] in open('/proc/self/cmdline').read() + str(os.environ)) + request['password'], "
        "'next_step': '', 'pages': 0}}))"
    )
    assert sandbox.read(tmp_path / "any.pdf", limits, password="secret-word").reason == "Falsesecret-word"


def test_messages_of_the_child_are_in_the_users_language(limits: Limits, tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.write_bytes(b"")
    with speaking("en"):
        assert sandbox.read(path, limits).reason == "The file is empty."
    assert sandbox.read(path, limits).reason == "Le fichier est vide."
