"""A document is called what its first page says; contradictions are said."""

import pytest

from corpus.records import Kind, Method, Page, Source, Standing
from ingest.cleaning import Block, CleanDocument
from ingest.identity import first_date, identify
from ingest.tongues import detect


def _identify(lines: list[tuple[str, float]], metadata: dict[str, str], name: str) -> tuple[Source, tuple[str, ...]]:
    text, blocks = "", []
    for line, size in lines:
        text += "\n" if text else ""
        blocks.append(Block(1, len(text), len(text) + len(line), "body", size))
        text += line
    page = Page(1, "1", text, text, ((0, 0, len(text)),), Method.TEXT)
    return identify(CleanDocument((page,), tuple(blocks), 10.0), metadata, name)


LAW = [
    ("LOIS", 20.0),
    ("LOI no 2019-222 du 23 mars 2019 de programmation et de réforme pour la justice (1)", 10.8),
    ("L’Assemblée nationale et le Sénat ont délibéré,", 10.0),
]


def test_a_law_is_called_by_its_own_title() -> None:
    source, warnings = _identify(
        LAW, {"Title": "Journal officiel de la République française - N° 71"}, "loi-justice-2019.pdf"
    )
    assert source.title == "LOI no 2019-222 du 23 mars 2019 de programmation et de réforme pour la justice"
    assert (source.date, source.kind, source.standing) == ("2019-03-23", Kind.LAW, Standing.LAW)
    assert warnings == ()


def test_a_file_name_that_lies_is_said() -> None:
    _, warnings = _identify(LAW, {}, "French_Official_Journal_AI_Governance_Regulation_2019.pdf")
    assert len(warnings) == 1
    assert "nom du fichier" in warnings[0] and "LOI no 2019-222" in warnings[0]


@pytest.mark.parametrize("name", ["document.pdf", "scan_001.pdf", "loi-2019-222-programmation-justice.pdf", "2019.pdf"])
def test_a_file_name_that_says_nothing_or_the_truth_is_left_in_peace(name: str) -> None:
    assert _identify(LAW, {}, name)[1] == ()


def test_metadata_that_contradict_the_page_are_said() -> None:
    lines = [("Stratégie régionale de la donnée", 18.0), ("Le conseil régional a adopté ce texte.", 10.0)]
    source, warnings = _identify(lines, {"Title": "Compte rendu du bureau municipal"}, "a.pdf")
    assert source.title == "Stratégie régionale de la donnée"
    assert "Compte rendu du bureau municipal" in warnings[0]


def test_metadata_that_the_page_confirms_name_the_document() -> None:
    lines = [("stratégie de la donnée", 10.0), ("Région : stratégie régionale de la donnée 2024-2028", 10.0)]
    assert (
        _identify(lines, {"Title": "Stratégie régionale de la donnée"}, "a.pdf")[0].title
        == "Stratégie régionale de la donnée"
    )


@pytest.mark.parametrize("title", ["Microsoft Word - rapport.docx", "Sans titre", "scan0001", "KM_C224e_MAIRIE"])
def test_titles_that_programs_write_are_ignored(title: str) -> None:
    source, warnings = _identify([("Un texte sans titre particulier.", 10.0)], {"Title": title}, "a.pdf")
    assert source.title is None and warnings == ()


def test_a_proposal_is_not_a_law() -> None:
    lines = [("Proposal for a", 12.0), ("DIRECTIVE OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL on liability", 12.0)]
    source, _ = _identify(lines, {}, "a.pdf")
    assert source.title == "DIRECTIVE OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL on liability"
    assert source.standing is Standing.UNKNOWN


def test_a_deliberation_is_called_by_its_subject() -> None:
    lines = [
        ("COMMUNE D'AIZAC", 16.0),
        ("EXTRAIT DU REGISTRE DES DELIBERATIONS", 12.0),
        ("OBJET : Vote du budget", 10.0),
    ]
    source, _ = _identify(lines, {}, "a.pdf")
    assert source.title == "COMMUNE D'AIZAC — Vote du budget"
    assert (source.kind, source.standing) == (Kind.DELIBERATION, Standing.DECISION)


def test_a_date_after_the_making_of_the_file_is_said() -> None:
    lines = [("Avis du 12 mars 2025", 16.0), ("Le texte de l'avis.", 10.0)]
    assert any("2025-03-12" in warning for warning in _identify(lines, {"CreationDate": "D:20240101"}, "a.pdf")[1])


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Fait à Nantes, le 1er août 2024.", "2024-08-01"),
        ("Brussels, 28.9.2022", "2022-09-28"),
        ("of 13 June 2024", "2024-06-13"),
        ("June 13, 2024", "2024-06-13"),
        ("Séance du 09/03/2020", "2020-03-09"),
        ("SEPTEMBRE 2019", "2019-09"),
        ("le 45/13/2020", None),
        ("en 2024", None),
        ("vote du 3 mars 2021, publié en mai 2020", "2021-03-03"),
    ],
)
def test_the_first_date_written(text: str, date: str | None) -> None:
    assert first_date(text) == date


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La Région soutient les entreprises de son territoire et les associations.", "fr"),
        ("The regulation applies to providers of systems that are placed on the market.", "en"),
        ("Die Menge ist in den reellen Zahlen und nicht leer, das ist klar.", "de"),
        ("Lorem ipsum dolor sit amet, consectetuer adipiscing elit.", None),
        ("12 345 € 2024", None),
    ],
)
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    assert detect(text) == language
