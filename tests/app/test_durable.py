"""Nothing accepted is lost, and what is to stop stops: a cancel inside a page, time caps, a full queue, a full disk."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL.Image import Image

from app.pulse import LONGEST, Breaker, Cancelled, Pulse
from app.reader import Reader
from app.server import create_app
from app.service import LOCAL, Busy, Service
from app.settings import Settings
from pipeline.words import Ocr, Reading
from storage.errors import StorageError
from tests.draw import RECEIPT, pdf, png


class Endless(Ocr):
    """Computes for a minute, nothing in it asks whether to go on, and what goes wrong is wrapped, as libraries do."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader, self.begun, self.ended = reader, threading.Event(), False

    def read(self, image: Image) -> Reading:
        end = time.monotonic() + 60
        self.begun.set()
        with self.reader.breaker.open():
            try:
                while time.monotonic() < end:
                    sum(range(10_000))
                self.ended = True
            except Exception as error:
                raise RuntimeError("the engine failed") from error
        return super().read(image)


def slow_reader(settings: Settings, service: Service) -> tuple[Reader, Endless]:
    reader = Reader(settings, service.store)
    reader.breaker.install()
    endless = Endless(reader)
    reader._ocr = endless
    return reader, endless


def test_a_cancel_stops_the_reading_inside_a_page(settings: Settings, service: Service) -> None:
    reader, endless = slow_reader(settings, service)
    taken = service.upload(LOCAL, "till.png", png())

    def cancel() -> None:
        endless.begun.wait(60)
        service.cancel(LOCAL, taken.job_id)

    canceller = threading.Thread(target=cancel)
    canceller.start()
    assert reader.read_next()
    canceller.join()
    assert not endless.ended
    (job,) = service.jobs(LOCAL)
    assert (job.state, job.pages_done) == ("cancelled", 0)


@pytest.mark.parametrize(("load", "replaced"), [(0.0, True), (4.0, False), (1000.0, False)])
def test_a_reader_that_does_not_stop_is_replaced_later_on_a_busy_machine(
    service: Service, monkeypatch: pytest.MonkeyPatch, load: float, replaced: bool
) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (load * (os.cpu_count() or 1), 0.0, 0.0))
    service.upload(LOCAL, "a.pdf", pdf(RECEIPT))
    claim = service.store.claim("reader")
    assert claim
    abandoned: list[object] = []
    pulse = Pulse(service.store, claim, 60, Breaker(), 2.0, abandoned.append)
    pulse._stop(Cancelled())
    pulse._since -= 5
    pulse._judge()
    assert bool(abandoned) == replaced
    assert service.jobs(LOCAL)[0].state == "cancelled", "that does not wait"
    pulse._since -= 2.0 * LONGEST
    pulse._judge()
    assert abandoned, "not for ever"


def test_a_page_that_takes_too_long_is_reported_and_the_document_goes_on(settings: Settings, service: Service) -> None:
    reader, _ = slow_reader(replace(settings, page_seconds=1), service)
    taken = service.upload(LOCAL, "till.png", png())
    assert reader.read_next()
    (job,) = service.jobs(LOCAL)
    assert job.state == "failed"
    assert "Page 1 was given up: it took over 1 seconds." in job.error
    assert service.document(LOCAL, taken.document_id).pages[0].state == "failed"


def test_beyond_the_length_of_the_queue_nothing_is_taken_in(settings: Settings) -> None:
    with TestClient(create_app(replace(settings, max_queue=1), screens=False), base_url="http://localhost") as client:
        first = [("files", ("a.pdf", pdf(RECEIPT)))]
        assert client.post("/api/documents", files=first).status_code == 201
        answer = client.post("/api/documents", files=[("files", ("b.pdf", pdf(RECEIPT, RECEIPT)))])
        assert (answer.status_code, answer.headers["retry-after"]) == (429, str(Busy.retry_after))
        assert "1 documents wait to be read already" in answer.json()["error"]
        assert client.post("/api/documents", files=first).status_code == 200, "it is here already"
        assert client.get("/api/documents").json()["total"] == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_and_a_read_only_disk_refuse_at_the_door_and_lose_nothing(settings: Settings, small_disk: Path) -> None:
    settings = replace(settings, data=small_disk / "data", reserve_mb=0)
    service = Service(settings)
    accepted: list[str] = []
    refusal = ""
    for number in range(200):
        try:
            data = pdf([*RECEIPT, str(number)]) + b"%" * 100_000
            accepted.append(service.upload(LOCAL, f"{number}.pdf", data).document_id)
        except StorageError as refused:
            refusal = str(refused)
            break
    assert "full" in refusal or "No space" in refusal
    assert "\n" not in refusal
    assert 1 < len(accepted) < 40
    nearly = Service(replace(settings, reserve_mb=50))
    with pytest.raises(StorageError, match="nearly full"):
        nearly.upload(LOCAL, "one.pdf", pdf(RECEIPT))

    for store in (service.store, nearly.store):
        store.close()  # a disk with files open for writing cannot be made read-only
    subprocess.run(["mount", "-o", "remount,ro,size=60m", str(small_disk)], check=True)
    with pytest.raises(StorageError, match=r"ead-only"):
        service.upload(LOCAL, "another.pdf", pdf(RECEIPT, RECEIPT))
    service.store.close()
    subprocess.run(["mount", "-o", "remount,rw,size=60m", str(small_disk)], check=True)

    reader = Reader(settings, service.store)
    while reader.read_next():
        pass
    assert {service.document(LOCAL, one).status for one in accepted} == {"read"}
    assert service.store.verify().problems == ()
