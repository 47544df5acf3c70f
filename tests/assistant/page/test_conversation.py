import html
import re
import threading

import pytest

from assistant.page import conversation as steps
from assistant.page.conversation import Conversation, View
from assistant.page.desk import Desk
from corpus.language import language, speaking


def _text(markup: str | None) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup or ""))


def _ask(service, question: str, talked: Conversation | None = None, **more) -> tuple[View, list[View]]:
    desk = Desk()
    first = steps.start(service, question, talked or Conversation())
    views = list(steps.answer(service, desk, first.question, first.conversation, **more)) if first.question else []
    desk.close()
    return first, views


def test_excerpts_come_before_any_model(scripted) -> None:
    first = steps.start(scripted, "Où se situe la région ?", Conversation())
    assert "là où les usages se construisent" in _text(first.excerpts)
    assert "3\u00a0extraits trouvés" in _text(first.status)
    assert scripted.asked == []


def test_a_sourced_answer_ends_with_its_citations(scripted) -> None:
    _, views = _ask(scripted, "Où se situe la région ?")
    last = views[-1]
    assert last.over
    assert "Réponse sourcée" in _text(last.article)
    assert len(re.findall(r'class="citation"', last.article)) == 2
    assert last.excerpts.count("excerpt cited") == 2
    assert last.conversation.turns[0][1].id == "r1"


def test_drafts_are_shown_as_drafts(scripted) -> None:
    _, views = _ask(scripted, "Où se situe la région ?")
    assert all('aria-busy="true"' in view.article for view in views[:-1] if view.article)
    assert "aria-busy" not in views[-1].article


def test_a_refusal_shows_the_nearest_passages(scripted) -> None:
    _, views = _ask(scripted, "refus : quel budget 2025 ?")
    assert "Les documents ne le disent pas" in _text(views[-1].article)
    assert "Recherché : budget, IA, 2025." in _text(views[-1].article)
    assert "Passages les plus proches" in _text(views[-1].excerpts)


def test_a_doubtful_sentence_carries_its_reason(scripted) -> None:
    _, views = _ask(scripted, "réponse partielle")
    assert 'data-reason="L&#x27;extrait parle de 2024, pas de chaque année."' in views[-1].article


def test_a_known_error_is_said_and_an_unknown_one_keeps_its_secrets(scripted) -> None:
    _, views = _ask(scripted, "panne")
    assert "ollama serve" in _text(views[-1].article)
    _, views = _ask(scripted, "bogue")
    assert "erreur interne" in _text(views[-1].article)
    assert "secret" not in _text(views[-1].article)


def test_a_notice_is_shown_while_waiting(scripted) -> None:
    _, views = _ask(scripted, "secours")
    assert any("un autre répond à sa place" in _text(view.article) for view in views)


@pytest.mark.parametrize(("question", "said"), [("", "Écrivez"), ("  \n ", "Écrivez"), ("x" * 1001, "trop longue")])
def test_a_question_that_cannot_be_asked_says_why(scripted, question: str, said: str) -> None:
    first, views = _ask(scripted, question)
    assert said in _text(first.status)
    assert first.conversation is None
    assert views == []


def test_a_follow_up_carries_the_history_and_folds_the_earlier_answer(scripted) -> None:
    _, views = _ask(scripted, "Où se situe la région ?")
    first, _ = _ask(scripted, "Et pour les lycées ?", views[-1].conversation, provider="none")
    assert "Où se situe la région ?" in _text(first.past)
    assert [turn.question for turn in scripted.asked[-1].history] == ["Où se situe la région ?"]
    assert scripted.asked[-1].provider == "none"


def test_a_stopped_answer_says_so_and_is_not_kept(scripted) -> None:
    desk = Desk()
    runs = []
    first = steps.start(scripted, "question lente", Conversation())
    views = steps.answer(scripted, desk, first.question, first.conversation, started=runs.append)
    while "La" not in _text((next(views)).article).replace("lente", ""):
        pass
    runs[0].cancel.set()
    *_, last = views
    assert last.over
    assert "arrêtée" in _text(last.article)
    assert last.conversation is None
    desk.close()


def test_who_waits_is_told_their_place(scripted) -> None:
    desk, gate, began = Desk(), threading.Event(), threading.Event()

    def hold(cancel):
        began.set()
        gate.wait(10)
        yield from ()

    desk.submit(hold)
    assert began.wait(5)
    first = steps.start(scripted, "Où ?", Conversation())
    views = steps.answer(scripted, desk, first.question, first.conversation)
    assert "1\u00a0question passe avant la vôtre" in _text(next(views).status)
    gate.set()
    *_, last = views
    assert last.over
    desk.close()


def test_a_kept_answer_comes_back_by_its_link(scripted) -> None:
    _ask(scripted, "Où se situe la région ?")
    view, talked = steps.kept(scripted, "r1")
    assert "Réponse sourcée" in _text(view.article)
    assert len(talked.turns) == 1
    view, talked = steps.kept(scripted, "../../etc")
    assert "n'est pas" in _text(view.status)
    assert talked.turns == ()


def test_everything_is_said_in_english_too(scripted) -> None:
    with speaking("en"):
        first, views = _ask(scripted, "Where is the region?")
    assert "3\u00a0excerpts found" in _text(first.status)
    assert "Sourced answer" in _text(views[-1].article)


def test_the_answer_comes_in_the_language_of_the_question_not_of_the_page(scripted) -> None:
    with speaking("en"):
        _ask(scripted, "Où se situe la région ?")
    assert scripted.asked[-1].language is None


def test_each_step_runs_in_its_language_whatever_the_context() -> None:
    def steps_of() -> object:
        while True:
            yield language()

    spoken = steps.in_language("en", steps_of())
    assert next(spoken) == "en"
    assert language() == "fr"
    assert next(spoken) == "en"


def _unsafe(markup: str) -> list[str]:
    """Tags and attributes that could run something."""
    tags = re.findall(r"<[a-zA-Z][^>]*>", markup)
    return [
        tag
        for tag in tags
        if re.match(r"<(script|img|iframe|object)", tag, re.I)
        or re.search(
            r"\son\w+=|javascript:", re.sub(r'"[^"]*"', lambda m: m[0] if "javascript:" in m[0][:14] else '""', tag)
        )
    ]


def test_an_attack_in_document_or_model_text_stays_text(scripted, attack: str) -> None:
    first, views = _ask(scripted, f"attaque {attack}")
    for markup in (first.article, first.excerpts, views[-1].article, views[-1].excerpts, views[-1].status):
        assert _unsafe(markup) == []
    assert attack in _text(views[-1].excerpts)
    assert attack in _text(views[-1].article)
    assert 'href="javascript' not in views[-1].excerpts


def test_a_conversation_is_resumed_without_the_answers_that_are_gone(scripted) -> None:
    talked = Conversation()
    for question in ("Où se situe la région ?", "réponse partielle"):
        _, views = _ask(scripted, question, talked)
        talked = views[-1].conversation
    first, second = talked.answer_ids()
    view, again = steps.resumed(scripted, [first, "absent", second])
    assert [answer.id for _, answer in again.turns] == [first, second]
    assert again.history() == talked.history()
    assert len({turn for turn, _ in again.turns} | {steps.turn_name(Conversation(asked=again.asked + 1))}) == 3
    assert "réponse partielle" in _text(view.article) and "Où se situe la région ?" in _text(view.past)
    assert steps.resumed(scripted, ["absent"])[1] == Conversation()
