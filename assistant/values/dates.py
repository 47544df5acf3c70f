"""Dates and times, in French and English, as precise as they are written."""

import re

from assistant.values.reading import Reading
from assistant.values.records import ValueKind

Found = tuple[ValueKind, str, str, int, int]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january janv jan", "fevrier february fevr fev feb", "mars march mar", "avril april avr apr", "mai may",
            "juin june jun", "juillet july juil jul", "aout august aug", "septembre september sept sep",
            "octobre october oct", "novembre november nov", "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th)?|(?P<first>premier|first)"
_DAYS_BEFORE = r"(?P<days>(?:(?:0?[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th)?(?: ?, ?| et | au | a | and | to | ?- ?))+)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DAY_MONTH = re.compile(rf"\b{_DAYS_BEFORE}(?:{_DAY})(?: of)? {_MONTH}(?:,? (?:de l'an )?{_YEAR})?(?![a-z0-9])")
_MONTH_DAY = re.compile(rf"\b{_MONTH} (?:{_DAY}),? {_YEAR}(?!\w)")
_MONTH_YEAR = re.compile(rf"\b{_MONTH} (?:of |de )?{_YEAR}(?!\w)")
_MONTH_ALONE = re.compile(
    rf"\b(?:en|de|debut|fin|mi-|fin |in|since|depuis|d')(?:(?<=-)|(?<=')| ){_MONTH}(?![a-z0-9 ]*\d)(?![a-z])"
)
_ISO = re.compile(
    r"(?<![\w-])(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?(?![\w-])"
)
_NUMERIC = re.compile(
    r"(?<![\w/.])(?P<day>\d{1,2})(?P<sign>[/.])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)(?![\w/])"
)
_YEARS = re.compile(
    r"(?<![\w.,/^€$£%-])(?P<first>(?:1[5-9]|20)\d\d)(?: ?[-/] ?(?P<second>(?:20)?\d\d))?(?![\w/%€$£-]|[.,]\d| \d{3}(?!\d))"
)
_CLOCK = re.compile(r"(?<![\w.,/])(?P<hour>[01]?\d|2[0-3])(?: ?h ?(?P<minute>[0-5]\d)|:(?P<colon>[0-5]\d))(?![\w:])")
# "2024 agents", "2000 €": a number that could be a year but counts something.
_COUNTS = re.compile(
    r" ?(?:€|%|\$|eur|euros|agents?|pages?|habitants?|personnes?|entreprises?|emplois?|salaries|millions?|km|m²|mw|etp|heures|jours)\b"
)


def _iso(year: str | int | None, month: int | None = None, day: int | None = None) -> str:
    text = f"{int(year):04d}" if year else "-"
    for part in (month, day):
        if part is None:
            break
        text += f"-{part:02d}"
    return text


def _valid(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _day(match: re.Match[str]) -> int:
    return 1 if match["first"] else int(match["day"])


def dates(reading: Reading) -> list[Found]:  # noqa: PLR0912 - one form of a date a loop
    """Claim and return the dates and times of a text."""
    plain = reading.plain
    found: list[Found] = []

    def claim(kind: ValueKind, canonical: str, start: int, end: int) -> None:
        reading.take(start, end)
        found.append((kind, canonical, "", start, end))

    for match in _ISO.finditer(plain):
        if reading.free(*match.span()):
            day = int(match["day"]) if match["day"] else None
            claim(ValueKind.DATE, _iso(match["year"], int(match["month"]), day), *match.span())
    for match in _NUMERIC.finditer(plain):
        day, month = int(match["day"]), int(match["month"])
        if reading.language == "en" and month > 12:
            day, month = month, day
        if reading.free(*match.span()) and _valid(month, day):
            year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
            claim(ValueKind.DATE, _iso(year, month, day), *match.span())
    for match in _DAY_MONTH.finditer(plain):
        if not reading.free(*match.span()) or _modal_may(reading, match):
            continue
        month = MONTHS[match["month"]]
        if match["days"]:  # "11 et 12 juillet": the month belongs to both
            for other in re.finditer(r"\d+", match["days"]):
                at = match.start("days") + other.start()
                claim(ValueKind.DATE, _iso(match["year"], month, int(other.group())), at, at + len(other.group()))
        start = match.start("first") if match["first"] else match.start("day")
        claim(ValueKind.DATE, _iso(match["year"], month, _day(match)), start, match.end())
    for match in _MONTH_DAY.finditer(plain):
        if reading.free(*match.span()):
            claim(ValueKind.DATE, _iso(match["year"], MONTHS[match["month"]], _day(match)), *match.span())
    for match in _MONTH_YEAR.finditer(plain):
        if reading.free(*match.span()):
            claim(ValueKind.DATE, _iso(match["year"], MONTHS[match["month"]]), *match.span())
    for match in _MONTH_ALONE.finditer(plain):
        if reading.free(*match.span("month")) and not _modal_may(reading, match):
            claim(ValueKind.DATE, _iso(None, MONTHS[match["month"]]), *match.span("month"))
    for match in _CLOCK.finditer(plain):
        if reading.free(*match.span()):
            claim(ValueKind.TIME, f"{int(match['hour']):02d}:{match['minute'] or match['colon']}", *match.span())
    for match in _YEARS.finditer(plain):
        if not reading.free(*match.span()) or _COUNTS.match(plain, match.end()):
            continue
        claim(ValueKind.DATE, match["first"], *match.span("first"))
        if match["second"]:
            second = match["second"] if len(match["second"]) == 4 else match["first"][:2] + match["second"]
            claim(ValueKind.DATE, second, *match.span("second"))
    return found


def _modal_may(reading: Reading, match: re.Match[str]) -> bool:
    """Whether "may" is the verb and "mar" or "mars" no month: months are capitals in English."""
    start = match.start("month")
    return match["month"] in ("may", "mar", "dec", "jun", "sep", "oct") and not reading.folded[start].isupper()


def agrees(source: str, claim: str) -> bool:
    """Whether a date says no more than another: "2026" and "août 2026" agree with "2 août 2026", not the reverse."""
    if source == claim or source.startswith(claim + "-"):
        return True
    if claim.startswith("--"):
        return source[4:].startswith(claim[1:]) if not source.startswith("--") else source.startswith(claim + "-")
    return False
