"""Acronyms and proper names."""

import re
from collections.abc import Iterator

from assistant.values.reading import Reading
from assistant.values.records import ValueKind
from corpus.folding import strip_accents

Found = tuple[ValueKind, str, str, int, int]

# The same thing in French and in English; the French form is the canonical one.
SAME_ACRONYM = {
    "ai": "ia", "eu": "ue", "gdpr": "rgpd", "sme": "pme", "smes": "pme", "gpai": "iaug", "ngo": "ong", "un": "onu", "oecd": "ocde",
    "us": "usa", "r&d": "r&d", "uk": "royaume-uni", "eesc": "cese europeen", "edps": "cepd", "who": "oms", "vat": "tva",
}  # fmt: skip
# Roman numbers, currencies and units have the look of an acronym; numbers glued to a unit that of a code.
_NOT_ACRONYM = re.compile(
    r"(?=[XVI])X{0,3}(?:IX|IV|V?I{0,3})|[MKk]?EUR|USD|GBP|FLOPS?|FLOPs|[GMTk]Wh?|kWh|\d+(?:er|e|k|K|M|Md|T)|[A-Za-z]²|[LRD]\d+"
)
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,}[A-Z]?(?!\w)")
_ACRONYM = re.compile(r"(?<![\w&.-])[A-ZÀ-Þ](?:[A-ZÀ-Þ0-9]|&(?=[A-Z])|-(?=[A-Z]{2}))*[A-ZÀ-Þ0-9](?=s?(?![\w&]))")
_CODE = re.compile(r"(?<![\w.-])(?:[A-Za-zÀ-ÿ]+-?\d+(?:[.-]?\w+)*|\d+[A-Z]+|[a-z]+[A-Z]\w*)(?!\w)")
_URL = re.compile(r"(?:https?://|www\.)[^\s»\")]+|[\w.+-]+@[\w-]+\.[a-z]{2,}")
_CAPITALS_RUN = re.compile(r"(?:[A-ZÀ-Þ][A-ZÀ-Þ'-]+[ ,:]+){2,}[A-ZÀ-Þ][A-ZÀ-Þ'-]+")

_WORD = r"[A-ZÀ-Þ](?:[\w]|'(?=[A-ZÀ-Þ])|-(?=\w))+(?![\w'])"
_LINK = r"(?: (?:de la|de|du|des|la|le|les|of the|of|the|lès|&|van|von|di|da|del) | (?:de )?[dl]'| )"
_SEQUENCE = re.compile(
    rf"(?<![\w-])(?P<lead>(?:[LDldJjNnSsQqCc]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)')?(?P<name>{_WORD}(?:{_LINK}{_WORD})*)"
)
_INITIAL = re.compile(r"(?:^|[.!?:;•\"(–-]\s?|\n)[\"(\s•-]*$")
_TITLES = frozenset({"m", "mm", "mme", "mmes", "mlle", "monsieur", "madame", "mr", "mrs", "ms", "dr", "pr", "me"})
# fmt: off
_OPENERS = frozenset("""
a afin ainsi alors apres au aucun aucune aujourd aussi autre autres aux avant avec bien car ce cela celui celle celles ceux elle elles ils une des du
cependant certains certaines ces cet cette chacun chaque ci combien comme comment concernant conformement contre dans de depuis des deux
dix doit doivent donc dont du elle elles en enfin existe faut ensuite entre est et etant eu face faute grace hors huit il ils je jusqu l la le les leur leurs lors lorsque
lui mais malgre meme mes mon moins ne neanmoins neuf ni nombre non nos notre nous on or ou oui outre par parce parmi pas pendant peut peuvent
plus plusieurs plutot pour pourquoi pourtant pres puis puisque qu quand quant quatre que quel quelle quelles quels qui quoi
quoique sa sans sauf se selon sept ses si six soit son sont sous suite sur ta tandis tant tel telle telles tels tous tout toute toutes
toutefois trois tres un une vers via voici voila vos votre vous vu y environ outre d'apres dès des
additionally after all also given although an and any are as at based because before between both but by do does during each either
every few first following for from furthermore has have he her here his how however i if in into is it its moreover no
not of on once one only or other our over per second several she should since so some such than that the their there
these they third this those through thus to under unless until upon was we were what when where whether which while who
why will with within without yes you your according
""".split())
_NOT_NAMES = frozenset("""
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march april may june july
august september october november december lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday
thursday friday saturday sunday article articles annexe annex recital considerant chapitre chapter section titre paragraphe
paragraph point page i
""".split())
# fmt: on

