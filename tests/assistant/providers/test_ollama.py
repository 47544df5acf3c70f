import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.providers import ollama
from assistant.providers.ollama import FittedChatOllama
from assistant.providers.ollama_server import installed, server_url, version_notice
from assistant.providers.provider import Provider, ProviderError
from corpus.language import speaking
from corpus.settings import Settings

MakeSettings = Callable[..., Settings]

MODEL = "qwen3:4b-instruct-2507-q4_K_M"
MESSAGES = [
    SystemMessage("Réponds à partir des extraits."),
    HumanMessage(
        "Extraits :\n[1] Un titre (2024) : « La Région anime le réseau. Elle le finance. »\n\nQuestion : Qui ?"
    ),
]


@pytest.fixture
def provider(fake: Any, make_settings: MakeSettings) -> Provider:
    return ollama.provider(make_settings(ollama_host=fake.url))


def read(provider: Provider, max_tokens: int = 50, **kwargs: Any) -> str:
    return "".join(piece.text for piece in provider.stream(MESSAGES, max_tokens=max_tokens, **kwargs))


def failure(provider: Provider) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        list(provider.stream(MESSAGES, max_tokens=50))
    assert "\n" not in str(caught.value)
    return caught.value


# --- the request


def test_an_answer_streams_and_says_why_it_ended(provider: Provider) -> None:
    pieces = list(provider.stream(MESSAGES, max_tokens=50))
    assert "".join(piece.text for piece in pieces) == "La Région anime le réseau. [1]"
    assert [piece.stop_reason for piece in pieces] == [None] * (len(pieces) - 1) + ["stop"]
    assert len(pieces) > 3


def test_an_answer_cut_at_its_limit_says_so(provider: Provider) -> None:
    assert list(provider.stream(MESSAGES, max_tokens=2))[-1].stop_reason == "length"


def test_the_window_is_asked_for_and_thinking_is_off(fake: Any, provider: Provider) -> None:
    read(provider)
    sent = fake.record.chats[-1]
    assert sent["options"]["num_ctx"] == 1024
    assert sent["options"]["num_predict"] == 50
    assert sent["options"]["temperature"] == 0
    assert sent["think"] is False
    assert sent["keep_alive"] == "30m"
    assert sent["model"] == MODEL


def test_the_window_grows_with_the_prompt_and_never_shrinks(fake: Any, provider: Provider) -> None:
    long = [SystemMessage("s"), HumanMessage("un extrait de plusieurs mots. " * 900)]
    list(provider.stream(long, max_tokens=200))
    grown = fake.record.chats[-1]["options"]["num_ctx"]
    assert grown >= 900 * 7 + 200
    assert grown % 1024 == 0
    read(provider)
    assert fake.record.chats[-1]["options"]["num_ctx"] == grown


def test_the_window_is_set_for_whoever_uses_the_chat_model(fake: Any, provider: Provider) -> None:
    # `provider.chat` is an ordinary LangChain model: invoked without our stream, it must not fall back to the default
    assert provider.chat is not None
    assert provider.chat.invoke([HumanMessage("mot " * 3000)]).text
    assert fake.record.chats[-1]["options"]["num_ctx"] > 3000


def test_a_prompt_longer_than_the_model_reads_is_not_sent(fake: Any, make_settings: MakeSettings) -> None:
    fake.script.context_length = 2048
    provider = ollama.provider(make_settings(ollama_host=fake.url))
    with pytest.raises(ProviderError, match="2048"):
        list(provider.stream([HumanMessage("mot " * 3000)], max_tokens=50))
    assert fake.record.chats == []
    assert read(provider)
    assert fake.record.chats[-1]["options"]["num_ctx"] <= 2048


def test_a_prompt_that_was_cut_all_the_same_is_refused(fake: Any, provider: Provider) -> None:
    fake.script.prompt_eval_count = 1024
    assert "VIGIE_EXCERPT_TOKENS" in str(failure(provider))


def test_thinking_aloud_is_taken_out(fake: Any, provider: Provider) -> None:
    fake.script.answer = "<think> Voyons cela. </think>\n\nLa Région. [1]"
    assert read(provider) == "La Région. [1]"
    fake.script.answer = "<think> Je n'en finis pas"
    assert "instruct" in str(failure(provider))


