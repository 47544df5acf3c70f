"""What an excerpt cuts: a sentence, a quotation, a condition, a negation, a list.

Each rule reads the page around the slice and errs on the side of saying too much: a reader looks, and decides.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.language import say
from corpus.records import Method, Page
from corpus.sentences import sentence_spans


class Caution(StrEnum):
    """What there is to be careful about."""

    STARTS_INSIDE_SENTENCE = "starts_inside_sentence"
    ENDS_INSIDE_SENTENCE = "ends_inside_sentence"
    QUOTATION = "quotation"
    CONDITION = "condition"
    NEGATION = "negation"
    ENUMERATION = "enumeration"
    LINKED = "linked"  # answers, or is answered by, the sentence beside it
    MACHINE_READ = "machine_read"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to know before quoting an excerpt: what sort of thing, and a sentence for the reader."""

    caution: Caution
    text: str


_EDGE = " \t\n\u00a0\u202f«»“”\"'’.,;:!?…()[]"
_CONDITION = re.compile(
    r"\b(?:si|s['’]ils?|sauf|hormis|excepté|hors|à condition|à moins|sous réserve|sous condition|pourvu|lorsque|lorsqu|dès lors|"
    r"uniquement|seulement|exclusivement|en cas d|dans la limite|dans les limites|par dérogation|à l['’]exception|"
    r"if|unless|except|provided|subject to|only|where|as long as)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:ne|pas|jamais|aucune?|ni|nulle?s?|sans|non|not|no|never|none|neither|nor|without|cannot)\b|\bn['’]|n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:]")
_TURN = re.compile(
    r"(?:toutefois|cependant|néanmoins|pourtant|mais|or|sauf|en revanche|au contraire|à l['’]inverse|par dérogation|"
    r"par exception|sous réserve|à condition|à moins|ce n['’]est que|ce n['’]est pas|however|nevertheless|but|yet|"
    r"by way of derogation|unless|except|on the contrary)\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"(?:celui-ci|celle-ci|ceux-ci|celles-ci|ce dernier|cette dernière|ces derniers|ces dernières|cela|ceci|the latter)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-–—•▪◦●■\uf0b7*]\s|(?:\d{1,2}|[a-z]|[ivx]{1,4})\s?[°).]\s)")
_OPENING, _CLOSING = re.compile("[«“]"), re.compile("[»”]")


def cautions(page: Page, start: int, end: int, before: str = "", after: str = "") -> tuple[Warned, ...]:
    """Return what `page.text[start:end]` cuts; `before` and `after` are the sentences beside it."""
    text = page.text
    spans = [span for span in sentence_spans(text) if span[0] < end and span[1] > start]
    if not spans:
        return ()
    left, right = text[spans[0][0] : start], text[end : spans[-1][1]]
    starts_inside, ends_inside = bool(left.strip(_EDGE)), bool(right.strip(_EDGE))
    found = [
        *_sentence(text, start, end, starts_inside, ends_inside, after),
        *_quotation(text, start, end),
        *_condition(left if starts_inside else "", right if ends_inside else ""),
        *_negation(left if starts_inside else "", right if ends_inside else ""),
        *_enumeration(text, start, end),
        *_links(text[start:end], starts_inside, ends_inside, before, after),
    ]
    if page.method is Method.OCR:
        found.append(
            Warned(
                Caution.MACHINE_READ,
                say(
                    "Texte lu par reconnaissance optique : à relire sur l'image de la page.",
                    "Text read by optical recognition: to be read again on the page's image.",
                ),
            )
        )
    return tuple(found)


def _sentence(text: str, start: int, end: int, starts_inside: bool, ends_inside: bool, after: str) -> list[Warned]:
    found = []
    # A page that opens in the middle of a sentence, or closes there.
    if starts_inside or (not text[:start].strip() and text[start : start + 1].islower()):
        found.append(
            Warned(
                Caution.STARTS_INSIDE_SENTENCE,
                say("L'extrait commence au milieu d'une phrase.", "The excerpt starts inside a sentence."),
            )
        )
    runs_on = not text[end:].strip() and after[:1].islower() and not text[start:end].rstrip().endswith((".", "!", "?"))
    if ends_inside or runs_on:
        found.append(
            Warned(
                Caution.ENDS_INSIDE_SENTENCE,
                say(
                    "L'extrait s'arrête avant la fin de la phrase.", "The excerpt stops before the end of the sentence."
                ),
            )
        )
    return found


