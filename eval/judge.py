"""An optional judge: a chat model says whether each cited excerpt supports its sentence. Reported beside the rules.

A judge never gates anything: small models are unsure judges (French hallucination detectors reach F1 of 66 to 73), and
what counts is where it disagrees with the rules, which is for a person to read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage

from assistant.prompts import neutralise
from assistant.providers.provider import Provider

_VERDICT = re.compile(r"\b(OUI|NON)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence with what the rules and the judge say of it; `judge` is None when the model gave no verdict."""

    question: str
    sentence: str
    rules: bool
    judge: bool | None


@lru_cache(maxsize=1)
def _prompt() -> tuple[str, Template]:
    text = files("prompts").joinpath("judge.fr.md").read_text(encoding="utf-8")
    _, system, user = re.split(r"^--- (?:system|user)\n", text, flags=re.MULTILINE)
    return system.strip(), Template(user.strip())


def verdict_of(text: str) -> bool | None:
    """Return the verdict in what the model wrote: the first OUI or NON; None without one."""
    found = _VERDICT.search(text)
    return None if found is None else found.group().upper() == "OUI"


def judge(provider: Provider, sentence: str, quotes: Sequence[str]) -> bool | None:
    """Ask the model whether the quotes support the sentence."""
    system, user = _prompt()
    shown = "\n".join(f"« {neutralise(quote)} »" for quote in quotes)
    messages = [SystemMessage(system), HumanMessage(user.substitute(excerpts=shown, sentence=neutralise(sentence)))]
    return verdict_of("".join(piece.text for piece in provider.stream(messages, max_tokens=8)))


def judge_run(
    provider: Provider, answers: Sequence[dict[str, Any]], rules: dict[tuple[str, int], bool]
) -> Iterator[Judged]:
    """Yield a judgement of each sentence of a run's answers that has a verdict of the rules, by (question id, position)."""
    for record in answers:
        for at, sentence in enumerate(record.get("sentences", ())):
            key = (str(record["id"]), at)
            if key in rules:
                quotes = [citation["quote"] for citation in sentence["citations"]]
                yield Judged(key[0], sentence["text"], rules[key], judge(provider, sentence["text"], quotes))


def agreement(judged: Sequence[Judged]) -> tuple[float | None, float | None]:
    """Return the share of sentences on which judge and rules agree, and Cohen's kappa (Cohen 1960); None without any."""
    pairs = [(item.rules, item.judge) for item in judged if item.judge is not None]
    if not pairs:
        return None, None
    total = len(pairs)
    same = sum(rules == said for rules, said in pairs) / total
    yes = (sum(rules for rules, _ in pairs) / total) * (sum(bool(said) for _, said in pairs) / total)
    no = (sum(not rules for rules, _ in pairs) / total) * (sum(not said for _, said in pairs) / total)
    chance = yes + no
    return same, (same - chance) / (1 - chance) if chance < 1 else None
