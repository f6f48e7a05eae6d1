"""Upload: files come in, are read, and show how far they are. The first screen, so it also offers the samples.

Files go from the browser straight to ``POST /api/documents``, one request each: a refusal concerns one file, and
nothing lies in Gradio's cache, where others could read it.
"""

from __future__ import annotations

import base64
from typing import Any

import gradio as gr

from app import samples
from app.service import Conflict, JobView, NotFound, Service
from app.ui.theme import component
from app.ui.visitor import bind, owner_of, said

SHOWN = 30  # rows; the library has the rest
EVERY = 0.8  # seconds between two looks at the queue while something is being read
ACTIVE = ("queued", "reading")


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    offered = [{"name": one.name, "title": one.title, "picture": _picture(one.name)} for one in service.samples()]
    view = component(
        "upload",
        ("added", "sample", "cancel", "retry"),
        samples=offered,
        megabytes=f"{service.settings.max_mb:g}",
    )
    clock = gr.Timer(EVERY, active=False)

    def show(request: gr.Request) -> tuple[dict[str, Any], gr.Timer]:
        return _shown(service, owner_of(request))

    def read_sample(request: gr.Request, event: gr.EventData) -> tuple[dict[str, Any], gr.Timer]:
        owner, again = owner_of(request), ""
        try:
            taken = service.read_sample(owner, said(event, "name"))
            again = taken.job_id if taken.duplicate else ""
        except NotFound as problem:
            return _shown(service, owner, notice=str(problem))
        return _shown(service, owner, again=again)

    def cancel(request: gr.Request, event: gr.EventData) -> tuple[dict[str, Any], gr.Timer]:
        try:
            service.cancel(owner_of(request), said(event, "job"))
        except NotFound as problem:
            return _shown(service, owner_of(request), notice=str(problem))
        return _shown(service, owner_of(request))

    def retry(request: gr.Request, event: gr.EventData) -> tuple[dict[str, Any], gr.Timer]:
        try:
            service.retry(owner_of(request), said(event, "job"), said(event, "password") or None)
        except (NotFound, Conflict) as problem:
            return _shown(service, owner_of(request), notice=str(problem))
        return _shown(service, owner_of(request))

    outputs = (view, clock)
    bind(screens.load, show, outputs)
    bind(clock.tick, show, outputs)
    bind(view.added, show, outputs)
    bind(view.sample, read_sample, outputs)
    bind(view.cancel, cancel, outputs)
    bind(view.retry, retry, outputs)


def _shown(service: Service, owner: str, notice: str = "", again: str = "") -> tuple[dict[str, Any], gr.Timer]:
    jobs = service.jobs(owner)
    active = sum(job.state in ACTIVE for job in jobs)
    value = {
        "jobs": [_row(job) for job in jobs[:SHOWN]],
        "active": active,
        "more": len(jobs) > SHOWN,
        "kinds": [{"name": kind.name, "title": kind.title} for kind in service.doctypes(owner)],
        "notice": notice,
        "again": again,
    }
    return value, gr.Timer(active=active > 0)


def _row(job: JobView) -> dict[str, Any]:
    return {
        "id": job.id,
        "document": job.document_id,
        "name": job.name,
        "state": job.state,
        "done": job.pages_done,
        "total": job.pages_total,
        "error": job.error,
        "seconds": f"{job.seconds:.1f}" if job.seconds else "",
    }


def _picture(name: str) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(samples.preview(name)).decode()
