"""Negation and modality compared: whether a claim denies, obliges, allows, plans or reports what its source does.

The focus of a cue has its stance for certain, a word of its scope may have it. Two sentences agree on a word when one of
its possible stances in the one is compatible with one in the other; so a long source sentence is compared clause by
clause without a parser.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.cues import cues
from assistant.forces import Force, Polarity
from assistant.lexicon import notion
from assistant.statements import Statement, akin


@dataclass(frozen=True, slots=True)
class Stance:
    """What one occurrence of a word is certain to be (the focus of cues) and may be (in their scope)."""

    polarities: frozenset[Polarity] = frozenset()
    forces: frozenset[Force] = frozenset()
    may_polarities: frozenset[Polarity] = frozenset()
    may_forces: frozenset[Force] = frozenset()

    @property
    def marked(self) -> bool:
        """Whether the word is the focus of a cue."""
        return bool(self.polarities or self.forces)

    @property
    def possible(self) -> frozenset[Force]:
        """Every force the word may have."""
        return self.forces | self.may_forces if self.forces else self.may_forces | {Force.FACT}

    @property
    def denials(self) -> frozenset[bool]:
        """Whether the word may be denied (True) and may be affirmed (False)."""
        if self.polarities & _NO or Force.PROHIBITION in self.forces:
            return frozenset({True})
        maybe = bool(self.may_polarities & _NO) or Force.PROHIBITION in self.may_forces
        return frozenset({False, True}) if maybe else frozenset({False})


_NO = {Polarity.DENIED, Polarity.WITHOUT}
_PLAIN_STANCE = Stance()


@lru_cache(maxsize=32768)
def stances(statement: Statement) -> dict[str, list[Stance]]:
    """Return the stances of each content stem, one for each occurrence."""
    words = statement.words
    sure: list[set[Force | Polarity]] = [set() for _ in words]
    maybe: list[set[Force | Polarity]] = [set() for _ in words]
    for cue in cues(statement):
        if cue.sets is Polarity.ONLY or (cue.focus is None and cue.sets is not Polarity.WITHOUT):
            continue
        for at in range(cue.first, cue.scope_end):
            (sure if at == cue.focus else maybe)[at].add(cue.sets)
    found: dict[str, list[Stance]] = {}
    for at, word in enumerate(words):
        if word.stem:
            stance = Stance(*_split(sure[at]), *_split(maybe[at])) if sure[at] or maybe[at] else _PLAIN_STANCE
            found.setdefault(word.stem, []).append(stance)
    return found


def _split(marks: set[Force | Polarity]) -> tuple[frozenset[Polarity], frozenset[Force]]:
    return (
        frozenset(mark for mark in marks if isinstance(mark, Polarity)),
        frozenset(mark for mark in marks if isinstance(mark, Force)),
    )


# What a claim may say (first) when a source says something else (second), beside the same.
_ALWAYS = {
    (Force.FACT, Force.DONE), (Force.FACT, Force.FUTURE), (Force.DONE, Force.FACT), (Force.POSSIBILITY, Force.FACT),
    (Force.PLAN, Force.FACT), (Force.FUTURE, Force.FACT), (Force.PLAN, Force.FUTURE), (Force.FUTURE, Force.PLAN),
    (Force.HYPOTHESIS, Force.POSSIBILITY),
}  # fmt: skip
# A law that says "le fournisseur établit" obliges; an opinion that says "la Région doit" recommends.
_IN_LAW = {
    (Force.OBLIGATION, Force.FACT),
    (Force.FACT, Force.OBLIGATION),
    (Force.OBLIGATION, Force.FUTURE),
    (Force.FUTURE, Force.OBLIGATION),
}
_IN_OPINION = {(Force.ADVICE, Force.OBLIGATION), (Force.ADVICE, Force.FACT)}


# Denied, these three say the same: "ne peut pas", "ne doit pas", "il est interdit de".
_BARRED = {Force.OBLIGATION, Force.POSSIBILITY, Force.PROHIBITION}


def _agree(claim: Force, source: Force, standing: str, denied: bool) -> bool:
    return (
        claim is source
        or (claim, source) in _ALWAYS
        or (standing == "law" and (claim, source) in _IN_LAW)
        or (standing == "opinion" and (claim, source) in _IN_OPINION)
        or (denied and (claim in _BARRED or claim is Force.FACT) and (source in _BARRED or source is Force.FACT))
    )


def _forces_agree(claim: Stance, source: Stance, standing: str) -> bool:
    """Whether each force that is certain on one side is possible on the other."""
    denied = claim.denials == {True}
    ours = claim.forces or (claim.possible if not source.forces else frozenset())
    for one in ours:
        if not any(_agree(one, other, standing, denied) for other in source.possible):
            return False
    return all(any(_agree(one, other, standing, denied) for one in claim.possible) for other in source.forces)


_VERBATIM = 0.9
"""Part of the content words of both that must be shared for a claim to count as taken word for word."""

_TRANSLATED = 0.6
"""The same part where the languages differ."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a claim and its source part: the word, and what each says."""

    word: str
    claim: Force | Polarity
    source: Force | Polarity


