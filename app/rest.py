"""REST under ``/api``: the service's methods as routes, its errors as status codes with one plain sentence."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi import Query as Parameter
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from app.access import Refused, Visitor, members, visitor_of
from app.incoming import BadForm, parts
from app.service import (
    Busy,
    Conflict,
    DoctypeView,
    DocumentView,
    Hits,
    JobView,
    NotFound,
    PreviewView,
    Query,
    QueueView,
    SampleView,
    Service,
    SuggestionView,
    TooLarge,
    TrialView,
    Unreadable,
    Upload,
)
from app.views import Sort, Status
from pipeline.document import Word
from storage.errors import StorageError


@dataclass(frozen=True, slots=True)
class Change:
    """A correction: the new value as text (null: not on the document), and the value that was seen before."""

    after: str | None
    before: str | None = None
    who: str = "api"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Whether a person has looked through the record."""

    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Again:
    """How to read again; what is left out stays as it was."""

    doctype: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Proposed(Again):
    """How to read again for a proposal; ``wide``: with more pages, larger pages, more time."""

    model: str | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """The value that is seen, and who takes it back."""

    before: str | None = None
    who: str = "api"


@dataclass(frozen=True, slots=True)
class Decided:
    """The paths whose new values are taken."""

    paths: list[str]
    who: str = "api"


@dataclass(frozen=True, slots=True)
class Trial:
    """A document type to be tried, as it would be saved, and the document to try it on."""

    document_id: str
    definition: dict[str, Any]


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


def owner(request: Request) -> str:
    """Whose documents a request sees: those of the visitor's workspace."""
    return visitor_of(request).owner


def service(request: Request) -> Service:
    """The service of the application that serves ``request``."""
    found: Service = request.app.state.service
    return found


def asked(
    text: str = "",
    doctype: str = "",
    vendor: str = "",
    date_from: date | None = None,
    date_to: date | None = None,
    amount_min: Decimal | None = None,
    amount_max: Decimal | None = None,
    status: Status | Literal[""] = "",
    tag: str = "",
    collection: str = "",
    sort: Sort = "newest",
    limit: Annotated[int, Parameter(ge=1, le=500)] = 25,
    offset: Annotated[int, Parameter(ge=0)] = 0,
) -> Query:
    """The query that a request's parameters spell."""
    return Query(
        text=text,
        doctype=doctype,
        vendor=vendor,
        date_from=date_from,
        date_to=date_to,
        amount_min=amount_min,
        amount_max=amount_max,
        status=status,
        tag=tag,
        collection=collection,
        sort=sort,
        limit=limit,
        offset=offset,
    )


Owner = Annotated[str, Depends(owner)]
Ours = Annotated[Service, Depends(service)]
Asked = Annotated[Query, Depends(asked)]

api = APIRouter(prefix="/api")


@api.post("/documents", status_code=201, openapi_extra=UPLOAD_FORM, tags=["documents"])
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
                refusals.append(_status(refusal))
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


@api.get("/documents", tags=["documents"])
def search(ours: Ours, whose: Owner, query: Asked) -> Hits:
    """Search everything read so far; all that is given must hold."""
    return ours.search(whose, query)


@api.get("/documents/{document_id}", tags=["documents"])
def document(document_id: str, ours: Ours, whose: Owner) -> DocumentView:
    """A document with its record: values, where each stands, doubts, history."""
    return ours.document(whose, document_id)


@api.get("/documents/{document_id}/pages/{number}.webp", response_class=Response, tags=["documents"])
def page_image(document_id: str, number: int, request: Request, ours: Ours, whose: Owner) -> Response:
    """The page as an image, upright."""
    data = ours.page_image(whose, document_id, number)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/webp", headers=headers)


@api.get("/documents/{document_id}/pages/{number}/words", tags=["documents"])
def page_words(document_id: str, number: int, ours: Ours, whose: Owner) -> list[Word]:
    """The words of the page in reading order, boxes in fractions of the page."""
    return ours.page_words(whose, document_id, number)


@api.patch("/documents/{document_id}/fields/{path}", tags=["record"])
def correct(document_id: str, path: str, change: Change, ours: Ours, by: members.By) -> DocumentView:
    """Correct a value. 409 when it is no longer what ``before`` says. ``who`` counts only while there is no login."""
    return ours.correct(by.owner, document_id, path, change.after, change.before, _signed(by, change.who))


@api.post("/documents/{document_id}/fields/{path}/undo", tags=["record"])
def undo(document_id: str, path: str, change: Undo, ours: Ours, by: members.By) -> DocumentView:
    """Take back what was set last. 409 when the value is no longer what ``before`` says."""
    return ours.undo(by.owner, document_id, path, change.before, _signed(by, change.who))


