"""Whether excerpts bear out a sentence: content, values, polarity, force, speaker. No model, no similarity.

The unit of comparison is one sentence of an excerpt: a value of the claim counts only where the words around it are
found too, so that "60 M€" of one project does not prove "60 M€" for another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant import polarity, speakers
from assistant.answers import Excerpt, Verdict
from assistant.lexicon import expansions, notion, prefixed_contrary
from assistant.statements import Statement, TermIndex, Word, akin, analyse, value_context, value_terms
from assistant.values import Value, ValueKind, extract_values, language_of, opposed, supports
from assistant.values.names import CONNECTORS, INSTITUTIONS
from corpus.language import say
from corpus.sentences import sentences

ENOUGH = 0.8
"""Part of the content words that must be found for a sentence to be sourced."""
SOME = 0.5
"""Part below which a sentence is unsourced."""
_NEIGHBOUR = 0.5  # what a word counts that only another sentence of the same excerpt holds
_NAME_WEIGHT = 0.5  # names are checked one by one; they must not make up for a verb that is not there
_GRAM = 4
_PUBLICATION = re.compile(
    r"\b(?:publi|paru|dat[ée]e?\b|avis|rapport|note|deliberation|strategie|document|synthese|etude|arrete|decret|loi|report|opinion|"
    r"issued|dated|published|paper|study)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a claim in some excerpts."""

    verdict: Verdict
    reason: str
    coverage: float
    used: tuple[int, ...] = ()  # positions, among the excerpts given, of those that bear the claim out
    faults: int = 0


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
        for at in range(len(plain) - _GRAM + 1):
            self.grams.setdefault(tuple(plain[at : at + _GRAM]), []).append(at)


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
    weight = len(held) + _NEIGHBOUR * min(len(near), 2)
    return Coverage(unit, held, near, weight / len(claim.terms) if claim.terms else 0.0)


def _local(claim: Statement, one: Coverage, stems: Sequence[str]) -> float:
    """Return the part of some stems that a unit holds; stems of the question are looked up, those of the claim known."""
    held = [
        stem
        for stem in stems
        if stem in one.held or (stem not in claim.terms and one.unit.index.holds(stem, claim.language))
    ]
    near = [stem for stem in stems if stem in one.near]
    return (len(held) + _NEIGHBOUR * min(len(near), 2)) / len(stems)


def _name_found(value: Value, unit: Unit, language: str) -> bool:
    """Whether the words of a name stand together in a sentence, or in what is known of its excerpt.

    Words of institutions ("Région", "Conseil régional") may stand apart from the rest of a name, which must be written
    as a name there; "Commission européenne" is also found in "European Commission".
    """
    parts = [part for part in value.canonical.split() if part not in CONNECTORS]
    proper = [part for part in parts if part not in INSTITUTIONS]
    for statement in (unit.statement, *unit.view.context):
        words = [word for word in statement.words if word.plain not in CONNECTORS]
        if _together(parts, words, capital=False) or (
            proper and proper != parts and _together(proper, words, capital=True)
        ):
            return True
        if statement.language != language:
            names = [notion(_stem(part, language), language) for part in parts]
            if all(name and name in statement.index.notions for name in names):
                return True
    return False


def _together(parts: list[str], words: list[Word], *, capital: bool) -> bool:
    for at in range(len(words) - len(parts) + 1):
        run = words[at : at + len(parts)]
        if all(_same_word(part, word.plain) for part, word in zip(parts, run, strict=True)):
            return not capital or all(word.written[:1].isupper() for word in run)
    return False


def _stem(word: str, language: str) -> str:
    found = analyse(word, language).terms
    return found[0] if found else word


def _same_word(one: str, other: str) -> bool:
    return one == other or one.rstrip("sx") == other.rstrip("sx")


