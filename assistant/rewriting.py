"""A follow-up question made whole by the chat model, for what no rule can: "et pourquoi l'a-t-elle fait ?"."""

import threading

from assistant.conversation import Rewrite, Turn
from assistant.prompts import load_prompt
from assistant.providers.provider import Provider, ProviderError

_MOST_TOKENS = 60
_ANSWER = 400  # characters of the answer before that the model is shown


def rewriter(provider: Provider, language: str, cancel: threading.Event | None = None) -> Rewrite | None:
    """Return what asks a provider to make a follow-up whole; None when there is no model to ask.

    A model that fails here gives None: the follow-up is then searched together with the question before it.
    """
    if provider.chat is None:
        return None
    prompt = load_prompt("rewrite", language)

    def rewrite(question: str, last: Turn) -> str | None:
        messages = prompt.filled(before=last.question, answer=last.answer[:_ANSWER], question=question)
        try:
            text = "".join(piece.text for piece in provider.stream(messages, max_tokens=_MOST_TOKENS, cancel=cancel))
        except ProviderError:
            return None
        return text.strip().strip('«»“”" ').strip() or None

    return rewrite
