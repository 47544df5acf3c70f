"""Who a document says it is: title, author, date, language and kind, from its first page and its metadata.

The first page is what a reader sees, so it decides; metadata help where the page agrees. Where page, metadata and file
name contradict each other, a warning says so. What is not known stays None.
"""

import re
from collections.abc import Mapping, Sequence

from corpus.folding import strip_accents
from corpus.language import say
from corpus.records import Kind, Page, Source, Standing
from ingest.cleaning import Block, CleanDocument
from ingest.tongues import detect

_ACT = re.compile(
    r"\b(?P<kind>LOI|Loi|DÉCRET|DECRET|Décret|ORDONNANCE|Ordonnance|ARRÊTÉ|Arrêté|RÈGLEMENT|REGULATION|DIRECTIVE|DÉCISION"
    r"|DECISION)\b(?=[^.\n]{0,40}?(?:n[o°]|N°|\((?:UE|EU|CE|EC)\)|OF THE EUROPEAN|DU PARLEMENT|du \d))"
)
_PROPOSAL = re.compile(r"(?:Proposal for a|Proposition de)\s*$", re.IGNORECASE)
_LOCAL_ACT = re.compile(r"\bD[ÉEé]LIB[ÉEé]RATIONS?\b|\bDélibérations?\b")
_ACT_END = re.compile(
    r"\s*\((?:Texte présentant|Text with EEA)|\s+NOR\s?:|\s*\(1\)"
    r"|\s+(?:LE PARLEMENT EUROPÉEN ET LE CONSEIL DE|THE EUROPEAN PARLIAMENT AND THE COUNCIL OF|LA COMMISSION EUROPÉENNE,"
    r"|THE EUROPEAN COMMISSION,|Le Premier ministre|Le Président de la République|Le ministre|La ministre|Le préfet"
    r"|L['’]Assemblée nationale|Vu |Having regard)"
)
_SUBJECT = re.compile(r"\bO(?:BJET|bjet)\s?:\s*(?P<subject>\S[^\n]{5,200})")
_JUNK = re.compile(
    r"^(?:microsoft \w+ - |untitled|sans titre|document\d*$|scan|km_|img_|doc\d|©|publications office|journal officiel|"
    r"titre|title|powerpoint|présentation\d*$|reconstruction)|\.(?:docx?|pdf|indd|qxd|pptx?|odt)$",
    re.IGNORECASE,
)
_PROGRAMS = re.compile(r"word|acrobat|adobe|office|latex|tex\b|writer|scan|user|admin|utilisateur", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january", "fevrier february", "mars march", "avril april", "mai may", "juin june", "juillet july",
            "aout august", "septembre september", "octobre october", "novembre november", "decembre december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DATES = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?P<m>{_MONTH})\s+(?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<m>{_MONTH})\s+(?P<y>(?:19|20)\d\d)\b"),
)
_PLAIN_WORDS = frozenset(
    "text texte scan copie copy final finale version conso slides document rapport report fichier file draft projet "
    "signe signed public pdf court long annexe print".split()
)


def first_date(text: str) -> str | None:
    """Return the first date written in a text, as ISO 8601, as precise as written.

    >>> first_date("Séance du 09 mars 2020"), first_date("Septembre 2019")
    ('2020-03-09', '2019-09')
    """
    flat = strip_accents(text).casefold()
    best: tuple[int, str] | None = None
    for pattern in _DATES:
        for found in pattern.finditer(flat):
            parts = found.groupdict()
            month = _MONTHS.get(parts["m"]) or int(parts["m"])
            day = int(parts["d"]) if parts.get("d") else None
            if month > 12 or (day is not None and not 0 < day <= 31):
                continue
            iso = f"{parts['y']}-{month:02}" + (f"-{day:02}" if day else "")
            if best is None or found.start() < best[0]:
                best = (found.start(), iso)
            break
    return best[1] if best else None


def _act(text: str) -> tuple[str, bool] | None:
    """The title of the legal act that a first page opens with, and whether it is only proposed."""
    head = " ".join(text[:2500].split())
    found = _ACT.search(head)
    # An act cited further down is not the document's own.
    if not found or found.start() > 500 or re.search(r"\b(?:Vu|vu|modifi|Having regard)\b", head[: found.start()]):
        return None
    rest = head[found.start() : found.start() + 420]
    end = _ACT_END.search(rest)
    title = rest[: end.start()] if end else (rest if len(rest) <= 300 else rest[:300].rsplit(" ", 1)[0])
    return title.strip(" ,;"), bool(_PROPOSAL.search(head[: found.start()]))


