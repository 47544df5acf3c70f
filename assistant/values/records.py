"""What a checkable value is."""

from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """What sort of thing a value is; values of different kinds are never equal."""

    NUMBER = "number"  # bare: 35, ~10, 1/3
    ORDINAL = "ordinal"
    PERCENT = "percent"
    AMOUNT = "amount"  # money; unit is the ISO 4217 code
    DURATION = "duration"
    QUANTITY = "quantity"  # counted or measured: agents, pages, km
    DATE = "date"  # ISO 8601 as precise as written; no year: --08-02
    TIME = "time"
    REFERENCE = "reference"  # article, annex, recital, act; unit is the level
    ACRONYM = "acronym"
    NAME = "name"


class Bound(StrEnum):
    """On which side of a value the statement lies."""

    EXACT = ""
    ABOUT = "about"
    AT_LEAST = "at_least"
    OVER = "over"
    AT_MOST = "at_most"
    UNDER = "under"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Value:
    """A value at `text[start:end]`. Two values are the same exactly when their `key` is."""

    kind: ValueKind
    canonical: str
    unit: str
    start: int
    end: int
    text: str
    bound: Bound = Bound.EXACT

    @property
    def key(self) -> tuple[ValueKind, str, str]:
        """What is compared: kind, canonical value, unit."""
        return self.kind, self.canonical, self.unit
