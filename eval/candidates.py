"""From what readers say of answers to questions of the evaluation: drafts that a maintainer completes and accepts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.records import Feedback
from eval.questions import Question, check_evidence, load_questions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a reader's remark suggests, with the answer it was about."""

    id: str
    feedback: Feedback
    question: str
    language: str
    about: str  # the sentence the remark is about, or the whole answer
    evidence: tuple[Mapping[str, Any], ...]


def candidates(library: Library) -> list[Candidate]:
    """Return one candidate for each remark whose answer is still kept, the latest remark on an answer and sentence only."""
    latest: dict[tuple[str, int | None, int | None], Feedback] = {}
    for feedback in library.feedback():
        latest[feedback.answer_id, feedback.sentence, feedback.citation] = feedback
    found = []
    for feedback in latest.values():
        record = library.answer(feedback.answer_id)
        if record is not None:
            found.append(_candidate(feedback, record))
    return found


def _candidate(feedback: Feedback, record: Mapping[str, Any]) -> Candidate:
    sentences = list(record["sentences"])
    at = feedback.sentence
    chosen = [sentences[at]] if at is not None and 0 <= at < len(sentences) else sentences
    citations = [citation for sentence in chosen for citation in sentence["citations"]]
    if feedback.citation is not None and at is not None and 0 <= feedback.citation < len(citations):
        citations = [citations[feedback.citation]]
    evidence = tuple({"document": one["document"], "page": one["page"], "quote": one["quote"]} for one in citations)
    part = "" if at is None else f"-{at}"
    return Candidate(
        f"lecteur-{feedback.answer_id}{part}",
        feedback,
        str(record["question"]),
        str(record["language"]),
        " ".join(sentence["text"] for sentence in chosen),
        tuple({json.dumps(item): item for item in evidence}.values()),
    )


def draft(candidate: Candidate) -> dict[str, Any]:
    """Return the line of a question file to complete: facts are left to the maintainer, evidence is what was cited.

    Evidence of an answer said to be wrong is not kept: the maintainer gives the right one, or `answerable: false`.
    """
    useful = candidate.feedback.kind == "useful"
    remark = f"{candidate.feedback.kind}, {candidate.feedback.given_at[:10]}"
    comment = f" : {candidate.feedback.comment}" if candidate.feedback.comment else ""
    return {
        "id": candidate.id,
        "question": candidate.question,
        "language": candidate.language if candidate.language in ("fr", "en") else "fr",
        "kind": "factual",
        "answerable": True,
        "facts": [],
        "evidence": [dict(item) for item in candidate.evidence] if useful else [],
        "note": f"{remark}{comment} | {candidate.about}"[:600],
    }


def export(found: Sequence[Candidate], path: Path) -> int:
    """Append the drafts that the file does not hold yet, so that nothing a maintainer has completed is lost."""
    held = set()
    if path.is_file():
        held = {json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()}
    new = [candidate for candidate in found if candidate.id not in held]
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(draft(candidate), ensure_ascii=False) + "\n" for candidate in new)
    return len(new)


def accept(drafts: Path, into: Path, library: Library) -> int:
    """Move completed drafts into a question file, whole or not at all.

    Raises VigieError that lists every draft that is not complete, every id that is taken and every piece of evidence that
    does not resolve in the library; nothing is written then.
    """
    completed = load_questions(drafts)
    unfinished = [question.id for question in completed if question.answerable and not question.facts]
    held = {question.id for question in load_questions(into)} if into.is_file() else set()
    taken = [question.id for question in completed if question.id in held]
    problems = [
        *(
            say(f"{name} : il manque les faits attendus", f"{name}: the expected facts are missing")
            for name in unfinished
        ),
        *(say(f"{name} est déjà dans {into.name}", f"{name} is already in {into.name}") for name in taken),
    ]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise VigieError(say(f"Rien n'a été accepté :\n{listed}", f"Nothing was accepted:\n{listed}"))
    check_evidence(completed, library)
    with into.open("a", encoding="utf-8") as file:
        file.writelines(_line(question) + "\n" for question in completed)
    drafts.write_text("", encoding="utf-8")
    return len(completed)


def _line(question: Question) -> str:
    return json.dumps(question.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
