"""Many people at once: `python -m eval.load` asks a served Vigie over HTTP and says how it bore it.

Twenty people ask for excerpts and five for answers, for so many seconds, each waiting a moment between two questions. The
server is started for the run on a copy of a library of the starter notes, on loopback, and stopped by SIGTERM at the end;
`--url` asks one that runs already. It stops by itself, and never asks another machine.
"""

import argparse
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from corpus.errors import VigieError
from corpus.machine import cores
from corpus.settings import Settings, load
from eval.corpora import library_settings
from eval.questions import load_questions
from eval.resident import resident_mb
from eval.tables import markdown, put_table

ROOT = Path(__file__).resolve().parents[1]
STARTER = ROOT / "corpus" / "starter"
QUESTIONS = Path(__file__).parent / "questions" / "starter.jsonl"
MARKS = ("<!-- eval load -->", "<!-- /eval load -->")
LONGEST = 3600
_WARM_UP = 0.3
"""Share of the run that is not looked at for growth: models load, caches fill."""
_FLAT = 0.05
"""Growth of memory over the rest of the run that is called flat."""


@dataclass
class Seen:
    """What the people of one run saw. Written by all their threads."""

    excerpts: list[float] = field(default_factory=list)  # seconds, of those who ask for excerpts
    first: list[float] = field(default_factory=list)  # seconds to the first excerpt, of those who ask for answers
    word: list[float] = field(default_factory=list)  # seconds to the first word
    whole: list[float] = field(default_factory=list)  # seconds to the whole answer, the wait in the line included
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)  # (seconds since the start, MB)


def excerpt_reader(url: str, questions: Sequence[str], seen: Seen, end: float, pause: float, seed: int) -> None:
    """Ask for excerpts until the end."""
    chance = random.Random(seed)  # noqa: S311 - which question comes next
    time.sleep(chance.uniform(0, pause))
    with httpx.Client(timeout=60) as client:
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                reply = client.get(f"{url}/api/v1/excerpts", params={"subject": chance.choice(questions)})
                reply.raise_for_status()
                seen.excerpts.append(time.monotonic() - begun)
            except (httpx.HTTPError, ValueError) as error:
                seen.errors.append(f"excerpts: {type(error).__name__}: {error}"[:200])
            time.sleep(pause)


def answer_reader(url: str, questions: Sequence[str], seen: Seen, end: float, pause: float, seed: int) -> None:
    """Ask for answers, as they are written, until the end."""
    chance = random.Random(seed)  # noqa: S311
    time.sleep(chance.uniform(0, pause))
    with httpx.Client(timeout=600) as client:
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                finished = _follow(client, url, chance.choice(questions), seen, begun)
                if not finished:
                    seen.errors.append("ask: the answer did not finish")
            except (httpx.HTTPError, ValueError) as error:
                seen.errors.append(f"ask: {type(error).__name__}: {error}"[:200])
            time.sleep(pause)


def _follow(client: httpx.Client, url: str, question: str, seen: Seen, begun: float) -> bool:
    known: set[str] = set()
    request = {"json": {"question": question}, "headers": {"accept": "text/event-stream"}}
    with client.stream("POST", f"{url}/api/v1/ask", **request) as reply:  # type: ignore[arg-type]
        reply.raise_for_status()
        for line in reply.iter_lines():
            name = line.removeprefix("event:").strip() if line.startswith("event:") else ""
            if name == "problem":
                return False
            if name == "excerpts" and name not in known:
                seen.first.append(time.monotonic() - begun)
            if name in ("draft", "sentence") and not known & {"draft", "sentence"}:
                seen.word.append(time.monotonic() - begun)
            if name == "finished":
                seen.whole.append(time.monotonic() - begun)
                return True
            known.add(name)
    return False


@contextmanager
def served(settings: Settings, provider: str) -> Iterator[tuple[str, int]]:
    """Serve a copy of a library on loopback; yield its address and process. Raises VigieError when it does not start."""
    import socket  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="vigie-load-") as folder, socket.socket() as sock:
        home = Path(shutil.copytree(settings.home, Path(folder) / "home"))
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        sock.close()
        environment = {
            **os.environ,
            "VIGIE_HOME": str(home),
            "VIGIE_HOST": "127.0.0.1",
            "VIGIE_PORT": str(port),
            "VIGIE_PROVIDER": provider,
            "VIGIE_QUESTIONS_PER_MINUTE": "10000",  # everybody comes from the same address here
            "VIGIE_STOP_SECONDS": "30",
            "PYTHONPATH": str(ROOT),
        }
        log = Path(folder) / "log"
        with log.open("wb") as errors:
            child = subprocess.Popen(
                [sys.executable, "-m", "assistant.commands.main", "serve"],
                env=environment,
                stdout=errors,
                stderr=errors,
                cwd=folder,
            )
        url = f"http://127.0.0.1:{port}"
        try:
            end = time.monotonic() + 120
            while not _answers(f"{url}/health/ready"):
                if child.poll() is not None or time.monotonic() > end:
                    raise VigieError(log.read_text(encoding="utf-8")[-2000:])
                time.sleep(0.2)
            yield url, child.pid
            child.send_signal(signal.SIGTERM)
            child.wait(60)
        finally:
            child.kill()
            child.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def people(
    url: str, pid: int | None, questions: Sequence[str], *, seconds: float, excerpts: int, answers: int, pause: float
) -> Seen:
    """Let so many people ask for so many seconds; return what they saw."""
    seen = Seen()
    begun = time.monotonic()
    end = begun + seconds
    kinds = [(excerpt_reader, excerpts, pause), (answer_reader, answers, 2 * pause)]
    threads = [
        threading.Thread(target=kind, args=(url, questions, seen, end, wait, number), daemon=True)
        for kind, many, wait in kinds
        for number in range(many)
    ]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        if pid is not None:
            seen.memory.append((time.monotonic() - begun, resident_mb(pid)))
        time.sleep(min(1.0, seconds / 20))
    for thread in threads:
        thread.join(600)
    return seen