def _acronym_found(value: Value, unit: Unit) -> bool:
    """Whether an acronym occurs, written in any case, or what it stands for ("intelligence artificielle" for IA)."""
    pool = (*unit.values, *unit.view.known_values)
    if any(other.kind is ValueKind.ACRONYM and other.canonical == value.canonical for other in pool):
        return True
    for statement in (unit.statement, *unit.view.context):
        capitals = [word for word in statement.words if word.written[:1].isupper()]
        if len(value.canonical) > 2 and any(word.plain == value.canonical for word in capitals):
            return True
        stems = [word.stem for word in statement.words if word.stem]
        for text in expansions(value.canonical):
            wanted = analyse(text, language_of(text)).terms
            if any(tuple(stems[at : at + len(wanted)]) == wanted for at in range(len(stems))):
                return True
    return False


def matches(value: Value, unit: Unit, language: str) -> list[Value] | None:
    """Return the values of a unit that bear out a value (empty when something else does), or None when nothing does."""
    if value.kind is ValueKind.NAME:
        return [] if _name_found(value, unit, language) else None
    if value.kind is ValueKind.ACRONYM:
        return [] if _acronym_found(value, unit) else None
    found = [other for other in unit.values if supports(other, value)]
    if found:
        return found
    if any(supports(other, value) for other in unit.view.known_values):
        return []
    if value.kind is ValueKind.REFERENCE:
        return [] if _reference_found(value, unit) else None
    return None


def _reference_found(value: Value, unit: Unit) -> bool:
    excerpt = unit.view.excerpt
    if value.unit == "page":
        return value.canonical in (str(excerpt.page), excerpt.page_label)
    above, _, last = value.canonical.rpartition("/")
    if not above:
        return False
    # "article 6, paragraphe 1" where the section is article 6 and the text says "paragraphe 1".
    level = "article" if "/" not in above else "paragraph"
    pool = (*unit.values, *unit.view.known_values)
    here = any(other.unit == value.unit and other.canonical == f"/{last}" for other in pool)
    return here and any(other.unit == level and other.canonical == above for other in pool)


def _quoted(value: Value) -> str:
    return say(f"« {value.text} »", f"“{value.text}”")


_KIND_NAMES = {
    ValueKind.NUMBER: ("le nombre", "the number"), ValueKind.ORDINAL: ("le rang", "the rank"),
    ValueKind.PERCENT: ("le pourcentage", "the percentage"), ValueKind.AMOUNT: ("le montant", "the amount"),
    ValueKind.DURATION: ("la durée", "the duration"), ValueKind.QUANTITY: ("la quantité", "the quantity"),
    ValueKind.DATE: ("la date", "the date"), ValueKind.TIME: ("l'heure", "the time"),
    ValueKind.REFERENCE: ("la référence", "the reference"), ValueKind.ACRONYM: ("le sigle", "the acronym"),
    ValueKind.NAME: ("le nom", "the name"),
}  # fmt: skip


def _missing(value: Value) -> str:
    fr, en = _KIND_NAMES[value.kind]
    return say(
        f"{fr} {_quoted(value)} ne figure pas dans l'extrait cité",
        f"{en} {_quoted(value)} does not occur in the cited excerpt",
    )


def _unbound(value: Value) -> str:
    fr, en = _KIND_NAMES[value.kind]
    return say(
        f"{fr} {_quoted(value)} se rapporte à autre chose dans l'extrait cité",
        f"{en} {_quoted(value)} belongs to something else in the cited excerpt",
    )


# Endings of words that often open a sentence without an article, and are no names.
_ORDINARY = {
    "fr": re.compile(r"(?:ment|ant|ants|ees?|er|ir|tion|tions|ite|ites|isme|eurs?|ence|ance)$"),
    "en": re.compile(r"(?:ing|ed|ly|tion|[^s]s|ity|ment)$"),
}


