"""The result of a check in one sentence, in the reader's language."""

from assistant.quotations.records import Change, CheckedQuotation, Place, Status
from corpus.language import say


def change_label(change: Change) -> str:
    """Return what a change is called."""
    return {
        Change.SPLICE: say("passages séparés mis bout à bout", "separate passages joined"),
        Change.NEGATION: say("négation ajoutée ou supprimée", "negation added or dropped"),
        Change.NUMBER: say("nombre ou date modifié", "number or date changed"),
        Change.NAME: say("nom modifié", "name changed"),
        Change.WORD: say("mots modifiés", "words changed"),
        Change.TRUNCATED: say("phrase coupée et présentée comme entière", "part of a sentence presented as whole"),
        Change.INSERTION: say("mots ajoutés entre crochets", "words added between brackets"),
        Change.PUNCTUATION: say("ponctuation modifiée", "punctuation changed"),
        Change.SPELLING: say("majuscules, accents ou espaces modifiés", "capitals, accents or spaces changed"),
    }[change]


def status_label(status: Status) -> str:
    """Return what a status is called."""
    return {
        Status.EXACT: say("Exacte", "Exact"),
        Status.ALTERED: say("Modifiée", "Altered"),
        Status.ABSENT: say("Introuvable", "Absent"),
    }[status]


def place_label(place: Place) -> str:
    """Return the document and the page or pages of a place."""
    first, last = place.excerpts[0], place.excerpts[-1]
    pages = first.page_label if first is last else f"{first.page_label}-{last.page_label}"
    label = f"{first.title}, p.\u00a0{pages}"
    if first.page_label != str(first.page):
        label += say(f" (page {first.page} du fichier)", f" (page {first.page} of the file)")
    return label


def message_of(checked: CheckedQuotation) -> str:
    """Return the result in one or two sentences."""
    if checked.status is Status.ABSENT:
        text = say(
            "Ces mots ne se trouvent dans aucun document de la bibliothèque.",
            "These words are in no document of the library.",
        )
    elif checked.status is Status.EXACT:
        where = place_label(checked.places[0])
        more = len(checked.places) - 1
        text = say(f"Mot pour mot\u00a0: {where}", f"Word for word: {where}")
        if more:
            text += say(
                f", et {more} autre{'s' if more > 1 else ''} endroit{'s' if more > 1 else ''}",
                f", and {more} other place{'s' if more > 1 else ''}",
            )
        text += "."
    else:
        what = ", ".join(change_label(change) for change in checked.changes)
        text = say(f"Modifiée ({what})", f"Altered ({what})")
        if checked.places:
            text += say(
                f"\u00a0; source la plus proche\u00a0: {place_label(checked.places[0])}",
                f"; nearest source: {place_label(checked.places[0])}",
            )
        text += "."
    if checked.too_short:
        text += " " + say("Si peu de mots ne prouvent pas grand-chose.", "So few words prove little.")
    return text
