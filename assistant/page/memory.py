"""What the browser keeps of a conversation, so that it is there again after a reload: the ids of its answers."""

from typing import Any

import gradio as gr

from assistant.page.conversation import Conversation
from assistant.page.sign_in import user_of


def browser_memory() -> gr.BrowserState:
    """Return the component that keeps it. The key is no secret: whoever has the browser has the links of the answers."""
    return gr.BrowserState(None, storage_key="vigie-conversation", secret="vigie")  # noqa: S106


def memory_of(request: gr.Request, talked: Conversation) -> dict[str, Any]:
    """Return what to keep of a conversation, and whose it is: several people may share a browser."""
    return {"user": user_of(request).name, "answers": talked.answer_ids()}


def remembered(request: gr.Request, memory: Any) -> list[str]:
    """Return the ids that the browser kept for this person. What it sends is data from outside, of any form."""
    if not isinstance(memory, dict) or memory.get("user") != user_of(request).name:
        return []
    answers = memory.get("answers")
    return [each for each in answers if isinstance(each, str)] if isinstance(answers, list) else []
