"""Upload: files come in, are read, and show how far they are. The first screen, so it also offers the samples.

Files go from the browser straight to ``POST /api/documents``, one request each: a refusal concerns one file, and
nothing lies in Gradio's cache, where others could read it.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import Any

import gradio as gr

from app import samples
from app.service import Conflict, JobView, NotFound, Service
from app.ui.pace import pace
from app.ui.theme import component
from app.ui.visitor import bind, locale_of, named, owner_of, said

RECENT = 20  # documents that the estimate of the time goes by
SHOWN = 30  # rows; the library has the rest
ACTIVE = ("queued", "reading")


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    offered = [{"name": one.name, "picture": _picture(one.name)} for one in service.samples()]
    view = component(
        "upload",
        ("look", "added", "sample", "cancel", "retry", "hold"),
        samples=offered,
        megabytes=f"{service.settings.max_mb:g}",
    )

    def show(request: gr.Request) -> dict[str, Any]:
        return _shown(service, request)

    def read_sample(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        owner, again = owner_of(request), ""
        try:
            taken = service.read_sample(owner, said(event, "name"))
            again = taken.job_id if taken.duplicate else ""
        except NotFound as problem:
            return _shown(service, request, notice=str(problem))
        return _shown(service, request, again=again)

    def cancel(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        try:
            if said(event, "job"):
                service.cancel(owner_of(request), said(event, "job"))
            else:
                service.cancel_all(owner_of(request))
        except NotFound as problem:
            return _shown(service, request, notice=str(problem))
        return _shown(service, request)

    def retry(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        try:
            if not said(event, "job"):
                service.retry_failed(owner_of(request))
                return _shown(service, request)
            service.retry(owner_of(request), said(event, "job"), said(event, "password") or None)
        except (NotFound, Conflict) as problem:
            return _shown(service, request, notice=str(problem))
        return _shown(service, request)

    def hold(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        job = said(event, "job")
        service.hold(owner_of(request), said(event, "held") == "yes", [job] if job else None)
        return _shown(service, request)

    bind(screens.load, show, (view,))
    bind(view.look, show, (view,))
    bind(view.added, show, (view,))
    bind(view.sample, read_sample, (view,))
    bind(view.cancel, cancel, (view,))
    bind(view.retry, retry, (view,))
    bind(view.hold, hold, (view,))


def _shown(service: Service, request: gr.Request, notice: str = "", again: str = "") -> dict[str, Any]:
    owner = owner_of(request)
    jobs = service.jobs(owner)
    active = [job for job in jobs if job.state in ACTIVE]
    # What is under way stands above what is over; the queue in its order, the rest newest first.
    active.sort(key=lambda job: (job.state != "reading", job.held, job.position))
    ended = [job for job in jobs if job.state not in ACTIVE]
    each = _seconds_each(ended)
    value = {
        "jobs": [_row(job, each, service.settings.workers) for job in [*active, *ended][:SHOWN]],
        "active": len(active),
        "held": sum(job.held for job in active),
        "failed": sum(job.state == "failed" for job in ended),
        "done": sum(job.state == "done" for job in ended),
        "more": len(jobs) > SHOWN,
        "kinds": named(service.doctypes(owner), locale_of(request)),
        "notice": notice,
        "again": again,
    }
    going = any(not job.held or job.state == "reading" for job in active)
    return {**value, "pace": pace(going, active, service.settings.workers)}


def _seconds_each(ended: Sequence[JobView]) -> float:
    """What the latest documents took on average; 0 while none is known."""
    took = [job.seconds for job in ended if job.state == "done"][:RECENT]
    return sum(took) / len(took) if took else 0.0


def _row(job: JobView, each: float, workers: int) -> dict[str, Any]:
    return {
        "id": job.id,
        "document": job.document_id,
        "name": job.name,
        "state": job.state,
        "done": job.pages_done,
        "total": job.pages_total,
        "error": job.error,
        "seconds": round(job.seconds, 1),
        "held": job.held,
        "position": job.position,
        "left": _left(job, each, max(1, workers)),
    }


def _left(job: JobView, each: float, workers: int) -> int:
    """Seconds until it is read, roughly; 0 when nobody can know."""
    if job.state == "reading" and job.pages_done:
        return math.ceil(job.seconds / job.pages_done * (job.pages_total - job.pages_done))
    if job.state == "reading":
        return math.ceil(max(0.0, each - job.seconds))
    return math.ceil(job.position * each / workers) if job.state == "queued" else 0


def _picture(name: str) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(samples.preview(name)).decode()
