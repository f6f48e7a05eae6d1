"""REST: the documents that were read, and their pages."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request, Response

from app.routes import Asked, Ours, Owner
from app.service import DocumentView, Hits
from pipeline.document import Word

api = APIRouter(prefix="/api", tags=["documents"])


@api.get("/documents")
def search(ours: Ours, whose: Owner, query: Asked) -> Hits:
    """Search everything read so far; all that is given must hold."""
    return ours.search(whose, query)


@api.get("/documents/{document_id}")
def document(document_id: str, ours: Ours, whose: Owner) -> DocumentView:
    """A document with its record: values, where each stands, doubts, history."""
    return ours.document(whose, document_id)


@api.get("/documents/{document_id}/pages/{number}.webp", response_class=Response)
def page_image(document_id: str, number: int, request: Request, ours: Ours, whose: Owner) -> Response:
    """The page as an image, upright."""
    data = ours.page_image(whose, document_id, number)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/webp", headers=headers)


@api.get("/documents/{document_id}/pages/{number}/words")
def page_words(document_id: str, number: int, ours: Ours, whose: Owner) -> list[Word]:
    """The words of the page in reading order, boxes in fractions of the page."""
    return ours.page_words(whose, document_id, number)


@api.delete("/documents/{document_id}", status_code=204)
def delete(document_id: str, ours: Ours, whose: Owner, forever: bool = False) -> None:
    """Put the document into the bin, or delete it at once with its record, history and files."""
    ours.delete(whose, document_id, forever)
