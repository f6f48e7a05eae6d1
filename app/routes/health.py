"""Whether the process answers, whether it can read, and its figures."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from app.routes import Ours

api = APIRouter(tags=["health"])


@api.get("/healthz")
def healthz() -> dict[str, bool]:
    """The process answers."""
    return {"ok": True}


@api.get("/readyz")
def readyz(request: Request, ours: Ours) -> dict[str, bool]:
    """The store answers, and a reading process has loaded its model; else 503.

    Where the server starts no reading processes, whether others read is not its concern.
    """
    ours.check()
    if ours.settings.workers:
        if not request.app.state.crew.pids:
            raise HTTPException(503, "No reading process is running; it is being started again.")
        readers = ours.readers()
        if not any(one.model for one in readers):
            trouble = next((one.trouble for one in readers if one.trouble), "The model is being loaded; wait.")
            raise HTTPException(503, trouble)
    return {"ok": True}


@api.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Queue, work, memory and answers in Prometheus' text format; for this machine or an admin only."""
    return Response(request.app.state.metrics.text(), media_type=request.app.state.metrics.media_type)
