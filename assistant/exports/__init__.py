"""Exports of excerpts, dossiers, answers and checks, each with what is needed to replay it."""

from assistant.exports.dossiers import of_answer, of_checks, of_excerpts
from assistant.exports.forms import export
from assistant.exports.records import Dossier, Exported, Form, Pinned, Replay

__all__ = ["Dossier", "Exported", "Form", "Pinned", "Replay", "export", "of_answer", "of_checks", "of_excerpts"]
