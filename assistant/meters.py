"""What is counted of a running Vigie, for Prometheus: how many and how long, never who, what or from where."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.answers import Answer, Event, Excerpt, ExcerptsFound, Finished
from assistant.page.backend import Backend
from assistant.page.texts import tell
from assistant.providers.provider import ProviderError
from corpus.errors import VigieError

log = logging.getLogger("vigie.answers")

_QUICK = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 5.0, 10.0)
_SLOW = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 60.0, 120.0, 300.0)


class Meters:
    """The counters of one server. A registry of its own: nothing of the process or of other libraries is shown."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.questions = Counter(
            "vigie_questions", "Questions, by how they ended.", ["outcome", "provider"], registry=registry
        )
        self.searches = Counter("vigie_searches", "Searches for excerpts, without a model.", registry=registry)
        self.errors = Counter("vigie_errors", "Questions and searches that failed.", ["kind"], registry=registry)
        self.running = Gauge("vigie_answers_running", "Answers being written now.", registry=registry)
        self.first_excerpt = Histogram(
            "vigie_first_excerpt_seconds", "From question to excerpts.", buckets=_QUICK, registry=registry
        )
        self.first_word = Histogram(
            "vigie_first_word_seconds", "From question to the model's first word.", buckets=_SLOW, registry=registry
        )
        self.whole_answer = Histogram(
            "vigie_answer_seconds", "From question to the verified answer.", buckets=_SLOW, registry=registry
        )
        self._lock = threading.Lock()
        self._now = 0

    def watch(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Show a value that is read when the metrics are."""
        Gauge(name, description, registry=self.registry).set_function(value)

    def text(self) -> bytes:
        """Return the metrics in Prometheus's text format."""
        return generate_latest(self.registry)

    @property
    def answering(self) -> int:
        """How many answers are being written now."""
        with self._lock:
            return self._now

    def began(self, change: int) -> None:
        """Count one more, or one fewer, answer being written."""
        with self._lock:
            self._now += change
            self.running.set(self._now)

    def finished(self, answer: Answer) -> None:
        """Count an answer and its times."""
        self.questions.labels(answer.status.value, answer.provider).inc()
        times = answer.timings
        if times.first_word_s is not None and answer.provider != "none":
            self.first_word.observe(times.first_word_s)
        self.whole_answer.observe(times.total_s)
        log.info(
            "answered",
            extra={
                "outcome": answer.status.value,
                "provider": answer.provider,
                "model": answer.model,
                "excerpts": len(answer.excerpts),
                "first_excerpt_s": times.first_excerpt_s,
                "first_word_s": times.first_word_s,
                "total_s": times.total_s,
            },
        )

    def failed(self, error: BaseException) -> None:
        """Count an error by its kind."""
        kind = "provider" if isinstance(error, ProviderError) else "told" if isinstance(error, VigieError) else "defect"
        self.errors.labels(kind).inc()
        log.warning("failed", extra={"kind": kind, "error": type(error).__name__})


class Metered:
    """A backend whose questions and searches are counted, and that takes none any more once it is told to stop."""

    def __init__(self, backend: Backend, meters: Meters) -> None:
        self.backend = backend
        self.meters = meters
        self.stopping = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.backend, name)

    def ask(self, question: str, **options: Any) -> Iterator[Event]:
        """Yield the events of an answer, as the backend does."""
        begun = time.perf_counter()
        if self.stopping:
            raise VigieError(
                tell(
                    "Vigie s'arrête : reposez votre question dans une minute.",
                    "Vigie is stopping: ask again in a minute.",
                )
            )
        self.meters.began(1)
        try:
            for event in self.backend.ask(question, **options):
                if isinstance(event, ExcerptsFound):
                    self.meters.first_excerpt.observe(time.perf_counter() - begun)
                elif isinstance(event, Finished):
                    self.meters.finished(event.answer)
                yield event
        except Exception as error:
            self.meters.failed(error)
            raise
        finally:
            self.meters.began(-1)

    def excerpts(self, query: str, **options: Any) -> tuple[Excerpt, ...]:
        """Return excerpts, as the backend does."""
        begun = time.perf_counter()
        try:
            found = self.backend.excerpts(query, **options)
        except Exception as error:
            self.meters.failed(error)
            raise
        self.meters.searches.inc()
        self.meters.first_excerpt.observe(time.perf_counter() - begun)
        return found
