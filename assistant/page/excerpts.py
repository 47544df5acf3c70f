"""Excerpts as people see them: verbatim, numbered, each with where it comes from."""

from collections.abc import Sequence
from urllib.parse import quote as percent

from assistant.answers import Answer, Excerpt, Outcome
from assistant.page import labels
from assistant.page.rendering import Html, el, fragment, safe_url
from assistant.page.texts import count, tell


def source_url(excerpt: Excerpt) -> str:
    """Return where the cited page is shown, with the quotation highlighted."""
    return (
        f"/source/{percent(excerpt.document_id, safe='')}/{excerpt.page}"
        f"?start={excerpt.start}&end={excerpt.end}&lang={tell('fr', 'en')}"
    )


def official_url(excerpt: Excerpt) -> str | None:
    """Return the official address of the document, opened at the page."""
    if not excerpt.url or safe_url(excerpt.url) is None:
        return None
    return f"{excerpt.url.partition('#')[0]}#page={excerpt.page}"


def citation_text(excerpt: Excerpt) -> str:
    """Return the citation as it is copied: the quotation, then publisher, title, date, page and address."""
    what = [excerpt.publisher, excerpt.title, labels.date(excerpt.date), labels.page(excerpt.page, excerpt.page_label)]
    reference = ", ".join(part for part in what if part)
    address = official_url(excerpt)
    opening, closing = ("«\u00a0", "\u00a0»") if tell("fr", "en") == "fr" else ("“", "”")
    return f"{opening}{excerpt.quote}{closing} — {reference}." + (f" {address}" if address else "")


def official_link(excerpt: Excerpt) -> Html | None:
    """Return the link to the official document at the page of the excerpt; nothing when its address is not known."""
    official = official_url(excerpt)
    if not official:
        return None
    return el(
        "a",
        tell("Document officiel", "Official document"),
        el("span", tell(" (autre site)", " (another site)"), class_="unseen"),
        href=official,
        rel="noreferrer noopener",
        target="_blank",
    )


def excerpt_id(turn: str, number: int) -> str:
    """Return the id of the element that shows an excerpt, which its citations point to."""
    return f"excerpt-{turn}-{number}"


def excerpt_item(excerpt: Excerpt, number: int, turn: str, *, cited_by: str | None = None) -> Html:
    """Return one excerpt as a list item with a heading; `cited_by` is the id of the answer that cites it."""
    return el(
        "li",
        el(
            "h3",
            el("span", str(number), class_="number", aria_hidden="true"),
            el("span", tell(f"Extrait {number} : ", f"Excerpt {number}: "), class_="unseen"),
            el("span", excerpt.title or excerpt.document, class_="title"),
        ),
        el("blockquote", excerpt.quote),
        el("p", " · ".join(labels.provenance(excerpt)), class_="provenance"),
        el("p", also, class_="provenance") if (also := labels.also_in(excerpt)) else None,
        el("p", tell("Lu par reconnaissance de caractères", "Read by text recognition"), class_="provenance")
        if excerpt.method == "ocr"
        else None,
        el(
            "p",
            el(
                "a",
                tell("Voir la page", "See the page"),
                el("span", tell(f" de l'extrait {number}", f" of excerpt {number}"), class_="unseen"),
                href=source_url(excerpt),
                class_="open-source",
                data_key=excerpt_id(turn, number),
            ),
            el(
                "button",
                tell("Copier la citation", "Copy the citation"),
                el("span", f" {number}", class_="unseen"),
                type="button",
                class_="copy",
                data_copy=citation_text(excerpt),
                data_done=tell("Copié", "Copied"),
            ),
            official_link(excerpt),
            el(
                "button",
                tell("La source ne dit pas cela", "The source does not say that"),
                el("span", f" {number}", class_="unseen"),
                type="button",
                class_="opinion",
                data_answer=cited_by,
                data_kind="source_does_not_say",
                data_citation=number - 1,
                data_done=tell("Merci, c'est noté", "Thank you, noted"),
            )
            if cited_by
            else None,
            class_="actions",
        ),
        id=excerpt_id(turn, number),
        class_="excerpt" if cited_by is None else "excerpt cited",
        tabindex="-1",
    )


def cited(answer: Answer) -> frozenset[int]:
    """Return the indexes (from 0) of the excerpts that the answer cites."""
    return frozenset(index for sentence in answer.sentences for index in sentence.citations)


def excerpt_list(excerpts: Sequence[Excerpt], turn: str, *, answer: Answer | None = None) -> Html:
    """Return the list of excerpts under its heading; empty when there is none.

    With the finished `answer`, those it cites are marked; after a refusal, the list says that it does not answer.
    """
    nearest = answer is not None and answer.status is Outcome.NOT_FOUND
    used = cited(answer) if answer is not None else frozenset()
    if not excerpts:
        return Html("")
    heading = (
        tell("Passages les plus proches", "Nearest passages") if nearest else tell("Extraits des documents", "Excerpts")
    )
    note = (
        tell(
            "Ils parlent de sujets voisins, sans répondre à la question.",
            "They deal with neighbouring subjects and do not answer the question.",
        )
        if nearest
        else tell("Mot pour mot, du plus proche au moins proche.", "Word for word, nearest first.")
    )
    items = [
        excerpt_item(excerpt, index + 1, turn, cited_by=answer.id if answer and index in used else None)
        for index, excerpt in enumerate(excerpts)
    ]
    return el(
        "section",
        el(
            "h2",
            heading,
            " ",
            el("span", count(len(items), tell("extrait", "excerpt"), tell("extraits", "excerpts")), class_="tally"),
            id=f"excerpts-{turn}",
        ),
        el("p", note, class_="note"),
        el("ol", fragment(items), class_="excerpts"),
        aria_labelledby=f"excerpts-{turn}",
        class_="excerpt-panel",
    )
