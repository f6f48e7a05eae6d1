"""REST: a record is corrected, reviewed, and read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter

from app.access import Visitor, members
from app.routes import Ours, Owner
from app.routes.jobs import Again
from app.service import DocumentView, QueueView, Upload


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


api = APIRouter(prefix="/api", tags=["record"])


@api.patch("/documents/{document_id}/fields/{path}")
def correct(document_id: str, path: str, change: Change, ours: Ours, by: members.By) -> DocumentView:
    """Correct a value. 409 when it is no longer what ``before`` says. ``who`` counts only while there is no login."""
    return ours.correct(by.owner, document_id, path, change.after, change.before, _signed(by, change.who))


@api.post("/documents/{document_id}/fields/{path}/undo")
def undo(document_id: str, path: str, change: Undo, ours: Ours, by: members.By) -> DocumentView:
    """Take back what was set last. 409 when the value is no longer what ``before`` says."""
    return ours.undo(by.owner, document_id, path, change.before, _signed(by, change.who))


@api.delete("/documents/{document_id}/tables/{table}/{row}")
def delete_row(document_id: str, table: str, row: int, ours: Ours, by: members.By) -> DocumentView:
    """Delete a row of a table, counted from 0; the other rows keep their paths."""
    return ours.delete_row(by.owner, document_id, table, row, _signed(by))


@api.post("/documents/{document_id}/tables/{table}/{row}/restore")
def restore_row(document_id: str, table: str, row: int, ours: Ours, by: members.By) -> DocumentView:
    """Bring back a deleted row."""
    return ours.restore_row(by.owner, document_id, table, row, _signed(by))


@api.post("/documents/{document_id}/propose", status_code=202)
def propose(document_id: str, ours: Ours, whose: Owner, how: Proposed | None = None) -> Upload:
    """Read the document again beside its record; what differs is then the document's ``proposal``."""
    how = how or Proposed()
    job = ours.propose(whose, document_id, how.doctype, how.password, how.model, how.wide)
    return Upload(document_id, job, duplicate=True)


@api.post("/documents/{document_id}/proposal/{run}")
def take(document_id: str, run: str, taken: Decided, ours: Ours, by: members.By) -> DocumentView:
    """Make the proposed reading the record: the values at ``paths`` as it read them, all others as they stand."""
    return ours.take(by.owner, document_id, run, taken.paths, _signed(by, taken.who))


@api.delete("/documents/{document_id}/proposal/{run}")
def drop(document_id: str, run: str, ours: Ours, whose: Owner) -> DocumentView:
    """Forget the proposed reading."""
    return ours.drop(whose, document_id, run)


@api.get("/review")
def review_queue(
    ours: Ours,
    whose: Owner,
    target: float = 0.98,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 25,
    offset: Annotated[int, Parameter(ge=0)] = 0,
) -> QueueView:
    """What waits for a person, riskiest first; ``target``: the share of values above the threshold that were right."""
    return ours.review_queue(whose, target, limit, offset)


@api.post("/documents/{document_id}/review")
def review(document_id: str, ours: Ours, whose: Owner, mark: Reviewed | None = None) -> DocumentView:
    """Mark the record as looked through, or not."""
    return ours.review(whose, document_id, (mark or Reviewed()).reviewed)


@api.post("/documents/{document_id}/read", status_code=202)
def read_again(document_id: str, ours: Ours, whose: Owner, how: Again | None = None) -> Upload:
    """Read the document again, perhaps as another type; corrections stay."""
    how = how or Again()
    return Upload(document_id, ours.read_again(whose, document_id, how.doctype, how.password), duplicate=True)


def _signed(by: Visitor, who: str = "api") -> str:
    """Who stands in the history: the visitor, and what the request says only while there is no login."""
    return by.name if by.known else who
