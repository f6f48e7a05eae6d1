"""The web application: REST and screens in one process; reading is done by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The whole web application, wrapped by ``app.security``.

    1. ``service = Service(settings)``; the lifespan starts and stops the worker process.
    2. Our own routes first: ``app.rest.routes(service)`` under ``/api``, ``/healthz``, ``/readyz``.
    3. ``app.ui.build(service) -> gr.Blocks`` mounted at ``/`` by ``gr.mount_gradio_app`` with Gradio's file serving,
       run history, monitoring, analytics, MCP and SSR off. While ``app.ui`` has no ``build``, REST is served alone.
    """
    raise NotImplementedError
