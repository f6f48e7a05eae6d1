"""What people set: rows are only ever added, and the newest that nobody took back stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.document import Correction
from storage import tables
from storage.errors import Conflict
from storage.stored import Change, StoredField
from storage.typed import to_text

UNDO = "undo"  # the kind of a row that takes back the newest one that stands; its ``after`` is what stands then


class _Row(Protocol):
    @property
    def kind(self) -> str | None: ...


class Kept(NamedTuple):
    """What ``standing`` needs of a row."""

    kind: str | None
    after: str | None


R = TypeVar("R", bound=_Row)


def standing(rows: Iterable[R]) -> list[R]:
    """Those of the corrections of one path, oldest first, that nobody took back; the last one is the value."""
    left: list[R] = []
    for row in rows:
        if row.kind != UNDO:
            left.append(row)
        elif left:
            left.pop()
    return left


def rows(session: Session, document: tables.Document) -> dict[str, list[tables.Correction]]:
    """All corrections of ``document`` by path, oldest first."""
    found: dict[str, list[tables.Correction]] = defaultdict(list)
    for row in _of(session, document):
        found[row.path].append(row)
    return found


def history(session: Session, document: tables.Document) -> list[Correction]:
    """All corrections of ``document``, oldest first."""
    return [correction(row) for row in _of(session, document)]


def correction(row: tables.Correction) -> Correction:
    """``row`` as it is handed out."""
    return Correction(row.path, row.before, row.after, row.who, row.made_at, row.kind == UNDO)


def add(
    session: Session, document: tables.Document, fields: Sequence[StoredField], changes: Sequence[Change], who: str
) -> list[Correction]:
    """Write ``changes`` of the record with ``fields``; one change a path.

    Raises ``Conflict`` when a ``before`` is not the text of the value as it stands, or nothing is left to take back.
    """
    known, now, made = {field.path: field for field in fields}, datetime.now(UTC), []
    for change in changes:
        field = known.get(change.path) or StoredField(change.path, None, None)
        if field.text != change.before:
            raise Conflict(_overtaken(field, change.before))
        if len(field.standing) < change.undo:
            raise Conflict(f"Nothing was set at {change.path!r}, so there is nothing to undo.")
        left = [to_text(field.read)[1], *field.standing]  # what stood first, second ...
        steps: list[tuple[str | None, str | None, str | None]]
        steps = [(UNDO, left[-2 - n], left[-1 - n]) for n in range(change.undo)]
        made += [
            tables.Correction(
                document_id=document.id, path=change.path, before=stood, kind=kind, after=text, who=who, made_at=now
            )
            for kind, text, stood in steps or [(*to_text(change.after), field.text)]
        ]
    session.add_all(made)
    session.flush()
    return [correction(row) for row in made]


def _overtaken(field: StoredField, before: str | None) -> str:
    by = f"{field.history[-1].who} changed it" if field.history else "so it was read"
    return f"{field.path!r} is {_shown(field.text)} by now, not {_shown(before)}: {by}. Load the document again."


def _shown(text: str | None) -> str:
    return "empty" if text is None else repr(text)


def _of(session: Session, document: tables.Document) -> Sequence[tables.Correction]:
    mine = tables.Correction.document_id == document.id
    return session.scalars(select(tables.Correction).where(mine).order_by(tables.Correction.id)).all()
