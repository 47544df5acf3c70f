"""The scripted service of the page's tests, behind the API."""

import importlib.util
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.page.app import create_app

_PATH = Path(__file__).parents[1] / "page" / "conftest.py"
_spec = importlib.util.spec_from_file_location("page_conftest", _PATH)
assert _spec is not None and _spec.loader is not None
_page = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_page)

scripted = _page.scripted
serve_scripted = _page.serve_scripted
attack = _page.attack


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A scripted service for the tests of one module."""
    made = _page.new_service(tmp_path_factory.mktemp("api"))
    made.settings = made.settings.model_copy(update={"questions_per_minute": 10_000})
    return made


@pytest.fixture(scope="module")
def web(service):
    """The whole application, opened once for the tests of one module."""
    with TestClient(create_app(service, service.settings)) as client:
        yield client
