"""On which side of a value a statement lies: "au moins", "jusqu'à", "plus de", "avant"."""

import re

from assistant.values.records import Bound, ValueKind

_GAP = r"(?: (?:de|d'|des|a|au|aux|le|la|les|l'|du|the|of|a|an))*[ ']?(?:€|\$|£|eur )?$"
_BEFORE = [
    (Bound.AT_MOST, r"jusqu'(?:a|au|aux)|au plus|au maximum|maximum|maximale?s?|plafonnee?s? a|plafond|(?:n'excede|n'excedant|ne depasse|ne depassant|excedent|depassent)(?:nt)? pas"
                    r"|n'excedent pas|inferieure?s? ou egale?s?|up to|at most|no more than|not more than|not exceeding|a maximum|capped at|pas plus|(?:peut|peuvent|pouvant) atteindre"),
    (Bound.AT_LEAST, r"au moins|au minimum|minimum|minimale?s?|superieure?s? ou egale?s?|a partir|at least|no less than|a minimum|not less than|pas moins|d'au moins"),
    (Bound.OVER, r"(?<!pas )(?<!au )plus|superieure?s?|depass(?:e|ent|ant)|exced(?:e|ent|ant)|au-dela|more than|over|exceed(?:s|ing)?|above|greater than|(?<!t )(?<!no )more"),
    (Bound.UNDER, r"(?<!au )(?<!pas )moins|inferieure?s?|en deca|less than|under|below|fewer than|lower than"),
    (Bound.ABOUT, r"environ|autour|pres|quelque|approximativement|de l'ordre|about|around|approximately|nearly|some|roughly"),
    (Bound.BEFORE, r"avant|jusqu'au|au plus tard|d'ici|before|until|by|no later than|prior to"),
    (Bound.AFTER, r"apres|a compter|a partir|depuis|after|since|from|as of|as from|starting"),
]  # fmt: skip
_NUMBERS = {Bound.AT_MOST, Bound.AT_LEAST, Bound.OVER, Bound.UNDER, Bound.ABOUT}
_BEFORE_PATTERNS = [(bound, re.compile(rf"(?<![a-z])(?:{words}){_GAP}")) for bound, words in _BEFORE]
_AFTER_PATTERNS = [
    (Bound.AT_MOST, re.compile(r" ?(?:au plus|au maximum|maximum|at most|or less|ou moins)\b")),
    (Bound.AT_LEAST, re.compile(r" ?(?:au moins|au minimum|minimum|or more|ou plus|at least)\b")),
    (Bound.ABOUT, re.compile(r" ?(?:environ|approximately)\b")),
]
_OPPOSITE = [
    ({Bound.AT_LEAST, Bound.OVER}, {Bound.AT_MOST, Bound.UNDER}),
    ({Bound.BEFORE}, {Bound.AFTER, Bound.AT_LEAST}),
]


def bound_at(plain: str, start: int, end: int, kind: ValueKind) -> Bound:
    """Return the bound that the words around `plain[start:end]` set."""
    dated = kind in (ValueKind.DATE, ValueKind.TIME)
    for bound, pattern in _AFTER_PATTERNS:
        if not dated and pattern.match(plain, end):
            return bound
    window = plain[max(0, start - 40) : start]
    if kind is ValueKind.DURATION and window.endswith("over "):
        return Bound.EXACT  # "over three years" is how long, not how much more
    for bound, pattern in _BEFORE_PATTERNS:
        if (bound in _NUMBERS) != dated and pattern.search(window):
            return bound
    return Bound.EXACT


def opposed(claim: Bound, source: Bound) -> bool:
    """Whether two bounds of one value say contrary things; a bound that is left out is not contrary."""
    if not claim or claim is source or claim is Bound.ABOUT:
        return False
    if not source:
        return claim in (Bound.OVER, Bound.UNDER)
    return any((claim in a and source in b) or (claim in b and source in a) for a, b in _OPPOSITE)
