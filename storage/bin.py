"""Deleting with a way back: a document in the bin belongs to another owner, so that no question of its own finds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from storage import jobs
from storage.errors import NotFound
from storage.stored import Binned
from storage.tables import ACTIVE, Deleted, Document, DocumentTag, Facet, Job, Page, Tag

AT_ONCE = 500  # values in one statement
MARK = "bin\x1f"  # before the owner's name; no name can contain that character


def throw(session: Session, owner: str, rows: Sequence[int], now: datetime) -> list[str]:
    """Put documents into the bin of ``owner``, as deleted at ``now``; their ids.

    A copy that lay there already is deleted for good.
    """
    thrown: list[str] = []
    for start in range(0, len(rows), AT_ONCE):
        piece = rows[start : start + AT_ONCE]
        underway = select(Job, Document).join(Document, Document.id == Job.document_id)
        for job, document in session.execute(underway.where(Document.id.in_(piece), Job.state.in_(ACTIVE))).all():
            jobs.cancel(session, job, document)
        names = list(session.scalars(select(Document.sha256).where(Document.id.in_(piece))))
        session.execute(delete(Document).where(Document.owner == MARK + owner, Document.sha256.in_(names)))
        _give(session, piece, MARK + owner)
        session.execute(insert(Deleted), [{"document_id": row, "deleted_at": now} for row in piece])
        thrown += names
    return thrown


def restore(session: Session, owner: str, ids: Sequence[str]) -> int:
    """Take ``ids`` out of the bin of ``owner``; how many. What came in anew stays, and its copy in the bin."""
    taken = 0
    for name in dict.fromkeys(ids):
        document = _of(session, MARK + owner, name)
        if _of(session, owner, name) is not None:
            continue
        if document is None:
            raise NotFound(f"The document {name[:12]!r} is no longer in the bin; upload its file again.")
        session.execute(delete(Deleted).where(Deleted.document_id == document))
        _give(session, [document], owner)
        taken += 1
    return taken


def restore_moment(session: Session, owner: str, moment: datetime) -> int:
    """Take out of the bin of ``owner`` what was deleted at ``moment``; how many. What came in anew stays."""
    here = select(Document.sha256).where(Document.owner == owner)
    thrown = (
        select(Document.id)
        .join(Deleted, Deleted.document_id == Document.id)
        .where(Document.owner == MARK + owner, Deleted.deleted_at == moment, Document.sha256.not_in(here))
    )
    rows = list(session.scalars(thrown))
    for start in range(0, len(rows), AT_ONCE):
        piece = rows[start : start + AT_ONCE]
        session.execute(delete(Deleted).where(Deleted.document_id.in_(piece)))
        _give(session, piece, owner)
    return len(rows)


def listed(session: Session, owner: str, limit: int) -> list[Binned]:
    """What is in the bin of ``owner``, the newest first."""
    asked = (
        select(Document.sha256, Document.name, Deleted.deleted_at)
        .join(Deleted, Deleted.document_id == Document.id)
        .where(Document.owner == MARK + owner)
        .order_by(Deleted.deleted_at.desc(), Document.id.desc())
        .limit(limit)
    )
    return [Binned(*row) for row in session.execute(asked)]


def erase(session: Session, before: datetime) -> list[str]:
    """Delete for good what was thrown away until ``before``; the names of the files that it referred to."""
    old = list(session.scalars(select(Deleted.document_id).where(Deleted.deleted_at <= before).limit(10 * AT_ONCE)))
    names: set[str] = set()
    for start in range(0, len(old), AT_ONCE):
        piece = old[start : start + AT_ONCE]
        names.update(session.scalars(select(Document.sha256).where(Document.id.in_(piece))))
        images = select(Page.image).where(Page.document_id.in_(piece), Page.image.is_not(None)).distinct()
        names.update(image for image in session.scalars(images) if image)
        session.execute(delete(Document).where(Document.id.in_(piece)))
    if old:
        session.execute(delete(Tag).where(~exists().where(DocumentTag.tag_id == Tag.id)))
    return sorted(names)


def _of(session: Session, owner: str, name: str) -> int | None:
    return session.scalar(select(Document.id).where(Document.owner == owner, Document.sha256 == name))


def _give(session: Session, rows: Sequence[int], owner: str) -> None:
    session.flush()
    session.execute(update(Document).where(Document.id.in_(rows)).values(owner=owner))
    session.execute(update(Facet).where(Facet.document_id.in_(rows)).values(owner=owner))
