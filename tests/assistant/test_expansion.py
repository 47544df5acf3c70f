from assistant.expansion import expansion
from corpus.acronyms import Acronym

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
