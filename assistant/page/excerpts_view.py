"""The Excerpts tab as people see it: verbatim excerpts grouped by document, each with its provenance card."""

from collections.abc import Sequence
from itertools import count as counting

from assistant.answers import Excerpt
from assistant.exports import Form
from assistant.page import labels
from assistant.page.backend import Backend
from assistant.page.excerpts import citation_text, official_link, source_url
from assistant.page.rendering import Html, el, fragment
from assistant.page.texts import count, tell
from assistant.provenance import ProvenanceCard
from corpus.records import Method

_names = counting(1)


def found_excerpts(backend: Backend, excerpts: Sequence[Excerpt]) -> Html:
    """Return the excerpts under the document each comes from; the documents in the order of their best excerpt."""
    if not excerpts:
        return Html("")
    groups: dict[str, list[tuple[int, Excerpt]]] = {}
    for number, excerpt in enumerate(excerpts, start=1):
        groups.setdefault(excerpt.document_id, []).append((number, excerpt))
    return fragment(
        el("h2", tell("Extraits trouvés", "Excerpts found"), class_="unseen"),
        el(
            "p",
            tell(
                "Mot pour mot, du plus proche au moins proche dans chaque document. Aucun modèle n'est intervenu.",
                "Word for word, nearest first in each document. No model took part.",
            ),
            class_="note",
        ),
        [_document(backend, group) for group in groups.values()],
    )


def _document(backend: Backend, group: Sequence[tuple[int, Excerpt]]) -> Html:
    first = group[0][1]
    name = f"found-{next(_names)}"
    what = (
        first.publisher or "",
        labels.date(first.date),
        labels.kind(first.kind),
        labels.standing(first.standing),
    )
    return el(
        "section",
        el("h3", first.title or first.document, id=name),
        el("p", " · ".join(part for part in what if part), class_="provenance"),
        el("ol", [card_item(backend, excerpt, number) for number, excerpt in group], class_="excerpts"),
        class_="found-document",
        aria_labelledby=name,
    )


def card_item(backend: Backend, excerpt: Excerpt, number: int) -> Html:
    """Return one excerpt with everything known of it and what can be done with it."""
    card = backend.card(excerpt)
    name = f"card-{next(_names)}"
    return el(
        "li",
        el(
            "h4",
            tell(f"Extrait {number}", f"Excerpt {number}"),
            el("span", f" · {labels.page(excerpt.page, excerpt.page_label)}", class_="place"),
            id=name,
        ),
        el("p", " › ".join(card.section), class_="provenance") if card.section else None,
        _neighbour(card.before, tell("Avant : ", "Before: ")),
        el("blockquote", excerpt.quote, lang=card.language),
        _neighbour(card.after, tell("Après : ", "After: ")),
        el("p", also, class_="provenance") if (also := labels.also_in(excerpt)) else None,
        cautions(card),
        _extent(backend, excerpt),
        _actions(excerpt, number),
        provenance_details(card),
        class_="excerpt card-item",
        id=f"{name}-item",
        tabindex="-1",
        aria_labelledby=name,
        data_document=excerpt.document_id,
        data_page=excerpt.page,
        data_start=excerpt.start,
        data_end=excerpt.end,
        data_number=number,
        data_title=excerpt.title or excerpt.document,
        data_from=" · ".join(labels.provenance(excerpt)),
    )


def _neighbour(sentence: str, name: str) -> Html | None:
    return el("p", el("span", name), sentence, class_="neighbour") if sentence else None


def cautions(card: ProvenanceCard) -> Html | None:
    """Return what to know before quoting an excerpt; nothing when there is nothing."""
    if not card.warnings:
        return None
    return el(
        "ul",
        [
            el("li", el("strong", tell("Attention : ", "Note: ")), warning.text, data_caution=warning.caution.value)
            for warning in card.warnings
        ],
        class_="cautions",
    )


def _extent(backend: Backend, excerpt: Excerpt) -> Html:
    """Return the buttons that widen and narrow; one that would change nothing cannot be pressed."""
    steps = (
        (1, 0, tell("+ phrase d'avant", "+ sentence before")),
        (-1, 0, tell("− première phrase", "− first sentence")),
        (0, -1, tell("− dernière phrase", "− last sentence")),
        (0, 1, tell("+ phrase d'après", "+ sentence after")),
    )
    return el(
        "p",
        [
            el(
                "button",
                words,
                type="button",
                class_="widen",
                data_before=before,
                data_after=after,
                aria_disabled="true" if backend.widen(excerpt, before=before, after=after) == excerpt else None,
            )
            for before, after, words in steps
        ],
        class_="actions extent",
        role="group",
        aria_label=tell("Étendue de l'extrait", "Extent of the excerpt"),
    )


