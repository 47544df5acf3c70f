import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.analysis import query_terms
from corpus.errors import VigieError
from corpus.holdings import Filters
from corpus.library import Library
from corpus.records import Document, Kind, Passage, Source
from corpus.settings import Settings
from corpus.vectors import VectorIndex

Shelve = Callable[..., Document]
STRATEGY = "La Région Occitanie consacre 60 millions d'euros à sa stratégie pour l'intelligence artificielle."
CANTEEN = "Les cantines de Nantes prévoient leurs repas dix semaines à l'avance."


def found(library: Library, question: str) -> tuple[list[str], list[str]]:
    """The texts that each search finds."""
    lexical = [number for number, _ in library.search_lexical(query_terms(question), 5)]
    dense = [number for number, _ in library.search_dense(library.embeddings.query(question), 5)]
    return tuple([stored.passage.text for stored in library.passages(ids)] for ids in (lexical, dense))  # type: ignore[return-value]


def test_both_searches_find_what_was_added(library: Library, shelve: Shelve) -> None:
    shelve(library, "a.txt", STRATEGY, CANTEEN)
    lexical, dense = found(library, "cantines nantaises")
    assert lexical[0] == CANTEEN and dense[0] == CANTEEN
    counts = library.counts()
    assert (counts.documents, counts.pages, counts.passages) == (1, 2, 2) and counts.consistent


def test_pages_are_read_together_as_far_as_they_are_held(library: Library, shelve: Shelve) -> None:
    document = shelve(library, "a.txt", STRATEGY, CANTEEN)
    places = [(document.id, 1), (document.id, 2), (document.id, 3), ("absent", 1)]
    assert {place: page.text for place, page in library.page_texts(places).items()} == {
        places[0]: STRATEGY,
        places[1]: CANTEEN,
    }
    assert library.page_texts([]) == {} and library.page_text(document.id, 3) is None


def test_a_new_version_takes_the_place_of_the_old_whose_pages_still_resolve(library: Library, shelve: Shelve) -> None:
    old = shelve(library, "a.txt", STRATEGY)
    new = shelve(library, "a.txt", STRATEGY.replace("60", "50"), replaces=old.id)
    assert [document.id for document in library.documents()] == [new.id]
    assert found(library, "stratégie Occitanie") == ([STRATEGY.replace("60", "50")],) * 2
    page = library.page(old.id, 1)
    assert page is not None and page.text == STRATEGY
    assert library.counts().consistent


def test_a_removed_document_is_found_no_more_and_may_come_back(library: Library, shelve: Shelve) -> None:
    document = shelve(library, "a.txt", STRATEGY)
    with library.writing():
        library.remove(document.id)
    assert found(library, "stratégie Occitanie") == ([], [])
    assert library.counts().consistent and library.documents() == []
    shelve(library, "a.txt", STRATEGY)
    assert found(library, "stratégie Occitanie") == ([STRATEGY],) * 2


def test_a_long_title_does_not_drown_the_passage() -> None:
    """All passages of a regulation would look alike: under a long head, the last heading alone stands before the text."""
    title = "Règlement établissant des règles harmonisées concernant l'intelligence artificielle et modifiant " * 2
    path = (title, "CHAPITRE XII", "Article 99")
    headed = Passage(0, path, (), CANTEEN, f"{' › '.join(path)}\n{CANTEEN}")
    assert headed.head == f"{' › '.join(path)}\n"
    assert headed.embedded_text == f"Article 99\n{CANTEEN}"
    assert replace(headed, section=(title,)).embedded_text == CANTEEN
    assert replace(headed, section=()).embedded_text == CANTEEN
    short = replace(headed, indexed_text=f"Feuille de route › 2024\n{CANTEEN}")
    assert short.embedded_text == short.indexed_text


def test_reopening_embeds_nothing_again(settings: Settings, shelve: Shelve, embedded: list[str]) -> None:
    shelve(Library(settings), "a.txt", STRATEGY, CANTEEN)
    shelve(Library(settings), "b.txt", STRATEGY.replace("60", "50"))
    embedded.clear()
    again = Library(settings)
    with again.writing():
        again.rebuild()
    assert embedded == []
    assert found(again, "cantines")[1][0] == CANTEEN


def test_a_text_that_is_repeated_is_embedded_once(settings: Settings, shelve: Shelve, embedded: list[str]) -> None:
    library = Library(settings)
    shelve(library, "a.txt", STRATEGY, CANTEEN, STRATEGY)
    title = "a.txt"  # one text more, for all of them
    assert embedded == [f"{title}\n{STRATEGY}", f"{title}\n{CANTEEN}", title]
    assert library.counts().dense == 3


