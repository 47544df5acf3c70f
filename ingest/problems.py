"""What went wrong with one file: a named status, a reason and a next step, in both languages."""

from collections.abc import Sequence

from corpus.errors import VigieError
from corpus.language import say
from corpus.records import ParsedDocument, Status
from ingest import ocr


class FileProblem(VigieError):
    """A file whose reading ended without a document.

    `pages` is the number of pages the file says it has, 0 when that is not known.
    """

    def __init__(self, status: Status, reason: str, next_step: str, *, pages: int = 0) -> None:
        super().__init__(f"{reason} {next_step}".strip())
        self.status = status
        self.reason = reason
        self.next_step = next_step
        self.pages = pages


def page_list(numbers: Sequence[int]) -> str:
    """Write page numbers as a reader would: 3, 5-9, 12; at most ten groups.

    >>> page_list([3, 5, 6, 7, 12])
    '3, 5-7, 12'
    """
    groups: list[list[int]] = []
    for number in sorted(set(numbers)):
        if groups and number == groups[-1][1] + 1:
            groups[-1][1] = number
        else:
            groups.append([number, number])
    written = [f"{first}" if first == last else f"{first}-{last}" for first, last in groups[:10]]
    return ", ".join(written) + (" …" if len(groups) > 10 else "")


def empty() -> FileProblem:
    """The file holds no byte, or no page."""
    return FileProblem(
        Status.EMPTY,
        say("Le fichier est vide.", "The file is empty."),
        say("Téléchargez-le ou exportez-le de nouveau.", "Download or export it again."),
    )


def not_a_document(found: str) -> FileProblem:
    """The bytes are none of the formats that are read; `found` names what they look like."""
    return FileProblem(
        Status.NOT_A_DOCUMENT,
        say(
            f"Le contenu n'est pas un document lisible ({found}).", f"The content is not a readable document ({found})."
        ),
        say(
            "Vérifiez le fichier : une page d'erreur est parfois enregistrée à la place du document.",
            "Check the file: an error page is sometimes saved in place of the document.",
        ),
    )


def unsupported(found: str) -> FileProblem:
    """A known format that is not read."""
    return FileProblem(
        Status.UNSUPPORTED,
        say(f"Le format {found} n'est pas pris en charge.", f"The format {found} is not supported."),
        say("Enregistrez le document en PDF ou en DOCX.", "Save the document as PDF or DOCX."),
    )


def too_large(size: int, limit_mb: int) -> FileProblem:
    """More bytes than the setting allows."""
    return FileProblem(
        Status.TOO_LARGE,
        say(
            f"Le fichier pèse {size / 1e6:.0f} Mo, plus que la limite de {limit_mb} Mo.",
            f"The file is {size / 1e6:.0f} MB, more than the limit of {limit_mb} MB.",
        ),
        say("Augmentez VIGIE_MAX_FILE_MB, ou divisez le document.", "Raise VIGIE_MAX_FILE_MB, or split the document."),
    )


def needs_password(*, given: bool) -> FileProblem:
    """The file is encrypted; `given` says that the password received does not open it."""
    reason = (
        say("Le mot de passe donné n'ouvre pas ce fichier.", "The password given does not open this file.")
        if given
        else say("Le fichier est protégé par un mot de passe.", "The file is protected by a password.")
    )
    return FileProblem(
        Status.NEEDS_PASSWORD,
        reason,
        say("Relancez avec : vigie ingest FICHIER --password …", "Run again with: vigie ingest FILE --password …"),
    )


def locked_office() -> FileProblem:
    """An encrypted Word file, which only Word opens."""
    return FileProblem(
        Status.NEEDS_PASSWORD,
        say("Le fichier Word est protégé par un mot de passe.", "The Word file is protected by a password."),
        say(
            "Ouvrez-le dans Word et enregistrez-le sans mot de passe ou en PDF.",
            "Open it in Word and save it without a password or as PDF.",
        ),
    )


def damaged(detail: str, *, pages: int = 0) -> FileProblem:
    """The format is recognised, and nothing of the file could be read."""
    end = f" ({detail})" if detail else ""
    return FileProblem(
        Status.DAMAGED,
        say(f"Le fichier est abîmé : rien n'a pu être lu{end}.", f"The file is damaged: nothing could be read{end}."),
        say(
            "Redemandez le document à son éditeur, ou réparez-le avec un logiciel PDF.",
            "Ask the publisher for the document again, or repair it with a PDF program.",
        ),
        pages=pages,
    )


