"""REST for tags, collections, saved searches, totals, doubles, the bin and whole batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from app.server import create_app
from app.service import Service
from app.settings import Settings
from tests.draw import pdf


@pytest.fixture
def web(settings: Settings) -> Iterator[TestClient]:
    """The application without screens."""
    with TestClient(create_app(settings, screens=False), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def service(web: TestClient) -> Service:
    found: Service = web.app.state.service  # type: ignore[attr-defined]
    return found


def taken(web: TestClient, *names: str) -> list[str]:
    files = [("files", (f"{name}.pdf", pdf(("Receipt", name)), "application/pdf")) for name in names]
    return [one["document_id"] for one in web.post("/api/documents", files=files).json()["files"]]


def test_filing_finding_and_deleting_over_rest(web: TestClient, read: Callable[[], None]) -> None:
    first, second = taken(web, "first", "second")
    read()
    for kind in ("tags", "collections"):
        assert web.post(f"/api/{kind}/spring", json={"ids": [first, second]}).json()["count"] == 2
        assert web.delete(f"/api/{kind}/spring", params={"ids": second}).status_code == 200
        assert web.get(f"/api/{kind}").json() == [{"name": "spring", "count": 1}]
        found = web.get("/api/documents", params={kind[:-1]: "spring"}).json()["rows"]
        assert [one["document_id"] for one in found] == [first]
        assert web.delete(f"/api/{kind}/summer").status_code == 404
    assert web.put("/api/searches/mine", json={"text": "oak"}).status_code == 204
    assert web.get("/api/searches").json() == [{"name": "mine", "asked": {"text": "oak"}}]
    assert web.delete("/api/searches/mine").status_code == 204
    assert web.delete("/api/searches/mine").status_code == 404
    assert set(web.get("/api/totals").json()) == {"months", "vendors", "more", "without"}
    assert set(web.get("/api/doubles").json()) == {"total", "rows"}

    assert web.post("/api/bin", json={"ids": [first]}).json() == {"count": 1, "ids": [first]}
    assert web.get(f"/api/documents/{first}").status_code == 404
    assert [one["document_id"] for one in web.get("/api/bin").json()] == [first]
    assert web.post("/api/bin/restore", json={"ids": [first]}).json()["count"] == 1
    assert web.delete(f"/api/documents/{first}", params={"forever": True}).status_code == 204
    assert web.get("/api/bin").json() == []
    assert web.post("/api/bin", json={"ids": []}).status_code == 422
    assert "no document" in web.post("/api/bin", json={"ids": ["f" * 64]}).json()["error"]


def test_a_whole_batch_is_paused_goes_on_is_cancelled_and_tried_again(
    web: TestClient, read: Callable[[], None]
) -> None:
    taken(web, "first", "second")
    assert web.post("/api/jobs/pause").json()["count"] == 2
    read()
    assert [(job["state"], job["held"]) for job in web.get("/api/jobs").json()] == [("queued", True)] * 2
    assert web.post("/api/jobs/resume").json()["count"] == 2
    assert [job["position"] for job in web.get("/api/jobs").json()] == [2, 1]
    assert web.post("/api/jobs/cancel").json()["count"] == 2
    locked = pdf(("Receipt",), password="elm")
    web.post("/api/documents", files={"files": ("locked.pdf", locked, "application/pdf")})
    read()
    assert web.post("/api/jobs/retry").json()["count"] == 1
    assert web.get("/api/jobs", params={"active": True}).json()[0]["name"] == "locked.pdf"