class Case:
    """A claim against the excerpts it cites."""

    def __init__(self, claim: Statement, views: Sequence[View], question: Statement | None = None) -> None:
        """Compare the claim's content words with every sentence of the excerpts."""
        self.claim = claim
        self.views = views
        self.units = [unit for one in views for unit in one.units]
        asked = question.index if question else None
        self.excused = frozenset(stem for stem in claim.terms if asked and asked.holds(stem, claim.language))
        self.asked = question.terms if question else ()
        spans = [
            (value.start, value.end) for value in claim.values if value.kind in (ValueKind.NAME, ValueKind.ACRONYM)
        ]
        self.named = {word.stem for word in claim.words if any(start <= word.start < end for start, end in spans)}
        self.covers = [cover(claim, unit) for unit in self.units]
        self.best = max(self.covers, key=lambda one: one.part, default=None)

    # Values

    def value_fault(self) -> str:
        """Return why a value of the claim is not borne out, or the empty string."""
        for value in self.claim.values:
            if reason := self._fault_of(value):
                return reason
        return ""

    def _fault_of(self, value: Value) -> str:
        if value.kind is ValueKind.NAME and value.unit == "initial":
            return self._initial_fault(value)
        found = [
            (one, matched)
            for one in self.covers
            if (matched := matches(value, one.unit, self.claim.language)) is not None
        ]
        if not found:
            return "" if self._known_date(value) else _missing(value)
        if value.kind in (ValueKind.NAME, ValueKind.ACRONYM):
            return _unbound(value) if self._another_name(value) else ""
        return self._binding_fault(value, found)

    def _another_name(self, value: Value) -> bool:
        """Whether the source sentence has another name exactly where the claim has this one."""
        named = (ValueKind.NAME, ValueKind.ACRONYM)
        here = value_context(value, self.claim)
        if len(here) < 4:
            return False
        own, rival, present = 0, 0, False
        for one in self.covers:
            if self.best is None or one.part < self.best.part - 0.1:
                continue
            present = present or matches(value, one.unit, self.claim.language) is not None
            for other in one.unit.values:
                if other.kind in named:
                    shared = len(here & value_context(other, one.unit.statement))
                    same = set(value.canonical.split()) & set(other.canonical.split())
                    own, rival = (max(own, shared), rival) if same else (own, max(rival, shared))
        # Word for word the same place: the names were exchanged. A name of a neighbouring sentence needs less.
        return rival >= own + 3 and rival >= (0.85 * max(len(here), 7) if present else 0.6 * len(here))

    def _initial_fault(self, value: Value) -> str:
        """A word that opens the sentence: a name when nothing holds it and it looks like no ordinary word."""
        word = value.canonical
        if any(matches(value, one.unit, self.claim.language) is not None for one in self.covers):
            return ""
        ordinary = _ORDINARY[self.claim.language].search(word) or re.search(r"[éèû]s?$", value.text)
        after = self.claim.text[value.end :].lstrip()
        if ordinary or not after or after[0] in ":,":
            return ""
        stem = _stem(word, self.claim.language)
        held = any(
            unit.index.holds(stem, self.claim.language) or unit.view.known.holds(stem, self.claim.language)
            for unit in self.units
        )
        return "" if held or stem in self.excused else _missing(value)

    def _known_date(self, value: Value) -> bool:
        """Whether a date is that of the cited document, in a claim that speaks of the document."""
        return (
            value.kind is ValueKind.DATE
            and _PUBLICATION.search(self.claim.plain) is not None
            and any(supports(date, value) for one in self.views for date in one.date_values)
        )

    def _binding_fault(self, value: Value, found: list[tuple[Coverage, list[Value]]]) -> str:
        """Return why a value that occurs does not belong to what the claim says of it."""
        around = sorted(value_terms(value, self.claim)) or list(self.asked)
        if not around:
            return ""
        local = {id(one.unit): _local(self.claim, one, around) for one in self.covers}
        nearest = max(local.values())
        bound = [
            (one, matched) for one, matched in found if local[id(one.unit)] >= max(0.75 * nearest, 1 / len(around) / 2)
        ]
        if not bound or max(local[id(one.unit)] for one, _ in bound) < 0.3:
            return _unbound(value)
        certain = [(one, matched) for one, matched in bound if matched]
        if len(certain) < len(bound):
            return ""
        if self._exchanged(value, certain):
            return _unbound(value)
        if all(opposed(value.bound, other.bound) for _, matched in certain for other in matched):
            return say(
                f"l'extrait cité ne dit pas la même borne pour {_quoted(value)}",
                f"the cited excerpt does not give the same bound for {_quoted(value)}",
            )
        return ""

    def _exchanged(self, value: Value, found: list[tuple[Coverage, list[Value]]]) -> bool:
        """Whether a source sentence has another value of the same kind just where the claim has this one."""
        here = value_context(value, self.claim)
        own = max(len(here & value_context(other, one.unit.statement)) for one, matched in found for other in matched)
        rivals = [
            len(here & value_context(other, one.unit.statement))
            for one in self.covers
            for other in one.unit.values
            if other.kind is value.kind and other.unit == value.unit and not supports(other, value)
        ]
        return max(rivals, default=0) >= own + 3

    # Meaning

    def meaning_fault(self) -> str:
        """Return why the claim says something else with the same words, or the empty string."""
        assert self.best is not None
        close = sorted((one for one in self.covers if one.part >= self.best.part - 0.1), key=lambda one: -one.part)
        faults = [self._unit_fault(one.unit) for one in close[:4]]
        if all(faults):
            return faults[0]
        wrong = speakers.compare_speakers(
            self.claim,
            tuple(unit.statement for unit in self.units),
            frozenset[str]().union(*(one.publishers for one in self.views)),
        )
        if wrong and wrong.missing:
            return say(
                f"l'acte « {wrong.verb} » ne figure pas dans l'extrait cité",
                f"the act “{wrong.verb}” is not in the cited excerpt",
            )
        if wrong:
            return say(
                f"dans l'extrait cité, « {wrong.verb} » est le fait d'un autre",
                f"in the cited excerpt “{wrong.verb}” is said or done by another",
            )
        return ""

    def _unit_fault(self, unit: Unit) -> str:
        mismatch = polarity.compare(self.claim, unit.statement, unit.view.standing)
        mismatch = mismatch or polarity.unmatched(self.claim, unit.statement, unit.view.standing)
        if mismatch:
            return _mismatch_reason(mismatch, self.claim)
        for stem in self.claim.terms:
            if stem in unit.index.stems:
                continue
            other = unit.index.contrary_of(stem, self.claim.language) or next(
                (source for source in unit.index.stems if prefixed_contrary(stem, source)), ""
            )
            if other and other not in self.claim.terms:
                word = next(word.written for word in self.claim.words if word.stem == stem)
                return say(
                    f"l'extrait cité dit le contraire de « {word} »", f"the cited excerpt says the contrary of “{word}”"
                )
        return ""

    # Two halves

    def spliced(self, units: Sequence[Unit]) -> bool:
        """Whether the claim runs word for word from one source sentence into the middle of another.

        Two source sentences may be joined where a clause ends, when the second one is taken from its subject on or also
        speaks of the claim's subject.
        """
        runs = self._runs(units)
        if len(runs) < 2:
            return False
        # What the claim is about: its first words, but for those that every other sentence has too.
        common = [
            stem for stem in self.claim.terms[:4] if sum(stem in unit.index.stems for unit in units) > len(units) / 2
        ]
        subject = [stem for stem in self.claim.terms[:4] if stem not in common][:2]
        for (_, _, one), (start, place, other) in zip(runs, runs[1:], strict=False):
            if one is other:
                continue
            words = self.claim.words
            clause = (
                bool(_CLAUSE_SIGNS.search(words[start].before))
                or words[start].plain in _LINKS
                or words[start - 1].plain in _LINKS
            )
            before = {word.stem for word in other.statement.words[:place]}
            shared = bool(subject) and all(any(akin(stem, source) for source in before if source) for stem in subject)
            if not clause or not (place <= 2 or shared):
                return True
        return False

    def _runs(self, units: Sequence[Unit]) -> list[tuple[int, int, Unit]]:
        """Return the long word-for-word runs of the claim, in order: start, place in the unit, unit."""
        words = self.claim.words
        plain = [word.plain for word in words]
        runs: list[tuple[int, int, Unit]] = []
        at = 0
        while at <= len(plain) - _GRAM:
            gram = tuple(plain[at : at + _GRAM])
            length, place, unit = 0, 0, None
            for candidate in units:
                for start in candidate.grams.get(gram, ()):
                    theirs = candidate.statement.words
                    size = _GRAM
                    while (
                        at + size < len(plain)
                        and start + size < len(theirs)
                        and plain[at + size] == theirs[start + size].plain
                    ):
                        size += 1
                    if size > length or (size == length and runs and candidate is runs[-1][2]):
                        length, place, unit = size, start, candidate
            if unit is not None and length >= 5 and sum(1 for word in words[at : at + length] if word.stem) >= 2:
                runs.append((at, place, unit))
                at += length
            else:
                at += 1
        return runs

    # Content

    def content(self) -> tuple[float, list[Coverage], list[str]]:
        """Return the part of the content that is borne out, by which units, and the words that are not."""
        assert self.best is not None
        values = [value for value in self.claim.values if value.kind not in (ValueKind.NAME, ValueKind.ACRONYM)]
        found = sum(matches(value, self.best.unit, self.claim.language) is not None for value in values)
        single = self._part(self.best.held, self.best.near, self.claim.terms, found)
        if single >= ENOUGH or len(self.covers) == 1:
            return single, [self.best], self._absent([self.best])
        joined = self._clause_by_clause()
        if joined:
            return joined[0], joined[1], self._absent(joined[1])
        return single, [self.best], self._absent([self.best])

    def _part(self, held: frozenset[str], near: frozenset[str], stems: Sequence[str], values: int = 0) -> float:
        """Return the part of some content words that is held; `values` that were found exactly count as words held."""
        if not stems:
            return 1.0
        weights = {stem: _NAME_WEIGHT if stem in self.named else 1.0 for stem in stems}
        weight = sum(weights[stem] for stem in stems if stem in held) + values
        weight_near = _NEIGHBOUR * sum([weights[stem] for stem in stems if stem in near][:2])
        excused = 0.5 * min(2, sum(1 for stem in stems if stem not in held and stem in self.excused))
        return min(1.0, (weight + weight_near + excused) / (sum(weights.values()) + values))

    def _absent(self, used: list[Coverage]) -> list[str]:
        held = frozenset[str]().union(*(one.held | one.near for one in used))
        return [word.written for word in self.claim.words if word.stem and word.stem not in held]

    def _clause_by_clause(self) -> tuple[float, list[Coverage]] | None:
        """Return how the clauses of a claim are borne out one by one, or None when one is not, or lacks its subject.

        Each clause must be held nearly whole by one sentence, and what two sentences say may be joined only when both
        speak of the claim's subject or the clause brings its own: two halves that meet by chance prove nothing.
        """
        clauses = claim_clauses(self.claim)
        if len(clauses) < 2:
            return None
        subject = self.claim.terms[: 2 if len(self.claim.terms) > 4 else 1]
        used: list[Coverage] = []
        parts: list[float] = []
        for at, (stems, own_subject) in enumerate(clauses):
            chosen = max(self.covers, key=lambda one: self._part(one.held, one.near, stems))
            part = self._part(chosen.held, chosen.near, stems)
            known = own_subject or all(stem in chosen.held or stem in chosen.near for stem in subject)
            if part < 0.85 or (at and chosen.unit is not used[0].unit and not known):
                return None
            used.append(chosen)
            parts.append(part * len(stems))
        total = sum(len(stems) for stems, _ in clauses)
        return sum(parts) / total, list({id(one.unit): one for one in used}.values())


