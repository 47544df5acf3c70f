"""Faults planted in correct sentences, and how many of them the verification catches.

From a sentence that its excerpt bears out, each planter makes one that it does not: another number, date, name, unit or
article, a negation more or less, "peut" for "doit", the excerpt of another page or document, two halves of different
sentences. The verification must find each of them, and must leave the untouched sentences alone.
"""

import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answers import Excerpt, Verdict
from assistant.verification import verify
from eval.intervals import wilson
from eval.planters import PLANTERS, Pair

__all__ = ["PLANTERS", "Fault", "Pair", "Paraphrase", "Rate", "Report", "measure", "pairs_of", "paraphrases", "plant"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence that is wrong in one way; `cited` is None when the verification has to find the excerpt itself."""

    kind: str
    sentence: str
    excerpts: tuple[Excerpt, ...]
    cited: tuple[int, ...] | None
    original: str


def plant(pairs: Sequence[Pair], seed: int = 7, most: int | None = None) -> Iterator[Fault]:
    """Yield the faults that can be planted in the pairs, at most `most` of each kind; the same ones for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - planted faults need no secrecy
    made: Counter[str] = Counter()
    order = list(pairs)
    rng.shuffle(order)
    for pair in order:
        for kind, planter in PLANTERS.items():
            if most is not None and made[kind] >= most:
                continue
            text = planter(pair, pairs, rng)
            if text and text != pair.sentence and not any(text in excerpt.quote for excerpt in pair.excerpts):
                made[kind] += 1
                yield Fault(kind, text, pair.excerpts, None, pair.sentence)
        yield from _elsewhere(pair, pairs, rng, made, most)


def _elsewhere(
    pair: Pair, pairs: Sequence[Pair], rng: random.Random, made: Counter[str], most: int | None
) -> Iterator[Fault]:
    """Yield the sentence with the excerpt of another page, and with one of another document."""
    here = pair.excerpts[pair.source]
    for kind, same_document in (("another page", True), ("another document", False)):
        if most is not None and made[kind] >= most:
            continue
        for _ in range(20):
            other = rng.choice(pairs)
            there = other.excerpts[other.source]
            fits = (there.document == here.document) == same_document and (there.document, there.page) != (
                here.document,
                here.page,
            )
            if fits and pair.sentence not in there.quote:
                made[kind] += 1
                yield Fault(kind, pair.sentence, (there,), (0,), pair.sentence)
                break


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of some trials ended in a certain way, with the 95 % interval."""

    hits: int
    trials: int

    @property
    def rate(self) -> float:
        """The rate; 0 without trials."""
        return self.hits / self.trials if self.trials else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval."""
        return wilson(self.hits, self.trials)


@dataclass(frozen=True, slots=True)
class Report:
    """Faults caught (not sourced), faults found unsourced, and untouched sentences flagged (not sourced)."""

    caught: dict[str, Rate]
    unsourced: dict[str, Rate]
    false_alarms: Rate
    missed: tuple[Fault, ...] = ()
    flagged: tuple[tuple[Pair, str], ...] = field(default=())

    @property
    def all_caught(self) -> Rate:
        """The catch rate over all kinds."""
        return Rate(sum(rate.hits for rate in self.caught.values()), sum(rate.trials for rate in self.caught.values()))


def measure(pairs: Sequence[Pair], seed: int = 7, most: int | None = None) -> Report:
    """Plant faults in the pairs and report what the verification makes of them and of the untouched sentences."""
    trials: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    unsourced: Counter[str] = Counter()
    missed = []
    for fault in plant(pairs, seed, most):
        found = verify(fault.sentence, fault.excerpts, fault.cited)
        trials[fault.kind] += 1
        caught[fault.kind] += found.verdict is not Verdict.SOURCED
        unsourced[fault.kind] += found.verdict is Verdict.UNSOURCED
        if found.verdict is Verdict.SOURCED:
            missed.append(fault)
    flagged = []
    for pair in pairs:
        found = verify(pair.sentence, pair.excerpts)
        if found.verdict is not Verdict.SOURCED:
            flagged.append((pair, f"{found.verdict}: {found.reason}"))
    return Report(
        {kind: Rate(caught[kind], trials[kind]) for kind in trials},
        {kind: Rate(unsourced[kind], trials[kind]) for kind in trials},
        Rate(len(flagged), len(pairs)),
        tuple(missed),
        tuple(flagged),
    )


def pairs_of(
    excerpts: Sequence[Excerpt], sentences: Callable[[str], list[str]], seed: int = 7, others: int = 7
) -> list[Pair]:
    """Return one pair for each whole sentence of the excerpts: its own excerpt among `others` of other pages."""
    rng = random.Random(seed)  # noqa: S311
    pairs = []
    for excerpt in excerpts:
        rest = [other for other in excerpts if (other.document, other.page) != (excerpt.document, excerpt.page)]
        for sentence in sentences(excerpt.quote):
            if len(sentence.split()) < 6 or not sentence[0].isupper() or sentence[-1] not in ".!?;»":
                continue
            around = rng.sample(rest, min(others, len(rest)))
            at = rng.randrange(len(around) + 1)
            pairs.append(Pair(sentence, (*around[:at], excerpt, *around[at:]), at))
    return pairs


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A sentence that says in other words what its source says, and no more."""

    says: str
    excerpt: Excerpt


def paraphrases(path: Path, law: Callable[[int, str], str | None]) -> list[Paraphrase]:
    """Read the hand-written paraphrases; `law(page, start)` gives the sentence of the AI Act that starts so, if at hand."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    found = []
    for entry in table.get("law", []):
        source = law(entry["page"], entry["starts"])
        if source:
            excerpt = _excerpt(
                source, "Règlement sur l’intelligence artificielle", "Union européenne", "law", entry["page"]
            )
            found += [Paraphrase(says, excerpt) for says in entry["says"]]
    for entry in table.get("text", []):
        excerpt = _excerpt(entry["source"], entry["title"], entry["publisher"], entry["standing"], 1)
        found += [Paraphrase(says, excerpt) for says in entry["says"]]
    return found


def _excerpt(quote: str, title: str, publisher: str, standing: str, page: int) -> Excerpt:
    return Excerpt(
        document=f"{title}.pdf", document_id="0" * 16, title=title, page=page, page_label=str(page), start=0, end=len(quote),
        quote=quote, publisher=publisher, standing=standing,
    )  # fmt: skip
