from pathlib import Path

from corpus.library import Library
from corpus.records import Feedback
from corpus.settings import Settings


def test_feedback_is_kept_in_order_and_survives_a_restart(tmp_path: Path) -> None:
    said = [
        Feedback("a", "2026-11-23T10:00:00+00:00", "useful"),
        Feedback(
            "a", "2026-11-23T10:01:00+00:00", "source_does_not_say", sentence=1, citation=2, comment="p. 3 plutôt"
        ),
    ]
    library = Library(Settings(home=tmp_path))
    for each in said:
        library.keep_feedback(each)
    assert Library(Settings(home=tmp_path)).feedback() == said
