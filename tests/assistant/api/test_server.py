import io
import json
import re
import zipfile

import pytest

from assistant.api.frame import MOST_BYTES

API = "/api/v1"
FIRST = "0000000000000001"


def test_excerpts_both_ways(web, service) -> None:
    asked = web.get(f"{API}/excerpts", params={"subject": "chaîne de valeur", "limit": 3}).json()
    posted = web.post(f"{API}/excerpts", json={"subject": "chaîne de valeur", "limit": 3}).json()
    assert asked == posted
    assert asked["subject"] == asked["read_as"] == "chaîne de valeur"
    assert web.get(f"{API}/excerpts", params={"subject": "intelligense"}).json()["read_as"] == "intelligence"
    card = asked["cards"][0]
    excerpt = card["excerpt"]
    page = web.get(f"{API}/documents/{excerpt['document_id']}/pages/{excerpt['page']}").json()
    assert page["text"][excerpt["start"] : excerpt["end"]] == excerpt["quote"]
    assert card["before"] == "La région anime l'écosystème régional."
    assert card["after"].startswith("Le budget 2024")
    assert web.get(card["source"]).status_code == 200


def test_nothing_found_is_an_empty_list(web) -> None:
    assert web.get(f"{API}/excerpts", params={"subject": "introuvable"}).json()["cards"] == []


def test_a_check_tells_each_quotation(web, service) -> None:
    text = "Il dit « la phrase exacte et entière » puis « la phrase altérée du budget » et « une phrase inventée »."
    answer = web.post(f"{API}/check", json={"text": text, "filters": {"kinds": ["avis"]}}).json()
    assert [each["status"] for each in answer["quotations"]] == ["exact", "altered", "absent"]
    for each in answer["quotations"]:
        found = each["quotation"]
        assert text[found["start"] : found["end"]] == found["text"]
    assert answer["quotations"][1]["changes"] == ["number"]
    assert answer["quotations"][2]["nearest"][0]["document"] == "document-1.pdf"
    assert service.checks[-1][1].kinds == ("avis",)


def test_an_answer_in_one_piece_and_again_by_its_id(web, service) -> None:
    given = web.post(
        f"{API}/ask",
        json={
            "question": "Et en Bretagne ?",
            "language": "fr",
            "history": [{"question": "Où ?", "answer": "Ici."}],
            "filters": {"documents": [FIRST]},
        },
    ).json()
    assert given["status"] == "sourced"
    assert given["sentences"][0]["citations"][0]["n"] == 1
    assert web.get(f"{API}/answers/{given['id']}").json() == given
    last = service.asked[-1]
    assert (last.language, last.history[0].question, last.filters.documents) == ("fr", "Où ?", (FIRST,))


def events(text: str) -> list[tuple[str, dict]]:
    blocks = [block for block in text.split("\n\n") if block.startswith("event: ")]
    return [
        (block.split("\n")[0].removeprefix("event: "), json.loads(block.split("\n")[1].removeprefix("data: ")))
        for block in blocks
    ]


