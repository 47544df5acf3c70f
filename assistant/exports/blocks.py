"""What a person reads in an export, as a list of blocks that Markdown, HTML, DOCX and plain text each write their way."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answers import Sentence, Verdict
from assistant.exports.records import Dossier, Pinned
from assistant.exports.references import bibliography, in_text
from assistant.page import labels
from assistant.quotations.messages import place_label, status_label
from assistant.quotations.records import CheckedQuotation, Piece, Side, Status
from corpus.language import say


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the whole."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of level 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, or of a text that was checked: verbatim."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Labelled values; an address is a link."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation beside its source."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the bibliography; italics stand between the marks of `assistant.exports.references`."""

    text: str


Block = Title | Heading | Paragraph | Quote | Fields | Comparison | Reference


def blocks_of(dossier: Dossier) -> Iterator[Block]:
    """Yield what an export shows, in order."""
    yield Title(dossier.title or say("Extraits", "Excerpts"))
    if dossier.made_at:
        yield Paragraph(
            say(f"Exporté de Vigie le {_day(dossier.made_at)}.", f"Exported from Vigie on {_day(dossier.made_at)}.")
        )
    if dossier.notes:
        yield Paragraph(dossier.notes)
    yield from _answer(dossier)
    yield from _checks(dossier)
    if dossier.pinned:
        yield Heading(say("Extraits", "Excerpts"))
        yield Paragraph(
            say(
                "Chaque extrait est mot pour mot celui du document. Pour le retrouver dans le PDF\u00a0: vigie verify, suivi du "
                "nom de ce fichier.",
                "Each excerpt is word for word the document's. To find it again in the PDF: vigie verify, followed by the "
                "name of this file.",
            )
        )
    for number, pinned in enumerate(dossier.pinned, start=1):
        yield from _pinned(number, pinned)
    if dossier.pinned:
        yield Heading(say("Références", "References"))
        for entry in bibliography([pinned.card for pinned in dossier.pinned]):
            yield Reference(entry)


def _day(made_at: str) -> str:
    return labels.date(made_at[:10])


def _answer(dossier: Dossier) -> Iterator[Block]:
    answer = dossier.answer
    if answer is None:
        return
    yield Heading(say("Réponse", "Answer"))
    for sentence in answer.sentences:
        yield Paragraph(_said(sentence))
    if answer.disagreements:
        yield Heading(say("Désaccords entre les documents", "Disagreements between the documents"), 3)
        for sentence in answer.disagreements:
            yield Paragraph(_said(sentence))
    if answer.message:
        yield Paragraph(answer.message)
    model = answer.model or answer.provider
    yield Fields(
        (
            (say("Réponse", "Answer"), answer.id),
            (say("Rédigée par", "Written by"), model),
            (say("Demandée le", "Asked on"), _day(answer.asked_at) if answer.asked_at else ""),
        )
    )


def _said(sentence: Sentence) -> str:
    marks = "".join(f" [{index + 1}]" for index in sentence.citations)
    if sentence.verdict is Verdict.SOURCED:
        return f"{sentence.text}{marks}"
    verdict = labels.verdict(sentence.verdict).lower()
    reason = say(f"\u00a0: {sentence.reason}", f": {sentence.reason}") if sentence.reason else ""
    return f"{sentence.text}{marks} ({verdict}{reason})"


def _checks(dossier: Dossier) -> Iterator[Block]:
    if not dossier.checks:
        return
    yield Heading(say("Vérification des citations", "Check of the quotations"))
    for number, checked in enumerate(dossier.checks, start=1):
        yield Heading(f"{number}. {status_label(checked.status)}", 3)
        yield Quote(checked.quotation.text)
        yield Paragraph(checked.message)
        if checked.status is Status.ALTERED:
            yield Comparison(checked.difference)
        for part in checked.parts:
            where = place_label(part.places[0]) if part.places else say("introuvable", "not found")
            yield Paragraph(
                say(
                    f"Partie\u00a0: «\u00a0{part.text.strip()}\u00a0»\u00a0: {where}",
                    f"Part: “{part.text.strip()}”: {where}",
                )
            )
        for warning in checked.warnings:
            yield Paragraph(warning)
        yield from _nearest(checked)


def _nearest(checked: CheckedQuotation) -> Iterator[Block]:
    if checked.nearest:
        yield Paragraph(say("Passages les plus proches\u00a0:", "Nearest passages:"))
    for excerpt in checked.nearest:
        yield Quote(excerpt.quote)
        yield Paragraph(f"{excerpt.title}, {labels.page(excerpt.page, excerpt.page_label)}")


def _pinned(number: int, pinned: Pinned) -> Iterator[Block]:
    card = pinned.card
    yield Heading(say(f"Extrait {number}", f"Excerpt {number}"), 3)
    yield Quote(card.excerpt.quote)
    if pinned.note:
        yield Paragraph(say(f"Note\u00a0: {pinned.note}", f"Note: {pinned.note}"))
    for warned in card.warnings:
        yield Paragraph(say(f"Attention\u00a0: {warned.text}", f"Careful: {warned.text}"))
    yield Fields(tuple((label, value) for label, value in _rows(pinned) if value))


def _rows(pinned: Pinned) -> Iterator[tuple[str, str]]:
    card = pinned.card
    yield say("Document", "Document"), card.title
    yield say("Éditeur", "Publisher"), card.publisher or ""
    yield say("Date", "Date"), labels.date(card.date) if card.date else ""
    yield say("Portée", "Standing"), labels.standing(card.standing) if card.standing != "unknown" else ""
    yield say("Page", "Page"), labels.page(card.page, card.page_label)
    yield say("Section", "Section"), " › ".join(card.section)
    yield say("Citer dans le texte", "Cite in the text"), in_text(card)
    yield say("Adresse", "Address"), card.url or card.page_url or ""
    yield say("Phrase précédente", "Sentence before"), card.before
    yield say("Phrase suivante", "Sentence after"), card.after
    yield say("Fichier", "File"), card.document
    yield (
        say("Place dans la page", "Place on the page"),
        say(f"caractères {card.start} à {card.end}", f"characters {card.start} to {card.end}"),
    )
    yield "SHA-256", card.sha256
    yield say("Lecture", "Reading"), f"{card.parser}, {_day(card.ingested_at)}"


def compared(pieces: tuple[Piece, ...]) -> str:
    """Return a comparison as one line of plain text: what the quotation adds between {+ +}, what it leaves out between [- -]."""
    return "".join(_marked(piece) for piece in pieces)


def _marked(piece: Piece) -> str:
    if piece.side is Side.SAME:
        return piece.text
    text = piece.text.strip()
    space = piece.text[len(piece.text.rstrip()) :]
    return (f"[-{text}-]" if piece.side is Side.SOURCE else f"{{+{text}+}}") + (space or " ")
