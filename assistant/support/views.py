"""An excerpt made ready to be compared: its sentences, what is known of it besides, and how much of a claim it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant import speakers
from assistant.answers import Excerpt
from assistant.statements import Statement, TermIndex, analyse
from assistant.values import extract_values, language_of
from corpus.sentences import sentences

GRAM = 4
"""Length, in words, of the shortest run that is looked up word for word."""
NEIGHBOUR = 0.5
"""What a content word counts that only another sentence of the same excerpt holds."""


class Unit:
    """One sentence of an excerpt; an item of a list is read after the words that announce the list."""

    def __init__(self, text: str, view: "View") -> None:
        """Analyse the sentence of an excerpt."""
        self.statement = analyse(text, view.language, source=True)
        self.index = self.statement.index
        self.values = self.statement.values
        self.view = view
        self.grams: dict[tuple[str, ...], list[int]] = {}
        plain = [word.plain for word in self.statement.words]
        for at in range(len(plain) - GRAM + 1):
            self.grams.setdefault(tuple(plain[at : at + GRAM]), []).append(at)


class View:
    """An excerpt made ready to be compared: its sentences, and what is known of it besides (title, publisher …)."""

    def __init__(self, excerpt: Excerpt) -> None:
        """Analyse the excerpt once."""
        self.excerpt = excerpt
        self.language = language_of(excerpt.quote)
        known = [excerpt.title, excerpt.publisher or "", excerpt.territory or "", *excerpt.section]
        self.context = [analyse(text, language_of(text)) for text in known if text]
        stems: set[str] = set().union(*(statement.index.stems for statement in self.context))
        plain: frozenset[str] = frozenset[str]().union(*(statement.index.plain for statement in self.context))
        self.known = TermIndex(stems, self.language, plain)
        self.known_values = tuple(value for statement in self.context for value in statement.values)
        self.publishers = frozenset[str]().union(*(speakers.actors_of(statement) for statement in self.context))
        self.date_values = extract_values(excerpt.date, "fr") if excerpt.date else ()
        self.standing = "law" if excerpt.kind == "law" or excerpt.standing == "law" else excerpt.standing
        units, opening = [], ""
        for sentence in sentences(excerpt.quote):
            units.append(Unit(f"{opening} {sentence}" if opening else sentence, self))
            if sentence.rstrip().endswith(":"):
                opening = sentence
        self.units = tuple(units)
        self.whole = TermIndex(set().union(*(unit.index.stems for unit in self.units)), self.language, frozenset())


@lru_cache(maxsize=4096)
def view(excerpt: Excerpt) -> View:
    """Return the excerpt made ready; kept, because every sentence of an answer is compared with it."""
    return View(excerpt)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a claim's content one unit holds."""

    unit: Unit
    held: frozenset[str]  # by the sentence or by what is known of the excerpt
    near: frozenset[str]  # by another sentence of the excerpt
    part: float


@lru_cache(maxsize=8192)
def cover(claim: Statement, unit: Unit) -> Coverage:
    """Return how much of the claim's content words a unit holds."""
    known = unit.view.known
    held = frozenset(
        stem for stem in claim.terms if unit.index.holds(stem, claim.language) or known.holds(stem, claim.language)
    )
    near = frozenset(stem for stem in claim.terms if stem not in held and unit.view.whole.holds(stem, claim.language))
    weight = len(held) + NEIGHBOUR * min(len(near), 2)
    return Coverage(unit, held, near, weight / len(claim.terms) if claim.terms else 0.0)


def cover_near(claim: Statement, one: Coverage, stems: Sequence[str]) -> float:
    """Return the part of some stems that a unit holds; stems of the question are looked up, those of the claim known."""
    held = [
        stem
        for stem in stems
        if stem in one.held or (stem not in claim.terms and one.unit.index.holds(stem, claim.language))
    ]
    near = [stem for stem in stems if stem in one.near]
    return (len(held) + NEIGHBOUR * min(len(near), 2)) / len(stems)


def prepared(excerpts: Sequence[Excerpt]) -> list[View]:
    """Return the excerpts made ready to be compared."""
    return [view(excerpt) for excerpt in excerpts]
