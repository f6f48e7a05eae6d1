"""REST under ``/api``: the service's methods as routes, its errors as status codes with one plain sentence."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse

from app.access import members
from app.routes import documents, errors, exports, filing, health, jobs, record, samples, types, upload
from app.service import NotFound

about = APIRouter(prefix="/api")


@about.get("/docs", response_class=HTMLResponse, include_in_schema=False)
def describe() -> str:
    """This interface as a page, drawn from its OpenAPI description; nothing is fetched from elsewhere."""
    return files("app").joinpath("docs.html").read_text("utf-8")


@about.get("/{anything:path}", include_in_schema=False)
def nothing_here(anything: str) -> Response:
    """A wrong address below /api is answered by us and not by the screens."""
    raise NotFound(f"There is nothing at /api/{anything}; the addresses are listed at /api/docs.")


def install(app: FastAPI) -> None:
    """Add the routes and what turns errors into answers; ``app.state`` must hold ``service`` and ``crew``."""
    app.include_router(members.api, prefix="/api")
    for subject in (health, filing, upload, documents, record, jobs, exports, types, samples):
        app.include_router(subject.api)
    app.include_router(about)  # last: it answers wrong addresses
    errors.install(app)
