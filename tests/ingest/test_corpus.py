"""Parse quality on real law and administration: present, absent, in order, on its page, under its section."""

import difflib
import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from corpus.folding import fold
from corpus.records import Method, ParsedDocument
from ingest.limits import Limits
from ingest.parser import parse_file

pytestmark = pytest.mark.timeout(600)
WORD = re.compile(r"[^\W\d_]+")
Read = Callable[[str], ParsedDocument]


@pytest.fixture(scope="module")
def read(shared: Path) -> Read:
    """Read a document of the shared corpus once, without optical reading."""

    @cache
    def once(name: str) -> ParsedDocument:
        return parse_file(shared / "corpus" / name, Limits(parse_timeout=500), ocr=False)

    return once


def path_of(parsed: ParsedDocument, page: int, words: str) -> tuple[str, ...]:
    start = parsed.pages[page - 1].text.index(words)
    before = [section for section in parsed.sections if (section.page, section.start) <= (page, start)]
    return before[-1].path


# Header, footer and page number of each document, as they would stand on a line of their own.
FURNITURE = {
    "ai-act-2024-1689-fr.pdf": r"\d+/144",
    "French_Official_Journal_AI_Strategy_Ethics_Framework_2018.pdf": r".*JOURNAL OFFICIEL DE LA RÉPUBLIQUE FRANÇAISE.*",
    "EU_AI_Act_2024_Artificial_Intelligence_Act_EU_2024_2853.pdf": r"(EN )?OJ L, 18\.11\.2024( EN)?|.*ELI: http.*|\d+/22",
    "com-2022-496-ai-liability-proposal-en.pdf": r"EN\s+\d+\s+EN",
    "decret-71-942-conso-fr.pdf": r"\d|Version consolidée.*",
    "etalab-psa-accountability-en.pdf": r".*Working paper on Algorithmic Accountability.*",
    "jo-ordonnance-2022-04-13-fr.pdf": r".*JOURNAL OFFICIEL DE LA RÉPUBLIQUE FRANÇAISE.*",
    "latex-multicolumn.pdf": r"\d",
}


def test_headers_footers_and_page_numbers_do_not_leak(read: Read) -> None:
    lines = leaked = 0
    for name, pattern in FURNITURE.items():
        for page in read(name).pages:
            for line in filter(None, page.text.split("\n")):
                lines += 1
                leaked += re.fullmatch(pattern, line, re.IGNORECASE) is not None
    assert lines > 2500
    assert leaked / lines <= 0.005


def test_words_are_not_joined(read: Read, shared: Path) -> None:
    """A word that neither the second extractor nor its dehyphenation has, and that parts in two words it has."""
    import pypdfium2

    words = joined = 0
    for name in FURNITURE:
        with pypdfium2.PdfDocument(shared / "corpus" / name) as document:
            texts = [page.get_textpage().get_text_bounded() for page in document]
        known = Counter(word for text in texts for word in WORD.findall(fold(text).casefold()))
        for page, text in zip(read(name).pages, texts, strict=True):
            rejoined = re.sub(r"[\u00ad\ufffe\x02-]\s*\n?", "", text)
            near = set(WORD.findall(fold(rejoined).casefold()))
            for word in WORD.findall(fold(page.text).casefold()):
                words += 1
                if word not in known and word not in near:
                    joined += any(known[word[:cut]] and known[word[cut:]] for cut in range(1, len(word)))
    assert words > 100_000
    assert joined / words <= 0.001


