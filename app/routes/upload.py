"""REST: files come in, each answered for itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.incoming import BadForm, parts
from app.routes import Ours, Owner
from app.routes.errors import status_of
from app.service import Busy, Unreadable
from storage.errors import StorageError


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file of an upload: the ids, or the sentence that refuses it."""

    name: str
    document_id: str = ""
    job_id: str = ""
    duplicate: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The answer to an upload, a row per file in their order; ``error`` is the first refusal when all were refused."""

    files: list[Taken]
    error: str = ""


UPLOAD_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "doctype": {"type": "string", "description": "A document type; must come before the files."},
                        "password": {"type": "string", "description": "Of locked PDFs; must come before the files."},
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                }
            }
        },
    }
}

api = APIRouter(prefix="/api", tags=["documents"])


@api.post("/documents", status_code=201, openapi_extra=UPLOAD_FORM)
async def upload(request: Request, response: Response, ours: Ours, whose: Owner) -> Batch:
    """Upload files; each is answered for itself. Read them with the job, or look at the document until it is read."""
    limits = ours.settings
    most = limits.max_files * (limits.max_bytes + 10_000)
    too_much = HTTPException(413, f"That is more than {limits.max_files} files of {limits.max_mb:g} MB; send fewer.")
    if int(request.headers.get("content-length") or 0) > most:
        raise too_much
    form: dict[str, str] = {}
    taken: list[Taken] = []
    refusals: list[int] = []
    body = _body(request, most, too_much)
    async for part in parts(request.headers.get("content-type", ""), body, limits.max_bytes + 1):
        if part.name is None:
            form[part.key] = part.data.decode("utf-8", "replace")
        elif len(taken) == limits.max_files:
            raise HTTPException(413, f"That is more than {limits.max_files} files; the first {len(taken)} were taken.")
        else:
            try:
                done = await run_in_threadpool(
                    ours.upload, whose, part.name, bytes(part.data), form.get("doctype") or None, form.get("password")
                )
                taken.append(Taken(part.name, done.document_id, done.job_id, done.duplicate))
            except (Unreadable, ValueError, Busy, StorageError) as refusal:
                refusals.append(status_of(refusal))
                taken.append(Taken(part.name, error=str(refusal)))
    if not taken:
        raise BadForm("There is no file in this form; send files under the name 'files'.")
    if len(refusals) == len(taken):
        response.status_code = refusals[0]
        if refusals[0] in (429, 503):
            response.headers["retry-after"] = str(Busy.retry_after)
        return Batch(taken, taken[0].error)
    if all(one.duplicate or one.error for one in taken):
        response.status_code = 200
    return Batch(taken)


async def _body(request: Request, most: int, too_much: HTTPException) -> AsyncIterator[bytes]:
    """The body as it comes; ``too_much`` where one without a length turns out longer than ``most`` bytes."""
    came = 0
    async for chunk in request.stream():
        came += len(chunk)
        if came > most:
            raise too_much
        yield chunk
