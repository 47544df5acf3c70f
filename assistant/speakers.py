"""Who speaks, and what kind of act it is: an opinion of a CESER is not a decision of the Region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.lexicon import notion, stem
from assistant.statements import Statement, Word, akin
from assistant.values import ValueKind
from corpus.folding import strip_accents


class Act(StrEnum):
    """What a speaker does by saying something."""

    OPINION = "opinion"
    PLAN = "plan"
    DECISION = "decision"
    DEED = "deed"


# fmt: off
_ACTS = {
    Act.OPINION: "recommande préconise propose souhaite suggère estime invite appelle insiste demande considère regrette salue "
                 "alerte plaide encourage juge | recommends proposes suggests believes invites urges considers regrets welcomes calls advocates",
    Act.PLAN: "prévoit envisage projette ambitionne entend | plans intends envisages aims",
    Act.DECISION: "décide adopte vote approuve impose abroge ratifie valide rejette refuse décrète | decides adopts votes approves imposes "
                  "repeals ratifies rejects refuses",
    Act.DEED: "lance crée réalise finance consacre alloue déploie investit publie signe attribue verse achève annonce "
              "| launches creates funds allocates deploys invests publishes signs awards announces devotes completes",
}
_ACTORS = (
    "région conseil commission état gouvernement ministre ministère parlement département métropole commune comité agence autorité "
    "fournisseur déployeur importateur distributeur mandataire préfet président collectivité université association syndicat assemblée "
    "opérateur citoyen opposition maire élu agent salarié étudiant entreprise | region council commission state government minister ministry parliament department "
    "committee agency authority provider deployer importer distributor president municipality university association office board official citizen employee company"
)
# fmt: on
_COUNCILS = frozenset({"ceser", "cese"})
_KNOWN_BODIES = frozenset("ceser cese cnil opecst ibpt".split())
_DETERMINERS = frozenset(
    "le la les l un une des du de d ce cette ces son sa ses leur leurs the a an this that these its their of no".split()
)
_CLAUSE = re.compile(r"[,;:.()]")
_INFINITE = {"fr": re.compile(r"(?:er|ir|dre|tre)$"), "en": re.compile(r"ing$")}
_SUBORDINATE = frozenset({"que", "qu", "that"})  # what follows has a subject of its own
_SENTENCE = re.compile(r"[;:.]")
_PASSIVE = frozenset("ete est sont etait etaient sera seront be been is are was were".split())
_ACCORDING = frozenset({"selon", "apres", "according"})


def _verbs() -> dict[str, dict[str, Act]]:
    table: dict[str, dict[str, Act]] = {"fr": {}, "en": {}}
    for act, words in _ACTS.items():
        for language, part in zip(("fr", "en"), words.split("|"), strict=True):
            for word in part.split():
                table[language][stem(strip_accents(word), language)] = act
    return table


def _actors() -> dict[str, frozenset[str]]:
    parts = _ACTORS.split("|")
    return {
        language: frozenset(stem(strip_accents(word), language) for word in part.split()) - {""}
        for language, part in zip(("fr", "en"), parts, strict=True)
    }


_VERBS = _verbs()
_ACTOR_STEMS = _actors()


@dataclass(frozen=True, slots=True)
class Doing:
    """A finite verb of saying or doing, and the actors that may be its subject."""

    act: Act
    verb: str  # stem
    written: str
    actors: frozenset[str]


def _actor_names(words: tuple[Word, ...], statement: Statement) -> frozenset[str]:
    """Return the actors among consecutive words: institutions and acronyms; proper names when there are none."""
    language = statement.language
    found = {name for word in words if (name := actor(word, language))}
    if not words:
        return frozenset()
    first, last = words[0].start, words[-1].start
    named = [value for value in statement.values if first <= value.start <= last]
    for value in named:
        if value.kind is ValueKind.ACRONYM and value.canonical not in ("ia", "ue"):
            found.add(value.canonical)
            if value.canonical in _COUNCILS:
                found.add(notion(stem("conseil", "fr"), "fr"))
    if not found:
        found = {value.canonical for value in named if value.kind is ValueKind.NAME}
    return frozenset(found)


@lru_cache(maxsize=8192)
def doings(statement: Statement) -> tuple[Doing, ...]:
    """Return the verbs of saying and doing of a statement with their subjects (or agents, after "par")."""
    return tuple(_doings(statement))


def _doings(statement: Statement) -> Iterator[Doing]:
    words, language = statement.words, statement.language
    for at, word in enumerate(words):
        act = _VERBS[language].get(stem(word.plain, language) or "-")
        if act is None or (at and words[at - 1].plain in _DETERMINERS) or not word.written.islower():
            continue
        if _INFINITE[language].search(word.plain):
            continue
        start = at
        while start and not _CLAUSE.search(words[start].before) and words[start - 1].plain not in _SUBORDINATE:
            start -= 1
        if not any(before.stem for before in words[start:at]):  # "La Commission, qui pilote le programme, verse …"
            while start and not _SENTENCE.search(words[start].before) and words[start - 1].plain not in _SUBORDINATE:
                start -= 1
        agent = next(
            (place for place in range(at + 1, min(len(words), at + 5)) if words[place].plain in ("par", "by")), None
        )
        passive = at and words[at - 1].plain in _PASSIVE  # who stands before the verb bears what is done
        actors = frozenset() if passive else _actor_names(words[start:at], statement)
        if agent is not None:
            actors |= _actor_names(words[agent : agent + 6], statement)
        yield Doing(act, stem(word.plain, language), word.written, actors)


@lru_cache(maxsize=8192)
def quoted_speakers(statement: Statement) -> frozenset[str]:
    """Return the actors named by "selon …", "d'après …", "according to …"."""
    words = statement.words
    for at, word in enumerate(words):
        if word.plain not in _ACCORDING or (word.plain == "apres" and not (at and words[at - 1].plain == "d")):
            continue
        end = at + 1
        while end < len(words) and not _CLAUSE.search(words[end].before) and end - at < 10:
            end += 1
        return _actor_names(words[at + 1 : end], statement)
    return frozenset()


def actor(word: Word, language: str) -> str:
    """Return the name of the institution or role a word stands for, or the empty string."""
    if word.stem not in _ACTOR_STEMS[language]:
        return word.plain if word.plain in _KNOWN_BODIES else ""
    return notion(word.stem, language) or word.stem


def actors_of(statement: Statement) -> frozenset[str]:
    """Return every actor of a statement, such as a title or the name of a publisher."""
    return _actor_names(statement.words, statement)


@dataclass(frozen=True, slots=True)
class WrongSpeaker:
    """A claim gives an act to another than the one its source gives it to, or an act the source does not have."""

    verb: str
    missing: bool  # the source has no such act at all


def compare_speakers(
    claim: Statement, sources: tuple[Statement, ...], publishers: frozenset[str]
) -> WrongSpeaker | None:
    """Return the first act of a claim that no source gives to the same actor.

    `publishers` are the actors in the title and publisher of the excerpts: they speak where the text names nobody.
    """
    theirs = [doing for source in sources for doing in doings(source)]
    speakers = publishers.union(*(doing.actors for doing in theirs), *(quoted_speakers(source) for source in sources))
    quoted = quoted_speakers(claim)
    if quoted and publishers and not quoted & speakers:
        return WrongSpeaker(", ".join(sorted(name.removeprefix("=") for name in quoted)), missing=False)
    for doing in doings(claim):
        same = [other for other in theirs if _same_verb(doing, claim, other)]
        if not same:
            strong = doing.act in (Act.DECISION, Act.DEED) and doing.actors
            if strong and not any(source.index.holds(doing.verb, claim.language) for source in sources):
                return WrongSpeaker(doing.written, missing=True)
            continue
        if doing.actors and not any(doing.actors & (other.actors or publishers or doing.actors) for other in same):
            return WrongSpeaker(doing.written, missing=False)
    return None


def _same_verb(doing: Doing, claim: Statement, other: Doing) -> bool:
    if doing.verb == other.verb or akin(doing.verb, other.verb):
        return True
    name = notion(doing.verb, claim.language)
    return bool(name) and name in (notion(other.verb, "fr"), notion(other.verb, "en"))


def is_act(stemmed: str, language: str) -> bool:
    """Whether a stem is that of a verb of saying or doing."""
    return stemmed in _VERBS[language]
