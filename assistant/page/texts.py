"""French as it is typeset: `tell` is `say` with its non-breaking spaces in place."""

import re

from corpus.language import count, language, say

__all__ = ["count", "tell"]

_BEFORE = re.compile(r" (?=[:;?!%»])")
_AFTER = re.compile(r"(?<=«) ")


def tell(fr: str, en: str) -> str:
    """Return the text in the language of the context; in French, no line breaks before : ; ? ! % » or after «.

    For the words of the interface only: a quotation never passes through here.
    """
    text = say(fr, en)
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text)) if language() == "fr" else text
