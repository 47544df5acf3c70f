"""Ten people at once: each gets their own answer, excerpts never wait behind generation."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.page import conversation as steps
from assistant.page.conversation import Conversation
from assistant.page.desk import Desk


def test_ten_people_get_their_own_answers_one_at_a_time(scripted, monkeypatch) -> None:
    desk, at_once, most, lock = Desk(), [0], [0], threading.Lock()
    ask = scripted.ask

    def counted(question, **options):
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        yield from ask(question, **options)
        with lock:
            at_once[0] -= 1

    monkeypatch.setattr(scripted, "ask", counted)
    everyone = threading.Barrier(10)

    def person(number: int) -> tuple[str, bool]:
        everyone.wait(10)
        first = steps.start(scripted, f"Question numéro {number} ?", Conversation())
        *_, last = steps.answer(scripted, desk, first.question, first.conversation)
        return last.conversation.turns[-1][1].question, last.over

    with ThreadPoolExecutor(10) as people:
        answers = list(people.map(person, range(10)))
    assert answers == [(f"Question numéro {number} ?", True) for number in range(10)]
    assert most[0] == 1
    desk.close()


@pytest.mark.browser
def test_ten_browsers(browser, site) -> None:
    site.service.gate.clear()
    contexts = [browser.new_context() for _ in range(10)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.set_default_timeout(30_000)
        page.goto(site.url)
    for page in pages:
        page.wait_for_selector(".example-row button")
    for number, page in enumerate(pages):
        page.fill("#question textarea", f"question lente numéro {number}")
        page.click("#send")
    for page in pages:
        page.wait_for_selector("#excerpts ol > li")  # nobody's answer is finished, everybody has excerpts
    assert sum(page.locator("#answer .state").count() for page in pages) == 0
    assert any("questions passent avant la vôtre" in page.locator("#status").inner_text() for page in pages[2:])
    site.service.gate.set()
    for number, page in enumerate(pages):
        page.wait_for_selector("#answer .state.sourced")
        assert page.locator("#answer h2").inner_text() == f"question lente numéro {number}"
    for context in contexts:
        context.close()
