"""The Excerpts tab in Chromium: verbatim excerpts by document, widened, pinned with notes, saved."""

import json

import pytest

pytestmark = pytest.mark.browser

FIRST = "#found .card-item >> nth=0"


@pytest.fixture
def opened(tab, site, open_tab):
    open_tab(tab, site.url, "Extraits")
    return tab


def search(tab, subject: str) -> None:
    tab.fill("#subject :is(input, textarea)", subject)
    tab.press("#subject :is(input, textarea)", "Enter")


def found(tab) -> None:
    search(tab, "chaîne de valeur")
    tab.wait_for_selector("#excerpt-status >> text=3 extraits trouvés dans 3 documents.")


def test_excerpts_stand_under_their_documents_and_no_model_is_asked(opened, site) -> None:
    asked = len(site.service.asked)
    found(opened)
    titles = opened.locator(".found-document > h3").all_inner_texts()
    assert titles == ["L'intelligence artificielle en Pays de la Loire", "Stratégie régionale", "Note sur les usages"]
    card = opened.locator(FIRST)
    assert card.locator("blockquote").inner_text().startswith("Elle se situe en aval")
    assert "La région anime" in card.locator(".neighbour").first.inner_text()
    card.locator("summary").click()
    assert f"{1:064x}" in card.locator("details").inner_text()
    assert len(site.service.asked) == asked
    assert opened.problems == []


def test_a_typing_error_is_mended_and_told(opened) -> None:
    search(opened, "intelligense artificielle")
    opened.wait_for_selector("#excerpt-status >> text=Lu ainsi : « intelligence artificielle ». 3 extraits trouvés")


def test_an_excerpt_is_widened_narrowed_and_shown_on_its_page(opened) -> None:
    found(opened)
    wide = "La région anime l'écosystème régional. Elle se situe en aval"
    opened.focus(f"{FIRST} >> .widen[data-before='1']")
    opened.keyboard.press("Enter")
    opened.wait_for_selector(f'{FIRST} >> blockquote:has-text("{wide}")')
    focused = opened.evaluate("document.activeElement.dataset.before")
    assert focused == "1"  # the keyboard stays on the same button
    assert opened.get_attribute(f"{FIRST} >> .widen[data-before='1']", "aria-disabled") == "true"
    opened.click(f"{FIRST} >> .widen[data-before='-1']")
    opened.wait_for_selector(f'{FIRST} >> blockquote:has-text("{wide}")', state="detached")
    opened.click(f"{FIRST} >> a.open-source")
    opened.wait_for_selector("dialog[open] mark")
    assert opened.locator("dialog mark").inner_text() == opened.locator(FIRST).locator("blockquote").inner_text()


def test_a_dossier_keeps_places_and_notes_and_is_saved(opened, site) -> None:
    found(opened)
    opened.click("#found .pin >> nth=0")
    opened.click("#found .pin >> nth=1")
    opened.click("#found .pin >> nth=1")  # the same place comes in once
    assert opened.locator(".pinned-item").count() == 2
    opened.fill(".pinned-item textarea >> nth=1", "à vérifier <b>avec</b> la Région")
    opened.fill("#dossier-name", "Budget de l'IA")
    opened.reload()
    opened.get_by_role("tab", name="Extraits", exact=True).click()
    opened.wait_for_selector(".pinned-item >> nth=1")
    assert opened.input_value("#dossier-name") == "Budget de l'IA"
    assert opened.input_value(".pinned-item textarea >> nth=1") == "à vérifier <b>avec</b> la Région"
    opened.select_option("#dossier-form", "json")
    with opened.expect_download() as saved, opened.expect_request("**/api/v1/dossiers*") as sent:
        opened.click(".save-dossier")
    body = json.loads(sent.value.post_data)
    assert [sorted(item) for item in body["excerpts"]] == [["document", "end", "note", "page", "start"]] * 2
    text = saved.value.path().read_text(encoding="utf-8")
    assert saved.value.suggested_filename.endswith(".json")
    assert "Le budget 2024 s'élève à 3,5 M€ pour les lycées." in text
    assert "à vérifier <b>avec</b> la Région" in text
    opened.click(".unpin >> nth=0")
    assert opened.locator(".pinned-item").count() == 1
    assert opened.evaluate("document.activeElement.className") == "unpin"
    opened.click(".empty-dossier")
    assert opened.locator(".pinned-item").count() == 0
    assert opened.evaluate("sessionStorage.getItem('vigie-dossier')") == '{"title":"","items":[]}'


def test_nothing_found_and_nothing_asked_are_told(opened) -> None:
    search(opened, "introuvable")
    opened.wait_for_selector("#excerpt-status >> text=Aucun passage ne parle de ce sujet.")
    search(opened, "  ")
    opened.wait_for_selector("#excerpt-status >> text=Écrivez d'abord un sujet.")


def test_the_text_of_a_document_stays_text(opened, attack) -> None:
    search(opened, "attaque")
    opened.wait_for_selector("#found .card-item")
    opened.click("#found .pin")
    opened.wait_for_selector(".pinned-item")
    assert opened.locator(".pinned-item blockquote").inner_text() == attack
    assert opened.evaluate("window.hacked") is None
    assert opened.locator("#found img, #dossier img, #found a[href^=javascript]").count() == 0


def test_in_english(tab, site, open_tab) -> None:
    open_tab(tab, f"{site.url}/en/", "Excerpts")
    search(tab, "budget")
    tab.wait_for_selector("#excerpt-status >> text=3 excerpts found in 3 documents.")
    tab.click("#found .widen[data-after='1'] >> nth=0")
    tab.wait_for_selector("#found .widen:has-text('+ sentence after')")
    tab.click("#found .pin >> nth=0")
    assert tab.locator(".dossier .tally").inner_text() == "1\u00a0excerpt"
