"""What the store hands out: frozen, typed, detached from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from pipeline.document import Correction, Coverage, Evidence, Issue, Usage, Value, Word

Status = Literal["queued", "reading", "read", "reviewed", "failed", "cancelled"]
JobState = Literal["queued", "reading", "done", "failed", "cancelled"]
Sort = Literal["newest", "oldest", "risk", "date", "amount", "vendor", "best"]
Day = date  # in a class with a field called date, the name means the field: what reads annotations there goes wrong


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of one owner. ``id`` is the SHA-256 of its bytes, so two owners may hold the same id."""

    id: str
    name: str
    media_type: str
    size: int  # bytes
    page_count: int  # 0 until it is known
    made_at: datetime  # when it came in
    status: Status
    reviewed: bool
    doctype: str = ""  # of the current record; empty until it was read
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was saved. ``words`` keep five decimals of their boxes: 0.02 pixels of a page of 2000."""

    number: int  # from 1
    coverage: Coverage
    words: tuple[Word, ...] = ()
    has_image: bool = False  # ``Store.page_image`` has it


@dataclass(frozen=True, slots=True)
class StoredField:
    """The value at ``path`` as it stands now: the newest correction that nobody took back, else what the run read.

    ``raw``, ``confidence`` and ``evidence`` stay those of the run. ``read`` is what the run had typed, None for null.
    ``standing`` are the texts that were set and not taken back, oldest first.
    """

    path: str
    value: Value | None
    text: str | None  # ``value`` as text: ISO date, plain decimal, true/false; this is the ``before`` of a correction
    raw: str = ""
    read: Value | None = None
    confidence: float = 0.0
    evidence: Evidence | None = None
    history: tuple[Correction, ...] = ()  # oldest first
    standing: tuple[str | None, ...] = ()

    @property
    def corrected(self) -> bool:
        """Whether a person set it, or confirmed what was read."""
        return bool(self.standing)


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants at ``path`` in place of ``before``: ``after`` (None: null), or the newest ``undo`` of what
    was set there taken back."""

    path: str
    before: str | None  # the text that the person saw
    after: Value | None = None
    undo: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run read at one path, null where it read nothing."""

    model: str
    made_at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading that a person has judged: how sure it was, and whether it was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value that is not sure enough and that nobody has looked at."""

    path: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits for a person, and why."""

    document_id: str
    name: str
    doctype: str
    vendor: str
    day: date | None
    total: Decimal | None
    currency: str
    risk: float
    doubtful: tuple[Doubtful, ...]  # least sure first
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """The current record of a document with all corrections applied; ``fields`` in the order they were read."""

    doctype: str
    schema_version: str
    model: str
    settings: Mapping[str, str]
    made_at: datetime
    reasoning: str
    usage: Usage
    coverage: tuple[Coverage, ...]
    issues: tuple[Issue, ...]
    fields: tuple[StoredField, ...]
    run: str = ""  # its id, to take or drop it when it is proposed

    def field(self, path: str) -> StoredField | None:
        """The field at ``path``, or None when it is null and was never set."""
        return next((f for f in self.fields if f.path == path), None)


@dataclass(frozen=True, slots=True)
class StoredJob:
    """One reading of one document."""

    id: str
    document_id: str
    name: str  # of the document's file
    state: JobState
    pages_done: int
    pages_total: int  # 0 until it is known
    error: str  # one plain sentence when failed, else empty
    attempts: int
    made_at: datetime
    started_at: datetime | None = None  # of the last attempt
    ended_at: datetime | None = None
    held: bool = False  # paused: it waits until somebody lets it go on
    position: int = 0  # in the queue, from 1; 0 when it does not wait

    @property
    def seconds(self) -> float:
        """Seconds since it was started, until it ended; 0 while it waits."""
        if self.started_at is None or self.state == "queued":
            return 0.0
        return ((self.ended_at or datetime.now(UTC)) - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that one worker holds until ``expires_at``; each heartbeat puts that off. Hand it to what ends the job."""

    job_id: str
    owner: str
    document_id: str
    lease: str = field(repr=False)  # proves that it is still ours
    worker: str
    attempt: int  # 1 is the first
    expires_at: datetime
    doctype: str = ""  # asked for; empty: find the kind
    password: str | None = field(default=None, repr=False)
    again: bool = False  # read anew even where a run answers already
    options: Mapping[str, str] = field(default_factory=dict)  # how it is to be read: propose, model, limits
    reading: str = ""  # which reading it is: its pages bear this mark
    request: str = ""  # the request that asked for it, for the logs


