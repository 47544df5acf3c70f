from collections.abc import Callable

import numpy as np
import pytest

from corpus.embeddings import Vectors
from corpus.kept_vectors import parts_of
from corpus.library import Library
from corpus.records import Document, Passage
from corpus.salvage import save_catalogue
from corpus.settings import Settings

Shelve = Callable[..., Document]
CANTEEN = "Les cantines de Nantes prévoient leurs repas dix semaines à l'avance, sans rien jeter."
TRAINS = "Les trains régionaux comptent les voyageurs par caméra dans trois gares de Vendée."
BOTH = f"{CANTEEN} {TRAINS}"
LAW = "reglement-" * 17 + ".txt"
"""A name that makes a long head."""


def passage(text: str, head: str = LAW) -> Passage:
    return Passage(0, (), (), text, f"{head}\n{text}")


def asked(library: Library, *questions: str) -> Vectors:
    return np.stack([library.embeddings.query(question) for question in questions])


def in_order(library: Library) -> list[Document]:
    """The documents, the law first."""
    return sorted(library.documents(), key=lambda document: document.file_name != LAW)


def held(library: Library) -> list[int]:
    """How many bytes the sentences of each passage that has them take."""
    rows = library.catalogue.connection.execute("SELECT length(vectors) FROM sentence_vectors")
    return sorted(int(row[0]) for row in rows)


def test_very_short_sentences_go_with_a_neighbour() -> None:
    assert parts_of(passage(f"Oui. {CANTEEN} {TRAINS} Voilà.")) == [f"Oui. {CANTEEN}", f"{TRAINS} Voilà."]
    last = "Elles jettent aussi moins de pain."
    assert parts_of(passage(f"{CANTEEN} {last}")) == [CANTEEN, last]


@pytest.mark.parametrize("text", [CANTEEN, "Oui. Non.", f"{CANTEEN} Voilà."])
def test_a_sentence_alone_is_one(text: str) -> None:
    assert parts_of(passage(text)) == [text]
    assert parts_of(passage("")) == []


@pytest.mark.parametrize(("head", "parts"), [("Les cantines", ["Les cantines"]), ("", [])])
def test_a_short_head_is_the_only_part(head: str, parts: list[str]) -> None:
    """Under its title a sentence says no more than its passage; without it, it loses what it speaks of."""
    assert parts_of(passage(BOTH, head)) == parts


def test_the_nearest_sentence_is_known_of_each_passage(library: Library, shelve: Shelve) -> None:
    shelve(library, LAW, BOTH, TRAINS)
    shelve(library, "notes.txt", BOTH)
    law, notes = ([stored.id for stored in library.passages_of(held.id)] for held in in_order(library))
    question = asked(library, "voyageurs comptés par caméra")
    nearest = library.nearest_parts(question, [*reversed(law), 999])
    expected = library.embeddings.passages([CANTEEN, TRAINS]) @ question[0]
    assert expected.argmax() == 1 and nearest == pytest.approx(dict.fromkeys(law, expected.max()), abs=0.001)
    assert library.nearest_parts(question, []) == {}
    head, own = library.embeddings.passages(["notes.txt", f"notes.txt\n{BOTH}"])
    turned = (head + 2 * own) / np.linalg.norm(head + 2 * own)
    assert library.nearest_parts(question, notes) == pytest.approx(
        dict.fromkeys(notes, turned @ question[0]), abs=0.001
    )


def test_each_passage_has_its_own_nearest_sentence(library: Library, shelve: Shelve) -> None:
    third = "Le conseil régional se réunit à Nantes quatre fois par an, en séance publique."
    shelve(library, LAW, BOTH, f"{third} {CANTEEN}", f"{third} {TRAINS} {CANTEEN}")
    ids = [stored.id for stored in library.passages_of(library.documents()[0].id)]
    questions = asked(library, "repas des cantines", "séance publique")
    canteen, trains, council = library.embeddings.passages([CANTEEN, TRAINS, third]) @ questions.T
    nearest = library.nearest_parts(questions, ids)
    wanted = [np.maximum(canteen, trains), np.maximum(canteen, council), np.maximum(canteen, trains).clip(council)]
    assert np.array([nearest[number] for number in ids]) == pytest.approx(np.array(wanted), abs=0.001)


def test_nothing_is_embedded_twice(library: Library, shelve: Shelve, settings: Settings, embedded: list[str]) -> None:
    shelve(library, LAW, BOTH, TRAINS, BOTH)
    assert sorted(embedded) == sorted([BOTH, CANTEEN, TRAINS])
    embedded.clear()
    again = Library(settings)
    with again.writing():
        again.rebuild()
    assert embedded == [] and held(again) == [2 * 384, 2 * 2 * 384]


def test_a_library_of_an_older_vigie_gets_its_sentences_when_it_is_rebuilt(
    library: Library, shelve: Shelve, embedded: list[str]
) -> None:
    shelve(library, LAW, BOTH)
    library.catalogue.connection.execute("DELETE FROM sentence_vectors")
    number = library.passages_of(library.documents()[0].id)[0].id
    question = asked(library, "voyageurs")
    assert library.nearest_parts(question, [number]) == {}
    embedded.clear()
    with library.writing():
        library.rebuild()
    assert embedded == [CANTEEN, TRAINS]
    assert set(library.nearest_parts(question, [number])) == {number}


def test_sentences_can_be_done_without(settings: Settings, shelve: Shelve, embedded: list[str]) -> None:
    library = Library(settings.model_copy(update={"sentence_vectors": False}))
    shelve(library, LAW, BOTH)
    assert embedded == [BOTH] and held(library) == []


def test_sentences_go_with_their_passage(library: Library, shelve: Shelve) -> None:
    document = shelve(library, LAW, BOTH)
    with library.writing():
        library.remove(document.id)
    assert held(library) == []


def test_another_library_lends_its_vectors_whatever_its_age(
    settings: Settings, shelve: Shelve, embedded: list[str]
) -> None:
    other = Library(settings)
    shelve(other, LAW, BOTH)
    embedded.clear()
    mine = borrower(settings, "mine")
    shelve(mine, LAW, BOTH)
    assert embedded == []
    other.catalogue.connection.execute("DROP TABLE sentence_vectors")  # as in one that no newer Vigie has opened
    shelve(borrower(settings, "third"), LAW, BOTH)
    assert embedded == [CANTEEN, TRAINS]


@pytest.mark.parametrize("damaged", [b"", b"\x00" * 10, np.full((2, 384), np.nan, np.float16).tobytes(), bytes(768)])
def test_what_is_not_a_vector_is_not_saved_from_a_damaged_catalogue(
    damaged: bytes, settings: Settings, library: Library, shelve: Shelve
) -> None:
    shelve(library, LAW, BOTH, f"{TRAINS} {CANTEEN}")
    first, second = (stored.id for stored in library.passages_of(library.documents()[0].id))
    library.catalogue.connection.execute(
        "UPDATE sentence_vectors SET vectors = ? WHERE key = (SELECT vector_key FROM passages WHERE id = ?)",
        (damaged, second),
    )
    assert save_catalogue(settings.catalogue_path).documents == 1
    saved = Library(settings)
    assert set(saved.nearest_parts(asked(saved, "voyageurs"), [first, second])) == {first}


def borrower(settings: Settings, name: str) -> Library:
    """A library elsewhere that took the vectors of the one of these settings."""
    library = Library(Settings(**{**settings.model_dump(), "home": settings.home.with_name(name)}))
    with library.writing():
        library.borrow_vectors(settings.catalogue_path)
    return library
