"""What went wrong with a model server, in one line that says what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import ollama

from assistant.providers.provider import ProviderError
from corpus.language import say

_RESET = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, ConnectionResetError, BrokenPipeError)
_REFUSED = (httpx.ConnectError, httpx.ConnectTimeout, ConnectionRefusedError)
_MEMORY = ("memory", "cudamalloc", "failed to allocate", "runner process has terminated", "unable to load model")
_TOO_LONG = ("context length", "context size", "context window", "maximum context", "exceed_context")


@dataclass(frozen=True, slots=True)
class Server:
    """What messages say of a model server."""

    label: str  # "Ollama"
    url: str
    model: str
    start: str  # what to do when nothing answers there
    get_model: str  # what to do when it has not the model
    secret: str = field(default="", repr=False)  # the key that is sent, which its own words may repeat


def explain(error: Exception, server: Server, *, written: bool = False) -> ProviderError:
    """Return the one line that tells the user what happened to a request, and what to do."""
    message = error_text(error, server.secret)
    low = message.lower()
    status = getattr(error, "status_code", None)
    first = not written
    if status == 404 or ("model" in low and "not found" in low):
        line = say(
            f"{server.label} n'a pas le modèle {server.model}. {server.get_model}",
            f"{server.label} does not have the model {server.model}. {server.get_model}",
        )
    elif status in (401, 403):
        line = say(
            f"{server.label} ({server.url}) refuse la clé d'accès. Corrigez-la dans les réglages.",
            f"{server.label} ({server.url}) refuses the access key. Correct it in the settings.",
        )
    elif any(word in low for word in _TOO_LONG):
        line = say(
            f"La question et ses extraits dépassent ce que {server.model} peut lire : {message} "
            "Réduisez VIGIE_EXCERPT_TOKENS.",
            f"The question and its excerpts are longer than {server.model} can read: {message} "
            "Lower VIGIE_EXCERPT_TOKENS.",
        )
    elif any(word in low for word in _MEMORY):
        line = say(
            f"{server.label} manque de mémoire pour {server.model} ({message}). Fermez d'autres programmes ou "
            "choisissez un modèle plus petit.",
            f"{server.label} has not enough memory for {server.model} ({message}). Close other programs or choose a "
            "smaller model.",
        )
    elif _is_refused(error):
        line = say(
            f"{server.label} ne répond pas à l'adresse {server.url}. {server.start}",
            f"{server.label} does not answer at {server.url}. {server.start}",
        )
    elif is_reset(error):
        line = say(
            f"{server.label} a coupé la réponse avant la fin. Posez la question de nouveau ; si cela se répète, "
            "consultez le journal du serveur.",
            f"{server.label} cut the answer before its end. Ask again; if it happens again, read the server's log.",
        )
    else:
        line = say(
            f"{server.label} ({server.url}) a renvoyé une erreur : {message}. Consultez le journal du serveur.",
            f"{server.label} ({server.url}) returned an error: {message}. Read the server's log.",
        )
    return ProviderError(line, before_first_word=first)


def error_text(error: Exception, secret: str = "") -> str:
    """Return the server's own words, on one line, without the key that some servers repeat."""
    body = getattr(error, "body", None)  # of openai's errors
    if isinstance(error, ollama.ResponseError):
        text = error.error
    else:
        text = str(body["message"]) if isinstance(body, dict) and body.get("message") else str(error)
    if len(secret) > 5:
        text = text.replace(secret, "…")
    return " ".join(text.split())[:300].rstrip(".") or type(error).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def is_reset(error: Exception) -> bool:
    """Whether the connection was lost, by a server that had accepted it."""
    return any(isinstance(link, _RESET) for link in _chain(error)) and not _is_refused(error)


def _is_refused(error: Exception) -> bool:
    # ollama's client raises a bare ConnectionError where nothing listens
    return type(error) is ConnectionError or any(isinstance(link, _REFUSED) for link in _chain(error))


def late(server: Server, limit: float) -> ProviderError:
    """Return the error of a first word that did not come in `limit` seconds."""
    return ProviderError(
        say(
            f"{server.label} n'a rien écrit en {limit:.0f} s (modèle {server.model}). Le premier mot est long à venir "
            "quand le modèle se charge : réessayez, ou augmentez VIGIE_FIRST_TOKEN_TIMEOUT.",
            f"{server.label} wrote nothing in {limit:.0f} s (model {server.model}). The first word is slow while the "
            "model loads: try again, or raise VIGIE_FIRST_TOKEN_TIMEOUT.",
        )
    )


def slow(server: Server, limit: float, written: bool) -> ProviderError:
    """Return the error of an answer that was not whole after `limit` seconds."""
    return ProviderError(
        say(
            f"{server.label} n'a pas fini en {limit:.0f} s (modèle {server.model}). Choisissez un modèle plus petit, "
            "ou augmentez VIGIE_ANSWER_TIMEOUT.",
            f"{server.label} did not finish in {limit:.0f} s (model {server.model}). Choose a smaller model, or raise "
            "VIGIE_ANSWER_TIMEOUT.",
        ),
        before_first_word=not written,
    )


def only_thought(server: Server) -> ProviderError:
    """Return the error of a model whose whole reply was its thoughts."""
    return ProviderError(
        say(
            f"Le modèle {server.model} n'a fait que réfléchir, sans répondre. Choisissez un modèle « instruct ».",
            f"The model {server.model} only thought and did not answer. Choose an “instruct” model.",
        )
    )