def _printed_title(blocks: Sequence[Block], page: Page, body: float) -> str | None:
    """The largest type of the first page, when it is larger than the body of the document, or bold."""
    texts = [(block, page.text[block.start : block.end].strip()) for block in blocks if block.page == page.number]
    texts = [(block, text) for block, text in texts if block.kind in ("body", "heading") and len(text) > 3]
    if not texts:
        return None
    largest = max(block.size for block, _ in texts)
    if not largest:  # plain text: a first line that is no sentence
        first = texts[0][1]
        return first if 8 <= len(first) <= 150 and first[-1] not in ".,;:!?" else None
    start = next(index for index, (block, _) in enumerate(texts) if block.size >= 0.95 * largest)
    words = texts[start][1]
    for block, text in texts[start + 1 : start + 3]:
        if block.size < 0.95 * largest or len(words) > 150:
            break
        words += " " + text
    distinct = largest >= 1.15 * body or texts[start][0].bold
    words = " ".join(words.split())
    return words if distinct and 8 <= len(words) <= 300 else None


def _words(text: str) -> list[str]:
    """The telling words of a text: four letters or more, without accents."""
    flat = strip_accents(text).casefold()
    return [word for word in re.findall(r"[^\W\d_]+", flat) if len(word) >= 4 and word not in _PLAIN_WORDS]


def _shared(words: Sequence[str], text: str) -> float:
    """Share of the words that a text has, up to their endings; 1 when there are no words."""
    there = {word[:6] for word in re.findall(r"[^\W\d_]+", strip_accents(text).casefold())}
    longer = {word for word in there if len(word) >= 5}
    found = sum(word[:6] in there or any(part in word for part in longer) for word in words)
    return found / len(words) if words else 1.0


def _metadata_title(metadata: Mapping[str, str]) -> str | None:
    title = metadata.get("Title", "").strip()
    return title if len(title) >= 6 and " " in title and not _JUNK.search(title) else None


def _created(metadata: Mapping[str, str]) -> str | None:
    found = re.match(r"D:((?:19|20)\d\d)(\d\d)?", metadata.get("CreationDate", ""))
    return f"{found.group(1)}-{found.group(2) or '01'}" if found else None


def _standing(title: str, *, act: bool, proposed: bool, first: str) -> tuple[Kind, Standing]:
    """Kind and standing, only where the first page leaves no doubt."""
    if act and not proposed:
        return Kind.LAW, Standing.LAW
    if not act and _LOCAL_ACT.search(title + " " + first[:600]):
        return Kind.DELIBERATION, Standing.DECISION
    return Kind.OTHER, Standing.UNKNOWN


def identify(document: CleanDocument, metadata: Mapping[str, str], file_name: str) -> tuple[Source, tuple[str, ...]]:
    """Return what a document says of itself, and a warning for each contradiction."""
    page = next((page for page in document.pages if page.text.strip()), None)
    if page is None:
        return Source(), ()
    warnings: list[str] = []
    act = _act(page.text)
    printed = act[0] if act else _printed_title(document.blocks, page, document.body_size)
    subject = _SUBJECT.search(page.text)
    if subject and not act:
        printed = " — ".join(filter(None, (printed, subject.group("subject").strip())))
    stated = _metadata_title(metadata)
    opening = " ".join(each.text for each in document.pages[:2])
    agreed = stated is not None and _shared(_words(stated), opening) >= 0.5
    title = stated if agreed and not act else printed or (stated if agreed else None)
    if stated and not agreed:
        warnings.append(
            say(
                f"Les métadonnées donnent pour titre « {stated[:120]} », que les premières pages ne confirment pas.",
                f"The metadata give the title “{stated[:120]}”, which the first pages do not confirm.",
            )
        )
    named = _words(re.sub(r"[_\W]+", " ", file_name.rsplit(".", 1)[0]))
    compared = f"{title or ''} {printed or ''}" if title else opening
    if len(named) >= 2 and _shared(named, compared) < 0.34 and _shared(named, f"{compared} {page.text[:300]}") < 0.5:
        shown = title or " ".join(page.text[:100].split())
        warnings.append(
            say(
                f"Le nom du fichier annonce « {' '.join(named)} », le document s'intitule « {shown[:150]} » : vérifiez "
                "que c'est le bon.",
                f"The file name says “{' '.join(named)}”, the document is called “{shown[:150]}”: check that it is the "
                "right one.",
            )
        )
    date = first_date(act[0]) if act else None
    date = date or first_date(page.text[:3000])
    created = _created(metadata)
    if date and created and created < date[:7]:
        warnings.append(
            say(
                f"La première page porte la date {date}, postérieure à la création du fichier ({created}).",
                f"The first page is dated {date}, after the file was created ({created}).",
            )
        )
    author = metadata.get("Author", "").strip()
    kind, standing = _standing(title or "", act=act is not None, proposed=bool(act and act[1]), first=page.text)
    source = Source(
        title=title,
        date=date,
        language=detect(" ".join(each.text for each in document.pages)[:200_000]),
        author=author if " " in author and not _PROGRAMS.search(author) else None,
        kind=kind,
        standing=standing,
    )
    return source, tuple(warnings)
