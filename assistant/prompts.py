"""The prompts: read from `prompts/`, one file a task and language, filled with excerpts that are marked as data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from string import Template

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.answers import Excerpt
from assistant.orders import INVISIBLE, is_order
from corpus.language import say

NO_ANSWER = re.compile(r"\b(?:AUCUNE R[ÉE]PONSE|NO ANSWER)\b", re.IGNORECASE)
"""What a model is told to write when the excerpts do not answer."""

_FORGED_MARK = re.compile(r"\[(\s*\d[\d\s,;–-]*)\]")
_FORGED_ROLE = re.compile(
    r"(?im)^(\s*)(system|syst[èe]me|user|utilisateur|assistant|question|extraits?|excerpts?)(\s*):"
)
_SPECIAL_TOKEN = re.compile(
    r"<\|[^|<>]{0,40}\|>|</?s>|\[/?INST\]|<<\/?SYS>>|</?(?:system|user|assistant|think|tool_call|(?:start|end)_of_turn)>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: the static part first, so that a model's prefix cache works."""

    version: str
    system: str
    user: Template

    @property
    def static(self) -> list[BaseMessage]:
        """The part that is the same for every question: read once, a model keeps it."""
        return [SystemMessage(self.system)]

    def messages(self, question: str, excerpts: Sequence[Excerpt]) -> list[BaseMessage]:
        """Return the messages to send for a question and its excerpts."""
        shown = "\n".join(render_excerpt(number, excerpt) for number, excerpt in enumerate(excerpts, start=1))
        return [*self.static, HumanMessage(self.user.substitute(excerpts=shown, question=neutralise(question)))]

    def filled(self, **parts: str) -> list[BaseMessage]:
        """Return the messages of a prompt with other parts than excerpts."""
        return [
            *self.static,
            HumanMessage(self.user.substitute({name: neutralise(text) for name, text in parts.items()})),
        ]


@lru_cache(maxsize=8)
def load_prompt(task: str, language: str) -> Prompt:
    """Return the prompt of a task in a language; anything but English is asked in French."""
    name = f"{task}.{'en' if language == 'en' else 'fr'}.md"
    text = files("prompts").joinpath(name).read_text(encoding="utf-8")
    head, system, user = re.split(r"^--- (?:system|user)\n", text, flags=re.MULTILINE)
    return Prompt(head.removeprefix("version:").strip(), system.strip(), Template(user.strip()))


def render_excerpt(number: int, excerpt: Excerpt) -> str:
    """Return one excerpt as the model reads it: its number, where it comes from, its words as data.

    A title or heading that gives orders is left out: nothing cites it, so nothing would find out who obeyed.
    """
    names = [excerpt.title, *excerpt.section[-1:]]
    origin = " › ".join(neutralise(name) for name in names if not is_order(name)) or say("document", "document")
    if excerpt.date:
        origin += f" ({excerpt.date[:4]})"
    return f"[{number}] {origin} : « {neutralise(excerpt.quote)} »"


def neutralise(text: str) -> str:
    """Return text from outside with what a model could take for our own marks made harmless.

    Forged citation marks ("[3]") get round brackets, role names at the start of a line lose their colon, chat-template
    tokens and characters that print nothing are removed. Only the model reads the result; quotations are never made from it.
    """
    text = _SPECIAL_TOKEN.sub(" ", INVISIBLE.sub("", text))
    text = _FORGED_MARK.sub(r"(\1)", text)
    text = _FORGED_ROLE.sub(r"\1\2", text)
    return " ".join(text.split())
