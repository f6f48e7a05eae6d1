"""Around every answer: an id for the request, one log line about it, and its place in the metrics."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app import logs
from app.metrics import Metrics

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("recto")


class Traced:
    """An ASGI application with an ``X-Request-Id`` on every answer: the caller's own, or a new one.

    Lines logged while a request is answered bear the id; a job that it makes keeps it. Calls of REST are logged, those
    of the screens only from the level debug on, since an open page asks every second.
    """

    def __init__(self, app: App, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name.lower() == b"x-request-id"), b"")
        request, status, began = logs.new_request(given.decode("latin-1")), 500, time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", []), (b"x-request-id", request.encode())]
                message = {**message, "headers": headers}
            await send(message)

        with logs.about(request=request):
            try:
                await self.app(scope, receive, sending)
            finally:
                self._told(scope, status, time.perf_counter() - began)

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        path = str(scope["path"])
        ours = path.startswith("/api/")
        route = getattr(scope.get("route"), "path", "") if ours else "screens"
        self.metrics.answered(scope["method"], route or "/api", status, seconds)
        level = logging.INFO if ours else logging.DEBUG
        logs.event(log, "answered", level, method=scope["method"], path=path, status=status, seconds=seconds)