@dataclass(frozen=True, slots=True)
class StoredWorker:
    """A reading process. ``counts`` are of what it did since it began; one without a name sums up those that ended."""

    name: str
    began_at: datetime
    seen_at: datetime
    model: str = ""  # empty until it is loaded
    trouble: str = ""  # one plain sentence why it cannot be loaded
    memory: int = 0  # bytes, resident
    counts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that came in. ``duplicate``: the same bytes were here already; then ``job`` is their latest."""

    document: StoredDocument
    job: StoredJob
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: all that is set must hold. ``text`` are words anywhere in pages, values or the file's name.

    "Quoted words" must stand together; the last word, and any word that ends in ``*``, may be a beginning.
    """

    text: str = ""
    doctype: str = ""
    vendor: str = ""  # part of the vendor's name, case and accents ignored
    date_from: date | None = None  # both ends included
    date_to: date | None = None
    amount_min: Decimal | None = None  # of the total, both ends included
    amount_max: Decimal | None = None
    status: Status | Literal[""] = ""
    tag: str = ""
    collection: str = ""
    sort: Sort = "newest"
    limit: int = 25
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. ``risk`` is 0 (sure) to 1 (look at it); ``snippet`` is plain text around the match."""

    document_id: str
    name: str
    doctype: str
    vendor: str
    date: Day | None
    total: Decimal | None
    currency: str
    status: Status
    risk: float
    made_at: datetime
    snippet: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found; ``total`` counts all of it."""

    total: int
    rows: tuple[Hit, ...] = ()


LabelKind = Literal["tag", "collection"]


@dataclass(frozen=True, slots=True)
class Label:
    """A tag or a collection, and how many documents bear it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A question to the library under a name. ``asked``: filter -> text, as the library's address has them."""

    name: str
    asked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sum:
    """What documents of one month or vendor and ONE currency add up to. ``of``: ``2026-03``, or a vendor or nothing."""

    of: str
    currency: str  # empty: the documents name none
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums by month, newest first, and by vendor, largest first; ``more`` vendors are not shown.

    Documents without a total are left out and counted in ``without``.
    """

    months: tuple[Sum, ...] = ()
    vendors: tuple[Sum, ...] = ()
    more: int = 0
    without: int = 0


@dataclass(frozen=True, slots=True)
class Double:
    """Documents that may be the same invoice: one vendor's ``number`` twice, or its ``day`` and ``total`` twice."""

    why: Literal["number", "total"]
    vendor: str
    number: str
    day: Day | None
    total: Decimal | None
    currency: str
    documents: tuple[tuple[str, str], ...]  # (id, file name), oldest first, at most ten


@dataclass(frozen=True, slots=True)
class Every:
    """All documents that ``query`` finds, which are to be ``count`` of them: the number that a person confirmed."""

    query: Query
    count: int


@dataclass(frozen=True, slots=True)
class Binned:
    """A document in the bin."""

    document_id: str
    name: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class ExportedDocument:
    """A document for export, corrections applied, nulls left out.

    ``tables`` has the rows of each table by its name, renumbered without the rows that people deleted; ``values`` has
    everything else by path. ``confidence`` is that of the least sure value that nobody corrected.
    """

    document_id: str
    name: str
    doctype: str
    status: Status
    made_at: datetime
    values: Mapping[str, Value]
    tables: Mapping[str, tuple[Mapping[str, Value], ...]]
    confidence: float
    reviewed: bool

    @property
    def items(self) -> tuple[Mapping[str, Value], ...]:
        """The line items: the rows of the table of that name."""
        return self.tables.get("line_items", ())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``Store.verify`` found; ``problems`` is empty when all is well, one plain sentence each otherwise."""

    documents: int
    files: int
    problems: tuple[str, ...] = ()
