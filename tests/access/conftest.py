"""A real server that asks who everybody is, in this process, with a person on each side of the door."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from app.access import passwords
from app.server import create_app
from app.service import Query, Service
from app.settings import Settings
from tests.app.conftest import free_port
from tests.draw import ANSWERS, RECEIPT, pdf

PASSWORD = "several plain words"
MARKS = ("CORNER CAFE", "of-the-owner")  # a value and the name of the owner's document: nobody else may see one
FILE = "of-the-owner.pdf"


def sign_in(url: str, name: str, password: str = PASSWORD, **more: Any) -> httpx.Client:
    """A browser that is signed in, through the form as it is drawn."""
    browser = httpx.Client(base_url=url, timeout=60, **more)
    page = browser.get("/login")
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found, page.text
    answer = browser.post("/login", data={"name": name, "password": password, "token": found[1]})
    assert answer.status_code == 303, answer.text
    return browser


@dataclass
class House:
    """A running server with its visitors, and what there is of the owner's."""

    app: Any
    url: str
    folder: Path
    visitors: dict[str, httpx.Client]

    @property
    def service(self) -> Service:
        """The service behind the door, to look at the owner's without asking the door."""
        found: Service = self.app.state.service
        return found

    def values(self) -> dict[str, str]:
        """What stands for the parameters of an address: always the owner's document and job, read."""
        self.wait()
        rows = [job for job in self.service.jobs("owner") if job.name == FILE]
        if not rows or rows[0].state != "done":
            self.service.upload("owner", FILE, pdf(RECEIPT))
            self.wait()
            rows = [job for job in self.service.jobs("owner") if job.name == FILE]
        proposal = self.service.document("owner", rows[0].document_id).proposal
        return {
            "document_id": rows[0].document_id,
            "job_id": rows[0].id,
            "run": proposal.run if proposal else "1",
        }

    def wait(self) -> None:
        """Until nothing of the owner's waits to be read."""
        end = time.monotonic() + 120
        while self.service.jobs("owner", active_only=True):
            assert time.monotonic() < end, "it was not read in time"
            time.sleep(0.05)

    def kept(self) -> Any:
        """Everything of the owner's, to see that nobody else changed it."""
        hits = self.service.search("owner", Query(limit=500)).rows
        views = [self.service.document("owner", hit.document_id) for hit in hits]
        members = self.service.store.access.workspaces()["owner"]
        return views, self.service.jobs("owner"), self.service.doctypes("owner"), members


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """``admin`` (of the installation), ``owner`` and ``other``, each in their own workspace, and ``nobody``."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "script.json").write_text(json.dumps({"kind": "receipt", "answers": ANSWERS}), "utf-8")
    port = free_port()
    given = {"script": str(folder / "script.json")}
    settings = Settings(data=folder / "data", model="scripted", model_settings=given, login=True, port=port)
    app = create_app(settings)
    access, kept = app.state.service.store.access, passwords.hashed(PASSWORD)
    access.begin("admin", kept, "local")
    for name in ("owner", "other"):
        access.add(name, kept, name)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 120
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.05)
    visitors = {name: sign_in(url, name) for name in ("other", "owner", "admin")}
    visitors["nobody"] = httpx.Client(base_url=url, timeout=60)
    yield House(app, url, folder, visitors)
    for visitor in visitors.values():
        visitor.close()
    server.should_exit = True
    thread.join(30)
