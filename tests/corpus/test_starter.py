"""The starter notes: every number comes from the facts table, and every PDF from its sources."""

import hashlib
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ByteStringObject, ContentStream, NameObject, TextStringObject

from corpus.errors import VigieError
from corpus.records import Kind, Standing
from corpus.sources import ManifestEntry, load_manifests, read_manifest
from corpus.starter.build import FOLDER, typeset, with_checksums
from corpus.starter.facts import date_in_words, load_facts, unlisted_numbers
from corpus.starter.tracing import facts_told, folded, untraced

NOTES = read_manifest(FOLDER / "notes.toml")
TABLE = load_facts()
SHARED = Path(__file__).parents[2].parent / "shared"

each_note = pytest.mark.parametrize("note", NOTES, ids=lambda note: note.id)


def source_of(note: ManifestEntry) -> str:
    return (FOLDER / f"{note.id}.typ").read_text(encoding="utf-8")


def pdf_of(note: ManifestEntry) -> Path:
    assert note.file is not None
    return FOLDER / note.file


@cache
def pages_of(pdf: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(pdf).pages]


def test_there_are_enough_notes_and_no_pdf_without_a_source() -> None:
    languages = [note.language for note in NOTES]
    assert languages.count("fr") >= 14
    assert languages.count("en") >= 2
    assert {path.name for path in FOLDER.glob("*.pdf")} == {note.file for note in NOTES}
    assert {path.stem for path in FOLDER.glob("note-*.typ")} == {note.id for note in NOTES}


@pytest.mark.parametrize("fact_id", TABLE.facts)
def test_each_number_of_a_statement_is_a_value_of_its_line(fact_id: str) -> None:
    fact = TABLE.facts[fact_id]
    for language in ("fr", "en") if fact.en else ("fr",):
        assert unlisted_numbers(fact, language) == []
        assert [value for value in fact.numbers(language) if value not in fact.statement(language)] == []
    assert all(source in TABLE.sources for source in fact.sources)


@pytest.mark.parametrize(
    "text", ["La Région vise 12 projets.", "La Région retient six axes.", "Un quart des entreprises."]
)
def test_a_number_left_out_of_the_values_is_seen(text: str) -> None:
    fact = TABLE.facts["occ-adoption"].model_copy(update={"fr": text, "values": ()})
    assert len(unlisted_numbers(fact, "fr")) == 1


@each_note
def test_each_number_of_a_pdf_leads_to_the_facts_table(note: ManifestEntry) -> None:
    assert untraced(pdf_of(note), source_of(note), note, TABLE) == []


