"""Which excerpts bear out a sentence, decided by code whatever marks the model wrote."""

import re
from collections.abc import Sequence

from assistant.answers import Excerpt, Verdict
from assistant.statements import Statement, analyse
from assistant.support import ENOUGH, SOME, View, case_of, matches, prepared, weigh
from assistant.values import language_of

_MUCH_NEARER = 0.08
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;–-]|et|and|&)\s*(?:n[°o]\s*)?\d{1,3})*"
_WORD = r"(?:extraits?|excerpts?|sources?|passages?|documents?|doc\.?|réf\.?|ref\.?)"
_MARKS = re.compile(
    rf"\s*(?:\[\s*(?:{_WORD}\s*(?:n[°o]\s*)?)?(?:{_NUMBERS}|n)\s*\]|【[^】]*】|\(\s*(?:(?:voir|cf\.?|see)\s+)?{_WORD}\s*(?:n[°o]\s*)?(?:{_NUMBERS}|n)\s*\)"
    rf"|\[\s*\^\d+\s*\]|\((?:\s*\[\s*{_NUMBERS}\s*\]\s*[,;]?)+\))",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(
    rf"(?:\b(?:selon|d['’]après|dans|comme l['’]indique|according to|as stated in|in)\s+(?:l['’]|les?\s+|the\s+)?{_WORD}\s*(?:n[°o]\s*)?\[?{_NUMBERS}\]?\s*,?\s*)",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`")
_BULLET = re.compile(r"^\s*(?:[-*•–—▪]\s+|\d{1,2}[.)]\s+(?=\S))+")


def strip_marks(text: str) -> str:
    """Return a sentence without the marks a model writes: [1], (extrait 2), "selon l'extrait 3,", bullets, bold."""
    bare = _MARKDOWN.sub("", text)
    opening = _IN_TEXT.match(bare.lstrip())
    bare = _IN_TEXT.sub("", _MARKS.sub("", bare))
    bare = _BULLET.sub("", bare)
    bare = re.sub(r"\s+([.,])", r"\1", re.sub(r"[ \t\n]{2,}", " ", bare)).strip()
    return bare[:1].upper() + bare[1:] if opening and bare else bare


def claim_of(sentence: str) -> Statement:
    """Return a sentence of an answer made ready to be compared."""
    bare = strip_marks(sentence)
    return analyse(bare, language_of(bare))


def attribute(sentence: str, excerpts: Sequence[Excerpt], question: str = "") -> tuple[int, ...]:
    """Return the smallest set of excerpts that bears out a sentence, as indexes from 0; empty when none comes near.

    One excerpt that bears out everything is preferred; then two; then the one that comes nearest, so that the verdict
    can say what is wrong with it. Among equals the first wins: excerpts come best first.
    """
    claim = claim_of(sentence)
    if not excerpts or not (claim.terms or claim.values):
        return ()
    views = prepared(excerpts)
    asked = analyse(question, language_of(question)) if question else None
    marks = _marks(claim, views, asked)
    ranked = sorted(range(len(views)), key=lambda at: (-marks[at], at))
    partly: tuple[float, int] | None = None
    for at in ranked[:4]:
        # What contradicts the nearest excerpt is not saved by another that is only about the same things.
        if (
            marks[at] < marks[ranked[0]] - _MUCH_NEARER
            and partly is None
            and weigh(claim, [views[ranked[0]]], asked).fault
        ):
            break
        finding = weigh(claim, [views[at]], asked)
        if finding.verdict is Verdict.SOURCED:
            return (at,)
        if finding.verdict is Verdict.PARTLY_SOURCED and (partly is None or finding.coverage > partly[0] + 0.05):
            partly = (finding.coverage, at)
    first = ranked[0]
    nearest = weigh(claim, [views[first]], asked)
    if nearest.verdict is not Verdict.UNSOURCED or claim.values or nearest.coverage < ENOUGH:
        for second in ranked[1:4]:
            pair = tuple(sorted((first, second)))
            if weigh(claim, [views[at] for at in pair], asked).verdict is Verdict.SOURCED:
                return pair
    if partly:
        return (partly[1],)
    return (
        (first,)
        if nearest.coverage >= SOME * 0.8 or (claim.values and not nearest.fault and nearest.coverage > 0)
        else ()
    )


def _marks(claim: Statement, views: list[View], asked: Statement | None) -> list[float]:
    """Return, for each excerpt, how much of the claim's words and values it holds."""
    marks = []
    for view in views:
        case = case_of(claim, [view], asked)
        words = case.best.part if case else 0.0
        held = sum(
            any(matches(value, unit, claim.language) is not None for unit in view.units) for value in claim.values
        )
        marks.append(words + 0.5 * (held / len(claim.values) if claim.values else 0.0))
    return marks
