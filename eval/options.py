"""What several commands of `vigie eval` take on the command line."""

import argparse
from pathlib import Path
from typing import Any

from corpus.language import say

PROVIDERS = ["auto", "ollama", "openai", "embedded", "none"]
ROOT = Path(__file__).resolve().parents[1]
STARTER = ROOT / "corpus" / "starter"
STARTER_QUESTIONS = Path(__file__).parent / "questions" / "starter.jsonl"


def add(parts: Any, name: str, function: Any, fr: str, en: str) -> argparse.ArgumentParser:
    """Add a command with its help in both languages."""
    parser: argparse.ArgumentParser = parts.add_parser(name, help=say(fr, en), description=say(fr, en))
    parser.set_defaults(run=function)
    return parser


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """Let a command take folders of documents."""
    parser.add_argument(
        "--corpus",
        type=Path,
        action="append",
        metavar=say("DOSSIER", "FOLDER"),
        help=say("documents (par défaut : les fiches de départ)", "documents (default: the starter notes)"),
    )


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Let a command take a question file."""
    parser.add_argument(
        "--questions",
        type=Path,
        default=STARTER_QUESTIONS,
        metavar=say("FICHIER", "FILE"),
        help=say(
            "fichier de questions JSONL (par défaut : celles des fiches)", "JSONL questions (default: the notes')"
        ),
    )


def corpus_of(options: argparse.Namespace) -> tuple[Path, ...]:
    """Return the folders that were given, or the starter notes."""
    return tuple(options.corpus or [STARTER])
