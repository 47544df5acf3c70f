"""Excerpts that give different values for the same thing: both are shown, none is chosen in silence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Excerpt
from assistant.disowned import said_to_be_wrong
from assistant.lexicon import notion
from assistant.speakers import is_act
from assistant.statements import Statement, akin, analyse
from assistant.support import Unit, View, prepared
from assistant.values import Value, ValueKind, extract_values, language_of, supports
from assistant.values.names import CONNECTORS, INSTITUTIONS
from corpus.language import say

_COMPARED = (ValueKind.AMOUNT, ValueKind.PERCENT, ValueKind.DATE, ValueKind.DURATION, ValueKind.QUANTITY)
_SAME_DOCUMENT = 0.65
"""How alike what two values are said of must be, in one document: the parts of a sum stand near the sum."""
_OTHER_DOCUMENT = 0.55
_CLAUSE = re.compile(r"[,;:()]")
_WHEN = re.compile(r"\b(?:quand|date|dates|jour|when|day|annee|year|depuis|delai|echeance|deadline)\b")
_HOW_MUCH = re.compile(
    r"\b(?:combien|montant|budget|cout|somme|enveloppe|prix|nombre|pourcentage|part|how (?:much|many)|amount|cost|number|share)\b"
)
_PART = re.compile(r"\b(?:dont|y compris|of which|including)\s+(?:\w+\s+){0,4}$")
"""What stands before the part of a sum: a part is no rival of its whole."""
_CONTRAST = re.compile(
    r"\b(?:alors que|alors qu|tandis que|tandis qu|mais|selon|d'apres|datent?|en revanche|"
    r"whereas|while|but|according to|dates?)\b"
)
"""What stands in a sentence that sets one source against another."""
_FOR = frozenset("a au aux pour to for".split())
_FEW = 3  # a clause with fewer content words is read with the one before it


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two excerpts (indexes from 0) that give different values of one kind for the same subject."""

    kind: ValueKind
    first: int
    second: int
    first_value: Value
    second_value: Value
    subject: tuple[str, ...]  # stems that both sentences hold

    def described(self, excerpts: Sequence[Excerpt]) -> str:
        """Return a sentence for the reader that gives both values with who says them and when."""
        one, other = _where(excerpts[self.first]), _where(excerpts[self.second])
        return say(
            f"Les sources ne concordent pas : « {self.first_value.text} » ({one}) et « {self.second_value.text} » ({other}).",
            f"The sources disagree: “{self.first_value.text}” ({one}) and “{self.second_value.text}” ({other}).",
        )


def _where(excerpt: Excerpt) -> str:
    page = say(f"p. {excerpt.page_label}", f"p. {excerpt.page_label}")
    return ", ".join(part for part in (excerpt.publisher or excerpt.title, excerpt.date, page) if part)


def conflicts(excerpts: Sequence[Excerpt], question: str = "") -> list[Conflict]:
    """Return the conflicts between excerpts that bear on the question, each pair of values once, best excerpts first.

    A value that the other sentence gives too is no conflict ("50 M€ announced, 60 M€ voted"), nor is a less precise date.
    """
    asked = analyse(question, language_of(question)) if question else None
    views = prepared(excerpts)
    found: list[Conflict] = []
    seen: set[frozenset[tuple[ValueKind, str, str]]] = set()
    for first, one in enumerate(views):
        for second in range(first + 1, len(views)):
            for conflict in _between(one, views[second], asked):
                pair = frozenset({conflict[0].key, conflict[1].key})
                if pair not in seen:
                    seen.add(pair)
                    found.append(Conflict(conflict[0].kind, first, second, *conflict))
    return found


def half_told(excerpts: Sequence[Excerpt], said: str, question: str = "") -> list[tuple[int, str]]:
    """Return the sentences, each with the index of its excerpt, that set several values against each other ("130 pages
    according to one, 125 according to another") of which an answer says only some."""
    asked = analyse(question, language_of(question)) if question else None
    told = extract_values(said)
    return [
        (at, unit.statement.text)
        for at, view in enumerate(prepared(excerpts))
        for unit in view.units
        if (not asked or _bears_on(asked, unit)) and _half(unit, told, asked)
    ]


def _half(unit: Unit, told: Sequence[Value], asked: Statement | None) -> bool:
    sorts: dict[tuple[ValueKind, str], list[Value]] = {}
    for value in _values(unit, _kinds(asked)):
        sorts.setdefault((value.kind, value.unit), []).append(value)
    for values in sorts.values():
        said = [any(supports(value, ours) for ours in told) for value in values]
        between = unit.statement.plain[values[0].end : values[-1].start]
        if any(said) and not all(said) and _CONTRAST.search(between):
            return True
    return False


def _between(one: View, other: View, asked: Statement | None) -> Iterator[tuple[Value, Value, tuple[str, ...]]]:
    if one.excerpt.territory and other.excerpt.territory and one.excerpt.territory != other.excerpt.territory:
        return
    kinds = _kinds(asked)
    enough = _SAME_DOCUMENT if one.excerpt.document == other.excerpt.document else _OTHER_DOCUMENT
    for ours in one.units:
        for theirs in other.units:
            if asked and not (_bears_on(asked, ours) and _bears_on(asked, theirs)):
                continue
            for value in _values(ours, kinds):
                for rival in _values(theirs, kinds):
                    if not _rivals(value, rival, ours, theirs):
                        continue
                    alike, subject = _alike(value, ours, rival, theirs)
                    if alike >= enough:
                        yield value, rival, subject


