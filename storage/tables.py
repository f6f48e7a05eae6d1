"""The tables. Nothing outside this room sees one of these objects: ``store.py`` hands out ``stored.py`` words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import Moment, Money, Written

BIG = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up by itself only in INTEGER columns
HASH = String(64)
ACTIVE = ("queued", "reading")
UNDER_WAY = "state IN ('queued', 'reading')"


class Table(DeclarativeBase):
    """Constraints have names on both databases, so that a migration can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _of_document(primary_key: bool = False, index: bool = False) -> Mapped[int]:
    return mapped_column(
        BIG, ForeignKey("document.id", ondelete="CASCADE"), primary_key=primary_key, index=index, autoincrement=False
    )


class Document(Table):
    """A file of one owner; the bytes lie under their hash in ``files.py``, once for all owners."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("owner", "sha256"), Index("ix_document_sha256", "sha256"))

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(HASH)
    name: Mapped[str] = mapped_column(Written)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    page_count: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(Moment)
    reviewed: Mapped[bool] = mapped_column(default=False)


class Page(Table):
    """One page as read: the ledger's line, and the words as compact JSON ``[[text, x0, y0, x1, y1, confidence]]``."""

    __tablename__ = "page"

    document_id: Mapped[int] = _of_document(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Written)
    width: Mapped[int] = mapped_column(Integer)  # pixels
    height: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Written)
    image: Mapped[str | None] = mapped_column(HASH, index=True)  # the blob people look at
    reading: Mapped[str | None] = mapped_column(String(40))  # which reading saved it (``jobs.reading``)


