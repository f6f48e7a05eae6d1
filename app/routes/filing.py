"""REST for the library beyond searching: tags, collections, saved searches, totals, doubles, the bin, whole batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter

from app.routes import Asked, Ours, Owner
from storage.stored import Binned as InBin
from storage.stored import Double, Every, Label, LabelKind, Query, SavedSearch, Totals

MOST = 500  # documents in one request


@dataclass(frozen=True, slots=True)
class Chosen:
    """Documents by their ids, or all that ``matching`` finds when they are ``count`` of them (``limit``, ``offset``
    and ``sort`` of it are ignored)."""

    ids: list[str] = field(default_factory=list)
    matching: Query | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Binned:
    """Deleted documents by their ids, or all that were deleted at one moment."""

    ids: list[str] = field(default_factory=list)
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """How many documents it was done to, and how they can be named again where they are gone."""

    count: int
    ids: list[str] = field(default_factory=list)
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Doubles:
    """Invoices that may have come twice: how many, and the newest of them."""

    total: int
    rows: list[Double]


Ids = Annotated[list[str] | None, Parameter(max_length=MOST)]

api = APIRouter(prefix="/api", tags=["library"])


def _kind(request: Request) -> LabelKind:
    return "tag" if request.url.path.startswith("/api/tags") else "collection"


Kind = Annotated[LabelKind, Depends(_kind)]


@api.get("/tags")
@api.get("/collections")
def labels(ours: Ours, whose: Owner, kind: Kind) -> list[Label]:
    """The tags, or the collections, and how many documents each has."""
    return ours.library.labels(whose, kind)


@api.post("/tags/{name}")
@api.post("/collections/{name}")
def label(name: str, chosen: Chosen, ours: Ours, whose: Owner, kind: Kind) -> Done:
    """Put a tag on documents, or documents into a collection; a new name makes one."""
    return Done(ours.library.label(whose, kind, name, _these(chosen)))


@api.delete("/tags/{name}")
@api.delete("/collections/{name}")
def unlabel(
    name: str, ours: Ours, whose: Owner, kind: Kind, query: Asked, ids: Ids = None, count: int | None = None
) -> Done:
    """Take a tag off documents, or documents out of a collection; with ``count`` all that match, without either all.
    They stay."""
    return Done(ours.library.unlabel(whose, kind, name, ids if count is None else Every(query, count)))


@api.get("/searches")
def searches(ours: Ours, whose: Owner) -> list[SavedSearch]:
    """The saved searches."""
    return ours.library.searches(whose)


@api.put("/searches/{name}", status_code=204)
def save_search(name: str, asked: dict[str, str], ours: Ours, whose: Owner) -> None:
    """Keep a question to ``/api/documents`` under a name: its parameters as a JSON object of texts."""
    ours.library.save_search(whose, name, asked)


@api.delete("/searches/{name}", status_code=204)
def forget_search(name: str, ours: Ours, whose: Owner) -> None:
    """Forget a saved search."""
    ours.library.forget_search(whose, name)


@api.get("/totals")
def totals(ours: Ours, whose: Owner, query: Asked) -> Totals:
    """What the documents that the search finds add up to, by month and by vendor, each currency for itself."""
    return ours.library.totals(whose, query)


@api.get("/doubles")
def doubles(ours: Ours, whose: Owner, limit: Annotated[int, Parameter(ge=1, le=200)] = 50) -> Doubles:
    """Invoices that may have come twice: the same number, or the same day and total, of the same vendor."""
    total, rows = ours.library.doubles(whose, limit)
    return Doubles(total, rows)


@api.get("/bin")
def binned(ours: Ours, whose: Owner) -> list[InBin]:
    """What was deleted and can still be taken back, the newest first."""
    return ours.library.binned(whose)


@api.post("/bin")
def throw(chosen: Chosen, ours: Ours, whose: Owner) -> Done:
    """Delete documents; ``/api/bin/restore`` takes them back until they are swept after some days."""
    now = datetime.now(UTC)
    ids = ours.library.delete(whose, _these(chosen), now)
    return Done(len(ids), [] if chosen.matching else ids, now)


@api.post("/bin/restore")
def restore(chosen: Binned, ours: Ours, whose: Owner) -> Done:
    """Take deleted documents back, as they were."""
    if chosen.deleted_at is not None:
        return Done(ours.library.restore_moment(whose, chosen.deleted_at))
    return Done(ours.library.restore(whose, _few(chosen.ids)))


@api.post("/read", status_code=202)
def read_again(chosen: Chosen, ours: Ours, whose: Owner) -> Done:
    """Read documents once more, those that are being read already left out; what people corrected stays."""
    return Done(ours.read_all_again(whose, _these(chosen)))


@api.post("/jobs/pause")
def pause(ours: Ours, whose: Owner, ids: Ids = None) -> Done:
    """Pause readings, or all that are under way; what is read of them stays."""
    return Done(ours.hold(whose, True, ids))


@api.post("/jobs/resume")
def resume(ours: Ours, whose: Owner, ids: Ids = None) -> Done:
    """Let paused readings go on, or all of them."""
    return Done(ours.hold(whose, False, ids))


@api.post("/jobs/cancel")
def cancel_all(ours: Ours, whose: Owner) -> Done:
    """Stop everything that is queued or being read."""
    return Done(ours.cancel_all(whose))


@api.post("/jobs/retry")
def retry_failed(ours: Ours, whose: Owner) -> Done:
    """Read once more whatever could not be read at last."""
    return Done(ours.retry_failed(whose))


def _these(chosen: Chosen) -> Sequence[str] | Every:
    if chosen.matching is None:
        return _few(chosen.ids)
    if chosen.ids or chosen.count is None:
        raise ValueError("Give either ids, or matching with the count of documents that it finds.")
    return Every(chosen.matching, chosen.count)


def _few(ids: list[str]) -> list[str]:
    if not ids:
        raise ValueError("No document is named; give the ids of some.")
    if len(ids) > MOST:
        raise ValueError(f"{len(ids)} documents are too many for one request; send at most {MOST} at a time.")
    return ids
