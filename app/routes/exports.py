"""REST: what was read as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from app.routes import Asked, Ids, Ours, Owner
from app.service import PreviewView

Names = Annotated[list[str] | None, Parameter()]

api = APIRouter(prefix="/api", tags=["exports"])


@api.get("/exports")
def formats(ours: Ours) -> dict[str, str]:
    """The formats: name and title."""
    return ours.formats()


@api.get("/exports/preview")
def preview_export(
    ours: Ours,
    whose: Owner,
    query: Asked,
    ids: Ids = None,
    columns: Names = None,
) -> PreviewView:
    """The columns that an export can have, and its first lines."""
    return ours.preview_export(whose, query, ids, columns)


@api.get("/exports/{format}", response_class=StreamingResponse)
def export(
    format: str,
    ours: Ours,
    whose: Owner,
    query: Asked,
    ids: Ids = None,
    columns: Names = None,
) -> StreamingResponse:
    """Chosen documents (``ids``, repeatable), else all that the search finds; ``columns`` (repeatable), else all."""
    name, media_type, data = ours.export(whose, format, query, ids, columns)
    return StreamingResponse(data, 200, {"content-disposition": f'attachment; filename="{name}"'}, media_type)