class Run(Table):
    """One answer of one model to one question; ``key`` hashes (schema version, model, settings)."""

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("document_id", "key"),
        Index(  # at most one run of a document is current, whoever writes
            "ix_run_current", "document_id", unique=True,
            sqlite_where=text("is_current"), postgresql_where=text("is_current"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    document_id: Mapped[int] = _of_document()
    key: Mapped[str] = mapped_column(HASH)
    doctype: Mapped[str] = mapped_column(String(100))
    schema_version: Mapped[str] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(Written)
    settings: Mapped[str] = mapped_column(Written)  # JSON, sorted
    made_at: Mapped[datetime] = mapped_column(Moment)
    reasoning: Mapped[str] = mapped_column(Written)
    tokens_in: Mapped[int] = mapped_column(Integer)
    tokens_out: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[str] = mapped_column(Written)  # JSON, by stage
    coverage: Mapped[str] = mapped_column(Written)  # JSON, [[page, state, width, height, source, note]]
    is_current: Mapped[bool] = mapped_column()
    is_proposed: Mapped[bool] = mapped_column(default=False)  # a person decides whether it becomes the current one


class Field(Table):
    """One value of one run. ``text`` is exact; ``number`` and ``day`` are the same value for comparing."""

    __tablename__ = "field"

    run_id: Mapped[int] = mapped_column(
        BIG, ForeignKey("run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)  # in the record
    path: Mapped[str] = mapped_column(Written)
    raw: Mapped[str] = mapped_column(Written)
    kind: Mapped[str | None] = mapped_column(String(10))  # of the value: text, number, date, bool
    text: Mapped[str | None] = mapped_column(Written)
    number: Mapped[Decimal | None] = mapped_column(Money)
    day: Mapped[date | None] = mapped_column(Date)
    confidence: Mapped[float] = mapped_column(Float)
    page: Mapped[int | None] = mapped_column(Integer)  # None: it could not be located
    x0: Mapped[float | None] = mapped_column(Float)  # fractions of the page
    y0: Mapped[float | None] = mapped_column(Float)
    x1: Mapped[float | None] = mapped_column(Float)
    y1: Mapped[float | None] = mapped_column(Float)
    evidence: Mapped[str] = mapped_column(Written)
    evidence_confidence: Mapped[float] = mapped_column(Float)


class Issue(Table):
    """A doubt about a run."""

    __tablename__ = "issue"

    run_id: Mapped[int] = mapped_column(
        BIG, ForeignKey("run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(Written)
    message: Mapped[str] = mapped_column(Written)
    severity: Mapped[str] = mapped_column(String(10))


class Correction(Table):
    """What a person set. A trigger refuses to change or delete one while its document is there."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    document_id: Mapped[int] = _of_document(index=True)
    path: Mapped[str] = mapped_column(Written)
    before: Mapped[str | None] = mapped_column(Written)
    kind: Mapped[str | None] = mapped_column(String(10))
    after: Mapped[str | None] = mapped_column(Written)
    who: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)


class Facet(Table):
    """One narrow row per document, from the day it came in: all filters and sorts need only this."""

    __tablename__ = "facet"
    __table_args__ = (
        Index("ix_facet_newest", "owner", "made_at"),
        Index("ix_facet_day", "owner", "day", "made_at"),
        Index("ix_facet_days", "owner", "day", "currency", "total"),  # totals by month
        Index("ix_facet_total", "owner", "total", "made_at"),
        Index("ix_facet_risk", "owner", "risk", "made_at"),
        Index("ix_facet_vendor", "owner", "vendor_folded", "currency", "total", "day", "number"),  # totals, doubles
        Index("ix_facet_vendors", "owner", "vendor_folded", "made_at"),  # sorting
        Index("ix_facet_number", "owner", "vendor_folded", "number"),
        Index("ix_facet_doctype", "owner", "doctype", "made_at"),
        Index("ix_facet_status", "owner", "status", "made_at"),
        CheckConstraint(
            "status IN ('queued', 'reading', 'read', 'reviewed', 'failed', 'cancelled')", name="status"
        ),
    )  # fmt: skip

    document_id: Mapped[int] = _of_document(primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(20))
    doctype: Mapped[str] = mapped_column(String(100), default="")
    vendor: Mapped[str] = mapped_column(Written, default="")
    vendor_folded: Mapped[str] = mapped_column(Written, default="")  # small letters, no accents
    number: Mapped[str] = mapped_column(Written, default="", server_default="")  # of the invoice, folded
    day: Mapped[date | None] = mapped_column(Date)
    total: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(20), default="")
    risk: Mapped[float] = mapped_column(Float, default=0.0)  # 1 minus the lowest confidence that nobody corrected


class Searchable(Table):
    """The words of a document that searching looks through; the migrations keep a full-text index on it."""

    __tablename__ = "searchable"

    document_id: Mapped[int] = _of_document(primary_key=True)
    name: Mapped[str] = mapped_column(Written)
    found: Mapped[str] = mapped_column(Written)  # the values, as printed and typed
    body: Mapped[str] = mapped_column(Written)  # the words of all pages


class Doctype(Table):
    """A document type that a person defined: data, never code."""

    __tablename__ = "doctype"

    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    definition: Mapped[str] = mapped_column(Written)  # JSON
    made_at: Mapped[datetime] = mapped_column(Moment)


class Job(Table):
    """One reading of one document. A worker holds it by a lease that runs out unless the worker keeps it."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_waiting", "state", "priority", "id"),
        Index(  # one reading of a document at a time, whoever asks
            "ix_job_active", "document_id", unique=True,
            sqlite_where=text(UNDER_WAY), postgresql_where=text(UNDER_WAY),
        ),
        CheckConstraint("state IN ('queued', 'reading', 'done', 'failed', 'cancelled')", name="state"),
        {"sqlite_autoincrement": True},  # the id of a deleted job must never mean another one
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    document_id: Mapped[int] = _of_document(index=True)
    state: Mapped[str] = mapped_column(String(20))
    priority: Mapped[int] = mapped_column(Integer, default=0)
    doctype: Mapped[str] = mapped_column(String(100), default="")
    password: Mapped[str | None] = mapped_column(Written)  # wiped when the job ends
    again: Mapped[bool] = mapped_column(default=False)
    options: Mapped[str] = mapped_column(Written, default="{}")  # JSON: how it is to be read
    pages_done: Mapped[int] = mapped_column(Integer, default=0)
    pages_total: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False, server_default=false())  # paused: no worker takes it
    round: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # how often it was asked for again
    request: Mapped[str] = mapped_column(String(64), default="", server_default="")  # that asked for it, for the logs
    error: Mapped[str] = mapped_column(Written, default="")
    worker: Mapped[str | None] = mapped_column(String(200))
    lease: Mapped[str | None] = mapped_column(String(40))
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Worker(Table):
    """A reading process that lives, with what it did so far; the row with no name sums up those that have ended."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    model: Mapped[str] = mapped_column(String(200))  # empty until it is loaded
    trouble: Mapped[str] = mapped_column(Written)  # why it cannot be loaded
    memory: Mapped[int] = mapped_column(BigInteger)  # bytes, resident
    counts: Mapped[str] = mapped_column(Written)  # JSON: what -> number


class Trial(Table):
    """A document type that is tried on a document before it is saved; no record comes of it."""

    __tablename__ = "trial"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[int] = _of_document(index=True)
    definition: Mapped[str] = mapped_column(Written)  # JSON
    answer: Mapped[str | None] = mapped_column(Written)  # JSON
    made_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)


class Tag(Table):
    """A word that a person files documents under, or the name of a collection."""

    __tablename__ = "tag"
    __table_args__ = (
        UniqueConstraint("owner", "kind", "name"),
        CheckConstraint("kind IN ('tag', 'collection')", name="kind"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default="tag", server_default="tag")
    name: Mapped[str] = mapped_column(String(100))


class DocumentTag(Table):
    """Which document bears which tag."""

    __tablename__ = "document_tag"

    document_id: Mapped[int] = _of_document(primary_key=True)
    tag_id: Mapped[int] = mapped_column(
        BIG, ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class Deleted(Table):
    """A document in its owner's bin (``storage/bin.py``), until it is taken back or swept."""

    __tablename__ = "deleted"

    document_id: Mapped[int] = _of_document(primary_key=True)
    deleted_at: Mapped[datetime] = mapped_column(Moment, index=True)


class SavedSearch(Table):
    """A question to the library that a person gave a name."""

    __tablename__ = "saved_search"

    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    asked: Mapped[str] = mapped_column(Written)  # JSON, {filter: text}
    made_at: Mapped[datetime] = mapped_column(Moment)


class Workspace(Table):
    """What owns documents: its id is the ``owner`` of all other tables."""

    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment)


class Person(Table):
    """Somebody who may come in; nobody is ever deleted, so that a name never means another person."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str] = mapped_column(String(300))  # Argon2id in its own notation; empty: none fits
    admin: Mapped[bool] = mapped_column()
    disabled: Mapped[bool] = mapped_column()
    home: Mapped[str] = mapped_column(String(200), ForeignKey("workspace.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)


def _of_person(primary_key: bool = False) -> Mapped[int]:
    person = ForeignKey("person.id", ondelete="CASCADE")
    return mapped_column(BIG, person, primary_key=primary_key, index=not primary_key, autoincrement=False)


class Member(Table):
    """Who belongs to which workspace; its admins say who else does."""

    __tablename__ = "member"
    __table_args__ = (CheckConstraint("role IN ('member', 'admin')", name="role"),)

    person_id: Mapped[int] = _of_person(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(
        String(200), ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(20))


class Login(Table):
    """A browser that is signed in, by the hash of its cookie: who reads the database cannot become anybody."""

    __tablename__ = "login"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    person_id: Mapped[int] = _of_person()
    browser: Mapped[str] = mapped_column(Written)  # what it says of itself
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class Key(Table):
    """A key for programs, by its hash; it opens one workspace."""

    __tablename__ = "key"
    __table_args__ = (UniqueConstraint("hash"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    hash: Mapped[str] = mapped_column(HASH)
    person_id: Mapped[int] = _of_person()
    workspace_id: Mapped[str] = mapped_column(String(200), ForeignKey("workspace.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(Written)
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