def _actions(excerpt: Excerpt, number: int) -> Html:
    which = el("span", tell(f" de l'extrait {number}", f" of excerpt {number}"), class_="unseen")
    return el(
        "p",
        el("button", tell("Épingler au dossier", "Pin to the dossier"), which, type="button", class_="pin"),
        el("a", tell("Voir la page", "See the page"), which, href=source_url(excerpt), class_="open-source"),
        el(
            "button",
            tell("Copier la citation", "Copy the citation"),
            which,
            type="button",
            class_="copy",
            data_copy=citation_text(excerpt),
            data_done=tell("Copié", "Copied"),
        ),
        official_link(excerpt),
        class_="actions",
    )


def provenance_details(card: ProvenanceCard) -> Html:
    """Return the provenance card, folded."""
    read = tell("reconnaissance de caractères", "text recognition")
    rows = (
        (tell("Document", "Document"), card.title),
        (tell("Éditeur", "Publisher"), card.publisher or ""),
        (tell("Auteur", "Author"), card.author or ""),
        (tell("Date", "Date"), labels.date(card.date)),
        (tell("Nature", "Kind"), labels.kind(card.kind)),
        (tell("Portée", "Standing"), labels.standing(card.standing)),
        (tell("Page", "Page"), labels.page(card.page, card.page_label)),
        (tell("Lecture", "Read by"), read if card.excerpt.method == Method.OCR else ""),
        (tell("Licence", "Licence"), card.licence or ""),
        (tell("Fichier", "File"), card.document),
        ("sha256", card.sha256),
        (tell("Position dans la page", "Place on the page"), f"{card.start}–{card.end}"),
        (tell("Lu par", "Parser"), card.parser),
        (tell("Lu le", "Read on"), labels.date(card.ingested_at)),
    )
    return el(
        "details",
        el("summary", tell("Fiche de provenance", "Provenance card")),
        el(
            "dl",
            [el("div", el("dt", name), el("dd", value)) for name, value in rows if value],
            class_="provenance-card",
        ),
    )


def forms() -> list[tuple[str, str]]:
    """Return the forms of an export: their names, and what the API calls them."""
    names = {
        Form.DOCX: tell("Word (.docx)", "Word (.docx)"),
        Form.HTML: tell("Page web (.html)", "Web page (.html)"),
        Form.MARKDOWN: "Markdown (.md)",
        Form.REFERENCES: tell("Références françaises (.txt)", "French references (.txt)"),
        Form.CSV: tell("Tableau (.csv)", "Table (.csv)"),
        Form.BIBTEX: "BibTeX (.bib)",
        Form.RIS: "RIS (.ris)",
        Form.CSL: "CSL-JSON",
        Form.JSON: tell("JSON, à rejouer", "JSON, to replay"),
    }
    return [(names[form], form.value) for form in sorted(Form, key=list(names).index)]


def form_choice(name: str) -> Html:
    """Return the field that chooses the form of an export."""
    return el(
        "label",
        el("span", tell("Forme du fichier", "Form of the file")),
        el("select", [el("option", words, value=value) for words, value in forms()], id=name, class_="form"),
    )


def dossier_panel() -> Html:
    """Return the dossier, which vigie.js fills with what is pinned in this browser tab."""
    return el(
        "section",
        el(
            "h2",
            tell("Dossier", "Dossier"),
            " ",
            el("span", count(0, tell("extrait", "excerpt"), tell("extraits", "excerpts")), class_="tally"),
            id="dossier-title",
            tabindex="-1",
        ),
        el(
            "p",
            tell(
                "Épinglez des extraits : ils s'ajoutent ici, avec vos notes, et restent dans cet onglet du navigateur.",
                "Pin excerpts: they are added here, with your notes, and stay in this browser tab.",
            ),
            class_="note",
        ),
        el("ol", class_="pinned"),
        el(
            "div",
            el(
                "label",
                el("span", tell("Titre du dossier", "Title of the dossier")),
                el("input", id="dossier-name", maxlength="300", autocomplete="off"),
            ),
            form_choice("dossier-form"),
            el("button", tell("Enregistrer le dossier", "Save the dossier"), type="button", class_="save-dossier"),
            el("button", tell("Vider le dossier", "Empty the dossier"), type="button", class_="empty-dossier"),
            class_="dossier-end",
            hidden=True,
        ),
        class_="dossier",
        aria_labelledby="dossier-title",
        data_one=tell("extrait", "excerpt"),
        data_many=tell("extraits", "excerpts"),
    )
