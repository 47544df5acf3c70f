"""The embedded chat model: a LangChain chat model over llama.cpp in this process."""

import threading
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant.providers import weights
from assistant.providers.engine import Engine, LoadError, chunk_text, finish_reason, is_installed
from assistant.providers.provider import Piece, Provider, ProviderError, ProviderStatus
from corpus.errors import MissingExtra, VigieError
from corpus.language import say
from corpus.machine import cores
from corpus.settings import Settings

_MOST_EXCERPTS = 2
"""What it reads: each excerpt more costs a reader nearly a second, and of the development questions' expected facts .955 are
in two, .970 in four; what it leaves unsaid of the others is quoted beside its answer (assistant/verbatim.py)."""
_loading = threading.Lock()
_loaded: dict[tuple[Path, int, int], Engine] = {}  # at most one


class EmbeddedChat(BaseChatModel):
    """Qwen2.5-Coder-1.5B-Instruct, or another GGUF file, in this process; nothing leaves it.

    >>> chat = EmbeddedChat.of(settings)
    >>> chat.invoke("Bonjour").content

    The same messages give the same text (temperature 0). The model is loaded at the first use and shared by the whole
    process. `response_metadata["finish_reason"]` says `stop`, `length` or `cancelled`.
    """

    model_name: str = weights.EMBEDDED.name
    model_path: Path | None = Field(None, description="A GGUF file; the embedded weights when None.")
    cache_dir: Path = Field(description="Where the embedded weights are joined.")
    threads: int = Field(ge=1)
    context: int = Field(4096, description="Tokens the model can hold: prompt and answer together.")
    max_tokens: int = Field(220, description="Longest answer, when the call does not say.")
    first_token_timeout: float = 120.0
    answer_timeout: float = 300.0

    @classmethod
    def of(cls, settings: Settings) -> "EmbeddedChat":
        """Make the chat model that the settings describe; nothing is loaded yet."""
        path = settings.embedded_model_path
        return cls(
            model_name=path.stem if path else weights.EMBEDDED.name,
            model_path=path,
            cache_dir=settings.cache_dir,
            threads=settings.threads or cores(),
            context=settings.embedded_context,
            max_tokens=settings.max_answer_tokens,
            first_token_timeout=settings.first_token_timeout,
            answer_timeout=settings.answer_timeout,
        )

    def engine(self) -> Engine:
        """Return the loaded model, joining its file and loading it at the first call of the process.

        A joined file that llama.cpp refuses is read whole again, repaired when it had been changed, and tried once more.
        """
        with _loading:
            path = self.model_path or weights.ensure(self.cache_dir)
            try:
                return _load(path, self.threads, self.context)
            except LoadError:
                if self.model_path:
                    raise
                weights.distrust(self.cache_dir)
                return _load(weights.ensure(self.cache_dir), self.threads, self.context)

    def get_num_tokens(self, text: str) -> int:
        """Return the exact number of tokens of the text, by the model's own tokenizer."""
        return self.engine().count_tokens(text)

    @property
    def _llm_type(self) -> str:
        return "vigie-embedded"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model_name, "context": self.context}

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        max_tokens: int | None = None,
        cancel: threading.Event | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        steady = list(takewhile(lambda message: message.type == "system", messages))
        request = {
            "messages": convert_to_openai_messages(messages),
            "max_tokens": max_tokens or self.max_tokens,
            "temperature": 0,
            "seed": 0,
            "stream": True,
            "return_progress": True,  # so that llama.cpp asks whether to stop while it reads, too
            **({"stop": stop} if stop else {}),
            **kwargs,
        }
        chunks = self.engine().generate(
            request,
            prefix=convert_to_openai_messages(steady),
            first_token_timeout=self.first_token_timeout,
            answer_timeout=self.answer_timeout,
            cancel=cancel,
        )
        ended = False
        for chunk in chunks:
            text, reason = chunk_text(chunk), finish_reason(chunk)
            if not text and reason is None:
                continue
            info = {"finish_reason": reason, "model_name": self.model_name} if reason else None
            message = AIMessageChunk(content=text, usage_metadata=_usage(chunk) if reason else None)
            if run_manager:
                run_manager.on_llm_new_token(text)
            ended = reason is not None
            yield ChatGenerationChunk(message=message, generation_info=info)
        if not ended:
            info = {"finish_reason": "cancelled", "model_name": self.model_name}
            yield ChatGenerationChunk(message=AIMessageChunk(content=""), generation_info=info)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))


def status(settings: Settings) -> ProviderStatus:
    """Return whether the embedded model can answer, without joining or loading anything."""
    path = settings.embedded_model_path
    model = path.stem if path else weights.EMBEDDED.name
    try:
        if not is_installed():
            raise MissingExtra("llama.cpp (xllamacpp)", "embedded")
        if path and not path.is_file():
            raise VigieError(
                say(
                    f"Le fichier de modèle {path} n'existe pas. Corrigez VIGIE_EMBEDDED_MODEL_PATH.",
                    f"The model file {path} does not exist. Correct VIGIE_EMBEDDED_MODEL_PATH.",
                )
            )
        ready = path is not None or weights.is_ready(settings.cache_dir)
        if not ready:
            weights.part_paths()
    except VigieError as error:
        return ProviderStatus("embedded", False, model, action=str(error))
    detail = (
        ""
        if ready
        else say(
            "Son fichier (1,1 Go) sera assemblé à la première question.",
            "Its file (1.1 GB) will be joined at the first question.",
        )
    )
    return ProviderStatus("embedded", True, model, installed=(model,), detail=detail)


def provider(settings: Settings) -> Provider:
    """Return the embedded model, loaded at its first use. Raises ProviderError when it is not installed."""
    found = status(settings)
    if not found.available:
        raise ProviderError(found.action)
    chat = EmbeddedChat.of(settings)

    def pieces(messages: Sequence[BaseMessage], max_tokens: int, cancel: threading.Event | None) -> Iterator[Piece]:
        try:
            chat.engine()
        except ProviderError:
            raise
        except VigieError as error:
            raise ProviderError(str(error)) from error
        for chunk in chat.stream(list(messages), max_tokens=max_tokens, cancel=cancel):
            reason = chunk.response_metadata.get("finish_reason")
            if reason == "cancelled":
                break
            if chunk.text or reason:
                yield Piece(chunk.text, None if reason is None else "length" if reason == "length" else "stop")
            if reason:
                return
        if cancel is None or not cancel.is_set():
            raise ProviderError(
                say(
                    "Le modèle intégré a été arrêté avant la fin de sa réponse. Posez la question de nouveau.",
                    "The embedded model was stopped before the end of its answer. Ask the question again.",
                ),
                before_first_word=False,
            )
        yield Piece("", "cancelled")

    return Provider("embedded", chat.model_name, chat, pieces, most_excerpts=_MOST_EXCERPTS)


def _load(path: Path, threads: int, context: int) -> Engine:
    """Keep one loaded model in the process: a second one would take its memory twice."""
    key = (path, threads, context)
    if key not in _loaded:
        for engine in _loaded.values():
            engine.close()
        _loaded.clear()
        _loaded[key] = Engine(path, threads=threads, context=context)
    return _loaded[key]


def _usage(chunk: dict[str, Any]) -> Any:
    timings = chunk.get("timings")
    if not timings:
        return None
    read = int(timings.get("cache_n", 0)) + int(timings.get("prompt_n", 0))
    written = int(timings.get("predicted_n", 0))
    return {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
