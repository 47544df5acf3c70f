"""The words that deny, oblige, allow, plan or report as done, and the content word each of them bears on.

Each cue ("ne … pas", "doit", "prévoit de", "a adopté") has a focus, the content word it bears on, and a scope, the words
up to the end of the clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.forces import (
    ADVERBS,
    AUXILIARIES,
    BOUNDARY,
    CONDITIONAL,
    DENY_ALONE,
    ENGLISH_PARTICIPLE,
    FORCES,
    FUTURE,
    NEGATIVE_PARTNERS,
    NEGATIVE_SUBJECTS,
    NOT_PARTICIPLES,
    NOT_TENSES,
    OPENERS,
    PARTICIPLE,
    PHRASES,
    STRONG,
    Force,
    Polarity,
)
from assistant.statements import Statement, Word


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that sets a polarity or a force: words `[first:last]` of the statement, bearing on word `focus`."""

    sets: Force | Polarity
    first: int
    last: int
    focus: int | None
    scope_end: int


def _focus(words: tuple[Word, ...], start: int, reach: int = 9) -> int | None:
    """Return the first content word from `start` on, before the clause is over.

    Auxiliaries are passed over, and so is what stands between two commas: "peut, dans certains cas, refuser".
    """
    if start < len(words) and "," in words[start].before:
        start = next((at for at in range(start + 1, min(len(words), start + 12)) if "," in words[at].before), start)
    for at in range(start, min(len(words), start + reach)):
        if at > start and STRONG.search(words[at].before):
            return None
        if words[at].stem and words[at].plain not in AUXILIARIES:
            return at
    return None


def _scope_end(words: tuple[Word, ...], start: int, passing: frozenset[str] = frozenset()) -> int:
    """Return where the clause that holds `start` ends; words of `passing` do not open another."""
    for at in range(start + 1, len(words)):
        opens = words[at].plain in OPENERS and (words[at].plain not in passing or words[at - 1].plain in _JOINED)
        # "n'a pas pu remplacer ses serveurs et a donc suspendu le projet"
        joins = words[at].plain in _JOINED and at + 1 < len(words) and words[at + 1].plain in AUXILIARIES
        if BOUNDARY.search(words[at].before) or opens or joins:
            return at
    return len(words)


_JOINED = frozenset("et ou mais and or but".split())  # "… et que" opens another clause
_THAT = frozenset({"que", "qu", "that"})


def _cue(words: tuple[Word, ...], sets: Force | Polarity, first: int, last: int, start: int | None = None) -> Cue:
    focus = _focus(words, last if start is None else start)
    # "ne permet pas d'affirmer que …" denies what follows.
    passing = _THAT if sets is Polarity.DENIED else frozenset[str]()
    return Cue(sets, first, last, focus, _scope_end(words, focus if focus is not None else first, passing))


def _prefix(words: tuple[Word, ...], at: int) -> Cue:
    """Return the cue of "non" before a word ("non-respect", "non conforme"): it denies that word and no other."""
    focus = _focus(words, at + 1, 2)
    return Cue(Polarity.DENIED, at, at + 1, focus, at + 2)


def _french_negations(words: tuple[Word, ...]) -> Iterator[Cue]:
    used: set[int] = set()
    for at, word in enumerate(words):
        if word.plain == "ne" or (word.plain == "n" and at + 1 < len(words) and words[at + 1].before == "'"):
            cue, taken = _ne(words, at)
            used |= taken
            if cue:
                yield cue
    for at, word in enumerate(words):
        following = words[at + 1].plain if at + 1 < len(words) else ""
        if at in used or not following:
            continue
        if word.plain in ("aucun", "aucune", "nul", "nulle", "jamais", "ni") or (
            word.plain == "pas" and following != "a"
        ):
            yield _cue(words, Polarity.DENIED, at, at + 1)
        elif word.plain == "non" and following not in ("seulement", "plus", "que"):
            yield _prefix(words, at)


def _ne(words: tuple[Word, ...], at: int) -> tuple[Cue | None, set[int]]:
    """Return the cue of the "ne" that is word `at`, and the words that belong to it: pas, plus, aucun …"""
    for place in range(at + 1, min(len(words), at + 12)):
        if STRONG.search(words[place].before):
            break
        plain = words[place].plain
        following = [word.plain for word in words[place + 1 : place + 9]]
        if plain in NEGATIVE_PARTNERS:
            only = following[:1] in (["seulement"], ["uniquement"])  # "pas seulement" takes a limit away
            return (None if only else _cue(words, Polarity.DENIED, at, place + 1, at + 1)), {place}
        if plain in ("que", "qu"):
            # "n'entre en vigueur que si", but not "ne signifie pas que".
            limits = "pas" not in following or "si" in following
            return (_cue(words, Polarity.ONLY, at, place + 1) if limits else None), set()
    # "aucun agent ne peut", "nul n'est", and the formal "ne peut", "ne saurait" alone.
    before = [place for place in range(max(0, at - 12), at) if words[place].plain in NEGATIVE_SUBJECTS]
    if before or (at + 1 < len(words) and words[at + 1].plain in DENY_ALONE):
        return _cue(words, Polarity.DENIED, before[-1] if before else at, at + 1, at + 1), set(before)
    return None, set()


