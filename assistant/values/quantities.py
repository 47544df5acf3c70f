"""Numbers with what they count: percentages, money, durations, measures, counted things, ordinals and bare numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.values.numerals import Numeral, fractions, numerals, ordinals, write
from assistant.values.reading import Reading
from assistant.values.records import ValueKind

Found = tuple[ValueKind, str, str, int, int]
"""Kind, canonical value, unit, and where in `plain`."""

_SCALE = re.compile(
    r" ?(?:(?P<thousand>mille|milliers?|thousand|k(?=€|\$|£| ?eur))"
    r"|(?P<million>millions?|mn|m(?=€|\$|£| ?eur| d'eur)|(?<=\d)m(?= d'|€)|mio)"
    r"|(?P<billion>milliards?|billions?|mds?|mrds?|bn)"
    r"|(?P<trillion>trillions?))(?:(?![a-z])|(?=eur(?![a-z])))"
)
_SCALE_SIZE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

CURRENCIES = {
    "EUR": r"€|euros?|eur",
    "USD": r"\$|dollars?|usd",
    "GBP": r"£|livres sterling|pounds|gbp",
    "CHF": r"chf|francs suisses",
}
DURATIONS = {
    "year": r"annees?|ans?|years?", "month": r"mois|months?", "week": r"semaines?|weeks?", "day": r"jours?|days?|journees?",
    "hour": r"heures?|hours?|h(?! ?\d)", "minute": r"minutes?|min", "second": r"secondes?|seconds?", "quarter": r"trimestres?",
    "half-year": r"semestres?", "decade": r"decennies?|decades?", "century": r"siecles?|centur(?:y|ies)",
}  # fmt: skip
_MEASURES = {
    "km": r"km|kilometres?|kilometers?", "m": r"metres?|meters?", "m2": r"m²|m2|metres? carres?", "ha": r"ha|hectares?",
    "kg": r"kg|kilogrammes?|kilograms?", "t": r"tonnes?|tons?", "TWh": r"twh|terawattheures?", "GWh": r"gwh", "MWh": r"mwh",
    "kWh": r"kwh", "Wh": r"wh", "GW": r"gw", "MW": r"mw|megawatts?", "kW": r"kw", "point": r"points?(?: de pourcentage)?|pp|percentage points?",
    "GB": r"go|gb|gigaoctets?", "TB": r"to(?= de| d'|[.,;)]|$)|tb|teraoctets?", "MB": r"mo|mb|megaoctets?", "FLOP": r"flops?|operations en virgule flottante|floating[ -]point operations",
    "°C": r"°c|degres?", "token": r"tokens?|jetons?", "parameter": r"parametres?|parameters?",
}  # fmt: skip
_COUNTED = {
    "agent": r"agents?|fonctionnaires|civil servants", "page": r"pages?", "inhabitant": r"habitants?|inhabitants?",
    "person": r"personnes?|persons?|people", "company": r"entreprises?|societes|compan(?:y|ies)|businesses|undertakings?|firms",
    "municipality": r"communes?|municipalit(?:y|ies)", "department": r"departements?|departments?", "region": r"regions?",
    "member state": r"etats membres|member states?", "project": r"projets?|projects?", "member": r"membres?|members?",
    "proposal": r"propositions?|proposals?", "recommendation": r"recommandations?|preconisations?|recommendations?",
    "employee": r"salarie(?:e?s|e)?|employes?|employees?|collaborateurs", "job": r"emplois?|jobs?|postes?", "FTE": r"etp|fte|equivalents? temps plein",
    "student": r"etudiant(?:e?s|e)?|students?", "pupil": r"eleves?|pupils?", "school": r"lycees?|ecoles?|schools?", "vote": r"voix|votes?",
    "councillor": r"conseill(?:ers?|eres?)|councillors?|elus?", "measure": r"mesures?|measures?", "action": r"actions?", "axis": r"axes?",
    "site": r"sites?", "centre": r"centres?|centers?", "laboratory": r"laboratoires?|laborator(?:y|ies)", "researcher": r"chercheu(?:rs?|ses?)|researchers?",
    "start-up": r"start-?ups?|jeunes pousses", "SME": r"pme|smes?", "case": r"cas|cases?", "time": r"fois|times", "user": r"utilisateurs?|users?",
    "citizen": r"citoyen(?:ne)?s?|citizens?", "document": r"documents?", "system": r"systemes?|systems?", "model": r"modeles?|models?",
    "trainee": r"stagiaires?|trainees?", "hour of training": r"heures? de formation", "laureate": r"laureats?", "partner": r"partenaires?|partners?",
    "level": r"niveaux?|levels?", "country": r"pays|countries", "chapter": r"chapitres|chapters", "article": r"articles", "annex": r"annexes",
    "server": r"serveurs?|servers?", "question": r"questions?", "answer": r"reponses?|answers?", "organisation": r"organismes?|organi[sz]ations?|associations?",
    "woman": r"femmes?|women", "man": r"hommes?|men", "expert": r"experts?|expertes?", "licence": r"licen[cs]es?", "dataset": r"jeux de donnees|data ?sets?",
    "session": r"sessions?|seances?", "work": r"(?:œ|oe)uvres?|works", "visitor": r"visiteurs?|visitors?", "criterion": r"criteres?|criteria",
}  # fmt: skip
_BETWEEN = r" ?(?:(?:d'|de |of )(?:l'|la |les )?)?"


def _table(units: dict[str, str]) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {f"u{index}": unit for index, unit in enumerate(units)}
    pattern = "|".join(f"(?P<{name}>{units[unit]})" for name, unit in names.items())
    return re.compile(rf"{_BETWEEN}(?:{pattern})(?![a-z0-9])"), names


_UNITS = [
    (ValueKind.AMOUNT, *_table(CURRENCIES)),
    (ValueKind.DURATION, *_table(DURATIONS)),
    (ValueKind.QUANTITY, *_table(_MEASURES)),
    (ValueKind.QUANTITY, *_table(_COUNTED)),
]
# A word may stand between the number and what it counts: "35 nouveaux agents", "trois grandes mesures".
_ADJECTIVE = re.compile(r" (?!(?:de|des|et|ou|a|au|en|sur|par|pour|dans|and|or|in|on|to|of|the|les?|la)\b)[a-z-]{3,}")
_PERCENT = re.compile(r" ?(?:%|p\. ?100|p\. ?cent|pour ?cents?|pour 100|per ?cent)(?![a-z0-9])")
_MONEY_BEFORE = re.compile(r"(?:(?P<EUR>€|(?<![a-z])eur)|(?P<USD>us\$|\$|(?<![a-z])usd)|(?P<GBP>£|(?<![a-z])gbp)) ?$")
_SHORT_SCALE = re.compile(r"[mk](?![a-z])")
_AND_HALF = re.compile(r" (?:et demie?|and a half)\b")
_RANGE = re.compile(r" ?(?:-|a|to|ou|or|jusqu'a) ?(?:€|\$|£)?|(?P<and> (?:et|and) )")
_BETWEEN_TWO = re.compile(r"\b(?:entre|between) (?:eur |€|\$|£)?$")
_ONE = re.compile(r"\b(?:une?|one|a) (?=(?P<unit>[a-z]+))")


def _unit(reading: Reading, at: int) -> tuple[ValueKind, str, int] | None:
    """Return the kind and unit that follow `plain[at:]`, and where they end."""
    if percent := _PERCENT.match(reading.plain, at):
        return ValueKind.PERCENT, "%", percent.end()
    for kind, pattern, names in _UNITS:
        if match := pattern.match(reading.plain, at):
            return kind, names[str(match.lastgroup)], match.end()
    if adjective := _ADJECTIVE.match(reading.plain, at):
        kind, pattern, names = _UNITS[-1]
        if match := pattern.match(reading.plain, adjective.end()):
            return kind, names[str(match.lastgroup)], adjective.start()
    return None


def _times(canonical: str, factor: int) -> str:
    try:
        return write(Decimal(canonical) * factor)
    except ArithmeticError:
        return f"{canonical}*{factor}"  # "~10 millions", "10^25": kept as written


def _measured(reading: Reading, numeral: Numeral) -> tuple[Found, int]:
    """Return one number with its unit, and the size of its scale word (1 without one)."""
    plain, end, canonical, factor = reading.plain, numeral.end, numeral.canonical, 1
    start = numeral.start
    if scale := _SCALE.match(plain, end):
        factor = _SCALE_SIZE[str(scale.lastgroup)]
        canonical, end = _times(canonical, factor), scale.end()
    if half := _AND_HALF.match(plain, end):
        canonical = (
            write(Decimal(canonical) + Decimal(factor) / 2)
            if canonical[0].isdigit() and "/" not in canonical
            else canonical
        )
        end = half.end()
    if before := _MONEY_BEFORE.search(plain, 0, start):
        if factor == 1 and (short := _SHORT_SCALE.match(plain, end)):  # €60m
            canonical, end = _times(canonical, 10**6 if short.group() == "m" else 10**3), short.end()
        return (ValueKind.AMOUNT, canonical, str(before.lastgroup), before.start(), end), factor
    if (unit := _unit(reading, end)) and reading.free(end, unit[2]):
        kind, name, end = unit
        if half := _AND_HALF.match(plain, end):
            canonical = write(Decimal(canonical) + Decimal("0.5")) if re.fullmatch(r"[\d.]+", canonical) else canonical
            end = half.end()
        return (kind, canonical, name, start, end), factor
    return (ValueKind.NUMBER, canonical, "", start, end), factor


def _ones(reading: Reading) -> Iterator[Found]:
    """Yield "un an", "une semaine": a number only before a unit of time or money."""
    for match in _ONE.finditer(reading.plain):
        unit = _unit(reading, match.end() - 1)
        if unit and unit[0] in (ValueKind.DURATION, ValueKind.AMOUNT) and reading.free(match.start(), unit[2]):
            yield unit[0], "1", unit[1], match.start(), unit[2]


def quantities(reading: Reading) -> list[Found]:
    """Claim and return every number that is left in the text, with its unit."""
    found: list[Found] = []
    for numeral in fractions(reading):
        unit = _unit(reading, numeral.end)
        reading.take(numeral.start, numeral.end)
        kind, name = (unit[0], unit[1]) if unit and unit[0] is not ValueKind.PERCENT else (ValueKind.NUMBER, "")
        found.append((kind, numeral.canonical, name, numeral.start, numeral.end))
    for numeral in ordinals(reading):
        reading.take(numeral.start, numeral.end)
        found.append((ValueKind.ORDINAL, numeral.canonical, "", numeral.start, numeral.end))
    open_range: tuple[int, Numeral] | None = None  # a number without unit that may be the first of a range
    for numeral in numerals(reading):
        if not reading.free(numeral.start, numeral.end):
            continue
        value, factor = _measured(reading, numeral)
        reading.take(value[3], value[4])
        if open_range and (link := _RANGE.fullmatch(reading.plain, open_range[1].end, value[3])):
            index, first = open_range
            between = not link["and"] or _BETWEEN_TWO.search(reading.plain, 0, first.start)
            measured = value[0] is not ValueKind.NUMBER or factor > 1
            if between and measured and found[index][0] is ValueKind.NUMBER:
                small = factor > 1 and first.canonical.replace(".", "").isdigit() and Decimal(first.canonical) < 1000
                canonical = _times(first.canonical, factor) if small else first.canonical
                found[index] = (value[0], canonical, value[2], first.start, first.end)
        open_range = (len(found), numeral) if value[0] is ValueKind.NUMBER else None
        found.append(value)
    for value in _ones(reading):
        reading.take(value[3], value[4])
        found.append(value)
    return found
