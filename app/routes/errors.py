"""What went wrong as an answer: a status code and one plain sentence."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.access import Refused
from app.service import Busy, Conflict, NotFound, TooLarge, Unreadable
from storage.errors import StorageError


def install(app: FastAPI) -> None:
    """Turn errors into answers."""
    for error in (NotFound, Conflict, Busy, Unreadable, ValueError, StorageError, Refused):
        app.add_exception_handler(error, _spoken)
    app.add_exception_handler(RequestValidationError, _misspelt)
    app.add_exception_handler(HTTPException, _plain)


def status_of(error: Exception) -> int:
    """The status code that says what kind of refusal ``error`` is."""
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
    return JSONResponse({"error": str(error)}, status_of(error), wait)


async def _plain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), error
    return JSONResponse({"error": str(error.detail)}, error.status_code, error.headers)


async def _misspelt(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    return JSONResponse({"error": f"{where!r} cannot be used: {first['msg']}."}, 422)
