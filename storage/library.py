"""The library beyond searching: tags, collections, saved searches, the bin, totals, documents that came twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Engine, delete, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import bin, database, totals
from storage import search as finding
from storage.errors import Conflict, NotFound
from storage.stored import Binned, Double, Every, Label, LabelKind, Query, SavedSearch, Totals
from storage.tables import Document, DocumentTag, Facet, Tag
from storage.tables import SavedSearch as Saved

Chosen = Sequence[str] | Query | Every
"""The ids of documents, or a question that finds them (its limit and offset are ignored)."""

T = TypeVar("T")
AT_ONCE = 500  # values in one statement: SQLite takes 32,766, PostgreSQL 65,535
LONGEST = 100  # characters of a name
MOST = 500  # names of one kind that one owner can have


class Library:
    """Part of ``Store``. Every method takes the owner; ``NotFound`` at once when a chosen id is not theirs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- tags and collections

    def labels(self, owner: str, kind: LabelKind) -> list[Label]:
        """The tags or collections of ``owner`` by name; those that no document bears do not exist."""
        counted = (
            select(Tag.name, func.count())
            .join(DocumentTag, DocumentTag.tag_id == Tag.id)
            .join(Facet, Facet.document_id == DocumentTag.document_id)
            .where(Tag.owner == owner, Tag.kind == kind, Facet.owner == owner)
            .group_by(Tag.name)
            .order_by(Tag.name)
        )
        with database.reading(self._engine) as session:
            return [Label(name, count) for name, count in session.execute(counted)]

    def label(self, owner: str, kind: LabelKind, name: str, chosen: Chosen) -> int:
        """Put a tag on documents, or put them into a collection; how many it were. Harmless again."""
        name = named(name)
        with database.writing(self._engine) as session:
            rows = rows_of(session, owner, chosen)
            mine = Tag.owner == owner, Tag.kind == kind
            tag = session.scalars(select(Tag).where(*mine, Tag.name == name)).first()
            if tag is None:
                if (session.scalar(select(func.count()).select_from(Tag).where(*mine)) or 0) >= MOST:
                    raise Conflict(f"There are {MOST} names already, so {name!r} was not added; use one that is there.")
                tag = Tag(owner=owner, kind=kind, name=name)
                session.add(tag)
                session.flush()
            insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
            for piece in _pieces(rows):
                bears = [{"document_id": row, "tag_id": tag.id} for row in piece]
                session.execute(insert(DocumentTag).values(bears).on_conflict_do_nothing())
            return len(rows)

    def unlabel(self, owner: str, kind: LabelKind, name: str, chosen: Chosen | None = None) -> int:
        """Take a tag off documents (None: off all of them), or them out of a collection; how many were asked for."""
        with database.writing(self._engine) as session:
            mine = select(Tag.id).where(Tag.owner == owner, Tag.kind == kind, Tag.name == name)
            tag = session.scalar(mine)
            if tag is None:
                raise NotFound(f"There is no {kind} {name!r}.")
            if chosen is None:
                session.execute(delete(Tag).where(Tag.id == tag))
                return 0
            rows = rows_of(session, owner, chosen)
            for piece in _pieces(rows):
                here = DocumentTag.tag_id == tag, DocumentTag.document_id.in_(piece)
                session.execute(delete(DocumentTag).where(*here))
            session.execute(delete(Tag).where(Tag.id == tag, ~exists().where(DocumentTag.tag_id == Tag.id)))
            return len(rows)

    # -- saved searches

    def searches(self, owner: str) -> list[SavedSearch]:
        """The saved searches of ``owner`` by name."""
        with database.reading(self._engine) as session:
            rows = session.scalars(select(Saved).where(Saved.owner == owner).order_by(Saved.name))
            return [SavedSearch(row.name, json.loads(row.asked)) for row in rows]

    def save_search(self, owner: str, name: str, asked: Mapping[str, str]) -> None:
        """Keep a question under ``name``, in place of an earlier one of that name."""
        name = named(name)
        with database.writing(self._engine) as session:
            if (session.scalar(select(func.count()).where(Saved.owner == owner)) or 0) >= MOST:
                raise Conflict(f"There are {MOST} saved searches already; delete one before you save {name!r}.")
            text = json.dumps(dict(asked), ensure_ascii=False)
            session.merge(Saved(owner=owner, name=name, asked=text, made_at=datetime.now(UTC)))

    def forget_search(self, owner: str, name: str) -> None:
        """Forget a saved search; ``NotFound`` when there is none of that name."""
        with database.writing(self._engine) as session:
            row = session.get(Saved, (owner, name))
            if row is None:
                raise NotFound(f"There is no saved search {name!r}. It may have been deleted.")
            session.delete(row)

    # -- deleting and taking it back

    def delete(self, owner: str, chosen: Chosen, now: datetime | None = None) -> list[str]:
        """Put documents into the bin and stop their readings; their ids, to ``restore`` them by (or by ``now``)."""
        with database.writing(self._engine) as session:
            return bin.throw(session, owner, rows_of(session, owner, chosen), now or datetime.now(UTC))

    def restore(self, owner: str, ids: Sequence[str]) -> int:
        """Take documents out of the bin, as they were; how many. Those that came in anew meanwhile stay as they are.

        ``NotFound`` when one is neither there nor in the bin.
        """
        with database.writing(self._engine) as session:
            return bin.restore(session, owner, ids)

    def restore_moment(self, owner: str, moment: datetime) -> int:
        """Take out of the bin whatever was deleted at this very ``moment``, which has a zone; how many."""
        with database.writing(self._engine) as session:
            return bin.restore_moment(session, owner, moment)

    def binned(self, owner: str, limit: int = 500) -> list[Binned]:
        """What is in the bin, the newest first."""
        with database.reading(self._engine) as session:
            return bin.listed(session, owner, limit)

    def erase(self, before: timedelta) -> list[str]:
        """Delete for good what was thrown away that long ago or longer; the files that it leaves behind, perhaps."""
        with database.writing(self._engine) as session:
            return bin.erase(session, datetime.now(UTC) - before)

    # -- looking at all of it

    def totals(self, owner: str, query: Query) -> Totals:
        """What the documents that ``query`` finds add up to, by month and by vendor, each currency for itself."""
        with database.reading(self._engine) as session:
            return totals.totals(session, owner, query)

    def doubles(self, owner: str, limit: int = 50) -> tuple[int, list[Double]]:
        """(how many in all, the first ``limit``) invoices that may have come twice."""
        with database.reading(self._engine) as session:
            return totals.doubles(session, owner, limit)


