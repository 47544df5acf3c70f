"""Compare a quotation with the part of a page that is nearest to it, word by word."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from assistant.quotations.changes import changes_of, is_negation
from assistant.quotations.exact import Found, Slice
from assistant.quotations.records import Change, Piece, Side
from assistant.quotations.shelf import Reading, Shelf
from assistant.quotations.words import Sort, Token, Words, same_end, same_word
from corpus.analysis import terms
from corpus.records import StoredPassage

_FUNCTION_WORD = 0.35
"""What a word without content counts in the share of a quotation that a place holds."""
_GAP = 12
"""More words than this between two matching runs, on one side, and they are not one wording."""
_BAND = 8  # words
_WINDOWS = 3
_FEW = 6  # words: so short a quotation may share no pair of words with its source
_WORD_LENGTH = 8  # characters, with its space
_SENTENCE_MARKS = ".!?"


@dataclass(frozen=True)
class Strip:
    """Consecutive words around a passage, of one or more pages in reading order."""

    stored: StoredPassage | None  # None for a page that no library holds
    readings: tuple[Reading, ...]
    places: tuple[tuple[int, int], ...]  # of each word: index into `readings`, index of the word on that page

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words."""
        return tuple(self.readings[page].words.tokens[index] for page, index in self.places)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The marks after each word."""
        return tuple(self.readings[page].words.marks[index] for page, index in self.places)

    def segment(self, index: int) -> str:
        """Return a word with what follows it up to the next word of its page."""
        page, at = self.places[index]
        reading = self.readings[page]
        tokens = reading.words.tokens
        following = tokens[at + 1].start if at + 1 < len(tokens) else len(reading.text)
        return reading.text[tokens[at].start : following]

    def breaks(self, index: int) -> bool:
        """Whether a sentence or a paragraph ends after a word."""
        return _stops(self.marks[index]) or "\n" in self.segment(index)

    def found(self, first: int, last: int) -> Found:
        """Return the slices of words `[first:last]`, one a page."""
        slices: list[Slice] = []
        for page in sorted({page for page, _index in self.places[first:last]}):
            indexes = [index for other, index in self.places[first:last] if other == page]
            slices.append(Slice(self.readings[page], min(indexes), max(indexes) + 1, self.stored))
        return tuple(slices)


def strip_around(shelf: Shelf, stored: StoredPassage, margin: int) -> Strip | None:
    """Return the words of the pages of a passage, and `margin` words of the body of the pages beside them."""
    numbers = sorted({span.page for span in stored.passage.spans})
    readings: list[Reading] = []
    places: list[tuple[int, int]] = []
    for number in (numbers[0] - 1, *numbers, numbers[-1] + 1):
        if number not in numbers and not _near_edge(shelf, stored, margin, before=number < numbers[0]):
            continue
        reading = shelf.page(stored.document.id, number)
        if reading is None:
            continue
        body = [index for index, token in enumerate(reading.words.tokens) if token.start < reading.body]
        if number < numbers[0]:
            body = body[-margin:]
        elif number > numbers[-1]:
            body = body[:margin]
        at = len(readings)
        readings.append(reading)
        places.extend((at, index) for index in body)
    # Notes stand apart from the body: they never interrupt a sentence that runs over the page break.
    for at, reading in enumerate(readings):
        if reading.page.number in numbers:
            places.extend(
                (at, index) for index, token in enumerate(reading.words.tokens) if token.start >= reading.body
            )
    return Strip(stored, tuple(readings), tuple(places)) if places else None


def _near_edge(shelf: Shelf, stored: StoredPassage, margin: int, *, before: bool) -> bool:
    """Whether `margin` words more than the passage may reach the page before, or after."""
    span = stored.passage.spans[0 if before else -1]
    if before:
        return span.start < margin * _WORD_LENGTH
    reading = shelf.page(stored.document.id, span.page)
    return reading is not None and span.end > reading.body - margin * _WORD_LENGTH


@dataclass(frozen=True)
class Alignment:
    """Runs of equal words `(in quotation, in strip, length)` of a quotation and a strip, in order on both sides."""

    strip: Strip
    runs: tuple[tuple[int, int, int], ...]
    share: float  # of the quotation's weight that the runs hold, 0 to 1

    @property
    def quoted(self) -> tuple[int, int]:
        """The words of the quotation from the first to the last run."""
        return self.runs[0][0], self.runs[-1][0] + self.runs[-1][2]

    @property
    def source(self) -> tuple[int, int]:
        """The words of the strip from the first to the last run."""
        return self.runs[0][1], self.runs[-1][1] + self.runs[-1][2]


def weights_of(words: Words) -> list[float]:
    """Return how much each word counts."""
    return [1.0 if terms(token.form, "fr") and terms(token.form, "en") else _FUNCTION_WORD for token in words.tokens]


def align(quoted: Words, strip: Strip, weights: Sequence[float]) -> Alignment | None:
    """Return how the quotation lies on the strip, in one place: the best group of runs that are near each other."""
    mine, there = [token.loose for token in quoted.tokens], [token.loose for token in strip.tokens]
    matcher = SequenceMatcher(None, b=mine, autojunk=False)

    def held(group: Iterable[tuple[int, int, int]]) -> float:
        return sum(sum(weights[at : at + size]) for at, _there, size in group)

    best: list[tuple[int, int, int]] = []
    for low, high in _windows(mine, there):
        matcher.set_seq1(there[low:high])
        runs = [(block.b, block.a + low, block.size) for block in matcher.get_matching_blocks() if block.size]
        group = max(_groups(runs), key=held, default=[])
        if held(group) > held(best):
            best = group
    if not best:
        return None
    best = _trimmed(best, weights)
    return Alignment(strip, tuple(best), held(best) / (sum(weights) or 1.0))


def _windows(mine: Sequence[str], there: Sequence[str]) -> list[tuple[int, int]]:
    """Return where in a strip the quotation may lie: where most pairs of neighbouring words have the same distance."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for at, pair in enumerate(pairwise(mine)):
        pairs.setdefault(pair, []).append(at)
    votes: Counter[int] = Counter()
    for at, pair in enumerate(pairwise(there)):
        for own in pairs.get(pair, ()):
            votes[(at - own) // _BAND] += 1
    slack = _BAND + len(mine) // 4
    lows = [band * _BAND - slack for band, _count in votes.most_common(_WINDOWS)]
    found = [(max(low, 0), min(low + _BAND + len(mine) + 2 * slack, len(there))) for low in lows]
    if len(mine) <= _FEW:
        found.append((0, len(there)))
    return found


def _groups(runs: Sequence[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Return the runs in groups that stand near each other in the source."""
    groups: list[list[tuple[int, int, int]]] = []
    for run in runs:
        if groups and run[1] - (groups[-1][-1][1] + groups[-1][-1][2]) <= _GAP:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _trimmed(runs: list[tuple[int, int, int]], weights: Sequence[float]) -> list[tuple[int, int, int]]:
    """Return the runs without those at the ends that only a far-off little word makes."""

    def stray(run: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
        one, two = sorted((run, other))
        apart = max(two[side] - one[side] - one[2] for side in (0, 1))
        return apart > 2 + 2 * run[2] and sum(weights[run[0] : run[0] + run[2]]) < max(1.0, apart / 6)

    while len(runs) > 1 and stray(runs[0], runs[1]):
        runs = runs[1:]
    while len(runs) > 1 and stray(runs[-1], runs[-2]):
        runs = runs[:-1]
    return runs


@dataclass(frozen=True, slots=True)
class Difference:
    """A quotation beside its source: the pieces, what differs, and the words of the strip that are the source."""

    pieces: tuple[Piece, ...]
    changes: tuple[Change, ...]
    first: int
    last: int
    cuts: tuple[int, ...]  # words of the quotation before which sentences of the source are left out


def difference(text: str, quoted: Words, alignment: Alignment) -> Difference:
    """Return the word-level difference. The pieces that are not of the source, joined, are the quotation's text."""
    strip = alignment.strip
    first, last = _extent(len(quoted), alignment)
    pieces: list[Piece] = []
    found: list[Change] = []
    cuts: list[int] = []
    at, there = 0, first
    opens = _openings(quoted, strip, first, last)
    for run in (*alignment.runs, (len(quoted), last, 0)):
        mine, other = quoted.tokens[at : run[0]], strip.tokens[there : run[1]]
        if mine or other:
            kinds, blocks = _changed(mine, other, opens)
            found.extend(kinds)
            if not mine and _ends_sentence(strip, there - 1, run[1]) and len(other) > 3:
                found.append(Change.SPLICE)
                cuts.append(at)
                blocks = [(blocks[0][0], blocks[0][1], Change.SPLICE)]
            offset, beside = at, there
            for length, breadth, change in blocks:
                pieces += _side(Side.QUOTATION, text, quoted, offset, offset + length, change)
                source = "".join(strip.segment(index) for index in range(beside, beside + breadth))
                if source:
                    pieces.append(Piece(Side.SOURCE, source, change))
                offset, beside = offset + length, beside + breadth
        for step in range(run[2]):
            pieces += _word(text, quoted, strip, run[0] + step, run[1] + step, found)
        at, there = run[0] + run[2], run[1] + run[2]
    opening = text[: quoted.tokens[0].start]
    if opening:
        pieces.insert(0, Piece(Side.SAME, opening))
    ordered = tuple(change for change in Change if change in found)
    return Difference(tuple(_merged(pieces)), ordered, first, last, tuple(cuts))


def _extent(length: int, alignment: Alignment) -> tuple[int, int]:
    """Return the words of the strip that the whole quotation stands for, those of its changed ends too."""
    (begin, after), (first, last) = alignment.quoted, alignment.source
    strip = alignment.strip
    while begin > 0 and first > 0 and not strip.breaks(first - 1):
        begin, first = begin - 1, first - 1
    while after < length and last < len(strip.tokens) and not strip.breaks(last - 1):
        after, last = after + 1, last + 1
    # A dropped "ne" or "n'" at the very start stands just before.
    if first > 0 and is_negation(strip.tokens[first - 1]) and not strip.breaks(first - 1) and begin > 0:
        first -= 1
    return first, last


def _stops(marks: str) -> bool:
    return any(mark in _SENTENCE_MARKS for mark in marks)


def _ends_sentence(strip: Strip, first: int, last: int) -> bool:
    return any(_stops(strip.marks[index]) for index in range(max(first, 0), last))


def _openings(quoted: Words, strip: Strip, first: int, last: int) -> frozenset[int]:
    """Return the words that open a sentence, as `changes_of` asks for them."""
    mine = {quoted.tokens[0].start}
    mine |= {quoted.tokens[at + 1].start for at, marks in enumerate(quoted.marks[:-1]) if _stops(marks) or ":" in marks}
    theirs = {
        -1 - strip.tokens[at].start
        for at in range(first, last)
        if at == 0 or _stops(strip.marks[at - 1]) or ":" in strip.marks[at - 1] or "\n" in strip.segment(at - 1)
    }
    return frozenset(mine | theirs)


Block = tuple[int, int, Change]
"""So many words of the quotation for so many of the source, and what differs."""


def _changed(
    mine: Sequence[Token], other: Sequence[Token], opens: frozenset[int]
) -> tuple[tuple[Change, ...], list[Block]]:
    if len(mine) == len(other):
        blocks: list[Block] = []
        kinds: list[Change] = []
        for one, two in zip(mine, other, strict=True):
            found = changes_of([one], [two], opens)
            kinds.extend(found)
            blocks.append((1, 1, found[0]))
        if len({block[2] for block in blocks}) == 1:
            return tuple(kinds), [(len(mine), len(other), blocks[0][2])]
        return tuple(kinds), blocks
    found = changes_of(mine, other, opens)
    return found, [(len(mine), len(other), found[0])]


def _side(side: Side, text: str, words: Words, first: int, last: int, change: Change | None) -> Iterator[Piece]:
    if first < last:
        after = words.tokens[last].start if last < len(words) else len(text)
        yield Piece(side, text[words.tokens[first].start : after], change)


def _word(text: str, quoted: Words, strip: Strip, at: int, there: int, found: list[Change]) -> Iterator[Piece]:
    """Yield the pieces of one word that both have, with the marks after it."""
    mine, other = quoted.tokens[at], strip.tokens[there]
    last = at + 1 == len(quoted)
    after = len(text) if last else quoted.tokens[at + 1].start
    same = same_word(mine, other, first=at == 0)
    marked = same_end(quoted.marks[at], strip.marks[there]) if last else quoted.marks[at] == strip.marks[there]
    if same and marked:
        yield Piece(Side.SAME, text[mine.start : after])
        return
    if not same:
        found.append(Change.SPELLING)
        yield Piece(Side.QUOTATION, text[mine.start : mine.end if not marked else after], Change.SPELLING)
        whole = strip.segment(there)
        yield Piece(Side.SOURCE, whole if marked else whole[: other.end - other.start], Change.SPELLING)
    else:
        yield Piece(Side.SAME, text[mine.start : mine.end])
    if not marked:
        signed = quoted.marks[at].endswith("-") != strip.marks[there].endswith("-")
        number = not last and quoted.tokens[at + 1].sort is Sort.NUMBER
        change = Change.NUMBER if signed and number else Change.PUNCTUATION
        found.append(change)
        yield Piece(Side.QUOTATION, text[mine.end : after], change)
        yield Piece(Side.SOURCE, strip.segment(there)[other.end - other.start :], change)


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces with neighbours of one kind joined, and nothing empty."""
    waiting: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if waiting is not None and (waiting.side, waiting.change) == (piece.side, piece.change):
            waiting = Piece(piece.side, waiting.text + piece.text, piece.change)
            continue
        if waiting is not None:
            yield _on_one_line(waiting)
        waiting = piece
    if waiting is not None:
        yield _on_one_line(waiting)


def _on_one_line(piece: Piece) -> Piece:
    return replace(piece, text=piece.text.replace("\n", " ")) if piece.side is Side.SOURCE else piece
