"""The contract of the check: what counts as a difference between a quotation and a page, and what is typography.

Compared one by one: words with their accents and capitals, numbers, signs (%, €, §, /), and the marks , ; : . ! ? ( ).
Typography, which is never a difference: quotation marks and apostrophes of any kind, spaces and line breaks, ligatures,
soft hyphens, hyphens within a word (a line-end hyphen and a compound are the same on paper: "intelli-\ngence",
"sous-préfet"), dashes and bullets between spaces, the space in 35 000, the case of the first letter, the marks at both
ends of the quotation. A changed letter, digit, accent or capital elsewhere is a difference.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from corpus.folding import fold, strip_accents

_SOFT = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPACE = "[ \u00a0\u202f\u2009]"
_HYPHEN = "[-\u2010\u2011\u2012\u2013\u2212\u00ad\x02\ufffe]"
# A hyphen joins letters; with a line break or a space after it, only when a small letter follows.
_WORD = rf"[^\W\d_]+(?:(?:[{_SOFT}\u0300-\u036f]+|{_HYPHEN}(?=[^\W\d_])|[-\u2010\u2011\u00ad]\s+(?=[a-zà-öø-ÿœæ]))[^\W\d_]*)*"
_NUMBER = rf"(?<!\d)(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
_TOKEN = re.compile(
    rf"(?=\S)(?:(?P<word>{_WORD})|(?P<number>{_NUMBER})|(?P<ellipsis>…|\.{{3,}})|(?P<mark>[.,;:!?()\[\]])"
    rf"|(?P<dash>(?<=\w)[-\u2010-\u2015−](?=\d)|(?<=\d)[-\u2010-\u2015−](?=\w)|(?<!\w)[-\u2010-\u2015−](?=\d))"
    rf"|(?P<sign>[%‰€$£§°&+=<>≤≥×÷±/@#²³¹]|[^\W_]))"
)
_ENDS = frozenset(".?!")


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"


_SORTS = {"word": Sort.WORD, "number": Sort.NUMBER, "sign": Sort.SIGN}


class Token(NamedTuple):
    """A word, number, sign or mark at `text[start:end]`; two are the same exactly when their `form` is."""

    form: str
    loose: str  # without case and accents, to align
    start: int
    end: int
    sort: Sort
    page: int = 0  # of the page it stands on; 0 in a quotation


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words, each with the marks that stand before the next one."""

    tokens: tuple[Token, ...]  # words, numbers and signs
    marks: tuple[str, ...]  # marks[i] stand after tokens[i]
    opening: str = ""  # the marks before the first word

    def __len__(self) -> int:
        return len(self.tokens)


def _raised(text: str) -> str:
    """Return raised letters as letters: 1ᵉʳ is 1er."""
    return "".join(unicodedata.normalize("NFKC", char) if unicodedata.category(char) == "Lm" else char for char in text)


@lru_cache(maxsize=100_000)
def _forms(raw: str, sort: Sort) -> tuple[str, str]:
    if sort is Sort.NUMBER:
        form = re.sub(r"\s", "", raw)
        return form, form
    form = fold(_raised(re.sub(rf"{_HYPHEN}\s*", "", raw))) if sort is Sort.WORD else fold(raw)
    return form, strip_accents(form).lower()


def words_of(text: str, page: int = 0) -> Words:
    """Return the words of a text with the marks between them."""
    tokens: list[Token] = []
    marks: list[str] = []
    opening = ""
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        if group == "word" or group == "number" or group == "sign":  # noqa: PLR1714 - the inner loop
            sort = _SORTS[group]
            start, end = match.span()
            form, loose = _forms(text[start:end], sort)
            tokens.append(Token(form, loose, start, end, sort, page))
            marks.append("")
            continue
        mark = "..." if group == "ellipsis" else "-" if group == "dash" else match.group()
        if marks:
            marks[-1] += mark
        else:
            opening += mark
    return Words(tuple(tokens), tuple(marks), opening)


def same_word(quoted: Token, source: Token, *, first: bool = False) -> bool:
    """Whether two tokens are the same word; for the first of a quotation whatever the case of its first letter."""
    if quoted.form == source.form:
        return True
    return first and quoted.form[:1].lower() + quoted.form[1:] == source.form[:1].lower() + source.form[1:]


def same_end(quoted: str, source: str) -> bool:
    """Whether the marks at the end of a quotation can stand for the source's: anything, but no question made a statement."""
    closes = bool(_ENDS & set(quoted)) and bool(_ENDS & set(source))
    return not closes or ("?" in quoted) == ("?" in source)


class _Keys(dict[int, str]):
    """A table for `str.translate`: letters and digits in lower case without accents, nothing else."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = "".join(part for part in strip_accents(fold(_raised(char))).lower() if part.isalnum())
        self[code] = "" if unicodedata.category(char).startswith("M") else kept
        return self[code]


_KEYS = _Keys()


def key_of(text: str) -> str:
    """Return the letters and digits of a text: where a quotation is exact, its key is part of the page's key."""
    return text.translate(_KEYS)


def key_origins(text: str) -> list[int]:
    """Return, for each character of `key_of(text)`, the index in `text` it came from."""
    table = _KEYS
    return [index for index, char in enumerate(text) for _ in table[ord(char)]]


def searchable(text: str, tokens: Sequence[Token]) -> str:
    """Return the words as the lexical index reads them: hyphens gone, apostrophes kept for elisions."""
    pieces: list[str] = []
    for index, token in enumerate(tokens):
        pieces.append(token.form)
        following = tokens[index + 1].start if index + 1 < len(tokens) else token.end
        pieces.append("'" if fold(text[token.end : following]) == "'" else " ")
    return "".join(pieces)


def joined(tokens: Iterable[Token]) -> str:
    """Return the letters of some words, to see that only their spaces differ."""
    return "".join(token.loose for token in tokens)
