from importlib import resources

from assistant.expansion import expansion
from corpus.acronyms import Acronym
from corpus.analysis import terms

CESER = Acronym("CESER", "Conseil économique, social et environnemental régional")


def words(question: str) -> str:
    return " ".join(expansion(question, []))


def test_an_acronym_brings_what_it_stands_for_and_the_reverse() -> None:
    assert expansion("Que dit le CESER ?", [CESER]) == (CESER.long,)
    asked = "Que dit le conseil économique, social et environnemental régional ?"
    assert "CESER" in expansion(asked, [CESER])
    assert expansion("Que dit le conseil ?", [CESER]) == ()


def test_everyday_words_bring_those_of_the_law() -> None:
    assert "autorités répressives" in words("Les flics ont-ils le droit ?")
    assert "établissements" not in words("Quelle est la stratégie de la Région ?")


def test_words_that_must_follow_each_other_are_not_taken_apart() -> None:
    assert "blanchiment" in words("Comment repérer de l'argent sale ?")
    assert "blanchiment" not in words("Une eau sale coûte de l'argent")


def test_a_word_that_the_documents_write_often_needs_no_other_name() -> None:
    assert expansion("Que font les flics du CESER ?", [CESER], set(terms("flics")).__contains__) == (CESER.long,)
    assert expansion("Que dit le CESER ?", [CESER], set(terms("CESER")).__contains__) == ()
    said = expansion("Comment repérer de l'argent sale ?", [], set(terms("argent sale")).__contains__)
    assert "blanchiment capitaux" in said  # several words together are more than each alone


def test_a_question_is_put_in_the_words_of_documents_in_the_other_language() -> None:
    assert "administrative fines" in expansion("Quelle amende encourt-on ?", [], into=("en",))
    assert "amendes administratives sanctions" in expansion("What fine do we face?", [], into=("fr",))
    assert expansion("What fine do we face?", [], into=("de",)) == ()


def test_every_line_of_the_lexicon_can_be_read() -> None:
    """Words on both sides that the analyser keeps, and no pair twice."""
    pairs: set[tuple[str, tuple[str, ...], str]] = set()
    for file in (resources.files("assistant.lexicon") / "wording").iterdir():
        said, written = file.name[:2], file.name[3:5]
        for line in file.read_text(encoding="utf-8").splitlines():
            everyday, arrow, formal = line.partition(" > ")
            assert arrow and terms(formal, written) and everyday.split(), line
            for group in everyday.split():
                pair = said, tuple(terms(group.replace("_", " "), said)), formal
                assert pair[1] and pair not in pairs, (group, line)
                pairs.add(pair)
    assert len(pairs) > 4000
