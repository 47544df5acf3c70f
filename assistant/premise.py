"""What a question takes for granted and what it asks for: whom it is about, when, and which sort of value it wants.

A fluent sentence with a source is not yet an answer: the 60 M€ of one region do not answer a question about another's
budget, and a year is not an amount. Both are told here by rules on names and values, never by similarity.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from assistant.answers import Excerpt, Sentence
from assistant.pointers import years_in
from assistant.statements import analyse
from assistant.values import Value, ValueKind, extract_values, language_of, may_hold, supports
from corpus.analysis import terms
from corpus.folding import strip_accents
from corpus.library import Library

COMMON_SHARE = 0.3
"""A one-word name in more than this share of the passages tells no document from another ("IA")."""

_LONG_WORD = 6
"""Letters from which a word may differ by a typing error and still be the same word."""

_CONTENTS = re.compile(r"(?:\s?[.…·]){5,}")
_REFERENCE = re.compile(r"(?:Sources?|Consigné le|Recorded on|Cf\.)\s*[:\d]", re.IGNORECASE)
_ENDS = re.compile(r"[.!?;:…][\s»”\"')\]†‡*0-9]*$")

_MEASURES = frozenset({ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.AMOUNT, ValueKind.QUANTITY, ValueKind.DURATION})
FIGURES = frozenset({ValueKind.NUMBER, ValueKind.AMOUNT, ValueKind.PERCENT, ValueKind.DATE, ValueKind.QUANTITY})
_MONEY = frozenset({ValueKind.AMOUNT})
_DATES = frozenset({ValueKind.DATE, ValueKind.DURATION})
_NAMES = frozenset({ValueKind.NAME, ValueKind.ACRONYM})

_ASK = r"(?:quel(?:le)?s?|a combien|combien|de quel(?:le)?s?|what|which|how much|how big|how large)"
_WANTED: tuple[tuple[re.Pattern[str], frozenset[ValueKind]], ...] = (
    (
        re.compile(
            rf"\b{_ASK}\b[^?.]{{0,40}}?\b(?:budgets?|montants?|amendes?|enveloppes?|couts?|sommes?|depenses?|fines?|amount|cost)\b"
            r"|\bcombien\b[^?.]{0,60}\b(?:d'euros|d'argent|coute|couter|consacr\w+|investi\w*|depens\w+|finance\w*|millions?|milliards?)\b"
            r"|\bhow much\b"
        ),
        _MONEY,
    ),
    (re.compile(r"\bcombien\b|\bhow many\b|\bquel(?:le)? (?:nombre|part|pourcentage|proportion|taux)\b"), _MEASURES),
    (re.compile(r"\b(?:quand|a quelle date|en quelle annee|a partir de quand|depuis quand|when|what date|which year)\b"), _DATES),
    (
        re.compile(r"^\W*(?:et )?(?:qui|who)\b(?! (?:peut|doit|may|must|can))|\bquel(?:le)?s? (?:est|sont|etait|etaient) (?:le|la|les) (?:nom|rapporteur|president|directeur|auteur|co-?president)"),
        _NAMES,
    ),
)  # fmt: skip
_COUNTED = re.compile(
    r"\b(?:combien (?:de |d')|how many |quel(?:le)? (?:nombre|est le nombre) (?:de |d'))(?P<what>[a-z-]+)"
)

_ASKING = ("budget", "enveloppe", "pourcentage")
_MISSPELT = re.compile(r"^\W*[a-z]{6,8}\b|\b[a-z]{5,12}\b")

_LINK = re.compile(
    r"\s*(?:,|\b(?:ou|or)\b|,\s*(?:ou|or)\b)\s*(?:bien\s+)?(?:l[ea]s?\s+|l['’]|the\s+|on\s+)?", re.IGNORECASE
)
_OR = re.compile(r"\b(?:ou|or)\b", re.IGNORECASE)

# The same text under several names; each line is one thing. A question may use any of them.
_ALIASES = (
    ("ai act", "reglement ia", "ria", "2024/1689", "reglement sur l'intelligence artificielle",
     "reglement sur l'ia", "reglement europeen sur l'ia", "artificial intelligence act", "acte sur l'ia"),
    ("rgpd", "gdpr", "2016/679"),
    ("dsa", "digital services act", "2022/2065", "reglement sur les services numeriques"),
    ("paca", "sud", "provence-alpes-cote d'azur"),
    ("cese", "conseil economique, social et environnemental"),
    ("bretagne", "brittany"), ("normandie", "normandy"), ("corse", "corsica"), ("commission de l'ia", "ai commission"),
    ("union europeenne", "ue", "european union", "eu", "europe"),
)  # fmt: skip

REGIONS = (
    "auvergne-rhone-alpes", "bourgogne-franche-comte", "bretagne", "centre-val de loire", "corse", "grand est",
    "hauts-de-france", "ile-de-france", "normandie", "nouvelle-aquitaine", "occitanie", "pays de la loire",
    "provence-alpes-cote d'azur", "guadeloupe", "guyane", "la reunion", "martinique", "mayotte",
)  # fmt: skip
"""The regions of France, as they are searched for in a question typed without capitals."""
_PLACES = frozenset(" ".join(re.findall(r"[a-z0-9]+", region)) for region in REGIONS)


@dataclass(frozen=True, slots=True)
class Name:
    """Someone or something a question is about: as it was written, and the other names of the same thing, plain."""

    written: str
    forms: tuple[str, ...]

    def within(self, plain: str) -> bool:
        """Whether a plain text (see `plain_words`) names it: one of the forms, each of its words, near enough."""
        words = frozenset(plain.split())
        return any(
            f" {form} " in plain or all(_near(word, words) for word in form.split() if len(word) > 2 or word.isdigit())
            for form in self.forms
        )


@dataclass(frozen=True, slots=True)
class Needs:
    """What an answer must hold to be one."""

    names: tuple[Name, ...]
    years: tuple[str, ...]
    wanted: frozenset[ValueKind]


_CLOSE = 0.85
"""Ratio of matching letters (difflib's, twice the matches over both lengths) from which two words are one, but for an error."""


def _near(word: str, words: frozenset[str]) -> bool:
    """Whether a word is among others, but for one typing error in a long one; numbers are never near."""
    if word in words:
        return True
    if len(word) < _LONG_WORD or any(char.isdigit() for char in word):
        return False
    letters = set(word)
    return any(
        abs(len(other) - len(word)) <= 1
        # A letter that the other lacks is one that does not match: what leaves too few is not compared, which is slow.
        and len(word) - len(letters.difference(other)) >= _CLOSE / 2 * (len(word) + len(other))
        and _close(word, other)
        for other in words
    )


@lru_cache(maxsize=65_536)
def _close(word: str, other: str) -> bool:
    return bool(get_close_matches(word, [other], 1, _CLOSE))


class _Plain(dict[int, str]):
    """A table for `str.translate`: each character in lower case without accents; a space for what no word is made of."""

    def __missing__(self, code: int) -> str:
        lower = strip_accents(chr(code).lower().replace("œ", "oe"))
        self[code] = plain = re.sub(r"[^a-z0-9/]", " ", lower)
        return plain


_PLAIN = _Plain()


def plain_words(text: str) -> str:
    """Return the words of a text in lower case without accents, one space between and around them."""
    return f" {' '.join(text.translate(_PLAIN).split())} "


def needs_of(question: str) -> Needs:
    """Read from a question whom it is about, the years it gives, and the sort of value it wants."""
    plain = _MISSPELT.sub(_spelt, strip_accents(question.lower().replace("’", "'")))
    wanted = next((kinds for pattern, kinds in _WANTED if pattern.search(plain)), frozenset[ValueKind]())
    words = plain_words(question)
    found: dict[str, Name] = {}
    for value in extract_values(question):
        if value.kind in _NAMES:
            _note(found, value.text)
    for region in REGIONS:
        if plain_words(region) in words:
            _note(found, region)
    for group in _ALIASES:
        for form in group:
            if plain_words(form) in words:
                _note(found, form)
    # "Pays de la Loire" within "Région Pays de la Loire" asks nothing more.
    kept = [
        name for key, name in found.items()
        if not any(other != key and f" {key} " in f" {other} " for other in found)
    ]  # fmt: skip
    return Needs(tuple(kept), years_in(question), wanted)


def _spelt(word: re.Match[str]) -> str:
    """Return a word that says which value is wanted without its typing error ("budjet", "combein"), any other as it is."""
    known = (*_ASKING, "combien") if word.start() == 0 else _ASKING  # "combine" is a word, within a sentence
    if word.group().startswith(known):
        return word.group()
    return (get_close_matches(word.group(), known, 1, 0.8) or [word.group()])[0]


_GENERIC = re.compile(
    r"^ (?:(?:la|le|les|l|the|(?:regional )?council of|(?:region|city|town) of|conseil regional (?:de|des|du|d)?|regions?|departements?|ville|commune|president\w*|plan|strategie|rapport|avis|loi|projet) )+"
)


_SAY_NOTHING = frozenset(
    "ia ai region regions france etat pays monsieur madame article annexe combien quand quel quelle quels quelles qui que "
    "quoi comment pourquoi ou est what when who how which where why does is are".split()
)


def _note(found: dict[str, Name], written: str) -> None:
    plain = plain_words(written)
    bare = (_GENERIC.sub(" ", plain) or plain).strip()
    if not bare or bare in _SAY_NOTHING:
        return
    group = next((g for g in _ALIASES if any(plain_words(form).strip() == bare for form in g)), (bare,))
    forms = tuple(plain_words(form).strip() for form in group)
    if not any(forms == name.forms for name in found.values()):
        found[bare] = Name(written, forms if bare in forms else (bare, *forms))


def context_of(excerpt: Excerpt) -> str:
    """Return the words an excerpt speaks under: its own, its document's title, publisher and territory, its section."""
    parts = [excerpt.quote, excerpt.title, excerpt.publisher, excerpt.territory, *excerpt.section]
    return plain_words(" ".join(part for part in parts if part))


def discriminating(library: Library, names: Iterable[Name]) -> tuple[Name, ...]:
    """Return the names that tell some documents from others: not those that most passages hold."""
    total = max(library.passage_count(), 1)
    return tuple(name for name in names if not _common(library, name, total))


def unspoken_year(years: Sequence[str], excerpts: Sequence[Excerpt], contexts: Sequence[str]) -> str:
    """Return the first of the years that a question gives, when excerpts speak of none of them; else the empty string.

    `contexts` are those of the excerpts (see `context_of`). An excerpt speaks of the year of its document's date too. A question
    about a year after all these dates may well be answered by what was in force before.
    """
    if not years:
        return ""
    dates = {excerpt.date[:4] for excerpt in excerpts if excerpt.date}
    spoken = dates.union(*(context.split() for context in contexts))
    return years[0] if max(years) <= max(dates, default="") and spoken.isdisjoint(years) else ""


def _common(library: Library, name: Name, total: int) -> bool:
    """Whether a name is one word that most passages hold; a name of several words, or a place, is always telling."""
    if len(name.forms) > 1 or " " in name.forms[0] or name.forms[0] in _PLACES:
        return False
    return min((library.frequency(term) for term in terms(name.forms[0])), default=0) > COMMON_SHARE * total


def holds(kinds: frozenset[ValueKind], text: str, question: str = "") -> bool:
    """Whether a text holds a value of one of the kinds that the question does not give itself."""
    if not kinds:
        return True
    if not may_hold(kinds, text):
        return False
    given = {value.key for value in extract_values(question)} if question else set()
    return any(value.kind in kinds and value.key not in given for value in extract_values(text, source=True))


def gives(excerpt: Excerpt, value: Value) -> bool:
    """Whether an excerpt holds a value, in whatever form it writes it."""
    return any(supports(held, value) for held in extract_values(excerpt.quote, source=True))


def alternatives(question: str) -> tuple[Value, ...]:
    """Return the values a question asks to choose between ("50 ou 60 millions", "le 10, le 19 ou le 22 juin"), or none."""
    values = [value for value in extract_values(question) if value.kind in FIGURES | {ValueKind.DURATION}]
    group: list[Value] = []
    offered = False
    for value in values:
        between = question[group[-1].end : value.start] if group else ""
        if group and _LINK.fullmatch(between):
            offered = offered or bool(_OR.search(between))
        elif offered:
            break
        else:
            group = []
        group.append(value)
    return tuple(group) if offered else ()


def counted(question: str, text: str) -> bool:
    """Whether a text speaks of what a question wants counted ("combien de pages"); True when it names nothing."""
    match = _COUNTED.search(strip_accents(question.lower().replace("’", "'")))
    if match is None:
        return True
    language, spoken = language_of(question), analyse(text, language_of(text))
    wanted = analyse(match["what"], language).terms
    if not wanted:  # a word without content of its own: "pages"
        return match["what"].rstrip("sx") in spoken.singulars
    return all(spoken.index.nearly(stem, language) for stem in wanted)


def on_subject(names: Sequence[Name], sentence: Sentence, excerpts: Sequence[Excerpt]) -> bool:
    """Whether the excerpts a sentence cites speak of at least one of the names asked about."""
    return not names or any(name.within(context_of(excerpts[index])) for index in sentence.citations for name in names)


def is_reference(quote: str) -> bool:
    """Whether a slice is a line of a table of contents or of sources: it points at statements and makes none."""
    return bool(_CONTENTS.search(quote) or _REFERENCE.match(quote))


def is_statement(quote: str) -> bool:
    """Whether a slice reads as a sentence that states something, not as a heading, a question or a reference."""
    return bool(_ENDS.search(quote)) and not quote.rstrip().endswith("?") and not is_reference(quote)
