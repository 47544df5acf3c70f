"""What sort of thing differs between the words of a quotation and those of its source."""

from collections import Counter
from collections.abc import Sequence

from assistant.quotations.records import Change
from assistant.quotations.words import Sort, Token, joined
from assistant.values.numerals import NUMBER_WORDS

# fmt: off
_NEGATIONS = frozenset(
    "ne n pas jamais aucun aucune nul nulle rien ni non sans guere point nullement aucunement not no never none neither nor "
    "without cannot".split()
)
_NOT_COUNTED = frozenset("un une one".split())
_MEASURES = frozenset(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march april may june "
    "july august september october november december tiers quart moitie double triple dizaine dizaines douzaine vingtaine "
    "trentaine cinquantaine centaine centaines millier milliers premier premiere deuxieme second seconde troisieme half "
    "twice euro euros dollar dollars pourcent percent".split()
)
_PREFIXES = ("non", "in", "im", "il", "ir", "dis", "un", "a")
# fmt: on


def is_negation(token: Token) -> bool:
    """Whether a word denies."""
    return token.loose in _NEGATIONS


def is_number(token: Token) -> bool:
    """Whether a token is a number, in digits or letters, or a measure of one: a month, a sign, a fraction."""
    if token.sort is not Sort.WORD:
        return True
    return (token.loose in NUMBER_WORDS and token.loose not in _NOT_COUNTED) or token.loose in _MEASURES


def is_name(token: Token, *, opens: bool) -> bool:
    """Whether a word is a proper name or an acronym; a capital that opens a sentence is none by itself."""
    if token.sort is not Sort.WORD or not token.form[:1].isupper():
        return False
    return not opens or (len(token.form) > 1 and token.form.isupper())


def changes_of(
    quoted: Sequence[Token], source: Sequence[Token], opens: frozenset[int] = frozenset()
) -> tuple[Change, ...]:
    """Return what differs between two runs of words that stand for each other, gravest first; one of them may be empty.

    `opens` are the places (`Token.start` of the quotation, `-1 - Token.start` of the source) of words that open a sentence.
    """
    if joined(quoted) == joined(source):
        return (Change.SPELLING,)
    more, less = Counter(token.loose for token in quoted), Counter(token.loose for token in source)
    extra, missing = more - less, less - more
    here = [token for token in quoted if extra[token.loose]]
    there = [token for token in source if missing[token.loose]]
    found: list[Change] = []
    if any(map(is_negation, [*here, *there])) or _prefixed(here, there):
        found.append(Change.NEGATION)
    if any(map(is_number, [*here, *there])):
        found.append(Change.NUMBER)
    names = [token for token in here if is_name(token, opens=token.start in opens)]
    names += [token for token in there if is_name(token, opens=-1 - token.start in opens)]
    if names:
        found.append(Change.NAME)
    known = {id(token) for token in names}
    plain = [
        token
        for token in [*here, *there]
        if id(token) not in known and not is_negation(token) and not is_number(token) and len(token.loose) > 1
    ]
    if not found or (plain and len(quoted) != len(source)):
        found.append(Change.WORD)
    return tuple(found)


def _prefixed(here: Sequence[Token], there: Sequence[Token]) -> bool:
    """Whether a word became its contrary by a prefix: possible, impossible."""
    return any(
        longer.loose == prefix + shorter.loose and len(shorter.loose) > 3
        for one in here
        for other in there
        for longer, shorter in ((one, other), (other, one))
        for prefix in _PREFIXES
    )
