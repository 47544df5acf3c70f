"""The pages that one check opens, each read once, and the passages that may hold a quotation.

Candidates come from the lexical index alone: a check never reads the whole library, except for a few function words
that no index holds.
"""

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from assistant.quotations.words import Words, key_of, key_origins, words_of
from corpus.analysis import terms
from corpus.holdings import Filters
from corpus.library import Library
from corpus.records import Page, StoredPassage

NOTES = "\n\n"
"""What stands between the body of a page and its notes: the body goes on with the next page's."""
_WHOLE = 400
"""Passages looked at that hold all the words of a quotation."""
_COMMON = 1000
"""A term that more passages hold does not lead to a candidate by itself."""
_RARE = 8


class Reading:
    """A page as it is compared."""

    def __init__(self, document_id: str, page: Page) -> None:
        self.document_id, self.page, self.text = document_id, page, page.text
        at = page.text.find(NOTES)
        self.body = len(page.text) if at < 0 else at

    @cached_property
    def key(self) -> str:
        """Its letters and digits."""
        return key_of(self.text)

    @cached_property
    def body_key(self) -> str:
        """The letters and digits of its body."""
        return key_of(self.text[: self.body])

    @cached_property
    def origins(self) -> list[int]:
        """Where each character of the key comes from."""
        return key_origins(self.text)

    @cached_property
    def words(self) -> Words:
        """Its words."""
        return words_of(self.text, self.page.number)

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts."""
        return [token.start for token in self.words.tokens]


class Shelf:
    """What one check reads of a library, within the documents that its filters admit."""

    def __init__(self, library: Library, filters: Filters | None = None) -> None:
        self.library = library
        self.document_ids = library.matching(filters)
        self.total = max(1, library.passage_count())
        self._pages: dict[tuple[str, int], Reading | None] = {}
        self._frequencies: dict[str, int] = {}
        self._nearest: dict[tuple[str, int], list[StoredPassage]] = {}

    def page(self, document_id: str, number: int) -> Reading | None:
        """Return a page; None when the document has no such page."""
        key = document_id, number
        if key not in self._pages:
            page = self.library.page_text(document_id, number)
            self._pages[key] = None if page is None else Reading(document_id, page)
        return self._pages[key]

    def holding_all(self, text: str) -> Iterator[StoredPassage]:
        """Yield passages that hold all the words of a text, those that hold them in a row first."""
        if not (terms(text, "fr") and terms(text, "en")):  # function words of a language, which its index leaves out
            yield from self.library.passages(self.library.passages_reading(re.findall(r"\w+", text), _WHOLE))
            return
        seen: set[int] = set()
        for adjacent in (True, False):
            for language in ("fr", "en"):
                wanted = list(dict.fromkeys(terms(text, language))) if not adjacent else terms(text, language)
                if adjacent and len(wanted) < 2:
                    continue
                ids = self.library.passages_holding(wanted, _WHOLE, self.document_ids, adjacent=adjacent)
                fresh = [number for number in ids if number not in seen]
                seen.update(fresh)
                for start in range(0, len(fresh), 50):
                    yield from self.library.passages(fresh[start : start + 50])

    def nearest(self, text: str, limit: int) -> list[StoredPassage]:
        """Return the passages that share the rarest words with a text, best first."""
        if (text, limit) not in self._nearest:
            self._nearest[text, limit] = self._find_nearest(text, limit)
        return self._nearest[text, limit]

    def _find_nearest(self, text: str, limit: int) -> list[StoredPassage]:
        scores: dict[int, float] = {}
        for language in ("fr", "en"):
            wanted = list(dict.fromkeys(terms(text, language)))
            held = sorted(self._telling(wanted), key=self.frequency)
            found: dict[int, float] = defaultdict(float)
            rare = [term for term in held if self.frequency(term) < _COMMON][:_RARE]
            for term in rare:
                self._score(found, [term])
            if len(rare) < _RARE:
                common = held[len(rare) : len(rare) + _RARE]
                for one, other in itertools.pairwise(common):
                    self._score(found, [one, other])
                if len(common) == 1 and not rare:
                    self._score(found, common)
            for number, score in found.items():
                scores[number] = max(scores.get(number, 0.0), score)
        best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
        return self.library.passages(best)

    def _telling(self, wanted: Sequence[str]) -> list[str]:
        """Return terms that some passage holds: numbers and long words, which tell most, until enough of them are rare."""
        found: list[str] = []
        rare = 0
        for term in sorted(wanted, key=lambda term: (not term[0].isdigit(), -len(term))):
            frequency = self.frequency(term)
            if frequency:
                found.append(term)
                rare += frequency < _COMMON
            if rare == 2 * _RARE:
                break
        return found

    def frequency(self, term: str) -> int:
        """Return in how many passages a term occurs, counted no further than where it is common."""
        if term not in self._frequencies:
            self._frequencies[term] = self.library.frequency_up_to(term, _COMMON)
        return self._frequencies[term]

    def _score(self, found: dict[int, float], wanted: Sequence[str]) -> None:
        ids = self.library.passages_holding(wanted, _COMMON, self.document_ids)
        weight = math.log(1 + self.total / (1 + min(self.frequency(term) for term in wanted)))
        for number in ids:
            found[number] += weight
