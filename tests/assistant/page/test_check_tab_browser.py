"""The check of quotations in Chromium: what became of each, told in words as well as in colour; saved as a file."""

import pytest

pytestmark = pytest.mark.browser

ARTICLE = "Il a dit « la phrase exacte et entière », puis « la phrase altérée du budget », et « une phrase inventée ce jour »."


@pytest.fixture
def opened(tab, site, open_tab):
    open_tab(tab, site.url, "Vérifier une citation")
    return tab


def check(tab, text: str) -> None:
    tab.fill("#quotations textarea", text)
    tab.click("#check")


def test_each_quotation_of_an_article(opened) -> None:
    check(opened, ARTICLE)
    opened.wait_for_selector("#check-status >> text=3 citations : 1 exacte, 1 modifiée, 1 introuvable.")
    items = opened.locator(".check-item")
    assert [item.split("\n")[0] for item in items.all_inner_texts()] == [
        "Citation 1\u00a0: Exacte",
        "Citation 2\u00a0: Modifiée",
        "Citation 3\u00a0: Introuvable",
    ]
    altered = items.nth(1)
    assert altered.locator(".difference del").text_content() == "[dans la citation\u00a0: 4,5 M€]"
    assert altered.locator(".difference ins").text_content() == "[dans la source\u00a0: 3,5 M€]"
    assert "«\u00a04,5 M€\u00a0» dans la citation, «\u00a03,5 M€\u00a0» dans la source" in altered.inner_text()
    assert items.nth(2).locator(".places li").count() == 3
    items.nth(0).locator("a.open-source").click()
    opened.wait_for_selector("dialog[open] mark")
    assert opened.problems == []


def test_the_filters_are_those_of_a_question(opened, site) -> None:
    opened.click("#check-options button")
    opened.click("#check-kinds input")
    opened.click("[role=option]:has-text('Stratégie')")
    opened.keyboard.press("Escape")
    check(opened, "« la phrase exacte et entière »")
    opened.wait_for_selector("#check-status >> text=Recherche limitée à")
    assert site.service.checks[-1][1].kinds == ("strategy",)


def test_a_check_is_saved(opened) -> None:
    check(opened, ARTICLE)
    opened.wait_for_selector(".save-check")
    opened.select_option("#check-form", "md")
    with opened.expect_download() as saved:
        opened.click(".save-check")
    text = saved.value.path().read_text(encoding="utf-8")
    assert saved.value.suggested_filename.endswith(".md")
    assert "4,5 M€" in text


def test_nothing_to_check_and_too_much_are_told(opened) -> None:
    check(opened, "   ")
    opened.wait_for_selector("#check-status >> text=Collez d'abord une citation.")
    check(opened, "« une citation » " * 101)
    opened.wait_for_selector("#check-status >> text=101 citations")
    check(opened, "« une panne de la bibliothèque »")
    opened.wait_for_selector("#check-status >> text=La bibliothèque est vide.")


def test_the_text_of_a_document_stays_text(opened, attack) -> None:
    check(opened, f"« {attack} attaque »")
    opened.wait_for_selector(".check-item.altered")
    assert attack in opened.locator(".difference").text_content()
    assert opened.evaluate("window.hacked") is None
    assert opened.locator("#checked img, #checked script").count() == 0
