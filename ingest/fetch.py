"""Get official documents from where they are published, and keep a record of what was got.

A download is resumed when the server proves that the file is the same, tried again when it fails in a way that may pass,
and put in its place only when it is whole. What cannot be downloaded is said, with the page to open.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from corpus.errors import VigieError
from corpus.language import say
from corpus.sources import ManifestEntry
from ingest.fetch_addresses import Refused, Resolve, Unreachable, resolve
from ingest.fetch_lock import Fetched, Lock, Partial, one_at_a_time, read_lock, write_lock
from ingest.fetch_network import Clock, FetchSettings, PoliteClient, TryLater
from ingest.fetch_outcomes import FetchOutcome, FetchStatus, NoNetwork, by_hand, compared, too_large

__all__ = ["Clock", "FetchOutcome", "FetchSettings", "FetchStatus", "NoNetwork", "Progress", "fetch"]

Progress = Callable[[str, int, int | None], None]
"""Called with the id of a document, the bytes received, and the bytes expected where known."""

_MAY_PASS = {408, 425, 429, 500, 502, 503, 504}
_STOP_AFTER = 2  # hosts out of reach, with nothing got, before the network is taken to be absent


@dataclass(frozen=True, slots=True)
class _Run:
    client: PoliteClient
    settings: FetchSettings
    clock: Clock
    folder: Path
    lock: Lock
    lock_path: Path
    progress: Progress


def fetch(
    entries: Sequence[ManifestEntry],
    *,
    folder: Path,
    lock_path: Path,
    settings: FetchSettings | None = None,
    progress: Progress | None = None,
    clock: Clock | None = None,
    resolver: Resolve = resolve,
) -> list[FetchOutcome]:
    """Download the documents that have an address into `folder`; say of the others where to find them.

    Each document has one outcome, in the order given; the lock file is written after each. Raises NoNetwork when no
    server can be reached, VigieError when the lock file is broken or in use.
    """
    settings = settings or FetchSettings()
    clock = clock or Clock()
    folder.mkdir(parents=True, exist_ok=True)
    lock_path.parent.mkdir(parents=True, exist_ok=True)
    outcomes: list[FetchOutcome] = []
    out_of_reach: set[str] = set()
    with one_at_a_time(lock_path), PoliteClient(settings, clock, resolver) as client:
        run = _Run(client, settings, clock, folder, read_lock(lock_path), lock_path, progress or _silent)
        left = sum(entry.url is not None for entry in entries)
        for entry in entries:
            if entry.url is None:
                outcomes.append(by_hand(entry, folder))
                continue
            left -= 1
            try:
                outcomes.append(_fetch_one(run, entry, entry.url))
            except Refused as error:
                outcomes.append(FetchOutcome(entry.id, FetchStatus.REFUSED, str(error), url=entry.url))
            except Unreachable as error:
                outcomes.append(FetchOutcome(entry.id, FetchStatus.FAILED, str(error), url=entry.url))
                out_of_reach.add(httpx.URL(entry.url).host)
                if not client.answered and (len(out_of_reach) >= _STOP_AFTER or left == 0):
                    raise NoNetwork(str(error), outcomes) from None
            except VigieError as error:
                outcomes.append(FetchOutcome(entry.id, FetchStatus.FAILED, str(error), url=entry.url))
            except OSError as error:
                message = say(f"Écriture impossible dans {folder} : {error}.", f"Cannot write in {folder}: {error}.")
                outcomes.append(FetchOutcome(entry.id, FetchStatus.FAILED, message, url=entry.url))
    return outcomes


def _silent(entry_id: str, received: int, expected: int | None) -> None:
    """Tell nobody."""


def _file_name(entry: ManifestEntry, url: str) -> str:
    suffix = re.search(r"/[^/]+(\.[a-z0-9]{1,5})$", re.split("[?#]", url)[0].lower())
    return entry.file or entry.id + (suffix.group(1) if suffix else ".pdf")


def _fetch_one(run: _Run, entry: ManifestEntry, url: str) -> FetchOutcome:
    """Try until it works, cannot work, or has been tried enough."""
    problem: Exception
    for attempt in range(1, run.settings.attempts + 1):
        try:
            return _attempt(run, entry, url)
        except (TryLater, httpx.RequestError) as error:
            problem = error
        except Unreachable as error:
            if attempt >= min(2, run.settings.attempts):  # a name that does not resolve twice will not the third time
                raise
            problem = error
        wait = run.settings.backoff * 2 ** (attempt - 1)
        if isinstance(problem, TryLater) and problem.wait is not None:
            wait = max(wait, problem.wait)
        if attempt == run.settings.attempts or wait > run.settings.longest_wait:
            break
        run.clock.sleep(wait)
    reason = str(problem) or type(problem).__name__
    raise VigieError(
        say(
            f"{url} : échec après {attempt} essai(s) : {reason}. Relancez « vigie fetch {entry.id} » plus tard.",
            f"{url}: failed after {attempt} attempt(s): {reason}. Run “vigie fetch {entry.id}” again later.",
        )
    )


def _attempt(run: _Run, entry: ManifestEntry, url: str) -> FetchOutcome:
    """Ask once: for the rest of an unfinished file, for what changed since last time, or for all of it."""
    known = run.lock.documents.get(entry.id)
    name = known.file if known is not None and known.url == url else _file_name(entry, url)
    target, part = run.folder / name, run.folder / f"{name}.part"
    headers: dict[str, str] = {}
    begun = run.lock.partials.get(entry.id)
    offset = part.stat().st_size if part.is_file() and begun is not None and begun.url == url else 0
    if offset and begun is not None:
        headers = {"Range": f"bytes={offset}-", "If-Range": begun.validator}
    elif known is not None and known.url == url and target.is_file() and _sha256(target) == known.sha256:
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
    with run.client.get(url, headers) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED and known is not None and not offset:
            message = say("Inchangé depuis le dernier téléchargement.", "Unchanged since it was last downloaded.")
            return FetchOutcome(entry.id, FetchStatus.UNCHANGED, message, target, known.sha256, known.size, url)
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            _forget_part(run, entry.id, part)
            raise TryLater(say("la reprise est refusée", "resuming is refused"), 0.0)
        if response.status_code in _MAY_PASS:
            raise TryLater(f"HTTP {response.status_code}", _retry_after(response, run.clock))
        if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            raise VigieError(
                say(
                    f"{url} : le serveur répond {response.status_code} ({response.reason_phrase}). "
                    f"Cherchez le document depuis {entry.page_url or 'le site de son éditeur'}.",
                    f"{url}: the server answers {response.status_code} ({response.reason_phrase}). "
                    f"Look for the document from {entry.page_url or 'the site of its publisher'}.",
                )
            )
        start = _resumed_at(response, offset)
        if start is None:
            _forget_part(run, entry.id, part)
            raise TryLater(say("la reprise ne correspond pas", "the resumed part does not match"), 0.0)
        _receive(run, entry, url, response, part, start)
        got = _record(run, url, response, name, part)
    return _put_in_place(run, entry, got, part, known)


def _resumed_at(response: httpx.Response, offset: int) -> int | None:
    """Return where the body starts in the file: 0 for a whole file, None for a part that was not asked for."""
    if response.status_code == httpx.codes.OK:
        return 0
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("content-range", ""))
    return offset if found is not None and offset and int(found.group(1)) == offset else None


def _receive(run: _Run, entry: ManifestEntry, url: str, response: httpx.Response, part: Path, start: int) -> None:
    """Write the body to the unfinished file, within the limits of size and time."""
    encoded = response.headers.get("content-encoding", "identity").lower() != "identity"
    length = response.headers.get("content-length", "")
    expected = start + int(length) if length.isdigit() and not encoded else None
    if expected is not None and expected > run.settings.max_bytes:
        _forget_part(run, entry.id, part)
        raise Refused(too_large(url, run.settings.max_bytes))
    validator = _validator(response)
    if validator is None or encoded:
        run.lock.partials.pop(entry.id, None)
    else:
        run.lock.partials[entry.id] = Partial(url, validator)
    write_lock(run.lock_path, run.lock)
    until = run.clock.monotonic() + run.settings.total_timeout
    received = start
    with part.open("ab" if start else "wb") as file:
        for chunk in response.iter_bytes():
            received += len(chunk)
            if received > run.settings.max_bytes:
                file.close()
                _forget_part(run, entry.id, part)
                raise Refused(too_large(url, run.settings.max_bytes))
            file.write(chunk)
            run.progress(entry.id, received, expected)
            if run.clock.monotonic() > until:
                raise TryLater(say("le serveur est trop lent", "the server is too slow"))
    if expected is not None and received < expected:
        raise TryLater(say(f"coupé à {received} octets sur {expected}", f"cut at {received} bytes of {expected}"))


def _record(run: _Run, url: str, response: httpx.Response, name: str, part: Path) -> Fetched:
    return Fetched(
        file=name,
        url=url,
        final_url=str(response.request.url),
        sha256=_sha256(part),
        size=part.stat().st_size,
        fetched_at=run.clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        content_type=response.headers.get("content-type"),
    )


def _put_in_place(run: _Run, entry: ManifestEntry, got: Fetched, part: Path, known: Fetched | None) -> FetchOutcome:
    """Check what came, give it its name, and write what was learned."""
    with part.open("rb") as file:
        head = file.read(1024)
    if got.size == 0 or (got.file.lower().endswith(".pdf") and b"%PDF-" not in head):
        _forget_part(run, entry.id, part)
        what = say("un fichier vide", "an empty file") if got.size == 0 else got.content_type or "?"
        raise VigieError(
            say(
                f"{got.url} : un PDF était attendu, le serveur envoie autre chose ({what}). "
                f"Cherchez le document depuis {entry.page_url or 'le site de son éditeur'}.",
                f"{got.url}: a PDF was expected, the server sends something else ({what}). "
                f"Look for the document from {entry.page_url or 'the site of its publisher'}.",
            )
        )
    target = run.folder / got.file
    ours = known is not None and known.file == got.file
    if target.exists() and not ours and _sha256(target) != got.sha256:  # somebody's own file: leave it
        target = target.with_name(f"{target.stem}-{got.sha256[:8]}{target.suffix}")
        got = replace(got, file=target.name)
    if known is not None:
        before = known.sha256 if known.sha256 != got.sha256 else known.previous_sha256
        got = replace(got, previous_sha256=before)
    part.replace(target)
    run.lock.partials.pop(entry.id, None)
    run.lock.documents[entry.id] = got
    write_lock(run.lock_path, run.lock)
    status, message = compared(entry, got, known)
    return FetchOutcome(entry.id, status, message, target, got.sha256, got.size, got.url)


def _forget_part(run: _Run, entry_id: str, part: Path) -> None:
    part.unlink(missing_ok=True)
    if run.lock.partials.pop(entry_id, None) is not None:
        write_lock(run.lock_path, run.lock)


def _validator(response: httpx.Response) -> str | None:
    """Return what proves that two parts belong to one file: If-Range takes strong ETags and dates only (RFC 9110, 13.1.5)."""
    etag: str = response.headers.get("etag", "")
    date: str | None = response.headers.get("last-modified")
    return etag if etag.startswith('"') else date


def _retry_after(response: httpx.Response, clock: Clock) -> float | None:
    """Return the wait the server asks for, in seconds, from a number or a date."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - clock.now()).total_seconds())
    except (TypeError, ValueError):
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