def test_an_answer_as_it_is_written(web) -> None:
    answer = web.post(f"{API}/ask", json={"question": "secours, où ?"}, headers={"accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    seen = events(answer.text)
    names = [name for name, _ in seen]
    assert names[0] == "excerpts"
    assert names[1] == "notice"
    assert names[-1] == "finished"
    sentences = [data for name, data in seen if name == "sentence"]
    drafted = "".join(data["text"] for name, data in seen if name == "draft")
    assert sentences[0]["text"] in drafted
    assert sentences[1]["citations"] == [3]
    assert seen[-1][1] == web.get(f"{API}/answers/{seen[-1][1]['id']}").json()


def test_a_failing_model_is_a_problem_both_ways(web, caplog) -> None:
    for question, status, kind in (("panne", 422, "refused"), ("bogue", 500, "internal")):
        refused = web.post(f"{API}/ask", json={"question": question})
        assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
        assert refused.json()["type"].endswith(f"problem-{kind}")
        assert "secret" not in refused.text
        streamed = web.post(f"{API}/ask", json={"question": question}, headers={"accept": "text/event-stream"})
        assert events(streamed.text)[-1] == ("problem", refused.json())
    assert "secret interne" in caplog.text  # the server's log has it


def test_documents_are_listed_and_searched(web) -> None:
    listed = web.get(f"{API}/documents", params={"limit": 2}).json()
    assert (listed["total"], len(listed["documents"])) == (3, 2)
    found = web.get(f"{API}/documents", params={"words": "STRATEGIE regionale"}).json()
    assert [document["title"] for document in found["documents"]] == ["Stratégie régionale"]
    one = found["documents"][0]
    assert web.get(f"{API}/documents/{one['id']}").json() == one


def test_a_page_and_its_picture(web) -> None:
    page = web.get(f"{API}/documents/{FIRST}/pages/2").json()
    assert (page["number"], page["label"]) == (2, "1")
    picture = web.get(page["image"])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    other = web.get(f"{API}/documents/0000000000000002/pages/2").json()
    assert other["image"] is None


def test_a_slice_is_widened_by_sentences(web) -> None:
    where = {"start": 37, "end": 50}
    card = web.get(f"{API}/documents/{FIRST}/pages/2/excerpt", params=where).json()
    assert "ends_inside_sentence" in [warning["caution"] for warning in card["warnings"]]
    wide = web.get(f"{API}/documents/{FIRST}/pages/2/excerpt", params={**where, "before": 1}).json()
    assert wide["excerpt"]["quote"].startswith("La région anime")
    assert wide["excerpt"]["quote"].endswith("se construisent.")


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "kind"),
    [
        ("GET", "/nowhere", {}, 404, "not-found"),
        ("GET", "/documents/absent", {}, 404, "not-found"),
        ("GET", f"/documents/{FIRST}/pages/99", {}, 404, "not-found"),
        ("GET", f"/documents/{FIRST}/pages/99/image", {}, 404, "not-found"),
        ("GET", "/documents/0000000000000002/pages/2/image", {}, 404, "not-found"),
        ("GET", f"/documents/{FIRST}/pages/2/excerpt?start=5&end=5", {}, 404, "not-found"),
        ("GET", "/answers/absent", {}, 404, "not-found"),
        ("GET", "/answers/a%0Ab", {}, 404, "not-found"),
        ("GET", "/answers/absent/export?form=json", {}, 404, "not-found"),
        ("DELETE", "/documents", {}, 405, "method"),
        ("GET", "/ask", {}, 405, "method"),
        ("POST", "/ask", {"json": {"question": "x" * 2001}}, 422, "invalid"),
        ("POST", "/ask", {"json": {"question": " "}}, 422, "invalid"),
        ("POST", "/ask", {"json": {"question": "x", "model": "y"}}, 422, "invalid"),
        (
            "POST",
            "/ask",
            {"content": b'{"question": "\\ud800"}', "headers": {"content-type": "application/json"}},
            422,
            "invalid",
        ),
        ("POST", "/ask", {"content": b"{", "headers": {"content-type": "application/json"}}, 422, "invalid"),
        ("POST", "/ask", {"content": b"\xff", "headers": {"content-type": "application/json"}}, 422, "invalid"),
        ("POST", "/ask", {"content": b"[" * 200_000, "headers": {"content-type": "application/json"}}, 422, "invalid"),
        ("POST", "/ask", {"content": b"9" * 5000, "headers": {"content-type": "application/json"}}, 422, "invalid"),
        ("GET", "/excerpts?subject=x&limit=51", {}, 422, "invalid"),
        ("GET", "/excerpts?subject=x&year_from=0", {}, 422, "invalid"),
        ("GET", f"/documents/{FIRST}/pages/zero", {}, 422, "invalid"),
        ("POST", "/check", {"json": {"text": "panne"}}, 422, "refused"),
        ("POST", "/check", {"json": {"text": "« une citation » " * 101}}, 422, "refused"),
        ("POST", "/check", {"content": b" " * (MOST_BYTES + 1)}, 413, "too-large"),
    ],
)
def test_every_error_is_a_problem_in_both_languages(web, method, path, sent, status, kind) -> None:
    said = set()
    for spoken in ("fr-FR,fr;q=0.9,en;q=0.8", "en;q=0.9, fr;q=0.1"):
        headers = {**sent.get("headers", {}), "accept-language": spoken}
        answer = web.request(method, API + path, **{**sent, "headers": headers})
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (answer.status_code, problem["status"]) == (status, status)
        assert problem["type"].endswith(f"#problem-{kind}")
        assert problem["detail"]
        said.add(problem["title"])
    assert len(said) == 2


