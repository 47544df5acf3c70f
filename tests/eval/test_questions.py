import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import VigieError
from corpus.library import Library
from corpus.settings import Settings
from eval.questions import Question, Resolver, check_evidence, load_questions, questions_hash

GOOD: dict[str, Any] = {
    "id": "a", "question": "Combien ?", "language": "fr", "kind": "numeric", "answerable": True,
    "facts": [{"any_of": ["60 M€"]}],
    "evidence": [{"document": "note-occitanie.pdf", "page": 2, "quote": "La Région Occitanie consacre 60 M€ à sa stratégie IA"}],
}  # fmt: skip


def written(folder: Path, *lines: object) -> Path:
    path = folder / "q.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def question(**more: Any) -> Question:
    return Question.model_validate({**GOOD, **more})


def test_a_file_is_read_with_blank_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        "\ufeff" + json.dumps(GOOD) + "\n\n" + json.dumps({**GOOD, "id": "b", "noisy": True}), encoding="utf-8"
    )
    assert [(item.id, bool(item.noisy)) for item in load_questions(path)] == [("a", False), ("b", True)]


def test_everything_wrong_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        GOOD,
        "{not json",
        {**GOOD, "id": "c", "kind": "riddle"},
        {**GOOD, "id": "d", "answerable": False},
        {**GOOD, "id": "e", "kind": "unanswerable", "facts": []},
        {**GOOD, "id": "f", "facts": [], "evidence": []},
        {**GOOD, "id": "g", "evidance": []},
        {**GOOD},
        {**GOOD, "id": "h", "facts": [{"any_of": []}]},
        {**GOOD, "id": "i", "evidence": [{"document": "x.pdf", "page": 0, "quote": "y"}]},
        "[]",
    )
    with pytest.raises(VigieError) as error:
        load_questions(path)
    text = str(error.value)
    for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11):
        assert f"ligne {number} :" in text, number
    assert "ligne 1 :" not in text and "evidance" in text and "est-ce evidence" in text


def test_a_missing_an_empty_and_a_latin1_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(VigieError, match="n'existe pas"):
        load_questions(tmp_path / "none.jsonl")
    with pytest.raises(VigieError, match="aucune question"):
        load_questions(written(tmp_path, ""))
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes('{"id": "é"}'.encode("latin-1"))
    with pytest.raises(VigieError, match="UTF-8"):
        load_questions(latin)


def test_one_contradiction_may_stand_alone_and_other_fields_are_left_aside() -> None:
    evidence = {"document": "a.pdf", "page": 1, "quote": "x"}
    made = question(kind="false_premise", answerable=False, facts=[], evidence=[], contradicts=evidence, author="me")
    assert [item.page for item in made.contradicts] == [1] and made.documents == ("a.pdf",)


def test_places_that_say_the_same_are_one_part() -> None:
    places = [
        {"document": "a.pdf", "page": page, "quote": "x", "part": part}
        for page, part in ((1, "a"), (2, "a"), (3, None))
    ]
    assert [[item.page for item in part] for part in question(evidence=places).parts] == [[1, 2], [3]]


def test_the_hash_follows_the_content_not_the_order() -> None:
    a, b = question(id="a"), question(id="b")
    assert questions_hash([a, b]) == questions_hash([b, a]) != questions_hash([a, question(id="b", question="Autre ?")])


def test_evidence_resolves_or_all_that_does_not_is_listed(small: Settings) -> None:
    library = Library(small)
    check_evidence([question()], library)
    bad = [
        question(id="quote", evidence=[{**GOOD["evidence"][0], "quote": "La Région Occitanie consacre 61 M€"}]),
        question(id="page", evidence=[{**GOOD["evidence"][0], "page": 3}]),
        question(id="document", evidence=[{**GOOD["evidence"][0], "document": "absent.pdf"}]),
    ]
    with pytest.raises(VigieError) as error:
        check_evidence([question(), *bad], library)
    text = str(error.value)
    assert "3 preuves" in text and "absent.pdf n'est pas dans le corpus" in text and "(elle est page 2)" in text


def test_evidence_is_compared_after_folding(small: Settings) -> None:
    folded = question(
        evidence=[
            {**GOOD["evidence"][0], "quote": "la stratégie IA de la Région Occitanie couvre la période 2024‑2028"[3:]}
        ]
    )
    check_evidence([folded], Library(small))


def test_the_name_of_a_duplicate_finds_the_document_it_duplicates(
    tmp_path: Path, measuring: Settings, notes: Path
) -> None:
    from eval.corpora import library_settings

    for name in ("note-occitanie.pdf", "copie.pdf"):
        (tmp_path / "twins").mkdir(exist_ok=True)
        (tmp_path / "twins" / name).write_bytes((notes / "note-occitanie.pdf").read_bytes())
    resolver = Resolver(Library(library_settings([tmp_path / "twins"], measuring, progress=False)))
    assert resolver.document_id("copie.pdf") == resolver.document_id("note-occitanie.pdf") is not None