CONNECTORS = frozenset("de la le les l d du des of the et and en a au aux".split())
INSTITUTIONS = frozenset(
    """
region conseil regional regionale commission etat etats membre membres ministere ministre comite agence union parlement bureau direction
departement metropole ville commune universite academie prefecture assemblee service haut haute autorite president presidente
reglement loi directive decret code plan programme strategie schema pacte charte rapport avis
regional council state states member ministry committee agency parliament office department city university regulation law act
directive decree plan programme strategy scheme charter report opinion board authority president
""".split()
)


def canonical_name(text: str) -> str:
    """Return a name in its one form: no accents, lower case, apostrophes and hyphens as spaces."""
    return " ".join(re.sub(r"['’.-]", " ", strip_accents(text).lower()).split())


def _acronym(text: str) -> str:
    bare = strip_accents(text).lower().replace(".", "").replace("-", "")
    return SAME_ACRONYM.get(bare, bare)


def acronyms(reading: Reading) -> list[Found]:
    """Claim and return acronyms and codes (CESER, R&D, GPT-4, 5G); a heading in capitals holds none."""
    text = reading.folded
    found: list[Found] = []
    for match in _URL.finditer(text):
        reading.take(*match.span())
        found.append((ValueKind.REFERENCE, match.group().rstrip(".,;"), "address", *match.span()))
    for match in _CAPITALS_RUN.finditer(text):
        if len(match.group().split()) >= 3:
            reading.take(*match.span())
    for pattern in (_DOTTED, _CODE, _ACRONYM):
        for match in pattern.finditer(text):
            if reading.free(*match.span()) and not _NOT_ACRONYM.fullmatch(match.group()):
                reading.take(*match.span())
                found.append((ValueKind.ACRONYM, _acronym(match.group()), "", *match.span()))
    return found


def names(reading: Reading) -> list[Found]:
    """Return proper names: runs of capitalised words ("Pays de la Loire"), without the word that only opens a sentence.

    A single capitalised word at the start of a sentence is returned with the unit "initial": it may be an ordinary word.
    """
    text = reading.folded
    found: list[Found] = []
    for match in _SEQUENCE.finditer(text):
        start, end = match.span("name")
        initial = _INITIAL.search(text, max(0, start - 6), match.start()) is not None and not match["lead"]
        words = [(word.start() + start, word.end() + start) for word in re.finditer(r"[^\s']+", text[start:end])]
        for place, run in enumerate(_runs(words, reading)):
            name = canonical_name(text[run[0][0] : run[-1][1]])
            if name not in _NOT_NAMES:
                alone = initial and place == 0 and len(run) == 1 and run[0] == words[0]
                found.append((ValueKind.NAME, name, "initial" if alone else "", run[0][0], run[-1][1]))
    return found


def _runs(words: list[tuple[int, int]], reading: Reading) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs of words that make one name: cut at acronyms, at a capitalised "Le", and at words that open a sentence."""
    run: list[tuple[int, int]] = []
    for start, end in [*words, (-1, -1)]:
        word = reading.folded[start:end] if start >= 0 else ""
        cut = not word or not reading.free(start, end) or (word[0].isupper() and _dropped(word))
        if not cut:
            run.append((start, end))
            continue
        while run and not reading.folded[run[-1][0]].isupper():
            run.pop()
        while run and not reading.folded[run[0][0]].isupper():
            run.pop(0)
        if run:
            yield run
        run = []


def _dropped(word: str) -> bool:
    plain = canonical_name(word)
    return plain in _TITLES or plain in _NOT_NAMES or plain.split(" ")[0] in _OPENERS
