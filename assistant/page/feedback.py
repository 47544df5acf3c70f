"""What readers say of an answer or of a source: one click, kept with the answer, read by the maintainers."""

from datetime import UTC, datetime
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.page.backend import Backend
from corpus.records import Feedback


class Opinion(BaseModel):
    """What vigie.js sends."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field(min_length=1, max_length=64)
    kind: Literal["useful", "wrong", "source_does_not_say"]
    sentence: int | None = Field(None, ge=0, le=1000)
    citation: int | None = Field(None, ge=0, le=1000)
    comment: str = Field("", max_length=2000)


def feedback_routes(app: FastAPI, backend: Backend) -> None:
    """Accept opinions from this very page."""

    @app.post("/feedback", include_in_schema=False)
    def said(opinion: Opinion, request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return JSONResponse({"kept": False}, status_code=403)
        if backend.answer(opinion.answer) is None:
            return JSONResponse({"kept": False}, status_code=404)
        backend.keep_feedback(
            Feedback(
                opinion.answer,
                datetime.now(UTC).isoformat(timespec="seconds"),
                opinion.kind,
                opinion.sentence,
                opinion.citation,
                opinion.comment,
            )
        )
        return JSONResponse({"kept": True})
