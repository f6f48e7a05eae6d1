"""Gradio keeps a visitor's state and events under a hash that the browser makes up: here it is tied to the session.

Whoever learns another's hash (kotaemon#846) names something of their own with it: every ``session_hash`` that comes in
is replaced by one that only this session can name. Nothing is remembered for it, so nothing is lost by a restart.
"""

from __future__ import annotations

import hashlib
import json
from urllib.parse import parse_qsl, quote, urlencode

from app.security import BODY_BYTES, Message, Receive, Scope

GRADIO = "/gradio_api/"
BEAT = GRADIO + "heartbeat/"
NAME = "session_hash"


def bound(hash: str, session: str) -> str:
    """The name under which Gradio keeps what a browser calls ``hash``."""
    return hashlib.sha256(f"{session}\n{hash}".encode("utf-8", "replace")).hexdigest()


async def bind(scope: Scope, receive: Receive, session: str) -> tuple[Scope, Receive]:
    """The same request with its hash tied to ``session``, wherever Gradio takes it from: path, query or body."""
    path = scope["path"]
    if not path.startswith(GRADIO) or scope["type"] != "http":
        return scope, receive
    scope = dict(scope)
    if path.startswith(BEAT):
        scope["path"] = BEAT + bound(path.removeprefix(BEAT).strip("/"), session)
        scope["raw_path"] = quote(scope["path"]).encode()
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if any(name == NAME for name, _ in pairs):
        tied = [(name, bound(value, session) if name == NAME else value) for name, value in pairs]
        scope["query_string"] = urlencode(tied).encode()
    if scope["method"] in ("POST", "PUT", "PATCH"):
        body = _tied(await _body(receive), session)
        lengthless = [(name, value) for name, value in scope["headers"] if name.lower() != b"content-length"]
        scope["headers"] = [*lengthless, (b"content-length", str(len(body)).encode())]
        receive = _once(body, receive)
    return scope, receive


def _tied(body: bytes, session: str) -> bytes:
    """The JSON with its hash tied; what is no JSON object goes to Gradio as ``{}``, which it refuses."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return b"{}"
    if NAME in said:
        said[NAME] = bound(str(said[NAME]), session)
    return json.dumps(said).encode()


async def _body(receive: Receive) -> bytes:
    """The whole body; its length was checked at the door, and is checked again while it comes."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body") or len(body) > BODY_BYTES:
            return bytes(body[:BODY_BYTES])


def _once(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
