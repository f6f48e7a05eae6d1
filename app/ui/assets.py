"""Gradio's own scripts and styles, compressed once: it would do so again for everybody who opens their first page."""

from __future__ import annotations

from app.security import NAMED_BY_CONTENT, App, Message, Receive, Scope, Send

CODINGS = (b"br", b"gzip")  # what Gradio compresses with, its favourite first
WHOLE = frozenset({b"range", b"if-none-match", b"if-modified-since"})  # a request with none of them wants all of it


class Assets:
    """An ASGI application that keeps what ``app`` answered, compressed, when asked for files named by their content."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._kept: dict[tuple[str, bytes], tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the call on and keep the answer."""
        key = _key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        if key not in self._kept:
            await self.app(scope, receive, self._keeping(key, send))
            return
        start, body = self._kept[key]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _keeping(self, key: tuple[str, bytes], send: Send) -> Send:
        start: Message = {}
        body = bytearray()

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = {**message, "headers": list(message["headers"])}  # what is around us adds to the list
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body") and _is_compressed(start):
                    self._kept[key] = start, bytes(body)
            await send(message)

        return sending


def _key(scope: Scope) -> tuple[str, bytes] | None:
    """What is asked for and how it may be compressed; None for what is not kept."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(NAMED_BY_CONTENT):
        return None
    headers = {name.lower(): value for name, value in scope["headers"]}
    coding = next((one for one in CODINGS if one in headers.get(b"accept-encoding", b"")), b"")
    return (scope["path"], coding) if coding and not WHOLE & headers.keys() else None


def _is_compressed(start: Message) -> bool:
    return start.get("status") == 200 and any(name.lower() == b"content-encoding" for name, _ in start["headers"])
