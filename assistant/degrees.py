"""How much: "très présente" is not "peu présente". Compared word by word, like denial and force, never as content."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from assistant.forces import BOUNDARY
from assistant.statements import Statement, TermIndex, akin, analyse


class Degree(StrEnum):
    """What an adverb or adjective of degree says of the word it stands beside."""

    MUCH = "much"
    LITTLE = "little"


_WORDS = {
    Degree.MUCH: frozenset(
        "tres fortement hautement largement massivement particulierement extremement nettement considerablement pleinement "
        "beaucoup majoritairement souvent frequemment fort forte forts fortes massif massive eleve elevee eleves elevees "
        "very highly strongly widely largely extremely heavily greatly particularly often strong high".split()
    ),
    Degree.LITTLE: frozenset(
        "peu faiblement guere rarement marginalement legerement insuffisamment faible faibles rare rares limite limitee "
        "limites limitees little barely hardly slightly rarely scarcely poorly marginally weakly seldom weak low limited".split()
    ),
}
_PAIRED = {
    ("un", "peu"),
    ("peu", "a"),
    ("depuis", "peu"),
    ("sous", "peu"),
    ("a", "peu"),
    ("avant", "peu"),
    ("a", "little"),
}
"""Two words that together say something else: "un peu", "peu à peu", "à peu près"."""
_COPULAS = frozenset("est sont etait etaient reste restent demeure demeurent is are was were remains remain".split())
_LINKS = frozenset("de d des du la le les l en a".split())


_WHOLLY = re.compile(
    r"\b(?:unanim|exclusiv|integralement|entierement|totalement|gratuit|definitiv|facultati|entirely|wholly)[a-z]*"
)
"""What makes a statement a much stronger one, whoever adds it: a model, or a question that takes it for granted."""


def unsaid(claim: Statement, source: TermIndex) -> str:
    """Return a word of the claim that allows no exception and that the source does not have, or the empty string."""
    found = _WHOLLY.search(claim.plain)
    if not found:
        return ""
    stems = analyse(found.group(), claim.language).terms
    return "" if all(source.holds(stem, claim.language) for stem in stems) else found.group()


@lru_cache(maxsize=8192)
def degrees(statement: Statement) -> dict[str, frozenset[Degree]]:
    """Return the content stems beside which a degree stands, with each degree said of them."""
    found: dict[str, set[Degree]] = {}
    for at, degree in _marks(statement):
        for stem in _beside(statement, at):
            found.setdefault(stem, set()).add(degree)
    return {stem: frozenset(marks) for stem, marks in found.items()}


def _marks(statement: Statement) -> Iterator[tuple[int, Degree]]:
    words = statement.words
    for at, word in enumerate(words):
        pairs = {(words[at - 1].plain, word.plain)} if at else set()
        if at + 1 < len(words):
            pairs.add((word.plain, words[at + 1].plain))
        for degree, known in _WORDS.items():
            if word.plain in known and not pairs & _PAIRED:
                yield at, degree


def _predicates(statement: Statement) -> Iterator[tuple[int, Degree]]:
    """Yield the degrees that are themselves what is said: "la région est faible dans…"."""
    for at, degree in _marks(statement):
        if at and statement.words[at - 1].plain in _COPULAS and not list(_ahead(statement, at)):
            yield at, degree


def _ahead(statement: Statement, at: int) -> Iterator[str]:
    """Yield the content word that a degree stands before."""
    words = statement.words
    for ahead in range(at + 1, min(len(words), at + 4)):
        if BOUNDARY.search(words[ahead].before):
            return
        if words[ahead].stem and not any(words[ahead].plain in known for known in _WORDS.values()):
            yield words[ahead].stem
            return
        if words[ahead].plain not in _LINKS:
            return


def _beside(statement: Statement, at: int) -> Iterator[str]:
    """Yield the content word that a degree stands before, or the one it follows when none does."""
    words = statement.words
    before = next(_ahead(statement, at), None)
    if before is not None:
        yield before
        return
    if at and words[at - 1].plain in _COPULAS:  # said of a whole thing, in other words perhaps: see _predicates
        return
    for behind in range(at - 1, max(-1, at - 4), -1):
        if BOUNDARY.search(words[behind + 1].before):
            return
        if words[behind].stem:
            yield words[behind].stem
            return


def turned_degree(claim: Statement, source: Statement) -> str:
    """Return a word of which a claim says "little" and its source does not, or the reverse; the empty string when none.

    "Very" beside a word that the source says plainly is let pass: it adds, and turns nothing round.
    """
    ours, theirs = degrees(claim), degrees(source)
    anywhere = {degree for _, degree in _marks(source)}
    for at, degree in _predicates(claim):
        if degree not in anywhere and (degree is Degree.LITTLE or Degree.LITTLE in anywhere):
            return claim.words[at].written
    if not ours and not theirs:
        return ""
    for stem in claim.terms:
        held = [other for other in source.terms if other == stem or akin(other, stem)]
        if not held:
            continue
        said = ours.get(stem, frozenset())
        there = frozenset[Degree]().union(*(theirs.get(other, frozenset()) for other in held))
        little = Degree.LITTLE in said
        if little != (Degree.LITTLE in there) and (little or Degree.MUCH not in there):
            return next(word.written for word in claim.words if word.stem == stem)
    return ""
