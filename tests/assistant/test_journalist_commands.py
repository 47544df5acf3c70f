"""What a journalist types: excerpts saved, a quotation checked, an export replayed, also after the library was made anew."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.commands.main import main
from corpus.library import Library
from corpus.settings import Settings

Run = Callable[..., tuple[int, str]]
SUBJECT = "chaîne de valeur de l'IA"


@pytest.fixture
def home(starter_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(starter_home, tmp_path / "home", ignore=shutil.ignore_patterns("writer.lock"))
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("VIGIE_HOME", str(home))
    monkeypatch.setenv("VIGIE_PROVIDER", "none")

    def command(*arguments: str) -> tuple[int, str]:
        try:
            status = main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return command


@pytest.fixture
def quote(run: Run) -> str:
    """A sentence of the notes, word for word."""
    status, printed = run("excerpts", SUBJECT, "--limit", "1", "--json")
    assert status == 0
    return str(json.loads(printed)["excerpts"][0]["quote"])


def test_a_quotation_is_exact_altered_or_absent_and_the_status_says_so(run: Run, quote: str, tmp_path: Path) -> None:
    assert run("check", f"« {quote} »")[0] == 0
    words = quote.split()
    status, printed = run("check", f"« {' '.join([*words[:3], 'jamais', *words[3:]])} »")
    assert status == 1 and "Modifiée" in printed and "jamais" in printed
    article = tmp_path / "article.txt"
    article.write_text(f"Il dit : « {quote} » Puis : « Le gâteau nantais se mange froid le dimanche soir. »", "utf-8")
    status, printed = run("check", "--file", str(article), "--json")
    assert status == 1
    assert [one["status"] for one in json.loads(printed)["quotations"]] == ["exact", "absent"]
    status, printed = run("check", "--file", str(tmp_path / "none.txt"))
    assert status == 2 and "none.txt" in printed


@pytest.mark.parametrize("form", ["json", "html", "csv", "docx"])
def test_an_export_is_replayed_after_the_library_was_made_anew(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    out = tmp_path / f"dossier.{form}"
    assert run("excerpts", SUBJECT, "--format", form, "--out", str(out))[0] == 0
    assert run("verify", str(out))[0] == 0
    files, anew = home / "files", tmp_path / "anew"
    monkeypatch.setenv("VIGIE_HOME", str(anew))
    originals = sorted(files.iterdir())
    status, printed = run("ingest", *map(str, originals[:2]))  # another library, of the same files under other names
    assert status == 0, printed
    assert Library(Settings(home=anew)).documents()
    status, printed = run("verify", str(out), "--files", str(files))
    assert status == 0, printed


def test_what_is_no_export_is_named(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "lettre.md"
    other.write_text("Bonjour")
    status, printed = run("verify", str(other))
    assert status == 2 and "lettre.md" in printed
