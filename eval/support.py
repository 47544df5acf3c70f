"""Whether excerpts bear out a sentence, without a judge and without the assistant's own verification.

The rule is that of the evaluation: the content words of the sentence are found in the excerpts (stemmed), every value is
found exactly, what is denied is denied there too, and what was planned, wished or said by someone stays so. It is read
here anew on purpose: a build whose verification is broken must fail here. It is stricter than a reader would be with
sentences that change the words, and blind to what no shared word, value, negation or marker shows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Excerpt
from corpus.analysis import guess_language, terms
from corpus.folding import fold, strip_accents
from corpus.sentences import sentences
from eval.grounding import context_of, ungrounded, values_of

ENOUGH = 0.75
"""Part of the content words that must be found in the excerpts."""
_REACH = 3  # content words after a negation that it denies

# fmt: off
_LIGHT = frozenset(term for language in ("fr", "en") for term in terms(
    "selon document documents fiche note indique précise mentionne également notamment ainsi donc ensuite enfin concernant "
    "pas plus jamais sans aucun aucune ne ni doit doivent peut peuvent est sont été avoir fait ces cette celui "
    "million millions milliard milliards euro euros eur md m billion billions percent dollars cinq deux trois quatre six sept huit neuf dix "
    "according document documents note states says mentions also thus therefore not no never nor must shall may can has have does",
    language))
_NOT = frozenset("ne pas jamais aucun aucune ni sans nul nulle not no never neither nor without cannot none".split())
_INTENT = {
    "fr": re.compile(
        r"\b(?:prevoi\w*|prevu\w*|prevoy\w*|vis(?:e|ent|ait|aient|er)\b|souhait\w*|veut|veulent|voulai\w*|envisag\w*|propos\w*|"
        r"recommand\w*|preconis\w*|demand\w*|annonc\w*|reporterai\w*|pourrai\w*|devrai\w*|projet\w*|entend\b|ambition\w*|"
        r"cible\w*|objectif\w*|appel\w* a\b|invit\w*)"),
    "en": re.compile(
        r"\b(?:plan(?:s|ned|ning)\b|aim\w*|intend\w*|wish\w*|want\w*|recommend\w*|call\w* for|ask(?:s|ed)?\b|announc\w*|propos\w*|"
        r"would|should|could|target\w*|goal\w*)"),
}
_SPEAKER = re.compile(r"\b(?:selon|d'apres|according to|pour (?=l[ea'] ?(?:cese|ceser|cour|senat)\b))\s*(?P<who>[^,.;:]{2,80})")
# fmt: on


@dataclass(frozen=True, slots=True)
class Support:
    """Whether excerpts bear a sentence out, and what is wrong when not."""

    ok: bool
    reason: str = ""
    coverage: float = 0.0


@lru_cache(maxsize=50_000)
def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(term for term in terms(text, language) if term not in _LIGHT and not term[0].isdigit())


def checkable(sentence: str) -> bool:
    """Whether a sentence states something: it has content words or values."""
    return bool(_stems(sentence, guess_language(sentence)) or values_of(sentence))


def support(sentence: str, excerpts: Sequence[Excerpt]) -> Support:
    """Return whether the excerpts, taken together, bear out the sentence."""
    if not excerpts:
        return Support(False, "no citation")
    whole = {fold(said) for said in sentences(sentence)}
    if any(whole <= {fold(said) for said in sentences(excerpt.quote)} for excerpt in excerpts):
        return Support(True, "", 1.0)  # whole sentences, word for word
    missing = ungrounded(sentence, excerpts)
    if missing:
        return Support(False, f"not in the cited excerpts: {', '.join(missing)}")
    language = guess_language(sentence)
    same = [excerpt for excerpt in excerpts if guess_language(excerpt.quote) == language]
    coverage = _coverage(sentence, language, same)
    if same and coverage < ENOUGH:
        return Support(False, f"{coverage:.0%} of the content words are in the cited excerpts", coverage)
    if not same:
        found = bool(values_of(sentence))
        return Support(found, "another language: values only" if found else "another language and no value to compare")
    source = _nearest(sentence, language, same)
    denied = _polarity_fault(sentence, source, language)
    return Support(not denied, denied, coverage)


def _coverage(sentence: str, language: str, excerpts: Sequence[Excerpt]) -> float:
    wanted = _stems(sentence, language)
    held: set[str] = set()
    for excerpt in excerpts:
        held |= _stems(f"{excerpt.quote} {context_of(excerpt)}", language)
    return len(wanted & held) / len(wanted) if wanted else 1.0


def _nearest(sentence: str, language: str, excerpts: Sequence[Excerpt]) -> str:
    """Return the sentence of the excerpts that shares most content words."""
    wanted = _stems(sentence, language)
    pool = [item for excerpt in excerpts for item in sentences(excerpt.quote)]
    return max(pool, key=lambda item: (len(wanted & _stems(item, language)), -len(item)), default="")


def _words(text: str) -> list[str]:
    folded = re.sub(r"\bn'", "ne ", strip_accents(fold(text)).casefold())
    return re.findall(r"[a-z0-9]+", folded)


def _denied(text: str, language: str) -> set[str]:
    """Return the stems that stand just after a negation, up to `_REACH` of them."""
    found: set[str] = set()
    words = _words(text)
    for at, word in enumerate(words):
        if word in _NOT:
            stems = [stem for other in words[at + 1 :] for stem in _stems(other, language)]
            found.update(stems[:_REACH])
    return found


def _polarity_fault(sentence: str, source: str, language: str) -> str:
    """Return what one denies and the other does not, among the words that both hold; the empty string when nothing."""
    shared = _stems(sentence, language) & _stems(source, language)
    here, there = _denied(sentence, language) & shared, _denied(source, language) & shared
    if bool(here) != bool(there) and (here | there):
        return f"denied on one side only: {', '.join(sorted(here | there))}"
    return ""


def attribution(sentence: str, excerpts: Sequence[Excerpt]) -> bool | None:
    """Return whether a sentence keeps the intention and the speaker of its source; None when the source has neither.

    "The Region plans" must not become "the Region did"; what X says must be said to be X's, by a marker or by X's name.
    Only where sentence and source are in one language and share most of their words.
    """
    language = guess_language(sentence)
    same = [excerpt for excerpt in excerpts if guess_language(excerpt.quote) == language]
    source = _nearest(sentence, language, same)
    wanted = _stems(sentence, language)
    if not source or not wanted or len(wanted & _stems(source, language)) < 0.6 * len(wanted):
        return None
    mine, theirs = (strip_accents(fold(text)).casefold() for text in (sentence, source))
    marked = False
    intent = _INTENT[language]
    if intent.search(theirs):
        marked = True
        if not intent.search(mine):
            return False
    if speaker := _SPEAKER.search(theirs):
        marked = True
        named = {word for word in _words(speaker["who"]) if len(word) > 3} & set(_words(sentence))
        if not _SPEAKER.search(mine) and not named:
            return False
    return True if marked else None
