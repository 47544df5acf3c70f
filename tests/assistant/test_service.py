"""What journalists ask of the service, over a library of one short document."""

import pytest

from assistant.quotations import Status
from assistant.service import Vigie
from corpus.errors import VigieError
from corpus.library import Library
from corpus.settings import Settings
from ingest.pipeline import ingest, plan

TEXT = (
    "# Les cantines\n\n## Le gaspillage\n\nLa région équipe douze cantines de balances connectées. Le gaspillage y a "
    "baissé de 18 % en un an. L'opération ne sera pas étendue aux collèges.\n"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Vigie:
    home = tmp_path_factory.mktemp("small")
    path = home / "cantines.md"
    path.write_text(TEXT, encoding="utf-8")
    settings = Settings(home=home / "home", provider="none")
    library = Library(settings)
    with library.writing():
        ingest(library, plan([path]))
    return Vigie(settings)


def test_a_place_is_cut_again_with_all_that_is_known_of_it(small: Vigie) -> None:
    found = small.excerpts("gaspillage")[0]
    again = small.excerpt_at(found.document_id, found.page, found.start, found.end)
    assert again is not None
    assert (again.quote, again.section, again.sha256) == (found.quote, found.section, found.sha256)
    assert again.section


@pytest.mark.parametrize(("page", "start", "end"), [(9, 0, 5), (1, 5, 5), (1, 0, 100_000), (1, -1, 5)])
def test_a_place_that_is_not_there_is_none(small: Vigie, page: int, start: int, end: int) -> None:
    assert small.excerpt_at(small.documents()[0].id, page, start, end) is None
    assert small.excerpt_at("absent", 1, 0, 5) is None


def test_an_excerpt_is_widened_to_whole_sentences(small: Vigie) -> None:
    document = small.documents()[0].id
    page = small.page(document, 1)
    assert page is not None
    start = page.text.index("Le gaspillage y a")
    excerpt = small.excerpt_at(document, 1, start, page.text.index("L'opération"))
    assert excerpt is not None
    wide = small.widen(excerpt, after=1)
    assert wide.quote.endswith("aux collèges.")
    assert wide.quote == page.text[wide.start : wide.end]
    assert small.card(excerpt).after == "L'opération ne sera pas étendue aux collèges."


def test_quotations_are_checked_and_saved(small: Vigie) -> None:
    checks = small.check(
        "« Le gaspillage y a baissé de 18 % en un an. » « Le gaspillage y a baissé de 28 % en un an. »"
    )
    assert [check.status for check in checks] == [Status.EXACT, Status.ALTERED]
    assert len(small.check_dossier("Cantines", checks).pinned) == 1  # both at one place


def test_an_empty_library_checks_nothing(settings: Settings) -> None:
    with pytest.raises(VigieError, match="vigie ingest"):
        Vigie(settings).check("« une citation »")


@pytest.mark.parametrize("typed", ["gaspillage \udcff des cantines", "gaspillage\x00des cantines"])
def test_what_is_no_character_is_not_asked(small: Vigie, typed: str) -> None:
    assert small.excerpts(typed) == small.excerpts("gaspillage des cantines")
