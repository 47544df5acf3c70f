"""What makes excerpts unable to answer, before any model reads them."""

from dataclasses import replace

import pytest

from assistant.answerability import Expectation, judge_excerpts
from assistant.answers import Excerpt
from assistant.premise import needs_of

EXCERPT = Excerpt(
    document="note.pdf", document_id="1", title="Les assemblées", page=1, page_label="1", start=0, end=44,
    quote="La présidente a jugé le rapport du 19 juin utile.", date="2024-11-02",
)  # fmt: skip


def judged(question: str, *excerpts: Excerpt) -> str:
    """The reason why excerpts do not answer a question, empty when they may."""
    return judge_excerpts(Expectation(question, needs_of(question), ()), excerpts).reason


def test_a_year_that_no_excerpt_speaks_of_is_not_answered_about() -> None:
    assert (
        judged("Pourquoi l'assemblée a-t-elle changé d'avis en 2021 ?", EXCERPT)
        == "Aucun passage trouvé ne parle de 2021."
    )


@pytest.mark.parametrize(
    "excerpt",
    [
        EXCERPT,
        replace(EXCERPT, date="2021-03-01"),
        replace(EXCERPT, section=("Élections de 2021",)),
        replace(EXCERPT, title="Plan 2021-2027"),
        replace(EXCERPT, quote="Elle a voté le plan en juillet 2021."),
    ],
)
def test_the_year_may_be_said_by_any_of_them_or_be_that_of_a_document(excerpt: Excerpt) -> None:
    others = () if excerpt is not EXCERPT else (replace(EXCERPT, quote="En 2021, elle en a changé."),)
    assert not judged("Pourquoi l'assemblée a-t-elle changé d'avis en 2021 ?", excerpt, *others)


@pytest.mark.parametrize("date", ["2024-11-02", None])
def test_a_year_after_the_documents_may_be_answered_by_what_was_in_force(date: str | None) -> None:
    assert not judged(
        "Qui préside l'assemblée en 2026 ?", replace(EXCERPT, date=date, quote="Anne Durand préside l'assemblée.")
    )
