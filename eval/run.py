"""One run: every question of a file asked of a folder of documents, kept as it comes, scored at the end.

A run's folder holds `run.json` (what was run), `answers.jsonl` (the record of `vigie ask --json` of each question, under
the question's `id`; the answer's own is `answer_id`), `retrieval.jsonl` (the pages each search found), `metrics.json` and
`report.html`. Interrupted, it continues with the questions that have no answer yet.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answers import Answer, answer_from_json
from assistant.service import Vigie
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.settings import ProviderName, Settings
from eval.corpora import code_hash, library_settings
from eval.metrics import METRICS, Measure, breakdown, latency, measure_all
from eval.questions import Question, Resolver, check_evidence, load_questions, questions_hash
from eval.quotes import SecondReader, is_slice, quote_found
from eval.ranking import Ranked, rank
from eval.scoring import Gold, Scored, score

ANSWERS, RETRIEVAL, RUN, METRICS_FILE, REPORT = (
    "answers.jsonl", "retrieval.jsonl", "run.json", "metrics.json", "report.html",
)  # fmt: skip
_SHAPING = (
    "embedding_model", "reranker_model", "excerpt_tokens", "max_answer_tokens", "ollama_model", "openai_model",
    "embedded_model_path", "embedded_context", "show_unsourced", "language",
)  # fmt: skip
"""The settings that change answers: part of what identifies a run."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be run."""

    questions: Path
    corpus: tuple[Path, ...]
    out: Path
    provider: ProviderName | None = None
    limit: int | None = None
    split: str | None = None
    progress: bool = True


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that was scored."""

    out: Path
    identity: dict[str, Any]
    scored: tuple[Scored, ...]
    measures: dict[str, Measure]


def run(request: Request, settings: Settings, made: Callable[[Settings], Vigie] = Vigie) -> Finished:
    """Ask, keep, score, report. Raises VigieError before any question when the file or its evidence is at fault."""
    questions = chosen(load_questions(request.questions), request.limit, request.split)
    if request.provider is not None:
        settings = Settings(**{**settings.model_dump(), "provider": request.provider})
    own = library_settings(request.corpus, settings, progress=request.progress)
    vigie = made(own)
    check_evidence(questions, vigie.library)
    provider = vigie.provider()
    identity = {
        "questions": request.questions.name,
        "questions_sha256": questions_hash(questions),
        "corpus": own.home.name,
        "provider": provider.name,
        "model": provider.model,
        "settings": {name: str(getattr(own, name)) for name in _SHAPING},
        "code": code_hash("assistant", "corpus", "ingest", "prompts")[:20],
    }
    request.out.mkdir(parents=True, exist_ok=True)
    _same_run(request.out / RUN, identity)
    # The provider is named from here on: "auto" could take another one half way.
    for question, record in _ask(vigie, questions, request, provider.name):
        _append(request.out / ANSWERS, {**record, "id": question.id})
    return score_run(request.out, questions, vigie.library, identity)


def check_only(request: Request, settings: Settings) -> int:
    """Check a question file and its evidence and return how many questions it has; raises VigieError as `run` does."""
    questions = chosen(load_questions(request.questions), request.limit, request.split)
    check_evidence(questions, Library(library_settings(request.corpus, settings, progress=request.progress)))
    return len(questions)


def chosen(questions: Sequence[Question], limit: int | None, split: str | None) -> list[Question]:
    """Return the questions of a split, at most `limit` of them, spread evenly over the file."""
    kept = [question for question in questions if split is None or question.split == split]
    if not kept:
        raise VigieError(say(f"Aucune question de la part « {split} ».", f"No question is in the split “{split}”."))
    if limit is None or limit >= len(kept):
        return kept
    return [kept[at * len(kept) // limit] for at in range(limit)]


def _same_run(path: Path, identity: dict[str, Any]) -> None:
    """Refuse to continue a run with other questions, documents, model, settings or code than it was begun with."""
    if not path.is_file():
        started = datetime.now(UTC).isoformat(timespec="seconds")
        path.write_text(json.dumps({**identity, "started_at": started}, ensure_ascii=False, indent=2), encoding="utf-8")
        return
    before = json.loads(path.read_text(encoding="utf-8"))
    changed = [name for name in identity if before.get(name) != identity[name]]
    if changed:
        raise VigieError(
            say(
                f"{path.parent} contient un autre essai ({', '.join(changed)} ont changé). Donnez un autre dossier à --out, "
                "ou effacez celui-ci.",
                f"{path.parent} holds another run ({', '.join(changed)} changed). Give --out another folder, "
                "or delete this one.",
            )
        )


def _ask(
    vigie: Vigie, questions: Sequence[Question], request: Request, provider: ProviderName
) -> Iterator[tuple[Question, dict[str, Any]]]:
    """Yield each question that has no answer yet with its record; an error is a record too, tried again by the next run."""
    from tqdm import tqdm  # noqa: PLC0415

    done = _mended(request.out / ANSWERS)
    ranked = _mended(request.out / RETRIEVAL)
    waiting = [question for question in questions if question.id not in done]
    if waiting:
        vigie.warm()
    with tqdm(
        total=len(questions),
        initial=len(questions) - len(waiting),
        unit="q",
        disable=None if request.progress else True,
    ) as bar:
        for question in waiting:
            if question.id not in ranked:
                found = rank(vigie.library, question.question)
                _append(request.out / RETRIEVAL, {"id": question.id, **found.as_json()})
            try:
                record = vigie.answer_to(question.question, provider=provider).as_json()
                record["answer_id"] = record["id"]
            except VigieError as error:
                record = {"question": question.question, "error": str(error)}
            yield question, record
            bar.update(1)


def score_run(out: Path, questions: Sequence[Question], library: Library, identity: dict[str, Any]) -> Finished:
    """Score the answers of a run's folder and write its metrics and report."""
    from eval.report import write_report  # noqa: PLC0415 - after the questions, not before

    answers = {str(record["id"]): record for record in read_jsonl(out / ANSWERS)}
    rankings = {str(record["id"]): Ranked.of_json(record) for record in read_jsonl(out / RETRIEVAL)}
    resolver = Resolver(library)
    reader = SecondReader(library)
    scored = tuple(
        score(
            question,
            _answer(answers.get(question.id)),
            gold_of(question, resolver),
            rankings.get(question.id),
            lambda excerpt: (is_slice(excerpt, library), quote_found(excerpt, reader)),
        )
        for question in questions
    )
    reader.close()
    finished = Finished(out, identity, scored, measure_all(scored))
    write_metrics(finished)
    write_report(finished, questions, answers)
    return finished


