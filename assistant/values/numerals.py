"""Numbers as they are written in French and English: digits with any thousands separator, and words."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.values.reading import Reading


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at `plain[start:end]`; `approximate` for "une dizaine"; `words` when written in letters."""

    canonical: str
    start: int
    end: int
    words: bool = False


# A group of thousands is exactly three digits: "3 5" is two numbers, "3 500" is one.
_DIGITS = re.compile(
    r"(?<![\w.,/^])(?:(?P<sign>(?<![\w)%])[-+](?=\d))?)"
    r"(?:(?P<spaced>\d{1,3}(?: \d{3})+(?![\d]))(?P<spaced_part>[.,]\d+)?"
    r"|(?P<quoted>\d{1,3}(?:'\d{3})+(?!\d))"
    r"|(?P<version>\d+(?:\.\d+){2,}(?![\d]))"
    r"|(?P<commas>\d{1,3}(?:,\d{3})+(?!\d))(?P<commas_part>\.\d+)?"
    r"|(?P<dots>\d{1,3}(?:\.\d{3})+(?!\d))(?P<dots_part>,\d+)?"
    r"|(?P<power>10)(?: ?\^ ?(?P<exponent>\d+)|(?P<raised>[⁰¹²³⁴-⁹]+))"
    r"|(?P<simple>\d+(?:[.,]\d+)?))"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
_FRACTION = re.compile(
    r"(?<![\w/.,])(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![\w/])|[½⅓⅔¼¾⅕⅛]"
    r"|\b(?P<number>un|deux|trois|one|two|three|a) (?P<part>tiers|quarts?|cinquiemes?|thirds?|quarters?|fifths?)\b"
    r"|\b(?P<half>la moitie|half)\b"
)
_PARTS = {"tiers": 3, "quart": 4, "cinquieme": 5, "third": 3, "quarter": 4, "fifth": 5}
_TOPS = {"un": 1, "one": 1, "a": 1, "deux": 2, "two": 2, "trois": 3, "three": 3}
_APPROXIMATE = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000, "dozen": 12,
}  # fmt: skip
_ABOUT = re.compile(rf"\b(?:une? |a )?(?P<word>{'|'.join(_APPROXIMATE)})(?P<many>s?)\b")

_SIMPLE = {
    word: number
    for number, words in {
        0: "zero", 1: "un une one", 2: "deux two", 3: "trois three", 4: "quatre four", 5: "cinq five", 6: "six",
        7: "sept seven", 8: "huit eight", 9: "neuf nine", 10: "dix ten", 11: "onze eleven", 12: "douze twelve",
        13: "treize thirteen", 14: "quatorze fourteen", 15: "quinze fifteen", 16: "seize sixteen", 17: "seventeen",
        18: "eighteen", 19: "nineteen", 20: "vingt vingts twenty", 30: "trente thirty", 40: "quarante forty",
        50: "cinquante fifty", 60: "soixante sixty", 70: "septante seventy", 80: "octante huitante eighty",
        90: "nonante ninety",
    }.items()
    for word in words.split()
}  # fmt: skip
_HUNDREDS = {"cent", "cents", "hundred"}
_SCALES = {
    "mille": 10**3, "thousand": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
    "billion": 10**9, "billions": 10**9, "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
_ONES = {"un", "une", "one"}
NUMBER_WORDS = set(_SIMPLE) | _HUNDREDS | _SCALES.keys()
_RUN = re.compile(
    rf"\b(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})\b"
    rf"(?:(?:[ -]|[ -]et[ -]|[ -]and[ -])(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})\b)*"
)
_ORDINAL = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,3})(?:er|ere|re|e|eme|nd|nde|st|th|rd)s?\b"
    r"|\b(?P<first>premiere?|first)\b|\b(?P<second>seconde?s?|deuxiemes?)\b"
    r"|\b(?P<word>[a-z]+(?:-[a-z]+)*?)iemes?\b|\b(?P<english>third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"
)
_ENGLISH_ORDINALS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL_STEMS = {
    "cinqu": "cinq", "neuv": "neuf", "quatr": "quatre", "onz": "onze", "douz": "douze", "treiz": "treize", "quatorz": "quatorze",
    "quinz": "quinze", "seiz": "seize", "trent": "trente", "quarant": "quarante", "cinquant": "cinquante", "soixant": "soixante",
}  # fmt: skip
_NOT_ORDINAL = re.compile(r" (?:part(?:y|ies)|countr|pays)")


