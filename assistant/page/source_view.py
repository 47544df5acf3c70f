"""A cited page as people check it: its picture with the quotation marked, its text beside, and where it comes from."""

from dataclasses import dataclass
from urllib.parse import quote as percent

from assistant.answers import Excerpt
from assistant.page import labels
from assistant.page.excerpts import citation_text, official_url
from assistant.page.page_image import Box
from assistant.page.rendering import Html, el, fragment
from assistant.page.texts import tell
from corpus.records import Document, Kind, Method, Page, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """What to show: a page of a document, with a slice of its text marked when there is one."""

    document: Document
    page: Page
    start: int = 0
    end: int = 0
    pictured: bool = False  # whether the original file can be drawn

    @property
    def quote(self) -> str:
        """The marked text; empty when nothing is marked."""
        return self.page.text[self.start : self.end] if 0 <= self.start < self.end <= len(self.page.text) else ""

    @property
    def occurrence(self) -> int:
        """How many times the marked text occurs before, on the same page."""
        return self.page.text.count(self.quote, 0, self.start) if self.quote else 0

    def address(self, number: int | None = None) -> str:
        """Return the address of this page, or of another page of the same document without a mark."""
        base = f"/source/{percent(self.document.id, safe='')}/{number or self.page.number}"
        mark = f"&start={self.start}&end={self.end}" if number is None and self.quote else ""
        return f"{base}?lang={tell('fr', 'en')}{mark}"

    def part(self, name: str) -> str:
        """Return the address of the picture or of its marks."""
        path, _, query = self.address().partition("?")
        return f"{path}/{name}?{query}"

    def excerpt(self) -> Excerpt:
        """Return the marked text as the excerpt it is."""
        source = self.document.source
        return Excerpt(
            document=self.document.file_name,
            document_id=self.document.id,
            title=self.document.title,
            page=self.page.number,
            page_label=self.page.label,
            start=self.start,
            end=self.end,
            quote=self.quote,
            publisher=source.publisher,
            date=source.date,
            standing=source.standing,
            kind=source.kind,
            territory=source.territory,
            url=source.url,
            method=self.page.method,
            sha256=self.document.sha256,
        )


def source_view(place: Place) -> Html:
    """Return the page's picture, text and provenance, to stand alone or in a dialog."""
    heading = el("h1", place.document.title, id="source-title")
    return el(
        "main",
        heading,
        _provenance(place),
        _actions(place),
        _turning(place),
        el("div", _sheet(place), _text(place), class_="source-columns"),
        class_="source-page",
        id="source",
        tabindex="-1",
        aria_labelledby="source-title",
    )


def _provenance(place: Place) -> Html:
    source, page = place.document.source, place.page
    rows: list[tuple[str, str]] = [
        (tell("Éditeur", "Publisher"), source.publisher or ""),
        (tell("Date", "Date"), labels.date(source.date)),
        (tell("Nature", "Kind"), labels.kind(source.kind) if source.kind is not Kind.OTHER else ""),
        (
            tell("Portée", "Standing"),
            labels.standing(source.standing) if source.standing is not Standing.UNKNOWN else "",
        ),
        (tell("Territoire", "Territory"), source.territory or ""),
        (tell("Page", "Page"), _page_of(place)),
        (
            tell("Lecture", "Read by"),
            tell("reconnaissance de caractères", "text recognition") if page.method is Method.OCR else "",
        ),
        (tell("Fichier", "File"), place.document.file_name),
        (tell("Empreinte", "Fingerprint"), f"sha256 {place.document.sha256[:16]}…"),
    ]
    if not place.document.current:
        rows.insert(
            0,
            (
                tell("Attention", "Note"),
                tell("une version plus récente est dans la bibliothèque", "the library holds a newer version"),
            ),
        )
    return el(
        "dl",
        [el("div", el("dt", name), el("dd", value)) for name, value in rows if value],
        class_="provenance-card",
    )


