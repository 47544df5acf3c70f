"""Which language model answers: the one that was asked for, or the first that is available."""

from importlib import import_module
from typing import Literal

from assistant.providers.provider import Piece, Provider, ProviderError, ProviderStatus, StopReason
from corpus.language import say
from corpus.settings import ProviderName, Settings

__all__ = ["Piece", "Provider", "ProviderError", "ProviderStatus", "StopReason", "choose", "diagnose"]

Named = Literal["ollama", "openai", "embedded"]

ORDER: tuple[Named, ...] = ("ollama", "openai", "embedded")
# Imported when first needed: langchain-openai alone takes a second, and most machines never use it.
_MODULES: dict[Named, str] = {
    "ollama": "assistant.providers.ollama",
    "openai": "assistant.providers.openai_compatible",
    "embedded": "assistant.providers.embedded",
}


def choose(
    settings: Settings, *, requested: ProviderName | None = None, without: frozenset[ProviderName] = frozenset()
) -> Provider:
    """Return the provider that answers; `requested` (an argument of the command) wins over the settings.

    A provider named explicitly is used or its ProviderError is raised, never replaced. "auto" takes the first available
    of ollama, openai, embedded, none, leaving out `without` (those that have just failed), and the chosen provider's
    `notices` say why the ones before it do not answer.
    """
    wanted = requested or settings.provider
    if wanted == "none":
        return none()
    if wanted != "auto":
        return _provider(wanted, settings)
    notices: list[str] = []
    for name in ORDER:
        if name in without or (name == "openai" and not settings.openai_base_url):
            continue
        try:
            return _provider(name, settings).noting(*notices)
        except ProviderError as error:
            notices.append(str(error))
    return none().noting(*notices)


def none() -> Provider:
    """Return the absence of a model: the answer is then composed of the excerpts themselves."""
    return Provider("none", "")


def diagnose(settings: Settings) -> list[ProviderStatus]:
    """Return the state of each provider, in the order of choice. Loads no model; under 2 seconds where no server is."""
    found: list[ProviderStatus] = [import_module(_MODULES[name]).status(settings) for name in ORDER]
    return [
        *found,
        ProviderStatus(
            "none",
            True,
            "",
            detail=say(
                "Sans modèle, la réponse est faite des meilleurs extraits.",
                "Without a model, the answer is made of the best excerpts.",
            ),
        ),
    ]


def _provider(name: Named, settings: Settings) -> Provider:
    made: Provider = import_module(_MODULES[name]).provider(settings)
    return made