def _kinds(asked: Statement | None) -> tuple[ValueKind, ...]:
    """Return the kinds of values a question is about: dates for "quand", no dates for "combien", else all."""
    if asked and _HOW_MUCH.search(asked.plain):
        return tuple(kind for kind in _COMPARED if kind is not ValueKind.DATE)
    if asked and _WHEN.search(asked.plain):
        return (ValueKind.DATE, ValueKind.DURATION)
    return _COMPARED


def _values(unit: Unit, kinds: tuple[ValueKind, ...]) -> list[Value]:
    """Return the values of a sentence that can be compared; none when the sentence itself says that they are wrong."""
    return [] if said_to_be_wrong(unit.statement) else [value for value in unit.values if value.kind in kinds]


def _rivals(value: Value, rival: Value, ours: Unit, theirs: Unit) -> bool:
    """Whether two values are of one sort and differ, and neither sentence gives both."""
    if value.kind is not rival.kind or value.unit != rival.unit:
        return False
    if value.kind is ValueKind.DATE and len(value.canonical) != len(rival.canonical):
        return False
    if any(supports(other, rival) for other in ours.values) or any(supports(other, value) for other in theirs.values):
        return False
    if any(_PART.search(unit.statement.plain[: one.start]) for one, unit in ((value, ours), (rival, theirs))):
        return False
    return value.bound is rival.bound or value.kind is not ValueKind.DATE


def _bears_on(asked: Statement, unit: Unit) -> bool:
    """Whether a sentence holds half of the question's words, itself or by what is known of its excerpt."""
    if not asked.terms:
        return True
    held = sum(
        unit.index.holds(stem, asked.language) or unit.view.known.holds(stem, asked.language) for stem in asked.terms
    )
    return held >= len(asked.terms) / 2


def _around(value: Value, unit: Unit) -> list[str]:
    """Return what a value is said of: the content words of its clause and the references of the sentence.

    Verbs of saying and doing are left out (a sum is announced here and voted there), except beside a date, which is the
    date of what they say.
    """
    clauses: list[list[str]] = [[]]
    last_before: list[str] = []
    for word in unit.statement.words:
        if _CLAUSE.search(word.before):
            if word.start > value.start:
                break
            last_before, clauses = (clauses[-1] or last_before), [*clauses, []]
        if word.stem and (value.kind is ValueKind.DATE or not is_act(word.stem, unit.statement.language)):
            clauses[-1].append(word.stem)
    near = clauses[-1] if len(clauses[-1]) >= _FEW else [*last_before, *clauses[-1]]
    references = [f"{other.unit} {other.canonical}" for other in unit.values if other.kind is ValueKind.REFERENCE]
    return list(dict.fromkeys([*near, *references]))


def _purpose(value: Value, unit: Unit, other: Unit) -> bool:
    """Whether what a sum or number is for ("10 M€ à des projets") is not in the other sentence: a part, then, not a rival."""
    if value.kind is ValueKind.DATE:
        return False
    given = False
    for word in unit.statement.words:
        if word.start < value.end:
            continue
        if _CLAUSE.search(word.before):
            break
        given = given or word.plain in _FOR
        if word.stem and (given or not is_act(word.stem, unit.statement.language)):
            return not any(_same(word.stem, unit, stem, other) for stem in other.statement.terms)
    return False


def _alike(value: Value, ours: Unit, rival: Value, theirs: Unit) -> tuple[float, tuple[str, ...]]:
    """Return how much of what the two values are said of is shared, and the shared words.

    A word that only one sentence has is passed over where the title or territory of the other excerpt holds it.
    """
    if _other_names(ours, theirs) and _other_names(theirs, ours):
        return 0.0, ()
    same_document = ours.view.excerpt.document == theirs.view.excerpt.document
    if same_document and (_purpose(value, ours, theirs) or _purpose(rival, theirs, ours)):
        return 0.0, ()
    mine, yours = _around(value, ours), _around(rival, theirs)
    shared = [stem for stem in mine if any(_same(stem, ours, other, theirs) for other in yours)]
    alone = [stem for stem in mine if stem not in shared and not theirs.view.known.holds(stem, ours.view.language)]
    alone += [
        other
        for other in yours
        if not any(_same(stem, ours, other, theirs) for stem in mine)
        and not ours.view.known.holds(other, theirs.view.language)
    ]
    if len(shared) < 2:
        return 0.0, ()
    if value.kind is ValueKind.DATE:
        # One source may date an event in few words and another in many; but it must be the same event.
        events = [
            {stem for stem in side if is_act(stem, unit.view.language)}
            for side, unit in ((mine, ours), (yours, theirs))
        ]
        if len(shared) >= 3 and (
            not all(events) or any(_same(a, ours, b, theirs) for a in events[0] for b in events[1])
        ):
            return len(shared) / min(len(mine), len(yours)), tuple(shared)
    return len(shared) / (len(shared) + len(alone)), tuple(shared)


def _other_names(ours: Unit, theirs: Unit) -> bool:
    """Whether a sentence names a place, body or person that the other does not name."""
    parts = {part for value in ours.values if value.kind is ValueKind.NAME for part in value.canonical.split()}
    words = {word.plain for word in theirs.statement.words}
    return any(part not in words for part in parts - INSTITUTIONS - CONNECTORS)


def _same(stem: str, ours: Unit, other: str, theirs: Unit) -> bool:
    if stem == other or akin(stem, other):
        return True
    if ours.view.language == theirs.view.language:
        return False
    name = notion(stem, ours.view.language)
    return bool(name) and name == notion(other, theirs.view.language)
