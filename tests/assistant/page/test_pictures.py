import os
import signal
import time
from pathlib import Path

import pytest

from assistant.page import page_image
from assistant.page.pictures import Pictures
from corpus.errors import VigieError


@pytest.fixture(scope="module")
def pictures():
    drawing = Pictures()
    yield drawing
    drawing.close()


def hang(path: Path, number: int, width: int) -> None:
    time.sleep(600)


def crash(path: Path, number: int, width: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_page_is_drawn_once(pictures: Pictures, scripted, monkeypatch) -> None:
    first = pictures.draw(scripted.original, 3)
    monkeypatch.setattr(page_image, "draw", crash)
    assert pictures.draw(scripted.original, 3) is first


def test_a_file_that_is_not_a_pdf_is_refused_in_words(pictures: Pictures, tmp_path: Path) -> None:
    path = tmp_path / "faux.pdf"
    path.write_bytes(b"rien")
    with pytest.raises(VigieError, match=r"La page 1 de faux\.pdf ne peut pas être montrée"):
        pictures.draw(path, 1)


def test_a_page_out_of_range_is_refused_in_words(pictures: Pictures, scripted) -> None:
    with pytest.raises(VigieError, match="n'a pas cette page"):
        pictures.draw(scripted.original, 99)


def test_a_crash_of_the_drawing_breaks_nothing_else(pictures: Pictures, scripted, monkeypatch) -> None:
    monkeypatch.setattr(page_image, "draw", crash)
    with pytest.raises(VigieError, match="a échoué"):
        pictures.draw(scripted.original, 5)
    monkeypatch.undo()
    assert pictures.draw(scripted.original, 5).png.startswith(b"\x89PNG")


def test_a_drawing_that_hangs_is_given_up(scripted, monkeypatch) -> None:
    drawing = Pictures(seconds=2.0)
    monkeypatch.setattr(page_image, "draw", hang)
    begun = time.monotonic()
    with pytest.raises(VigieError, match="trop de temps"):
        drawing.draw(scripted.original, 1)
    assert time.monotonic() - begun < 30
    drawing.close()