def test_the_french_ai_act_is_read_letter_by_letter(read: Read, shared: Path) -> None:
    parsed = read("ai-act-2024-1689-fr.pdf")
    wrong = total = 0
    with (shared / "datasets" / "ai-act-fr-pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            wanted = fold(re.sub(r"\n\d+/144\s*$", "", given["text"].strip())).split()
            got = fold(parsed.pages[given["page"] - 1].text).split()
            for kind, a, b, c, d in difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
                if kind != "equal":
                    wrong += max(len(" ".join(wanted[a:b])), len(" ".join(got[c:d])))
            total += len(" ".join(wanted))
    assert total > 600_000
    assert wrong / total <= 0.01


def test_each_article_and_annex_of_the_french_ai_act_has_its_section(read: Read) -> None:
    labels = [section.path[-1] for section in read("ai-act-2024-1689-fr.pdf").sections]
    articles = [label for label in labels if label.startswith("Article")]
    assert [re.match(r"Article (premier|\d+) — \w", label) is not None for label in articles] == [True] * 113
    assert [int(label.split()[1]) for label in articles[1:]] == list(range(2, 114))
    annexes = [label.split(" — ")[0] for label in labels if label.startswith("ANNEXE")]
    assert annexes == [f"ANNEXE {n}" for n in "I II III IV V VI VII VIII IX X XI XII XIII".split()]
    assert [label for label in labels if label.startswith("Considérant ")] == [
        f"Considérant {n}" for n in range(1, 181)
    ]


@pytest.mark.parametrize(
    ("page", "words", "path"),
    [
        (115, "35 000 000 EUR", ("CHAPITRE XII — SANCTIONS", "Article 99 — Sanctions")),
        (57, "2. Les jeux de données d’entraînement", (
            "CHAPITRE III — SYSTÈMES D’IA À HAUT RISQUE",
            "SECTION 2 — Exigences applicables aux systèmes d’IA à haut risque",
            "Article 10 — Données et gouvernance des données",
        )),
        (127, "4. Emploi, gestion de la main-d'œuvre", (
            "ANNEXE III — Systèmes d'IA à haut risque visés à l'article 6, paragraphe 2",
        )),
        (2, "(6) Compte tenu de l’incidence majeure", ("Considérants", "Considérant 6")),
    ],
)  # fmt: skip
def test_places_of_the_french_ai_act(read: Read, page: int, words: str, path: tuple[str, ...]) -> None:
    parsed = read("ai-act-2024-1689-fr.pdf")
    assert path_of(parsed, page, words) == path
    assert (parsed.source.language, parsed.source.date) == ("fr", "2024-06-13")


def test_notes_of_the_french_ai_act_stand_after_the_body(read: Read) -> None:
    body, _, notes = read("ai-act-2024-1689-fr.pdf").pages[0].text.partition("\n\n")
    assert notes.startswith("(1) JO C 517") and "(4) Position du Parlement" in notes
    assert body.endswith("en établissant des")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("EU_AI_Act_2024_Artificial_Intelligence_Act_EU_2024_2853.pdf", "liability for defective products"),
        ("French_Official_Journal_AI_Strategy_Ethics_Framework_2018.pdf", "LOI no 2018-1202 du 22 décembre 2018"),
    ],
)
def test_files_that_lie_about_what_they_are_are_named(read: Read, name: str, title: str) -> None:
    parsed = read(name)
    assert parsed.source.title is not None and title in parsed.source.title
    assert any("nom du fichier" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    "name",
    ["ai-act-2024-1689-fr.pdf", "decret-71-942-conso-fr.pdf", "jo-ordonnance-2022-04-13-fr.pdf", "deliberation-aizac-2020-text-fr.pdf",
     "com-2022-496-ai-liability-proposal-en.pdf", "etalab-algorithmes-publics-slides-fr.pdf"],
)  # fmt: skip
def test_files_that_tell_the_truth_are_left_in_peace(read: Read, name: str) -> None:
    assert not any("nom du fichier" in warning for warning in read(name).warnings)


def test_the_accounts_of_a_village_keep_each_amount_under_its_heading(read: Read) -> None:
    rows = [line.split("\t") for line in read("deliberation-aizac-2020-text-fr.pdf").pages[0].text.split("\n")]
    heads = next(row for row in rows if row[0] == "Libellé")
    reports = next(row for row in rows if row[0] == "Résultats reportés")
    closing = next(row for row in rows if row[0] == "Résultat de clôture")
    assert heads[1:3] == ["Dépenses ou Déficit", "Recettes ou Excédent"]
    assert [(head, amount) for head, amount in zip(heads[1:3], reports[1:3], strict=True)] == [
        ("Dépenses ou Déficit", ""), ("Recettes ou Excédent", "48 096.48")
    ]  # fmt: skip
    assert closing[6] == "49 399.88"


def test_a_two_column_page_is_read_column_by_column(read: Read) -> None:
    text = read("latex-multicolumn.pdf").pages[0].text
    assert "filled with Lorem Ipsum text." in text
    assert "consectetuer adipiscing elit. Ut purus elit" in text


def test_a_table_of_a_word_processor_keeps_its_rows(read: Read) -> None:
    lines = read("etalab-psa-accountability-en.pdf").pages[1].text.split("\n")
    assert "\t1st generation\t2nd generation\t3rd generation" in lines
    assert "Type of algorithms\tCalculations\tMatching algorithms\tMachine learning algorithms" in lines


def test_one_sentence_is_read_and_image_only_files_wait(read: Read) -> None:
    assert read("test-one-sentence-fr.pdf").pages[0].text == "Ceci est un test."
    for name in ("test-image-only-fr.pdf", "deliberation-aizac-2020-SCAN-fr.pdf"):
        parsed = read(name)
        assert parsed.needs_ocr == (1,)
        assert parsed.pages[0].method is Method.NONE


def test_every_quotable_run_is_a_slice_of_its_raw_page(read: Read) -> None:
    for name in ("decret-71-942-conso-fr.pdf", "com-2022-496-ai-liability-proposal-en.pdf", "latex-multicolumn.pdf"):
        for page in read(name).pages:
            for start, raw_start, length in page.offsets:
                assert page.text[start : start + length] == page.raw[raw_start : raw_start + length]
