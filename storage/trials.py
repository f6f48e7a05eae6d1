"""Trials: a document type that is not saved is tried on a stored document; the answer is forgotten once seen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.errors import NotFound
from storage.tables import Document, Trial

KEPT = timedelta(minutes=5)  # nobody waits longer for an answer


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial that a reading process has taken: what is to be read as what. ``definition`` is JSON."""

    id: str
    owner: str
    document_id: str
    definition: str


def add(session: Session, document: Document, definition: str) -> str:
    """Ask for a trial; its id."""
    session.execute(delete(Trial).where(Trial.made_at < datetime.now(UTC) - KEPT))
    row = Trial(id=secrets.token_hex(16), document_id=document.id, definition=definition, made_at=datetime.now(UTC))
    session.add(row)
    return row.id


def waits(session: Session) -> bool:
    """Whether there is one that nobody has taken."""
    return session.scalars(select(Trial.id).where(Trial.taken_at.is_(None)).limit(1)).first() is not None


def take(session: Session) -> Tried | None:
    """The one that waits longest, for one process only; None when none waits."""
    asked = select(Trial).where(Trial.taken_at.is_(None)).order_by(Trial.made_at).limit(1)
    row = session.scalars(asked.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.taken_at = datetime.now(UTC)
    document = session.get_one(Document, row.document_id)
    return Tried(row.id, document.owner, document.sha256, row.definition)


def answer(session: Session, trial_id: str, text: str) -> None:
    """Put the answer down; harmless when nobody asks any more."""
    row = session.get(Trial, trial_id)
    if row is not None:
        row.answer = text


def collect(session: Session, owner: str, trial_id: str) -> str | None:
    """The answer, which is forgotten with that; None while there is none. Raises ``NotFound``."""
    asked = select(Trial).join(Document, Document.id == Trial.document_id)
    row = session.scalars(asked.where(Trial.id == trial_id, Document.owner == owner)).first()
    if row is None:
        raise NotFound("This trial is over; try the type again.")
    if row.answer is None and row.made_at < datetime.now(UTC) - KEPT:
        raise NotFound("No reading process has answered this trial; see whether one is running, and try again.")
    if row.answer is not None:
        session.delete(row)
    return row.answer
