"""The language models that may write an answer, behind one interface. See docs/models.md."""

from corpus.privacy import silence_tracing

silence_tracing()