def _quotation(text: str, start: int, end: int) -> list[Warned]:
    """Tell whether a quotation is open where the excerpt starts, or is left open where it ends."""
    earlier = max(text.rfind("\n\n", 0, start) + 1, start - 3000, 0)
    marks = text[earlier:start]
    last_open = max(marks.rfind("«"), marks.rfind("“"))
    last_closed = max(marks.rfind("»"), marks.rfind("”"))
    depth, cut = 0, last_open > last_closed
    for char in text[start:end]:
        depth += bool(_OPENING.match(char)) - bool(_CLOSING.match(char))
        cut = cut or depth < 0
    if cut or depth > 0 or text[start:end].count('"') % 2:
        return [
            Warned(
                Caution.QUOTATION,
                say(
                    "L'extrait coupe une citation que fait le document : ces mots sont peut-être ceux d'un autre.",
                    "The excerpt cuts a quotation made by the document: these words may be someone else's.",
                ),
            )
        ]
    return []


def _condition(left: str, right: str) -> list[Warned]:
    match = _CONDITION.search(left) or _CONDITION.search(right)
    if match is None:
        return []
    return [
        Warned(
            Caution.CONDITION,
            say(
                f"La partie de la phrase laissée de côté pose une condition ou une limite («\u00a0{match.group()}\u00a0»).",
                f"The part of the sentence left out sets a condition or a limit (“{match.group()}”).",
            ),
        )
    ]


def _negation(left: str, right: str) -> list[Warned]:
    """Tell whether a negation stands before the excerpt in its sentence, or just after it in the same clause."""
    clause = _CLAUSE.search(right)
    match = _NEGATION.search(left) or _NEGATION.search(right[: clause.start()] if clause else right)
    if match is None:
        return []
    return [
        Warned(
            Caution.NEGATION,
            say(
                f"La partie de la phrase laissée de côté contient une négation («\u00a0{match.group()}\u00a0»).",
                f"The part of the sentence left out holds a negation (“{match.group()}”).",
            ),
        )
    ]


def _enumeration(text: str, start: int, end: int) -> list[Warned]:
    found = []
    head = _head(text, start)
    if head:
        found.append(
            Warned(
                Caution.ENUMERATION,
                say(
                    f"L'extrait est un élément d'une liste que la phrase suivante introduit\u00a0: «\u00a0{head}\u00a0»",
                    f"The excerpt is an item of a list that this sentence opens: “{head}”",
                ),
            )
        )
    if text[start:end].rstrip().endswith(":") and text[end:].strip():
        found.append(
            Warned(
                Caution.ENUMERATION,
                say(
                    "L'extrait annonce une suite qu'il ne contient pas.",
                    "The excerpt announces something that it does not hold.",
                ),
            )
        )
    return found


def _head(text: str, start: int) -> str:
    """Return the sentence ending in a colon that opens the list in which the slice starts; empty when there is none."""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(_EDGE + "-–—•▪◦●■\uf0b7*0123456789°"):
        return ""
    above = [paragraph.strip() for paragraph in text[:line].split("\n") if paragraph.strip()]
    if not above:
        return ""
    item = bool(_ITEM.match(text, line))
    for paragraph in reversed(above[-30:]):
        if paragraph.endswith(":"):
            first, last = sentence_spans(paragraph)[-1]
            return paragraph[first:last]
        if not item or not (_ITEM.match(paragraph) or paragraph.endswith((";", ","))):
            return ""
    return ""


def _links(quote: str, starts_inside: bool, ends_inside: bool, before: str, after: str) -> list[Warned]:
    found = []
    opening = quote.lstrip(_EDGE + "-–—•")
    turn = None if starts_inside else _TURN.match(opening) or _REFERS_BACK.match(opening)
    if turn is not None and before:
        found.append(
            Warned(
                Caution.LINKED,
                say(
                    f"L'extrait commence par «\u00a0{turn.group()}\u00a0»\u00a0: il se comprend avec la phrase précédente.",
                    f"The excerpt starts with “{turn.group()}”: it is understood with the sentence before.",
                ),
            )
        )
    answer = None if ends_inside else _TURN.match(after.lstrip(_EDGE + "-–—•"))
    if answer is not None:
        found.append(
            Warned(
                Caution.LINKED,
                say(
                    f"La phrase suivante nuance l'extrait («\u00a0{answer.group()}…\u00a0»).",
                    f"The next sentence qualifies the excerpt (“{answer.group()}…”).",
                ),
            )
        )
    return found