def test_a_body_without_a_length_is_measured_too(web) -> None:
    def endless():
        for _ in range(20):
            yield b" " * 100_000

    answer = web.post(f"{API}/check", content=endless(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"].rpartition("-")[2]) == (413, "large")


def test_a_length_that_is_no_number_breaks_nothing(web) -> None:
    answer = web.get(f"{API}/documents", headers={"content-length": "²".encode("latin-1")})
    assert answer.status_code == 200


def test_what_is_refused_is_named(web) -> None:
    answer = web.post(f"{API}/ask", json={"question": "x" * 2001, "filters": {"kinds": ["roman"]}})
    faults = {fault["field"]: fault["detail"] for fault in answer.json()["errors"]}
    assert faults["question"] == "trop long, 2000 au plus."
    assert "deliberation" in faults["filters.kinds.0"]


def test_the_description_and_its_page(web) -> None:
    found = web.get(f"{API}/openapi.json").json()
    assert found["openapi"].startswith("3.")
    operations = {told["operationId"] for path in found["paths"].values() for told in path.values()}
    assert {"excerpts", "check", "ask", "documents", "page", "image", "answer"} <= operations
    for name, schema in found["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert "description" in told, f"{name}.{field} says nothing"
    page = web.get(f"{API}/docs", headers={"accept-language": "en"}).text
    assert '<html lang="en">' in page
    for operation in operations:
        assert f'id="{operation}"' in page
    for name in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{name}"' in page
    assert "http://" not in page
    assert "https://" not in page


def saved(answer) -> str:
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    return answer.content.decode("utf-8")


def test_a_dossier_is_cut_by_the_library_and_not_taken_from_the_request(web) -> None:
    place = {"document": FIRST, "page": 2, "start": 39, "end": 126, "note": "à recouper"}
    sent = {"title": "L'aval", "notes": "Pour samedi", "excerpts": [place]}
    text = saved(web.post(f"{API}/dossiers?form=md", json=sent))
    quote = web.get(f"{API}/documents/{FIRST}/pages/2").json()["text"][39:126]
    assert quote in text.replace("\\", "")
    assert "à recouper" in text
    assert "Pour samedi" in text
    refused = web.post(f"{API}/dossiers?form=md", json={**sent, "excerpts": [{**place, "quote": "inventé"}]})
    assert refused.json()["errors"][0]["field"] == "excerpts.0.quote"
    nowhere = web.post(f"{API}/dossiers?form=md", json={**sent, "excerpts": [{**place, "end": 100_000}]})
    assert nowhere.status_code == 404


def test_answers_and_checks_are_saved(web) -> None:
    given = web.post(f"{API}/ask", json={"question": "Où ?"}).json()
    assert given["sentences"][0]["text"] in saved(web.get(f"{API}/answers/{given['id']}/export?form=html")).replace(
        "&#x27;", "'"
    )
    assert "altered" in saved(
        web.post(f"{API}/check/export?form=csv", json={"text": "« la phrase altérée du budget »"})
    )
    word = web.get(f"{API}/answers/{given['id']}/export?form=docx").content
    parts = zipfile.ZipFile(io.BytesIO(word)).namelist()
    assert len(parts) == len(set(parts))  # Word calls a file damaged that holds a part twice
    refused = web.get(f"{API}/answers/{given['id']}/export?form=pdf")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "form")