_LINKS = frozenset("et mais tandis alors or and but while whereas".split())
_CLAUSE_SIGNS = re.compile(r"[,;:.()]")
_CLAUSE_WORDS = frozenset("et mais tandis alors qui dont where and but while which that or ou".split())
_SUBJECT_OPENERS = frozenset(
    "le la les l un une ce cette ces il elle ils elles on son sa ses leur the this these it they a an".split()
)


def claim_clauses(claim: Statement) -> list[tuple[list[str], bool]]:
    """Return the clauses of a claim: their content stems, and whether they seem to bring their own subject."""
    clauses: list[tuple[list[str], bool]] = []
    stems: list[str] = []
    opened_by: list[str] = []
    for word in claim.words:
        if stems and (_CLAUSE_SIGNS.search(word.before) or word.plain in _CLAUSE_WORDS) and len(stems) >= 3:
            clauses.append((stems, bool(opened_by) and opened_by[0] in _SUBJECT_OPENERS))
            stems, opened_by = [], []
        if word.stem:
            stems.append(word.stem)
        if len(opened_by) < 2 and word.plain not in _CLAUSE_WORDS:
            opened_by.append(word.plain)
    if stems and len(stems) < 3 and clauses:
        clauses[-1] = ([*clauses[-1][0], *stems], clauses[-1][1])
    elif stems:
        clauses.append((stems, bool(opened_by) and opened_by[0] in _SUBJECT_OPENERS))
    return clauses


