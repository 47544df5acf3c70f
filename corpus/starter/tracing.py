"""From the numbers printed in a note back to the facts table.

Spaces, line breaks and the form of apostrophes do not count; every other character does.
"""

import re
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from corpus.language import Language
from corpus.sources import ManifestEntry
from corpus.starter.facts import FactsTable, date_in_words

_IDS = re.compile(r'#?\bfait\(((?:"[^"]+",?\s*)+)|desaccord\(((?:\s*"[^"]+",)+)')
_VALUES = re.compile(r'\bval\("([^"]+)", (\d+)\)')


def folded(text: str) -> str:
    """Return a text without what a page break, a line break or typography may change."""
    return re.sub(r"\s+", "", text.replace("’", "'"))


def facts_told(typst: str) -> list[str]:
    """Return the ids of the facts that the source of a note tells."""
    found = _IDS.finditer(typst)
    return [fact for match in found for fact in re.findall(r'"([^"]+)"', match.group(1) or match.group(2))]


def untraced(pdf: Path, typst: str, entry: ManifestEntry, table: FactsTable) -> list[str]:
    """Return what a PDF prints that its sources do not account for, empty when all is well.

    A number is accounted for when it stands in the statement of a fact the note tells, in the citation of its source, in
    the frame of the page (title, contents, page number, date of the note), or when it is, in its turn, a value that the
    note takes from the facts table for its tables.
    """
    language: Language = "en" if entry.language == "en" else "fr"
    reader = PdfReader(pdf)
    pages = [folded(page.extract_text()) for page in reader.pages]
    text = "".join(_body(page, label) for page, label in zip(pages, reader.page_labels, strict=True))
    problems = []
    covered = bytearray(len(text))
    for fact_id in facts_told(typst):
        statement = folded(table.facts[fact_id].statement(language))
        if not _cover(text, covered, statement):
            problems.append(f"{entry.file}: {fact_id}: {table.facts[fact_id].statement(language)}")
    for phrase in [*_citations(typst, table, language), *_frame(reader, pages[0], entry, table, language)]:
        _cover(text, covered, folded(phrase))
    rest = re.findall(r"\d", "".join(character for character, hidden in zip(text, covered, strict=True) if not hidden))
    wanted = _table_digits(typst, table, language)
    if rest != wanted:
        place = next((i for i, (a, b) in enumerate(zip_longest(rest, wanted)) if a != b), 0)
        problems.append(f"{entry.file}: digit {place + 1} outside statements: {''.join(rest)} for {''.join(wanted)}")
    return problems


def _body(text: str, label: str) -> str:
    """Return a page's text without the page number that ends it."""
    return re.sub(rf"(page)?{re.escape(label)}$", "", text)


def _cover(text: str, covered: bytearray, phrase: str) -> bool:
    """Mark every place of a phrase as accounted for; say whether there is one."""
    place = text.find(phrase)
    found = place >= 0
    while place >= 0:
        covered[place : place + len(phrase)] = b"\x01" * len(phrase)
        place = text.find(phrase, place + 1)
    return found


def _citations(typst: str, table: FactsTable, language: Language) -> list[str]:
    """Return the lines under statements, and the rows of the annex, as the layout writes them."""
    phrases = []
    for fact_id in facts_told(typst):
        fact = table.facts[fact_id]
        where = (fact.where_en or fact.where) if language == "en" else fact.where
        for number, source in enumerate(table.sources[name] for name in fact.sources):
            name = (source.name_en or source.name) if language == "en" else source.name
            date = date_in_words(source.date, language) if source.date else ""
            cited = ", ".join(part for part in (name, date, where if number == 0 else None) if part)
            unknown = "non relevée" if language == "fr" else "not recorded"
            phrases += [cited, name + (date or unknown) + re.sub("^https?://", "", source.url or unknown)]
        if fact.seen:
            phrases.append(("vu le " if language == "fr" else "seen on ") + date_in_words(fact.seen, language))
    return sorted(phrases, key=len, reverse=True)


def _frame(reader: PdfReader, cover: str, entry: ManifestEntry, table: FactsTable, language: Language) -> list[str]:
    """Return what stands around the body: title, contents with their page numbers, dates of the note."""
    recorded = date_in_words(table.recorded_on, language)
    written = date_in_words(entry.date or "", language)
    french = language == "fr"
    contents = []
    for heading in _headings(reader.outline):
        page = reader.get_destination_page_number(heading)
        label = reader.page_labels[page] if page is not None else ""
        contents += [f"{heading.title}{dots}{label}" for dots in _dots(cover, str(heading.title))]
    return [
        entry.title,
        *contents,
        ("consigné le " if french else "recorded on ") + recorded,
        ("Fiche établie le " if french else "Note written on ") + written,
    ]


def _headings(outline: Any) -> list[Any]:
    """Return the headings of the first level."""
    return [item for item in outline if not isinstance(item, list)]


def _dots(cover: str, title: str) -> list[str]:
    """Return the dots that lead from a heading to its page number on the cover."""
    found = re.search(re.escape(folded(title)) + r"(\.+)\d", cover)
    return [found.group(1)] if found else []


def _table_digits(typst: str, table: FactsTable, language: Language) -> list[str]:
    """Return, in order, the digits of the values that a note prints outside statements."""
    values = (table.facts[fact_id].numbers(language)[int(number)] for fact_id, number in _VALUES.findall(typst))
    return [digit for value in values for digit in re.findall(r"\d", value)]
