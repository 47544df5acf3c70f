"""Small words that turn a statement round: before or after, with or without a limit, all or some, always."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.lexicon import notion
from assistant.statements import Statement, akin

# fmt: off
_SIDES = {
    "fr": {"avant": ("time", "before"), "après": ("time", "after"), "apres": ("time", "after"),
           "dessus": ("place", "over"), "dessous": ("place", "under")},
    "en": {"before": ("time", "before"), "after": ("time", "after"), "by": ("time", "before"), "until": ("time", "before"),
           "since": ("time", "after"), "above": ("place", "over"), "below": ("place", "under")},
}
_QUANTIFIERS = {
    "fr": {"tous": 3, "toutes": 3, "chaque": 3, "ensemble": 3, "certains": 1, "certaines": 1, "quelques": 1,
           "plusieurs": 1, "plupart": 2, "majorite": 2},
    "en": {"all": 3, "every": 3, "each": 3, "some": 1, "several": 1, "few": 1, "most": 2, "majority": 2},
}
_ALWAYS = {
    "fr": frozenset("toujours systematiquement automatiquement jamais obligatoirement".split()),
    "en": frozenset("always systematically automatically never".split()),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Turned:
    """A word of the claim on which a small word says otherwise than in the source."""

    word: str
    said: str  # the small word of the claim


def _focus(statement: Statement, at: int) -> str:
    """Return the first content stem after word `at`, before the clause is over."""
    for word in statement.words[at + 1 : at + 6]:
        if any(sign in word.before for sign in ",;:."):
            return ""
        if word.stem:
            return word.stem
    return ""


def _sides(statement: Statement) -> Iterator[tuple[str, str, str, str]]:
    """Yield the group, the side, the stem it bears on, and the word."""
    table = _SIDES[statement.language]
    for at, word in enumerate(statement.words):
        if word.plain in table and (focus := _focus(statement, at)):
            group, side = table[word.plain]
            yield group, side, focus, word.written


def _quantities(statement: Statement) -> Iterator[tuple[int, str, str]]:
    table = _QUANTIFIERS[statement.language]
    for at, word in enumerate(statement.words):
        if word.plain in table and (focus := _focus(statement, at)):
            yield table[word.plain], focus, word.written


def _same(one: str, language: str, other: str, other_language: str) -> bool:
    name = notion(one, language)
    return one == other or akin(one, other) or (bool(name) and name == notion(other, other_language))


@lru_cache(maxsize=8192)
def turned(claim: Statement, source: Statement) -> Turned | None:
    """Return the first word of the claim that the source has on the other side, for fewer, or not always."""
    theirs = list(_sides(source))
    for group, side, focus, word in _sides(claim):
        same = [
            there
            for kind, there, stem, _ in theirs
            if kind == group and _same(focus, claim.language, stem, source.language)
        ]
        if same and side not in same:
            return Turned(focus, word)
    counted = list(_quantities(source))
    for level, focus, word in _quantities(claim):
        levels = [there for there, stem, _ in counted if _same(focus, claim.language, stem, source.language)]
        if levels and level > max(levels):
            return Turned(focus, word)
    ours = [word.written for word in claim.words if word.plain in _ALWAYS[claim.language]]
    if ours and not any(word.plain in _ALWAYS[source.language] for word in source.words):
        return Turned("", ours[0])
    return None
