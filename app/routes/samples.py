"""REST: the documents that come with Recto."""

from __future__ import annotations

from fastapi import APIRouter

from app.routes import Ours, Owner
from app.service import SampleView, Upload

api = APIRouter(prefix="/api", tags=["samples"])


@api.get("/samples")
def samples(ours: Ours) -> list[SampleView]:
    """The documents that come with Recto."""
    return ours.samples()


@api.post("/samples/{name}", status_code=201)
def read_sample(name: str, ours: Ours, whose: Owner) -> Upload:
    """Read one of the documents that come with Recto."""
    return ours.read_sample(whose, name)
