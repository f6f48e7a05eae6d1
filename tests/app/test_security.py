"""Who may call, and what is never served: the guard around any application."""

import asyncio

import httpx
import pytest

from app.security import HEADERS, Guarded, Message, Receive, Scope, Send


async def everything(_scope: Scope, _receive: Receive, send: Send) -> None:
    """An application that answers 200 to whatever comes through."""
    headers = [(b"content-type", b"text/plain"), (b"x-frame-options", b"ALLOWALL")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"through"})


def ask(method: str, url: str, hosts: tuple[str, ...] = (), **headers: str) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(app=Guarded(everything, hosts))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, url, headers=named)

    return asyncio.run(asking())


def test_every_answer_carries_our_headers_once() -> None:
    for answer in (ask("GET", "http://localhost/"), ask("GET", "http://localhost/gradio_api/file=/etc/passwd")):
        for name, value in HEADERS.items():
            assert answer.headers.get_list(name) == [value]


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file%3D/etc/passwd",
        "//gradio_api/file=/etc/passwd",
        "/GRADIO_API/file=x",
        "/gradio_api/proxy=http://example.org",
        "/gradio_api/stream/a/b",
        "/gradio_api/component_server",
        "/gradio_api/deep_link",
        "/gradio_api/upload",
        "/gradio_api/call/anything",
        "/gradio_api/what/comes/next",
        "/gradio_api/heartbeat/a",
        "/gradio_api/queue/data",
        "/gradio_api/queue/join",
        "//gradio_api/run/predict",
        "/Gradio_api/app_id",
        "/gradio_api",
        "/monitoring/summary",
        "/monitoring",
        "/file=x",
    ],
)
def test_what_gradio_must_not_serve(path: str) -> None:
    answer = ask("GET", f"http://localhost{path}")
    assert answer.status_code == 403
    assert answer.json() == {"error": "This address is not served."}


@pytest.mark.parametrize("path", ["/", "/gradio_api/run/predict", "/gradio_api/app_id", "/api/documents", "/files"])
def test_what_is_needed_comes_through(path: str) -> None:
    assert ask("POST", f"http://localhost{path}").text == "through"


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1:7860", "[::1]:7860", "LOCALHOST:1"])
def test_our_own_names_are_answered(name: str) -> None:
    assert ask("GET", "http://x/", host=name).status_code == 200


@pytest.mark.parametrize("name", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_foreign_names_are_not(name: str) -> None:
    assert ask("GET", "http://x/", host=name).status_code == 421


def test_a_name_that_was_set_is_answered() -> None:
    assert ask("GET", "http://x/", hosts=("docs.example",), host="docs.example").status_code == 200
    assert ask("GET", "http://x/", hosts=("*",), host="any.example").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:81"])
def test_a_page_elsewhere_changes_nothing(method: str, origin: str) -> None:
    assert ask(method, "http://localhost:80/", host="localhost:80", origin=origin).status_code == 403
    assert ask(method, "http://localhost/", sec_fetch_site="cross-site").status_code == 403


def test_our_own_page_may_change() -> None:
    assert ask("POST", "http://x/", host="localhost:7860", origin="http://localhost:7860").status_code == 200
    assert ask("GET", "http://localhost/", origin="https://evil.example").status_code == 200


def test_a_socket_from_elsewhere_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    headers = [(b"host", b"localhost"), (b"origin", b"https://evil.example")]
    scope = {"type": "websocket", "path": "/", "headers": headers}
    asyncio.run(Guarded(everything)(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_body_where_none_is_expected_is_refused() -> None:
    assert ask("PATCH", "http://localhost/api/documents/x/fields/y", content_length="99000000").status_code == 413
    assert ask("PATCH", "http://localhost/api/documents/x/fields/y", transfer_encoding="chunked").status_code == 411
    assert ask("POST", "http://localhost/api/documents", content_length="99000000").status_code == 200
