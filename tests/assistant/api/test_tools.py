"""The tools through a real MCP client: in this process with the scripted service, and over stdio with a library."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assistant.page.desk import Desk
from corpus.language import speaking
from corpus.library import Library
from corpus.settings import Settings
from ingest.pipeline import ingest, plan

mcp = pytest.importorskip("mcp", reason="needs mcp: pip install 'vigie[mcp]'")

ROOT = Path(__file__).resolve().parents[3]


def called(server: Any, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        async with mcp.Client(server) as client:
            return await work(client)

    # In a thread of its own: the browser tests that may share this process keep a loop running in the main one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, whole()).result()


@pytest.fixture
def tools(scripted):
    from assistant.api.tools import create_tools

    desk = Desk()
    yield create_tools(scripted, desk)
    desk.close()


def test_the_tools_say_what_they_take(tools) -> None:
    listed = called(tools, lambda client: client.list_tools()).tools
    assert [tool.name for tool in listed] == ["excerpts", "check", "ask", "documents", "page"]
    for tool in listed:
        assert tool.description
        assert tool.annotations.read_only_hint is True
        assert tool.output_schema
        for name, told in tool.input_schema["properties"].items():
            assert told.get("description"), f"{tool.name}.{name} says nothing"


def test_each_tool_gives_what_the_api_gives(tools, scripted) -> None:
    async def work(client):
        found = await client.call_tool("excerpts", {"subject": "valeur", "filters": {"publishers": ["CESER"]}})
        text = "« la phrase altérée du budget »"
        checked = await client.call_tool("check", {"text": text})
        answer = await client.call_tool("ask", {"question": "Où ?", "answer_language": "fr"})
        listed = await client.call_tool("documents", {"words": "stratégie"})
        page = await client.call_tool("page", {"document": "0000000000000001", "number": 2})
        return [each.structured_content for each in (found, checked, answer, listed, page)]

    found, checked, answer, listed, page = called(tools, work)
    excerpt = found["cards"][0]["excerpt"]
    assert page["text"][excerpt["start"] : excerpt["end"]] == excerpt["quote"]
    assert checked["quotations"][0]["changes"] == ["number"]
    assert answer["sentences"][0]["verdict"] == "sourced"
    assert answer["id"] in scripted.kept
    assert listed["total"] == 1


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {"question": "panne"}, "ollama serve"),
        ("check", {"text": "panne"}, "La bibliothèque est vide."),
        ("check", {"text": "« une citation » " * 101}, "100 au plus"),
        ("page", {"document": "absent", "number": 1}, "absent"),
        ("excerpts", {"subject": ""}, "subject"),
        ("excerpts", {"subject": "x", "limit": 1000}, "limit"),
    ],
)
def test_an_error_is_told_to_the_assistant(tools, name, arguments, said) -> None:
    answer = called(tools, lambda client: client.call_tool(name, arguments))
    assert answer.is_error
    assert said in answer.content[0].text


def test_an_unforeseen_error_tells_no_secret(tools) -> None:
    answer = called(tools, lambda client: client.call_tool("ask", {"question": "bogue"}))
    assert answer.is_error
    assert "secret" not in answer.content[0].text


def test_the_tools_speak_the_language_of_the_settings(scripted) -> None:
    from assistant.api.tools import create_tools

    desk = Desk()
    with speaking("en"):
        server = create_tools(scripted, desk)
    answer = called(server, lambda client: client.call_tool("page", {"document": "absent", "number": 1}))
    desk.close()
    assert "The library has no document" in answer.content[0].text


@pytest.fixture
def small_home(tmp_path: Path) -> Path:
    """A home with one short document."""
    path = tmp_path / "note.txt"
    path.write_text(
        "L'intelligence artificielle dans les cantines\n\nLa région équipe douze cantines de balances connectées. "
        "Le gaspillage y a baissé de 18 % en un an. L'intelligence artificielle prévoit le nombre de repas.\n",
        encoding="utf-8",
    )
    library = Library(Settings(home=tmp_path / "home"))
    with library.writing():
        ingest(library, plan([path]))
    return tmp_path / "home"


def test_vigie_mcp_over_standard_input_and_output(small_home: Path) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client

    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant.commands.main", "mcp"],
        cwd=ROOT,
        env={"VIGIE_HOME": str(small_home), "VIGIE_PROVIDER": "none", "PYTHONPATH": str(ROOT), **_cache()},
    )

    async def work(client):
        names = [tool.name for tool in (await client.list_tools()).tools]
        found = await client.call_tool("excerpts", {"subject": "gaspillage dans les cantines"})
        answer = await client.call_tool("ask", {"question": "De combien le gaspillage a-t-il baissé ?"})
        return names, found.structured_content, answer.structured_content

    names, found, answer = called(stdio_client(command), work)
    assert "check" in names
    assert "Le gaspillage y a baissé de 18 % en un an." in found["cards"][0]["excerpt"]["quote"]
    assert answer["provider"] == "none"
    assert answer["status"] == "sourced"


def _cache() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name == "VIGIE_CACHE_DIR"}