def named(name: str) -> str:
    """``name`` without blanks around it; ``ValueError`` when it cannot be one."""
    tidy = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not tidy:
        raise ValueError("A name is missing; type one.")
    if len(tidy) > LONGEST:
        raise ValueError(f"The name {tidy[:20] + '…'!r} is longer than {LONGEST} characters; use a shorter one.")
    return tidy


def rows_of(session: Session, owner: str, chosen: Chosen) -> list[int]:
    """The rows of what is chosen; ``NotFound``, or ``Conflict`` when other documents match than were confirmed."""
    if isinstance(chosen, Query):
        return finding.ids(session, owner, chosen)
    if isinstance(chosen, Every):
        rows = finding.ids(session, owner, replace(chosen.query, sort="newest"))
        if len(rows) != chosen.count:
            raise Conflict(
                f"{len(rows)} documents match now and not {chosen.count} as confirmed, so nothing was done; look again."
            )
        return rows
    found: dict[str, int] = {}
    for piece in _pieces(list(dict.fromkeys(chosen))):
        mine = select(Document.sha256, Document.id).where(Document.owner == owner, Document.sha256.in_(piece))
        found.update({sha256: row for sha256, row in session.execute(mine)})
    missing = next((one for one in chosen if one not in found), None)
    if missing is not None:
        raise NotFound(f"There is no document {missing[:12]!r}, so nothing was done. It may have been deleted.")
    return list(found.values())


def _pieces(values: Sequence[T]) -> list[Sequence[T]]:
    return [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]
