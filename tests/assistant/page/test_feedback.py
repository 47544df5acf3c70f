import pytest
from fastapi.testclient import TestClient

from assistant.answers import Finished
from assistant.page.app import create_app


@pytest.fixture(scope="module")
def served(tmp_path_factory, make_service):
    service = make_service(tmp_path_factory.mktemp("feedback"))
    answer = next(event.answer for event in service.ask("Où ?") if isinstance(event, Finished))
    with TestClient(create_app(service, service.settings)) as web:
        yield web, service, answer.id


@pytest.fixture
def opened(served):
    served[1].feedback.clear()
    return served


def test_an_opinion_is_kept(opened) -> None:
    web, service, answer = opened
    said = {"answer": answer, "kind": "source_does_not_say", "citation": 2, "comment": "p. 3"}
    assert web.post("/feedback", json=said).json() == {"kept": True}
    kept = service.feedback[0]
    assert (kept.answer_id, kept.kind, kept.citation, kept.comment) == (answer, "source_does_not_say", 2, "p. 3")
    assert kept.given_at.endswith("+00:00")


def test_an_opinion_on_nothing_is_refused(opened) -> None:
    web, service, _ = opened
    assert web.post("/feedback", json={"answer": "inconnue", "kind": "useful"}).status_code == 404
    assert service.feedback == []


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "useful"},
        {"answer": "r1", "kind": "autre"},
        {"answer": "r1", "kind": "useful", "citation": -1},
        {"answer": "r1", "kind": "useful", "comment": "x" * 2001},
        {"answer": "r1", "kind": "useful", "autre": 1},
    ],
)
def test_what_makes_no_sense_is_refused(opened, said: dict) -> None:
    web, service, _ = opened
    assert web.post("/feedback", json=said).status_code == 422
    assert service.feedback == []


def test_another_site_cannot_give_opinions(opened) -> None:
    web, service, answer = opened
    said = {"answer": answer, "kind": "useful"}
    assert web.post("/feedback", json=said, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert web.post("/feedback", data=said).status_code == 422
    assert service.feedback == []
