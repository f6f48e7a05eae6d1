"""The wrapper around the whole web application: who may call, what Gradio must not serve, headers on every answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOME = frozenset({"localhost", "127.0.0.1", "::1"})

BLOCKED = (  # Gradio serves any visitor's upload by its path, proxies addresses, and shows state: none of it is needed
    "/gradio_api/file=",
    "/gradio_api/file/",
    "/gradio_api/proxy=",
    "/gradio_api/stream/",
    "/gradio_api/component_server",
    "/gradio_api/deep_link",
    "/file=",
    "/file/",
    "/proxy=",
    "/monitoring",
)

TAKES_FILES = ("/api/documents", "/gradio_api/upload")  # these count what comes themselves
BODY_BYTES = 4_000_000  # of all other requests: a page of fields, or a large document type

HEADERS = {
    # Gradio's page needs inline scripts and gr.HTML's templates need eval: this is the second line, escaping the first
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # no-referrer would turn the Origin of our own forms into null
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guarded:
    """An ASGI application with the checks and headers of this file around ``app``.

    ``hosts`` are the names, beside this machine's own, under which it may be called: a page elsewhere that lets its
    own name point at 127.0.0.1 (DNS rebinding) is refused by its Host header, and a form elsewhere that posts here by
    its Origin. ``hosts`` with ``*`` switches off the first check.
    """

    def __init__(self, app: App, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = HOME | frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it with 403 (blocked, foreign page) or 421 (foreign name)."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal:
            await _refuse(*refusal, _with_headers(send))
        else:
            await self.app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if "*" not in self.hosts and _name(host) not in self.hosts:
            return 421, f"Recto does not answer to the name {host!r}; open it as http://127.0.0.1 or set RECTO_HOSTS."
        path = "/" + scope["path"].lstrip("/").lower()
        if path.startswith(BLOCKED):
            return 403, "This address is not served."
        if scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            origin = headers.get(b"origin")
            if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
                return 403, f"A page of {origin!r} may not change anything here; use Recto's own page."
            if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "Another site may not change anything here; use Recto's own page."
            if path not in TAKES_FILES and scope["type"] == "http":
                if "chunked" in headers.get(b"transfer-encoding", "").lower():
                    return 411, "This address takes only requests that say how long they are; send a Content-Length."
                length = headers.get(b"content-length", "0")
                if not length.isdecimal() or int(length) > BODY_BYTES:
                    return 413, f"This address takes at most {BODY_BYTES // 1_000_000} MB; send less."
        return None


def _name(host: str) -> str:
    """``[::1]:7860`` -> ``::1``."""
    host = host.strip().lower()
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = {name.encode(): value.encode() for name, value in HEADERS.items()}
            theirs = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
            message = {**message, "headers": [*theirs, *ours.items()]}
        await send(message)

    return sending


async def _refuse(status: int, sentence: str, send: Send) -> None:
    body = json.dumps({"error": sentence}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
