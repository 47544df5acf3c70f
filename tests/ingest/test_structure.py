"""Each place of a document carries the path of its section."""

from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.records import ParsedDocument
from ingest.limits import Limits
from ingest.parser import parse_file

MakePdf = Callable[..., Path]
ACT = [
    "RÈGLEMENT (UE) 2030/12 DU PARLEMENT EUROPÉEN ET DU CONSEIL",
    "considérant ce qui suit:",
    "(1) Le premier considérant dit pourquoi le règlement est nécessaire.",
    "(2) Le second dit comment il s'applique dans les États membres.",
    "ONT ADOPTÉ LE PRÉSENT RÈGLEMENT:",
    "CHAPITRE III",
    "SYSTÈMES À HAUT RISQUE",
    "SECTION 2",
    "Exigences applicables aux systèmes",
    "Article 9",
    "Système de gestion des risques",
    "1. Un système de gestion des risques est établi, conformément à",
    "l'article 10 et à la section 3.",
    "Article 10",
    "Données et gouvernance des données",
    "Les jeux de données sont soumis à des pratiques de gouvernance.",
    "CHAPITRE IV",
    "OBLIGATIONS DE TRANSPARENCE",
    "Article 50",
    "Les fournisseurs veillent à la transparence de leurs systèmes.",
    "ANNEXE III",
    "Systèmes visés à l'article 6",
    "1. Biométrie, dans la mesure où elle est permise.",
]


def path_of(parsed: ParsedDocument, words: str) -> tuple[str, ...]:
    """The section path that holds where some words stand."""
    page, start = next((page.number, page.text.index(words)) for page in parsed.pages if words in page.text)
    before = [section for section in parsed.sections if (section.page, section.start) <= (page, start)]
    return before[-1].path if before else ()


def _parse(make_pdf: MakePdf, limits: Limits, pages: Sequence[Sequence[str]]) -> ParsedDocument:
    return parse_file(make_pdf(pages), limits, ocr=False)


def test_a_legal_act_is_read_by_its_chapters_articles_annexes_and_recitals(make_pdf: MakePdf, limits: Limits) -> None:
    act = _parse(make_pdf, limits, [ACT])
    chapter = "CHAPITRE III — SYSTÈMES À HAUT RISQUE"
    section = "SECTION 2 — Exigences applicables aux systèmes"
    assert path_of(act, "Un système de gestion") == (chapter, section, "Article 9 — Système de gestion des risques")
    assert path_of(act, "Les jeux de données") == (chapter, section, "Article 10 — Données et gouvernance des données")
    assert path_of(act, "Les fournisseurs veillent") == ("CHAPITRE IV — OBLIGATIONS DE TRANSPARENCE", "Article 50")
    assert path_of(act, "Biométrie") == ("ANNEXE III — Systèmes visés à l'article 6",)
    assert path_of(act, "Le second dit") == ("Considérants", "Considérant 2")


def test_a_reference_at_the_end_of_a_line_is_no_heading(make_pdf: MakePdf, limits: Limits) -> None:
    act = [
        *ACT,
        "2. Les autorités agissent dans le respect des règles énoncées à la",
        "section 4, et en accord avec l'",
        "Article 78.",
    ]
    assert "Article 78" not in " ".join(
        label for section in _parse(make_pdf, limits, [act]).sections for label in section.path
    )


def test_an_article_continues_on_the_next_page(make_pdf: MakePdf, limits: Limits) -> None:
    act = _parse(make_pdf, limits, [ACT[:12], [*ACT[12:13], "Ces exigences sont vérifiées chaque année.", *ACT[13:]]])
    assert path_of(act, "Ces exigences")[-1].startswith("Article 9")


def test_a_report_is_read_by_larger_type(make_pdf: MakePdf, limits: Limits) -> None:
    body = [
        "Le conseil régional soutient les projets de son territoire par des",
        "crédits votés chaque année en décembre.",
        "",
    ]
    report = _parse(
        make_pdf,
        limits,
        [
            ["**Rapport sur l'IA en région"],
            ["**1. État des lieux", *body * 4, "**2. Budget", *body * 4],
            ["**3. Gouvernance", *body * 4, "Le comité de suivi se réunit deux fois par an."],
            body * 6,
        ],
    )
    assert path_of(report, "Le comité de suivi") == ("3. Gouvernance",)
    assert [section.path for section in report.sections] == [
        ("1. État des lieux",),
        ("2. Budget",),
        ("3. Gouvernance",),
    ]


def test_bookmarks_give_the_sections_of_a_report(tmp_path: Path, limits: Limits) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    for number, (level, title) in enumerate([(0, "Contexte"), (1, "La région"), (1, "L'Europe"), (0, "Propositions")]):
        pdf.add_page()
        pdf.start_section(title, level)
        pdf.cell(text=title)
        pdf.ln(20)
        pdf.cell(text=f"Le texte de la partie {number} suit son titre.")
    path = tmp_path / "rapport.pdf"
    pdf.output(str(path))
    report = parse_file(path, limits, ocr=False)
    assert path_of(report, "partie 2") == ("Contexte", "L'Europe")
    assert path_of(report, "partie 3") == ("Propositions",)
