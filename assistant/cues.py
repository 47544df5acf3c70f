"""The words that deny, oblige, allow, plan or report as done, and the content word each of them bears on.

Each cue ("ne … pas", "doit", "prévoit de", "a adopté") has a focus, the content word it bears on, and a scope, the words
up to the end of the clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from assistant.statements import Statement, Word


class Force(StrEnum):
    """With what force something is said."""

    FACT = "fact"
    OBLIGATION = "obligation"
    ADVICE = "advice"  # doit → devrait, recommande, propose
    POSSIBILITY = "possibility"
    HYPOTHESIS = "hypothesis"  # pourrait, serait
    PLAN = "plan"  # prévoit de, envisage de
    FUTURE = "future"  # sera, va créer, will
    DONE = "done"  # a adopté
    PROHIBITION = "prohibition"


class Polarity(StrEnum):
    """Whether something is affirmed or denied."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    ONLY = "only"  # ne … que, uniquement
    EXCEPTED = "excepted"  # sauf, unless
    WITHOUT = "without"  # sans


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that sets a polarity or a force: words `[first:last]` of the statement, bearing on word `focus`."""

    sets: Force | Polarity
    first: int
    last: int
    focus: int | None
    scope_end: int


_STRONG = re.compile(r"[.;:!?()]")
_BOUNDARY = re.compile(r"[.;:!?(),]")
_OPENERS = frozenset(
    "qui que qu dont ou lorsque lorsqu si afin car mais tandis alors which that who when if because while although but whereas".split()
)
# fmt: off
_AUXILIARIES = frozenset("""
est sont etait etaient ete etre soit soient sera seront serait seraient fut furent a ont avait avaient avoir aura auront aurait
aient ait ayant etant doit doivent devra devront devrait devraient doive devoir peut peuvent pourra pourront pourrait pourraient
puisse puissent pouvoir pouvant va vont fait faire is are was were be been being has have had shall must may can could should
would will might do does did able aller allant atteindre reach up tenu tenue tenus tenues allowed permitted required
veiller veille veillent ensure ensures
""".split())
_NEGATIVE_PARTNERS = {"pas", "plus", "jamais", "aucun", "aucune", "aucuns", "aucunes", "rien", "personne", "nul", "nulle", "ni", "guere", "point", "nullement"}
_NEGATIVE_SUBJECTS = {"aucun", "aucune", "nul", "nulle", "personne", "rien", "ni", "jamais"}
_DENY_ALONE = {"peut", "peuvent", "pouvait", "puisse", "saurait", "sauraient", "pourra", "pourront", "cesse", "cessent"}
_FORCES: dict[str, dict[Force, frozenset[str]]] = {
    "fr": {
        Force.OBLIGATION: frozenset("doit doivent devra devront devait devaient doive faut incombe incombent".split()),
        Force.ADVICE: frozenset("devrait devraient".split()),
        Force.POSSIBILITY: frozenset("peut peuvent pourra pourront puisse puissent pouvant pouvait pouvaient".split()),
        Force.HYPOTHESIS: frozenset("pourrait pourraient serait seraient aurait auraient".split()),
    },
    "en": {
        Force.OBLIGATION: frozenset("shall must".split()),
        Force.ADVICE: frozenset("should ought".split()),
        Force.POSSIBILITY: frozenset("may can".split()),
        Force.HYPOTHESIS: frozenset("could might would".split()),
        Force.FUTURE: frozenset(["will"]),
    },
}
# fmt: on
_PHRASES: dict[str, list[tuple[Force | Polarity, re.Pattern[str]]]] = {
    "fr": [
        (
            Force.OBLIGATION,
            re.compile(
                r"\b(?:est|sont|soit|soient|sera|seront|etre|etait|etaient) tenue?s? (?:de|d')|\bobligation de\b|\bobligatoire de\b|\boblige\w* a\b|\bil est (?:necessaire|important|indispensable|imperatif) de\b|\ba l'obligation\b|\bsont dans l'obligation\b|\bon doit\b|\b(?:a|ont|disposent?) (?:jusqu'a\w*|de) [^,;.]{2,25} pour\b"
            ),
        ),
        (
            Force.POSSIBILITY,
            re.compile(
                r"\b(?:a|ont) la (?:possibilite|faculte) (?:de|d')|\b(?:est|sont) autorisee?s? a\b|\bil est possible (?:de|d')|\b(?:est|sont) habilitee?s? a\b|\b(?:a|ont) le droit (?:de|d')"
            ),
        ),
        (
            Force.PROHIBITION,
            re.compile(
                r"\binterdi(?:t|te|ts|tes|ction|ctions|sent)(?: aux? \w+)? (?:de\b|d')|\bil est interdit\b|\bne saurai(?:t|ent)\b"
            ),
        ),
        (
            Force.PLAN,
            re.compile(
                r"\b(?:prevoit|prevoient|prevoyait|envisagent|envisage|projette|projettent|ambitionnent?|entend(?:ent)?|compte(?:nt)?(?= \w+(?:er|ir|re)\b)|a l'intention) ?(?:de |d'|que |qu')?(?=\w)|\ba pour (?:objectif|but|ambition) (?:de|d')|\bvise(?:nt)? a\b"
            ),
        ),
        (
            Force.ADVICE,
            re.compile(
                r"\bil convient (?:donc |egalement |notamment |par consequent )?(?:de\b|d'|que\b|qu')|\b(?:propose|proposent|recommande|recommandent|preconise|preconisent|suggere|suggerent|souhaite|souhaitent|invite|invitent|(?<!s')appelle|appellent|encourage|encouragent)\b(?: (?:de|d'|que|qu'|a))?"
            ),
        ),
        (
            Polarity.EXCEPTED,
            re.compile(
                r"\bsauf\b|\bhormis\b|\bexcepte\b|\ba l'exception d\w*|\ba l'exclusion d\w*|\ba moins (?:que|qu'|de|d')"
            ),
        ),
        (Polarity.ONLY, re.compile(r"(?<!pas )(?<!plus )(?<!non )\b(?:uniquement|seulement|exclusivement|seule?s?)\b")),
        (Polarity.WITHOUT, re.compile(r"\bsans\b")),
        (Force.HYPOTHESIS, re.compile(r"\bdans quelle mesure\b|\bde savoir si\b|\bdeterminer si\b|\bevaluer si\b")),
        (
            Polarity.DENIED,
            re.compile(
                r"\b(?:dement|dementent|nie|nient|refute|refutent|conteste|contestent)\b|\b(?:renonce|renoncent|renonce)\b a\b|\brefuse(?:nt)? de\b|\b(?:dispense|exempte|exonere)e?s? (?:de|d')|\b(?:cesse|cessent) (?:de|d')"
            ),
        ),
    ],
    "en": [
        (
            Force.OBLIGATION,
            re.compile(
                r"\b(?:is|are|be|was|were) (?:required|obliged|bound) to\b|\b(?:has|have|had|need|needs) to\b|\bobligation to\b"
            ),
        ),
        (
            Force.POSSIBILITY,
            re.compile(r"\b(?:is|are) (?:allowed|permitted|entitled|able|empowered) to\b|\bit is possible to\b"),
        ),
        (
            Force.PROHIBITION,
            re.compile(
                r"\bprohibited from\b|\bprohibition (?:of|on)\b|\bit is (?:prohibited|forbidden) to\b|\bmay not\b"
            ),
        ),
        (Force.PLAN, re.compile(r"\b(?:plans?|intends?|aims?|envisages?|is going|are going|is due|is set) to\b")),
        (
            Force.ADVICE,
            re.compile(
                r"\b(?:proposes?|recommends?|suggests?|advises?|advocates?|calls? for|encourages?|invites?|urges?)\b(?: (?:that|to))?"
            ),
        ),
        (
            Polarity.EXCEPTED,
            re.compile(r"\bunless\b|\bexcept\b|\bwith the exception of\b|\bexcluding\b|\bother than\b"),
        ),
        (Polarity.ONLY, re.compile(r"(?<!not )\b(?:only|solely|exclusively|sole)\b")),
        (Polarity.WITHOUT, re.compile(r"\bwithout\b")),
        (Force.HYPOTHESIS, re.compile(r"\bwhether\b|\bto what extent\b")),
        (
            Polarity.DENIED,
            re.compile(
                r"\b(?:denies|deny|refutes?|disputes)\b|\bexempt(?:ed)? from\b|\brefuses? to\b|\bfails? to\b|\bdeclines? to\b"
            ),
        ),
    ],
}  # fmt: skip
_FUTURE = re.compile(
    r"[a-z]{2,}(?:era|eront|ira|iront|dra|dront|tra|tront|vra|vront|rra|rront)|aura|auront|sera|seront"
)
_CONDITIONAL = re.compile(r"[a-z]{2,}rai(?:t|ent)")
_NOT_TENSES = frozenset(
    "opera camera extra contra infra supra ultra intra extrait portrait retrait trait attrait abstrait tantra pourra pourront devra devront faudra devrait devraient pourrait pourraient parait disparait apparait connaitra".split()
)
_PARTICIPLE = re.compile(r"\w+(?:é|ée|és|ées|i|ie|is|ies|it|ite|its|ites|u|ue|us|ues|ert|erte|erts|ertes)")
_NOT_PARTICIPLES = frozenset("aussi ainsi parmi plus depuis puis tous lui qui du au aucun avis acces droit".split())
_ADVERBS = frozenset("bien deja aussi egalement ainsi toujours donc notamment enfin alors already also".split())
_ENGLISH_PARTICIPLE = re.compile(
    r"\w{2,}ed|made|set|given|taken|held|put|built|begun|written|drawn|chosen|become|led|paid|kept|sent|spent"
)


def _focus(words: tuple[Word, ...], start: int, reach: int = 9) -> int | None:
    """Return the first content word from `start` on, before the clause is over.

    Auxiliaries are passed over, and so is what stands between two commas: "peut, dans certains cas, refuser".
    """
    if start < len(words) and "," in words[start].before:
        start = next((at for at in range(start + 1, min(len(words), start + 12)) if "," in words[at].before), start)
    for at in range(start, min(len(words), start + reach)):
        if at > start and _STRONG.search(words[at].before):
            return None
        if words[at].stem and words[at].plain not in _AUXILIARIES:
            return at
    return None


def _scope_end(words: tuple[Word, ...], start: int, passing: frozenset[str] = frozenset()) -> int:
    """Return where the clause that holds `start` ends; words of `passing` do not open another."""
    for at in range(start + 1, len(words)):
        if _BOUNDARY.search(words[at].before) or words[at].plain in _OPENERS - passing:
            return at
    return len(words)


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
        if _STRONG.search(words[place].before):
            break
        plain = words[place].plain
        following = [word.plain for word in words[place + 1 : place + 9]]
        if plain in _NEGATIVE_PARTNERS:
            only = following[:1] in (["seulement"], ["uniquement"])  # "pas seulement" takes a limit away
            return (None if only else _cue(words, Polarity.DENIED, at, place + 1, at + 1)), {place}
        if plain in ("que", "qu"):
            # "n'entre en vigueur que si", but not "ne signifie pas que".
            limits = "pas" not in following or "si" in following
            return (_cue(words, Polarity.ONLY, at, place + 1) if limits else None), set()
    # "aucun agent ne peut", "nul n'est", and the formal "ne peut", "ne saurait" alone.
    before = [place for place in range(max(0, at - 12), at) if words[place].plain in _NEGATIVE_SUBJECTS]
    if before or (at + 1 < len(words) and words[at + 1].plain in _DENY_ALONE):
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
        if _BOUNDARY.search(word.before):
            return None
        if word.plain in ("ete", "been") or word.plain in _ADVERBS or word.plain in _NEGATIVE_PARTNERS:
            continue
        pattern = _PARTICIPLE if language == "fr" else _ENGLISH_PARTICIPLE
        if pattern.fullmatch(word.written.lower()) and word.plain not in _NOT_PARTICIPLES and word.stem:
            return Cue(Force.DONE, at, place + 1, place, place + 1)
        return None
    return None


def _tenses(words: tuple[Word, ...], language: str) -> Iterator[Cue]:
    for at, word in enumerate(words):
        plain = word.plain
        for force, forms in _FORCES[language].items():
            if plain in forms and (force is not Force.POSSIBILITY or plain != "may" or not word.written.istitle()):
                yield _cue(words, force, at, at + 1)
        if past := _past(words, at, language):
            yield past
        if language != "fr" or plain in _NOT_TENSES or not word.written.islower():
            continue
        if _FUTURE.fullmatch(plain):
            yield _cue(words, Force.FUTURE, at, at + 1, at if word.stem and plain not in _AUXILIARIES else at + 1)
        elif _CONDITIONAL.fullmatch(plain) and plain not in _FORCES["fr"][Force.HYPOTHESIS]:
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
    for sets, pattern in _PHRASES[language]:
        for match in pattern.finditer(text):
            first = sum(1 for start in starts if start < match.start())
            last = sum(1 for start in starts if start < match.end())
            if not any(cue.first == first and cue.sets is sets for cue in found):
                cue = _cue(words, sets, first, last)
                # "prévoit 70 M€ pour son plan": it is the sum that is planned, not the plan.
                counted = cue.focus is not None and any(word.plain.isdigit() for word in words[last : cue.focus])
                found.append(replace(cue, focus=None) if sets is Force.PLAN and counted else cue)
    return tuple(sorted(found, key=lambda cue: (cue.first, cue.last)))


def _joined(words: tuple[Word, ...]) -> tuple[str, list[int]]:
    text, starts = "", []
    for word in words:
        text += word.before if text else ""
        starts.append(len(text))
        text += word.plain
    return text, starts