# --- the faults


def test_nothing_listens_there(make_settings: MakeSettings) -> None:
    start = time.monotonic()
    with pytest.raises(ProviderError, match=r"http://127\.0\.0\.1:9.*OLLAMA_HOST"):
        ollama.provider(make_settings())
    assert time.monotonic() - start < 2


def test_something_else_listens_there(fake: Any, make_settings: MakeSettings) -> None:
    assert "n'est pas un serveur Ollama" in ollama.status(make_settings(ollama_host=fake.url + "/elsewhere")).detail


def test_a_missing_model_gives_the_command_and_what_is_there(fake: Any, make_settings: MakeSettings) -> None:
    fake.script.models = ("llama3.2:latest", "mistral:7b")
    with pytest.raises(ProviderError) as caught:
        ollama.provider(make_settings(ollama_host=fake.url))
    assert f"ollama pull {MODEL}" in str(caught.value)
    assert "llama3.2:latest, mistral:7b" in str(caught.value)


def test_a_model_removed_after_the_choice(fake: Any, provider: Provider) -> None:
    fake.script.models = ()
    error = failure(provider)
    assert f"ollama pull {MODEL}" in str(error)
    assert error.before_first_word


def test_out_of_memory_before_the_first_word(fake: Any, provider: Provider) -> None:
    fake.script.chat_error = (500, "model requires more system memory (5.6 GiB) than is available (3.1 GiB)")
    error = failure(provider)
    assert "manque de mémoire" in str(error) and "5.6 GiB" in str(error)
    assert len(fake.record.chats) == 1


def test_out_of_memory_in_the_middle(fake: Any, provider: Provider) -> None:
    fake.script.error_after = 2
    error = failure(provider)
    assert "manque de mémoire" in str(error)
    assert not error.before_first_word


def test_another_error_is_told_in_the_servers_words(fake: Any, provider: Provider) -> None:
    fake.script.chat_error = (500, "something odd")
    assert "something odd" in str(failure(provider))


@pytest.mark.parametrize("fault", ["cut_after", "end_after"])
def test_a_stream_that_is_cut_is_not_taken_for_an_answer(fake: Any, provider: Provider, fault: str) -> None:
    setattr(fake.script, fault, 3)
    error = failure(provider)
    assert "coupé" in str(error)
    assert not error.before_first_word
    assert len(fake.record.chats) == 1  # words were shown: no second try


def test_a_connection_reset_before_the_first_word_is_tried_once_more(fake: Any, provider: Provider) -> None:
    fake.script.resets = 1
    assert read(provider) == "La Région anime le réseau. [1]"
    fake.script.resets = 2
    assert "coupé" in str(failure(provider))
    assert fake.script.resets == 0


def test_a_first_word_that_is_late(fake: Any, make_settings: MakeSettings) -> None:
    provider = ollama.provider(make_settings(ollama_host=fake.url, first_token_timeout=0.2))
    fake.script.first_word_delay = 30
    error = failure(provider)
    assert "VIGIE_FIRST_TOKEN_TIMEOUT" in str(error)
    assert fake.record.client_left.wait(5), "the server was left computing"


def test_an_answer_that_never_ends(fake: Any, make_settings: MakeSettings) -> None:
    provider = ollama.provider(make_settings(ollama_host=fake.url, answer_timeout=0.3))
    fake.script.answer = "mot " * 1000
    fake.script.word_delay = 0.02
    with pytest.raises(ProviderError, match="VIGIE_ANSWER_TIMEOUT"):
        list(provider.stream(MESSAGES, max_tokens=1000))
    assert fake.record.client_left.wait(5)


def test_failures_are_told_in_the_readers_language(fake: Any, make_settings: MakeSettings) -> None:
    # also what is raised in the background loop, where the request is built
    fake.script.context_length = 1024
    with speaking("en"):
        provider = ollama.provider(make_settings(ollama_host=fake.url))
        with pytest.raises(ProviderError, match="reads only 1024"):
            list(provider.stream([HumanMessage("mot " * 3000)], max_tokens=50))


# --- stopping


