"""Answers: asked as one document or followed as they are written, and read again later."""

import contextlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from assistant.answers import Answer, Finished, answer_from_json
from assistant.api.context import Context, allowed
from assistant.api.exporting import FormAsked, saved
from assistant.api.problems import Refused, missing
from assistant.api.records import AnswerGiven
from assistant.api.requests import AskRequest
from assistant.api.streams import events, failure, follow
from assistant.page.backend import Backend
from assistant.page.desk import Failed, Run
from assistant.page.texts import tell
from corpus.errors import VigieError

AnswerAsked = Annotated[str, Path(min_length=1, max_length=64, description="Permanent id of an answer.")]
EVENTS = "text/event-stream"
_EVENTS_SAY = (
    "Server-sent events, in this order: `excerpts` (the excerpts, before any model has written a word), `waiting` (how "
    "many questions come first), `draft` (text as it is written, not verified), `sentence` (a whole sentence with its "
    "verdict, which replaces its draft; `citations` are numbers of excerpts, from 1), `notice` (something to tell the "
    "reader), then `finished` (the answer as it is kept) or `problem`. Closing the connection stops the answer."
)


def record(answer: Answer) -> dict[str, Any]:
    """Return an answer's record as plain values."""
    return AnswerGiven.of(answer).model_dump(mode="json")


def kept(backend: Backend, answer_id: str) -> Answer:
    """Return an answer that was given before."""
    found = backend.answer(answer_id)
    if found is None:
        raise missing(
            tell(
                f"Aucune réponse ne porte l'identifiant « {answer_id} ».",
                f"No answer has the id “{answer_id}”.",
            )
        )
    return answer_from_json(found)


def answering(context: Context) -> APIRouter:
    """Return the routes of answers."""
    router, backend, desk = APIRouter(tags=["answers"]), context.backend, context.desk

    def begin(asked: AskRequest) -> Run:
        """Take a place in the line that the page uses too."""
        try:
            return desk.submit(
                lambda cancel: backend.ask(
                    asked.question,
                    language=asked.language,
                    filters=asked.filters.filters(),
                    history=asked.turns(),
                    provider=asked.provider,
                    cancel=cancel,
                )
            )
        except VigieError as error:
            raise Refused("busy", 503, str(error), {"retry-after": "60"}) from None

    @router.post(
        "/ask",
        operation_id="ask",
        dependencies=[Depends(allowed(context.rates.answers))],
        response_model=AnswerGiven,
        responses={200: {"content": {EVENTS: {"schema": {"type": "string", "description": _EVENTS_SAY}}}}},
    )
    async def ask(
        asked: AskRequest,
        request: Request,
        accept: Annotated[str, Header(description="`text/event-stream` to follow the answer as it is written.")] = "",
    ) -> Any:
        """Answer a question from the documents, each sentence with its verdict and its excerpts."""
        steps = follow(desk, begin(asked), request.is_disconnected)
        if EVENTS in accept.lower():
            headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
            return StreamingResponse(events(steps, record), media_type=EVENTS, headers=headers)
        async with contextlib.aclosing(steps):
            async for step in steps:
                if isinstance(step, Failed):
                    raise failure(step.error)
                if isinstance(step, Finished):
                    return AnswerGiven.of(step.answer)
        raise Refused("busy", 503, tell("La réponse a été arrêtée.", "The answer was stopped."))

    @router.get("/answers/{answer}", operation_id="answer")
    def answer(answer: AnswerAsked) -> AnswerGiven:
        """An answer given before, exactly as it was."""
        return AnswerGiven.of(kept(backend, answer))

    @router.get("/answers/{answer}/export", operation_id="answerExport", response_class=Response)
    def export(answer: AnswerAsked, form: FormAsked) -> Response:
        """An answer with its excerpts, as a file."""
        return saved(backend.answer_dossier(kept(backend, answer)), form)

    return router
