"""The language of what people read: French first, English by a switch.

Both texts of a message stand side by side where the message is written, so that neither is forgotten.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Language = Literal["fr", "en"]

_language: ContextVar[Language] = ContextVar("language", default="fr")


def say(fr: str, en: str) -> str:
    """Return the text in the language of the current context."""
    return en if _language.get() == "en" else fr


def language() -> Language:
    """Return the language of the current context."""
    return _language.get()


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun: in French 0 and 1 are singular, in English only 1 is."""
    single = number == 1 or (number == 0 and language() == "fr")
    return f"{number}\u00a0{one if single else many}"


def set_language(chosen: Language) -> None:
    """Set the interface language for the current context (a process, a request)."""
    _language.set(chosen)


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Speak one language for the length of a `with` block."""
    token = _language.set(chosen)
    try:
        yield
    finally:
        _language.reset(token)