def too_slow(seconds: float, *, pages: int = 0) -> FileProblem:
    """The reading did not end in the time allowed."""
    return FileProblem(
        Status.TOO_SLOW,
        say(f"La lecture a dépassé {seconds:.0f} secondes.", f"Reading took more than {seconds:.0f} seconds."),
        say(
            "Augmentez VIGIE_PARSE_TIMEOUT, ou divisez le document.",
            "Raise VIGIE_PARSE_TIMEOUT, or split the document.",
        ),
        pages=pages,
    )


def too_much_memory(limit_mb: int, *, pages: int = 0) -> FileProblem:
    """The reading asked for more memory than allowed."""
    return FileProblem(
        Status.TOO_MUCH_MEMORY,
        say(
            f"La lecture demande plus de mémoire que permis ({limit_mb} Mo) : le contenu se déploie démesurément.",
            f"Reading asks for more memory than allowed ({limit_mb} MB): the content expands beyond measure.",
        ),
        say(
            "N'insistez que si vous connaissez l'origine du fichier : augmentez VIGIE_PARSE_MEMORY_MB.",
            "Insist only if you know where the file comes from: raise VIGIE_PARSE_MEMORY_MB.",
        ),
        pages=pages,
    )


def unreadable(detail: str) -> FileProblem:
    """The reader itself failed, in a way that no other status names."""
    return FileProblem(
        Status.UNREADABLE,
        say(f"La lecture a échoué ({detail}).", f"Reading failed ({detail})."),
        say(
            "Enregistrez le document de nouveau en PDF ; si l'échec persiste, signalez-le avec le fichier.",
            "Save the document as PDF again; if it still fails, report it with the file.",
        ),
    )


def no_permission(detail: str) -> FileProblem:
    """The system refuses to open the file."""
    return FileProblem(
        Status.UNREADABLE,
        say(f"Le fichier ne s'ouvre pas ({detail}).", f"The file cannot be opened ({detail})."),
        say("Vérifiez qu'il existe et que vous pouvez le lire.", "Check that it exists and that you may read it."),
    )


def _ocr_step() -> str:
    if ocr.available():
        return say(
            "Ces pages n'ont pas pu être lues dans le temps alloué : augmentez VIGIE_PARSE_TIMEOUT et relancez, ou "
            "vérifiez qu'elles portent du texte.",
            "These pages could not be read in the time allowed: raise VIGIE_PARSE_TIMEOUT and run again, or check that "
            "they hold text.",
        )
    return say(
        "Installez la lecture optique (apt install tesseract-ocr-fra, puis pip install 'vigie[ocr]') et relancez.",
        "Install optical reading (apt install tesseract-ocr-fra, then pip install 'vigie[ocr]') and run again.",
    )


def ending(parsed: ParsedDocument) -> tuple[Status, str, str]:
    """Name the status that a parsed document deserves: `(status, reason, next_step)`.

    INDEXED only when every page that holds something was read; PARTIAL when some wait; a status that is not searchable
    when no page gave any text.
    """
    has_text = any(page.text.strip() for page in parsed.pages)
    waiting, unread = parsed.needs_ocr, tuple(sorted(set(parsed.unread_pages) - set(parsed.needs_ocr)))
    reasons: list[str] = []
    steps: list[str] = []
    if waiting:
        reasons.append(
            say(
                f"Pages sans texte, à lire par reconnaissance optique : {page_list(waiting)}.",
                f"Pages without text that wait for optical reading: {page_list(waiting)}.",
            )
        )
        steps.append(_ocr_step())
    if unread:
        reasons.append(say(f"Pages non lues : {page_list(unread)}.", f"Pages not read: {page_list(unread)}."))
        steps.append(
            say(
                "Les avertissements disent pourquoi, page par page ; comparez avec une autre copie du document.",
                "The warnings say why, page by page; compare with another copy of the document.",
            )
        )
    if has_text:
        status = Status.PARTIAL if waiting or unread else Status.INDEXED
        return status, " ".join(reasons), " ".join(steps)
    if waiting:
        return Status.NEEDS_OCR, reasons[0], steps[0]
    if unread:
        return Status.DAMAGED, reasons[0], steps[0]
    return (
        Status.NO_TEXT,
        say("Le document ne contient aucun texte.", "The document holds no text."),
        say("Vérifiez qu'il s'agit du bon fichier.", "Check that this is the right file."),
    )
