"""The web application: REST and screens in one process; reading is done by others (``app.crew``)."""

from __future__ import annotations

import socket
import sys
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from app.settings import SettingError, Settings, calm_libraries

if TYPE_CHECKING:
    from fastapi import FastAPI

ANYWHERE = ("0.0.0.0", "::")


def create_app(settings: Settings, screens: bool = True) -> FastAPI:
    """The whole web application, with ``app.access.gate.Gate`` and ``app.security.Guarded`` around it.

    Our own routes stand first, then the screens at ``/`` with what Gradio offers beside them switched off. The
    lifespan starts the reading processes and stops them. ``app.state.service`` and ``app.state.crew`` hold both.
    Without ``screens`` REST is served alone.
    """
    calm_libraries()
    from fastapi import FastAPI

    from app import language, rest
    from app.access import pages
    from app.access.gate import Gate
    from app.crew import Crew
    from app.life import take_over
    from app.metrics import Metrics
    from app.security import Guarded
    from app.service import Service
    from app.trace import Traced

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        take_over(service.store)  # what a killed server left unfinished is read without waiting for its lease
        crew.start()
        try:
            yield
        finally:
            crew.stop()

    service, crew = Service(settings), Crew(settings, lambda: take_over(service.store))
    app = FastAPI(
        title="Recto",
        version=_version(),
        description="Documents in, typed and proven fields out. Errors are JSON: one plain sentence under 'error'.",
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere; ours is /api/docs
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.service, app.state.crew = service, crew
    if screens:
        from app.ui.assets import Assets
        from app.ui.early import Early

        app.add_middleware(Early)
        app.add_middleware(Assets)
    names = ("*",) if settings.host in ANYWHERE and not settings.hosts else (settings.host, *settings.hosts)
    app.add_middleware(Gate, settings=settings, access=service.store.access)
    app.add_middleware(Guarded, hosts=names)
    app.state.metrics = Metrics(service.store)
    app.add_middleware(Traced, metrics=app.state.metrics)

    pages.install(app)
    language.install(app)
    rest.install(app)
    return _with_screens(app, settings) if screens else app


def _with_screens(app: FastAPI, settings: Settings) -> FastAPI:
    import gradio

    from app import ui
    from app.access import visitor_of

    warnings.filterwarnings("ignore", message="SSR mode is not supported")  # it is off, and warns that it is
    mounted: FastAPI = gradio.mount_gradio_app(
        app,
        ui.build(app.state.service),
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=settings.max_bytes,
        auth_dependency=(lambda request: visitor_of(request).name) if settings.asks else None,  # the gate's second line
        **ui.look(settings.asks),
    )
    return mounted


def serve(settings: Settings) -> None:
    """Serve until stopped. Raises ``SettingError`` when the port is taken."""
    calm_libraries()
    import uvicorn

    from app import logs

    logs.start(settings.log_level, settings.log_format)

    _free(settings.host, settings.port)
    app = create_app(settings)
    if settings.asks:
        from app.access.first import welcome

        welcome(app.state.service.store.access, sys.stdout)
    print(f"Recto is at http://{settings.host}:{settings.port} and keeps its data in {settings.data}.", flush=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,  # ours
        access_log=False,  # ``app.trace`` writes one line per answer
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingError(
                f"Recto cannot listen on {host}:{port} ({error.strerror}); "
                "stop what runs there or set RECTO_PORT to another number."
            ) from None


def _version() -> str:
    try:
        return version("recto")
    except PackageNotFoundError:
        return "0"
