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

# Gradio offers far more than the screens ask for: it serves any visitor's upload by its path, fetches addresses, shows
# state, edits its own program. What it has below its own prefix is closed but for what stands here.
GRADIO = "/gradio_api/"
OPEN = frozenset({"run/predict", "app_id"})  # every event is answered at once; by its id a page finds its server again
BLOCKED = (
    "/file=",
    "/file/",
    "/proxy=",
    "/monitoring",
    "/login/",
    "/logout/",
    "/openapi.json",
    "/pwa_icon",
    "/svelte/",
    "/manifest.json",
)

TAKES_FILES = "/api/documents"  # counts what comes itself; Gradio takes no files
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
NAMED_BY_CONTENT = "/assets/"  # Gradio's scripts and styles: a page has thirty, and no reason to ask for them again
THEME = "/theme.css"  # is asked for with ``?v=`` and its hash
FOR_GOOD = {"cache-control": "private, max-age=31536000, immutable"}
PLAIN = ("/login", "/account")  # pages of ours without any script
BARE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


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
            await refuse(*refusal, _with_headers(send, scope))
        else:
            await self.app(scope, receive, _with_headers(send, scope))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if "*" not in self.hosts and _name(host) not in self.hosts:
            return 421, f"Recto does not answer to the name {host!r}; open it as http://127.0.0.1 or set RECTO_HOSTS."
        if _closed(scope["path"]):
            return 403, "This address is not served."
        if scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            origin = headers.get(b"origin")
            if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
                return 403, f"A page of {origin!r} may not change anything here; use Recto's own page."
            if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "Another site may not change anything here; use Recto's own page."
            if scope["path"] != TAKES_FILES and scope["type"] == "http":
                if "chunked" in headers.get(b"transfer-encoding", "").lower():
                    return 411, "This address takes only requests that say how long they are; send a Content-Length."
                length = headers.get(b"content-length", "0")
                if not length.isdecimal() or int(length) > BODY_BYTES:
                    return 413, f"This address takes at most {BODY_BYTES // 1_000_000} MB; send less."
        return None


def _closed(path: str) -> bool:
    tidy = "/" + path.lstrip("/").lower()
    if not tidy.startswith(GRADIO.rstrip("/")):
        return tidy.startswith(BLOCKED)
    rest = path.removeprefix(GRADIO)  # another spelling of the prefix is left whole, and so closed
    return rest not in OPEN


def _name(host: str) -> str:
    """``[::1]:7860`` -> ``::1``."""
    host = host.strip().lower()
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _stays(scope: Scope) -> bool:
    """Whether what is asked for never changes under this address."""
    asked: str = scope["path"]
    if asked == THEME:
        return bytes(scope["query_string"]).startswith(b"v=")
    return asked.startswith(NAMED_BY_CONTENT)


def _with_headers(send: Send, scope: Scope) -> Send:
    path = scope["path"]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            policy = {"content-security-policy": BARE} if path.startswith(PLAIN) else {}
            kept = FOR_GOOD if _stays(scope) and message["status"] == 200 else {}
            ours = {name.encode(): value.encode() for name, value in {**HEADERS, **policy, **kept}.items()}
            theirs = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
            message = {**message, "headers": [*theirs, *ours.items()]}
        await send(message)

    return sending


async def refuse(status: int, sentence: str, send: Send) -> None:
    """Answer with ``status`` and one plain sentence as JSON."""
    body = json.dumps({"error": sentence}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
