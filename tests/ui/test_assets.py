"""Gradio's scripts and styles are compressed once, and answered to everybody as at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.ui.assets import Assets

TEXT = "a script of some length " * 200


@pytest.fixture
def visits() -> Iterator[tuple[TestClient, list[str]]]:
    """A browser in front of an application with scripts, and the addresses that got as far as the application."""
    asked: list[str] = []

    def script(request: Request) -> Response:
        asked.append(request.url.path)
        if request.path_params["name"] == "none.js":
            return PlainTextResponse(TEXT, status_code=404)
        return StreamingResponse(iter([TEXT[:900], TEXT[900:]]), media_type="text/javascript", headers={"etag": '"1"'})

    app: Any = Starlette(routes=[Route("/assets/{name}", script), Route("/api/{name}", script)])
    app.add_middleware(GZipMiddleware)
    app.add_middleware(Assets)
    with TestClient(app) as client:
        yield client, asked


def test_the_second_who_asks_gets_the_same_from_what_is_kept(visits: tuple[TestClient, list[str]]) -> None:
    client, asked = visits
    first, second = (client.get("/assets/one.js", headers={"accept-encoding": "gzip, br"}) for _ in range(2))
    assert first.text == second.text == TEXT
    assert first.headers == second.headers
    assert second.headers["content-encoding"] == "gzip"
    assert asked == ["/assets/one.js"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/assets/one.js", {"accept-encoding": "identity"}),
        ("/assets/one.js", {"accept-encoding": "gzip", "range": "bytes=0-9"}),
        ("/assets/one.js", {"accept-encoding": "gzip", "if-none-match": '"1"'}),
        ("/assets/none.js", {"accept-encoding": "gzip"}),
        ("/api/one", {"accept-encoding": "gzip"}),
    ],
)
def test_all_else_is_passed_on(visits: tuple[TestClient, list[str]], path: str, headers: dict[str, str]) -> None:
    client, asked = visits
    for _ in range(2):
        client.get(path, headers=headers)
    assert asked == [path] * 2


def test_another_way_of_compressing_is_another_answer(visits: tuple[TestClient, list[str]]) -> None:
    client, asked = visits
    for coding in ("gzip", "br", "gzip"):
        assert client.get("/assets/one.js", headers={"accept-encoding": coding}).text == TEXT
    assert len(asked) == 2  # the second was answered plain by this application and is not kept
    client.get("/assets/one.js", headers={"accept-encoding": "br"})
    assert len(asked) == 3
