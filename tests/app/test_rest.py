"""REST: the same service by HTTP; every error is JSON with one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.server import create_app
from app.settings import Settings
from tests.draw import RECEIPT, pdf, png

DATA = pdf(RECEIPT)


def sent(client: TestClient, *files: tuple[str, bytes], **form: str) -> httpx.Response:
    return client.post("/api/documents", data=form, files=[("files", file) for file in files])


def error(answer: httpx.Response) -> str:
    body: dict[str, Any] = answer.json()
    assert isinstance(body["error"], str)
    assert "\n" not in body["error"]
    return body["error"]


def test_a_document_by_http(client: TestClient, read: Callable[[], None]) -> None:
    answer = sent(client, ("cafe.pdf", DATA))
    assert answer.status_code == 201
    (taken,) = answer.json()["files"]
    assert [job["state"] for job in client.get("/api/jobs?active=true").json()] == ["queued"]
    read()
    (job,) = client.get(f"/api/jobs?ids={taken['job_id']}").json()
    assert (job["state"], job["pages_done"], job["pages_total"]) == ("done", 1, 1)
    at = f"/api/documents/{taken['document_id']}"
    view = client.get(at).json()
    assert view["status"] == "read"
    total = next(one for one in view["fields"] if one["path"] == "total")
    assert (total["value"], total["page"]) == ("12.32", 1)
    assert set(total["box"]) == {"x0", "y0", "x1", "y1"}
    assert view["tables"]["line_items"]["rows"][0][0]["value"] == "Flat white"

    image = client.get(f"{at}/pages/1.webp")
    assert (image.headers["content-type"], image.content[8:12]) == ("image/webp", b"WEBP")
    again = client.get(f"{at}/pages/1.webp", headers={"if-none-match": image.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "CAFE" in [word["text"] for word in client.get(f"{at}/pages/1/words").json()]

    assert client.get("/api/documents?text=almond&amount_min=12&amount_max=13").json()["total"] == 1
    assert client.get("/api/documents?text=almond&date_from=2026-03-15").json()["total"] == 0

    changed = client.patch(f"{at}/fields/line_items.0.amount", json={"after": "8.00", "before": "7.00"})
    assert changed.status_code == 200
    conflict = client.patch(f"{at}/fields/line_items.0.amount", json={"after": "9.00", "before": "7.00"})
    assert conflict.status_code == 409
    assert error(conflict)
    assert client.post(f"{at}/review", json={"reviewed": True}).json()["status"] == "reviewed"
    assert client.post(f"{at}/read").status_code == 202
    read()

    export = client.get(f"/api/exports/json?ids={taken['document_id']}")
    assert "attachment" in export.headers["content-disposition"]
    assert "8.00" in export.text
    assert client.delete(at).status_code == 204
    assert client.get(at).status_code == 404


def test_each_file_of_a_batch_is_answered_for_itself(client: TestClient) -> None:
    answer = sent(client, ("a.pdf", DATA), ("empty.pdf", b""), ("b.png", png()), ("c.txt", b"words"))
    assert answer.status_code == 201
    a, empty, b, text = answer.json()["files"]
    assert a["document_id"]
    assert b["document_id"]
    assert empty["error"].startswith("'empty.pdf' is empty")
    assert text["error"].startswith("'c.txt' is not a document")
    assert sent(client, ("a.pdf", DATA)).status_code == 200, "a duplicate makes nothing new"


@pytest.mark.parametrize(
    ("files", "status", "says"),
    [
        ([("big.pdf", b"%PDF-1.4" + bytes(1_000_001))], 413, "'big.pdf' is larger than 1 MB"),
        ([("words.txt", b"words")], 415, "'words.txt' is not a document"),
        ([(f"{i}.pdf", pdf([str(i)])) for i in range(6)], 413, "more than 5 files"),
        ([], 422, "multipart/form-data"),
    ],
)
def test_what_is_refused(client: TestClient, files: list[tuple[str, bytes]], status: int, says: str) -> None:
    answer = sent(client, *files)
    assert answer.status_code == status
    assert says in error(answer)


def test_a_body_beyond_all_limits_is_refused_unread(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": "99000000"}
    answer = client.post("/api/documents", content=endless(), headers=headers)
    assert answer.status_code == 413


def test_a_type_is_asked_for_with_the_upload(client: TestClient) -> None:
    assert client.put("/api/types/slip", json={"fields": [{"name": "total", "type": "amount"}]}).status_code == 200
    assert [one["name"] for one in client.get("/api/types").json() if one["own"]] == ["slip"]
    assert sent(client, ("a.pdf", DATA), doctype="slip").status_code == 201
    answer = sent(client, ("b.pdf", DATA), doctype="nonsense")
    assert answer.status_code == 422
    assert "Unknown document type 'nonsense'" in error(answer)
    assert client.delete("/api/types/slip").status_code == 204
    assert client.delete("/api/types/slip").status_code == 404
    assert client.delete("/api/types/receipt").status_code == 409


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "documents/" + "0" * 64, 404),
        ("GET", "documents/x/pages/1.webp", 404),
        ("GET", "documents/x/pages/one.webp", 422),
        ("GET", "documents?amount_min=lots", 422),
        ("GET", "documents?limit=100000", 422),
        ("GET", "documents?sort=colour", 422),
        ("POST", "jobs/x/cancel", 404),
        ("POST", "samples/x", 404),
        ("GET", "exports/pdf", 422),
        ("GET", "nothing/here", 404),
        ("POST", "documents", 422),
        ("PUT", "documents", 405),
    ],
)
def test_errors_are_one_sentence(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, f"/api/{path}")
    assert answer.status_code == status, answer.text
    assert error(answer)


def test_samples_are_read_with_one_call(client: TestClient) -> None:
    names = [sample["name"] for sample in client.get("/api/samples").json()]
    assert len(names) == 5
    assert client.post(f"/api/samples/{names[0]}").status_code == 201


def test_the_interface_describes_itself_without_anything_from_elsewhere(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert "/api/documents" in described["paths"]
    assert "multipart/form-data" in described["paths"]["/api/documents"]["post"]["requestBody"]["content"]
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "//" not in page.text.replace("<!--", ""), "an address of another machine"
    assert client.get("/docs").status_code == 404


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    assert client.get("/readyz").status_code == 200
    answer = client.get("/healthz", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert "evil.example" in error(answer)


def test_the_screens_stand_behind_the_same_guard(settings: Settings) -> None:
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        page = client.get("/")
        assert (page.status_code, "text/html" in page.headers["content-type"]) == (200, True)
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert "<head><script>" in page.text, "ours stand before Gradio's"
        assert "githubusercontent" not in page.text, "a link to Recto is not shown as one to Gradio"
        script = re.search(r'src="\./(assets/[^"]+)"', page.text)
        assert script
        assert "immutable" in client.get(f"/{script[1]}").headers["cache-control"]
        assert "cache-control" not in client.get(f"/{script[1]}x").headers, "only what is there may be kept"
        assert "immutable" in client.get("/theme.css?v=1").headers["cache-control"]
        assert "cache-control" not in client.get("/theme.css").headers, "only what says its version"
        assert '"connect_heartbeat":false' in page.text.replace(" ", ""), "each tab would hold a connection"
        for path in (
            "/gradio_api/file=/etc/passwd",
            "/gradio_api/proxy=http://x",
            "/monitoring",
            "/monitoring/summary",
        ):
            assert client.get(path).status_code == 403
        assert client.post("/gradio_api/upload", headers={"origin": "https://evil.example"}).status_code == 403
        assert error(client.get("/api/nothing")).startswith("There is nothing at /api/nothing")
        described = client.get("/config").json()
        assert not any(described.get(name) for name in ("enable_monitoring", "run_history", "analytics_enabled"))


def test_of_pages_that_were_closed_little_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.SESSIONS", 3)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        for number in range(5):
            body = {"fn_index": 0, "session_hash": f"page{number}", "data": []}
            assert client.post("/gradio_api/run/predict", json=body).status_code == 200
        app: Any = client.app
        screens = next(route.app for route in app.routes if hasattr(getattr(route, "app", None), "get_blocks"))
        assert len(screens.state_holder.session_data) == 3