def growth(memory: Sequence[tuple[float, float]]) -> float | None:
    """Return how much the memory grew after the warm-up, as a share: the last fifth beside the first fifth after it."""
    rest = [value for _, value in memory[int(len(memory) * _WARM_UP) :]]
    if len(rest) < 10:
        return None
    fifth = max(2, len(rest) // 5)
    return statistics.median(rest[-fifth:]) / statistics.median(rest[:fifth]) - 1


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which this share of the values lie (nearest rank); None without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def summary(seen: Seen, about: dict[str, object]) -> dict[str, object]:
    """Return the figures of a run."""
    times = {"excerpts": seen.excerpts, "first_excerpt": seen.first, "first_word": seen.word, "answer": seen.whole}
    return {
        **about,
        "errors": len(seen.errors),
        **{f"{name}_count": len(values) for name, values in times.items()},
        **{f"{name}_p50_s": quantile(values, 0.5) for name, values in times.items()},
        **{f"{name}_p95_s": quantile(values, 0.95) for name, values in times.items()},
        "memory_first_mb": round(seen.memory[0][1]) if seen.memory else None,
        "memory_most_mb": round(max(value for _, value in seen.memory)) if seen.memory else None,
        "memory_last_mb": round(seen.memory[-1][1]) if seen.memory else None,
        "memory_growth_after_warm_up": growth(seen.memory),
    }


def table(found: dict[str, object]) -> str:
    """Return the figures as Markdown, for docs/operations.md."""

    def at(name: str) -> list[str]:
        values = [found[f"{name}_p50_s"], found[f"{name}_p95_s"]]
        return [
            str(found[f"{name}_count"]),
            *("–" if value is None else f"{value:.2f} s".replace(".", ",") for value in values),
        ]

    grew = found["memory_growth_after_warm_up"]
    rows = [
        ["Extraits demandés", *at("excerpts")],
        ["Réponse : premier extrait", *at("first_excerpt")],
        ["Réponse : premier mot", *at("first_word")],
        ["Réponse entière, attente comprise", *at("answer")],
    ]
    memory = "" if not isinstance(grew, float) else f", {100 * grew:+.1f} % après la mise en route".replace(".", ",")
    return (
        f"{found['seconds']} s, {found['excerpt_readers']} personnes aux extraits et {found['answer_readers']} aux réponses, "
        f"`VIGIE_PROVIDER={found['provider']}`, {found['cores']} cœurs : {found['errors']} erreur ; mémoire "
        f"{found['memory_first_mb']} Mo au début, {found['memory_most_mb']} Mo au plus, {found['memory_last_mb']} Mo à la "
        f"fin{memory}.\n\n{markdown(rows, ['', 'Nombre', 'Médiane', 'p95'])}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 0 when there was no error and memory stayed flat, else 1."""
    parser = argparse.ArgumentParser(prog="python -m eval.load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help=f"how long (at most {LONGEST}; 300 for the figures)")
    parser.add_argument("--excerpts", type=int, default=20, help="people who ask for excerpts")
    parser.add_argument("--answers", type=int, default=5, help="people who ask for answers")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between two questions of one person")
    parser.add_argument("--provider", default="none", choices=["auto", "ollama", "openai", "embedded", "none"])
    parser.add_argument("--corpus", type=Path, action="append", help="documents (the starter notes by default)")
    parser.add_argument("--url", help="a Vigie that runs already, on this machine")
    parser.add_argument("--pid", type=int, help="its process, to follow its memory")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--into", type=Path, help="document whose table is replaced (docs/operations.md)")
    options = parser.parse_args(arguments)
    if not 1 <= options.seconds <= LONGEST or options.excerpts + options.answers > 200:
        parser.error(f"at most {LONGEST} seconds and 200 people")
    if options.url and not _loopback(options.url):
        parser.error("only a Vigie on this machine (127.0.0.1) may be asked")
    questions = [question.question for question in load_questions(QUESTIONS)]
    many = {"seconds": options.seconds, "excerpts": options.excerpts, "answers": options.answers}
    if options.url:
        seen = people(options.url.rstrip("/"), options.pid, questions, pause=options.pause, **many)
    else:
        settings = library_settings(tuple(options.corpus or [STARTER]), load())
        with served(settings, options.provider) as (url, pid):
            seen = people(url, pid, questions, pause=options.pause, **many)
    about: dict[str, object] = {
        "seconds": options.seconds,
        "excerpt_readers": options.excerpts,
        "answer_readers": options.answers,
        "provider": options.provider,
        "cores": cores(),
    }
    found = summary(seen, about)
    print(json.dumps({**found, "first_errors": seen.errors[:5]}, indent=2) if options.json else table(found))
    for error in seen.errors[:5]:
        print(error, file=sys.stderr)
    if options.into is not None:
        text = put_table(options.into.read_text(encoding="utf-8"), table(found), MARKS)
        if text is None:
            parser.error(f"{options.into} has no {MARKS[0]}")
        options.into.write_text(str(text), encoding="utf-8")
    grew = found["memory_growth_after_warm_up"]
    return 0 if not seen.errors and (not isinstance(grew, float) or grew <= _FLAT) else 1


def _loopback(url: str) -> bool:
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return urlsplit(url).hostname == "localhost"


if __name__ == "__main__":
    raise SystemExit(main())
