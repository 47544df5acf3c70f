"""A document survives the journey between processes unchanged; anything else is refused."""

import io
import json

import pytest

from corpus.records import Kind, Method, Page, ParsedDocument, Section, Source, Standing, Status
from ingest import wire
from ingest.problems import FileProblem, damaged

DOCUMENT = ParsedDocument(
    pages=(
        Page(1, "i", "Prêt à être cité.", "Prêt à\nêtre cité.", ((0, 0, 6), (7, 7, 10)), Method.TEXT),
        Page(2, "ii", "", "", (), Method.NONE),
        Page(3, "1", "lu", "lu", ((0, 0, 2),), Method.OCR, 0.93),
    ),
    page_count=5,
    sections=(Section(1, 0, ("Titre Ier", "Article 2 › 3")),),
    source=Source(title="Titre \u2028 d'un avis", kind=Kind.AVIS, standing=Standing.OPINION, date="2024-07"),
    parser="pypdf/7",
    warnings=("attention",),
    unread_pages=(4, 5),
    needs_ocr=(2,),
)


def _written(document: ParsedDocument) -> list[str]:
    stream = io.StringIO()
    wire.write_document(document, stream)
    return stream.getvalue().splitlines(keepends=True)


def test_a_document_comes_back_equal() -> None:
    assert wire.read(_written(DOCUMENT)) == DOCUMENT


def test_a_problem_comes_back_as_the_exception() -> None:
    stream = io.StringIO()
    wire.write_problem(damaged("xref", pages=7), stream)
    with pytest.raises(FileProblem) as raised:
        wire.read(stream.getvalue().splitlines())
    assert (raised.value.status, raised.value.pages) == (Status.DAMAGED, 7)


@pytest.mark.parametrize("kept", [0, 1, 2, 3, 4])
def test_a_cut_answer_is_refused(kept: int) -> None:
    with pytest.raises(wire.Garbled):
        wire.read(_written(DOCUMENT)[:kept])


@pytest.mark.parametrize("runs", [[[0, 0, 99]], [[-1, 0, 2]], [[0, 90, 2]], [[0, 0]], "x"])
def test_offsets_outside_their_page_are_refused(runs: object) -> None:
    lines = _written(DOCUMENT)
    lines[1] = json.dumps({**json.loads(lines[1]), "offsets": runs})
    with pytest.raises(wire.Garbled):
        wire.read(lines)