def _answer(record: dict[str, Any] | None) -> Answer | None:
    if record is None or "error" in record:
        return None
    value = {name: item for name, item in record.items() if name != "answer_id"}
    return answer_from_json({**value, "id": record["answer_id"]})


def gold_of(question: Question, resolver: Resolver) -> Gold:
    """Return the evidence of a question as pages of the library."""

    def pages(items: Sequence[Any]) -> frozenset[tuple[str, int]]:
        places = [place for item in items if (place := resolver.place(item)) is not None]
        return frozenset((place.document_id, place.page) for place in places)

    return Gold(
        tuple(pages(part) for part in question.parts),
        tuple(pages([item]) for item in question.contradicts),
    )


def write_metrics(finished: Finished) -> None:
    """Write metrics.json: the run, every metric with interval and goal, by group, latency, and each question's score."""
    goals = {metric.name: metric.goal for metric in METRICS}
    record = {
        "run": finished.identity,
        "metrics": {
            name: {**asdict(item), "goal": goals[name]} for name, item in finished.measures.items()
        },
        **{
            f"by_{by}": {
                key: {name: asdict(item) for name, item in measures.items() if item.value is not None}
                for key, measures in breakdown(finished.scored, by).items()
            }
            for by in ("kind", "language", "document", "split", "noisy")
        },
        "latency": {
            moment: asdict(latency(finished.scored, moment)) for moment in ("first_excerpt_s", "first_word_s", "total_s")
        },
        "answers_sha256": answers_hash(finished.out / ANSWERS),
        "questions": [item.as_json() for item in finished.scored],
    }  # fmt: skip
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (finished.out / METRICS_FILE).write_text(text, encoding="utf-8")


def answers_hash(path: Path) -> str:
    """Return what identifies the answers of a run, without what differs between two identical runs (ids, times)."""
    digest = hashlib.sha256()
    for record in sorted(read_jsonl(path), key=lambda item: str(item["id"])):
        kept = {name: item for name, item in record.items() if name not in ("answer_id", "asked_at", "timings")}
        digest.update(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSON Lines file; a last line that was cut when the run was killed is left out."""
    if not path.is_file():
        return []
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return records


def _mended(path: Path) -> set[str]:
    """Rewrite a file of records, whole, without what was cut or failed; return the ids that stay."""
    kept = [record for record in read_jsonl(path) if "error" not in record]
    if path.is_file():
        fresh = path.with_suffix(".new")
        fresh.write_text("".join(_line(record) for record in kept), encoding="utf-8")
        fresh.replace(path)
    return {str(record["id"]) for record in kept}


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _append(path: Path, record: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(_line(record))
        file.flush()
        os.fsync(file.fileno())
