"""Whether a value of a claim occurs in one sentence of an excerpt, or in what is known of the excerpt."""

from functools import lru_cache

from assistant.lexicon import expansions, root
from assistant.statements import TermIndex, Word, analyse
from assistant.support.views import Unit
from assistant.values import Value, ValueKind, supports
from assistant.values.names import CONNECTORS, INSTITUTIONS

# What a title or a section may prove: which act, article or year is spoken of, but no number of anything.
_KNOWN_KINDS = (ValueKind.REFERENCE, ValueKind.DATE)


def _name_found(value: Value, unit: Unit, language: str) -> bool:
    """Whether the words of a name stand together in a sentence, or in what is known of its excerpt.

    Words of institutions ("Région", "Conseil régional") may stand apart from the rest of a name, which must be written
    as a name there; "Commission européenne" is also found in "European Commission".
    """
    parts = [part for part in value.canonical.split() if part not in CONNECTORS]
    proper = [part for part in parts if part not in INSTITUTIONS]
    for statement in (unit.statement, *unit.view.context):
        # What is nearly always so is asked first: none of the words is there.
        if statement.language == language and not any(
            _singular(part) in statement.singulars for part in proper or parts
        ):
            continue
        words = [word for word in statement.words if word.plain not in CONNECTORS]
        if _together(parts, words, capital=False) or (
            proper and proper != parts and _together(proper, words, capital=True)
        ):
            return True
        if statement.language != language and all(
            _in_the_other_language(part, language, statement.index) for part in parts
        ):
            return True
    return False


def _in_the_other_language(part: str, language: str, index: TermIndex) -> bool:
    stemmed = root(part, language)
    return bool(stemmed) and index.holds(stemmed, language)


def _together(parts: list[str], words: list[Word], *, capital: bool) -> bool:
    for at in range(len(words) - len(parts) + 1):
        run = words[at : at + len(parts)]
        if all(_same_word(part, word.plain) for part, word in zip(parts, run, strict=True)):
            return not capital or all(word.written[:1].isupper() for word in run)
    return False


def stem_of(word: str, language: str) -> str:
    """Return the stem of one word, or the word itself when it has no content of its own."""
    found = analyse(word, language).terms
    return found[0] if found else word


def _singular(word: str) -> str:
    return word.rstrip("sx")


def _same_word(one: str, other: str) -> bool:
    return one == other or _singular(one) == _singular(other)


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
        for text, spoken in expansions(value.canonical):
            wanted = analyse(text, spoken).terms
            if any(tuple(stems[at : at + len(wanted)]) == wanted for at in range(len(stems))):
                return True
    return False


@lru_cache(maxsize=16384)
def matches(value: Value, unit: Unit, language: str) -> list[Value] | None:
    """Return the values of a unit that bear out a value (empty when something else does), or None when nothing does."""
    if value.kind is ValueKind.NAME:
        return [] if _name_found(value, unit, language) else None
    if value.kind is ValueKind.ACRONYM:
        return [] if _acronym_found(value, unit) else None
    found = [other for other in unit.values if supports(other, value)]
    if found:
        return found
    if value.kind in _KNOWN_KINDS and any(supports(other, value) for other in unit.view.known_values):
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
