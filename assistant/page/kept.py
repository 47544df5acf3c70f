"""An answer read back from the record that was kept of it."""

from dataclasses import fields
from typing import Any

from assistant.answers import Answer, Excerpt, Outcome, Sentence, Timings, Verdict


def answer_from_record(record: dict[str, Any]) -> Answer:
    """Return the answer that `Answer.as_json` wrote. Raises KeyError or ValueError for a record that is not one.

    Fields that a later version added are passed over, so that an old page reads a new record.
    """
    return Answer(
        question=record["question"],
        language=record["language"],
        status=Outcome(record["status"]),
        sentences=_sentences(record["sentences"]),
        excerpts=tuple(_excerpt(values) for values in record["excerpts"]),
        provider=record["provider"],
        model=record["model"],
        timings=Timings(**_known(Timings, record.get("timings", {}))),
        dropped=_sentences(record.get("dropped", ())),
        disagreements=_sentences(record.get("disagreements", ())),
        message=record.get("message", ""),
        prompt_version=record.get("prompt_version", ""),
        id=record.get("id", ""),
        asked_at=record.get("asked_at", ""),
    )


def _sentences(records: Any) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            record["text"],
            Verdict(record["verdict"]),
            record["reason"],
            tuple(citation["n"] - 1 for citation in record["citations"]),
        )
        for record in records
    )


def _excerpt(record: dict[str, Any]) -> Excerpt:
    values = _known(Excerpt, record)
    return Excerpt(**{**values, "section": tuple(values.get("section", ()))})


def _known(kind: type, record: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in record.items() if name in names}