def write(number: Decimal) -> str:
    """Return the one way a number is written: no exponent, no needless zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def _from_digits(match: re.Match[str], language: str) -> str:
    sign = "-" if match["sign"] == "-" else ""

    def whole(group: str, part: str | None = None) -> str:
        return write(Decimal(sign + re.sub(r"\D", "", group) + (part or "").replace(",", ".")))

    if match["spaced"]:
        return whole(match["spaced"], match["spaced_part"])
    if match["quoted"]:
        return whole(match["quoted"])
    if match["version"]:
        groups = match["version"].split(".")
        thousands = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
        return whole(match["version"]) if thousands else match["version"]
    if match["commas"]:
        # "2,500" is 2.5 in French and 2 500 in English; two groups can only be thousands.
        if language == "en" or match["commas"].count(",") > 1:
            return whole(match["commas"], match["commas_part"])
        return write(Decimal(sign + match["commas"].replace(",", ".")))
    if match["dots"]:
        if language == "fr" and not match["dots"].startswith("0"):
            return whole(match["dots"], match["dots_part"])
        return write(Decimal(sign + match["dots"]))
    if match["power"]:
        return f"10^{match['exponent'] or match['raised'].translate(_RAISED)}"
    return write(Decimal(sign + match["simple"].replace(",", ".")))


def _adds(current: int, number: int) -> int | None:
    """Return `current` with a number word below 100 added, or None when the word starts another number."""
    rest = current % 100
    if current == 0 or rest == 0:
        return current + number
    if number == 20 and rest == 4:  # quatre-vingts
        return current + 76
    if number < 10 and rest >= 20 and rest % 10 == 0:
        return current + number
    if 10 <= number < 20 and rest in (60, 80):  # soixante-dix, quatre-vingt-dix
        return current + number
    if 7 <= number <= 9 and rest in (10, 70, 90):  # dix-sept, quatre-vingt-dix-neuf
        return current + number
    return None


@lru_cache(maxsize=4096)
def _from_words(run: str) -> tuple[tuple[str, int, int], ...]:
    """Return `(canonical, start, end)` of the numbers in a run of number words."""
    found: list[tuple[str, int, int]] = []
    total = current = 0
    start = end = -1
    single = ""

    def close() -> None:
        # "un", "une", "one" alone are articles or pronouns; units make them numbers where they are (see quantities).
        if (
            start >= 0
            and single not in _ONES
            and single not in ("million", "millions", "milliards", "milliard", "hundred")
        ):
            found.append((str(total + current), start, end))

    for match in re.finditer(r"[a-z]+", run):
        word = match.group()
        if word in ("et", "and"):
            continue
        step: int | None
        if word in _HUNDREDS:
            step = current - current % 100 + (current % 100 or 1) * 100 if current < 100 else None
        elif word in _SCALES:
            scale = _SCALES[word]
            step = 0 if total == 0 or total % (scale * 1000) == 0 or total > scale else None
        else:
            step = _adds(current, _SIMPLE[word])
        if step is None or start < 0:
            close()
            total, current, start, single = 0, 0, match.start(), word
            step = _SIMPLE.get(word, 100 if word in _HUNDREDS else 0)
        else:
            single = ""
        if word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
        else:
            current = step
        end = match.end()
    close()
    return tuple(found)


def fractions(reading: Reading) -> list[Numeral]:
    """Return the fractions: 1/3, ½, deux tiers, half."""
    found = []
    for match in _FRACTION.finditer(reading.plain):
        if not reading.free(*match.span()):
            continue
        if match["top"]:
            canonical = f"{match['top']}/{match['bottom']}"
        elif match["number"]:
            canonical = f"{_TOPS[match['number']]}/{_PARTS[match['part'].removesuffix('s') if match['part'] != 'tiers' else 'tiers']}"
        else:
            canonical = "1/2" if match["half"] else _VULGAR[match.group()]
        found.append(Numeral(canonical, *match.span()))
    return found


def ordinals(reading: Reading) -> list[Numeral]:
    """Return the ordinals: 1er, 2e, deuxième, 3rd, fourth."""
    found = []
    for match in _ORDINAL.finditer(reading.plain):
        if not reading.free(*match.span()) or _NOT_ORDINAL.match(reading.plain, match.end()):
            continue
        start = match.start()
        if match["digits"]:
            canonical = match["digits"]
        elif match["first"]:
            canonical = "1"
        elif match["second"]:
            canonical = "2"
        elif match["english"]:
            canonical = str(_ENGLISH_ORDINALS.index(match["english"]) + 3)
        else:
            parts = match["word"].split("-")
            parts[-1] = _ORDINAL_STEMS.get(parts[-1], parts[-1])
            stem = "-".join(parts)
            numbers = _from_words(stem) if _RUN.fullmatch(stem) else ()
            if len(numbers) != 1:
                continue
            canonical = numbers[0][0]
        found.append(Numeral(canonical, start, match.end()))
    return found


def numerals(reading: Reading) -> list[Numeral]:
    """Return the numbers that nothing has claimed yet, in order."""
    found = []
    for match in _DIGITS.finditer(reading.plain):
        end = match.end()
        after = reading.plain[end : end + 1]
        if reading.free(match.start(), end) and not (after.isalpha() and not _unit_letter(reading.plain, end)):
            found.append(Numeral(_from_digits(match, reading.language), match.start(), end))
    for match in _RUN.finditer(reading.plain):
        for canonical, start, end in _from_words(match.group()):
            if reading.free(match.start() + start, match.start() + end):
                found.append(Numeral(canonical, match.start() + start, match.start() + end, words=True))
    for match in _ABOUT.finditer(reading.plain):
        if reading.free(*match.span()):
            many = "s" if match["many"] else ""
            found.append(Numeral(f"~{_APPROXIMATE[match['word']]}{many}", *match.span(), words=True))
    return sorted(found, key=lambda numeral: numeral.start)


def _unit_letter(plain: str, at: int) -> bool:
    """Whether the letters glued to a number are a unit ("60M€", "14h30", "5km") and not the rest of a code ("7B")."""
    return (
        re.match(
            r"(?:m|md|mds|k|bn|h|km|kg|mo|go|to|ha|mw|gw|kw|twh|gwh|mwh|kwh|ans?|e|er|eur|euros?)(?![a-z])", plain[at:]
        )
        is not None
    )
