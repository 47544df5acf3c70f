"""The fields that say which documents to search, the same in every tab that searches."""

from typing import Any

import gradio as gr

from assistant.page.backend import Backend
from assistant.page.filters import choices
from assistant.page.texts import tell


class Limits:
    """The fields, in the order `filters.chosen` takes their values; `prefix` keeps the ids of two tabs apart."""

    def __init__(self, prefix: str = "") -> None:
        documents = _several(tell("Documents", "Documents"), f"{prefix}documents")
        with gr.Row():
            publishers = _several(tell("Éditeurs", "Publishers"), f"{prefix}publishers")
            territories = _several(tell("Territoires", "Territories"), f"{prefix}territories")
        with gr.Row():
            kinds = _several(tell("Nature", "Kind"), f"{prefix}kinds")
            first = _year(tell("De l'année", "From year"), f"{prefix}first-year")
            last = _year(tell("À l'année", "To year"), f"{prefix}last-year")
        self.fields: list[Any] = [documents, publishers, territories, kinds, first, last]


def _several(label: str, name: str) -> gr.Dropdown:
    return gr.Dropdown([], value=[], multiselect=True, label=label, elem_id=name)


def _year(label: str, name: str) -> gr.Dropdown:
    return gr.Dropdown([("—", "")], value="", label=label, elem_id=name)


def offered(backend: Backend) -> list[Any]:
    """Return what the fields offer now, from the documents of the library."""
    found = choices(backend.documents())
    return [
        gr.update(choices=list(values))
        for values in (found.documents, found.publishers, found.territories, found.kinds, found.years, found.years)
    ]
