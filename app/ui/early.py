"""What must stand in a page before Gradio's scripts begin; the ``head`` that Gradio is given comes later."""

from __future__ import annotations

import re

from app.security import App, Message, Receive, Scope, Send
from app.ui.theme import read

THEIRS = re.compile(rb'\s*<meta\s+(?:property="og|name="twitter):[^>]*>')  # a link to Recto, shown as one to Gradio
HEAD = 5000  # bytes of a page in which they stand


class Early:
    """An ASGI application whose pages of Gradio begin with ``early.js``."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.script = f"<head><script>{read('early.js')}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        start: Message = {}

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message  # until its body tells how long it is
                return
            if start:
                if b"<gradio-app" in message.get("body", b"") and not message.get("more_body"):
                    message = {**message, "body": self._page(message["body"])}
                    start = {**start, "headers": [*_without_length(start), _length(message["body"])]}
                await send(start)
                start = {}
            await send(message)

        await self.app(scope, receive, sending)

    def _page(self, body: bytes) -> bytes:
        return THEIRS.sub(b"", body[:HEAD]).replace(b"<head>", self.script, 1) + body[HEAD:]


def _is_page(message: Message) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _without_length(message: Message) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in message["headers"] if name != b"content-length"]


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()
