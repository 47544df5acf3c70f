"""What `vigie doctor --repair` does: the library, the originals it has lost, the model file."""

from collections.abc import Iterator

from assistant.providers import weights
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.repair import Repair, repair
from corpus.settings import Settings
from ingest.pipeline import ingest, plan


def mended_things(settings: Settings, model: weights.Weights = weights.EMBEDDED) -> Iterator[Repair]:
    """Yield each repair as it is finished; one that fails is told and does not stop the others."""
    try:
        for done in repair(settings):
            yield done
            if done.unread:
                yield _read_again(settings, done)
    except VigieError as error:
        yield Repair(str(error), mended=False)
    yield from _model_file(settings, model)


def _read_again(settings: Settings, lost: Repair) -> Repair:
    """Read the documents that a damaged catalogue lost from the library's own copies of the originals."""
    library = Library(settings)
    with library.writing(recover=False):
        records = ingest(library, plan(lost.unread))
    read = sum(record.status.searchable for record in records)
    return Repair(
        say(
            f"{len(lost.unread)} fichiers d'origine n'étaient plus dans le catalogue.",
            f"{len(lost.unread)} original files were no longer in the catalogue.",
        ),
        say(
            f"{read} relus, sous le nom de leur empreinte ; « vigie ingest DOSSIER » leur rend leur nom et leur source.",
            f"{read} read again, named by their checksum; “vigie ingest FOLDER” gives them back their name and source.",
        ),
        mended=read == len(lost.unread),
    )


def _model_file(settings: Settings, model: weights.Weights) -> Iterator[Repair]:
    """Read the joined model file whole, when there is one, and join it again when it has changed."""
    path = model.path(settings.cache_dir)
    if not path.is_file():
        return
    said: list[str] = []
    weights.distrust(settings.cache_dir, model)
    try:
        weights.ensure(settings.cache_dir, model, progress=lambda done, total: None, tell=said.append)
    except VigieError as error:
        yield Repair(str(error), mended=False)
        return
    if said:
        yield Repair(said[0], say("Assemblé de nouveau.", "Joined again."))
