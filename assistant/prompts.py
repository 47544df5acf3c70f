"""The prompts: read from `prompts/`, one file a task and language, filled with excerpts that are marked as data."""

import re
from collections.abc import Iterable, Sequence
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

    def messages(
        self, question: str, excerpts: Sequence[Excerpt], read: Iterable[int] | None = None
    ) -> list[BaseMessage]:
        """Return the messages to send for a question and its excerpts: all of them, or those at the places to `read`."""
        shown = render_excerpts(excerpts, range(len(excerpts)) if read is None else read)
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


def render_excerpts(excerpts: Sequence[Excerpt], read: Iterable[int]) -> str:
    """Return excerpts as a model reads them: under the document they come from, their words as data, each with its number.

    The documents come in the order of their first excerpt. What they are called is said once: it took more of a small
    model's time than the excerpts.
    """
    by_document: dict[str, list[int]] = {}
    for at in read:
        by_document.setdefault(excerpts[at].document_id, []).append(at)
    lines: list[str] = []
    for places in by_document.values():
        first = excerpts[places[0]]
        year = f" ({first.date[:4]})" if first.date else ""
        lines.append(f"Document : {_name(first.title) or say('sans titre', 'untitled')}{year}")
        heading = ""
        for at in places:
            if (other := _name(*excerpts[at].section[-1:])) and other != heading:
                heading = other
                lines.append(f"› {heading}")
            lines.append(f"[{at + 1}] « {neutralise(excerpts[at].quote)} »")
    return "\n".join(lines)


def _name(text: str = "") -> str:
    """Return a title or heading, or nothing when it gives orders: nothing cites it, so nothing would find out who obeyed."""
    return "" if is_order(text) else neutralise(text)


def neutralise(text: str) -> str:
    """Return text from outside with what a model could take for our own marks made harmless.

    Forged citation marks ("[3]") get round brackets, role names at the start of a line lose their colon, chat-template
    tokens and characters that print nothing are removed. Only the model reads the result; quotations are never made from it.
    """
    text = _SPECIAL_TOKEN.sub(" ", INVISIBLE.sub("", text))
    text = _FORGED_MARK.sub(r"(\1)", text)
    text = _FORGED_ROLE.sub(r"\1\2", text)
    return " ".join(text.split())
