"""One export, in the form asked for."""

from assistant.exports.records import Dossier, Exported, Form


def export(dossier: Dossier, form: Form | str) -> Exported:
    """Return a dossier as a file in one of the forms of `Form` (or its value)."""
    raise NotImplementedError