_SAYS = {
    polarity.Polarity.DENIED: ("le nie", "denies it"), polarity.Polarity.AFFIRMED: ("l'affirme", "affirms it"),
    polarity.Polarity.EXCEPTED: ("en fait une exception", "makes it an exception"),
    polarity.Polarity.WITHOUT: ("l'exclut", "excludes it"), polarity.Polarity.ONLY: ("le limite", "limits it"),
    polarity.Force.FACT: ("en fait un fait", "states it as a fact"), polarity.Force.OBLIGATION: ("en fait une obligation", "makes it an obligation"),
    polarity.Force.ADVICE: ("le recommande", "recommends it"), polarity.Force.POSSIBILITY: ("en fait une possibilité", "makes it a possibility"),
    polarity.Force.HYPOTHESIS: ("en fait une hypothèse", "makes it a hypothesis"), polarity.Force.PLAN: ("le prévoit", "plans it"),
    polarity.Force.DONE: ("le dit réalisé", "says it is done"), polarity.Force.PROHIBITION: ("l'interdit", "prohibits it"),
}  # fmt: skip


def _mismatch_reason(mismatch: polarity.Mismatch, claim: Statement) -> str:
    word = next((word.written for word in claim.words if word.stem == mismatch.word), mismatch.word)
    ours, theirs = _SAYS[mismatch.claim], _SAYS[mismatch.source]
    return say(
        f"« {word} » : la phrase {ours[0]}, l'extrait cité {theirs[0]}",
        f"“{word}”: the sentence {ours[1]}, the cited excerpt {theirs[1]}",
    )


