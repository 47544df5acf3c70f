"""The Ask tab in Chromium, with the scripted service behind it."""

import re
import time

import pytest

from corpus.records import Document

pytestmark = pytest.mark.browser


def ask(tab, site, question: str, path: str = "/") -> None:
    tab.goto(site.url + path)
    tab.fill("#question textarea", question)
    tab.click("#send")


def test_a_question_gets_its_answer_with_numbered_citations_beside_their_excerpts(tab, site) -> None:
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    assert tab.locator("#answer article[role=article] h2").inner_text() == "Où se situe la région ?"
    assert tab.locator("#answer .citation").all_inner_texts() == ["1", "3"]
    assert tab.locator("#excerpts ol > li h3").count() == 3
    assert "Réponse sourcée" in tab.locator("[role=status]").first.inner_text()
    assert "qwen-essai" in tab.locator(".written-by").inner_text()
    assert tab.problems == []


def test_excerpts_are_on_screen_before_the_model_has_written(tab, site) -> None:
    site.service.gate.clear()
    ask(tab, site, "question lente")
    tab.wait_for_selector("#excerpts ol > li")
    assert tab.locator("#answer .citation").count() == 0
    tab.wait_for_selector("#answer .draft")
    assert tab.locator("#answer article").get_attribute("aria-busy") == "true"
    site.service.gate.set()
    tab.wait_for_selector(".state.sourced")


def test_stop_ends_the_answer_and_the_next_question_works(tab, site) -> None:
    site.service.gate.clear()
    ask(tab, site, "question lente")
    tab.wait_for_selector("#answer .draft")
    tab.click("#stop")
    tab.wait_for_selector("text=Réponse arrêtée à votre demande")
    tab.fill("#question textarea", "Où ?")
    tab.press("#question textarea", "Enter")
    tab.wait_for_selector(".state.sourced")
    site.service.gate.set()


def test_two_people_do_not_see_or_stop_each_other(tab, site, browser) -> None:
    site.service.gate.clear()
    ask(tab, site, "question lente de la première personne")
    tab.wait_for_selector("#answer .draft")
    other = browser.new_context().new_page()
    other.goto(site.url)
    other.fill("#question textarea", "Où se situe la région ?")
    other.click("#send")
    other.wait_for_selector("#excerpts ol > li")  # excerpts do not wait behind the other's answer
    other.wait_for_selector("text=1 question passe avant la vôtre")
    assert "première personne" not in other.content()
    other.click("#stop")
    tab.wait_for_selector("#answer article[aria-busy=true]")
    site.service.gate.set()
    tab.wait_for_selector(".state.sourced")
    other.context.close()


def test_a_refusal_says_that_the_documents_do_not_say(tab, site) -> None:
    ask(tab, site, "refus : quel budget en 2025 ?")
    tab.wait_for_selector(".state.not_found")
    assert "Les documents ne le disent pas" in tab.locator("#answer").inner_text()
    assert "Passages les plus proches" in tab.locator("#excerpts").inner_text()


def test_why_tells_the_reason_of_a_verdict_by_keyboard(tab, site) -> None:
    ask(tab, site, "réponse partielle")
    tab.wait_for_selector(".state.partial")
    tab.locator("#answer .citation").last.focus()
    tab.keyboard.press("Tab")
    assert tab.locator("[role=tooltip]").inner_text() == "L'extrait parle de 2024, pas de chaque année."
    tab.keyboard.press("Escape")
    assert tab.locator("[role=tooltip]").count() == 0


def test_a_citation_shows_its_excerpt_on_hover_and_on_focus(tab, site) -> None:
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    tab.locator("#answer .citation").first.hover()
    assert "là où les usages se construisent" in tab.locator("[role=tooltip]").inner_text()
    tab.mouse.move(5, 5)
    tab.wait_for_selector("[role=tooltip]", state="detached")


def test_an_error_is_one_clear_line(tab, site) -> None:
    ask(tab, site, "panne")
    tab.wait_for_selector("#answer [role=alert]")
    assert "ollama serve" in tab.locator("#answer [role=alert]").inner_text()


def test_an_attack_in_a_document_or_in_the_model_stays_text(tab, site, attack: str) -> None:
    ask(tab, site, f"attaque {attack}")
    tab.wait_for_selector(".state.sourced, .state.partial")
    tab.locator("#answer .citation").first.hover()
    tab.wait_for_selector("[role=tooltip]")
    assert tab.evaluate("window.hacked") is None
    assert attack in tab.locator("#excerpts blockquote").inner_text()
    assert tab.locator("#answer img, #answer script, #excerpts img, #excerpts script, [role=tooltip] img").count() == 0
    assert tab.problems == []


def test_an_empty_question_is_answered_kindly(tab, site) -> None:
    ask(tab, site, "   ")
    tab.wait_for_selector("text=Écrivez d'abord une question.")


def test_what_a_quick_person_is_told_stays_when_the_page_has_loaded(tab, site, monkeypatch) -> None:
    """The page asks what the library offers when it opens; a click may be answered before that comes back."""
    documents = site.service.documents

    def slow() -> list[Document]:
        time.sleep(1.5)
        return documents()

    monkeypatch.setattr(site.service, "documents", slow)
    ask(tab, site, "   ")
    tab.wait_for_selector("text=Écrivez d'abord une question.")
    tab.wait_for_timeout(4000)
    assert tab.locator("text=Écrivez d'abord une question.").is_visible()


