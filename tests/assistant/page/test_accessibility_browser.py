"""axe-core on every tab, in both languages and both themes: nothing serious, nothing critical."""

import pytest

axe_module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs: pip install 'vigie[dev]'")

pytestmark = pytest.mark.browser

TABS = {
    "fr": ["Question", "Extraits", "Vérifier une citation", "Documents", "Qualité", "À propos"],
    "en": ["Ask", "Excerpts", "Check a quotation", "Documents", "Quality", "About"],
}


@pytest.fixture(scope="module", params=[("fr", "light"), ("fr", "dark"), ("en", "light"), ("en", "dark")], ids="-".join)
def opened(request, browser, site):
    spoken, theme = request.param
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=theme, locale="de-DE")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(site.url + ("/" if spoken == "fr" else "/en/"))
    page.wait_for_selector(".example-row button")
    yield page, spoken
    context.close()


def _serious(page) -> list[str]:
    page.wait_for_timeout(400)  # transitions of colour
    results = axe_module.Axe().run(page)
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in results.response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def test_every_tab(opened) -> None:
    page, spoken = opened
    found = []
    for name in TABS[spoken]:
        page.get_by_role("tab", name=name, exact=True).click()
        page.wait_for_timeout(300)
        found += [f"[{name}] {problem}" for problem in _serious(page)]
    assert found == []


def test_a_whole_answer_with_its_filters_open(opened) -> None:
    page, spoken = opened
    page.get_by_role("tab", name=TABS[spoken][0], exact=True).click()
    page.click("#options button")
    page.fill("#question textarea", "réponse partielle")
    page.click("#send")
    page.wait_for_selector(".state.partial")
    page.click(".check summary")
    page.locator("#answer .citation").first.focus()
    assert _serious(page) == []
    page.locator("#answer .citation").first.click()
    page.wait_for_selector("dialog[open] .sheet-image")
    assert _serious(page) == []
    page.keyboard.press("Escape")


def test_excerpts_and_a_dossier(opened) -> None:
    page, spoken = opened
    page.get_by_role("tab", name=TABS[spoken][1], exact=True).click()
    page.fill("#subject :is(input, textarea)", "budget")
    page.click("#search")
    page.click("#found .pin >> nth=0")
    page.click("#found summary >> nth=0")
    page.wait_for_selector(".pinned-item")
    assert _serious(page) == []


def test_a_check_with_each_result(opened) -> None:
    page, spoken = opened
    page.get_by_role("tab", name=TABS[spoken][2], exact=True).click()
    page.fill(
        "#quotations textarea", "« la phrase exacte ici » « la phrase altérée du budget » « une phrase inventée »"
    )
    page.click("#check")
    page.wait_for_selector(".check-item.absent")
    assert _serious(page) == []


def test_a_cited_page_by_itself(opened, site) -> None:
    page, spoken = opened
    other = page.context.new_page()
    other.goto(f"{site.url}/source/0000000000000001/2?start=37&end=124&lang={spoken}")
    other.wait_for_selector("mark")
    assert _serious(other) == []
    other.close()


def test_the_check_finds_a_planted_fault(opened) -> None:
    page, _ = opened
    page.evaluate("document.querySelector('.vigie-footer').style.color = '#bbbbbb77'")
    try:
        assert any(problem.startswith("color-contrast") for problem in _serious(page))
    finally:
        page.evaluate("document.querySelector('.vigie-footer').style.color = ''")
