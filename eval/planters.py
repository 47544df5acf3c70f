"""The planters: each makes a wrong sentence of a right one, in one way, or None where the sentence gives no hold."""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.answers import Excerpt
from assistant.values import Value, ValueKind, extract_values, language_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, the excerpts of its answer, and which of them bears it out."""

    sentence: str
    excerpts: tuple[Excerpt, ...]
    source: int


Planter = Callable[[Pair, Sequence[Pair], random.Random], str | None]

_COUNTED = (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.AMOUNT, ValueKind.DURATION, ValueKind.QUANTITY)


def _replaced(text: str, value: Value, new: str) -> str:
    return text[: value.start] + new + text[value.end :]


def _keys(text: str) -> set[tuple[ValueKind, str, str]]:
    return {value.key for value in extract_values(text, language_of(text))}


def _other_digits(text: str, rng: random.Random) -> str | None:
    """Return the text with one of its digits changed, the first one never to 0."""
    places = [at for at, char in enumerate(text) if char.isascii() and char.isdigit()]
    if not places:
        return None
    at = rng.choice(places)
    digits = [digit for digit in "123456789" if digit != text[at]]
    return text[:at] + rng.choice(digits) + text[at + 1 :]


def _changed(
    pair: Pair, kinds: Iterable[ValueKind], change: Callable[[Value], str | None], rng: random.Random
) -> str | None:
    """Return the sentence with one value of the given kinds changed, so that its excerpt no longer has it."""
    kinds = tuple(kinds)
    values = [value for value in extract_values(pair.sentence, language_of(pair.sentence)) if value.kind in kinds]
    rng.shuffle(values)
    for value in values:
        for _ in range(4):
            new = change(value)
            if new is None or new == value.text:
                continue
            text = _replaced(pair.sentence, value, new)
            if _keys(text) - _keys(pair.sentence):
                return text
    return None


def number(pair: Pair, _: Sequence[Pair], rng: random.Random) -> str | None:
    """Change a digit of a number, percentage, amount, duration or count."""
    return _changed(pair, _COUNTED, lambda value: _other_digits(value.text, rng) or _other_word(value.text, rng), rng)


_NUMBER_WORDS = {
    "deux": "trois", "trois": "quatre", "quatre": "six", "cinq": "sept", "six": "huit", "sept": "neuf", "huit": "dix", "dix": "douze",
    "douze": "dix", "vingt": "trente", "trente": "vingt", "two": "three", "three": "four", "four": "six", "five": "seven",
    "six ": "eight ", "seven": "nine", "ten": "twelve", "twelve": "ten", "twenty": "thirty", "thirty": "twenty",
}  # fmt: skip


def _other_word(text: str, rng: random.Random) -> str | None:
    found = [word for word in _NUMBER_WORDS if re.search(rf"\b{word}\b", text)]
    if not found:
        return None
    word = rng.choice(found)
    return re.sub(rf"\b{word}\b", _NUMBER_WORDS[word], text, count=1)


_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "January February March April May June July August September October November December".split(),
)


def date(pair: Pair, _: Sequence[Pair], rng: random.Random) -> str | None:
    """Change the day, the month or the year of a date."""

    def change(value: Value) -> str | None:
        for months in _MONTHS:
            for month in months:
                if month in value.text and rng.random() < 0.5:
                    return value.text.replace(month, rng.choice([other for other in months if other != month]))
        return _other_digits(value.text, rng)

    return _changed(pair, [ValueKind.DATE], change, rng)


def _held(text: str, excerpts: Sequence[Excerpt]) -> bool:
    return any(
        text.casefold() in f"{excerpt.quote} {excerpt.title} {excerpt.publisher}".casefold() for excerpt in excerpts
    )


def _bare(value: Value) -> list[str]:
    """Return the words of a name without the mark of the plural."""
    return [word.rstrip("sx") for word in value.canonical.split()]


def name(pair: Pair, others: Sequence[Pair], rng: random.Random) -> str | None:
    """Put another name or acronym, taken from another sentence, in place of one."""

    def change(value: Value) -> str | None:
        if value.unit == "initial" or (value.start == 0 and " " not in value.text and value.kind is ValueKind.NAME):
            return None  # perhaps only a word that opens the sentence
        for _ in range(12):
            other = rng.choice(others)
            found = [
                new.text
                for new in extract_values(other.sentence, language_of(other.sentence))
                if new.kind is value.kind
                and new.start > 0
                and new.unit != "initial"
                and not _held(new.text, pair.excerpts)
            ]
            if found:
                return rng.choice(found)
        return None

    return _changed(pair, [ValueKind.NAME, ValueKind.ACRONYM], change, rng)


_UNITS = [
    (r"€", "$"), (r"\bEUR\b", "USD"), (r"\beuros?\b", "dollars"), (r"\bmois\b", "ans"), (r"\bans\b", "mois"), (r"\bjours?\b", "semaines"),
    (r"\bsemaines?\b", "jours"), (r"\bannées?\b", "mois"), (r"\bheures?\b", "jours"), (r"\bmonths?\b", "years"), (r"\byears?\b", "months"),
    (r"\bdays?\b", "weeks"), (r"\bhours?\b", "days"), (r"\s?%", " points"), (r"\bmillions?\b", "milliards"), (r"\bmilliards?\b", "millions"),
]  # fmt: skip


def unit(pair: Pair, _: Sequence[Pair], rng: random.Random) -> str | None:
    """Change the unit or the scale of a value."""

    def change(value: Value) -> str | None:
        fitting = [(old, new) for old, new in _UNITS if re.search(old, value.text)]
        if not fitting:
            return None
        old, new = rng.choice(fitting)
        return re.sub(old, new, value.text, count=1)

    return _changed(pair, _COUNTED, change, rng)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")


def article(pair: Pair, _: Sequence[Pair], rng: random.Random) -> str | None:
    """Change the number of an article, annex, paragraph or act."""

    def change(value: Value) -> str | None:
        if value.text in _ROMAN:
            return rng.choice([other for other in _ROMAN if other != value.text])
        return _other_digits(value.text, rng)

    return _changed(pair, [ValueKind.REFERENCE], change, rng)


_VERBS_FR = r"(?P<verb>est|sont|doit|doivent|peut|peuvent|sera|seront|a|ont|fait|font|devrait|devraient|permet|permettent|comprend|comprennent)"
_NOUN_BEFORE = r"(?<=[a-zéèêà])(?<!\bqu)(?<!\bet)(?<!\bà) "
_ADD_FR = re.compile(rf"{_NOUN_BEFORE}{_VERBS_FR} (?!pas\b|plus\b|aucun|jamais\b|qu|rien\b|ni\b|lieu\b|point\b)")
_REMOVE_FR = re.compile(r"\b(?:ne |n['’])(?P<verb>[\wéèêàîç’']+(?: [\wéèêàîç’']+)?) (?:pas|plus|jamais) ")
_ADD_EN = re.compile(r" (?P<verb>shall|must|may|should|is|are|has|have|can|will) (?!not\b|no\b|never\b)")
_REMOVE_EN = re.compile(r" (?P<verb>shall|must|may|should|is|are|has|have|can|will|does|do) not ")


def negation_added(pair: Pair, _: Sequence[Pair], rng: random.Random) -> str | None:
    """Deny what is affirmed."""
    if language_of(pair.sentence) == "en":
        return _one(_ADD_EN, pair.sentence, lambda match: f" {match['verb']} not ", rng)

    def denied(match: re.Match[str]) -> str:
        verb = match["verb"]
        particle = "n’" if verb[0] in "aeo" else "ne "
        return f" {particle}{verb} pas "

    matches = [
        match
        for match in _ADD_FR.finditer(pair.sentence)
        if not re.search(r"\b(?:ne|n['’]\w*|aucune?|ni|nul) *$", pair.sentence[: match.start() + 1])
    ]
    matches = [
        match
        for match in matches
        if not re.search(
            r"\b(?:ne|aucun|aucune)\b|\bn[’']", pair.sentence[max(0, match.start() - 40) : match.end() + 30]
        )
    ]
    return _put(rng.choice(matches), pair.sentence, denied) if matches else None


def negation_removed(pair: Pair, _: Sequence[Pair], rng: random.Random) -> str | None:
    """Affirm what is denied."""
    if language_of(pair.sentence) == "en":
        return _one(_REMOVE_EN, pair.sentence, lambda match: f" {match['verb']} ", rng)
    return _one(_REMOVE_FR, pair.sentence, lambda match: f"{match['verb']} ", rng)


_SWAPS = {
    "peut": "doit", "peuvent": "doivent", "doit": "peut", "doivent": "peuvent", "may": "shall", "shall": "may", "must": "may",
    "should": "may", "devrait": "pourrait", "devraient": "pourraient", "pourrait": "devrait", "pourraient": "devraient",
}  # fmt: skip
# Not where it is denied: "ne peut pas" and "ne doit pas" say the same.
_MODAL = re.compile(rf"(?<!\bne )\b(?:{'|'.join(_SWAPS)})\b(?! (?:not|pas)\b)")


def modality(pair: Pair, _: Sequence[Pair], rng: random.Random) -> str | None:
    """Say "peut" for "doit", or the reverse."""
    return _one(_MODAL, pair.sentence, lambda match: _SWAPS[match.group()], rng)


def _one(pattern: re.Pattern[str], text: str, new: Callable[[re.Match[str]], str], rng: random.Random) -> str | None:
    matches = list(pattern.finditer(text))
    return _put(rng.choice(matches), text, new) if matches else None


def _put(match: re.Match[str], text: str, new: Callable[[re.Match[str]], str]) -> str:
    return text[: match.start()] + new(match) + text[match.end() :]


def splice(pair: Pair, others: Sequence[Pair], rng: random.Random) -> str | None:
    """Join the first half of the sentence to the second half of another sentence of its excerpts."""
    words = pair.sentence.split()
    if len(words) < 12:
        return None
    choices = [
        other.sentence.split()
        for other in others
        if other.sentence != pair.sentence
        and len(other.sentence.split()) >= 12
        and any(other.sentence in excerpt.quote for excerpt in pair.excerpts)
    ]
    if not choices:
        return None
    second = rng.choice(choices)
    return " ".join(words[: len(words) // 2] + second[len(second) // 2 :])


PLANTERS: dict[str, Planter] = {
    "number": number, "date": date, "name": name, "unit": unit, "article": article, "negation added": negation_added,
    "negation removed": negation_removed, "modality": modality, "spliced halves": splice,
}  # fmt: skip
