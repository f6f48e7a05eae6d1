"""A drawn file of each kind through both doors: ``recto read`` and a real server end it in the same way."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.service import LOCAL, Service
from app.settings import Settings
from pipeline import exports
from tests.app.conftest import Server, recto
from tests.draw import RECEIPT, pdf
from tests.edge.test_kinds import LAUNCH, gif, stream, with_root, zipped
from tests.pipeline import drawing

FORMULA, MARKUP = '=HYPERLINK("http://x.test")', "<img/src=x/onerror=alert(1)>"
ODD_NAME = "=1+1<img src=x onerror=alert(1)>.pdf"
ANSWERS = {"vendor_name": FORMULA, "total": "12.32", "line_items.0.description": MARKUP}
FILLS = zlib.compress(b"0 0 400 340 re f\n" * 300_000, 9)  # a minute of drawing in 13 kB, and 100 MB: never 1.1 GB


def greedy(*before: list[str]) -> bytes:
    """A PDF whose last page costs a minute to draw, after pages of text."""
    pages = [drawing.text(lines, top=300) for lines in before]
    fills = stream(FILLS, "/Filter /FlateDecode")
    form = fills.replace(b"<< ", b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 340] ", 1)
    return drawing.pdf([*pages, b"/X Do"], size=(400, 340), extra=[form])


PAYLOAD = ["CORNER CAFE", FORMULA.replace("(", "\\(").replace(")", "\\)"), "Total 12.32"]
PAYLOAD.append("1 " + MARKUP.replace("(", "\\(").replace(")", "\\)"))

FILES: dict[str, bytes] = {
    "cut off.pdf": b"%PDF-1.7\n",
    "archive.pdf": zipped(),
    "bomb.gif": gif(60_000, 60_000),
    "locked.pdf": pdf(RECEIPT, password="sesame"),
    "greedy.pdf": greedy(),
    "blank.png": drawing.saved(drawing.picture([]), "PNG"),
    "launch.pdf": with_root(LAUNCH),
    "greedy at its end.pdf": greedy(PAYLOAD),
    "long.pdf": pdf(*[RECEIPT] * 5),
    ODD_NAME: pdf(PAYLOAD),
}
REFUSED = {
    "cut off.pdf": "damaged or cut off",
    "archive.pdf": "is not a document that Recto reads",
    "bomb.gif": "million pixels",
    "locked.pdf": "locked with a password",
    "greedy.pdf": "needs more than 1 seconds of computing",
}
READ = {  # what the ledger of its pages says
    "blank.png": [("read", "")],
    "launch.pdf": [("read", "")],
    "greedy at its end.pdf": [("read", ""), ("failed", "needs more than 1 seconds of computing")],
    "long.pdf": [("read", "")] * 3 + [("skipped", "the limit is 3 pages")],
    ODD_NAME: [("read", "")],
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("doors")
    script = folder / "script.json"
    script.write_text(json.dumps({"kind": "receipt", "answers": ANSWERS}), "utf-8")
    given = {"script": str(script)}
    return Settings(data=folder / "rest", model="scripted", model_settings=given, max_pages=3, cpu_seconds=1)


@pytest.fixture(scope="module")
def by_cli(settings: Settings) -> tuple[Service, dict[str, dict[str, Any]]]:
    """What ``recto read`` said of each file, and the store that it filled."""
    own = replace(settings, data=settings.data.parent / "cli")
    folder = settings.data.parent / "files"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    done = recto(own, "read", "--json", *(str(folder / name) for name in FILES))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return Service(own), {Path(one["path"]).name: one for one in told}


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[Server]:
    running = Server(settings).wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def by_rest(server: Server) -> dict[str, dict[str, Any]]:
    """What the server says of each file in the end: the refusal at the door, or the document."""
    sent = [("files", (name, data)) for name, data in FILES.items()]
    answer = httpx.post(f"{server.url}/api/documents", files=sent, timeout=60)
    assert answer.status_code == 201, answer.text
    taken = answer.json()["files"]
    until = time.monotonic() + 300  # on a busy machine; seconds on a quiet one
    while server.get("jobs?active=true"):
        assert time.monotonic() < until, server.log.read_text()
        time.sleep(0.1)
    return {
        name: one if one["error"] else server.get(f"documents/{one['document_id']}")
        for name, one in zip(FILES, taken, strict=True)
    }


def is_a_sentence(said: str) -> bool:
    return said.endswith(".") and "\n" not in said and "Traceback" not in said


@pytest.mark.parametrize("name", REFUSED)
def test_both_doors_refuse_it_in_the_same_sentence(name: str, by_cli, by_rest) -> None:  # type: ignore[no-untyped-def]
    told = by_cli[1][name]["refusal"]
    assert REFUSED[name] in told
    assert is_a_sentence(told)
    assert by_rest[name]["error"] == told


@pytest.mark.parametrize("name", READ)
def test_both_doors_read_it_as_far_as_it_goes(name: str, by_cli, by_rest) -> None:  # type: ignore[no-untyped-def]
    service, told = by_cli
    seen = service.document(LOCAL, told[name]["document_id"])
    here = [(line.state, line.note) for line in seen.coverage]
    there = [(line["state"], line["note"]) for line in by_rest[name]["coverage"]]
    assert here == there
    assert [state for state, _ in here] == [state for state, _ in READ[name]]
    for (_, note), (_, part) in zip(here, READ[name], strict=True):
        assert part in note
        assert not note or is_a_sentence(note)
    fields = {one["path"]: one["value"] for one in by_rest[name]["fields"] if one["value"] is not None}
    assert fields == {one.path: one.value for one in seen.fields if one.value is not None}
    assert ("total" in fields) == (name not in ("blank.png", "launch.pdf"))  # its first page is kept


@pytest.mark.usefixtures("by_rest")
def test_a_locked_file_opens_with_its_password(server: Server) -> None:
    form = [("password", (None, "sesame")), ("files", ("locked.pdf", FILES["locked.pdf"]))]
    (taken,) = httpx.post(f"{server.url}/api/documents", files=form, timeout=60).json()["files"]
    assert taken["error"] == ""


class Tags(HTMLParser):
    """Every tag of a page, and what could run."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        runs = [name for name, value in attrs if name.startswith("on") or (value or "").startswith("javascript:")]
        if tag in ("script", "iframe", "object", "embed") or runs:
            self.running.append(tag)


def exported(server: Server, format: str) -> bytes:
    answer = httpx.get(f"{server.url}/api/exports/{format}", timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.usefixtures("by_rest")
def test_what_a_document_says_runs_in_no_file_that_is_exported(server: Server) -> None:
    for name in ("csv", "csv_items"):
        cells = [cell for row in csv.reader(io.StringIO(exported(server, name).decode("utf-8-sig"))) for cell in row]
        assert any(FORMULA in cell or MARKUP in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    book = zipfile.ZipFile(io.BytesIO(exported(server, "xlsx")))
    sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert any("HYPERLINK" in sheet for sheet in sheets)
    assert not [sheet for sheet in sheets if re.search("<f[ >]|<hyperlink", sheet)]
    table = exported(server, "markdown").decode()
    assert "HYPERLINK" in table
    assert "<img" not in table
    if "html" in exports.names():
        tags, page = Tags(), exported(server, "html").decode()
        tags.feed(page)
        assert "HYPERLINK" in page
        assert not tags.running
