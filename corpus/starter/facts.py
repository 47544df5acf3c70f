"""The facts table of the starter notes: what each note may say, and who said it first."""

import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import VigieError
from corpus.language import Language, say
from corpus.sources import IsoDate, WebAddress

TABLE = Path(__file__).with_name("facts.toml")

_MONTHS: dict[Language, str] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_NUMBER_WORDS = (
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|vingtième|trente|"
    r"quarante|cinquante|soixante|cent|mille|millions?|milliards?|première?|deuxième|second|seconde|troisième|quart|tiers|"
    r"moitié|dizaine|centaine|two|three|four|five|six|seven|eight|nine|ten|twelve|twentieth|twenty|thirty|hundred|thousand|"
    r"million|billion|first|third|half|quarter"
)
_NUMBER = re.compile(rf"\d+|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)


class FactSource(BaseModel):
    """Who said it: a name, and its date and address where they were written down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    name_en: str | None = None
    date: IsoDate | None = None
    url: WebAddress | None = None


class Fact(BaseModel):
    """One statement in the project's words, with every number it holds, and where it was seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[str, ...] = Field(min_length=1)
    mark: Literal["S", "3P"]
    where: str | None = None
    where_en: str | None = None
    seen: IsoDate | None = None
    fr: str = Field(min_length=1)
    en: str | None = None
    values: tuple[str, ...]
    values_en: tuple[str, ...] = ()

    def statement(self, language: Language) -> str:
        """Return the statement in a language; the French one exists always."""
        return self.fr if language == "fr" else self.en or ""

    def numbers(self, language: Language) -> tuple[str, ...]:
        """Return the values as the statement in that language writes them."""
        return self.values if language == "fr" else self.values_en


class FactsTable(BaseModel):
    """All facts and sources. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recorded_on: IsoDate
    sources: dict[str, FactSource]
    facts: dict[str, Fact]


def load_facts(path: Path = TABLE) -> FactsTable:
    """Read the facts table. Raises VigieError naming the entry that is refused."""
    try:
        with path.open("rb") as file:
            return FactsTable(**tomllib.load(file))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise VigieError(say(f"{path} est illisible : {error}", f"{path} cannot be read: {error}")) from None
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise VigieError(say(f"{path}, {where} : {problem['msg']}.", f"{path}, {where}: {problem['msg']}.")) from None


def date_in_words(iso: str, language: Language) -> str:
    """Return `2025-03-20` as « 20 mars 2025 », `2024-05` as « mai 2024 », `2021` as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS[language].split()[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = "1er" if language == "fr" and rest[1] == "01" else str(int(rest[1]))
    return f"{day} {month} {year}"


def unlisted_numbers(fact: Fact, language: Language) -> list[str]:
    """Return the numbers, in digits or words, that a statement holds and its values do not."""
    rest = fact.statement(language)
    for value in sorted(fact.numbers(language), key=len, reverse=True):
        rest = rest.replace(value, "·")
    return _NUMBER.findall(rest)
