"""Dossiers as files to be saved."""

from typing import Annotated
from urllib.parse import quote as percent

from fastapi import Query, Response

from assistant.exports import Dossier, Form, export

FormAsked = Annotated[
    Form,
    Query(
        description="Form of the file: Markdown, HTML, DOCX, CSV, JSON, BibTeX, RIS, CSL-JSON, or French references (txt)."
    ),
]


def saved(dossier: Dossier, form: Form) -> Response:
    """Return a dossier as a file to be saved, never to be shown in place."""
    exported = export(dossier, form)
    return Response(
        exported.content,
        media_type=exported.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{percent(exported.file_name)}",
            "cache-control": "no-store",
        },
    )