def test_cancelling_before_the_first_word_closes_the_connection(fake: Any, provider: Provider) -> None:
    fake.script.first_word_delay = 30
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    start = time.monotonic()
    pieces = list(provider.stream(MESSAGES, max_tokens=50, cancel=cancel))
    assert [piece.stop_reason for piece in pieces] == ["cancelled"]
    assert time.monotonic() - start < 5
    assert fake.record.client_left.wait(5)


def test_closing_the_iterator_closes_the_connection(fake: Any, provider: Provider) -> None:
    fake.script.answer = "mot " * 1000
    fake.script.word_delay = 0.02
    pieces = provider.stream(MESSAGES, max_tokens=1000)
    assert next(pieces).text
    pieces.close()  # type: ignore[attr-defined]
    assert fake.record.client_left.wait(5)


def test_readers_do_not_wait_for_each_other(fake: Any, provider: Provider) -> None:
    fake.script.meeting = threading.Barrier(4)  # breaks unless all four requests are there together
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(read(provider))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert texts == ["La Région anime le réseau. [1]"] * 4


# --- what the server says of itself


@pytest.mark.parametrize(
    ("version", "flaws"),
    [
        ("0.16.9", "CVE-2026-7482, CVE-2026-103663"),
        ("0.17.1", "CVE-2026-103663"),
        ("0.34.9-rc1", "CVE-2026-103663"),
        ("0.35.0", None),
        ("1.0.0", None),
        ("0.0.0", None),
        (None, None),
    ],
)
def test_a_version_with_known_flaws_is_named(version: str | None, flaws: str | None) -> None:
    notice = version_notice(version)
    assert (notice is None) if flaws is None else (notice is not None and f"({flaws})" in notice and "0.35.0" in notice)


def test_an_old_version_answers_with_a_notice(fake: Any, make_settings: MakeSettings) -> None:
    fake.script.version = "0.20.0"
    provider = ollama.provider(make_settings(ollama_host=fake.url))
    assert "CVE-2026-103663" in provider.notices[0]
    assert read(provider)


def test_a_model_that_runs_elsewhere_is_said(fake: Any, make_settings: MakeSettings) -> None:
    fake.script.remote_host = "https://ollama.com"
    provider = ollama.provider(make_settings(ollama_host=fake.url))
    assert "quittent cette machine" in provider.notices[0]
    assert not provider.local


def test_the_server_on_this_machine_is_reached_without_the_proxy(
    fake: Any, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(ollama_host=fake.url)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    provider = ollama.provider(settings)
    assert read(provider)
    assert provider.local


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("localhost:8000", "http://localhost:8000"),
        (":8000", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:9000", "http://127.0.0.1:9000"),
        ("http://gpu.region.fr", "http://gpu.region.fr:11434"),
        ("https://gpu.region.fr", "https://gpu.region.fr:443"),
        ("https://gpu.region.fr/ollama/", "https://gpu.region.fr:443/ollama"),
        ("http://user:pass@gpu:1234", "http://user:pass@gpu:1234"),
        ("::1", "http://[::1]:11434"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("", "http://127.0.0.1:11434"),
    ],
)
def test_every_form_of_ollama_host_is_understood(host: str, url: str) -> None:
    assert server_url(host) == url


def test_a_password_in_the_address_is_not_shown(make_settings: MakeSettings) -> None:
    status = ollama.status(make_settings(ollama_host="http://user:secret@127.0.0.1:9"))
    assert "secret" not in status.detail
    assert "127.0.0.1:9" in status.detail


def test_names_are_matched_as_ollama_does() -> None:
    names = ("llama3.2:latest", "hf.co/Org/Model:Q4_K_M")
    assert installed("llama3.2", names) == "llama3.2:latest"
    assert installed("hf.co/org/model:q4_k_m", names) == "hf.co/Org/Model:Q4_K_M"
    assert installed("llama3", names) is None
    assert installed("llama3.2:1b", names) is None


def test_the_estimate_leaves_room_for_other_tokenizers() -> None:
    chat = FittedChatOllama(model="m")
    assert chat.fit([HumanMessage("mot " * 4000)], 100) > 4000 * 1.2
