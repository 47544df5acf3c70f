"""Which of the candidates become excerpts: the best that fit, none said twice, no document hiding the others."""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Excerpt
from assistant.premise import is_statement, plain_words
from corpus.records import Page, StoredPassage
from corpus.sentences import sentence_spans

MAX_SENTENCES = 3
LONG = 700
"""Characters: a longer sentence is an excerpt by itself."""
_AGAIN = 0.93
"""What a candidate's score is multiplied by for each excerpt that its document has given already."""
_NEARLY = 0.9
"""Part of the words of two quotes that must be the same for one to stand for both."""
_TURNS = frozenset("ne n pas plus jamais aucun aucune non sans sauf not no never without except".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slice of whole sentences of one page, with the rank of its passage and what it is worth, at most until `chosen`."""

    stored: StoredPassage
    rank: int
    page: Page
    start: int
    end: int
    score: float

    @property
    def quote(self) -> str:
        """The slice itself."""
        return self.page.text[self.start : self.end]

    @property
    def document_id(self) -> str:
        """The document it is of."""
        return self.stored.document.id


_STRONG = 0.7
"""The part of the best one's score that an excerpt needs to be read by a small model, or to be an answer by itself.
Measured on the development questions: .960 of the expected facts stay (.977 in all excerpts), two thirds of the text go."""

Chosen = tuple[Candidate, tuple[Candidate, ...]]
"""A candidate, and those of other documents that say the same in nearly the same words."""


def chosen(
    candidates: Sequence[Candidate], budget: float, limit: int, share: Callable[[Candidate], float] = lambda item: 1.0
) -> list[Chosen]:
    """Return the best candidates, at most `limit`, that fit in a budget of characters (the first is always there).

    A candidate comes with the most that it may be worth; `share` tells how much of that it is worth (0 to 1), and is asked
    only of those whose turn comes. What two documents say in the same words is taken once. A document that has given
    excerpts gives way a little to the others, so that one long document does not hide them.
    """
    taken: list[tuple[Candidate, list[Candidate]]] = []
    given: Counter[str] = Counter()
    weighed: dict[int, Candidate] = {}
    waiting = [(-item.score, item.rank, item.start, at) for at, item in enumerate(candidates)]
    heapq.heapify(waiting)
    while waiting and len(taken) < limit:
        worth, rank, start, at = heapq.heappop(waiting)
        item = candidates[at]
        if any(_same_place(item, other) for other, _ in taken):
            continue
        if at not in weighed:
            weighed[at] = replace(item, score=item.score * share(item))
        item = weighed[at]
        now = -item.score * _AGAIN ** given[item.document_id]
        if now > worth:  # it is worth less than it might have been, or its document has given an excerpt meanwhile
            heapq.heappush(waiting, (now, rank, start, at))
            continue
        same = next(((other, twins) for other, twins in taken if _same_words(item.quote, other.quote)), None)
        if same is not None:
            other, twins = same
            if item.document_id not in {other.document_id, *(twin.document_id for twin in twins)}:
                twins.append(item)
            continue
        length = item.end - item.start
        if taken and length > budget:
            continue
        taken.append((item, []))
        given[item.document_id] += 1
        budget -= length
    return [(item, tuple(twins)) for item, twins in taken]


def merged(taken: Sequence[Chosen]) -> list[Chosen]:
    """Join excerpts that follow each other in a paragraph or list, as long as three sentences hold them."""
    joined: list[Chosen] = []
    for item, twins in taken:
        for at, (other, others) in enumerate(joined):
            if not twins and not others and (whole := _one_after_the_other(item, other)):
                joined[at] = whole, ()
                break
        else:
            joined.append((item, twins))
    return joined


def strongest(excerpts: Sequence[Excerpt], most: int) -> list[int]:
    """Return the places of the excerpts that bear most on the question: statements, nearly as good as the best, at most so many.

    The others are shown beside the answer; a small model reads slowly and takes what merely resembles the answer for it.
    """
    statements = [at for at, excerpt in enumerate(excerpts) if is_statement(excerpt.quote)] or range(len(excerpts))
    least = _STRONG * max((excerpts[at].score for at in statements), default=0.0)
    return [at for at in statements if excerpts[at].score >= least][:most]


def _same_place(one: Candidate, other: Candidate) -> bool:
    here = one.document_id == other.document_id and one.page.number == other.page.number
    return here and one.start < other.end and other.start < one.end


def _same_words(quote: str, other: str) -> bool:
    """Whether two quotes say the same in nearly the same words: every number and denial the same, nine words in ten."""
    if not 0.8 < len(quote) / len(other) < 1.25:
        return False
    one, two = Counter(plain_words(quote).split()), Counter(plain_words(other).split())
    differ = (one - two) + (two - one)
    if any(word in _TURNS or any(map(str.isdigit, word)) for word in differ):
        return False
    return (one & two).total() >= _NEARLY * max(one.total(), two.total())


def _one_after_the_other(one: Candidate, other: Candidate) -> Candidate | None:
    """Return two candidates as one when nothing but space, and no end of the body, lies between them."""
    if one.document_id != other.document_id or one.page.number != other.page.number:
        return None
    if not (is_statement(one.quote) and is_statement(other.quote)):  # a heading is no part of what is said under it
        return None
    first, last = sorted((one, other), key=lambda item: item.start)
    text = one.page.text
    between, whole = text[first.end : last.start], text[first.start : last.end]
    if between.strip() or "\n\n" in between or len(whole) > LONG or len(sentence_spans(whole)) > MAX_SENTENCES:
        return None
    return replace(other, start=first.start, end=last.end, score=max(one.score, other.score))