def test_an_interrupted_addition_leaves_nothing(
    settings: Settings, shelve: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(settings)
    shelve(library, "a.txt", STRATEGY)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt  # after Chroma was written to, before the catalogue commits

    with monkeypatch.context() as broken:
        broken.setattr("corpus.library.insert_pages", dies)
        with pytest.raises(KeyboardInterrupt):
            shelve(library, "b.txt", CANTEEN)
    assert library.vectors.count() == 2  # Chroma holds a passage that the catalogue does not
    assert found(library, "cantines") == ([], [STRATEGY])
    again = Library(settings)
    with again.writing():
        pass
    assert again.counts().consistent and again.vectors.count() == 1


def test_an_interrupted_removal_is_finished_by_the_next_writer(
    settings: Settings, shelve: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(settings)
    document = shelve(library, "a.txt", STRATEGY)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(VectorIndex, "delete", dies)
        with library.writing(), pytest.raises(KeyboardInterrupt):
            library.remove(document.id)
    assert found(library, "Occitanie") == ([], [])
    with library.writing():
        pass
    assert library.counts().consistent


def test_a_deleted_chroma_folder_is_rebuilt_from_the_catalogue(settings: Settings, shelve: Shelve) -> None:
    library = Library(settings)
    shelve(library, "a.txt", STRATEGY, CANTEEN)
    library.vectors.close()
    shutil.rmtree(settings.chroma_path)
    again = Library(settings)
    assert not again.counts().consistent
    with again.writing():
        assert again.rebuild() == 2
    assert again.counts().consistent and found(again, "cantines")[1][0] == CANTEEN


def test_another_embedding_model_is_refused_with_the_command_that_repairs(settings: Settings, shelve: Shelve) -> None:
    library = Library(settings)
    shelve(library, "a.txt", STRATEGY)
    library.catalogue.set_meta("embedding", "another/1")
    with pytest.raises(VigieError, match="vigie library rebuild"):
        library.search_dense(np.zeros(384, dtype=np.float32), 1)
    with pytest.raises(VigieError, match="another/1"):
        shelve(library, "b.txt", CANTEEN)
    with library.writing():
        library.rebuild()
    assert found(library, "Occitanie")[1] == [STRATEGY]


def test_a_second_writer_is_told_so_at_once(settings: Settings) -> None:
    one, other = Library(settings), Library(settings)
    with one.writing(), pytest.raises(VigieError, match="autre processus"), other.writing():
        pass


def test_what_another_process_adds_is_seen(settings: Settings, shelve: Shelve) -> None:
    reader = Library(settings)
    shelve(Library(settings), "a.txt", STRATEGY)
    assert found(reader, "Occitanie") == ([STRATEGY],) * 2
    shelve(Library(settings), "b.txt", CANTEEN)
    assert CANTEEN in found(reader, "cantines")[1]


def test_filters(library: Library, shelve: Shelve) -> None:
    avis = shelve(
        library, "a.txt", STRATEGY, source=Source(title="a", publisher="CESER", kind=Kind.AVIS, date="2024-07-11")
    )
    law = shelve(library, "b.txt", CANTEEN, source=Source(title="b", publisher="UE", kind=Kind.LAW, date="2019"))
    assert library.matching(None) is None and library.matching(Filters()) is None
    assert library.matching(Filters(publishers=("CESER",))) == [avis.id]
    assert library.matching(Filters(kinds=("law", "report"))) == [law.id]
    assert library.matching(Filters(year_from=2020)) == [avis.id]
    assert library.matching(Filters(year_to=2019)) == [law.id]
    assert library.matching(Filters(documents=("b.txt",))) == [law.id]
    assert library.matching(Filters(publishers=("personne",))) == []
    ids = [number for number, _ in library.search_dense(library.embeddings.query("cantines"), 5, [avis.id])]
    assert [stored.document.id for stored in library.passages(ids)] == [avis.id]


def test_the_collection_is_an_ordinary_one_for_langchain(library: Library, shelve: Shelve) -> None:
    from langchain_chroma import Chroma

    shelve(library, "a.txt", STRATEGY, CANTEEN, source=Source(title="Un titre", publisher="CESER"))
    library.counts()
    store = Chroma("passages", library.embeddings, persist_directory=str(library.settings.chroma_path))
    [document] = store.similarity_search("cantines", k=1)
    assert document.page_content == CANTEEN
    assert document.metadata["publisher"] == "CESER" and document.metadata["page"] == 2


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(VigieError, match="VIGIE_HOME"):
        Library(Settings(home=blocked / "home"))


def test_a_damaged_catalogue_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(VigieError, match="catalogue"):
        Library(Settings(home=tmp_path))


def test_an_answer_is_kept(library: Library) -> None:
    library.keep_answer("abc", "2026-11-23T00:00:00", {"question": "œ ?"})
    assert library.answer("abc") == {"question": "œ ?"} and library.answer("abd") is None
