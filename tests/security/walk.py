"""A day of Vigie in one process: ingest, ask, page, API, evaluation. Run by test_nothing_leaves.py: `walk.py FOLDER`.

With WALK_LOG set, every address that Python looks up, connects to or sends to is written there, in child processes too
when this folder's `watch.py` is their sitecustomize.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Combien de fiches la CNIL a-t-elle publiées sur le développement des systèmes d'IA ?"


class Scripted(BaseHTTPRequestHandler):
    """An OpenAI-compatible server on this machine that writes one sentence."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """List the model."""
        self._send({"object": "list", "data": [{"id": "essai", "object": "model", "created": 0, "owned_by": "x"}]})

    def do_POST(self) -> None:
        """Stream the sentence, or send it whole."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        said = "AUCUNE RÉPONSE"
        if not asked.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
            self._send({"id": "1", "object": "chat.completion", "created": 0, "model": "essai", "choices": [choice]})
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for delta, reason in (({"role": "assistant", "content": said}, None), ({}, "stop")):
            piece = {"index": 0, "delta": delta, "finish_reason": reason}
            body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "essai", "choices": [piece]}
            self.wfile.write(f"data: {json.dumps(body)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, body: object) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


def vigie(*arguments: str, expected: tuple[int, ...] = (0,)) -> None:
    """Run one command."""
    from assistant.commands.main import main

    status = main(list(arguments))
    assert status in expected, (arguments, status)


def commands(folder: Path, model: str) -> None:
    """Ingest, ask without a model and with one, look at the machine, evaluate."""
    import os

    note = str(ROOT / "corpus" / "starter" / "note-cnil.pdf")
    vigie("ingest", note)
    vigie("ask", QUESTION, "--provider", "none")
    vigie("excerpts", "pratique interdite")
    os.environ.update(VIGIE_OPENAI_BASE_URL=model, VIGIE_OPENAI_MODEL="essai")
    vigie("ask", QUESTION, "--provider", "openai", expected=(0, 1))
    vigie("doctor", "--json", expected=(0, 2))
    del os.environ["VIGIE_OPENAI_BASE_URL"], os.environ["VIGIE_OPENAI_MODEL"]
    asked = (ROOT / "eval" / "questions" / "starter.jsonl").read_text(encoding="utf-8").splitlines()
    questions = folder / "questions.jsonl"
    here = [
        line
        for line in asked
        if {each["document"] for each in json.loads(line).get("evidence", ())} == {Path(note).name}
    ]
    questions.write_text("\n".join(here[:2]) + "\n", encoding="utf-8")
    run = ["eval", "run", "--questions", str(questions), "--corpus", note, "--provider", "none", "--limit", "1"]
    vigie(*run, "--out", str(folder / "run"), expected=(0, 1))


def page(folder: Path) -> None:
    """Serve the page; ask it, draw a source, add a file, use the API."""
    import httpx
    import uvicorn

    from assistant.page.app import create_app, listen
    from assistant.page.shelf import LibraryShelf
    from assistant.service import Vigie
    from corpus.settings import load

    service = Vigie(load(provider="none"))
    sock = listen(service.settings.model_copy(update={"port": 0}))
    server = uvicorn.Server(
        uvicorn.Config(create_app(service, service.settings, LibraryShelf(service.library)), log_level="error")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    [document] = service.documents()
    with httpx.Client(base_url=f"http://127.0.0.1:{sock.getsockname()[1]}", timeout=60, trust_env=False) as client:
        for path in ("/", "/en/", "/config", "/gradio_api/info", "/api/v1/openapi.json", "/api/v1/documents"):
            assert client.get(path).status_code == 200, path
        place = f"/source/{document.id}/1"
        for path in (place, f"{place}/page.png", f"{place}/marks.svg?start=0&end=20"):
            assert client.get(path).status_code == 200, path
        assert client.post("/api/v1/excerpts", json={"subject": QUESTION}).status_code == 200
        answer = client.post("/api/v1/ask", json={"question": QUESTION, "provider": "none"})
        assert answer.status_code == 200, answer.text
        assert client.post("/gradio_api/upload", files={"files": ("note.txt", b"Une note.")}).status_code == 200
        _ask_the_page(client)
    added = folder / "ajout.txt"
    added.write_text("Le plan est doté de 12 millions d'euros.", encoding="utf-8")
    assert [each.record.status for each in LibraryShelf(service.library).add_files([added]) if each.record] == [
        "indexed"
    ]
    server.should_exit = True
    thread.join(20)


def _ask_the_page(client: "httpx.Client") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Send the question as the page does, and follow the events of its answer."""
    config = client.get("/config").json()
    labels = {each["id"]: each["props"].get("label") for each in config["components"]}
    ask = next(
        each
        for each in config["dependencies"]
        if any("Votre question" in (labels.get(i) or "") for i in each["inputs"])
    )
    values = {each["id"]: each["props"].get("value") for each in config["components"]}
    data = [QUESTION if "Votre question" in (labels.get(i) or "") else values.get(i) for i in ask["inputs"]]
    body = {"data": data, "fn_index": ask["id"], "session_hash": "essai"}
    assert client.post("/gradio_api/queue/join", json=body).status_code == 200
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "essai"}) as events:
        for line in events.iter_lines():
            if "process_completed" in line:
                return
    raise AssertionError("the page did not answer")


def main() -> None:
    """Walk."""
    folder = Path(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    commands(folder, f"http://127.0.0.1:{server.server_address[1]}/v1")
    page(folder)
    print("WALKED")


if __name__ == "__main__":
    main()
