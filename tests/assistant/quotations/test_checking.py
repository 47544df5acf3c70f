import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.quotations import Change, CheckedQuotation, Side, Status, check
from corpus.errors import VigieError
from corpus.holdings import Filters
from corpus.library import Library
from corpus.records import FileRecord, Page, ParsedDocument, Passage, Source, Span
from corpus.records import Status as FileStatus
from corpus.settings import Settings

ONE = (
    "La Région consacre 35\u00a0000\u00a0euros à l’intelligence artificielle en 2025. Le président n’a pas annoncé de budget "
    "pour 2026. Les communes peuvent utiliser ces outils, sauf pour le contrôle des personnes. Faut-il former les agents ? "
    "Le Conseil régional de Bretagne soutient la proposition.\n"
    "Selon le rapport, la baisse atteint -5 % dans les entreprises de la sous-préfecture et cette tendance se confirme au"
)
TWO = (
    "cours des années suivantes, dans toutes les branches. Une phrase qui ne dit rien de plus.\n\n"
    "1 Note de bas de page : voir l’annexe du rapport."
)
OTHER = "Les dauphins reconnaissent leur reflet dans un miroir. La mer monte de 3 millimètres par an sur nos côtes."

Check = Callable[..., CheckedQuotation]


def _put(library: Library, folder: Path, name: str, *texts: str) -> None:
    path = folder / name
    path.write_text("\f".join(texts), encoding="utf-8")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    pages = tuple(Page(number, str(number), text) for number, text in enumerate(texts, start=1))
    passages = []
    for page in pages:
        at = 0
        for paragraph in page.text.split("\n"):  # a passage a paragraph: quotations run over both
            if paragraph:
                span = Span(page.number, at, at + len(paragraph))
                passages.append(Passage(len(passages), ("Titre",), (span,), paragraph, paragraph))
            at += len(paragraph) + 1
    record = FileRecord(str(path), sha256, 1, 1, FileStatus.INDEXED)
    parsed = ParsedDocument(pages, len(pages), parser="test/1")
    source = Source(title=name, language="fr")
    with library.writing():
        library.add(
            path,
            parsed,
            passages,
            sha256=sha256,
            source=source,
            status=FileStatus.INDEXED,
            record=record,
            splitter="test/1",
        )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("checking")
    made = Library(Settings(home=folder / "home"))
    made.vectors.add = lambda *_arguments: None  # type: ignore[method-assign]
    _put(made, folder, "un.txt", ONE, TWO)
    _put(made, folder, "autre.txt", OTHER)
    return made


@pytest.fixture
def one(library: Library) -> Check:
    def checked(text: str, filters: Filters | None = None) -> CheckedQuotation:
        found = check(library, text, filters)
        assert len(found) == 1
        return found[0]

    return checked


def test_an_exact_quotation_is_a_slice_of_its_page(one: Check, library: Library) -> None:
    found = one("« la région consacre 35000 euros à l'intelligence artificielle »")
    assert found.status is Status.ALTERED and found.changes == (Change.SPELLING,)  # "région" with a small letter
    found = one("« la Région consacre 35000 euros à l'intelligence artificielle »")
    assert found.status is Status.EXACT and not found.changes
    excerpt = found.places[0].excerpt
    page = library.page(excerpt.document_id, excerpt.page)
    assert page is not None and page.text[excerpt.start : excerpt.end] == excerpt.quote
    assert excerpt.quote == "La Région consacre 35\u00a0000\u00a0euros à l’intelligence artificielle"
    assert excerpt.section == ("Titre",) and found.places[0].as_json()["page"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "« Le président n'a pas annoncé de budget pour 2026 »",
        "“Le président n’a pas annoncé de budget pour 2026.”",
        "Le président n'a pas an-\nnoncé de budget pour 2026",
        "« [l]e président n'a pas annoncé [sic] de budget »",
        "« … n'a pas annoncé de budget … »",
        "entreprises de la sous-préfecture",
        "entreprises de la souspréfecture",
        "en 2025. Le président n'a pas",
        "cette tendance se confirme au cours des années suivantes, dans toutes les branches",
        "Le Conseil régional de Bretagne soutient la proposition. Selon le rapport, la baisse",
        "Faut-il former les agents ?",
        "Faut-il former les agents",
        "la baisse atteint –5 % dans",
    ],
)
def test_typography_ends_pages_and_passages_do_not_matter(one: Check, text: str) -> None:
    assert one(text).status is Status.EXACT


