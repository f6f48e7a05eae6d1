"""What can be watched: a request's id from its answer to its job and log, metrics that add up, readiness."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app import logs
from app.life import Life
from app.reader import Reader
from app.server import create_app
from app.settings import SettingError, Settings
from tests.draw import RECEIPT, pdf


def test_metrics_tell_of_queue_pages_tokens_and_answers(client: TestClient, settings: Settings) -> None:
    store = client.app.state.service.store  # type: ignore[attr-defined]
    client.post("/api/documents", files=[("files", ("a.pdf", pdf(RECEIPT, RECEIPT)))])
    assert 'recto_jobs{state="queued"} 1.0' in client.get("/metrics").text
    reader = Reader(settings, store)
    with Life(store, reader) as life:
        life.model = "scripted"
        assert reader.read_next()
        life.beat()
        seen = client.get("/metrics").text
        assert "recto_workers_ready 1.0" in seen
        assert "recto_worker_memory_bytes{" in seen
    text = client.get("/metrics").text  # the process has ended, what it did counts on
    for line in ('recto_jobs{state="done"} 1.0', "recto_pages_total 2.0", "recto_workers 0.0"):
        assert line in text, text
    assert 'recto_stage_seconds_total{stage="render"}' in text
    assert 'recto_requests_total{method="POST",route="/api/documents",status="201"} 1.0' in text
    assert "recto_tokens_in_total" in text


def test_a_request_is_known_by_its_id_from_the_answer_to_the_job_and_the_log(
    client: TestClient, read: Callable[[], None]
) -> None:
    out, log = io.StringIO(), logging.getLogger("recto")
    handler = logging.StreamHandler(out)
    logs.start("info", "json")
    handler.setFormatter(logging.getLogger().handlers[0].formatter)
    log.addHandler(handler)
    try:
        files = [("files", ("Lohn Anna.pdf", pdf(RECEIPT)))]
        answer = client.post("/api/documents", files=files, headers={"x-request-id": "abc-1"})
        assert answer.headers["x-request-id"] == "abc-1"
        assert client.get("/api/jobs", headers={"x-request-id": "a b\n"}).headers["x-request-id"] != "a b"
        read()
    finally:
        log.removeHandler(handler)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    mine = [line for line in lines if line.get("request") == "abc-1"]
    assert [line["event"] for line in mine] == ["answered", "reading", "left"]
    assert (mine[0]["status"], mine[2]["state"], mine[2]["pages"]) == (201, "done", 1)
    assert "Anna" not in out.getvalue()


def test_it_is_ready_when_a_reading_process_has_loaded_its_model(settings: Settings) -> None:
    class Crew:
        pids = (1,)

    app = create_app(Settings(**{**settings.__dict__, "workers": 1}), screens=False)
    client = TestClient(app, base_url="http://localhost")  # without its lifespan: nothing is started
    app.state.crew = Crew()
    store = app.state.service.store
    assert "being loaded" in client.get("/readyz").json()["error"]
    with Life(store, Reader(settings, store)) as life:
        life.trouble = "The weights are missing."
        life.beat()
        assert client.get("/readyz").json()["error"] == "The weights are missing."
        life.model = "scripted"
        life.beat()
        assert client.get("/readyz").status_code == 200


def test_logfmt_stays_on_one_line_and_unknown_formats_are_refused() -> None:
    record = logging.LogRecord("recto", logging.INFO, "", 0, 'two words\n"x"', None, None)
    logs.start("info", "logfmt")
    line = logging.getLogger().handlers[0].format(record)
    assert "\n" not in line
    assert 'event="two words\\n\\"x\\""' in line
    with pytest.raises(SettingError, match="RECTO_LOG_FORMAT=xml cannot be used"):
        Settings(log_format="xml")
