"""REST for tags, collections, saved searches, totals, doubles, the bin and whole batches."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.draw import pdf


def taken(client: TestClient, *names: str) -> list[str]:
    files = [("files", (f"{name}.pdf", pdf(("Receipt", name)), "application/pdf")) for name in names]
    return [one["document_id"] for one in client.post("/api/documents", files=files).json()["files"]]


def test_filing_finding_and_deleting_over_rest(client: TestClient, read: Callable[[], None]) -> None:
    first, second = taken(client, "first", "second")
    read()
    for kind in ("tags", "collections"):
        assert client.post(f"/api/{kind}/spring", json={"ids": [first, second]}).json()["count"] == 2
        assert client.delete(f"/api/{kind}/spring", params={"ids": second}).status_code == 200
        assert client.get(f"/api/{kind}").json() == [{"name": "spring", "count": 1}]
        found = client.get("/api/documents", params={kind[:-1]: "spring"}).json()["rows"]
        assert [one["document_id"] for one in found] == [first]
        assert client.delete(f"/api/{kind}/summer").status_code == 404
    assert client.put("/api/searches/mine", json={"text": "oak"}).status_code == 204
    assert client.get("/api/searches").json() == [{"name": "mine", "asked": {"text": "oak"}}]
    assert client.delete("/api/searches/mine").status_code == 204
    assert client.delete("/api/searches/mine").status_code == 404
    assert set(client.get("/api/totals").json()) == {"months", "vendors", "more", "without"}
    assert set(client.get("/api/doubles").json()) == {"total", "rows"}

    gone = client.post("/api/bin", json={"ids": [first]}).json()
    assert (gone["count"], gone["ids"]) == (1, [first])
    assert client.get(f"/api/documents/{first}").status_code == 404
    assert [one["document_id"] for one in client.get("/api/bin").json()] == [first]
    assert client.post("/api/bin/restore", json={"ids": [first]}).json()["count"] == 1
    assert client.delete(f"/api/documents/{first}", params={"forever": True}).status_code == 204
    assert client.get("/api/bin").json() == []
    assert client.post("/api/bin", json={"ids": []}).status_code == 422
    assert "no document" in client.post("/api/bin", json={"ids": ["f" * 64]}).json()["error"]


def test_all_that_match_are_filed_read_again_deleted_and_taken_back_when_they_are_as_many_as_was_said(
    client: TestClient, read: Callable[[], None]
) -> None:
    first, second, third = taken(client, "oak one", "oak two", "elm")
    read()
    oaks = {"matching": {"text": "oak"}, "count": 2}
    assert client.post("/api/tags/tree", json=oaks | {"count": 3}).status_code == 409
    assert client.get("/api/tags").json() == []
    assert client.post("/api/tags/tree", json=oaks).json()["count"] == 2
    assert client.delete("/api/tags/tree", params={"text": "two", "count": 1}).json()["count"] == 1
    assert client.get("/api/tags").json() == [{"name": "tree", "count": 1}]
    assert client.post("/api/tags/tree", json={"matching": {"text": "oak"}}).status_code == 422

    assert client.post("/api/read", json=oaks).json()["count"] == 2
    assert client.post("/api/read", json={"ids": [second, third]}).json()["count"] == 1  # the other waits already
    assert {job["state"] for job in client.get("/api/jobs", params={"active": True}).json()} == {"queued"}
    read()
    assert client.get("/api/documents", params={"status": "read"}).json()["total"] == 3

    gone = client.post("/api/bin", json=oaks).json()
    assert (gone["count"], gone["ids"]) == (2, [])
    assert [one["document_id"] for one in client.get("/api/documents").json()["rows"]] == [third]
    assert "0 documents match now" in client.post("/api/bin", json=oaks).json()["error"]
    assert client.post("/api/bin/restore", json={"deleted_at": gone["deleted_at"]}).json()["count"] == 2
    assert client.get(f"/api/documents/{first}").status_code == 200


def test_a_queue_without_room_for_all_takes_none(client: TestClient, read: Callable[[], None]) -> None:
    ids = taken(client, "first", "second")
    read()
    client.app.state.service.store.most_waiting = 1  # type: ignore[attr-defined]
    refused = client.post("/api/read", json={"ids": ids})
    assert refused.status_code == 429
    assert "too many to be queued at once" in refused.json()["error"]
    assert client.get("/api/jobs", params={"active": True}).json() == []


def test_a_whole_batch_is_paused_goes_on_is_cancelled_and_tried_again(
    client: TestClient, read: Callable[[], None]
) -> None:
    taken(client, "first", "second")
    assert client.post("/api/jobs/pause").json()["count"] == 2
    read()
    assert [(job["state"], job["held"]) for job in client.get("/api/jobs").json()] == [("queued", True)] * 2
    assert client.post("/api/jobs/resume").json()["count"] == 2
    assert [job["position"] for job in client.get("/api/jobs").json()] == [2, 1]
    assert client.post("/api/jobs/cancel").json()["count"] == 2
    locked = pdf(("Receipt",), password="elm")
    client.post("/api/documents", files={"files": ("locked.pdf", locked, "application/pdf")})
    read()
    assert client.post("/api/jobs/retry").json()["count"] == 1
    assert client.get("/api/jobs", params={"active": True}).json()[0]["name"] == "locked.pdf"
