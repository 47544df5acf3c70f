"""The words of the page for what the records name: verdicts, outcomes, statuses, kinds, standings, dates, pages."""

from assistant.answers import Excerpt, Outcome, Verdict
from corpus.language import language, say
from corpus.records import Kind, Standing, Status

_MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def outcome(value: Outcome) -> str:
    """Return the name of an outcome, as the heading of an answer."""
    names = {
        Outcome.SOURCED: say("Réponse sourcée", "Sourced answer"),
        Outcome.PARTIAL: say("Réponse partielle", "Partial answer"),
        Outcome.NOT_FOUND: say("Les documents ne le disent pas", "The documents do not say"),
    }
    return names[value]


def outcome_meaning(value: Outcome) -> str:
    """Return what an outcome means, in one sentence."""
    names = {
        Outcome.SOURCED: say(
            "Chaque phrase est appuyée par un extrait des documents.",
            "Each sentence is supported by an excerpt of the documents.",
        ),
        Outcome.PARTIAL: say(
            "Une partie seulement de la réponse est appuyée par les documents.",
            "Only part of the answer is supported by the documents.",
        ),
        Outcome.NOT_FOUND: say(
            "Vigie a cherché dans la bibliothèque et n'y a pas trouvé de réponse.",
            "Vigie searched the library and found no answer in it.",
        ),
    }
    return names[value]


def verdict(value: Verdict) -> str:
    """Return the name of a sentence's verdict."""
    names = {
        Verdict.SOURCED: say("Sourcée", "Sourced"),
        Verdict.PARTLY_SOURCED: say("En partie sourcée", "Partly sourced"),
        Verdict.UNSOURCED: say("Non sourcée", "Unsourced"),
    }
    return names[value]


def kind(value: str) -> str:
    """Return the name of a kind of document; an unknown kind is shown as it is."""
    names = {
        Kind.AVIS: say("Avis", "Opinion"),
        Kind.DELIBERATION: say("Délibération", "Deliberation"),
        Kind.STRATEGY: say("Stratégie", "Strategy"),
        Kind.LAW: say("Texte juridique", "Legal text"),
        Kind.REPORT: say("Rapport", "Report"),
        Kind.GUIDE: say("Guide", "Guide"),
        Kind.PRESS: say("Presse", "Press"),
        Kind.NOTE: say("Note de Vigie", "Note by Vigie"),
        Kind.OTHER: say("Autre document", "Other document"),
    }
    return names.get(Kind(value), value) if value in set(Kind) else value


def standing(value: str) -> str:
    """Return with what authority a document speaks."""
    names = {
        Standing.OPINION: say("Avis consultatif", "Advisory opinion"),
        Standing.DECISION: say("Décision adoptée", "Adopted decision"),
        Standing.LAW: say("Texte en vigueur ou publié", "Law"),
        Standing.INFORMATION: say("Information", "Information"),
        Standing.UNKNOWN: say("Portée non précisée", "Standing not stated"),
    }
    return names.get(Standing(value), value) if value in set(Standing) else value


def status(value: Status) -> str:
    """Return the name of the way the reading of a file ended."""
    names = {
        Status.INDEXED: say("Lu en entier", "Read in full"),
        Status.PARTIAL: say("Lu, sauf certaines pages", "Read, except some pages"),
        Status.NEEDS_OCR: say("Image à numériser (OCR)", "Scan: needs text recognition (OCR)"),
        Status.NEEDS_PASSWORD: say("Protégé par un mot de passe", "Protected by a password"),
        Status.DUPLICATE: say("Déjà dans la bibliothèque", "Already in the library"),
        Status.EMPTY: say("Fichier vide", "Empty file"),
        Status.NO_TEXT: say("Aucun texte", "No text"),
        Status.DAMAGED: say("Fichier abîmé", "Damaged file"),
        Status.NOT_A_DOCUMENT: say("Pas un document", "Not a document"),
        Status.UNSUPPORTED: say("Format non pris en charge", "Format not supported"),
        Status.TOO_LARGE: say("Trop volumineux", "Too large"),
        Status.TOO_SLOW: say("Trop long à lire", "Took too long to read"),
        Status.TOO_MUCH_MEMORY: say("Demande trop de mémoire", "Needs too much memory"),
        Status.UNREADABLE: say("Illisible", "Unreadable"),
        Status.REMOVED: say("Retiré", "Removed"),
    }
    return names[value]


def date(iso: str | None) -> str:
    """Return a date as people write it, as precise as it is known; empty when it is not."""
    if not iso:
        return ""
    parts = iso[:10].split("-")
    if not all(part.isdigit() for part in parts) or (len(parts) > 1 and not 1 <= int(parts[1]) <= 12):
        return iso
    year = parts[0]
    if len(parts) == 1:
        return year
    month = (_MONTHS_EN if language() == "en" else _MONTHS_FR)[int(parts[1]) - 1]
    if len(parts) == 2:
        return f"{month} {year}"
    day = int(parts[2])
    return f"{'1er' if day == 1 and language() == 'fr' else day} {month} {year}"


def page(number: int, label: str) -> str:
    """Return the printed page, and the physical one where the two differ."""
    if label and label != str(number):
        return say(
            f"p.\u00a0{label} (page\u00a0{number} du fichier)", f"p.\u00a0{label} (page\u00a0{number} of the file)"
        )
    return f"p.\u00a0{number}"


def seconds(value: float) -> str:
    """Return a length of time with one decimal under ten seconds."""
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return f"{text if language() == 'en' else text.replace('.', ',')}\u00a0s"


def provenance(excerpt: Excerpt) -> list[str]:
    """Return the provenance line of an excerpt, in parts: publisher, date, kind, standing, page. Unknown parts are left out."""
    return [
        part
        for part in (
            excerpt.publisher or "",
            date(excerpt.date),
            kind(excerpt.kind) if excerpt.kind != Kind.OTHER else "",
            standing(excerpt.standing) if excerpt.standing != Standing.UNKNOWN else "",
            page(excerpt.page, excerpt.page_label),
        )
        if part
    ]


def also_in(excerpt: Excerpt) -> str:
    """Return in which other documents the same is said; the empty string when in none."""
    others = " ; ".join(excerpt.also_in)
    return say(f"Dit aussi dans : {others}", f"Also said in: {others}") if others else ""
