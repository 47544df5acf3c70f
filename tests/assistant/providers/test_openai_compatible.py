from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.providers import openai_compatible
from assistant.providers.provider import Provider, ProviderError
from corpus.settings import Settings

MakeSettings = Callable[..., Settings]

MESSAGES = [HumanMessage("[1] Titre : « La Région anime le réseau. »\n\nQuestion : Qui ?")]


@pytest.fixture
def provider(fake: Any, make_settings: MakeSettings) -> Provider:
    fake.script.models = ("qwen3-4b",)
    return openai_compatible.provider(make_settings(openai_base_url=f"{fake.url}/v1"))


def failure(provider: Provider) -> str:
    with pytest.raises(ProviderError) as caught:
        list(provider.stream(MESSAGES, max_tokens=50))
    return str(caught.value)


def test_the_only_model_of_a_server_is_taken_and_streams(fake: Any, provider: Provider) -> None:
    pieces = list(provider.stream(MESSAGES, max_tokens=50))
    assert provider.model == "qwen3-4b"
    assert "".join(piece.text for piece in pieces) == "La Région anime le réseau. [1]"
    assert [piece.stop_reason for piece in pieces] == [None] * (len(pieces) - 1) + ["stop"]
    assert fake.record.chats[-1]["max_tokens"] == 50
    assert fake.record.chats[-1]["temperature"] == 0


def test_an_answer_cut_at_its_limit_says_so(provider: Provider) -> None:
    assert list(provider.stream(MESSAGES, max_tokens=2))[-1].stop_reason == "length"


def test_the_key_of_another_project_is_not_sent(
    fake: Any, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(openai_base_url=f"{fake.url}/v1", openai_model=fake.script.models[0])
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_ORGANIZATION", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "sk-private")
    list(openai_compatible.provider(settings).stream(MESSAGES, max_tokens=5))
    assert fake.record.chats
    assert not [headers for headers in fake.record.headers if "sk-private" in str(headers)]


def test_the_key_of_the_settings_is_sent(fake: Any, make_settings: MakeSettings) -> None:
    settings = make_settings(openai_base_url=f"{fake.url}/v1", openai_model=fake.script.models[0], openai_api_key="k1")
    list(openai_compatible.provider(settings).stream(MESSAGES, max_tokens=5))
    assert {headers.get("authorization") for headers in fake.record.headers} == {"Bearer k1"}


def test_several_models_ask_for_a_choice(fake: Any, make_settings: MakeSettings) -> None:
    status = openai_compatible.status(make_settings(openai_base_url=f"{fake.url}/v1"))
    assert not status.available
    assert "VIGIE_OPENAI_MODEL" in status.action and "llama3.2:latest" in status.action


def test_a_model_it_has_not(fake: Any, make_settings: MakeSettings) -> None:
    with pytest.raises(ProviderError, match="n'a pas le modèle gpt-x"):
        openai_compatible.provider(make_settings(openai_base_url=f"{fake.url}/v1", openai_model="gpt-x"))


def test_nothing_listens_there(make_settings: MakeSettings) -> None:
    status = openai_compatible.status(make_settings(openai_base_url="http://127.0.0.1:9/v1"))
    assert not status.available
    assert "http://127.0.0.1:9/v1" in status.detail


def test_no_server_is_set(make_settings: MakeSettings) -> None:
    assert "VIGIE_OPENAI_BASE_URL" in openai_compatible.status(make_settings()).action


def test_errors_are_told_in_one_line(fake: Any, provider: Provider) -> None:
    fake.script.chat_error = (400, "This model's maximum context length is 4096 tokens")
    assert "VIGIE_EXCERPT_TOKENS" in failure(provider)
    fake.script.chat_error = (401, "bad key")
    assert "clé d'accès" in failure(provider)
    fake.script.chat_error = (500, "CUDA out of memory")
    assert "manque de mémoire" in failure(provider)
    fake.script.chat_error = None
    fake.script.cut_after = 2
    assert "coupé" in failure(provider)
    fake.script.cut_after, fake.script.end_after = None, 2
    assert "coupé" in failure(provider)


def test_a_reset_is_tried_once_more(fake: Any, provider: Provider) -> None:
    fake.script.resets = 1
    assert list(provider.stream(MESSAGES, max_tokens=50))[-1].stop_reason == "stop"
    assert len(fake.record.chats) == 2