def _pairs(claim: Statement, source: Statement) -> Iterator[tuple[str, list[Stance], list[Stance]]]:
    """Yield each content word that both statements hold, with its stances in both."""
    ours, theirs = stances(claim), stances(source)
    for stem, stances_here in ours.items():
        there = theirs.get(stem)
        if there is None:
            name = notion(stem, claim.language)
            there = [
                stance
                for other, others in theirs.items()
                if (name and notion(other, source.language) == name) or akin(stem, other)
                for stance in others
            ]
        if there:
            yield stem, stances_here, there


def _strongest(stance: Stance) -> Force:
    return min(stance.forces or stance.may_forces or {Force.FACT})


def compare(claim: Statement, source: Statement, standing: str = "unknown") -> Mismatch | None:
    """Return the first word on which a claim denies what its source affirms, or says it with another force."""
    for stem, ours, theirs in _pairs(claim, source):
        for stance in ours:
            if (stance.marked or any(other.marked for other in theirs)) and (
                mismatch := _stance_mismatch(stem, stance, theirs, standing)
            ):
                return mismatch
    return None


def _stance_mismatch(stem: str, stance: Stance, theirs: list[Stance], standing: str) -> Mismatch | None:
    if not any(stance.denials & other.denials for other in theirs):
        pair = (Polarity.DENIED, Polarity.AFFIRMED) if True in stance.denials else (Polarity.AFFIRMED, Polarity.DENIED)
        return Mismatch(stem, *pair)
    if not any(_forces_agree(stance, other, standing) for other in theirs):
        return Mismatch(stem, _strongest(stance), _strongest(theirs[0]))
    possible = stance.polarities | stance.may_polarities
    if Polarity.EXCEPTED in stance.polarities and not any(
        Polarity.EXCEPTED in other.polarities | other.may_polarities for other in theirs
    ):
        return Mismatch(stem, Polarity.EXCEPTED, Polarity.AFFIRMED)
    if Polarity.EXCEPTED not in possible and all(Polarity.EXCEPTED in other.polarities for other in theirs):
        return Mismatch(stem, Polarity.AFFIRMED, Polarity.EXCEPTED)
    return None


def count(statement: Statement, kinds: Iterable[Force | Polarity]) -> int:
    """Return how many cues of the given kinds a statement has."""
    wanted = set(kinds)
    return sum(1 for cue in cues(statement) if cue.sets in wanted)


_DENIALS = (Polarity.DENIED, Polarity.WITHOUT, Force.PROHIBITION)
_FLAT_DENIALS = (Polarity.DENIED, Force.PROHIBITION)
_OBLIGATIONS = (Force.OBLIGATION, Force.PROHIBITION)
_SWAPPED = (Force.OBLIGATION, Force.POSSIBILITY, Force.ADVICE, Force.HYPOTHESIS)


