"""REST: readings under way and over."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app.routes import Ids, Ours, Owner
from app.service import JobView


@dataclass(frozen=True, slots=True)
class Again:
    """How to read again; what is left out stays as it was."""

    doctype: str | None = None
    password: str | None = None


api = APIRouter(prefix="/api", tags=["jobs"])


@api.get("/jobs")
def jobs(ours: Ours, whose: Owner, ids: Ids = None, active: bool = False) -> list[JobView]:
    """Readings under way and over, newest first."""
    return ours.jobs(whose, ids, active)


@api.post("/jobs/{job_id}/cancel", status_code=204)
def cancel(job_id: str, ours: Ours, whose: Owner) -> None:
    """Stop a reading, within a second."""
    ours.cancel(whose, job_id)


@api.post("/jobs/{job_id}/retry", status_code=202)
def retry(job_id: str, ours: Ours, whose: Owner, how: Again | None = None) -> JobView:
    """Read again what failed or was cancelled, perhaps with a password or as another type."""
    how = how or Again()
    return ours.retry(whose, job_id, how.password, how.doctype)
