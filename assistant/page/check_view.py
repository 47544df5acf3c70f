"""The check of quotations as people see it: what became of each, where it stands, what differs word for word.

What differs is told in words too, never by colour alone.
"""

from collections.abc import Sequence

from assistant.answers import Excerpt
from assistant.page import labels
from assistant.page.excerpts import source_url
from assistant.page.excerpts_view import form_choice
from assistant.page.rendering import Html, el, fragment
from assistant.page.texts import count, tell
from assistant.quotations import Change, CheckedQuotation, Part, Piece, Place, Side, Status
from assistant.quotations.messages import change_label, status_label

_SHOWN = 5  # places listed before the rest is only counted


def tally(checks: Sequence[CheckedQuotation]) -> str:
    """Say how many quotations there are, and how many of each status."""
    names = {
        Status.EXACT: (tell("exacte", "exact"), tell("exactes", "exact")),
        Status.ALTERED: (tell("modifiée", "altered"), tell("modifiées", "altered")),
        Status.ABSENT: (tell("introuvable", "absent"), tell("introuvables", "absent")),
    }
    found = [
        count(number, *names[status])
        for status in Status
        if (number := sum(1 for check in checks if check.status is status))
    ]
    whole = count(len(checks), tell("citation", "quotation"), tell("citations", "quotations"))
    return tell(f"{whole} : {', '.join(found)}.", f"{whole}: {', '.join(found)}.")


def checked_quotations(checks: Sequence[CheckedQuotation], asked: str) -> Html:
    """Return every quotation with its result, then how to save them; `asked` is what the API is asked to save them."""
    return el(
        "section",
        el("h2", tell("Résultat de la vérification", "Result of the check"), class_="unseen", id="check-result"),
        el("ol", [_quotation(check, number) for number, check in enumerate(checks, start=1)], class_="checks"),
        el(
            "div",
            form_choice("check-form"),
            el("button", tell("Enregistrer la vérification", "Save the check"), type="button", class_="save-check"),
            class_="dossier-end",
            data_asked=asked,
        ),
        aria_labelledby="check-result",
    )


def _quotation(check: CheckedQuotation, number: int) -> Html:
    return el(
        "li",
        el(
            "h3",
            tell(f"Citation {number} : ", f"Quotation {number}: "),
            el("strong", status_label(check.status), class_=f"check-status {check.status.value}"),
            id=f"check-{number}",
        ),
        el("blockquote", check.quotation.text, class_="pasted"),
        el("p", check.message, class_="message") if check.message else None,
        [el("p", el("strong", tell("Attention : ", "Note: ")), text, class_="caution") for text in check.warnings],
        _compared(check.difference) if check.status is Status.ALTERED else None,
        _parts(check.parts),
        _places(check),
        _nearest(check.nearest),
        class_=f"check-item {check.status.value}",
        aria_labelledby=f"check-{number}",
    )


def _compared(pieces: Sequence[Piece]) -> Html | None:
    """Return the quotation and the source in one text, then each change in words."""
    if not any(piece.side is not Side.SAME for piece in pieces):
        return None
    return fragment(
        el("h4", tell("Mot à mot", "Word for word")),
        el(
            "p",
            el("del", tell("seulement dans la citation", "only in the quotation")),
            " · ",
            el("ins", tell("seulement dans la source", "only in the source")),
            class_="note key",
            aria_hidden="true",
        ),
        el("p", [_marked(piece) for piece in pieces], class_="difference"),
        el("ul", [el("li", line) for line in in_words(pieces)], class_="changes"),
    )


def _marked(piece: Piece) -> Html:
    """Return a run of words, marked for the eye and for the ear; the spaces around it are not marked."""
    text = piece.text.strip()
    if piece.side is Side.SAME:
        return fragment(piece.text)
    in_quotation = piece.side is Side.QUOTATION
    marked = el(
        "del" if in_quotation else "ins",
        el(
            "span",
            tell("[dans la citation : ", "[in the quotation: ")
            if in_quotation
            else tell("[dans la source : ", "[in the source: "),
            class_="unseen",
        ),
        text,
        el("span", "]", class_="unseen"),
    )
    return fragment(" ", marked, " ")