def test_english_by_a_switch(tab, site) -> None:
    tab.goto(site.url)
    tab.click("a.language")
    tab.wait_for_url(re.compile(r"/en/"))
    tab.wait_for_selector(".example-row button")
    tab.wait_for_timeout(400)  # Gradio's client loses an event that is sent while its stream's end is on the way
    assert tab.evaluate("document.documentElement.lang") == "en"
    tab.fill("#question textarea", "Where is the region?")
    tab.click("#send")
    tab.wait_for_selector(".state.sourced")
    assert "Sourced answer" in tab.locator("#answer").inner_text()
    assert "demander" not in tab.locator("body").inner_text().lower()
    assert tab.problems == []


def test_the_permanent_link_brings_the_answer_back(tab, site) -> None:
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    tab.click("a.permanent")
    tab.wait_for_selector(".state.sourced")
    assert "answer=" in tab.url
    assert tab.locator("#answer h2").inner_text() == "Où se situe la région ?"
    assert tab.locator("#excerpts ol > li").count() == 3
    tab.wait_for_selector(".examples", state="hidden")


def test_a_follow_up_folds_the_earlier_answer(tab, site) -> None:
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    tab.fill("#question textarea", "refus : et les lycées ?")
    tab.click("#send")
    tab.wait_for_selector(".state.not_found")
    assert tab.locator("#past .past > summary").inner_text().startswith("Où se situe la région ?")
    assert [turn.question for turn in site.service.asked[-1].history] == ["Où se situe la région ?"]


def test_a_phone_shows_everything_without_scrolling_sideways(browser, site) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(site.url)
    phone.fill("#question textarea", "réponse partielle")
    phone.click("#send")
    phone.wait_for_selector(".state.partial")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.context.close()


def test_a_click_on_a_citation_opens_its_page_with_the_sentence_marked(tab, site) -> None:
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    tab.locator("#answer .citation").first.click()
    tab.wait_for_selector("dialog[open] .sheet-image")
    assert tab.locator("dialog mark").inner_text().endswith("là où les usages se construisent.")
    tab.wait_for_function("document.querySelector('dialog .sheet-image').naturalWidth > 500")
    tab.wait_for_function("document.querySelector('dialog .sheet-marks').naturalWidth > 0")
    tab.click("dialog a[rel=next]")
    tab.wait_for_selector("dialog .page-count:has-text('3 / 12')")
    assert tab.locator("dialog mark").count() == 0
    tab.keyboard.press("Escape")
    assert tab.locator("dialog[open]").count() == 0
    assert "citation" in tab.evaluate("document.activeElement.className")
    assert tab.problems == []


def test_the_citation_is_copied_with_its_reference(tab, site) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    tab.locator("#excerpts button.copy").first.click()
    tab.wait_for_selector("#excerpts button.copy:has-text('Copié')")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("«\u00a0Elle se situe en aval")
    assert copied.endswith("p.\u00a01 (page\u00a02 du fichier). https://exemple.fr/document-1.pdf#page=2")


def test_the_page_keeps_its_language_whatever_the_browser_speaks(browser, site) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(site.url)
    page.wait_for_selector("#question textarea")
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.context.close()


def test_the_conversation_is_there_again_after_a_reload_and_in_the_other_language(tab, site) -> None:
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    tab.fill("#question textarea", "réponse partielle")
    tab.press("#question textarea", "Enter")
    tab.wait_for_selector("#answer .state.partial")
    tab.wait_for_selector("#fresh:not([disabled])")
    for path in ("/", "/en/"):
        tab.goto(site.url + path)
        tab.wait_for_selector("#answer .state.partial")
        assert tab.locator("#answer h2").inner_text() == "réponse partielle"
        assert tab.locator("#past summary").first.inner_text().startswith("Où se situe la région ?")
        assert tab.locator("#excerpts ol > li h3").count() == 3
    tab.goto(site.url)
    tab.wait_for_selector("#answer .state.partial")
    tab.fill("#question textarea", "et en Bretagne ?")
    tab.click("#send")
    tab.wait_for_selector("#answer .state.sourced")
    earlier = [turn.question for turn in site.service.asked[-1].history]
    assert earlier == ["Où se situe la région ?", "réponse partielle"]
    assert tab.problems == []


def test_a_new_conversation_starts_from_nothing_and_stays_so(tab, site) -> None:
    ask(tab, site, "Où se situe la région ?")
    tab.wait_for_selector(".state.sourced")
    tab.click("#fresh:not([disabled])")
    tab.wait_for_selector("#answer .state", state="detached")
    assert tab.locator("#excerpts ol > li h3").count() == 0
    tab.fill("#question textarea", "Où ?")
    tab.click("#send")
    tab.wait_for_selector(".state.sourced")
    assert site.service.asked[-1].history == ()
    tab.click("#fresh:not([disabled])")
    tab.wait_for_selector("#answer .state", state="detached")
    tab.goto(site.url)
    tab.wait_for_timeout(1500)  # what would come back has come by then (the test above)
    assert tab.locator("#answer .state").count() == 0
    assert tab.problems == []
