"""Rows of a page become paragraphs: what a reader sees as one block of prose, one item, one heading, one table row."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.layout import RawPage
from ingest.rows import Row

HEADING = re.compile(
    r"""^(?:
        (?:TITRE|CHAPITRE|SECTION|SOUS-SECTION|PARTIE|LIVRE|ANNEXE|TITLE|CHAPTER|PART|ANNEX|SUBSECTION|BOOK|APPENDIX
        |Titre|Chapitre|Section|Sous-section|Partie|Livre|Annexe|Title|Chapter|Part|Annex|Subsection|Appendix)
        \s+(?:[IVXLC]+(?:er|re|ER|RE)?|\d+(?:er|re)?|[A-Z]|unique|liminaire|préliminaire|PRÉLIMINAIRE|premier|PREMIER
           |première|PREMIÈRE)(?:\s*(?:bis|ter|quater|BIS|TER))?\b
        |(?:Article|ARTICLE|Art\.)\s+(?:\d+(?:er)?(?:[-.]\d+)*(?:\s*(?:bis|ter|quater))?|premier|PREMIER|unique
           |[LRDA]\.?\s?\*?\d+(?:-\d+)*)
        |ANNEXES?|ANNEX(?:ES)?|APPENDIX
    )(?P<rest>.*)$""",
    re.VERBOSE,
)
_BULLET = re.compile(r"^(?:[•▪◦●■□➢➤✓✔♦⁃‣∙·\ue000-\uf8ff]|[–—-]\s|[oO]\s(?=[A-ZÀ-Þ]))")
_ITEM = re.compile(
    r"""^(?:
        \(?[a-z]{1,2}\)\s | \(?[ivxlc]{1,6}\)\s | \(?\d{1,3}\s?[).°º]\s? | \(\d{1,3}\)\s
        | \d{1,2}(?:\.\d{1,3}){1,4}\.?\s | [A-Z]\.\s | [IVX]{1,5}\s?[.–—-]+\s | «\s?(?:Art\.|\d{1,2}[o°]|[IVX]+\.)
        | \d{1,2}o\s
    )""",
    re.VERBOSE,
)
_END = re.compile(r"[.!?…:;][\s»”\")\]]*(?:\(\d{1,3}\)|\d{1,2})?$")
_STOP = re.compile(r"[.!?…][\s»”\")\]]*$")
_RECITAL = re.compile(r"(?:Vu|Considérant|Après|Sur|Having regard|Whereas|Acting|Décide|Arrête|Délibère)\b")
_OPEN = re.compile(
    r"(?:[,(’'-]|\b(?:de|du|des|d|la|le|les|l|un|une|et|ou|à|au|aux|en|par|pour|sur|dans|avec|of|the|and|or|to|in|for|on|by"
    r"|with|a|an))$",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*[\divxlc]*$|…{2,}")


def is_heading(text: str) -> bool:
    """Whether a line announces a part of a legal text and holds nothing else: "CHAPITRE III", "Article 10"."""
    found = HEADING.match(text.strip())
    if not found:
        return False
    rest = found.group("rest").strip()
    if rest and not any(map(str.isalnum, rest)):  # "Article 78.": the end of a sentence
        return False
    return not rest or (len(text) <= 160 and rest[0] in ":.–—-" and not _STOP.search(rest.removesuffix(".")))


def is_bare_heading(text: str) -> bool:
    """Whether a line is the number of a part alone, its title being on the next line: "CHAPITRE III"."""
    found = HEADING.match(text.strip())
    return found is not None and not found.group("rest").strip()


def starts_item(text: str) -> bool:
    """Whether a line starts an item of a list, a numbered paragraph or a recital."""
    return bool(_BULLET.match(text) or _ITEM.match(text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Consecutive rows that read as one block. `kind`: body, heading, row (of a table) or note."""

    rows: tuple[Row, ...]
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Setting:
    """How the prose of a page is set: type size, distance of base lines, left edge, usual length of a full line."""

    size: float
    leading: float
    left: float
    full: float

    @classmethod
    def of(cls, page: RawPage, rows: Sequence[Row]) -> "Setting":
        """Measure a page."""
        if not rows:
            return cls(0.0, 0.0, 0.0, 0.0)
        letters: Counter[float] = Counter()
        for row in rows:
            letters[row.size] += row.letters
        size = letters.most_common(1)[0][0]
        prose = [row for row in rows if abs(row.size - size) < 0.3 and len(row.cells) == 1]
        steps = [
            before.y - after.y
            for before, after in pairwise(rows)
            if 0 < before.y - after.y < 4 * size and before.size == after.size == size
        ]
        lefts = Counter(round(row.x) for row in prose)
        lengths = sorted(row.letters for row in prose or rows)
        full = float(lengths[int(len(lengths) * 0.85)]) if lengths else 0.0
        return cls(
            size, _lower(steps) if steps else 1.2 * size, float(lefts.most_common(1)[0][0]) if lefts else 0.0, full
        )


