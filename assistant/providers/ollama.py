"""Ollama: a LangChain chat model whose prompt is never cut in silence."""

import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import httpx
from langchain_core.messages import BaseMessage
from langchain_ollama import ChatOllama
from pydantic import PrivateAttr

from assistant.providers import failures, remote
from assistant.providers import ollama_server as server
from assistant.providers.connections import is_local, shown, stream_options
from assistant.providers.provider import Piece, Provider, ProviderError, ProviderStatus
from assistant.providers.tokens import prompt_tokens
from corpus.language import say
from corpus.settings import Settings

_STEP = 1024  # num_ctx is a multiple of this: a server loads the model again each time it changes
_SAFETY = 1.25  # other models' tokenizers may need more tokens than the one the estimate was fitted on


class FittedChatOllama(ChatOllama):
    """ChatOllama that sets `num_ctx` on each request to what the prompt and the answer need.

    Ollama gives a model a small window by default and drops the beginning of what does not fit, the instructions first,
    without a word. Here the window is measured, and a prompt that cannot fit the model raises ProviderError instead of
    being sent.
    """

    context_length: int | None = None
    """How much the model can read, as the server says; None when it does not."""

    _largest: int = PrivateAttr(default=0)

    @property
    def window(self) -> int:
        """The `num_ctx` of the last request, 0 before the first."""
        return self._largest

    def fit(self, messages: Sequence[BaseMessage], answer_tokens: int) -> int:
        """Return the `num_ctx` for these messages. It never shrinks, so that the server does not load the model again."""
        needed = int(prompt_tokens(message.text for message in messages) * _SAFETY) + answer_tokens
        window = -(-needed // _STEP) * _STEP
        if self.context_length is not None:
            if needed > self.context_length:
                raise ProviderError(
                    say(
                        f"La question et ses extraits demandent environ {needed} jetons, {self.model} n'en lit que "
                        f"{self.context_length}. Réduisez VIGIE_EXCERPT_TOKENS ou choisissez un autre modèle.",
                        f"The question and its excerpts need about {needed} tokens, {self.model} reads only "
                        f"{self.context_length}. Lower VIGIE_EXCERPT_TOKENS or choose another model.",
                    )
                )
            window = min(window, self.context_length)
        self._largest = max(self._largest, window)
        return self._largest

    def _chat_params(self, messages: list[BaseMessage], stop: list[str] | None = None, **kwargs: Any) -> dict[str, Any]:
        answer_tokens = kwargs.pop("num_predict", None) or self.num_predict or 0
        params = super()._chat_params(messages, stop, **kwargs)
        window = self.fit(messages, answer_tokens)
        params["options"] = {**params["options"], "num_ctx": window, "num_predict": answer_tokens}
        return params


def status(settings: Settings) -> ProviderStatus:
    """Return whether the Ollama server answers and has the model, and what to do otherwise. Never raises."""
    found = server.probe(settings.ollama_host)
    wanted = settings.ollama_model
    if found.problem:
        return ProviderStatus(
            "ollama",
            False,
            wanted,
            detail=found.problem,
            action=say(
                "Démarrez-le (« ollama serve ») ou corrigez OLLAMA_HOST.",
                "Start it (“ollama serve”) or correct OLLAMA_HOST.",
            ),
        )
    notice = server.version_notice(found.version) or ""
    if server.installed(wanted, found.models) is None:
        have = _listed(found.models)
        return ProviderStatus(
            "ollama",
            False,
            wanted,
            found.models,
            found.version,
            say(f"Ollama n'a pas le modèle {wanted}.", f"Ollama does not have the model {wanted}."),
            say(
                f"Installez-le : ollama pull {wanted}"
                + (f" ; ou choisissez avec VIGIE_OLLAMA_MODEL : {have}" if have else ""),
                f"Install it: ollama pull {wanted}" + (f"; or choose with VIGIE_OLLAMA_MODEL: {have}" if have else ""),
            ),
        )
    return ProviderStatus("ollama", True, wanted, found.models, found.version, notice)


def provider(settings: Settings) -> Provider:
    """Return the Ollama model of the settings. Raises ProviderError: what is wrong, and what to do."""
    found = status(settings)
    if not found.available:
        raise ProviderError(f"{found.detail} {found.action}")
    url = server.server_url(settings.ollama_host)
    name = server.installed(settings.ollama_model, found.installed) or settings.ollama_model
    told = failures.Server(
        "Ollama",
        shown(url),
        name,
        say(
            "Démarrez-le (« ollama serve ») ou corrigez OLLAMA_HOST.",
            "Start it (“ollama serve”) or correct OLLAMA_HOST.",
        ),
        say(f"Installez-le : ollama pull {name}", f"Install it: ollama pull {name}"),
    )
    try:
        model = server.show(url, name)
    except (httpx.HTTPError, ValueError) as error:
        raise failures.explain(error, told) from error
    notices = [found.detail] if found.detail else []
    if model.remote_host:
        notices.append(
            say(
                f"Le modèle {name} s'exécute chez {model.remote_host} : la question et les extraits quittent cette machine.",
                f"The model {name} runs at {model.remote_host}: the question and the excerpts leave this machine.",
            )
        )
    chat = _chat(url, name, model.context, settings.ollama_keep_alive)

    def check(metadata: dict[str, Any]) -> None:
        """Refuse an answer to a prompt that was cut all the same: the count of what was read says so."""
        read, window = metadata.get("prompt_eval_count") or 0, chat.window
        if window and read >= window:
            raise ProviderError(
                say(
                    f"{name} n'a pas pu lire tous les extraits ({read} jetons lus, la place en comptait {window}). "
                    "Réduisez VIGIE_EXCERPT_TOKENS.",
                    f"{name} could not read all the excerpts ({read} tokens read, there was room for {window}). "
                    "Lower VIGIE_EXCERPT_TOKENS.",
                ),
                before_first_word=False,
            )

    def pieces(messages: Sequence[BaseMessage], max_tokens: int, cancel: threading.Event | None) -> Iterator[Piece]:
        return remote.stream(
            remote.Request(
                chat,
                list(messages),
                told,
                settings.first_token_timeout,
                settings.answer_timeout,
                cancel,
                check,
                {"num_predict": max_tokens},
            )
        )

    local = is_local(url) and not model.remote_host
    return Provider("ollama", name, chat, pieces, tuple(notices), local)


@lru_cache(maxsize=4)
def _chat(url: str, name: str, context: int | None, keep_alive: str) -> FittedChatOllama:
    """Keep the chat model from one question to the next, with its connections and the window it has asked for."""
    return FittedChatOllama(
        model=name,
        base_url=url,
        temperature=0,
        seed=0,
        reasoning=False,
        keep_alive=keep_alive,
        context_length=context,
        client_kwargs=stream_options(url),
    )


def _listed(names: tuple[str, ...], most: int = 6) -> str:
    return ", ".join(names[:most]) + ("…" if len(names) > most else "")
