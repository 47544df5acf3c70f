import html
import re
from dataclasses import replace

import pytest

from assistant.page.documents import ended, followed, taken_out
from assistant.page.documents_view import additions_view, documents_view, problems_view
from assistant.page.shelf import Addition
from corpus.errors import VigieError
from corpus.records import FileRecord, Status


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def _file(name: str, status: Status, reason: str = "", next_step: str = "", **more) -> FileRecord:
    return FileRecord(f"/dossier/{name}", None, 1, 0, status, reason, next_step, **more)


def test_every_document_with_what_was_read_of_it(scripted) -> None:
    text = _text(documents_view(scripted.documents()))
    assert "3\u00a0documents, 36\u00a0pages, 2\u00a0pages non lues" in text
    assert "10 / 12 (non lues\u00a0: 3, 4)" in text
    assert "Lu, sauf certaines pages" in text
    assert "Avis consultatif" in text


@pytest.mark.parametrize(
    ("words", "rows"), [("strategie REGIONALE", 1), ("ceser", 2), ("zzz", 0), ("", 3), ("2024 note", 1)]
)
def test_words_find_documents_whatever_their_accents(scripted, words: str, rows: int) -> None:
    assert documents_view(scripted.documents(), words).count("<tr>") == (rows + 1 if rows else 0)


def test_an_empty_library_says_what_to_do() -> None:
    assert "ajoutez un document" in _text(documents_view([]))


def test_what_is_wrong_comes_with_the_next_step() -> None:
    files = [
        _file("a.pdf", Status.INDEXED),
        _file("b.pdf", Status.NEEDS_PASSWORD, "Il est protégé.", "Donnez le mot de passe."),
        _file("c.pdf", Status.DUPLICATE, duplicate_of="/dossier/a.pdf"),
        _file("d.toml", Status.UNSUPPORTED, "Format inconnu.", "Convertissez-le."),
    ]
    shown = problems_view(files)
    text = _text(shown)
    assert "1\u00a0fichier" in text
    assert "b.pdf" in text
    assert "Donnez le mot de passe." in text
    assert "a.pdf" not in text
    assert "c.pdf" not in text
    assert "/dossier" not in text
    assert "d.toml" in shown.partition("<details")[2]
    assert problems_view(files[:1]) == ""


def test_hostile_names_stay_text(scripted, attack: str) -> None:
    documents = [replace(document, title=attack, file_name=attack) for document in scripted.documents()]
    for shown in (documents_view(documents), additions_view([Addition(attack, 0.5)])):
        assert "<img" not in shown
        assert "<script" not in shown
    assert "<img" not in problems_view([_file(attack, Status.DAMAGED, attack, attack)])


def test_a_reading_is_followed_to_its_end() -> None:
    good, bad = _file("a.pdf", Status.INDEXED), _file("b.pdf", Status.DAMAGED, "Coupé.", "Recommencez.")
    steps = [Addition("a.pdf", 0.25), Addition("a.pdf", 1.0, good), Addition("b.pdf", 1.0, bad)]
    shown = list(followed(iter(steps)))
    assert 'value="25"' in shown[0][1]
    assert "Lecture en cours" in shown[0][0]
    assert "1\u00a0fichier lu, 1\u00a0fichier non ajouté." in _text(shown[-1][0])
    assert "Recommencez." in _text(shown[-1][1])


def test_an_error_while_reading_is_said(caplog) -> None:
    def broken(error: Exception):
        yield Addition("a.pdf", 0.1)
        raise error

    assert "Un autre processus écrit" in _text(list(followed(broken(VigieError("Un autre processus écrit"))))[-1][0])
    internal = _text(list(followed(broken(RuntimeError("secret"))))[-1][0])
    assert "secret" not in internal
    assert "journal du serveur" in internal


def test_nothing_is_taken_out_by_mistake() -> None:
    class Shelf:
        removed: list[str] = []  # noqa: RUF012

        def remove(self, document_id: str) -> str:
            self.removed.append(document_id)
            return "Titre"

    shelf = Shelf()
    assert "Choisissez" in _text(taken_out(shelf, None, True))
    assert "Cochez" in _text(taken_out(shelf, "d", False))
    assert shelf.removed == []
    assert "«\u00a0Titre\u00a0» a été retiré" in _text(taken_out(shelf, "d", True))
    assert shelf.removed == ["d"]


def test_how_a_reading_ended() -> None:
    assert ended([]) == "0\u00a0fichier lu."
