"""How the fetching of a document ends, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.errors import VigieError
from corpus.language import say
from corpus.sources import ManifestEntry
from ingest.fetch_lock import Fetched


class FetchStatus(StrEnum):
    """How the fetching of one document ended."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    CHANGED = "changed"  # got, but not what the manifest or the last download knew
    PRESENT = "present"  # no address to fetch from; the file is in the folder
    BY_HAND = "by_hand"  # no address to fetch from; the page to open is said
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def has_file(self) -> bool:
        """Whether the folder holds the document now."""
        return self in (FetchStatus.FETCHED, FetchStatus.UNCHANGED, FetchStatus.CHANGED, FetchStatus.PRESENT)


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of one document: where it lies, what is known of it, and what to say."""

    id: str
    status: FetchStatus
    message: str
    path: Path | None = None
    sha256: str | None = None
    size: int | None = None
    url: str | None = None


class NoNetwork(VigieError):
    """No server could be reached; nothing was changed. `outcomes` holds what needed no network."""

    def __init__(self, reason: str, outcomes: Sequence[FetchOutcome]) -> None:
        super().__init__(
            say(
                f"Aucun serveur n'a répondu (réseau absent ?) : {reason} Les documents déjà dans le dossier restent utilisables.",
                f"No server has answered (no network?): {reason} The documents already in the folder can still be used.",
            )
        )
        self.outcomes = tuple(outcomes)


def by_hand(entry: ManifestEntry, folder: Path) -> FetchOutcome:
    """Say where a document without an address can be found, and where to put it."""
    target = folder / (entry.file or f"{entry.id}.pdf")
    if target.is_file():
        return FetchOutcome(
            entry.id, FetchStatus.PRESENT, say("Déjà dans le dossier.", "Already in the folder."), target
        )
    if entry.page_url is None:
        message = say(
            f"Adresse inconnue : demandez le document à {entry.publisher or 'son éditeur'} et déposez-le sous {target}.",
            f"Address unknown: ask {entry.publisher or 'its publisher'} for the document and put it at {target}.",
        )
    else:
        message = say(
            f"À télécharger à la main : ouvrez {entry.page_url} et déposez le fichier sous {target}.",
            f"To be downloaded by hand: open {entry.page_url} and put the file at {target}.",
        )
    return FetchOutcome(entry.id, FetchStatus.BY_HAND, message, url=entry.page_url)


def compared(entry: ManifestEntry, got: Fetched, known: Fetched | None) -> tuple[FetchStatus, str]:
    """Say how what came compares with what was known."""
    if known is not None and known.sha256 == got.sha256:
        return FetchStatus.UNCHANGED, say(
            "Inchangé depuis le dernier téléchargement.", "Unchanged since it was last downloaded."
        )
    if known is not None:
        return FetchStatus.CHANGED, say(
            f"Le fichier officiel a changé depuis le {known.fetched_at[:10]} (sha256 {got.sha256[:12]}…, "
            f"avant : {known.sha256[:12]}…).",
            f"The official file has changed since {known.fetched_at[:10]} (sha256 {got.sha256[:12]}…, "
            f"before: {known.sha256[:12]}…).",
        )
    if entry.sha256 is None:
        return FetchStatus.FETCHED, say("Téléchargé.", "Downloaded.")
    if entry.sha256 == got.sha256:
        return FetchStatus.FETCHED, say(
            "Téléchargé ; le contenu est celui du manifeste.", "Downloaded; the content is that of the manifest."
        )
    return FetchStatus.CHANGED, say(
        f"Le fichier officiel n'est pas celui du manifeste (sha256 {got.sha256[:12]}…, attendu : {entry.sha256[:12]}…, "
        f"d'après : {entry.sha256_source or 'le manifeste'}). Il a changé, ou le manifeste se trompe.",
        f"The official file is not that of the manifest (sha256 {got.sha256[:12]}…, expected: {entry.sha256[:12]}…, "
        f"according to: {entry.sha256_source or 'the manifest'}). It has changed, or the manifest is wrong.",
    )


def too_large(url: str, limit: int) -> str:
    """Say that a file goes over the limit, in bytes."""
    megabytes = limit / 1024 / 1024
    return say(
        f"{url} dépasse la taille permise ({megabytes:.0f} Mo). Réglage : VIGIE_MAX_FILE_MB.",
        f"{url} is larger than allowed ({megabytes:.0f} MB). Setting: VIGIE_MAX_FILE_MB.",
    )