def unmatched(claim: Statement, source: Statement, standing: str = "unknown") -> Mismatch | None:
    """Return a denial, a limit or an obligation of the claim that its source has nowhere, or that the claim lost."""
    without = count(source, [Polarity.WITHOUT]) > count(claim, [Polarity.WITHOUT])
    if count(claim, _FLAT_DENIALS) and not count(source, _FLAT_DENIALS) and not without:
        return Mismatch(_first(claim, _FLAT_DENIALS), Polarity.DENIED, Polarity.AFFIRMED)
    if not count(claim, _DENIALS) and (word := _denied_there(claim, source)):
        return Mismatch(word, Polarity.AFFIRMED, Polarity.DENIED)
    limited = count(claim, [Polarity.ONLY]) and not count(source, [Polarity.ONLY])
    if limited and claim.language == source.language:
        return Mismatch(_first(claim, [Polarity.ONLY]), Polarity.ONLY, Polarity.AFFIRMED)
    lawful = standing == "law" or (standing == "opinion" and count(source, [Force.ADVICE]))
    if count(claim, _OBLIGATIONS) and not count(source, [*_OBLIGATIONS, *_DENIALS]) and not lawful:
        return Mismatch(_first(claim, _OBLIGATIONS), Force.OBLIGATION, Force.FACT)
    return _near_verbatim_mismatch(claim, source)


def _near_verbatim_mismatch(claim: Statement, source: Statement) -> Mismatch | None:
    """Return a denial or a force that was changed where all the other words stayed."""
    if claim.language != source.language:
        return _translated_mismatch(claim, source)
    ours, theirs = set(claim.terms), set(source.terms)
    if len(ours & theirs) < _VERBATIM * len(ours | theirs):
        return None
    more, fewer = count(claim, _DENIALS), count(source, _DENIALS)
    if more != fewer:
        pair = (Polarity.DENIED, Polarity.AFFIRMED) if more > fewer else (Polarity.AFFIRMED, Polarity.DENIED)
        return Mismatch(_first(claim if more > fewer else source, _DENIALS), *pair)
    gained = [force for force in _SWAPPED if count(claim, [force]) > count(source, [force])]
    lost = [force for force in _SWAPPED if count(claim, [force]) < count(source, [force])]
    return Mismatch(_first(claim, gained), gained[0], lost[0]) if gained and lost else None


def _translated_mismatch(claim: Statement, source: Statement) -> Mismatch | None:
    """Return a force that a claim has and its source in another language has not, when the source has another."""
    gained = [force for force in _SWAPPED if count(claim, [force]) and not count(source, [force])]
    lost = [force for force in _SWAPPED if count(source, [force]) and not count(claim, [force])]
    alike = sum(source.index.holds(stem, claim.language) for stem in claim.terms) >= _TRANSLATED * len(claim.terms)
    return Mismatch(_first(claim, gained), gained[0], lost[0]) if gained and lost and alike else None


def _denied_there(claim: Statement, source: Statement) -> str:
    """Return a word of a claim of which half or more stands, in the source, only where something is denied."""
    inside: set[str] = set()
    outside: set[str] = set()
    spans = [(cue.first, cue.scope_end) for cue in cues(source) if cue.sets is Polarity.DENIED]
    if not spans:
        return ""
    for at, word in enumerate(source.words):
        if word.stem:
            (inside if any(first <= at < end for first, end in spans) else outside).add(word.stem)
    shared = [stem for stem in claim.terms if stem in inside or stem in outside]
    denied = [stem for stem in shared if stem not in outside]
    return denied[-1] if len(denied) >= 2 and len(denied) >= 0.5 * len(shared) else ""


def _first(statement: Statement, kinds: Iterable[Force | Polarity]) -> str:
    wanted = set(kinds)
    cue = next(cue for cue in cues(statement) if cue.sets in wanted)
    at = cue.focus if cue.focus is not None else cue.first
    return statement.words[at].stem or statement.words[at].plain
