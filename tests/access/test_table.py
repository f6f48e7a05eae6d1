"""Who may see what: ``table.toml`` against a real server, every row with every visitor. What is not in it fails."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.conftest import MARKS, House

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("table.toml").read_text("utf-8"))
VISITORS = ("nobody", "other", "admin", "owner")  # the owner last: until then nothing of theirs may have changed
COLUMNS = ("nobody", "other", "owner", "admin")  # of ``expect``
HASH = "chosenbythebrowser"  # the same for all: whoever knows another's must not reach it


def routes(app: Any) -> Iterator[str]:
    """``METHOD /path`` of everything that is served, ours and Gradio's; HEAD beside a GET is left out."""
    for route in app.routes:
        yield from _of(route)


def _of(route: Any) -> Iterator[str]:
    if hasattr(route, "effective_candidates"):
        for one in route.effective_candidates():
            yield from _of(one)
    elif getattr(route, "methods", None):
        yield from (f"{m} {route.path}" for m in route.methods if m != "HEAD" or "GET" not in route.methods)
    elif hasattr(route, "starlette_route") and route.starlette_route is not None:
        yield from _of(route.starlette_route)
    elif hasattr(getattr(route, "app", None), "routes"):
        assert not route.path, f"a mount at {route.path!r} is not known to this test"
        yield from routes(route.app)
    else:
        yield f"? {getattr(route, 'path', route)}"


def screens(app: Any) -> Any:
    """Gradio's Blocks inside the application."""
    return next(route.app for route in app.routes if hasattr(getattr(route, "app", None), "get_blocks")).get_blocks()


def events(app: Any) -> dict[str, Any]:
    """Every event that Gradio can be asked for, by number too, as ``document.save on save``."""
    found: dict[str, Any] = {}
    for number, fn in screens(app).fns.items():
        for _, event in fn.targets:
            name = f"{fn.fn.__module__.rpartition('.')[2]}.{fn.fn.__name__} on {event}"
            found[name] = (number, fn)
    return found


def test_every_route_is_in_the_table(house: House) -> None:
    found = set(routes(house.app))
    known = {row["call"] for row in TABLE["route"]} | set(TABLE["closed"]["calls"])
    assert sorted(found - known) == [], "a new route: say in tests/access/table.toml who may use it"
    assert sorted(known - found) == [], "no longer served: take it out of tests/access/table.toml"


def test_every_event_is_in_the_table(house: House) -> None:
    found, known = set(events(house.app)), set(TABLE["event"])
    assert sorted(found - known) == [], "a new event: say in tests/access/table.toml who may use it"
    assert sorted(known - found) == [], "no longer there: take it out of tests/access/table.toml"


def test_no_screen_takes_files_through_gradio_or_shows_them(house: House) -> None:
    names = {type(block).__name__ for block in screens(house.app).blocks.values()}
    assert names <= {"HTML", "Column", "Navbar"}, "its files would lie where others can reach them"


@pytest.mark.parametrize("row", TABLE["route"], ids=lambda row: str(row["call"]))
def test_a_route_answers_everybody_as_the_table_says(house: House, row: dict[str, Any]) -> None:
    expect = dict(zip(COLUMNS, row["expect"], strict=True))
    if row.get("propose"):
        house.service.propose("owner", house.values()["document_id"], row["propose"]["doctype"])
    values = {**TABLE["values"], **house.values(), **row.get("values", {})}
    before = house.kept()
    method, path = row["call"].split(" ", 1)
    path = re.sub(r"\{(\w+)(:path)?\}", lambda found: str(values[found[1]]), path)
    for who in VISITORS:
        if who == "owner":
            assert house.kept() == before, "somebody else changed what is the owner's"
        said = _asked(house.visitors[who], method, path + row.get("query", "").format(**values), row)
        assert said.status_code == expect[who], f"{who}: {said.status_code} {said.text[:300]}"
        _shows(who, said.text, bool(row.get("shows")))


def _asked(visitor: httpx.Client, method: str, path: str, row: dict[str, Any]) -> httpx.Response:
    files = {"files": ("other.pdf", b"%PDF-1.4 nothing")} if row.get("file") else None
    body = {"json": row["body"]} if "body" in row else {"data": row["form"]} if "form" in row else {}
    with visitor.stream(method, path, files=files, **body) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            answer._content = b""  # endless: that it began is what counts here
        else:
            answer.read()
        return answer


def _shows(who: str, text: str, owners: bool) -> None:
    seen = [mark for mark in MARKS if mark in text]
    if who != "owner":
        assert not seen, f"{who} sees {seen}"
    elif owners:
        assert seen, "not even the owner sees it, so the test would see no leak"


@pytest.mark.parametrize("call", TABLE["closed"]["calls"])
def test_what_is_closed_is_closed_for_everybody(house: House, call: str) -> None:
    method, path = call.split(" ", 1)
    path = re.sub(r"\{\w+(:path)?\}", "x", path)
    for who in VISITORS:
        said = house.visitors[who].request(method, path)
        assert said.status_code == 403, f"{who}: {said.status_code} {said.text[:300]}"


@pytest.mark.parametrize("name", TABLE["event"])
def test_an_event_answers_everybody_as_the_table_says(house: House, name: str) -> None:
    row = TABLE["event"][name]
    expect = dict(zip(COLUMNS, row["expect"], strict=True))
    values = house.values()
    before = house.kept()
    number, fn = events(house.app)[name]
    said = {**TABLE["said"], "id": values["document_id"], "document": values["document_id"], "job": values["job_id"]}
    said |= {"run": values["run"], "ids": values["document_id"]}
    for who in VISITORS:
        if who == "owner":
            assert house.kept() == before, "somebody else changed what is the owner's"
        body = {"fn_index": number, "session_hash": HASH, "data": [None] * len(fn.inputs), "event_data": said}
        answer = house.visitors[who].post(f"/gradio_api/run/predict?id={values['document_id']}", json=body)
        assert answer.status_code == expect[who], f"{who}: {answer.status_code} {answer.text[:300]}"
        _shows(who, answer.text, bool(row.get("shows")))


@pytest.mark.parametrize("path", TABLE["file"]["paths"])
def test_a_file_of_the_house_is_served_to_nobody(house: House, path: str) -> None:
    blob = next(one for one in (house.folder / "data" / "files").rglob("*") if one.is_file())
    path = path.format(data=house.folder / "data", blob=blob, name=blob.name)
    for who in VISITORS:
        said = house.visitors[who].get(path)
        assert said.status_code in (401, 403, 404), f"{who}: {said.status_code} {said.text[:300]}"
        assert b"SQLite format" not in said.content
        assert blob.read_bytes()[:100] not in said.content


def test_no_event_waits_where_another_could_ask_for_its_answer(house: House) -> None:
    """kotaemon#846: whoever knew another's session hash could read their answers in Gradio's queue. Ours is closed."""
    assert [name for name, (_, fn) in events(house.app).items() if fn.queue is not False] == []