_DENYING = frozenset("not never none nor neither cannot".split())
_NOT_DENIED = frozenset("only less exceeding more later".split())


def _english_negations(words: tuple[Word, ...]) -> Iterator[Cue]:
    for at, word in enumerate(words):
        following = words[at + 1].plain if at + 1 < len(words) else ""
        if word.plain in _DENYING or (word.plain == "t" and word.before == "'"):
            if following not in _NOT_DENIED:
                yield _cue(words, Polarity.DENIED, at, at + 1)
        elif not following or following.isdigit():
            continue
        elif word.plain == "no" and following not in _NOT_DENIED:
            yield _cue(words, Polarity.DENIED, at, at + 1)
        elif word.plain == "non" and "-" in words[at + 1].before:
            yield _prefix(words, at)


def _past(words: tuple[Word, ...], at: int, language: str) -> Cue | None:
    """Return the cue of a compound past whose auxiliary is word `at`: a adopté, ont été publiés, has adopted."""
    auxiliary = words[at].written.lower()
    if auxiliary not in (("a", "ont", "avons", "avait", "avaient") if language == "fr" else ("has", "have", "had")):
        return None
    for place in range(at + 1, min(len(words), at + 6)):
        word = words[place]
        if BOUNDARY.search(word.before):
            return None
        if word.plain in ("ete", "been") or word.plain in ADVERBS or word.plain in NEGATIVE_PARTNERS:
            continue
        pattern = PARTICIPLE if language == "fr" else ENGLISH_PARTICIPLE
        if pattern.fullmatch(word.written.lower()) and word.plain not in NOT_PARTICIPLES and word.stem:
            return Cue(Force.DONE, at, place + 1, place, place + 1)
        return None
    return None


def _tenses(words: tuple[Word, ...], language: str) -> Iterator[Cue]:
    for at, word in enumerate(words):
        plain = word.plain
        for force, forms in FORCES[language].items():
            if plain in forms and (force is not Force.POSSIBILITY or plain != "may" or not word.written.istitle()):
                yield _cue(words, force, at, at + 1)
        if past := _past(words, at, language):
            yield past
        if language != "fr" or plain in NOT_TENSES or not word.written.islower():
            continue
        if FUTURE.fullmatch(plain):
            yield _cue(words, Force.FUTURE, at, at + 1, at if word.stem and plain not in AUXILIARIES else at + 1)
        elif CONDITIONAL.fullmatch(plain) and plain not in FORCES["fr"][Force.HYPOTHESIS]:
            yield _cue(words, Force.HYPOTHESIS, at, at + 1, at if word.stem else at + 1)
        elif (
            plain in ("va", "vont")
            and at + 1 < len(words)
            and re.fullmatch(r"\w+(?:er|ir|re|oir)", words[at + 1].plain)
        ):
            yield _cue(words, Force.FUTURE, at, at + 1)


@lru_cache(maxsize=32768)
def cues(statement: Statement) -> tuple[Cue, ...]:
    """Return the cues of a statement in order of place."""
    words, language = statement.words, statement.language
    found = list(_french_negations(words) if language == "fr" else _english_negations(words))
    found += _tenses(words, language)
    text, starts = _joined(words)
    for sets, pattern in PHRASES[language]:
        for match in pattern.finditer(text):
            first = sum(1 for start in starts if start < match.start())
            last = sum(1 for start in starts if start < match.end())
            if not any(cue.first == first and cue.sets is sets for cue in found):
                cue = _cue(words, sets, first, last)
                # "prévoit 70 M€ pour son plan": it is the sum that is planned, not the plan.
                counted = cue.focus is not None and any(word.plain.isdigit() for word in words[last : cue.focus])
                # "sans que leurs données soient vendues": the verb, further on, is denied, not the data.
                that = sets is Polarity.WITHOUT and last < len(words) and words[last].plain in _THAT
                found.append(
                    replace(cue, focus=None, scope_end=_scope_end(words, last + 1))
                    if that
                    else replace(cue, focus=None)
                    if sets is Force.PLAN and counted
                    else cue
                )
    return tuple(sorted(found, key=lambda cue: (cue.first, cue.last)))


def _joined(words: tuple[Word, ...]) -> tuple[str, list[int]]:
    text, starts = "", []
    for word in words:
        text += word.before if text else ""
        starts.append(len(text))
        text += word.plain
    return text, starts
