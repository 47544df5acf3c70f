"""Words cut by a hyphen at the end of a line: joined without it, or with it when it belongs to the word.

The document itself is the dictionary: a word that it writes elsewhere decides; after it, the words that French and
English form with a hyphen; else the hyphen is taken for a cut.
"""

import re
from collections import Counter
from collections.abc import Iterable

HYPHENS = "-\u2010\u00ad\u2011"

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*")
_LAST = re.compile(rf"([^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*)[{HYPHENS}]$")
_FIRST = re.compile(r"^([^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*)")
_ADDRESS = re.compile(r"(?:://|www\.|@)\S*$")

_BEFORE = frozenset(
    """
    porte socio non demi semi ex vice sous mi quasi contre avant après entre outre arrière haut haute bas basse
    libre garde chef maître franco anglo euro afro médico politico juridico technico ci là grand nord sud est ouest
    moi toi lui elle nous vous eux soi cet cette celui celle ceux celles peut rendez mot quelques vingt trente quarante
    cinquante soixante quatre dix cent court moyen long plus rez chiffre prêt compte taux états etats saint sainte
    bien mal pre medium large small self well co high low cross long short real so user risk decision human state
    """.split()
)  # fmt: skip
_AFTER = frozenset(
    """
    ci là même mêmes être t il elle on ils elles je tu nous vous le la les lui leur leurs en y ce ceux moi toi
    parole de d à sur up off based wide term level making specific driven related making keeping
    """.split()
)
_DANGLING = frozenset("et ou ni and or to".split())  # "pré- et post-"


class Vocabulary:
    """The words a document writes without a cut, and how often."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._count: Counter[str] = Counter()
        cut = False
        for line in lines:
            words = [
                found.group().casefold().replace("\u2010", "-").replace("\u2011", "-") for found in _WORD.finditer(line)
            ]
            ends_cut = bool(line) and line[-1] in HYPHENS
            self._count.update(words[1 if cut else 0 : -1 if ends_cut else None])
            for word in words[1 if cut else 0 : -1 if ends_cut else None]:
                if "'" in word or "’" in word:
                    self._count.update(re.split("['’]", word)[1:])
            cut = ends_cut

    def __getitem__(self, word: str) -> int:
        return self._count[word.casefold()]


def keeps_hyphen(first: str, second: str, known: Vocabulary) -> bool:
    """Whether `first-` at a line end and `second` on the next line form a word written with its hyphen."""
    head = re.split("['’]", first.casefold())[-1]
    tail = second.casefold()
    with_it, without = known[f"{head}-{tail}"], known[head + tail]
    if with_it != without:
        return with_it > without
    parts = head.split("-")
    if parts[-1] in _BEFORE or tail.split("-")[0] in _AFTER:
        return True
    if len(parts) > 1 or "-" in tail:  # already a compound: a cut inside it falls at its own hyphen or in a long part
        return len(parts[-1]) <= 2 or known[parts[-1]] > 0
    # Two words the document also writes alone, neither a mere syllable.
    return len(head) >= 4 and len(tail) >= 4 and known[head] > 0 and known[tail] > 0


def _after_hyphen(before: str, after: str, known: Vocabulary) -> tuple[int, str]:
    """How a line that ends in a hyphen joins the next one."""
    if before[-1] == "\u00ad":
        return 1, ""
    if before[-2:-1].isspace():  # a dash between words
        return 0, " "
    last, first = _LAST.search(before), _FIRST.match(after)
    if not last or not first or _ADDRESS.search(before):  # 2018-|2022, an address
        return 0, "" if before[-2:-1].isalnum() and after[0].isalnum() else " "
    if first.group(1) in _DANGLING:
        return 0, " "
    # Law-|Making, Nord-|Pas-de-Calais: a capital is not in the middle of a word.
    kept = after[0].isupper() or keeps_hyphen(last.group(1), first.group(1), known)
    return 0 if kept else 1, ""


def joint(before: str, after: str, known: Vocabulary) -> tuple[int, str]:
    """How two lines of a paragraph join: `(characters dropped from the end of before, what is written between)`."""
    if not before or not after:
        return 0, " "
    if before[-1] in HYPHENS:
        return _after_hyphen(before, after, known)
    elided = before[-1] in "'’" and before[-2:-1].isalpha() and after[0].isalpha()
    sliced = before[-1] == "/" and before[-2:-1].isalnum() and after[0].isalnum()
    return 0, "" if elided or sliced else " "
