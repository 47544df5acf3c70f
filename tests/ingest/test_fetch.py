"""Downloads, against a local server that misbehaves in every way a public one can."""

import gzip
import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from corpus.errors import VigieError
from corpus.sources import FOLDER_LOCK, ManifestEntry, load_manifests
from ingest.fetch import Clock, FetchOutcome, FetchSettings, FetchStatus, NoNetwork, fetch
from ingest.fetch_addresses import is_public
from ingest.fetch_lock import one_at_a_time
from ingest.fetch_robots import read_robots

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400
SHA = hashlib.sha256(PDF).hexdigest()
OTHER = b"%PDF-1.7\n" + b"autre" * 9000

Answer = Callable[["Handler", int], None]


class Handler(BaseHTTPRequestHandler):
    """Answers a path with the function the test gave for it; `n` counts the requests for that path, from 1."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.seen.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path)
        if answer is None:
            self.reply(404, b"rien")
        else:
            answer(self, sum(path == self.path for path, _ in self.server.seen))

    def do_CONNECT(self) -> None:
        self.close_connection = True
        self.server.seen.append((f"CONNECT {self.path}", dict(self.headers)))
        self.reply(502)

    def reply(self, status: int, body: bytes = b"", claim: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if claim is None else claim))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.port = self.server_address[1]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def asked(self, path: str) -> list[dict[str, str]]:
        return [headers for seen, headers in self.seen if seen == path]


@dataclass
class FakeTime:
    """Sleeping costs nothing; each look at the clock may cost `step` seconds."""

    time: float = 0.0
    step: float = 0.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    @property
    def waits(self) -> list[float]:
        return [seconds for seconds in self.slept if seconds > 0]

    def clock(self) -> Clock:
        return Clock(self.monotonic, self.sleep, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def entry(url: str | None = None, **known: object) -> ManifestEntry:
    return ManifestEntry.model_validate({"id": "avis", "title": "Avis", "file": "avis.pdf", "url": url, **known})


def run(
    server: Server, folder: Path, *entries: ManifestEntry, time: FakeTime | None = None, **limits: object
) -> list[FetchOutcome]:
    given = {"pause": 0.0, "read_timeout": 5.0, "trusted_for_tests": frozenset({f"127.0.0.1:{server.port}"}), **limits}
    settings = FetchSettings(**given)  # type: ignore[arg-type]
    return fetch(
        entries, folder=folder, lock_path=folder / FOLDER_LOCK, settings=settings, clock=(time or FakeTime()).clock()
    )


def one(
    server: Server,
    folder: Path,
    path: str,
    time: FakeTime | None = None,
    known: dict[str, object] | None = None,
    **limits: object,
) -> FetchOutcome:
    (outcome,) = run(server, folder, entry(server.url(path), **(known or {})), time=time, **limits)
    return outcome


def lock_of(folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    return json.loads((folder / FOLDER_LOCK).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def whole(body: bytes = PDF, **headers: str) -> Answer:
    return lambda handler, _: handler.reply(200, body, **headers)


def ranged(body: bytes = PDF, etag: str = '"v1"', cut: int = 0) -> Answer:
    """A good server that knows ranges and conditions; it cuts the first answer after `cut` bytes."""

    def answer(handler: Handler, n: int) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.reply(304, ETag=etag)
        elif handler.headers.get("Range") and handler.headers.get("If-Range") == etag:
            start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            handler.reply(206, body[start:], ETag=etag, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}")
        elif cut and n == 1:
            handler.reply(200, body[:cut], claim=len(body), ETag=etag)
        else:
            handler.reply(200, body, ETag=etag)

    return answer


def nothing_left(folder: Path) -> bool:
    return sorted(path.name for path in folder.iterdir() if path.name != FOLDER_LOCK) == []


# ------------------------------------------------------------------------------------------- when all goes well


def test_a_document_is_downloaded_and_what_was_learned_is_written(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole(
        ETag='"v1"', Last_Modified="Thu, 20 Mar 2025 10:00:00 GMT", Content_Type="application/pdf"
    )
    outcome = one(server, folder, "/a.pdf", known={"sha256": SHA})
    assert outcome.status is FetchStatus.FETCHED and "manifeste" in outcome.message
    assert outcome.path == folder / "avis.pdf" and outcome.path.read_bytes() == PDF
    known = lock_of(folder)["documents"]["avis"]
    assert known["sha256"] == SHA == outcome.sha256
    assert (known["size"], known["etag"], known["file"]) == (len(PDF), '"v1"', "avis.pdf")
    assert known["fetched_at"] == "2026-11-23T12:00:00+00:00"
    assert sorted(path.name for path in folder.iterdir()) == ["avis.pdf", FOLDER_LOCK]


def test_the_program_says_who_it_is(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    one(server, folder, "/a.pdf")
    assert server.seen[0][0] == "/robots.txt"
    assert all(headers["User-Agent"].startswith("Vigie/") for _, headers in server.seen)


def test_what_has_not_changed_is_not_sent_again(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = ranged()
    assert one(server, folder, "/a.pdf").status is FetchStatus.FETCHED
    again = one(server, folder, "/a.pdf")
    assert again.status is FetchStatus.UNCHANGED and again.sha256 == SHA
    assert server.asked("/a.pdf")[1]["If-None-Match"] == '"v1"'


def test_a_server_without_conditions_is_compared_by_content(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    one(server, folder, "/a.pdf")
    assert one(server, folder, "/a.pdf").status is FetchStatus.UNCHANGED


def test_a_file_changed_here_is_fetched_again(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = ranged()
    one(server, folder, "/a.pdf")
    (folder / "avis.pdf").write_bytes(b"%PDF- abime")
    assert one(server, folder, "/a.pdf").status is FetchStatus.UNCHANGED
    assert (folder / "avis.pdf").read_bytes() == PDF
    assert "If-None-Match" not in server.asked("/a.pdf")[1]


def test_progress_is_told(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    told: list[tuple[str, int, int | None]] = []
    settings = FetchSettings(pause=0, trusted_for_tests=frozenset({f"127.0.0.1:{server.port}"}))
    fetch(
        [entry(server.url("/a.pdf"))],
        folder=folder,
        lock_path=folder / FOLDER_LOCK,
        settings=settings,
        progress=lambda *what: told.append(what),
        clock=FakeTime().clock(),
    )
    assert told[-1] == ("avis", len(PDF), len(PDF))


def test_a_redirect_within_the_rules_is_followed(server: Server, folder: Path) -> None:
    server.answers["/old.pdf"] = lambda handler, _: handler.reply(302, Location="/new.pdf")
    server.answers["/new.pdf"] = whole()
    assert one(server, folder, "/old.pdf").status is FetchStatus.FETCHED
    assert str(lock_of(folder)["documents"]["avis"]["final_url"]).endswith("/new.pdf")


def test_a_name_comes_from_the_entry_or_its_id(server: Server, folder: Path) -> None:
    server.answers["/rap/r24_mono.html?x=1"] = whole(b"<html>rapport</html>")
    (outcome,) = run(server, folder, ManifestEntry(id="r24", title="R", url=server.url("/rap/r24_mono.html?x=1")))
    assert outcome.path == folder / "r24.html"


# --------------------------------------------------------------------------------------- when the file changes


def test_a_file_that_is_not_that_of_the_manifest_is_kept_and_said(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    outcome = one(server, folder, "/a.pdf", known={"sha256": "ab" * 32, "sha256_source": "un relevé tiers"})
    assert outcome.status is FetchStatus.CHANGED
    assert "abababababab" in outcome.message and "un relevé tiers" in outcome.message
    assert (folder / "avis.pdf").read_bytes() == PDF
    found = load_manifests(folder)
    assert dict(found.fetched)[SHA] == "avis", "the library will know the file for what it is"


def test_an_official_file_that_changes_is_said(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = ranged()
    one(server, folder, "/a.pdf")
    server.answers["/a.pdf"] = ranged(OTHER, '"v2"')
    outcome = one(server, folder, "/a.pdf")
    assert outcome.status is FetchStatus.CHANGED and "a changé depuis le 2026-11-23" in outcome.message
    assert (folder / "avis.pdf").read_bytes() == OTHER
    assert lock_of(folder)["documents"]["avis"]["previous_sha256"] == SHA


def test_somebody_s_own_file_is_left_alone(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    folder.mkdir()
    (folder / "avis.pdf").write_bytes(b"%PDF- le mien")
    outcome = one(server, folder, "/a.pdf")
    assert (folder / "avis.pdf").read_bytes() == b"%PDF- le mien"
    assert outcome.path == folder / f"avis-{SHA[:8]}.pdf" and outcome.path.read_bytes() == PDF
    assert one(server, folder, "/a.pdf").status is FetchStatus.UNCHANGED


# ------------------------------------------------------------------------------------------ when it is cut


def test_a_download_that_is_cut_resumes_where_it_stopped(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = ranged(cut=50_000)
    outcome = one(server, folder, "/a.pdf")
    assert outcome.status is FetchStatus.FETCHED and outcome.sha256 == SHA
    first, second = server.asked("/a.pdf")
    assert "Range" not in first and second["Range"] == "bytes=50000-" and second["If-Range"] == '"v1"'


def test_a_download_stopped_by_the_user_resumes_at_the_next_run(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = ranged()
    settings = FetchSettings(pause=0, trusted_for_tests=frozenset({f"127.0.0.1:{server.port}"}))

    def stop(entry_id: str, received: int, expected: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(
            [entry(server.url("/a.pdf"))],
            folder=folder,
            lock_path=folder / FOLDER_LOCK,
            settings=settings,
            progress=stop,
        )
    begun = (folder / "avis.pdf.part").stat().st_size
    assert begun > 0 and not (folder / "avis.pdf").exists()
    assert one(server, folder, "/a.pdf").sha256 == SHA
    if begun < len(PDF):
        assert server.asked("/a.pdf")[1]["Range"] == f"bytes={begun}-"


def test_a_server_that_ignores_ranges_is_read_from_the_start(server: Server, folder: Path) -> None:
    def answer(handler: Handler, n: int) -> None:
        handler.reply(200, PDF[:30_000] if n == 1 else PDF, claim=len(PDF), ETag='"v1"')

    server.answers["/a.pdf"] = answer
    assert one(server, folder, "/a.pdf").sha256 == SHA


def test_two_versions_are_never_joined(server: Server, folder: Path) -> None:
    def answer(handler: Handler, n: int) -> None:
        if n == 1:
            handler.reply(200, OTHER[:20_000], claim=len(OTHER), ETag='"old"')
        else:  # changed meanwhile: If-Range does not hold, so the whole new file comes
            handler.reply(200, PDF, ETag='"new"')

    server.answers["/a.pdf"] = answer
    assert one(server, folder, "/a.pdf").sha256 == SHA


def test_without_a_validator_nothing_is_resumed(server: Server, folder: Path) -> None:
    def answer(handler: Handler, n: int) -> None:
        handler.reply(200, PDF[:30_000] if n == 1 else PDF, claim=len(PDF), ETag='W/"weak"')

    server.answers["/a.pdf"] = answer
    assert one(server, folder, "/a.pdf").sha256 == SHA
    assert all("Range" not in headers for headers in server.asked("/a.pdf"))


@pytest.mark.parametrize("wrong", ["bytes 0-99/100", "bytes 7-102408/102409", "nonsense", ""])
def test_a_part_that_does_not_fit_is_thrown_away(server: Server, folder: Path, wrong: str) -> None:
    def answer(handler: Handler, n: int) -> None:
        if n == 1:
            handler.reply(200, PDF[:30_000], claim=len(PDF), ETag='"v1"')
        elif handler.headers.get("Range"):
            handler.reply(206, PDF[10:], ETag='"v1"', Content_Range=wrong)
        else:
            handler.reply(200, PDF, ETag='"v1"')

    server.answers["/a.pdf"] = answer
    assert one(server, folder, "/a.pdf").sha256 == SHA


def test_a_refused_range_starts_again(server: Server, folder: Path) -> None:
    def answer(handler: Handler, n: int) -> None:
        if n == 1:
            handler.reply(200, PDF[:30_000], claim=len(PDF), ETag='"v1"')
        elif handler.headers.get("Range"):
            handler.reply(416)
        else:
            handler.reply(200, PDF, ETag='"v1"')

    server.answers["/a.pdf"] = answer
    assert one(server, folder, "/a.pdf").sha256 == SHA


def test_a_server_that_always_cuts_is_given_up_with_a_clear_line(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = lambda handler, _: handler.reply(200, PDF[:100], claim=len(PDF))
    outcome = one(server, folder, "/a.pdf", attempts=3)
    assert (
        outcome.status is FetchStatus.FAILED
        and "3 essai(s)" in outcome.message
        and "vigie fetch avis" in outcome.message
    )
    assert len(server.asked("/a.pdf")) == 3
    assert not (folder / "avis.pdf").exists()


def test_a_connection_dropped_without_an_answer_is_tried_again(server: Server, folder: Path) -> None:
    def answer(handler: Handler, n: int) -> None:
        if n == 1:
            handler.connection.shutdown(socket.SHUT_RDWR)
        else:
            handler.reply(200, PDF)

    server.answers["/a.pdf"] = answer
    assert one(server, folder, "/a.pdf").sha256 == SHA


# -------------------------------------------------------------------------------- when it is slow or out of order


def test_a_server_out_of_order_is_tried_again_after_longer_and_longer_waits(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = lambda handler, n: handler.reply(200, PDF) if n == 4 else handler.reply(503)
    time = FakeTime()
    assert one(server, folder, "/a.pdf", time).status is FetchStatus.FETCHED
    assert time.waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("asked", ["7", format_datetime(datetime(2026, 11, 23, 12, 0, 7, tzinfo=UTC), usegmt=True)])
def test_the_wait_a_server_asks_for_is_kept(server: Server, folder: Path, asked: str) -> None:
    server.answers["/a.pdf"] = lambda handler, n: (
        handler.reply(200, PDF) if n == 2 else handler.reply(429, Retry_After=asked)
    )
    time = FakeTime()
    assert one(server, folder, "/a.pdf", time).status is FetchStatus.FETCHED
    assert time.waits == [7.0]


def test_a_server_that_asks_for_an_hour_is_left_for_later(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = lambda handler, _: handler.reply(503, Retry_After="3600")
    time = FakeTime()
    outcome = one(server, folder, "/a.pdf", time)
    assert outcome.status is FetchStatus.FAILED and "HTTP 503" in outcome.message
    assert len(server.asked("/a.pdf")) == 1 and time.waits == []


def test_a_missing_document_is_not_asked_for_twice(server: Server, folder: Path) -> None:
    outcome = one(server, folder, "/absent.pdf", known={"page_url": "https://exemple.fr/page"})
    assert (
        outcome.status is FetchStatus.FAILED
        and "404" in outcome.message
        and "https://exemple.fr/page" in outcome.message
    )
    assert len(server.asked("/absent.pdf")) == 1


def test_a_server_that_hangs_is_left(server: Server, folder: Path) -> None:
    release = threading.Event()

    def answer(handler: Handler, n: int) -> None:
        release.wait(10)

    server.answers["/a.pdf"] = answer
    try:
        outcome = one(server, folder, "/a.pdf", read_timeout=0.2, attempts=2)
    finally:
        release.set()
    assert outcome.status is FetchStatus.FAILED
    assert len(server.asked("/a.pdf")) == 2


def test_a_server_that_drips_is_left(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    outcome = one(server, folder, "/a.pdf", FakeTime(step=500.0), attempts=2)
    assert outcome.status is FetchStatus.FAILED and "trop lent" in outcome.message


# ----------------------------------------------------------------------------------- when it is not the document


@pytest.mark.parametrize("declared", [True, False])
def test_a_file_over_the_limit_is_not_kept(server: Server, folder: Path, declared: bool) -> None:
    def answer(handler: Handler, _: int) -> None:
        if declared:
            handler.reply(200, PDF)
            return
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(PDF)

    server.answers["/a.pdf"] = answer
    outcome = one(server, folder, "/a.pdf", max_bytes=50_000)
    assert outcome.status is FetchStatus.REFUSED and "VIGIE_MAX_FILE_MB" in outcome.message
    assert nothing_left(folder)


def test_a_small_answer_that_unfolds_over_the_limit_is_not_kept(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole(gzip.compress(b"%PDF-" + bytes(5_000_000)), Content_Encoding="gzip")
    outcome = one(server, folder, "/a.pdf", max_bytes=1_000_000)
    assert outcome.status is FetchStatus.REFUSED
    assert nothing_left(folder)


def test_a_compressed_answer_is_unfolded(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole(gzip.compress(PDF), Content_Encoding="gzip")
    assert one(server, folder, "/a.pdf").sha256 == SHA


@pytest.mark.parametrize("body", [b"<html><body>Page non disponible</body></html>", b""])
def test_a_page_in_place_of_a_pdf_is_not_kept(server: Server, folder: Path, body: bytes) -> None:
    server.answers["/a.pdf"] = whole(body, Content_Type="text/html")
    outcome = one(server, folder, "/a.pdf")
    assert outcome.status is FetchStatus.FAILED and "PDF" in outcome.message
    assert nothing_left(folder)
    assert lock_of(folder)["documents"] == {}


# ---------------------------------------------------------------------------------------- where it may not go


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://exemple.org/a.pdf", "https"),
        ("https://10.0.0.1/a.pdf", "privée"),
        ("https://169.254.169.254/latest/meta-data", "privée"),
        ("https://[::1]/a.pdf", "privée"),
        ("https://2130706433/a.pdf", "privée"),
        ("https://localhost/a.pdf", "privée"),
        ("https://interne.exemple/a.pdf", "privée"),
        ("https://moi:secret@exemple.org/a.pdf", "https"),
        ("file:///etc/passwd", "https"),
        ("https://[/", "privée"),
    ],
)
def test_a_redirect_out_of_the_rules_is_refused(server: Server, folder: Path, location: str, why: str) -> None:
    server.answers["/a.pdf"] = lambda handler, _: handler.reply(302, Location=location)
    known = {"interne.exemple": ["192.168.1.10"], "localhost": ["127.0.0.1"], "2130706433": ["127.0.0.1"]}
    settings = FetchSettings(pause=0, trusted_for_tests=frozenset({f"127.0.0.1:{server.port}"}))
    (outcome,) = fetch(
        [entry(server.url("/a.pdf"))],
        folder=folder,
        lock_path=folder / FOLDER_LOCK,
        settings=settings,
        clock=FakeTime().clock(),
        resolver=lambda host, _: known.get(host, [host]),
    )
    assert outcome.status is FetchStatus.REFUSED and why in outcome.message
    assert nothing_left(folder)


def test_another_port_of_this_machine_is_as_private_as_the_rest(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = lambda handler, _: handler.reply(302, Location="https://127.0.0.1:1/a.pdf")
    assert one(server, folder, "/a.pdf").status is FetchStatus.REFUSED


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/a.pdf", "https://127.0.0.1:{port}/a.pdf", "https://localhost:{port}/"]
)
def test_without_the_override_of_tests_this_server_is_refused(server: Server, folder: Path, url: str) -> None:
    server.answers["/a.pdf"] = whole()
    (outcome,) = fetch([entry(url.format(port=server.port))], folder=folder, lock_path=folder / FOLDER_LOCK)
    assert outcome.status is FetchStatus.REFUSED
    assert server.seen == []
    assert FetchSettings().trusted_for_tests == frozenset()


def test_redirects_in_a_circle_end(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = lambda handler, _: handler.reply(302, Location="/a.pdf")
    outcome = one(server, folder, "/a.pdf")
    assert outcome.status is FetchStatus.REFUSED and "trop de fois" in outcome.message
    assert len(server.asked("/a.pdf")) == FetchSettings().max_redirects + 1


def test_the_address_that_was_checked_is_the_one_that_is_used(server: Server, folder: Path) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
    server.answers["/a.pdf"] = whole()
    settings = FetchSettings(pause=0, trusted_for_tests=frozenset({f"docs.exemple:{server.port}"}))
    (outcome,) = fetch(
        [entry(f"http://docs.exemple:{server.port}/a.pdf")],
        folder=folder,
        lock_path=folder / FOLDER_LOCK,
        settings=settings,
        resolver=lambda *_: next(answers),
    )
    assert outcome.status is FetchStatus.FETCHED
    assert next(answers) == ["10.0.0.1"], "one look-up a request: robots.txt, then the document"
    assert server.asked("/a.pdf")[0]["Host"] == f"docs.exemple:{server.port}"


@pytest.mark.parametrize(
    ("name", "status"), [("docs.exemple", FetchStatus.FETCHED), ("autre.exemple", FetchStatus.REFUSED)]
)
def test_the_certificate_must_bear_the_name_that_was_asked_for(
    server: Server, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, status: FetchStatus
) -> None:
    certificate, key = certified(tmp_path, "docs.exemple")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server.answers["/a.pdf"] = whole()
    settings = FetchSettings(pause=0, trusted_for_tests=frozenset({f"{name}:{server.port}"}))
    url = f"https://{name}:{server.port}/a.pdf"
    (outcome,) = fetch(
        [entry(url)],
        folder=folder,
        lock_path=folder / FOLDER_LOCK,
        settings=settings,
        clock=FakeTime().clock(),
        resolver=lambda *_: ["127.0.0.1"],
    )
    assert outcome.status is status
    assert status is FetchStatus.FETCHED or "certificat" in outcome.message


def certified(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate for a name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "255.255.255.255",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_proxy_is_used_where_the_environment_names_one(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("no_proxy", "")
    private = ManifestEntry(id="interne", title="I", url="https://interne.exemple/a.pdf")

    def resolver(host: str, port: int) -> list[str]:
        return ["10.0.0.1"] if host == "interne.exemple" else absent(host, port)

    outcomes = fetch(
        [entry("https://docs.exemple/a.pdf"), private],
        folder=folder,
        lock_path=folder / FOLDER_LOCK,
        settings=FetchSettings(pause=0, attempts=1),
        clock=FakeTime().clock(),
        resolver=resolver,
    )
    assert [path for path, _ in server.seen] == ["CONNECT docs.exemple:443"]
    assert [outcome.status for outcome in outcomes] == [FetchStatus.FAILED, FetchStatus.REFUSED]


# --------------------------------------------------------------------------------------------------- manners


def test_robots_txt_is_respected(server: Server, folder: Path) -> None:
    server.answers["/robots.txt"] = whole(b"User-agent: *\nDisallow: /prive/\n")
    server.answers["/prive/a.pdf"] = whole()
    outcome = one(server, folder, "/prive/a.pdf")
    assert outcome.status is FetchStatus.REFUSED and "robots.txt" in outcome.message
    assert server.asked("/prive/a.pdf") == []


def test_a_redirect_into_a_forbidden_place_is_refused(server: Server, folder: Path) -> None:
    server.answers["/robots.txt"] = whole(b"User-agent: *\nDisallow: /prive/\n")
    server.answers["/a.pdf"] = lambda handler, _: handler.reply(302, Location="/prive/a.pdf")
    server.answers["/prive/a.pdf"] = whole()
    assert one(server, folder, "/a.pdf").status is FetchStatus.REFUSED
    assert server.asked("/prive/a.pdf") == []


def test_while_robots_txt_is_out_of_order_nothing_is_read(server: Server, folder: Path) -> None:
    server.answers["/robots.txt"] = lambda handler, _: handler.reply(503)
    server.answers["/a.pdf"] = whole()
    outcome = one(server, folder, "/a.pdf", attempts=2)
    assert outcome.status is FetchStatus.FAILED and "robots.txt" in outcome.message
    assert server.asked("/a.pdf") == []


def test_requests_to_one_host_are_spaced(server: Server, folder: Path) -> None:
    entries = [ManifestEntry(id=f"d{n}", title="D", url=server.url(f"/{n}.pdf")) for n in range(3)]
    for n in range(3):
        server.answers[f"/{n}.pdf"] = whole()
    time = FakeTime()
    run(server, folder, *entries, time=time, pause=1.0)
    assert time.waits == [1.0, 1.0, 1.0]
    assert len(server.asked("/robots.txt")) == 1


def test_the_delay_a_site_asks_for_is_kept(server: Server, folder: Path) -> None:
    server.answers["/robots.txt"] = whole(b"User-agent: *\nCrawl-delay: 9\nDisallow:\n")
    server.answers["/a.pdf"] = whole()
    time = FakeTime()
    assert one(server, folder, "/a.pdf", time, pause=1.0).status is FetchStatus.FETCHED
    assert time.waits == [9.0]


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a.pdf", True),
        ("User-agent: *\nDisallow: /", "/a.pdf", False),
        ("User-agent: *\nDisallow:", "/a.pdf", True),
        ("User-agent: *\nDisallow: /\nAllow: /docs/", "/docs/a.pdf", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/docs/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/docs/a.pdf?x=1", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a*b*c$", "/a1b2c3", True),
        ("User-agent: vigie\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a.pdf", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Vigie\nAllow: /", "/a.pdf", True),
        ("User-agent: autre\nDisallow: /", "/a.pdf", True),
        ("User-agent: autre\nUser-agent: *\nDisallow: /x # pas ici", "/x/1", False),
        ("User-agent: *\nDisallow: /r%C3%A9gion", "/région/a.pdf", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("ceci n'est pas un robots.txt", "/a.pdf", True),
    ],
)
def test_the_rules_of_robots_txt(text: str, path: str, allowed: bool) -> None:
    assert read_robots(text, FetchSettings().user_agent).allows(path) is allowed


# ------------------------------------------------------------------------------------------------ no network


def absent(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def test_without_network_there_is_one_clear_line(folder: Path) -> None:
    entries = [entry(None, page_url="https://a.exemple/page")]
    entries += [ManifestEntry(id=f"d{n}", title="D", url=f"https://hote{n}.exemple/a.pdf") for n in range(9)]
    time = FakeTime()
    looked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        looked.append(host)
        return absent(host, port)

    with pytest.raises(NoNetwork) as stopped:
        fetch(entries, folder=folder, lock_path=folder / FOLDER_LOCK, clock=time.clock(), resolver=resolver)
    assert "\n" not in str(stopped.value) and "réseau absent" in str(stopped.value)
    assert stopped.value.outcomes[0].status is FetchStatus.BY_HAND
    assert set(looked) == {"hote0.exemple", "hote1.exemple"}, "it does not go through the whole list"
    assert sum(time.waits) < 10


def test_one_server_down_does_not_stop_the_others(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    down = [ManifestEntry(id=f"d{n}", title="D", url=f"https://hote{n}.invalid/a.pdf") for n in range(3)]
    settings = FetchSettings(pause=0, trusted_for_tests=frozenset({f"127.0.0.1:{server.port}"}))
    outcomes = fetch(
        [entry(server.url("/a.pdf")), *down],
        folder=folder,
        lock_path=folder / FOLDER_LOCK,
        settings=settings,
        clock=FakeTime().clock(),
        resolver=lambda host, port: [host] if host == "127.0.0.1" else absent(host, port),
    )
    assert [outcome.status for outcome in outcomes] == [FetchStatus.FETCHED, *[FetchStatus.FAILED] * 3]


def test_a_closed_port_is_a_server_that_does_not_answer(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = FetchSettings(pause=0, trusted_for_tests=frozenset({f"127.0.0.1:{port}"}))
    with pytest.raises(NoNetwork, match="ne répond pas"):
        fetch(
            [entry(f"http://127.0.0.1:{port}/a.pdf")],
            folder=folder,
            lock_path=folder / FOLDER_LOCK,
            settings=settings,
            clock=FakeTime().clock(),
        )


# ----------------------------------------------------------------------------------------------- by hand, lock


def test_a_document_with_only_a_page_says_where_to_drop_the_file(folder: Path) -> None:
    (outcome,) = fetch(
        [entry(None, page_url="https://ceser.exemple/page")], folder=folder, lock_path=folder / FOLDER_LOCK
    )
    assert outcome.status is FetchStatus.BY_HAND and not outcome.status.has_file
    assert "https://ceser.exemple/page" in outcome.message and str(folder / "avis.pdf") in outcome.message
    (folder / "avis.pdf").write_bytes(PDF)
    (outcome,) = fetch(
        [entry(None, page_url="https://ceser.exemple/page")], folder=folder, lock_path=folder / FOLDER_LOCK
    )
    assert outcome.status is FetchStatus.PRESENT and outcome.path == folder / "avis.pdf"


def test_a_document_without_even_a_page_names_its_publisher(folder: Path) -> None:
    (outcome,) = fetch([entry(None, publisher="CESER Occitanie")], folder=folder, lock_path=folder / FOLDER_LOCK)
    assert outcome.status is FetchStatus.BY_HAND and "CESER Occitanie" in outcome.message


def test_a_second_fetch_in_the_same_folder_is_kept_out(folder: Path) -> None:
    folder.mkdir()
    with one_at_a_time(folder / FOLDER_LOCK), pytest.raises(VigieError, match="déjà"):
        fetch([], folder=folder, lock_path=folder / FOLDER_LOCK)
    assert fetch([], folder=folder, lock_path=folder / FOLDER_LOCK) == []


@pytest.mark.parametrize("file", ["../ailleurs.pdf", "/etc/passwd", ".bashrc"])
def test_a_lock_file_cannot_send_a_download_out_of_the_folder(server: Server, folder: Path, file: str) -> None:
    server.answers["/a.pdf"] = whole()
    one(server, folder, "/a.pdf")
    stored = lock_of(folder)
    stored["documents"]["avis"]["file"] = file
    (folder / FOLDER_LOCK).write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(VigieError, match="illisible"):
        one(server, folder, "/a.pdf")


def test_a_folder_that_cannot_be_written_is_said(server: Server, folder: Path) -> None:
    server.answers["/a.pdf"] = whole()
    (folder / "avis.pdf.part").mkdir(parents=True)
    outcome = one(server, folder, "/a.pdf")
    assert outcome.status is FetchStatus.FAILED and "Écriture impossible" in outcome.message