def test_a_quotation_over_a_page_break_has_an_excerpt_on_each_page(one: Check) -> None:
    place = one("cette tendance se confirme au cours des années suivantes").places[0]
    assert [(excerpt.page, excerpt.quote) for excerpt in place.excerpts] == [
        (1, "cette tendance se confirme au"),
        (2, "cours des années suivantes"),
    ]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("La Région consacre 36 000 euros à l'intelligence artificielle en 2025.", Change.NUMBER),
        ("La Région consacre 35 000 euros à l'intelligence artificielle en 2026.", Change.NUMBER),
        ("la baisse atteint 5 % dans les entreprises", Change.NUMBER),
        ("la baisse atteint -5 dans les entreprises de la sous-préfecture", Change.NUMBER),
        ("Le président a annoncé un budget pour 2026.", Change.NEGATION),
        ("Le président a annoncé de budget pour 2026.", Change.NEGATION),
        ("Les communes ne peuvent pas utiliser ces outils, sauf pour le contrôle des personnes.", Change.NEGATION),
        ("Le Conseil régional de Normandie soutient la proposition.", Change.NAME),
        ("Le Conseil régional de Bretagne rejette la proposition.", Change.WORD),
        ("Les communes peuvent utiliser ces outils pour le contrôle des personnes.", Change.WORD),
        ("Les communes peuvent utiliser ces outils.", Change.TRUNCATED),
        ("Faut-il former les agents.", Change.PUNCTUATION),
        ("Le Conseil regional de Bretagne soutient la proposition.", Change.SPELLING),
        ("Le Conseil régional [de Normandie] soutient la proposition.", Change.INSERTION),
        ("Le Conseil régional de Bretagne [et de Normandie] soutient la proposition.", Change.INSERTION),
        ("La Région consacre 35 000 euros … Le Conseil régional de Bretagne soutient la proposition.", Change.SPLICE),
        ("Le président n'a pas annoncé […] ces outils, sauf pour le contrôle", Change.SPLICE),
        ("La Région consacre 35 000 euros à l'intelligence artificielle en 2025. Les communes peuvent utiliser ces outils", Change.SPLICE),
        ("Le Conseil régional de Bretagne soutient la proposition, les dauphins reconnaissent leur reflet dans un miroir.", Change.SPLICE),
    ],
)  # fmt: skip
def test_what_was_altered_is_named_and_never_called_exact(one: Check, text: str, change: Change) -> None:
    found = one(text)
    assert found.status is Status.ALTERED and change in found.changes, found
    mine = "".join(piece.text for piece in found.difference if piece.side is not Side.SOURCE)
    assert mine == found.quotation.text
    assert found.places


def test_a_splice_has_the_place_of_each_part(one: Check) -> None:
    found = one("Le Conseil régional de Bretagne soutient la proposition […] Les dauphins reconnaissent leur reflet")
    assert [part.status for part in found.parts] == [Status.EXACT, Status.EXACT]
    assert [part.places[0].excerpt.document for part in found.parts] == ["un.txt", "autre.txt"]


def test_the_words_of_the_source_stand_beside_those_of_the_quotation(one: Check) -> None:
    found = one("La Région consacre 36 000 euros à l'intelligence artificielle en 2025.")
    changed = [(piece.side, piece.text.strip(), piece.change) for piece in found.difference if piece.change]
    assert changed == [
        (Side.QUOTATION, "36 000", Change.NUMBER),
        (Side.SOURCE, "35\u00a0000", Change.NUMBER),
    ]


def test_an_absent_quotation_comes_with_the_nearest_passages(one: Check, library: Library) -> None:
    found = one("« Les baleines chantent la nuit sur nos côtes pendant des heures entières »")
    assert found.status is Status.ABSENT and not found.places
    assert found.nearest[0].document == "autre.txt"
    page = library.page(found.nearest[0].document_id, 1)
    assert page is not None and page.text[found.nearest[0].start : found.nearest[0].end] == found.nearest[0].quote


@pytest.mark.parametrize(
    ("text", "exact"), [("« Conseil régional »", True), ("« de la »", True), ("« Conseil général »", False)]
)
def test_a_few_words_are_found_but_prove_little(one: Check, text: str, exact: bool) -> None:
    found = one(text)
    assert (found.status is Status.EXACT) == exact and found.too_short and "peu de mots" in found.message


def test_part_of_a_number_or_a_word_is_not_there(one: Check) -> None:
    assert one("« 5 000 euros à l'intelligence »").status is not Status.EXACT
    assert one("« gion consacre 35 000 euros »").status is not Status.EXACT


def test_what_a_quotation_leaves_out_is_said(one: Check) -> None:
    found = one("« Les communes peuvent utiliser ces outils »")
    assert found.status is Status.EXACT and any("sauf" in warning for warning in found.warnings)


def test_filters_restrict_where_a_quotation_is_looked_for(one: Check) -> None:
    text = "« La mer monte de 3 millimètres par an »"
    assert one(text, Filters(documents=("autre.txt",))).status is Status.EXACT
    assert one(text, Filters(documents=("un.txt",))).status is Status.ABSENT


def test_each_quotation_of_an_article_is_checked(library: Library) -> None:
    article = (
        "Hier, « Le Conseil régional de Bretagne soutient la proposition » a-t-on lu. Plus loin : “La mer monte de 4 millimètres "
        "par an sur nos côtes” et « un mot jamais écrit nulle part ailleurs ».\n\nFin."
    )
    assert [item.status for item in check(library, article)] == [Status.EXACT, Status.ALTERED, Status.ABSENT]


def test_a_quotation_inside_another_is_checked_when_the_outer_one_is_absent(library: Library) -> None:
    article = "« Le ministre a répété ce matin que “La mer monte de 3 millimètres par an” devant des élèves étonnés de la ville »"
    assert [item.status for item in check(library, article)] == [Status.ABSENT, Status.EXACT]


@pytest.mark.parametrize("text", ["", " \n", "« »", "…", "a" * 100_001])
def test_a_text_that_cannot_be_checked_is_refused_in_one_line(library: Library, text: str) -> None:
    with pytest.raises(VigieError):
        check(library, text)


def test_the_result_is_plain_values(one: Check) -> None:
    record = one("« Le Conseil régional de Bretagne rejette la proposition »").as_json()
    assert record["status"] == "altered" and record["changes"] == ["word"]
    assert {"side": "source", "text": "soutient ", "change": "word"} in record["difference"]
