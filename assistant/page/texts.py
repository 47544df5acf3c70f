"""French as it is typeset: `tell` is `say` with its non-breaking spaces in place."""

import re

from corpus.language import language, say

_BEFORE = re.compile(r" (?=[:;?!%»])")
_AFTER = re.compile(r"(?<=«) ")


def tell(fr: str, en: str) -> str:
    """Return the text in the language of the context; in French, no line breaks before : ; ? ! % » or after «.

    For the words of the interface only: a quotation never passes through here.
    """
    text = say(fr, en)
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text)) if language() == "fr" else text


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun: in French 0 and 1 are singular, in English only 1 is."""
    single = number == 1 or (number == 0 and language() == "fr")
    return f"{number}\u00a0{one if single else many}"
