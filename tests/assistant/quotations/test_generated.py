"""Hundreds of quotations made from the pages themselves: exact in every typography, altered in each way, absent."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from assistant.quotations import Change, Side, Status, check
from corpus.library import Library
from corpus.sentences import sentence_spans

# --- how a quotation may be typed without being altered ------------------------------------------------------------


def _hyphenated(text: str) -> str:
    """Break the longest word at the end of a line, as a PDF reader copies it."""
    word = max(re.findall(r"(?<![\w'’-])[a-zà-ÿ]{7,}(?![\w'’-])", text), key=len, default="")
    return text.replace(word, f"{word[:4]}-\n{word[4:]}", 1) if word else text


TYPOGRAPHY: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "straight apostrophes": lambda text: text.replace("’", "'"),
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "ordinary spaces": lambda text: re.sub(r"\s", " ", text),
    "non-breaking spaces": lambda text: re.sub(r" (?=[;:!?%»€])", "\u00a0", text),
    "narrow spaces": lambda text: re.sub(r" (?=[;:!?%»])", "\u202f", text),
    "no space before marks": lambda text: re.sub(r"\s(?=[;:!?%])", "", text),
    "two spaces": lambda text: text.replace(" ", "  ", 3),
    "line breaks": lambda text: re.sub(r" (?=\w{5})", "\n", text),
    "line-end hyphen": _hyphenated,
    "soft hyphen": lambda text: re.sub(r"(?<=[a-z]{4})(?=[a-z]{3})", "\u00ad", text, count=3),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("oe", "œ"),
    "spelled ligatures": lambda text: text.replace("œ", "oe").replace("Œ", "OE"),
    "decomposed accents": lambda text: re.sub("é", "e\u0301", text),
    "other dashes": lambda text: text.replace("–", "—").replace("-", "\u2011"),
    "other quotation marks": lambda text: text.replace("« ", "“").replace(" »", "”").replace("«\u00a0", "“").replace("\u00a0»", "”"),
    "lower first letter": lambda text: text[:1].lower() + text[1:],
    "upper first letter": lambda text: text[:1].upper() + text[1:],
    "bracketed first letter": lambda text: f"[{text[:1].upper()}]{text[1:]}" if text[:1].isalpha() and text[1:2].isalpha() else text,
    "no final mark": lambda text: text.rstrip(".;:!? "),
    "thousands joined": lambda text: re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", text),
}  # fmt: skip

# --- how it may be altered ----------------------------------------------------------------------------------------------


def _number(text: str, rng: random.Random) -> str | None:
    digits = list(re.finditer(r"\d", text))
    if not digits:
        return None
    at = rng.choice(digits).start()
    other = rng.choice([digit for digit in "123456789" if digit != text[at]])
    return text[:at] + other + text[at + 1 :]


def _word_number(text: str, rng: random.Random) -> str | None:
    swaps = {
        "deux": "trois",
        "trois": "quatre",
        "millions": "milliards",
        "million": "milliard",
        "two": "three",
        "juin": "juillet",
    }
    found = [word for word in swaps if re.search(rf"\b{word}\b", text)]
    return re.sub(rf"\b{found[0]}\b", swaps[found[0]], text, count=1) if found else None


def _drop_negation(text: str, rng: random.Random) -> str | None:
    changed = re.sub(r"\b(?:ne |n['’])(\w+) (?:pas|plus|jamais|aucune?) ", r"\1 ", text, count=1)
    changed = changed if changed != text else re.sub(r"\b(shall|is|are|does|do|should) not\b", r"\1", text, count=1)
    changed = changed if changed != text else re.sub(r"\b(sans|aucune?|not) ", "", text, count=1)
    return changed if changed != text else None


def _add_negation(text: str, rng: random.Random) -> str | None:
    changed = re.sub(
        r"\b(est|sont|peut|peuvent|doit|doivent|a|ont|prévoit|fixe)\b (?!pas)", r"ne \1 pas ", text, count=1
    )
    changed = (
        changed if changed != text else re.sub(r"\b(is|are|shall|should|must|may) (?!not)", r"\1 not ", text, count=1)
    )
    return changed if changed != text else None


def _name(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"(?<=[a-zà-ÿ,] )(?<!\. )[A-ZÉ][\wé-]+", text))
    if not found:
        return None
    match = rng.choice(found)
    other = rng.choice([name for name in ("Bretagne", "Martin", "ADEME", "Lyon") if name != match.group()])
    return text[: match.start()] + other + text[match.end() :]


def _word(text: str, rng: random.Random) -> str | None:
    found = [match for match in re.finditer(r"(?<!^)(?<![\w'’-])[a-zà-ÿ]{5,}(?![\w'’-])", text) if match.start() > 0]
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + rng.choice(["fromage", "nuage", "girafe"]) + text[match.end() :]


def _drop_word(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"(?<=\s)[a-zà-ÿ]{4,} ", text))
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + text[match.end() :]


def _add_word(text: str, rng: random.Random) -> str | None:
    spaces = [match.start() for match in re.finditer(r"(?<=[a-zà-ÿ]) (?=[a-zà-ÿ])", text)]
    if not spaces:
        return None
    at = rng.choice(spaces)
    return text[:at] + " vraiment" + text[at:]


def _swap(text: str, rng: random.Random) -> str | None:
    words = text.split(" ")
    pairs = [
        at
        for at in range(1, len(words) - 2)
        if words[at].isalpha() and words[at + 1].isalpha() and words[at] != words[at + 1]
    ]
    if not pairs:
        return None
    at = rng.choice(pairs)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


ALTERATIONS: dict[str, tuple[Callable[[str, random.Random], str | None], Change | None]] = {
    "digit": (_number, Change.NUMBER),
    "number word": (_word_number, Change.NUMBER),
    "dropped negation": (_drop_negation, Change.NEGATION),
    "added negation": (_add_negation, Change.NEGATION),
    "name": (_name, Change.NAME),
    "word": (_word, Change.WORD),
    "dropped word": (_drop_word, None),
    "added word": (_add_word, Change.WORD),
    "swapped words": (_swap, None),
}

ABSENT = (
    "Le maire a promis de rembourser les tickets de cantine avant la fin du mois prochain.",
    "Les dauphins reconnaissent leur reflet dans un miroir dès l'âge de sept mois.",
    "Nous n'avons jamais fabriqué autant de fromage de chèvre que cette année-là.",
    "La Région achètera quarante hélicoptères pour surveiller les plages de l'Atlantique.",
    "Toute entreprise devra remettre ses algorithmes au préfet sous huit jours.",
    "The committee shall plant ten thousand olive trees along the motorway.",
    "L'intelligence artificielle remplacera tous les enseignants du département dès la rentrée.",
    "Aucun élu ne sera autorisé à utiliser un téléphone pendant les séances du conseil régional.",
    "Une taxe de trois centimes sera perçue sur chaque question posée à une machine.",
    "Le président du jury a salué la qualité des bouquets de fleurs présentés au concours.",
    "Les robots tondeuses sont interdits dans les cimetières le dimanche et les jours fériés.",
    "Every citizen has the right to borrow a telescope from the national library.",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    expected: Status
    change: Change | None = None


def _sentences(library: Library, rng: random.Random) -> list[tuple[str, int, str]]:
    found = []
    for document in library.documents():
        for page in library.pages(document.id):
            for start, end in sentence_spans(page.text):
                sentence = page.text[start:end]
                if (
                    8 <= len(sentence.split()) <= 60
                    and sentence.endswith(".")
                    and "…" not in sentence
                    and "[" not in sentence
                ):
                    found.append((document.id, page.number, sentence))
    rng.shuffle(found)
    return found


def generated(
    library: Library, seed: int = 9, exact: int = 130, altered: int = 20, splices: int = 30
) -> Iterator[Case]:
    """Yield the cases, always the same for a library."""
    rng = random.Random(seed)
    sentences = _sentences(library, rng)
    known = {re.sub(r"\W", "", sentence).lower() for _document, _page, sentence in sentences}
    for index, (_document, _page, sentence) in enumerate(sentences[:exact]):
        name = list(TYPOGRAPHY)[index % len(TYPOGRAPHY)]
        if index % 3 == 2:  # a part of a sentence
            words = sentence.split(" ")
            sentence = " ".join(words[len(words) // 4 : len(words) // 4 + max(5, len(words) // 2)])
        yield Case(f"exact: {name}", TYPOGRAPHY[name](sentence), Status.EXACT)
    for name, (alter, change) in ALTERATIONS.items():
        made = 0
        for _document, _page, sentence in rng.sample(sentences, len(sentences)):
            changed = alter(sentence, rng)
            # "p. 114" made "p. 115" may be what another document says.
            if changed is not None and re.sub(r"\W", "", changed).lower() not in known and made < altered:
                made += 1
                yield Case(f"altered: {name}", changed, Status.ALTERED, change)
    for index in range(splices):
        one, two = rng.sample(sentences, 2)
        first, second = one[2].rstrip("."), two[2]
        joint = (" … ", " [...] ", ". ", ", ", " (…) ")[index % 5]
        yield Case(f"altered: splice {joint.strip()}", first + joint + second, Status.ALTERED, Change.SPLICE)
    for text in ABSENT:
        yield Case("absent", text, Status.ABSENT)


@pytest.fixture(scope="module")
def outcomes(notes: Library) -> list[tuple[Case, Status, tuple[Change, ...]]]:
    found = []
    for case in generated(notes):
        checked = check(notes, case.text)
        found.append((case, checked[0].status, checked[0].changes))
    return found


def _kind(
    outcomes: list[tuple[Case, Status, tuple[Change, ...]]], status: Status
) -> list[tuple[Case, Status, tuple[Change, ...]]]:
    return [item for item in outcomes if item[0].expected is status]


def test_there_are_hundreds_of_cases_of_every_sort(outcomes: list[tuple[Case, Status, tuple[Change, ...]]]) -> None:
    names = Counter(item[0].name for item in outcomes)
    assert len(outcomes) >= 200 and len(names) >= len(TYPOGRAPHY) + len(ALTERATIONS) + 6


def test_no_altered_or_absent_quotation_is_called_exact(
    outcomes: list[tuple[Case, Status, tuple[Change, ...]]],
) -> None:
    wrong = [case for case, status, _ in outcomes if case.expected is not Status.EXACT and status is Status.EXACT]
    assert not wrong


def test_the_exact_ones_are_found_whatever_their_typography(
    outcomes: list[tuple[Case, Status, tuple[Change, ...]]],
) -> None:
    exact = _kind(outcomes, Status.EXACT)
    missed = [case for case, status, _ in exact if status is not Status.EXACT]
    assert len(missed) <= 0.01 * len(exact), missed


def test_the_altered_ones_are_called_altered_and_not_absent(
    outcomes: list[tuple[Case, Status, tuple[Change, ...]]],
) -> None:
    altered = _kind(outcomes, Status.ALTERED)
    missed = [case for case, status, _ in altered if status is not Status.ALTERED]
    assert len(missed) <= 0.05 * len(altered), missed


def test_the_absent_ones_are_called_absent(outcomes: list[tuple[Case, Status, tuple[Change, ...]]]) -> None:
    assert [case for case, status, _ in _kind(outcomes, Status.ABSENT) if status is not Status.ABSENT] == []


def test_what_changed_is_named(outcomes: list[tuple[Case, Status, tuple[Change, ...]]]) -> None:
    named = [(case, changes) for case, status, changes in outcomes if case.change and status is Status.ALTERED]
    missed = [(case, changes) for case, changes in named if case.change not in changes]
    assert len(missed) <= 0.05 * len(named), missed


def test_the_pieces_give_the_quotation_back(notes: Library) -> None:
    for case in list(generated(notes))[::7]:
        for found in check(notes, case.text.replace("«", "").replace("»", "")):
            if found.status is Status.ALTERED:
                mine = "".join(piece.text for piece in found.difference if piece.side is not Side.SOURCE)
                assert mine == found.quotation.text
