import json
from dataclasses import replace

import pytest

from assistant.answers import Finished, answer_from_json


@pytest.mark.parametrize("question", ["Où se situe la région ?", "réponse partielle", "refus"])
def test_a_kept_answer_reads_back_whole(scripted, question: str) -> None:
    answer = next(event.answer for event in scripted.ask(question) if isinstance(event, Finished))
    answer = replace(answer, disagreements=answer.sentences[:1], likelihood=0.5, strike=True)
    assert answer_from_json(json.loads(json.dumps(answer.as_json()))) == answer


def test_fields_of_a_later_version_are_passed_over(scripted) -> None:
    answer = next(event.answer for event in scripted.ask("Où ?") if isinstance(event, Finished))
    record = json.loads(json.dumps(answer.as_json()))
    record["later"] = 1
    record["excerpts"][0]["later"] = 1
    assert answer_from_json(record) == answer


def test_what_is_not_a_record_is_refused() -> None:
    with pytest.raises(KeyError):
        answer_from_json({"question": "x"})