@api.delete("/documents/{document_id}/tables/{table}/{row}", tags=["record"])
def delete_row(document_id: str, table: str, row: int, ours: Ours, by: members.By) -> DocumentView:
    """Delete a row of a table, counted from 0; the other rows keep their paths."""
    return ours.delete_row(by.owner, document_id, table, row, _signed(by))


@api.post("/documents/{document_id}/tables/{table}/{row}/restore", tags=["record"])
def restore_row(document_id: str, table: str, row: int, ours: Ours, by: members.By) -> DocumentView:
    """Bring back a deleted row."""
    return ours.restore_row(by.owner, document_id, table, row, _signed(by))


@api.post("/documents/{document_id}/propose", status_code=202, tags=["record"])
def propose(document_id: str, ours: Ours, whose: Owner, how: Proposed | None = None) -> Upload:
    """Read the document again beside its record; what differs is then the document's ``proposal``."""
    how = how or Proposed()
    job = ours.propose(whose, document_id, how.doctype, how.password, how.model, how.wide)
    return Upload(document_id, job, duplicate=True)


@api.post("/documents/{document_id}/proposal/{run}", tags=["record"])
def take(document_id: str, run: str, taken: Decided, ours: Ours, by: members.By) -> DocumentView:
    """Make the proposed reading the record: the values at ``paths`` as it read them, all others as they stand."""
    return ours.take(by.owner, document_id, run, taken.paths, _signed(by, taken.who))


@api.delete("/documents/{document_id}/proposal/{run}", tags=["record"])
def drop(document_id: str, run: str, ours: Ours, whose: Owner) -> DocumentView:
    """Forget the proposed reading."""
    return ours.drop(whose, document_id, run)


@api.get("/review", tags=["record"])
def review_queue(
    ours: Ours,
    whose: Owner,
    target: float = 0.98,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 25,
    offset: Annotated[int, Parameter(ge=0)] = 0,
) -> QueueView:
    """What waits for a person, riskiest first; ``target``: the share of values above the threshold that were right."""
    return ours.review_queue(whose, target, limit, offset)


@api.post("/documents/{document_id}/review", tags=["record"])
def review(document_id: str, ours: Ours, whose: Owner, mark: Reviewed | None = None) -> DocumentView:
    """Mark the record as looked through, or not."""
    return ours.review(whose, document_id, (mark or Reviewed()).reviewed)


@api.post("/documents/{document_id}/read", status_code=202, tags=["record"])
def read_again(document_id: str, ours: Ours, whose: Owner, how: Again | None = None) -> Upload:
    """Read the document again, perhaps as another type; corrections stay."""
    how = how or Again()
    return Upload(document_id, ours.read_again(whose, document_id, how.doctype, how.password), duplicate=True)


@api.delete("/documents/{document_id}", status_code=204, tags=["documents"])
def delete(document_id: str, ours: Ours, whose: Owner, forever: bool = False) -> None:
    """Put the document into the bin, or delete it at once with its record, history and files."""
    ours.delete(whose, document_id, forever)


@api.get("/jobs", tags=["jobs"])
def jobs(
    ours: Ours, whose: Owner, ids: Annotated[list[str] | None, Parameter()] = None, active: bool = False
) -> list[JobView]:
    """Readings under way and over, newest first."""
    return ours.jobs(whose, ids, active)


@api.post("/jobs/{job_id}/cancel", status_code=204, tags=["jobs"])
def cancel(job_id: str, ours: Ours, whose: Owner) -> None:
    """Stop a reading, within a second."""
    ours.cancel(whose, job_id)


@api.post("/jobs/{job_id}/retry", status_code=202, tags=["jobs"])
def retry(job_id: str, ours: Ours, whose: Owner, how: Again | None = None) -> JobView:
    """Read again what failed or was cancelled, perhaps with a password or as another type."""
    how = how or Again()
    return ours.retry(whose, job_id, how.password, how.doctype)


@api.get("/exports", tags=["exports"])
def formats(ours: Ours) -> dict[str, str]:
    """The formats: name and title."""
    return ours.formats()


@api.get("/exports/preview", tags=["exports"])
def preview_export(
    ours: Ours,
    whose: Owner,
    query: Asked,
    ids: Annotated[list[str] | None, Parameter()] = None,
    columns: Annotated[list[str] | None, Parameter()] = None,
) -> PreviewView:
    """The columns that an export can have, and its first lines."""
    return ours.preview_export(whose, query, ids, columns)


@api.get("/exports/{format}", response_class=StreamingResponse, tags=["exports"])
def export(
    format: str,
    ours: Ours,
    whose: Owner,
    query: Asked,
    ids: Annotated[list[str] | None, Parameter()] = None,
    columns: Annotated[list[str] | None, Parameter()] = None,
) -> StreamingResponse:
    """Chosen documents (``ids``, repeatable), else all that the search finds; ``columns`` (repeatable), else all."""
    name, media_type, data = ours.export(whose, format, query, ids, columns)
    return StreamingResponse(data, 200, {"content-disposition": f'attachment; filename="{name}"'}, media_type)


