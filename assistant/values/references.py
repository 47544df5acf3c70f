"""References to parts of a text and to acts: article 6, paragraphe 1; annexe III; (UE) 2024/1689; page 3."""

import re

from assistant.values.reading import Reading
from assistant.values.records import ValueKind

Found = tuple[ValueKind, str, str, int, int]

_LEVELS = {
    "article": r"articles?|arts?\.?", "paragraph": r"paragraphes?|paragraphs?|paras?\.|par\.(?= ?\d)|§+",
    "subparagraph": r"alineas?|al\.|subparagraphs?", "point": r"points?|sous-points?|lettres?", "annex": r"annexes?|annex(?:es)?",
    "recital": r"considerants?|recitals?", "chapter": r"chapitres?|chapters?", "section": r"sections?", "title": r"titres?|title",
    "part": r"parties?|parts?", "page": r"pages?|(?<![\d%] )(?<!cent )pp?\.(?! ?100)", "table": r"tableaux?|tables?", "figure": r"figures?|fig\.", "axis": r"axes?|axis",
    "recommendation": r"preconisations?|recommandations?|recommendations?|propositions?|mesures?|actions?|objectifs?",
}  # fmt: skip
_ROMAN = r"(?=[xvi])x{0,3}(?:ix|iv|v?i{0,3})"
_SUFFIX = r"(?: ?(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies))?"
_NUMBER = rf"(?:(?:[lrda]\.? ?)?\d+(?:-\d+)*{_SUFFIX}(?:er)?(?![\w%€]|[.,]\d)|premier\b|\(?\d+\)|{_ROMAN}\b|[a-z]{{1,2}}(?=\)))"
_INNER = r"(?P<inner>(?: ?\((?:\d{1,3}|[a-z]{1,4})\))+)?"
_LEVEL_NUMBERS = {
    level: re.compile(
        rf"(?<![a-z])(?:{words}) ?(?:n[o°]s? ?)?(?P<first>{_NUMBER})\)?{_INNER}"
        rf"(?P<more>(?:(?: ?, ?| et | ou | and | or | a | to | ?- ?)(?:{_NUMBER})\)?(?! ?(?:%|€|[a-z]{{3,}}))(?: ?\([a-z0-9]{{1,3}}\))*)*)"
    )
    for level, words in _LEVELS.items()
}
_ANY_NUMBER = re.compile(_NUMBER)
_ACT = re.compile(
    r"(?:\((?:ue|eu|ce|ec|cee|eec)(?:, ?euratom)?\) ?(?:n[o°] ?)?"
    r"|(?:directive|reglement|regulation|decision|loi|decret|ordonnance|arrete|law|act|decree)s? (?:\([a-z]{2,3}\) )?(?:n[o°] ?)?|(?<![a-z])n[o°] ?)"
    r"(?P<act>\d{2,4}[-/]\d{1,5})(?:/(?:ue|ce|eu|ec|cee|jai))?(?![\w/])"
)
_ACT_BARE = re.compile(r"(?<![\w/.-])(?P<act>(?:19|20)\d\d/\d{2,4})(?:/(?:ue|ce|eu|ec|cee|jai))?(?![\w/])")
_COM = re.compile(r"\bcom ?[/(]?(?P<year>\d{4})\)? ?[-/]? ?(?P<number>\d{1,4})\b")
# The numbers that open a paragraph, a point or a recital of a legal text.
_ENUMERATORS = (
    ("paragraph", re.compile(r"^(?P<n>\d{1,2})\. (?=\D)")),
    ("point", re.compile(r"^(?P<n>[a-z]{1,3})\) ")),
    ("recital", re.compile(r"^\((?P<n>\d{1,3})\) ")),
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_UPPER_ROMAN = {"annex", "chapter", "title", "section", "part", "axis"}
_UNDER = {
    "paragraph": ("article",),
    "subparagraph": ("paragraph", "article"),
    "point": ("subparagraph", "paragraph", "article", "annex"),
}
_JOIN = re.compile(r" ?,? ?(?:(?:du |de l'|de la |de l|dudit |of |the |au |le |la |l'|sous )*)")


def _roman(text: str) -> int:
    total = 0
    for char, after in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN_VALUES[char]
        total += -value if after and _ROMAN_VALUES[after] > value else value
    return total


def _canonical(level: str, text: str, original: str) -> str | None:
    """Return the number of a reference in its one form, or None when the text is none."""
    bare = text.strip("() ")
    if bare == "premier":
        return "1"
    if re.fullmatch(_ROMAN, bare) and level in _UPPER_ROMAN:
        return str(_roman(bare)) if original.strip("() ").isupper() else None
    if re.fullmatch(r"[a-z]{1,4}", bare):
        return bare if level == "point" else None
    bare = re.sub(r"er$", "", bare)
    return re.sub(r"[. ]", "", bare)


def _acts(reading: Reading) -> list[Found]:
    found: list[Found] = []
    for pattern in (_ACT, _ACT_BARE):
        for match in pattern.finditer(reading.plain):
            first, second = re.split(r"[-/]", match["act"])
            if pattern is _ACT_BARE and second in (str(int(first) + 1), str(int(first) + 1)[2:]):
                continue  # 2025/2026 is two years
            if reading.free(*match.span("act")):
                reading.take(match.start("act"), match.end())
                found.append((ValueKind.REFERENCE, f"{first}/{second}", "act", match.start("act"), match.end("act")))
    for match in _COM.finditer(reading.plain):
        if reading.free(*match.span()) and reading.folded[match.start()].isupper():
            reading.take(*match.span())
            found.append((ValueKind.REFERENCE, f"com/{match['year']}/{match['number']}", "act", *match.span()))
    return found


def _inner(match: re.Match[str], canonical: str) -> list[tuple[str, str, int, int]]:
    """Return the levels of "6(1)(a)" below the article: paragraph 6/1, point 6/1/a."""
    found = []
    path = canonical
    for part in re.finditer(r"\((\w+)\)", match["inner"] or ""):
        path = f"{path}/{part.group(1)}"
        level = "paragraph" if part.group(1).isdigit() else "point"
        start = match.start("inner") + part.start()
        found.append((level, path, start, match.start("inner") + part.end()))
    return found


def references(reading: Reading) -> list[Found]:
    """Claim and return the references of a text.

    A paragraph or a point that follows its article holds it: "article 6, paragraphe 1" is article 6 and paragraph 6/1;
    alone, "paragraphe 1" is /1. English "Article 6(1)" gives the same.
    """
    plain = reading.plain
    found = _acts(reading)
    places: list[tuple[str, str, int, int]] = []
    for level, pattern in _LEVEL_NUMBERS.items():
        for match in pattern.finditer(plain):
            if not reading.free(*match.span()):
                continue
            spans = [match.span("first")]
            offset = match.start("more")
            spans += [(offset + m.start(), offset + m.end()) for m in _ANY_NUMBER.finditer(match["more"])]
            if level == "recommendation" and not re.search(r"n[o°]|s? \d+$", match.group()):
                continue
            for start, end in spans:
                canonical = _canonical(level, plain[start:end], reading.folded[start:end])
                if canonical:
                    places.append((level, canonical, start, end))
            if match["inner"] and places:
                places += _inner(match, places[-1][1] if places[-1][3] == match.end("first") else "")
            reading.take(match.start("first"), match.end())
    return found + _nested(sorted(places, key=lambda place: place[2]), plain)


def _nested(places: list[tuple[str, str, int, int]], plain: str) -> list[Found]:
    """Give paragraphs and points the path of the article that stands just before, or just after ("point a) de l'article 5")."""
    found: list[Found] = []
    path: dict[str, str] = {}
    end_of_last = -1
    for level, canonical, start, end in places:
        linked = (
            end_of_last >= 0
            and len(plain[end_of_last:start]) <= 22
            and not re.search(r"[.;:]", plain[end_of_last:start].strip("s. "))
        )
        if not linked:
            path = {}
        full = canonical
        if level in _UNDER and "/" not in canonical:
            above = next((path[parent] for parent in _UNDER[level] if parent in path), "")
            full = f"{above}/{canonical}"
        path = {name: place for name, place in path.items() if name != level}
        path[level] = full
        if level == "article":
            path = {"article": full}
        found.append((ValueKind.REFERENCE, full, level, start, end))
        end_of_last = end
    return found


def enumerators(reading: Reading) -> list[Found]:
    """Return the number that opens a paragraph of a law ("3. Le non-respect …"), for sources only."""
    found: list[Found] = []
    for level, pattern in _ENUMERATORS:
        if match := pattern.match(reading.plain):
            canonical = match["n"] if level == "recital" else f"/{match['n']}"
            found.append((ValueKind.REFERENCE, canonical, level, *match.span("n")))
    return found


def agrees(source: str, claim: str) -> bool:
    """Whether a reference says no more than another: "paragraphe 1" agrees with "article 6, paragraphe 1"."""
    return source == claim or (claim.startswith("/") and source.endswith(claim))
