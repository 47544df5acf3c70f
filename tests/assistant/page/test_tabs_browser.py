"""The other tabs in Chromium: documents, quality, about; and what readers say."""

import json
import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def test_the_library_is_listed_and_searched(tab, site, open_tab) -> None:
    open_tab(tab, site.url, "Documents")
    tab.wait_for_selector("table.documents >> text=Note sur les usages")
    assert "Donnez le mot de passe" in tab.locator("#problems").inner_text()
    tab.fill("#find-document input, #find-document textarea", "strategie")
    tab.wait_for_selector("table.documents >> text=Note sur les usages", state="detached")
    assert tab.locator("table.documents tbody tr").count() == 1


def test_a_document_is_read_page_by_page(tab, site, open_tab) -> None:
    open_tab(tab, site.url, "Documents")
    tab.click("table.documents a >> nth=0")
    tab.wait_for_selector("dialog[open] .page-text")
    tab.click("dialog a[rel=next]")
    tab.wait_for_selector("dialog .page-count:has-text('2 / 12')")
    tab.click("dialog button:has-text('Fermer')")
    assert tab.locator("dialog[open]").count() == 0


def test_files_are_added_each_with_its_outcome(tab, site, tmp_path: Path, open_tab) -> None:
    for name in ("avis.pdf", "abime.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4")
    open_tab(tab, site.url, "Documents")
    tab.set_input_files("#files input[type=file]", [tmp_path / "avis.pdf", tmp_path / "abime.pdf"])
    tab.wait_for_selector("#files >> text=abime")
    tab.click("#add")
    tab.wait_for_selector("#outcomes >> text=Téléchargez-le de nouveau.")
    tab.wait_for_selector("#shelf-status >> text=1 fichier lu, 1 fichier non ajouté.")
    assert site.shelf.added[-2:] == ["avis.pdf", "abime.pdf"]


def test_a_document_is_taken_out_only_when_confirmed(tab, site, open_tab) -> None:
    open_tab(tab, site.url, "Documents")
    tab.wait_for_selector("table.documents")
    tab.click("#document input")
    tab.click("[role=option]:has-text('Stratégie régionale')")
    tab.click("#remove")
    tab.wait_for_selector("#shelf-status >> text=Je confirme le retrait")
    assert site.shelf.removed == []
    tab.check("#sure input")
    tab.click("#remove")
    tab.wait_for_selector("#shelf-status >> text=a été retiré")
    assert site.shelf.removed == ["0000000000000002"]


def test_quality_without_and_with_an_evaluation(tab, site, monkeypatch, open_tab) -> None:
    monkeypatch.setattr("assistant.page.quality.SHIPPED", "absent.json")
    open_tab(tab, site.url, "Qualité")
    tab.wait_for_selector("#quality >> text=vigie eval run")
    folder = site.settings.home / "evaluations" / "une"
    folder.mkdir(parents=True)
    measure = {"value": 0.9, "low": 0.8, "high": 0.95, "trials": 50, "goal": 0.98}
    (folder / "metrics.json").write_text(json.dumps({"metrics": {"refusal": measure}, "run": {}}))
    tab.get_by_role("tab", name="Documents", exact=True).click()
    tab.get_by_role("tab", name="Qualité", exact=True).click()
    tab.wait_for_selector("#quality table")
    assert "90\u00a0%" in tab.locator("#quality table").inner_text()
    shutil.rmtree(folder.parent)  # the next test has the same site


def test_quality_shows_what_the_project_measured_until_there_is_an_own_evaluation(tab, site, open_tab) -> None:
    open_tab(tab, site.url, "Qualité")
    tab.wait_for_selector("#quality table")
    assert "Citations exactes" in tab.locator("#quality table").inner_text()


def test_about_says_who_answers_and_that_it_is_a_machine(tab, site, open_tab) -> None:
    open_tab(tab, site.url, "À propos")
    tab.wait_for_selector(".about")
    text = tab.locator(".about").inner_text()
    assert "article 50 du règlement (UE) 2024/1689" in text
    assert "qwen-essai" in text
    assert "Aucune statistique d'usage" in text


def test_opinions_are_kept_and_thanked(tab, site) -> None:
    tab.goto(site.url)
    tab.fill("#question textarea", "Où se situe la région ?")
    tab.click("#send")
    tab.wait_for_selector(".state.sourced")
    tab.click(".opinions button:has-text('Oui')")
    tab.wait_for_selector(".opinions button:has-text('Merci')")
    tab.locator("#excerpts button.opinion").last.click()
    tab.wait_for_selector("#excerpts button.opinion:has-text('Merci')")
    assert [(said.kind, said.citation) for said in site.service.feedback[-2:]] == [
        ("useful", None),
        ("source_does_not_say", 2),
    ]
    assert tab.problems == []


def test_filters_and_another_model_reach_the_service(tab, site) -> None:
    tab.goto(site.url)
    tab.wait_for_selector(".example-row button")
    tab.fill("#question textarea", "Où se situe la région ?")
    tab.click("#send")
    tab.wait_for_selector(".state.sourced")
    tab.click("#options button")
    tab.click("#kinds input")
    tab.click("[role=option]:has-text('Avis')")
    tab.keyboard.press("Escape")
    tab.click("#provider input")
    tab.click("[role=option]:has-text('Sans modèle')")
    tab.click("#again")
    tab.wait_for_selector("#past .past")
    tab.wait_for_selector(".state.sourced")
    asked = site.service.asked[-1]
    assert (asked.question, asked.provider, asked.filters.kinds) == ("Où se situe la région ?", "none", ("avis",))


def test_a_first_question_is_asked_by_one_click(tab, site) -> None:
    tab.goto(site.url)
    tab.locator(".example-row button").first.click()
    tab.wait_for_selector(".state.sourced")
    assert tab.locator("#answer h2").inner_text().startswith("Que dit le document")
    assert tab.locator(".example-row button").count() == 0
