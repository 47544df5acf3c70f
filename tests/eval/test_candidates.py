import json
from pathlib import Path

import pytest

from assistant.service import Vigie
from corpus.errors import VigieError
from corpus.records import Feedback
from corpus.settings import Settings
from eval.candidates import accept, candidates, export
from eval.corpora import copied
from eval.questions import load_questions

QUESTION = "Combien la Région Occitanie consacre-t-elle à sa stratégie IA ?"


@pytest.fixture
def vigie(small: Settings, tmp_path: Path):  # type: ignore[no-untyped-def]
    with copied(small, tmp_path / "copy") as own:
        yield Vigie(own)


def said(
    vigie: Vigie, kind: str, sentence: int | None = 0, comment: str = "", at: str = "2026-11-23T10:00:00+00:00"
) -> str:
    answer = vigie.answer_to("Quelle enveloppe pour la recherche et développement en Occitanie ?")
    vigie.keep_feedback(Feedback(answer.id, at, kind, sentence, None, comment))
    return answer.id


def test_remarks_become_candidates_and_the_last_word_counts(vigie: Vigie) -> None:
    answer_id = said(vigie, "wrong", comment="ce n'est pas ça")
    vigie.keep_feedback(Feedback(answer_id, "2026-11-23T11:00:00+00:00", "useful", 0))
    vigie.keep_feedback(Feedback("gone", "2026-11-23T11:00:00+00:00", "wrong"))
    [found] = candidates(vigie.library)
    assert found.feedback.kind == "useful" and found.question.startswith("Quelle enveloppe")
    assert found.evidence[0]["document"] == "note-occitanie.pdf" and found.about


def test_drafts_are_added_once_and_wrong_answers_lend_no_evidence(vigie: Vigie, tmp_path: Path) -> None:
    said(vigie, "wrong", comment="mauvais montant")
    drafts = tmp_path / "drafts.jsonl"
    assert export(candidates(vigie.library), drafts) == 1
    first = drafts.read_text(encoding="utf-8")
    assert "mauvais montant" in first and json.loads(first)["evidence"] == []
    said(vigie, "useful")
    assert export(candidates(vigie.library), drafts) == 1
    assert drafts.read_text(encoding="utf-8").startswith(first)


def test_a_completed_draft_is_accepted_whole_or_not_at_all(vigie: Vigie, tmp_path: Path) -> None:
    said(vigie, "useful")
    drafts, into = tmp_path / "drafts.jsonl", tmp_path / "questions.jsonl"
    export(candidates(vigie.library), drafts)
    with pytest.raises(VigieError, match="faits attendus"):
        accept(drafts, into, vigie.library)
    record = json.loads(drafts.read_text(encoding="utf-8"))
    record["facts"] = [{"any_of": ["18 M€"]}]
    broken = {**record, "evidence": [{**record["evidence"][0], "quote": "jamais écrit"}]}
    drafts.write_text(json.dumps(broken) + "\n", encoding="utf-8")
    with pytest.raises(VigieError, match="jamais écrit"):
        accept(drafts, into, vigie.library)
    assert not into.exists()
    drafts.write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert accept(drafts, into, vigie.library) == 1
    [question] = load_questions(into)
    assert question.facts[0].any_of == ("18 M€",) and drafts.read_text() == ""
    drafts.write_text(json.dumps(record) + "\n", encoding="utf-8")
    with pytest.raises(VigieError, match="est déjà dans"):
        accept(drafts, into, vigie.library)
