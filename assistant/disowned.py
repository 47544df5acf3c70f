"""What a source reports only to say that it is wrong: "X donne à tort le 2 août", "X l'attribue à A, alors qu'il est de B"."""

import re

from assistant.statements import Statement, analyse

_WRONG = re.compile(r"\b(?:a tort|par erreur|errone\w*|wrongly|mistakenly|in error)\b")
_CREDITED = re.compile(
    r"\b(?:attribue(?:nt)?|pr[êe]te(?:nt)?|impute(?:nt)?|pr[ée]tend(?:ent)?|affirme(?:nt)?|croi(?:t|ent)|attributes?|claims?|credits?|believes?)\b"
)
_IN_FACT = re.compile(r"\b(?:alors qu|whereas\b|while\b|although\b|when in fact\b)", re.IGNORECASE)


def said_to_be_wrong(source: Statement) -> bool:
    """Whether a sentence says of what it reports that it is wrong."""
    return bool(_WRONG.search(source.plain))


def disowned(claim: Statement, part: Statement, whole: Statement) -> bool:
    """Whether a claim states as a fact what a source sentence, or the part it comes from, does not hold to be true."""
    if said_to_be_wrong(part) and not said_to_be_wrong(claim):
        return True
    contrast = _IN_FACT.search(whole.text)
    if not contrast or not _CREDITED.search(whole.text[: contrast.start()]) or _CREDITED.search(claim.plain):
        return False
    reported, fact = (
        analyse(text, whole.language) for text in (whole.text[: contrast.start()], whole.text[contrast.end() :])
    )
    return _held(claim, reported) > _held(claim, fact)


def _held(claim: Statement, source: Statement) -> int:
    return sum(source.index.holds(stem, claim.language) for stem in claim.terms)
