"""A claim set against the sentences of the excerpts it cites."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.statements import Statement
from assistant.support.views import Coverage, Unit, View, cover
from assistant.values import ValueKind

ENOUGH = 0.8
"""Part of the content words that must be found for a sentence to be sourced."""
SOME = 0.5
"""Part below which a sentence is unsourced."""
MOST_ABSENT = 2
"""Content words that may be missing from a sentence that is sourced in part. With three or more, small models had made the
rest up: so in 3 of the 4 such answers to development questions. Not asked across languages, where words are not all known."""
ACROSS = 0.75
"""The same two parts are multiplied by this where claim and excerpts differ in language: the word list is not complete."""
CLOSE = 0.1
"""Sentences that hold this much less of a claim than the best one may still be what it was taken from."""


@dataclass(frozen=True)
class Case:
    """A claim, the excerpts it cites, and how much of the claim each of their sentences holds."""

    claim: Statement
    views: tuple[View, ...]
    question: Statement | None
    covers: tuple[Coverage, ...]
    best: Coverage

    @property
    def language(self) -> str:
        """The language of the claim."""
        return self.claim.language

    @cached_property
    def ease(self) -> float:
        """What the parts that must be found are multiplied by: less is asked of a claim in another language."""
        return 1.0 if self.best.unit.statement.language == self.language else ACROSS

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every sentence of the cited excerpts."""
        return tuple(one.unit for one in self.covers)

    @cached_property
    def close(self) -> list[Coverage]:
        """The sentences that hold most of the claim, best first."""
        near = [one for one in self.covers if one.part >= self.best.part - CLOSE]
        return sorted(near, key=lambda one: -one.part)[:4]

    @cached_property
    def excused(self) -> frozenset[str]:
        """Content words that the claim takes over from the question."""
        index = self.question.index if self.question else None
        return frozenset(stem for stem in self.claim.terms if index and index.holds(stem, self.language))

    @cached_property
    def named(self) -> frozenset[str]:
        """Content words of the claim that are part of a name: names are checked one by one."""
        names = (ValueKind.NAME, ValueKind.ACRONYM)
        spans = [(value.start, value.end) for value in self.claim.values if value.kind in names]
        return frozenset(
            word.stem for word in self.claim.words if any(start <= word.start < end for start, end in spans)
        )


def case_of(claim: Statement, views: Sequence[View], question: Statement | None = None) -> Case | None:
    """Return the case of a claim, or None when the excerpts hold no sentence."""
    covers = tuple(cover(claim, unit) for view in views for unit in view.units)
    if not covers:
        return None
    return Case(claim, tuple(views), question, covers, max(covers, key=lambda one: one.part))
