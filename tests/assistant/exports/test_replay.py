"""Every form of export gives its excerpts back, and a PDF altered by one digit is noticed."""

from pathlib import Path

import pytest
from fpdf import FPDF

from assistant.answers import Excerpt
from assistant.exports import Dossier, Form, Pinned, export
from assistant.exports.replay import guarded, replay_of, replays_in, unguarded
from assistant.provenance import ProvenanceCard
from assistant.replaying import Files, Outcome, replay_all
from corpus.errors import VigieError

QUOTE = "La Region consacre 35 000 euros a ce projet."


def _pdf(path: Path, text: str) -> Path:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.multi_cell(0, 8, text)
    pdf.output(str(path))
    return path


def _pinned(sha256: str, quote: str = QUOTE) -> Pinned:
    excerpt = Excerpt("un.pdf", "d1", "Un <b>titre</b>", 1, "1", 0, len(quote), quote, sha256=sha256)
    return Pinned(
        ProvenanceCard(
            excerpt, "un.pdf", "d1", "Un <b>titre</b>", "CESER", None, "report", "opinion", "2024-07-11", None, "fr",
            "https://exemple.fr/un.pdf", None, 1, "1", (), sha256, 0, len(quote), "test/1", "2026-11-23T00:00:00",
        ),
        "=1+1",
    )  # fmt: skip


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize(
    "quote", [QUOTE, "=SUM(A1) <script>alert(1)</script> -->", '- « é » -- } \\ % _\nligne;"deux"']
)
def test_every_form_gives_its_excerpts_back(form: Form, quote: str) -> None:
    pinned = _pinned("a" * 64, quote)
    made = export(Dossier("Titre", (pinned,), made_at="2026-11-23T00:00:00+00:00"), form)
    assert replays_in(made.content, made.file_name) == (replay_of(pinned),)
    if form in (Form.HTML, Form.MARKDOWN):
        assert b"<script>alert" not in made.content
    if form is Form.CSV:
        assert b";=" not in made.content and b";-" not in made.content


@pytest.mark.parametrize("cell", ["=1", "+a", "-5", "@x", "plain", "'=1", "'quoted", ""])
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert guarded(cell)[:1] not in ("=", "+", "-", "@") or not cell
    assert unguarded(guarded(cell)) == cell


def test_a_digit_changed_in_the_pdf_is_noticed(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "un.pdf", f"Avant. {QUOTE} Apres.")
    replay = replay_of(_pinned(Files(path).sha256(path)))
    assert [item.outcome for item in replay_all([replay], Files(tmp_path))] == [Outcome.FOUND]
    _pdf(path, f"Avant. {QUOTE.replace('35', '36')} Apres.")
    (found,) = replay_all([replay], Files(tmp_path))
    assert found.outcome is Outcome.ALTERED and found.sha256 != replay.sha256
    assert {piece.text.strip() for piece in found.difference if piece.change} == {"35 000", "36 000"}


def test_a_file_that_is_missing_or_no_export_is_said(tmp_path: Path) -> None:
    assert replay_all([replay_of(_pinned("b" * 64))], Files(tmp_path))[0].outcome is Outcome.NO_FILE
    with pytest.raises(VigieError):
        replays_in(b"# rien", "rien.md")
