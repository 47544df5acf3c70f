"""Headings found in the text itself: the parts of a legal act by their words, those of a report by type and numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.paragraphs import HEADING, starts_item

_RANKS = {
    "partie": 1, "part": 1, "annexe": 1, "annex": 1, "annexes": 1, "appendix": 1, "livre": 2, "book": 2, "titre": 3,
    "title": 3, "chapitre": 4, "chapter": 4, "section": 5, "sous-section": 6, "subsection": 6, "article": 8, "art": 8,
}  # fmt: skip
_RECITALS = re.compile(r"(?:considérant ce qui suit|Whereas)\s?:?$")
_RECITAL = re.compile(r"\((\d{1,3})\)\s")
_ENACTED = re.compile(r"(?:ont? adopté|a adopté|arrête|HA[SV]E? ADOPTED|ONT ADOPTÉ|A ADOPTÉ|Décrète|Ordonne)\b")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])(?:\s?[.)–—-]|\s)\s?(?=[A-ZÀ-Þ«“0-9])")
_HISTORY = re.compile(r"(?:Abrogé|Modifié|Créé|Rétabli|Remplacé|Inséré|Transféré|Entre en vigueur|Repealed|Amended)\b")
_CONTENTS = re.compile(r"(?:table des mati|sommaire\b|contents\b|table of contents|inhaltsverzeichnis)", re.IGNORECASE)
_CLOSED = re.compile(r"[.;,:]$")
_LONGEST = 200
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it starts, how deep it stands (smaller is higher), how it reads in a section path."""

    page: int
    start: int
    rank: float
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A block with its text, as headings are looked for in it."""

    page: int
    start: int
    text: str
    kind: str
    size: float
    bold: bool

    @property
    def upper(self) -> bool:
        """Whether all its letters are capitals."""
        return self.text.isupper()


def shorten(label: str) -> str:
    """Keep a label readable in a path: at most 120 characters, cut between words."""
    label = " ".join(label.split())
    return label if len(label) <= 120 else label[:119].rsplit(" ", 1)[0] + "…"


def _is_title(piece: Piece, heading: Piece) -> bool:
    """Whether the piece after a bare heading is its title: short, one sentence without an end, no item of a list."""
    text = piece.text
    if piece.kind != "body" or len(text) > _LONGEST_TITLE or starts_item(text) or HEADING.match(text):
        return False
    return (
        not _HISTORY.match(text)
        and not _CLOSED.search(text.rstrip())
        and text[:1].isalpha()
        and not text[:1].islower()
        and piece.page <= heading.page + 1
    )


def _continues(piece: Piece, title: Piece) -> bool:
    """Whether a piece is the next line of a title set in capitals or in bold."""
    if piece.kind != "body" or len(piece.text) > _LONGEST or HEADING.match(piece.text) or starts_item(piece.text):
        return False
    same = piece.page == title.page and abs(piece.size - title.size) < 0.3 and piece.bold == title.bold
    return same and ((piece.upper and title.upper) or (piece.bold and not _CLOSED.search(piece.text)))


def _legal_label(pieces: Sequence[Piece], index: int) -> tuple[float, str] | None:
    """Rank and label of the heading at `index`, with its title; None when the piece is no legal heading."""
    piece = pieces[index]
    found = HEADING.match(piece.text)
    if not found or piece.kind in ("row", "note") or "\t" in piece.text or len(piece.text) > _LONGEST:
        return None
    rest = found.group("rest").strip()
    if rest and piece.kind != "heading":
        return None
    name = piece.text[: found.start("rest")].strip() if rest else piece.text.strip()
    title = rest.strip(" :.–—-")
    if not title and index + 1 < len(pieces) and _is_title(pieces[index + 1], piece):
        first = pieces[index + 1]
        title = first.text
        for follower in pieces[index + 2 : index + 4]:
            if not _continues(follower, first):
                break
            title += " " + follower.text
    rank = float(_RANKS[re.split(r"[\s.]", name.casefold())[0]])
    return rank, shorten(f"{name} — {title}" if title else name)


def legal(pieces: Sequence[Piece]) -> list[Heading]:
    """Find the parts, chapters, sections, articles, annexes and recitals of a legal act, in order.

    Empty unless at least three of them are there: a report that has one "Annexe" is not a legal act.
    """
    found: list[Heading] = []
    recital = 0
    in_recitals = False
    for index, piece in enumerate(pieces):
        label = _legal_label(pieces, index)
        if label is not None:
            found.append(Heading(piece.page, piece.start, *label))
            in_recitals = False
        elif _RECITALS.search(piece.text) and len(piece.text) < 3000 and not found:
            in_recitals = True
            french = "considérant" in piece.text
            found.append(Heading(piece.page, piece.start, 4, "Considérants" if french else "Recitals"))
        elif in_recitals and (mark := _RECITAL.match(piece.text)) and int(mark.group(1)) == recital + 1:
            recital += 1
            name = "Considérant" if found[0].label == "Considérants" else "Recital"
            found.append(Heading(piece.page, piece.start, 8, f"{name} {recital}"))
        elif in_recitals and recital and _ENACTED.match(piece.text):
            in_recitals = False
            found.append(Heading(piece.page, piece.start, 0, ""))
    return found if sum(1 for heading in found if heading.rank == 8) >= 3 else []


def _promising(piece: Piece, following: Piece | None, *, larger: bool) -> int | None:
    """The depth of the number of what may be a heading of a report (0 without one), or None for what is none."""
    text = piece.text.strip()
    if piece.kind in ("row", "note") or len(text) > _LONGEST or "\t" in text or sum(map(str.isalpha, text)) < 3:
        return None
    keyword = HEADING.match(text) is not None
    if (_CLOSED.search(text) and not keyword) or text[:1].islower():
        return None
    number = _NUMBERED.match(text)
    depth = number.group("number").count(".") + 1 if number else 0
    if larger or keyword:
        return depth
    # In the type of the body, only what stands above a text of its own is a heading.
    introduces = following is not None and len(following.text) > len(text) and not following.text[:1].islower()
    if piece.bold:
        return depth if introduces and following is not None and not following.bold else None
    numbered = number is not None and len(text) <= 120 and introduces
    return depth if numbered and following is not None and not starts_item(following.text) else None


def _style(piece: Piece) -> tuple[float, bool]:
    return round(piece.size * 2) / 2, piece.upper


def typographic(pieces: Sequence[Piece], body: float) -> list[Heading]:
    """Find the headings of a report: larger or bold type, a number, or a word such as "Chapitre".

    Larger type ranks higher; in one type, fewer parts in the number rank higher. A title page gives no heading.
    """
    letters: Counter[float] = Counter()
    for piece in pieces:
        letters[piece.size] += len(piece.text)
    total = sum(letters.values())
    candidates: list[tuple[Piece, int]] = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        larger = piece.size >= 1.1 * body > 0 and letters[piece.size] < 0.25 * total
        depth = _promising(piece, following, larger=larger)
        if depth is not None:
            candidates.append((piece, depth))
    first = sum(len(piece.text) for piece in pieces if piece.page == 1)
    if pieces and pieces[-1].page > 3 and first < 600:
        candidates = [(piece, depth) for piece, depth in candidates if piece.page > 1]
    order = sorted({_style(piece) for piece, _ in candidates}, reverse=True)
    found: list[Heading] = []
    for piece, depth in candidates:
        level = 10.0 * order.index(_style(piece))
        rank = level + (depth or (0 if piece.bold else 5)) + 1
        if HEADING.match(piece.text):
            rank = level
        if _CONTENTS.match(piece.text):  # nothing stands under it but its own lines
            rank = 10.0 * len(order) + 10
        found.append(Heading(piece.page, piece.start, rank, shorten(piece.text)))
    return found