def _lower(steps: list[float]) -> float:
    """The usual distance between lines of one paragraph: the median of the smaller half."""
    ordered = sorted(steps)
    return median(ordered[: max(1, (len(ordered) + 1) // 2)])


class _Breaker:
    """Decides where a paragraph ends, from place and size when they are known and from the words themselves."""

    def __init__(self, page: RawPage, setting: Setting, *, contents: bool) -> None:
        self.page, self.setting, self.contents = page, setting, contents

    def __call__(self, before: Row, after: Row, *, title: bool) -> bool:
        """Whether the paragraph ends between two rows; `title`: it started right after the number of a legal part."""
        first, second = before.text(self.page), after.text(self.page)
        if title and self._ends_title(first, second):
            return True
        if self._announced(before, after, first, second):
            return True
        placed = self._placed(before, after, first, second)
        if placed is not None:
            return placed and not self._runs_on(first, second)
        return self._worded(first, second)

    def _announced(self, before: Row, after: Row, first: str, second: str) -> bool:
        """Whether the first words of a line, or the last of the one before, end the paragraph wherever they stand."""
        if after.first.blank_before and not self.page.placed:
            return True
        if (is_heading(second) and not _OPEN.search(first)) or _BULLET.match(second) or _LEADERS.search(first):
            return True
        if self.contents and re.search(r"[\s.]\d{1,4}$", first):
            return True
        if is_heading(first):  # alone on its line, or with a title that may take two lines
            return is_bare_heading(first) or not (self._wraps(before, after) or self._runs_on(first, second))
        return bool(_RECITAL.match(second) and first.rstrip().endswith((",", ";", ".")))

    @staticmethod
    def _ends_title(first: str, second: str) -> bool:
        """Whether the title of a legal part ends with a row: no word there calls for another, and a text begins."""
        if _OPEN.search(first) or (first.isupper() and second.isupper()):
            return False
        return second[:1].isupper() or second[:1].isdigit() or starts_item(second)

    def _wraps(self, before: Row, after: Row) -> bool:
        """Whether a heading goes on in the next row: in its own type right below, or after a full line."""
        close = not before.size or 0 < before.y - after.y <= 1.5 * before.size
        same = before.bold == after.bold and abs(before.size - after.size) < 0.3
        own_type = before.bold or before.size > 1.05 * self.setting.size > 0
        return close and same and (own_type or before.letters > 0.7 * self.setting.full)

    @staticmethod
    def _runs_on(first: str, second: str) -> bool:
        """A line that breaks off in mid-sentence and one that goes on with it, whatever the space between."""
        return not _END.search(first) and (second[:1].islower() or first.endswith("-")) and len(first) > 40

    def _placed(self, before: Row, after: Row, first: str, second: str) -> bool | None:
        """What the layout says; None when it says nothing."""
        if not before.size or not after.size:
            return None
        if self._restyled(before, after):
            return True
        step = before.y - after.y
        if step < -0.5 * after.size:  # back to the top: another column
            capital = second[:1].isupper() and before.letters < 0.8 * self.setting.full
            return capital or (bool(_STOP.search(first)) and not second[:1].islower())
        leading = self.setting.leading * max(1.0, min(before.size, after.size) / max(self.setting.size, 1.0))
        if step < 0 or step > 1.35 * leading + 1:
            return step >= 0
        indented = 0.8 * after.size < after.x - before.x < 6 * after.size
        return True if indented and _END.search(first) else None

    def _restyled(self, before: Row, after: Row) -> bool:
        """Whether the type changes as between a heading and its text."""
        if abs(before.size - after.size) > 0.12 * max(before.size, after.size):
            return True
        return before.bold != after.bold and (before.bold or before.letters < 0.8 * self.setting.full)

    def _worded(self, first: str, second: str) -> bool:
        """What the words say, where the layout says nothing."""
        short = len(first) < 0.8 * self.setting.full
        if _ITEM.match(second):
            return bool(_END.search(first)) or short or first.endswith((",", " et", " ou", " and", " or"))
        if short and (_STOP.search(first) or first.endswith(";")):
            return True
        # A short line without an end, followed by one that starts a sentence: a title of its own.
        title = len(first) < 0.6 * (self.setting.full or 1) and not first.endswith((",", "-"))
        return title and not _END.search(first) and second[:1].isupper()


def paragraphs_of(page: RawPage, rows: Sequence[Row], setting: Setting) -> list[Paragraph]:
    """Group the rows of a page in paragraphs, in order; every row is in exactly one."""
    texts = [row.text(page) for row in rows]
    contents = 3 * sum(bool(_LEADERS.search(text)) for text in texts) > len(texts)
    breaks = _Breaker(page, setting, contents=contents)
    found: list[Paragraph] = []
    group: list[Row] = []
    titled = False

    def close() -> None:
        if group:
            heading = len(group) <= 3 and is_heading(group[0].text(page))
            found.append(Paragraph(tuple(group), "heading" if heading else "body"))
            group.clear()

    for row in rows:
        if row.columns:
            close()
            found.append(Paragraph((row,), "row"))
            continue
        if group and breaks(group[-1], row, title=titled):
            close()
        if not group:
            titled = bool(found) and found[-1].kind == "heading" and is_bare_heading(found[-1].rows[0].text(page))
        group.append(row)
    close()
    return found
