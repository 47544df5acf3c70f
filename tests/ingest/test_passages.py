"""Passages end where sentences and sections end, are slices of pages, and never exceed what the model reads."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Page, ParsedDocument, Section, Span
from corpus.sentences import sentence_spans
from ingest.passages import split


def _words(text: str) -> int:
    return len(text.split())


def _document(*texts: str, sections: tuple[Section, ...] = ()) -> ParsedDocument:
    pages = tuple(Page(number, str(number), text) for number, text in enumerate(texts, start=1))
    return ParsedDocument(pages, len(pages), sections)


def _split(
    document: ParsedDocument,
    max_tokens: int = 500,
    title: str = "Rapport",
    year: str | None = "2024",
    *,
    count: Callable[[str], int] = _words,
):  # type: ignore[no-untyped-def]
    return split(document, title=title, year=year, count_tokens=count, max_tokens=max_tokens)


SENTENCE = "Le conseil régional soutient les projets de recherche de son territoire, année après année. "


def test_a_short_page_is_one_passage() -> None:
    (passage,) = _split(_document("Ceci est un test."))
    assert passage.spans == (Span(1, 0, 17),)
    assert passage.text == "Ceci est un test."
    assert passage.indexed_text == "Rapport › 2024\nCeci est un test."


def test_the_section_path_stands_in_front_and_is_not_quotable() -> None:
    path = ("TITRE II", "Article 27 — Analyse")
    (passage,) = _split(_document("Le déployeur analyse.", sections=(Section(1, 0, path),)))
    assert passage.section == path
    assert passage.indexed_text.startswith("Rapport › TITRE II › Article 27 — Analyse › 2024\n")
    assert "TITRE II" not in passage.text


def test_passages_hold_about_800_characters_of_whole_sentences() -> None:
    text = (SENTENCE * 40).strip()
    passages = _split(_document(text))
    bounds = {start for start, _ in sentence_spans(text)}, {end for _, end in sentence_spans(text)}
    for passage in passages:
        assert passage.spans[0].start in bounds[0] and passage.spans[-1].end in bounds[1]
        assert len(passage.text) <= 800
    assert min(len(passage.text) for passage in passages[:-1]) > 600


def test_a_passage_stays_under_one_section() -> None:
    text = "Article 1\nLe premier article est court.\nArticle 2\nLe second aussi."
    sections = (Section(1, 0, ("Article 1",)), Section(1, text.index("Article 2"), ("Article 2",)))
    assert [(passage.section, passage.text) for passage in _split(_document(text, sections=sections))] == [
        (("Article 1",), "Article 1\nLe premier article est court."),
        (("Article 2",), "Article 2\nLe second aussi."),
    ]


def test_a_bare_heading_goes_with_the_text_below_it() -> None:
    text = "CHAPITRE III\nSANCTIONS\nArticle 99\nSanctions\nL'amende est de 35 000 000 EUR."
    sections = (
        Section(1, 0, ("CHAPITRE III — SANCTIONS",)),
        Section(1, text.index("Article"), ("CHAPITRE III — SANCTIONS", "Article 99 — Sanctions")),
    )
    (passage,) = _split(_document(text, sections=sections))
    assert passage.text == text
    assert passage.section[-1] == "Article 99 — Sanctions"


def test_a_sentence_cut_by_a_page_break_stays_together_past_the_notes() -> None:
    document = _document("Le texte établit des\n\n(1) JO C 517.", "obligations uniformes. La suite vient ensuite.")
    passages = _split(document)
    joined = next(passage for passage in passages if "établit" in passage.text)
    assert joined.spans[:2] == (Span(1, 0, 20), Span(2, 0, 46))
    assert joined.text == "Le texte établit des\nobligations uniformes. La suite vient ensuite."
    assert [passage.text for passage in passages if "JO C" in passage.text] == ["(1) JO C 517."]


def test_a_finished_sentence_is_not_joined_to_the_next_page() -> None:
    passages = _split(_document("La page finit ici.", "Ici commence la suivante."))
    assert passages[0].spans[0] == Span(1, 0, 18)


def test_one_sentence_longer_than_the_model_reads_is_cut_between_words() -> None:
    text = "; ".join(f"le point numéro {number} de la longue liste" for number in range(60)) + "."
    passages = _split(_document(text), max_tokens=64)
    assert len(passages) > 5
    assert all(_words(passage.indexed_text) <= 64 for passage in passages)
    assert " ".join(passage.text for passage in passages) == text


def test_a_word_without_spaces_is_cut_all_the_same() -> None:
    passages = _split(_document("x" * 5000), max_tokens=100, count=lambda text: len(text) // 4 + 1)
    assert "".join(passage.text for passage in passages) == "x" * 5000


def test_a_long_path_loses_its_outer_sections_first() -> None:
    path = tuple(f"PARTIE {number} — {'un titre bien long ' * 6}" for number in range(5))
    (passage,) = _split(_document("Le texte.", sections=(Section(1, 0, path),)), max_tokens=128)
    assert "PARTIE 4" in passage.indexed_text and "PARTIE 0" not in passage.indexed_text
    assert passage.section == path
    assert _words(passage.indexed_text) <= 128


def test_a_table_that_goes_on_repeats_the_row_that_names_its_columns() -> None:
    rows = [f"Région numéro {number}\t{number * 1000} habitants\t{number} M€ de crédits votés" for number in range(30)]
    passages = _split(_document("\n".join(["Région\tPopulation\tCrédits", *rows])))
    assert len(passages) > 1
    assert all(passage.text.startswith("Région\tPopulation\tCrédits\n") for passage in passages)
    assert [row for passage in passages for row in passage.text.split("\n")[1:]] == rows
    assert passages[1].spans[0] == Span(1, 0, 25)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["Une phrase courte.", SENTENCE.strip(), "un bout sans fin", "Article 3", "• point ;", "x" * 90]
            ),
            max_size=12,
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(40, 200),
)
def test_every_word_is_in_exactly_one_passage_and_none_is_too_long(pages: list[list[str]], most: int) -> None:
    document = _document(*["\n".join(lines) for lines in pages])
    count = lambda text: len(text) // 4 + 1  # noqa: E731
    passages = split(document, title="Un titre", year=None, count_tokens=count, max_tokens=most)
    texts = {page.number: page.text for page in document.pages}
    seen: dict[int, list[bool]] = {number: [False] * len(text) for number, text in texts.items()}
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert passage.text == "\n".join(texts[span.page][span.start : span.end] for span in passage.spans)
        assert count(passage.indexed_text) <= most
        for span in passage.spans:
            assert not any(seen[span.page][span.start : span.end])
            seen[span.page][span.start : span.end] = [True] * (span.end - span.start)
    for number, text in texts.items():
        assert all(done or char.isspace() for done, char in zip(seen[number], text, strict=True))


@pytest.mark.parametrize("texts", [(), ("",), ("", " \n ")])
def test_a_document_without_text_has_no_passage(texts: tuple[str, ...]) -> None:
    assert _split(_document(*texts)) == []