def weigh(
    claim: Statement, views: Sequence[View], question: Statement | None = None, others: Sequence[View] = ()
) -> Finding:
    """Return what a claim is worth against some excerpts; `others` are those it might have taken a half from."""
    case = Case(claim, views, question)
    if case.best is None:
        return Finding(Verdict.UNSOURCED, say("aucun extrait n'est cité", "no excerpt is cited"), 0.0)
    part, used, absent = case.content()
    where = tuple(dict.fromkeys(views.index(one.unit.view) for one in used))
    fault = case.value_fault()
    if not fault and part >= SOME:
        fault = case.meaning_fault()
    if not fault and case.spliced([*case.units, *(unit for one in others if one not in views for unit in one.units)]):
        fault = say("la phrase joint les moitiés de deux phrases", "the sentence joins the halves of two sentences")
    if fault:
        return Finding(Verdict.UNSOURCED, fault, part, where, faults=1)
    if part >= ENOUGH:
        return Finding(Verdict.SOURCED, "", part, where)
    words = ", ".join(dict.fromkeys(absent[:5]))
    reason = say(f"ne figure pas dans l'extrait cité : {words}", f"not in the cited excerpt: {words}")
    return Finding(Verdict.PARTLY_SOURCED if part >= SOME else Verdict.UNSOURCED, reason, part, where)


def prepared(excerpts: Sequence[Excerpt]) -> list[View]:
    """Return the excerpts made ready to be compared."""
    return [view(excerpt) for excerpt in excerpts]
