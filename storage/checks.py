"""What must agree in the store beside what the database checks by itself: rows with their index, jobs with records."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from storage.tables import ACTIVE, Document, Facet, Job, Page, Run, Searchable


def problems(session: Session) -> Iterator[str]:
    """One plain sentence for each thing that does not agree."""
    for table, what in ((Facet, "row in the library"), (Searchable, "row to be searched by")):
        missing = select(Document.sha256).where(~exists().where(table.document_id == Document.id))
        for sha256 in session.scalars(missing):
            yield f"The document {sha256[:12]} has no {what}; read it again."
    yield from _index(session)
    current = select(func.count()).where(Run.document_id == Document.id, Run.is_current).scalar_subquery()
    done = exists().where(Job.document_id == Document.id, Job.state == "done")
    for sha256 in session.scalars(select(Document.sha256).where(done, current == 0)):
        yield f"The document {sha256[:12]} was read, but its record is missing; read it again."
    for sha256 in session.scalars(select(Document.sha256).where(current > 1)):
        yield f"The document {sha256[:12]} has more than one current record; read it again."
    none = ~exists().where(Job.document_id == Document.id)
    for sha256 in session.scalars(select(Document.sha256).where(none, current == 0)):
        yield f"The document {sha256[:12]} was never queued to be read; read it again."
    pairs = select(Document.sha256, Facet.status).join(Facet, Facet.document_id == Document.id)
    active = exists().where(Job.document_id == Document.id, Job.state.in_(ACTIVE))
    for sha256, status in session.execute(pairs.where(Facet.status.in_(ACTIVE), ~active)):
        yield f"The document {sha256[:12]} is said to be {status}, but no job is under way; read it again."
    for sha256, status in session.execute(pairs.where(~Facet.status.in_(ACTIVE), active)):
        yield f"The document {sha256[:12]} is said to be {status}, but a job is under way; cancel that."
    read = exists().where(Page.document_id == Document.id)
    for sha256 in session.scalars(select(Document.sha256).where(current == 1, ~read)):
        yield f"The document {sha256[:12]} has a record, but its pages are missing; read it again."


def _index(session: Session) -> Iterator[str]:
    """Documents that the full-text index of SQLite does not know, or knows and that are not there."""
    if session.get_bind().dialect.name != "sqlite":
        return  # PostgreSQL keeps the index in the row itself
    for missing, sentence in (
        (
            "SELECT d.sha256 FROM searchable s JOIN document d ON d.id = s.document_id "
            "WHERE s.document_id NOT IN (SELECT id FROM searchable_fts_docsize)",
            "The document {} is missing from the full-text index; read it again.",
        ),
        (
            "SELECT id FROM searchable_fts_docsize WHERE id NOT IN (SELECT document_id FROM searchable)",
            "The full-text index names a document (row {}) that is not there; rebuild it.",
        ),
    ):
        for (name,) in session.execute(text(missing)):
            yield sentence.format(str(name)[:12])