@each_note
def test_each_pdf_is_what_its_sources_give(note: ManifestEntry, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is not installed (pip install 'vigie[dev]')")
    fresh = tmp_path / "fresh.pdf"
    fresh.write_bytes(typeset(note))
    assert pages_of(fresh) == pages_of(pdf_of(note))
    made, kept = PdfReader(fresh), PdfReader(pdf_of(note))
    assert made.page_labels == kept.page_labels
    assert {**(made.metadata or {}), "/Creator": ""} == {**(kept.metadata or {}), "/Creator": ""}


@each_note
def test_the_manifest_knows_the_bytes_of_each_note(note: ManifestEntry) -> None:
    assert note.sha256 == hashlib.sha256(pdf_of(note).read_bytes()).hexdigest()
    assert note.pages == len(PdfReader(pdf_of(note)).pages)
    assert note.kind is Kind.NOTE and note.standing is Standing.INFORMATION and note.publisher == "Projet Vigie"
    found = load_manifests(None).find(sha256=note.sha256, file_name="renommé.pdf")
    assert found is not None and found.id == note.id


@each_note
def test_each_note_is_a_real_document(note: ManifestEntry) -> None:
    reader = PdfReader(pdf_of(note))
    first, *others = [page.extract_text().replace("’", "'") for page in reader.pages]
    assert 2 <= len(reader.pages) <= 5
    assert reader.page_labels == ["i", *(str(number) for number in range(1, len(reader.pages)))]
    said = "n'est pas le document officiel" if note.language == "fr" else "not the official document"
    assert folded(said) in folded(first)
    headings = [item for item in reader.outline if not isinstance(item, list)]
    assert len(headings) >= 3 and "Annex" in str(headings[-1].title)
    metadata = reader.metadata
    assert metadata is not None
    assert (metadata.title or "").replace("’", "'") == note.title
    assert metadata.author == "Projet Vigie"
    assert metadata.creation_date is not None and metadata.creation_date.date().isoformat() == note.date
    for number, text in enumerate(others, 1):
        assert folded(text).startswith(folded(note.title)), "a running header"
        assert folded(text).endswith(f"page{number}"), "a footer with the printed number"


@each_note
def test_the_text_of_a_note_reads_as_it_was_written(note: ManifestEntry) -> None:
    text = "\n".join(pages_of(pdf_of(note)))
    assert "\ufffd" not in text and not re.search("[\ufb00-\ufb06\ue000-\uf8ff\u00ad]", text)
    prose = re.split(r"\nAnnexe?\s?: the sources|\nAnnexe\s: les sources", text.partition("page 1\n")[0])[0]
    assert not re.search(r"\w-\n", prose), "no word is cut"
    if note.language == "fr":
        assert not re.search(r" [:;?!%»€]|« |\d (000|100|331|500) ?[€\w]", text), "spaces that must not break"
        assert "'" not in text, "apostrophes"
        assert not re.search(r"\S[;?!»]|\w:\s", re.sub(r"[\u00a0\u202f][;:?!»]|\S+\?p=\d+", "", text)), (
            "spaces before signs"
        )


def test_columns_come_one_after_the_other() -> None:
    (page,) = (
        text for text in pages_of(FOLDER / "note-ai-act-calendrier-sanctions.pdf") if "Les cas particuliers\n" in text
    )
    order = ["Les plafonds", "35", "15", "7,5", "Les cas particuliers", "Pour les PME", "1 500 000"]
    places = [page.replace("\u202f", " ").find(word) for word in order]
    assert places == sorted(places) and -1 not in places


def test_what_is_not_verified_says_so() -> None:
    doubtful = {fact_id for fact_id, fact in TABLE.facts.items() if fact.mark != "S"}
    assert doubtful, "the facts table has doubtful facts"
    for note in NOTES:
        told = doubtful & set(facts_told(source_of(note)))
        assert "".join(pages_of(pdf_of(note))).count("Non vérifié") == len(told)


def test_the_notes_answer_where_the_region_stands_and_hold_no_budget_of_it() -> None:
    text = " ".join("\n".join(pages_of(FOLDER / "note-ceser-pdl-phase-1.pdf")).split())
    assert "la région se situe au milieu de la chaîne de valeur de l’IA" in text
    assert "peu présente dans les infrastructures matérielles (processeurs, datacenters)" in text
    for note in NOTES:
        if "Pays de la Loire" in (note.territory or ""):
            assert not re.search(r"€|budget|euros|crédits|enveloppe", " ".join(pages_of(pdf_of(note))), re.IGNORECASE)


def test_the_numbers_of_the_table_come_from_what_was_read() -> None:
    if not (SHARED / "research" / "facts.md").is_file():
        pytest.skip("../shared/research is not here")
    read = (SHARED / "research" / "facts.md").read_text(encoding="utf-8")
    law = (SHARED / "datasets" / "ai-act-fr-pages.jsonl").read_text(encoding="utf-8")
    known = set(re.findall(r"\d+", read)) | set(re.findall(r"\d+", joined(read.replace(",", " "))))
    in_law = set(re.findall(r"\d+", law)) | set(re.findall(r"\d+", joined(law)))
    for fact_id, fact in TABLE.facts.items():
        there = known | (in_law if "ai-act" in fact.sources else set())
        written = re.findall(r"\d+", joined(" ; ".join(fact.values)))
        assert [number for number in written if number not in there and f"0{number}" not in there] == [], fact_id


def joined(text: str) -> str:
    """Return a text whose thousands are written in one."""
    return re.sub(r"(?<=\d)[ \u202f\u00a0](?=\d{3}\b)", "", text)


# What happens when somebody changes a number


def altered_by_hand(pdf: Path, page_number: int, before: str, after: str, to: Path) -> None:
    """Change glyphs in the page itself, as an editor of PDF files would."""
    writer = PdfWriter(clone_from=pdf)
    page = writer.pages[page_number]
    fonts = page["/Resources"]["/Font"]
    maps = {name: glyphs(font.get_object()["/ToUnicode"].get_object().get_data()) for name, font in fonts.items()}
    content = ContentStream(page.get_contents(), writer)
    font: dict[str, bytes] = {}
    for operands, operator in content.operations:
        if operator == b"Tf":
            font = maps[operands[0]]
        if operator != b"TJ" or not all(character in font for character in before + after):
            continue
        codes = [
            (place, start, part.original_bytes[start : start + 2])
            for place, part in enumerate(operands[0])
            if isinstance(part, (ByteStringObject, TextStringObject))
            for start in range(0, len(part.original_bytes), 2)
        ]
        wanted = [font[character] for character in before]
        for first in range(len(codes) - len(wanted) + 1):
            if [code for _, _, code in codes[first : first + len(wanted)]] == wanted:
                for (place, start, _), character in zip(codes[first:], after, strict=False):
                    old = operands[0][place].original_bytes
                    operands[0][place] = ByteStringObject(old[:start] + font[character] + old[start + 2 :])
                page[NameObject("/Contents")] = writer._add_object(content)
                writer.write(to)
                return
    raise AssertionError(f"{before} is not on that page")


def glyphs(cmap: bytes) -> dict[str, bytes]:
    """Return the glyph code of each character of a font, from its ToUnicode map."""
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, character in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[bytes.fromhex(character.decode()).decode("utf-16-be")] = bytes.fromhex(code.decode())
    return found


@pytest.mark.parametrize(
    ("name", "page", "before", "after"),
    [("note-occitanie", 1, "60", "50"), ("note-region-pdl-ligeria", 1, "93", "39"), ("note-cese-2025", 1, "99", "94")],
)
def test_a_number_changed_by_hand_in_a_pdf_is_found(
    tmp_path: Path, name: str, page: int, before: str, after: str
) -> None:
    (note,) = (note for note in NOTES if note.id == name)
    changed = tmp_path / "changed.pdf"
    altered_by_hand(pdf_of(note), page, before, after, changed)
    assert len(pages_of(changed)) == len(pages_of(pdf_of(note)))
    assert after in pages_of(changed)[page]
    problems = untraced(changed, source_of(note), note, TABLE)
    assert problems and all(note.file in problem for problem in problems if note.file)
    assert pages_of(changed) != pages_of(pdf_of(note))
    assert hashlib.sha256(changed.read_bytes()).hexdigest() != note.sha256


def test_a_fact_changed_in_the_table_shows_in_the_pdf(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is not installed (pip install 'vigie[dev]')")
    (note,) = (note for note in NOTES if note.id == "note-occitanie")
    for path in [*FOLDER.glob("*.typ"), FOLDER / "notes.toml"]:
        shutil.copy(path, tmp_path)
    table = (FOLDER / "facts.toml").read_text(encoding="utf-8")
    assert table.count("consacre 60 M€") == 1
    (tmp_path / "facts.toml").write_text(table.replace("consacre 60 M€", "consacre 61 M€"), encoding="utf-8")
    made = tmp_path / "made.pdf"
    made.write_bytes(typeset(note, tmp_path))
    assert any("occ-budget" in problem for problem in untraced(made, source_of(note), note, TABLE))


def test_a_number_typed_into_a_note_is_found(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is not installed (pip install 'vigie[dev]')")
    (note,) = (note for note in NOTES if note.id == "note-cnil")
    for path in [*FOLDER.glob("*.typ"), FOLDER / "notes.toml", FOLDER / "facts.toml"]:
        shutil.copy(path, tmp_path)
    typed = source_of(note).replace("une\ncitation", "les 13 fiches et une\ncitation")
    assert typed != source_of(note)
    (tmp_path / "note-cnil.typ").write_text(typed, encoding="utf-8")
    made = tmp_path / "made.pdf"
    made.write_bytes(typeset(note, tmp_path))
    assert untraced(made, typed, note, TABLE)


def test_a_note_that_cannot_be_typeset_is_named(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is not installed (pip install 'vigie[dev]')")
    (tmp_path / "note-cnil.typ").write_text("#let", encoding="utf-8")
    (note,) = (note for note in NOTES if note.id == "note-cnil")
    with pytest.raises(VigieError, match=r"note-cnil\.typ"):
        typeset(note, tmp_path)


def test_checksums_are_written_where_they_belong() -> None:
    pdf = (FOLDER / "note-cnil.pdf").read_bytes()
    notes = '# tête\n\n[[documents]]\nid = "a"\ntitle = "A"\nsha256 = "x"\n\n[[documents]]\nid = "b"\ntitle = "B"\n'
    written = with_checksums(notes, {"a": pdf})
    assert written.startswith("# tête\n\n[[documents]]\n") and written.count("sha256 =") == 1
    assert hashlib.sha256(pdf).hexdigest() in written.split('id = "b"')[0]
    assert with_checksums(written, {"a": pdf}) == written


@pytest.mark.parametrize(
    ("iso", "fr", "en"),
    [
        ("2025-03-20", "20 mars 2025", "20 March 2025"),
        ("2024-08-01", "1er août 2024", "1 August 2024"),
        ("2024-05", "mai 2024", "May 2024"),
        ("2021", "2021", "2021"),
    ],
)
def test_dates_in_words(iso: str, fr: str, en: str) -> None:
    assert (date_in_words(iso, "fr"), date_in_words(iso, "en")) == (fr, en)


def test_folding_forgets_only_space_and_apostrophes() -> None:
    assert folded("l’IA :\u00a03\u202f500\n€") == folded("l'IA : 3 500 €")
    assert folded("60 M€") != folded("50 M€")
