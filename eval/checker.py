"""The planted-fault test over a library: how many faults the verification catches, kind by kind, and its false alarms."""

import random
from collections import Counter
from collections.abc import Sequence

from assistant.answers import Excerpt
from assistant.excerpts import make_excerpt, sentences_within
from assistant.premise import is_statement
from corpus.library import Library
from corpus.sentences import sentence_spans, sentences
from eval.planted_faults import Pair, Report, measure, pairs_of

_SENTENCES = 2


def excerpts_of(library: Library) -> list[Excerpt]:
    """Return the text of a library as excerpts of one or two whole sentences, each once, in order."""
    found: dict[tuple[str, int, int], Excerpt] = {}
    for document in library.documents():
        for stored in library.passages_of(document.id):
            for span in stored.passage.spans:
                page = library.page(document.id, span.page)
                if page is None:
                    continue
                inside = sentences_within(sentence_spans(page.text), span)
                for at in range(0, len(inside), _SENTENCES):
                    start, end = inside[at][0], inside[min(at + _SENTENCES, len(inside)) - 1][1]
                    found.setdefault((document.id, page.number, start), make_excerpt(stored, page, start, end))
    return list(found.values())


def pairs(library: Library, limit: int | None, seed: int = 7) -> list[Pair]:
    """Return sentences of the library, each with its own excerpt among others, at most `limit`, the same for a seed."""
    found = pairs_of(excerpts_of(library), sentences, seed)
    # What several documents say word for word (a notice on every cover) is no fault in any of them.
    said = Counter(pair.sentence for pair in found)
    # Questions and lines of sources state nothing: there is nothing in them to verify.
    found = [pair for pair in found if said[pair.sentence] == 1 and is_statement(pair.sentence)]
    random.Random(seed).shuffle(found)  # noqa: S311 - a sample needs no secrecy
    return found[:limit]


def check(library: Library, *, limit: int | None = 300, most: int | None = 60, seed: int = 7) -> Report:
    """Plant faults in sentences of the library (at most `most` of each kind) and report what the verification makes of them."""
    return measure(pairs(library, limit, seed), seed, most)


def weakest(report: Report) -> Sequence[str]:
    """Return the kinds of fault that were missed at least once, the most often missed first."""
    missed = {kind: rate.trials - rate.hits for kind, rate in report.caught.items() if rate.hits < rate.trials}
    return sorted(missed, key=lambda kind: -missed[kind] / report.caught[kind].trials)
