"""Values of a sentence that its excerpts do not hold: numbers, percentages, dates and names.

Read here anew, without the assistant's own readers, so that a fault in those shows in the figures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Excerpt
from corpus.folding import fold, strip_accents
from eval.folds import fold_fact

_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_MONTH = "|".join(_MONTHS)
_DATES = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)? (?P<m>{_MONTH})(?:,? (?P<y>\d{{4}}))?\b"),
    re.compile(rf"\b(?P<m>{_MONTH}) (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})\b"),
    re.compile(rf"\b(?P<m>{_MONTH}) (?P<y>\d{{4}})\b"),
    re.compile(r"\b(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})\b"),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![^\W\d]-)(?P<digits>\d+(?:[.,]\d+)?)(?P<percent> ?(?:%|pour cent\b|percent\b))?"
    r"(?: ?(?P<scale>md|milliards?|billions?|bn|millions?|m|mille|k)(?=€|\$|\b))?"
)
_SCALES = {"md": 9, "milliard": 9, "billion": 9, "bn": 9, "million": 6, "m": 6, "mille": 3, "k": 3}
_WORDS = {
    word: number
    for number, words in {
        2: "deux two", 3: "trois three", 4: "quatre four", 5: "cinq five", 6: "six", 7: "sept seven", 8: "huit eight",
        9: "neuf nine", 10: "dix ten", 11: "onze eleven", 12: "douze twelve", 13: "treize thirteen", 14: "quatorze fourteen",
        15: "quinze fifteen", 16: "seize sixteen", 20: "vingt twenty", 30: "trente thirty", 40: "quarante forty",
        50: "cinquante fifty", 60: "soixante sixty", 100: "cent hundred",
    }.items()
    for word in words.split()
}  # fmt: skip
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]*[\wÀ-ÿ]|[A-Z]\b")
_OPENERS = re.compile(r"(?:^|[.!?…:;«»“”\"(\[•–—]|\n)\s*$")
# Names that are words of the other language: compared by what they stand for.
_NAMES_ACROSS = {
    "european": "europeen", "council": "conseil", "senate": "senat", "state": "etat", "states": "etat",
    "member": "membre", "parliament": "parlement", "brittany": "bretagne",
    "artificial": "artificiel", "court": "cour", "city": "ville", "french": "francais", "board": "comite", "office": "bureau", "normandy": "normandie", "annex": "annexe",
    "chapter": "chapitre",
}  # fmt: skip

_NO_NAMES = {"md", "ia", "ai"}  # a unit; the subject of every document here, written in full in many

Date = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a text: dates as (day, month, year), numbers with their scale applied, names as folded words."""

    dates: tuple[tuple[str, Date], ...]
    numbers: tuple[tuple[str, float, bool], ...]  # as written, value, whether a percentage
    names: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.dates or self.numbers or self.names)


@lru_cache(maxsize=20_000)
def values_of(text: str) -> Values:
    """Return the values of a text, each as it is written and as it is compared."""
    folded = fold_fact(text)
    dates: list[tuple[str, Date]] = []
    for pattern in _DATES:
        for match in pattern.finditer(folded):
            found = match.groupdict()
            month = _MONTHS.get(found["m"] or "") or int(found["m"])
            day, year = found.get("d"), found.get("y")
            dates.append((match.group(), (int(day) if day else None, month, int(year) if year else None)))
        folded = pattern.sub(lambda match: " " * len(match.group()), folded)
    numbers = [
        (match.group(), _amount(match), bool(match["percent"]))
        for match in _NUMBER.finditer(folded)
    ]  # fmt: skip
    numbers += [(word, float(_WORDS[word]), False) for word in re.findall(r"[a-z]+", folded) if word in _WORDS]
    return Values(tuple(dates), tuple(numbers), tuple(_names(text)))


def _amount(match: re.Match[str]) -> float:
    scale = (match["scale"] or "").removesuffix("s")
    return round(float(match["digits"].replace(",", ".")) * float(10 ** _SCALES.get(scale, 0)), 6)


def _names(text: str) -> list[tuple[str, str]]:
    """Return the capitalised words that do not open a sentence or a quotation, with what they are compared as."""
    found = []
    folded = fold(text)
    for match in _NAME.finditer(folded):
        word = match.group()
        opens = _OPENERS.search(folded[: match.start()]) is not None
        if opens and not (len(word) > 1 and word.isupper()):
            continue
        plain = _plain(word.removesuffix("'s"))
        plain = re.sub(r"^[ldnsjmtc]u?'", "", plain)
        if len(plain) > 1 and plain not in _MONTHS and plain not in _WORDS and plain not in _NO_NAMES:
            found.append((word, plain))
    return found


def _plain(text: str) -> str:
    return strip_accents(fold(text)).casefold()


def context_of(excerpt: Excerpt) -> str:
    """Return what is shown with an excerpt besides its words: title, publisher, territory, section, date."""
    known = [excerpt.title, excerpt.publisher, excerpt.territory, *excerpt.section, excerpt.date]
    return ". ".join(text for text in known if text)


def ungrounded(sentence: str, excerpts: Sequence[Excerpt]) -> tuple[str, ...]:
    """Return the values of a sentence that occur in none of its excerpts, as they are written in it.

    Numbers and dates are looked for in the quotes and the titles, names also in what else is known of the document.
    A number matches whatever its writing ("60 M€", "60 millions", "€60 million"), never another number.
    """
    claimed = values_of(sentence)
    held = [values_of(f"{excerpt.quote}\n{excerpt.title}.\n{'. '.join(excerpt.section)}") for excerpt in excerpts]
    missing = [
        text
        for text, date in claimed.dates
        if not any(_same_date(date, other) for one in held for _, other in one.dates)
    ]
    numbers = {(value, percent) for one in held for _, value, percent in one.numbers}
    years = {date[2] for one in held for _, date in one.dates}
    missing += [
        text.strip()
        for text, value, percent in claimed.numbers
        if (value, percent) not in numbers and not (value in years and not percent)
    ]
    words = {
        word
        for excerpt in excerpts
        for word in re.findall(r"[\w'-]+", _plain(f"{excerpt.quote} {context_of(excerpt)}"))
    }
    parts = words | {part for word in words for part in re.split(r"['-]", word)}
    missing += [text for text, name in claimed.names if not _name_found(name, parts)]
    return tuple(dict.fromkeys(missing))


def _same_date(claimed: Date, other: Date) -> bool:
    return all(mine is None or mine == theirs for mine, theirs in zip(claimed, other, strict=True))


def _name_found(name: str, words: set[str]) -> bool:
    if words & {name, f"{name}s", name.removesuffix("s")}:  # "Ligérien", "les Ligériens"
        return True
    if all(part in words for part in re.split(r"['-]", name) if len(part) > 1):
        return True
    across = {_NAMES_ACROSS.get(name, "")} | {english for english, french in _NAMES_ACROSS.items() if french == name}
    return any(other and any(word.startswith(other) for word in words) for other in across)
