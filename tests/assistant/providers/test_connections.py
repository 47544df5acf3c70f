import pytest

from assistant.providers.connections import is_local, uses_proxy


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:11434", "http://localhost:1/v1", "http://[::1]:11434", "http://127.8.0.1"]
)
def test_this_machine_is_never_reached_through_a_proxy(url: str) -> None:
    assert is_local(url)
    assert not uses_proxy(url)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.3:11434", "https://ollama.region.fr", "http://localhost.evil.org", "nonsense"]
)
def test_other_machines_are_not_taken_for_this_one(url: str) -> None:
    assert not is_local(url)
