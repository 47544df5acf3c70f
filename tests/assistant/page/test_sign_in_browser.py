"""Signing in, in Chromium: who one is, what one may do, and how often one may ask."""

from pathlib import Path

import pytest

from assistant.page.accounts import hash_password

pytestmark = pytest.mark.browser
PASSWORD = "une phrase assez longue"


@pytest.fixture(scope="module")
def closed(tmp_path_factory, serve_scripted):
    home: Path = tmp_path_factory.mktemp("signin")
    hashed = hash_password(PASSWORD)
    users = home / "users.toml"
    users.write_text(f'[marie]\nrole = "editor"\npassword = "{hashed}"\n[paul]\npassword = "{hashed}"\n')
    with serve_scripted(home, users_file=users) as opened:
        yield opened


def _enter(browser, site, name: str):
    page = browser.new_context(locale="fr-FR").new_page()
    page.set_default_timeout(30_000)
    page.goto(site.url)
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button:has-text('Se connecter')")
    page.wait_for_selector("#question textarea")
    return page


def test_a_reader_asks_and_does_not_change_the_library(browser, closed) -> None:
    page = _enter(browser, closed, "paul")
    page.wait_for_selector(".sign-out >> text=paul")
    page.fill("#question textarea", "Où se situe la région ?")
    page.click("#send")
    page.wait_for_selector("#answer .state.sourced")
    page.get_by_role("tab", name="Documents", exact=True).click()
    page.wait_for_selector("table.documents")
    page.wait_for_selector("#add", state="hidden")
    page.click(".sign-out button")
    page.wait_for_selector("input[name=password]")
    page.goto(closed.url)
    page.wait_for_selector("input[name=password]")
    page.context.close()


def test_an_editor_changes_the_library(browser, closed) -> None:
    page = _enter(browser, closed, "marie")
    page.get_by_role("tab", name="Documents", exact=True).click()
    page.wait_for_selector("#add")
    page.click("#add")
    page.wait_for_selector("#shelf-status >> text=Choisissez d'abord un fichier.")
    page.context.close()


def test_questions_that_come_too_fast_are_slowed_down(browser, tmp_path: Path, serve_scripted) -> None:
    with serve_scripted(tmp_path, questions_per_minute=2) as site:
        page = browser.new_context().new_page()
        page.set_default_timeout(30_000)
        page.goto(site.url)
        page.wait_for_selector(".example-row button")
        for number in range(2):
            page.fill("#question textarea", f"refus {number}")
            page.click("#send")
            page.wait_for_selector(f"#answer .not_found h2:has-text('refus {number}')")
        page.fill("#question textarea", "encore")
        page.click("#send")
        page.wait_for_selector("#status >> text=Réessayez dans")
        assert len(site.service.asked) == 2
        page.context.close()
