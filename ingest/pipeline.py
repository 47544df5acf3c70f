"""From folders to the library: compare, read in parallel, index one whole document at a time.

Reading happens in child processes, several at once; splitting, embedding and writing happen here, one document after
the other. Stopped at any moment, what was indexed stays, the rest is read by the next run.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import VigieError
from corpus.language import language, say, set_language
from corpus.library import Library
from corpus.machine import cores
from corpus.records import FileRecord, Method, Source, Status
from corpus.sources import Manifest, load_manifests
from ingest import ocr, sandbox
from ingest.discovery import Candidate, content_hash, discover
from ingest.passages import SPLITTER, split
from ingest.sandbox import Reading

_READ = 0.1
"""Share of a file's work that reading takes; the rest is embedding."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a progress bar shows: how much of one file is done (0 to 1), and its record when it is finished."""

    path: Path
    size: int
    done: float
    record: FileRecord | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The files a run looks at, before any is read."""

    candidates: tuple[Candidate, ...]
    total_bytes: int


def plan(paths: Sequence[Path]) -> Plan:
    """Find the files under these paths. Raises VigieError for a path that does not exist."""
    for path in paths:
        if not path.exists():
            raise VigieError(
                say(
                    f"{path} n'existe pas. Vérifiez le chemin donné à « vigie ingest ».",
                    f"{path} does not exist. Check the path given to “vigie ingest”.",
                )
            )
    candidates = tuple(discover(paths))
    return Plan(candidates, sum(candidate.size for candidate in candidates))


@dataclass(frozen=True, slots=True)
class Options:
    """How a run reads files."""

    password: str | None = None
    reread: bool = False  # read unchanged files again
    use_ocr: bool = True


def ingest(
    library: Library,
    planned: Plan,
    options: Options = Options(),
    on_step: Callable[[Step], None] = lambda step: None,
) -> list[FileRecord]:
    """Bring the library up to date with the planned files. Needs `library.writing()`.

    Returns one record for each file, in order, each with its status. Unchanged files cost one look at their size and
    time. `on_step` is told of every advance.
    """
    run = _Run(library, options, on_step)
    records = {str(candidate.path): run.quick(candidate) for candidate in planned.candidates}
    waiting = [candidate for candidate in planned.candidates if records[str(candidate.path)] is None]
    for candidate, sha256, reading in run.read_ahead(waiting):
        if isinstance(reading, FileRecord):
            record = run.note(candidate, reading)
        else:
            record = run.store(candidate, sha256, reading)
        records[record.path] = record
        on_step(Step(candidate.path, candidate.size, 1.0, record))
    return [record for record in records.values() if record is not None]


def prune(library: Library, folders: Sequence[Path]) -> list[FileRecord]:
    """Take out of the library what is gone from these folders; return how each such path ended. Needs `writing`."""
    roots = [folder.resolve() for folder in folders if folder.is_dir()]
    gone = []
    for record in library.files():
        path = Path(record.path)
        if any(path.is_relative_to(root) for root in roots) and not path.exists():
            library.forget_file(record.path)
            reason = say("Le fichier n'est plus dans le dossier.", "The file is no longer in the folder.")
            gone.append(replace(record, status=Status.REMOVED, reason=reason, next_step=""))
    return gone


class _Manifests:
    """The manifests that apply to each folder, read once."""

    def __init__(self) -> None:
        self._by_folder: dict[Path, Manifest] = {}

    def source(self, path: Path, sha256: str, parsed: Source) -> Source:
        """Return what is known of a document: the manifest's word first, then the file's own."""
        folder = path.parent
        if folder not in self._by_folder:
            self._by_folder[folder] = load_manifests(folder)
        entry = self._by_folder[folder].find(sha256=sha256, file_name=path.name)
        if entry is None:
            return parsed
        stated = entry.source()
        filled = {
            name: getattr(parsed, name)
            for name in ("title", "publisher", "date", "language", "author", "territory")
            if getattr(stated, name) is None
        }
        return replace(stated, **filled)


class _Run:
    """One run of ingest over one library."""

    def __init__(self, library: Library, options: Options, on_step: Callable[[Step], None]) -> None:
        self.library = library
        self.options = options
        self.on_step = on_step
        self.known = {record.path: record for record in library.files()}
        self.manifests = _Manifests()

    def quick(self, candidate: Candidate) -> FileRecord | None:
        """Return the record of a file that need not be opened: one that cannot be, or one that has not changed."""
        if candidate.problem is not None:
            problem = candidate.problem
            record = self.note(
                candidate,
                _record(candidate, None, problem.status, reason=problem.reason, next_step=problem.next_step),
            )
            self.on_step(Step(candidate.path, candidate.size, 1.0, record))
            return record
        known = self.known.get(str(candidate.path))
        unchanged = (
            known is not None
            and (known.size, known.modified_ns) == (candidate.size, candidate.modified_ns)
            and not self.options.reread
            and not self._worth_retrying(known)
        )
        if not unchanged:
            return None
        self.on_step(Step(candidate.path, candidate.size, 1.0, known, unchanged=True))
        return known

    def read_ahead(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, str, Reading | FileRecord]]:
        """Yield each file with what was read of it, in order, while the next ones are being read."""
        jobs = self.library.settings.jobs or cores()
        spoken = language()

        def read(path: Path) -> Reading:
            set_language(spoken)  # a new thread starts in the default language
            return sandbox.read(path, self.library.settings, password=self.options.password, ocr=self.options.use_ocr)

        taken: dict[str, str] = {}  # sha256 → path, in this run
        waiting: list[tuple[Candidate, str, Future[Reading] | FileRecord]] = []
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            try:
                for candidate in candidates:
                    sha256 = content_hash(candidate.path)
                    settled = self._settled(candidate, sha256, taken)
                    taken.setdefault(sha256, str(candidate.path))
                    waiting.append((candidate, sha256, settled or pool.submit(read, candidate.path)))
                    if len(waiting) > jobs:
                        yield _result(waiting.pop(0))
                while waiting:
                    yield _result(waiting.pop(0))
            finally:
                sandbox.stop()  # nothing runs any more unless this run is being broken off
                for _, _, future in waiting:
                    if isinstance(future, Future):
                        future.cancel()

    def note(self, candidate: Candidate, record: FileRecord) -> FileRecord:
        """Write how a file ended when nothing new of it enters the library, and let go of what it held before."""
        before = self.known.get(record.path)
        held = before.document_id if before else None
        self.library.record(record)
        if held and held != record.document_id and not self.library.held_by_a_file(held):
            self.library.remove(held)
        return record

    def store(self, candidate: Candidate, sha256: str, reading: Reading) -> FileRecord:
        """Put what was read of a file in the library, whole."""
        parsed = reading.document
        record = _record(
            candidate,
            sha256,
            reading.status,
            reason=reading.reason,
            next_step=reading.next_step,
            pages=reading.pages,
            seconds=round(reading.seconds, 3),
        )
        if parsed is None:
            return self.note(candidate, record)
        self.on_step(Step(candidate.path, candidate.size, _READ))
        source = self.manifests.source(candidate.path, sha256, parsed.source)
        model = self.library.embeddings
        passages = split(
            parsed,
            title=source.title or candidate.path.stem,
            year=source.date[:4] if source.date else None,
            count_tokens=model.count_tokens,
            max_tokens=model.max_tokens,
        )
        record = replace(
            record,
            document_id=sha256[:16],
            pages_read=sum(1 for page in parsed.pages if page.text.strip()),
            pages_ocr=sum(1 for page in parsed.pages if page.method is Method.OCR),
            pages_unread=len({*parsed.unread_pages, *parsed.needs_ocr}),
            pages_waiting=len(parsed.needs_ocr),
            warnings=parsed.warnings,
        )
        before = self.known.get(record.path)
        held = before.document_id if before else None
        replaces = held if held != record.document_id and not self._held_elsewhere(held, record.path) else None
        self.library.add(
            candidate.path,
            parsed,
            passages,
            sha256=sha256,
            source=source,
            status=reading.status,
            record=record,
            splitter=SPLITTER,
            replaces=replaces,
            progress=lambda done, total: self.on_step(
                Step(candidate.path, candidate.size, _READ + (1 - _READ) * done / max(total, 1))
            ),
        )
        return record

    def _settled(self, candidate: Candidate, sha256: str, taken: dict[str, str]) -> FileRecord | None:
        """Return how a file ends without being read: a duplicate, or content that the library has already read."""
        path = str(candidate.path)
        same_content = [record for record in self.known.values() if record.sha256 == sha256]
        twins = [
            record.path
            for record in same_content
            if record.path != path and record.status is not Status.DUPLICATE and Path(record.path).exists()
        ]
        twin = taken.get(sha256) or next(iter(twins), None)
        if twin is not None:
            return _record(
                candidate,
                sha256,
                Status.DUPLICATE,
                reason=say(f"Même contenu que {twin}.", f"Same content as {twin}."),
                next_step=say("Rien à faire : ce contenu est déjà lu.", "Nothing to do: this content is read already."),
                duplicate_of=twin,
            )
        earlier = next(iter(same_content), None)
        document = self.library.document(sha256)
        if (
            earlier is None
            or document is None
            or not document.current
            or document.splitter != SPLITTER
            or self.options.reread
            or self._worth_retrying(earlier)
        ):
            return None
        # Touched, moved or renamed: the content is known.
        return replace(
            earlier,
            path=path,
            size=candidate.size,
            modified_ns=candidate.modified_ns,
            status=document.status,
            duplicate_of=None,
            document_id=document.id,
        )

    def _worth_retrying(self, record: FileRecord) -> bool:
        """Whether reading unchanged content again may end better than last time."""
        if record.status is Status.NEEDS_PASSWORD:
            return self.options.password is not None
        waits = record.status is Status.NEEDS_OCR or record.pages_waiting > 0
        return waits and self.options.use_ocr and ocr.available()

    def _held_elsewhere(self, document_id: str | None, path: str) -> bool:
        return any(record.document_id == document_id and record.path != path for record in self.known.values())


def _record(candidate: Candidate, sha256: str | None, status: Status, **more: Any) -> FileRecord:
    return FileRecord(
        path=str(candidate.path),
        sha256=sha256,
        size=candidate.size,
        modified_ns=candidate.modified_ns,
        status=status,
        **more,
    )


def _result(item: tuple[Candidate, str, Future[Reading] | FileRecord]) -> tuple[Candidate, str, Reading | FileRecord]:
    candidate, sha256, future = item
    return candidate, sha256, future if isinstance(future, FileRecord) else future.result()