@api.get("/types", tags=["document types"])
def doctypes(ours: Ours, whose: Owner) -> list[DoctypeView]:
    """The document types: those that come with Recto, then your own."""
    return ours.doctypes(whose)


@api.post("/types/schema", tags=["document types"])
def from_schema(schema: dict[str, Any], ours: Ours) -> dict[str, Any]:
    """The definition that asks for what a JSON Schema describes; nothing is stored."""
    return dict(ours.from_schema(schema))


@api.get("/types/suggested", tags=["document types"])
def suggest(ours: Ours, whose: Owner, ids: Annotated[list[str], Parameter()]) -> tuple[SuggestionView, ...]:
    """The fields that these documents (``ids``, repeatable) suggest."""
    return ours.suggest(whose, ids)


@api.post("/types/trial", status_code=202, tags=["document types"])
def try_doctype(asked: Trial, ours: Ours, whose: Owner) -> dict[str, str]:
    """Try a type that is not saved on a stored document; ask ``/types/trial/{trial}`` for what it finds."""
    return {"trial": ours.try_doctype(whose, asked.document_id, asked.definition)}


@api.get("/types/trial/{trial}", tags=["document types"])
def tried(trial: str, ours: Ours, whose: Owner) -> TrialView:
    """What the trial found, once it is ready; it can be had once."""
    return ours.tried(whose, trial)


@api.put("/types/{name}", tags=["document types"])
def save_doctype(name: str, definition: dict[str, Any], ours: Ours, whose: Owner) -> DoctypeView:
    """Make or change an own document type. It is data: fields, types, descriptions, tables."""
    return ours.save_doctype(whose, {**definition, "name": name})


@api.delete("/types/{name}", status_code=204, tags=["document types"])
def delete_doctype(name: str, ours: Ours, whose: Owner) -> None:
    """Forget an own document type; what was read with it stays."""
    ours.delete_doctype(whose, name)


@api.get("/samples", tags=["samples"])
def samples(ours: Ours) -> list[SampleView]:
    """The documents that come with Recto."""
    return ours.samples()


@api.post("/samples/{name}", status_code=201, tags=["samples"])
def read_sample(name: str, ours: Ours, whose: Owner) -> Upload:
    """Read one of the documents that come with Recto."""
    return ours.read_sample(whose, name)


@api.get("/docs", response_class=HTMLResponse, include_in_schema=False)
def describe() -> str:
    """This interface as a page, drawn from its OpenAPI description; nothing is fetched from elsewhere."""
    return files("app").joinpath("docs.html").read_text("utf-8")


@api.get("/{anything:path}", include_in_schema=False)
def nothing_here(anything: str) -> Response:
    """A wrong address below /api is answered by us and not by the screens."""
    raise NotFound(f"There is nothing at /api/{anything}; the addresses are listed at /api/docs.")


health = APIRouter(tags=["health"])


@health.get("/healthz")
def healthz() -> dict[str, bool]:
    """The process answers."""
    return {"ok": True}


@health.get("/readyz")
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


@health.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Queue, work, memory and answers in Prometheus' text format; for this machine or an admin only."""
    return Response(request.app.state.metrics.text(), media_type=request.app.state.metrics.media_type)


def install(app: FastAPI) -> None:
    """Add the routes and what turns errors into answers; ``app.state`` must hold ``service`` and ``crew``."""
    from app import filing  # it needs what stands above

    app.include_router(health)
    app.include_router(members.api, prefix="/api")
    app.include_router(filing.api)  # before our answer to wrong addresses
    app.include_router(api)
    for error in (NotFound, Conflict, Busy, Unreadable, ValueError, StorageError, Refused):
        app.add_exception_handler(error, _spoken)
    app.add_exception_handler(RequestValidationError, _misspelt)
    app.add_exception_handler(StarletteHTTPException, _plain)


def _signed(by: Visitor, who: str = "api") -> str:
    """Who stands in the history: the visitor, and what the request says only while there is no login."""
    return by.name if by.known else who


def _status(error: Exception) -> int:
    if isinstance(error, Refused):
        return error.status
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Conflict):
        return 409
    if isinstance(error, Busy):
        return 429
    if isinstance(error, TooLarge):
        return 413
    if isinstance(error, StorageError):
        return 503
    return 415 if isinstance(error, Unreadable) else 422


async def _spoken(_: Request, error: Exception) -> Response:
    wait = {"retry-after": str(Busy.retry_after)} if isinstance(error, Busy | StorageError) else None
    return JSONResponse({"error": str(error)}, _status(error), wait)


async def _plain(_: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException), error
    return JSONResponse({"error": str(error.detail)}, error.status_code, error.headers)


async def _misspelt(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    return JSONResponse({"error": f"{where!r} cannot be used: {first['msg']}."}, 422)
