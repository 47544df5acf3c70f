"""Sentence boundaries in French and English administrative prose.

The rule: a sentence ends at . ! ? or … followed by a space and what can start a sentence, unless the dot belongs to an
abbreviation, an initial or a number. A line feed in a page's text ends a paragraph, hence a sentence, unless the line
breaks off at a word that calls for another ("le rapport du").
"""

import re
from functools import lru_cache

Spans = list[tuple[int, int]]

_ABBREVIATIONS = frozenset(
    """
    art arts al alin cf chap ch col coll dir ed éd env etc ex fig figs fin hab ibid id inf max min mio mlle mm mme mmes
    no nos op p pp par para paras réf ref resp sect sec ss st ste sté suiv sup supra t tab tél tel tit vol vs zone
    janv févr avr juil sept oct nov déc jan feb mar apr jun jul aug dec dept dép approx
    dr drs prof mgr me mr mrs ms messrs gen gén col cap lt hon rev jr sr inc ltd co corp
    e.g i.e c.-à-d c.à.d n.b p.ex a.m p.m u.s u.k u.e e.u
    """.split()
)
# Dots that follow these words end a sentence when a capital follows, although they are abbreviations.
_MAY_END = frozenset(
    {"etc", "fin", "max", "min", "zone", "p.m", "a.m", "inc", "ltd", "co", "corp", "hab", "u.s", "u.k", "u.e", "e.u"}
)

_END = re.compile(r"(?:\.{3}|[.!?…])[.!?…]*(?:[\s\u00a0\u202f]*[»”’\"')\]])*(?:\s+|$)")
_WORD_BEFORE = re.compile(r"([^\s«“\"'’(\[]+)$")
_STARTER = re.compile(r"[«“\"'(\[—–•▪◦●■\-\s\u00a0\u202f]*[A-ZÀ-ÖØ-ÞŒ0-9]")
_OPEN = re.compile(
    r"(?:^|[\s’'(«])(?:du|des?|l[ae]s?|aux?|à|et|ou|par|pour|dans|en|sur|une?|que?|qui|dont|the|of|to|and|or|by|for|with)$",
    re.IGNORECASE,
)
_LONGEST = 40
"""Characters before a place in which the word that ends there is looked for: none of those that matter is as long."""
_ITEM = re.compile(r"\d{1,3}|[ivxIVX]{1,5}|[a-z]")


def _ends(paragraph: str, start: int, match: re.Match[str]) -> bool:
    """Whether the punctuation of `match` ends the sentence that starts at `start`."""
    if match.end() == len(paragraph):
        return True
    if not _STARTER.match(paragraph, match.end()):
        return False
    dot = match.start()
    if paragraph[dot] != "." or match.group().strip() != ".":
        return True
    before = _WORD_BEFORE.search(paragraph, max(start, dot - _LONGEST), dot)
    word = before.group(1) if before else ""
    bare = word.casefold()
    if bare in _ABBREVIATIONS:
        return bare in _MAY_END and not paragraph[match.end()].isdigit()
    # An initial ("M. Dupont", "J.-P. Martin") does not end a sentence; an acronym ("l'IA.") does.
    if re.fullmatch(r"(?:[A-ZÀ-Þ]\.?-?)*[A-ZÀ-Þ]", word):
        return len(word) > 1 and "." not in word and "-" not in word
    # "1." or "a." at the start of a sentence numbers an item of a list.
    return not (_ITEM.fullmatch(word) and not paragraph[start : dot - len(word)].strip(" ("))


def _paragraphs(text: str) -> Spans:
    spans: Spans = []
    start, reads_on = 0, False
    for line in text.split("\n"):
        if said := line.rstrip():
            lead = len(line) - len(line.lstrip())
            spans.append((spans.pop()[0] if reads_on else start + lead, start + len(said)))
            reads_on = _OPEN.search(said, max(0, len(said) - _LONGEST)) is not None
        else:
            reads_on = False
        start += len(line) + 1
    return spans


@lru_cache(maxsize=2048)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return `(start, end)` of each sentence, in order; only spaces lie between and around them."""
    spans: Spans = []
    for first, last in _paragraphs(text):
        paragraph = text[first:last]
        start = 0
        for match in _END.finditer(paragraph):
            if _ends(paragraph, start, match):
                spans.append((first + start, first + match.start() + len(match.group().rstrip())))
                start = match.end()
        if start < len(paragraph):
            spans.append((first + start, last))
    return tuple(spans)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]