def in_words(pieces: Sequence[Piece]) -> list[str]:
    """Say each change: what it is, what the quotation has, what the source has."""
    said: list[str] = []
    index = 0
    while index < len(pieces):
        if pieces[index].side is Side.SAME:
            index += 1
            continue
        texts: dict[Side, list[str]] = {Side.QUOTATION: [], Side.SOURCE: []}
        changes: list[Change] = []
        while index < len(pieces) and (piece := pieces[index]).side is not Side.SAME:
            texts[piece.side].append(piece.text.strip())
            if piece.change is not None and piece.change not in changes:
                changes.append(piece.change)
            index += 1
        quoted, source = (" ".join(texts[side]) for side in (Side.QUOTATION, Side.SOURCE))
        said.append(_change(" · ".join(change_label(change) for change in changes), quoted, source))
    return said


def _change(name: str, quoted: str, source: str) -> str:
    opening, closing = ("«\u00a0", "\u00a0»") if tell("fr", "en") == "fr" else ("“", "”")
    if quoted and source:
        there = tell(" dans la citation, ", " in the quotation, ")
        what = f"{opening}{quoted}{closing}{there}{opening}{source}{closing}{tell(' dans la source', ' in the source')}"
    elif quoted:
        what = f"{opening}{quoted}{closing}{tell(' n’est pas dans la source', ' is not in the source')}"
    else:
        what = f"{opening}{source}{closing}{tell(' manque dans la citation', ' is missing from the quotation')}"
    head = f"{name[:1].upper()}{name[1:]}{tell(' : ', ': ')}" if name else ""
    return f"{head}{what}."


def _parts(parts: Sequence[Part]) -> Html | None:
    """Return the parts that were joined, each with where it stands."""
    if not parts:
        return None
    return fragment(
        el("h4", tell("Les morceaux réunis", "The parts that were joined")),
        el(
            "ol",
            [
                el(
                    "li",
                    el("blockquote", part.text, class_="pasted"),
                    el("p", el("strong", status_label(part.status)), class_="message"),
                    _compared(part.difference) if part.status is Status.ALTERED else None,
                    el("ul", [_place(place) for place in part.places[:_SHOWN]], class_="places"),
                )
                for part in parts
            ],
            class_="parts",
        ),
    )


def _places(check: CheckedQuotation) -> Html | None:
    if not check.places or check.parts:  # each part says where it stands
        return None
    more = len(check.places) - _SHOWN
    heading = (
        tell("Où elle se trouve", "Where it stands")
        if check.status is Status.EXACT
        else tell("La source la plus proche", "The nearest source")
    )
    return fragment(
        el("h4", heading),
        el("ul", [_place(place) for place in check.places[:_SHOWN]], class_="places"),
        el("p", tell(f"et {more} autres endroits.", f"and {more} other places."), class_="note") if more > 0 else None,
    )


def _place(place: Place) -> Html:
    return el("li", [_excerpt(excerpt) for excerpt in place.excerpts])


def _excerpt(excerpt: Excerpt) -> Html:
    """Return an excerpt in a few lines, with the way to its page."""
    return fragment(
        el("blockquote", excerpt.quote),
        el("p", " · ".join([excerpt.title or excerpt.document, *labels.provenance(excerpt)]), class_="provenance"),
        el(
            "p",
            el(
                "a",
                tell("Voir la page", "See the page"),
                el("span", f" {excerpt.page}, {excerpt.title or excerpt.document}", class_="unseen"),
                href=source_url(excerpt),
                class_="open-source",
            ),
            class_="actions",
        ),
    )


def _nearest(excerpts: Sequence[Excerpt]) -> Html | None:
    if not excerpts:
        return None
    return fragment(
        el("h4", tell("Passages les plus proches", "Nearest passages")),
        el("ul", [el("li", _excerpt(excerpt)) for excerpt in excerpts[:_SHOWN]], class_="places"),
    )
