"""Every checkable value of a text, French or English, in one form that can be compared exactly."""

from functools import lru_cache

from assistant.values import dates as _dates
from assistant.values import references as _references
from assistant.values.bounds import bound_at, opposed
from assistant.values.names import acronyms, canonical_name, names
from assistant.values.quantities import quantities
from assistant.values.reading import Reading, language_of
from assistant.values.records import Bound, Value, ValueKind
from assistant.values.signs import may_hold

__all__ = [
    "Bound",
    "Value",
    "ValueKind",
    "canonical_name",
    "extract_values",
    "language_of",
    "may_hold",
    "opposed",
    "supports",
    "values_of",
]

_MEASURED = (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.AMOUNT, ValueKind.DURATION, ValueKind.QUANTITY)


@lru_cache(maxsize=4096)
def extract_values(text: str, language: str | None = None, *, source: bool = False) -> tuple[Value, ...]:
    """Return the checkable values of a text in order of place; no two overlap.

    `language` decides how "2,500" reads and is guessed when not given. With `source`, the number that opens a paragraph
    of a law ("3. Le non-respect …") is also a reference to that paragraph.
    """
    return values_of(Reading(text, language), source=source)


def values_of(reading: Reading, *, source: bool = False) -> tuple[Value, ...]:
    """Return the values of a text that is being read; it is not to be read for values again."""
    if not reading.plain:
        return ()
    found = _references.enumerators(reading) if source else []
    found += _references.references(reading)
    found += _dates.dates(reading)
    codes = acronyms(reading)
    found += quantities(reading)
    found += codes
    found += names(reading)
    result = []
    for kind, canonical, unit, start, end in sorted(found, key=lambda item: (item[3], item[4])):
        dated = kind in (ValueKind.DATE, ValueKind.TIME)
        bound = bound_at(reading.plain, start, end, kind) if dated or kind in _MEASURED else Bound.EXACT
        first, last = reading.origin(start, end)
        result.append(Value(kind, canonical, unit, first, last, reading.original[first:last], bound))
    return tuple(result)


def supports(source: Value, claim: Value) -> bool:
    """Whether a value of a source bears out a value of a claim: equal, or the claim is the less precise of two dates.

    A counted thing also bears out its bare number, and the reverse ("nombre d'agents : 300", "300 agents"): the thing
    counted is then a word of the sentence and is compared as such. Money keeps its unit, except in millions and more,
    where people leave it out; percentages and durations keep theirs.
    """
    if source.kind is ValueKind.DATE and claim.kind is ValueKind.DATE:
        return _dates.agrees(source.canonical, claim.canonical)
    if source.kind is ValueKind.REFERENCE and claim.kind is ValueKind.REFERENCE:
        return source.unit == claim.unit and _references.agrees(source.canonical, claim.canonical)
    if source.canonical != claim.canonical:
        return False
    if source.kind is claim.kind and source.unit == claim.unit:
        return True
    if claim.kind is ValueKind.NUMBER and source.kind is ValueKind.AMOUNT and "milli" in claim.text.casefold():
        return True  # "50 millions" says in short what "50 M€" says
    loose = (ValueKind.NUMBER, ValueKind.QUANTITY, ValueKind.ORDINAL)
    return source.kind in loose and claim.kind in loose and source.kind is not claim.kind
