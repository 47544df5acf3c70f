import pytest

from corpus.acronyms import Acronym, acronyms


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "Le CESER (Conseil économique, social et environnemental régional) rend un avis.",
            "CESER",
            "Conseil économique, social et environnemental régional",
        ),
        (
            "Le règlement général sur la protection des données (RGPD) s'applique.",
            "RGPD",
            "règlement général sur la protection des données",
        ),
        ("selon la Commission nationale de l'informatique et des libertés (« CNIL »)", "CNIL", "Commission nationale de l'informatique et des libertés"),
        ("des petites et moyennes entreprises (PME) de la région", "PME", "petites et moyennes entreprises"),
        ("an artificial intelligence (AI) system", "AI", "artificial intelligence"),
        ("le S.G.A.R. (Secrétariat général aux affaires régionales) suit", "SGAR", "Secrétariat général aux affaires régionales"),
    ],
)  # fmt: skip
def test_what_a_document_explains_is_found(text: str, short: str, long: str) -> None:
    assert acronyms([text]) == [Acronym(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "La Région (voir l'ANNEXE) décide.",
        "Le budget (en M€) augmente de 10 % (TVA comprise).",
        "Les entreprises du territoire (CESER, avis de 2025) attendent.",
        "Nantes (Loire-Atlantique) accueille le salon.",
        "une IA (qui apprend seule)",
    ],
)
def test_other_brackets_explain_nothing(text: str) -> None:
    assert acronyms([text]) == []


def test_the_first_explanation_is_kept() -> None:
    found = acronyms(["Le conseil général (CG) et le comité de gestion (CG)."])
    assert found == [Acronym("CG", "conseil général")]
