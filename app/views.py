"""What the service shows of documents, jobs and hits: frozen views, the same for screen, command line and REST."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from app.review import Threshold
from pipeline.document import Box, Correction, Coverage, Issue, Unreadable
from storage.errors import Conflict, NotFound
from storage.stored import Double, Every, Hits, JobState, LabelKind, Query, Reading, Sort, Status, Sum
from storage.stored import Hit as HitView

__all__ = [
    "JOB_STATES",
    "SORTS",
    "STATUSES",
    "ColumnView",
    "Conflict",
    "Difference",
    "DoctypeView",
    "DocumentView",
    "Double",
    "Every",
    "FieldView",
    "HitView",
    "Hits",
    "JobState",
    "JobView",
    "LabelKind",
    "Level",
    "NotFound",
    "PageView",
    "PreviewView",
    "ProposalView",
    "Query",
    "QueueView",
    "Reading",
    "SampleView",
    "Sort",
    "Status",
    "SuggestionView",
    "Sum",
    "TableView",
    "Threshold",
    "TooLarge",
    "TrialView",
    "Upload",
    "WaitingView",
]

Day = date  # in a class with a field called date, the name means the field
Level = Literal["high", "medium", "low", "none", "person"]

JOB_STATES: tuple[JobState, ...] = get_args(JobState)
STATUSES: tuple[Status, ...] = get_args(Status)
SORTS: tuple[Sort, ...] = get_args(Sort)


class TooLarge(Unreadable):
    """A file beyond the limit on its size."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in. ``duplicate``: the same bytes were here already; then ``job_id`` is their latest job."""

    document_id: str
    job_id: str
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class JobView:
    """One reading of one document: a row of the upload screen. ``seconds`` counts from its start; 0 while queued."""

    id: str
    document_id: str
    name: str
    state: JobState
    pages_done: int
    pages_total: int  # 0 until the first page has been opened
    error: str  # one plain sentence when failed, else empty
    seconds: float
    made_at: datetime
    held: bool = False  # paused: it waits until somebody lets it go on
    position: int = 0  # in the queue of all, from 1; 0 when it does not wait


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of the ledger. ``page_image`` has its image when ``state`` is read or cut."""

    number: int  # from 1
    width: int  # pixels of the page as it was read; 0 when unknown
    height: int
    source: Literal["text layer", "ocr", "none"]
    state: Literal["read", "cut", "failed", "skipped"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One value of the record as it stands now: what the model read, or what a person set afterwards.

    ``value`` is text (ISO date, plain decimal, ``true``/``false``) and None for null; ``raw`` is the text as printed.
    ``box`` is in fractions of page ``page``; None when the value could not be located. ``level`` is ``person`` for a
    corrected value and ``none`` for one that was not read.
    """

    path: str  # "total", "line_items.0.amount"
    label: str
    type: str  # text | id | date | amount | number | currency | bool
    raw: str = ""
    value: str | None = None
    confidence: float = 0.0
    level: Level = "none"
    page: int | None = None
    box: Box | None = None
    issues: tuple[str, ...] = ()  # doubts about this value, one sentence each
    corrected: bool = False
    history: tuple[Correction, ...] = ()  # oldest first
    readings: tuple[Reading, ...] = ()  # what each run read here, oldest first
    undoable: int = 0  # how many corrections can be taken back


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a table: ``name`` is the last part of its paths."""

    name: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of the record. Row ``i``, column ``c`` has the path ``{name}.{i}.{c}``; every row has every column.

    A row that a person deleted is left out and ``i`` goes on behind it.
    """

    name: str
    label: str
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[FieldView, ...], ...]
    deleted: tuple[int, ...] = ()  # rows that a person deleted and that can be brought back
    following: int = 0  # the number of the next row


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with its current record. Fields of the type come first, in its order; then whatever else was read."""

    id: str
    name: str
    media_type: str
    doctype: str  # empty until it was read
    status: Status
    page_count: int
    pages: tuple[PageView, ...]
    fields: tuple[FieldView, ...]
    tables: Mapping[str, TableView]
    issues: tuple[Issue, ...]  # all of them; those with an empty path are about the whole document
    reasoning: str
    coverage: tuple[Coverage, ...]
    model: str
    seconds: Mapping[str, float]  # by stage
    reviewed: bool
    made_at: datetime  # when the document came in
    error: str = ""  # why it could not be read, when failed
    job_id: str = ""  # its latest job
    proposal: ProposalView | None = None  # another reading, to be taken or dropped


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that another reading reads differently. ``set`` where a person set or confirmed what stands, or marked
    the document as reviewed: such a value is kept unless a person takes the new one."""

    path: str
    label: str
    now: str | None
    new: str | None
    level: Level  # of the new one
    set: bool


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Another reading that waits for a person's decision. ``same``: how many values it reads as they stand."""

    run: str  # hand it to ``take`` or ``drop``
    doctype: str
    model: str
    made_at: datetime
    differences: tuple[Difference, ...]
    same: int


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A document that waits for a person: the values that are not sure enough, least sure first, and the doubts."""

    id: str
    name: str
    doctype: str
    vendor: str
    date: Day | None
    total: Decimal | None
    currency: str
    risk: float
    doubtful: tuple[tuple[str, str, Level], ...]  # label, value as it stands, how sure
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """What waits for a person, riskiest first, under a threshold; ``total`` counts all pages of it."""

    threshold: Threshold
    total: int
    unreviewed: int  # documents read and not reviewed, those above the threshold too
    reviewed: int
    rows: tuple[WaitingView, ...]


@dataclass(frozen=True, slots=True)
class DoctypeView:
    """A document type that can be chosen. ``definition`` is its JSON form, the same that ``save_doctype`` takes."""

    name: str
    title: str
    description: str
    own: bool  # made by the user; may be changed and deleted
    definition: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What an export would hold. ``columns`` are all that can be chosen, found in the first ``looked_at`` of the
    ``total`` documents; ``headings`` and ``rows`` (cells as in CSV) are the first lines of the table of documents."""

    total: int
    looked_at: int
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A field that a document type could ask for: ``example`` stands beside it on ``count`` of the documents."""

    name: str
    type: str
    description: str
    columns: tuple[tuple[str, str, str], ...]  # name, type, description
    many: bool
    example: str
    count: int


@dataclass(frozen=True, slots=True)
class TrialView:
    """What a type that is not saved would read of a document; ``problem`` says why it could not be tried."""

    ready: bool
    problem: str = ""
    values: tuple[tuple[str, str, str, Level], ...] = ()  # label, value, as printed, how sure
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleView:
    """A document that comes with Recto, to try it without one of your own."""

    name: str  # the key for ``read_sample``
    title: str
    doctype: str
