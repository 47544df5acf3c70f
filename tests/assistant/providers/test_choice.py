import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.providers.choice import ProviderError, choose, diagnose
from corpus.language import speaking
from corpus.settings import Settings

MakeSettings = Callable[..., Settings]


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    """A file that stands for a model; it is never loaded here."""
    path = tmp_path / "petit-modele.gguf"
    path.write_bytes(b"GGUF")
    return path


@pytest.fixture
def bare(make_settings: MakeSettings, tmp_path: Path) -> Settings:
    """Settings under which no model at all is available."""
    return make_settings(embedded_model_path=tmp_path / "absent.gguf")


def test_ollama_comes_first(fake: Any, make_settings: MakeSettings, gguf: Path) -> None:
    provider = choose(make_settings(ollama_host=fake.url, openai_base_url=f"{fake.url}/v1", embedded_model_path=gguf))
    assert (provider.name, provider.notices) == ("ollama", ())


def test_then_the_openai_server_and_the_reason_is_kept(fake: Any, make_settings: MakeSettings) -> None:
    fake.script.models = ("vllm-model",)
    provider = choose(make_settings(ollama_host=fake.url, openai_base_url=f"{fake.url}/v1"))
    assert (provider.name, provider.model) == ("openai", "vllm-model")
    assert len(provider.notices) == 1
    assert "ollama pull" in provider.notices[0]


def test_then_the_embedded_model(make_settings: MakeSettings, gguf: Path) -> None:
    pytest.importorskip("xllamacpp", reason="needs the extra vigie[embedded]")
    provider = choose(make_settings(embedded_model_path=gguf))
    assert (provider.name, provider.model) == ("embedded", "petit-modele")
    assert "Ollama ne répond pas" in provider.notices[0]


def test_then_none_with_all_reasons(bare: Settings) -> None:
    provider = choose(bare)
    assert (provider.name, provider.chat) == ("none", None)
    assert len(provider.notices) == 2
    with pytest.raises(ProviderError, match="vigie doctor"):
        provider.stream([HumanMessage("?")], max_tokens=5)
    provider.warm()


@pytest.mark.parametrize("name", ["ollama", "openai", "embedded"])
def test_a_provider_chosen_explicitly_is_never_replaced(bare: Settings, name: Any) -> None:
    with pytest.raises(ProviderError):
        choose(bare, requested=name)
    with pytest.raises(ProviderError):
        choose(bare.model_copy(update={"provider": name}))


def test_the_command_wins_over_the_settings(fake: Any, make_settings: MakeSettings) -> None:
    settings = make_settings(ollama_host=fake.url, provider="ollama")
    assert choose(settings, requested="none").name == "none"
    assert choose(settings.model_copy(update={"provider": "none"}), requested="auto").name == "ollama"


def test_a_provider_that_has_just_failed_is_left_out(fake: Any, bare: Settings) -> None:
    settings = bare.model_copy(update={"ollama_host": fake.url})
    assert choose(settings).name == "ollama"
    assert choose(settings, without=frozenset({"ollama"})).name == "none"


def test_messages_come_in_english_too(bare: Settings) -> None:
    with speaking("en"), pytest.raises(ProviderError, match="Ollama does not answer at"):
        choose(bare, requested="ollama")


def test_an_explicit_provider_that_is_removed_fails_while_streaming(fake: Any, make_settings: MakeSettings) -> None:
    provider = choose(make_settings(ollama_host=fake.url), requested="ollama")
    fake.shutdown()
    fake.server_close()
    with pytest.raises(ProviderError) as caught:
        list(provider.stream([HumanMessage("?")], max_tokens=5))
    assert "ne répond pas" in str(caught.value)
    assert caught.value.before_first_word


def test_diagnosis_is_quick_and_says_what_to_do(bare: Settings) -> None:
    diagnose(bare)  # the first call imports the clients
    start = time.monotonic()
    states = diagnose(bare)
    assert time.monotonic() - start < 2
    assert [state.name for state in states] == ["ollama", "openai", "embedded", "none"]
    assert [state.available for state in states] == [False, False, False, True]
    assert all(state.action for state in states[:3])


def test_diagnosis_lists_what_a_server_has(fake: Any, make_settings: MakeSettings) -> None:
    state = diagnose(make_settings(ollama_host=fake.url))[0]
    assert state.available
    assert state.version == "0.35.2"
    assert "llama3.2:latest" in state.installed
