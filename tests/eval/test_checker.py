from collections import Counter
from typing import Any

import pytest

from assistant.answers import Excerpt, Sentence, Verdict
from corpus.library import Library
from corpus.settings import Settings
from eval import checker, planted_faults
from eval.checker import check, excerpts_of, pairs, weakest


def test_excerpts_are_slices_and_each_place_is_there_once(small: Settings) -> None:
    library = Library(small)
    found = excerpts_of(library)
    assert len({(one.document_id, one.page, one.start) for one in found}) == len(found) > 50
    for one in found[::7]:
        page = library.page(one.document_id, one.page)
        assert page is not None and page.text[one.start : one.end] == one.quote


def test_what_every_cover_says_is_left_out(small: Settings) -> None:
    found = pairs(Library(small), None)
    assert max(Counter(pair.sentence for pair in found).values()) == 1
    assert not any("Elle n’est pas le document officiel" in pair.sentence for pair in found)
    assert pairs(Library(small), 5) == found[:5]


def test_a_sound_verification_and_one_that_accepts_everything(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = check(Library(small), limit=60, most=5)
    assert sound.all_caught.rate > 0.9 and sound.false_alarms.rate < 0.05

    def accepting(sentence: str, excerpts: list[Excerpt], *rest: Any, **more: Any) -> Sentence:
        return Sentence(sentence, Verdict.SOURCED, "", (0,))

    monkeypatch.setattr(planted_faults, "verify", accepting)
    broken = checker.check(Library(small), limit=60, most=5)
    assert broken.all_caught.rate == 0.0 and set(weakest(broken)) == set(broken.caught)