def _page_of(place: Place) -> str:
    number, count = place.page.number, place.document.page_count
    physical = tell(f"page {number} sur {count} du fichier", f"page {number} of {count} of the file")
    label = place.page.label
    return f"{label} ({physical})" if label and label != str(number) else physical


def _actions(place: Place) -> Html:
    excerpt = place.excerpt()
    official = official_url(excerpt)
    return el(
        "p",
        el(
            "button",
            tell("Copier la citation", "Copy the citation"),
            type="button",
            class_="copy",
            data_copy=citation_text(excerpt),
            data_done=tell("Copié", "Copied"),
        )
        if place.quote
        else None,
        el(
            "a",
            tell("Document officiel à cette page", "Official document at this page"),
            el("span", tell(" (autre site)", " (another site)"), class_="unseen"),
            href=official,
            rel="noreferrer noopener",
            target="_blank",
        )
        if official
        else None,
        el("a", tell("Lien vers cette page", "Link to this page"), href=place.address()),
        class_="actions",
    )


def _turning(place: Place) -> Html:
    """Previous and next page."""
    number, count = place.page.number, place.document.page_count

    def turn(to: int, words: str, rel: str) -> Html:
        if not 1 <= to <= count:
            return el("span", words, class_="turn-page", aria_disabled="true", role="link")
        return el("a", words, href=place.address(to), class_="turn-page", rel=rel)

    return el(
        "nav",
        turn(number - 1, tell("← Page précédente", "← Previous page"), "prev"),
        el("span", tell(f"{number} / {count}", f"{number} / {count}"), class_="page-count"),
        turn(number + 1, tell("Page suivante →", "Next page →"), "next"),
        aria_label=tell("Pages du document", "Pages of the document"),
        class_="turning",
    )


def _sheet(place: Place) -> Html:
    if not place.pictured:
        return el(
            "p",
            tell(
                "Ce fichier n'est pas un PDF, ou n'est plus gardé : seul son texte peut être montré.",
                "This file is not a PDF, or is no longer kept: only its text can be shown.",
            ),
            class_="note",
        )
    number = place.page.number
    return el(
        "figure",
        el(
            "div",
            el(
                "img",
                src=place.part("page.png"),
                alt=tell(f"Image de la page {number}", f"Picture of page {number}"),
                class_="sheet-image",
            ),
            el("img", src=place.part("marks.svg"), alt="", class_="sheet-marks") if place.quote else None,
            class_="sheet",
        ),
        el(
            "figcaption",
            tell(
                "Le passage cité est surligné sur l'image et dans le texte.",
                "The cited passage is highlighted on the picture and in the text.",
            ),
        )
        if place.quote
        else None,
    )


def _text(place: Place) -> Html:
    text = place.page.text
    if place.quote:
        body: Html = fragment(text[: place.start], el("mark", place.quote, id="quote"), text[place.end :])
    elif text.strip():
        body = fragment(text)
    else:
        body = el("em", tell("Aucun texte n'a pu être lu sur cette page.", "No text could be read on this page."))
    return el(
        "section",
        el("h2", tell("Texte de la page", "Text of the page"), id="page-text-title"),
        el("div", body, class_="page-text", lang=place.document.source.language),
        aria_labelledby="page-text-title",
        class_="source-text",
    )


def marks(boxes: tuple[Box, ...]) -> Html:
    """Return the picture laid over a page: one translucent strip for each line of the quotation."""
    strips = [
        el(
            "rect",
            x=round(left * 1000 - 2, 1),
            y=round(top * 1000 - 1, 1),
            width=round((right - left) * 1000 + 4, 1),
            height=round((bottom - top) * 1000 + 2, 1),
            rx=2,
            fill="#ffd84d",
            fill_opacity="0.55",
        )
        for left, top, right, bottom in boxes
    ]
    return el("svg", strips, xmlns="http://www.w3.org/2000/svg", viewBox="0 0 1000 1000", preserveAspectRatio="none")
