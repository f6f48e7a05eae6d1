"""Gradio keeps a visitor's state and events under a hash that the browser makes up: here it is tied to the session.

Whoever learns another's hash (kotaemon#846) names something of their own with it: every ``session_hash`` that comes in
is replaced by one that only this session can name. Nothing is remembered for it, so nothing is lost by a restart.
"""

from __future__ import annotations

import hashlib
import json

from app.security import BODY_BYTES, Message, Receive, Scope

GRADIO = "/gradio_api/"
NAME = "session_hash"


def bound(hash: str, session: str) -> str:
    """The name under which Gradio keeps what a browser calls ``hash``."""
    return hashlib.sha256(f"{session}\n{hash}".encode("utf-8", "replace")).hexdigest()


async def bind(scope: Scope, receive: Receive, session: str) -> tuple[Scope, Receive]:
    """The same request with its hash tied to ``session``; Gradio takes it from the body of an event, and from there
    alone, since its queue and its heartbeat are closed."""
    path = scope["path"]
    if not path.startswith(GRADIO) or scope["type"] != "http":
        return scope, receive
    if scope["method"] in ("POST", "PUT", "PATCH"):
        body = _tied(await _body(receive), session)
        scope = dict(scope)
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
