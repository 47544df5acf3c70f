"""Any server that speaks OpenAI's chat format: vLLM, llama-server, LM Studio, a provider the operator has chosen."""

import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache

import httpx
from langchain_core.messages import BaseMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.providers import failures, remote
from assistant.providers.connections import is_local, probe_client, shown, stream_options
from assistant.providers.provider import Piece, Provider, ProviderError, ProviderStatus
from corpus.language import say
from corpus.settings import Settings

_NO_KEY = "none"  # so that the OPENAI_API_KEY of another project is never sent to this server


class _UnusableError(Exception):
    """Why a server cannot be asked: what is wrong, and what to do."""

    def __init__(self, detail: str, action: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.action = action or say(
            "Démarrez-le ou corrigez VIGIE_OPENAI_BASE_URL.", "Start it or correct VIGIE_OPENAI_BASE_URL."
        )


def status(settings: Settings) -> ProviderStatus:
    """Return whether the server answers and has the model, and what to do otherwise. Never raises."""
    url, wanted = settings.openai_base_url, settings.openai_model
    names: tuple[str, ...] = ()
    try:
        if not url:
            raise _UnusableError(
                say("Aucun serveur compatible OpenAI n'est réglé.", "No OpenAI-compatible server is set."),
                say("Pour en utiliser un : VIGIE_OPENAI_BASE_URL.", "To use one: VIGIE_OPENAI_BASE_URL."),
            )
        names = _models(url, _key(settings), wanted)
        return ProviderStatus("openai", True, _pick(url, names, wanted), names)
    except _UnusableError as problem:
        return ProviderStatus("openai", False, wanted or "", names, None, problem.detail, problem.action)


def _models(url: str, key: str, wanted: str | None) -> tuple[str, ...]:
    """Return the models that the server lists."""
    try:
        with probe_client(url, headers={"Authorization": f"Bearer {key}"}) as client:
            reply = client.get(f"{url.rstrip('/')}/models").raise_for_status().json()
        return tuple(str(row["id"]) for row in reply["data"])
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        if code in (401, 403):
            raise _UnusableError(
                say(
                    f"Le serveur {shown(url)} refuse la clé d'accès.",
                    f"The server {shown(url)} refuses the access key.",
                ),
                say("Corrigez VIGIE_OPENAI_API_KEY.", "Correct VIGIE_OPENAI_API_KEY."),
            ) from error
        if wanted and code in (404, 405, 501):
            return (wanted,)  # a server need not list its models; asking the one that is set is the way to know
        raise _UnusableError(
            say(f"Le serveur {shown(url)} a répondu {code}.", f"The server {shown(url)} answered {code}.")
        ) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise _UnusableError(
            say(f"Rien ne répond à l'adresse {shown(url)}.", f"Nothing answers at {shown(url)}.")
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _UnusableError(
            say(
                f"Ce qui répond à l'adresse {shown(url)} n'est pas un serveur compatible OpenAI.",
                f"What answers at {shown(url)} is not an OpenAI-compatible server.",
            )
        ) from error


def _pick(url: str, names: tuple[str, ...], wanted: str | None) -> str:
    """Return the model to use: the one that is set, or the only one there is."""
    if wanted in names:
        return str(wanted)
    if not wanted and len(names) == 1:
        return names[0]
    have = ", ".join(names[:6]) or say("aucun", "none")
    raise _UnusableError(
        say(
            f"Le serveur {shown(url)} n'a pas le modèle {wanted}.",
            f"The server {shown(url)} does not have the model {wanted}.",
        )
        if wanted
        else say(
            f"Le serveur {shown(url)} offre plusieurs modèles.", f"The server {shown(url)} offers several models."
        ),
        say(f"Choisissez avec VIGIE_OPENAI_MODEL : {have}", f"Choose with VIGIE_OPENAI_MODEL: {have}"),
    )


def provider(settings: Settings) -> Provider:
    """Return the model of the OpenAI-compatible server. Raises ProviderError: what is wrong, and what to do."""
    found = status(settings)
    url = settings.openai_base_url
    if not found.available or not url:
        raise ProviderError(f"{found.detail} {found.action}")
    told = failures.Server(
        say("Le serveur compatible OpenAI", "The OpenAI-compatible server"),
        shown(url),
        found.model,
        say("Démarrez-le ou corrigez VIGIE_OPENAI_BASE_URL.", "Start it or correct VIGIE_OPENAI_BASE_URL."),
        say("Corrigez VIGIE_OPENAI_MODEL.", "Correct VIGIE_OPENAI_MODEL."),
        secret=_key(settings),
    )
    chat = _chat(url, found.model, _key(settings))

    def pieces(messages: Sequence[BaseMessage], max_tokens: int, cancel: threading.Event | None) -> Iterator[Piece]:
        return remote.stream(
            remote.Request(
                chat,
                list(messages),
                told,
                settings.first_token_timeout,
                settings.answer_timeout,
                cancel,
                options={"extra_body": {"max_tokens": max_tokens}},  # the name that every server of this kind knows
            )
        )

    local = is_local(url)
    leaving = say(
        f"Un serveur d'une autre machine ({told.url}) rédige : la question et les extraits quittent celle-ci.",
        f"A server on another machine ({told.url}) writes: the question and the excerpts leave this one.",
    )
    return Provider("openai", found.model, chat, pieces, () if local else (leaving,), local)


def _key(settings: Settings) -> str:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else _NO_KEY


@lru_cache(maxsize=4)
def _chat(url: str, model: str, key: str) -> ChatOpenAI:
    options = stream_options(url)
    return ChatOpenAI(
        model=model,
        base_url=url,
        api_key=SecretStr(key),
        temperature=0,
        seed=0,
        max_retries=0,  # remote.stream retries, and only before the first word
        stream_usage=False,  # not every server knows it
        use_responses_api=False,
        http_client=httpx.Client(**options, event_hooks={"request": [_strip]}),
        http_async_client=httpx.AsyncClient(**options, event_hooks={"request": [_astrip]}),
    )


def _strip(request: httpx.Request) -> None:
    """Take out what openai's client adds by itself: the account of OPENAI_ORG_ID, the description of this machine."""
    for name in list(request.headers):
        if name.lower().startswith(("openai-", "x-stainless-")):
            del request.headers[name]


async def _astrip(request: httpx.Request) -> None:
    _strip(request)
