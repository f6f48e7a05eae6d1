"""What Recto can do: the one thing that screens, command line and REST call."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from app import proposal, samples
from app.access import LOCAL
from app.export import LOOKED_AT, case_of, preview, rows_of, spooled
from app.kinds import MOST as MOST_SAMPLES
from app.kinds import Suggestions
from app.life import ALIVE
from app.logs import request_id
from app.record import HIGH, Layout, known_types, label, level
from app.review import TARGETS, threshold
from app.views import (
    JOB_STATES,
    SORTS,
    STATUSES,
    ColumnView,
    Conflict,
    DoctypeView,
    DocumentView,
    Every,
    FieldView,
    Hits,
    HitView,
    JobView,
    NotFound,
    PageView,
    PreviewView,
    Query,
    QueueView,
    Reading,
    SampleView,
    SuggestionView,
    TableView,
    Threshold,
    TooLarge,
    TrialView,
    Upload,
    WaitingView,
)
from pipeline import doctypes, exports, schemas
from pipeline.doctypes import Doctype
from pipeline.document import Coverage, Locked, Unreadable, Word
from pipeline.intake import identify
from storage.errors import Busy, StorageError
from storage.library import Chosen
from storage.store import Store
from storage.stored import Change

if TYPE_CHECKING:
    from app.settings import Settings
    from storage.stored import StoredJob, StoredRecord, StoredWorker, Waiting

__all__ = [
    "JOB_STATES",
    "LOCAL",
    "SORTS",
    "STATUSES",
    "TARGETS",
    "Busy",
    "ColumnView",
    "Conflict",
    "DoctypeView",
    "DocumentView",
    "Every",
    "FieldView",
    "HitView",
    "Hits",
    "JobView",
    "Locked",
    "NotFound",
    "PageView",
    "PreviewView",
    "Query",
    "QueueView",
    "SampleView",
    "Service",
    "SuggestionView",
    "TableView",
    "Threshold",
    "TooLarge",
    "TrialView",
    "Unreadable",
    "Upload",
    "WaitingView",
]


class Service:
    """One per process; safe to call from many threads. Every method takes the owner and sees only what is theirs.

    All errors are ``NotFound``, ``Conflict``, ``Busy``, ``Unreadable`` (with ``Locked`` and ``TooLarge``),
    ``StorageError``, or ``ValueError`` for values that cannot be taken; each says in one plain sentence what came, what
    is wrong with it and what to do.
    """

    def __init__(self, settings: Settings) -> None:
        """Open (and where needed create or migrate) the store of ``settings``. Loads no model."""
        self.settings = settings
        settings.data.mkdir(parents=True, exist_ok=True)
        self.store = Store(settings.database, settings.data, settings.attempts, settings.max_queue)
        self.store.migrate()
        self.library = self.store.library
        """Tags, collections, saved searches, the bin, totals and doubles; each method takes the owner as ours do."""
        self._setting = threading.Lock()

    def check(self) -> None:
        """Raises ``StorageError`` when the store does not answer."""
        self.store.workers()

    def readers(self) -> list[StoredWorker]:
        """The reading processes that live, with what they have loaded and done."""
        return self.store.living_workers(within=ALIVE)

    def upload(
        self, owner: str, name: str, data: bytes, doctype: str | None = None, password: str | None = None
    ) -> Upload:
        """Take in a file and queue its reading. The same bytes again queue nothing while a reading stands or waits.

        ``doctype`` None lets the model find the kind. Raises ``Unreadable`` for what is refused at the door (empty,
        too large, not a document) and ``ValueError`` for an unknown document type.
        """
        name = _tidy(name)
        if len(data) > self.settings.max_bytes:
            limit = f"{self.settings.max_mb:g} MB"
            raise TooLarge(f"{name!r} is larger than {limit}; upload a smaller version, or split it.")
        media_type = identify(data, name)
        if doctype:
            self._doctype(owner, doctype)
        self._room(len(data))
        taken = self.store.take_in(owner, name, media_type, data, doctype or "", password, request=request_id())
        return Upload(taken.document.id, taken.job.id, taken.duplicate)

    def _room(self, size: int) -> None:
        """``StorageError`` when the disk has no room for a file of ``size`` bytes and for what reading it leaves."""
        try:
            free = shutil.disk_usage(self.settings.data).free - size
        except OSError as error:
            raise StorageError(f"The data folder cannot be used ({error.strerror}). Check it and its disk.") from error
        if free < self.settings.reserve_mb * 1_000_000:
            raise StorageError(
                f"The disk is nearly full ({max(0, free) / 1e6:.0f} MB free), so nothing more is taken in. "
                "Make room and try again."
            )

    def jobs(self, owner: str, ids: Sequence[str] | None = None, active_only: bool = False) -> list[JobView]:
        """The jobs of ``owner``, newest first (at most 500); only ``ids``, or only those queued and reading."""
        return [_job(job) for job in self.store.jobs(owner, ids, active_only)]

    def cancel(self, owner: str, job_id: str) -> None:
        """Stop a job within a second; what is over already stays as it is. Raises ``NotFound``."""
        self.store.cancel(owner, job_id)

    def hold(self, owner: str, held: bool, job_ids: Sequence[str] | None = None) -> int:
        """Pause readings (None: all that are under way), or let them go on; how many. Pages that are read stay."""
        return self.store.hold(owner, job_ids, held)

    def cancel_all(self, owner: str) -> int:
        """Stop everything that is queued or being read; how many documents."""
        return self.store.cancel_all(owner)

    def retry_failed(self, owner: str) -> int:
        """Read once more whatever could not be read at last; how many documents."""
        return self.store.retry_failed(owner)

    def retry(self, owner: str, job_id: str, password: str | None = None, doctype: str | None = None) -> JobView:
        """Read again the document of a job that ended. Raises ``NotFound``; ``Conflict`` while one is under way."""
        if doctype:
            self._doctype(owner, doctype)
        again = self.store.job(owner, job_id).state == "done"
        return _job(self.store.retry(owner, job_id, password, doctype, again, request_id()))

    def read_again(self, owner: str, document_id: str, doctype: str | None = None, password: str | None = None) -> str:
        """Queue another reading and return its job's id. What people corrected stays. ``NotFound``, ``Conflict``."""
        if doctype:
            self._doctype(owner, doctype)
        return self.store.enqueue(owner, document_id, doctype or "", password, again=True, request=request_id()).id

    def read_all_again(self, owner: str, chosen: Chosen) -> int:
        """``read_again`` whatever is chosen and not being read already, in one go; how many."""
        return self.store.enqueue_all(owner, chosen, request_id())

    def propose(
        self,
        owner: str,
        document_id: str,
        doctype: str | None = None,
        password: str | None = None,
        model: str | None = None,
        wide: bool = False,
    ) -> str:
        """Queue another reading beside the record that stands, and return its job's id.

        As another ``doctype``, by another of ``models()``, or under wider limits. It changes nothing until ``take``;
        where nothing stands yet it becomes the record. Raises ``NotFound``, ``Conflict``, ``ValueError``.
        """
        if doctype:
            self._doctype(owner, doctype)
        if model and model not in self.settings.choices:
            raise ValueError(f"Unknown model {model!r}. Known: {', '.join(self.settings.choices)}.")
        stands = self.store.record(owner, document_id) is not None
        options = {"propose": "yes"} if stands else {}
        options |= ({"model": model} if model else {}) | ({"limits": "wide"} if wide else {})
        return self.store.enqueue(
            owner, document_id, doctype or "", password, again=True, options=options, request=request_id()
        ).id

    def models(self) -> tuple[str, ...]:
        """The models that a document can be read with, the usual one first."""
        return self.settings.choices

    def take(self, owner: str, document_id: str, run: str, paths: Sequence[str], who: str) -> DocumentView:
        """Make the proposed reading ``run`` the record. Of the values that differ, those at ``paths`` are as it read
        them, all others stay as they stand. Raises ``NotFound``; ``Conflict`` when it is no longer proposed."""
        with self._setting:
            now, new = self.store.record(owner, document_id), self.store.proposal(owner, document_id)
            if now is None or new is None:
                raise Conflict("There is no new reading to take any more; load the document again.")
            layout = self._layout(owner, new)
            wanted = proposal.changes(now, new, set(paths), layout)
            issues = layout.changed(wanted).checked(datetime.now(UTC).date())
            self.store.take(owner, document_id, run, wanted, who, issues)
        return self.document(owner, document_id)

    def drop(self, owner: str, document_id: str, run: str) -> DocumentView:
        """Forget the proposed reading ``run``. Raises ``NotFound``; ``Conflict`` when it is no longer proposed."""
        self.store.drop(owner, document_id, run)
        return self.document(owner, document_id)

    def document(self, owner: str, document_id: str) -> DocumentView:
        """The document with its current record. Raises ``NotFound``."""
        document, record = self.store.document(owner, document_id), self.store.record(owner, document_id)
        job, pages = self.store.latest_job(owner, document_id), self.store.ledger(owner, document_id)
        layout = self._layout(owner, record, self.store.readings(owner, document_id)) if record else None
        new = self.store.proposal(owner, document_id) if record else None
        return DocumentView(
            id=document.id,
            name=document.name,
            media_type=document.media_type,
            doctype=record.doctype if record else "",
            status=document.status,
            page_count=document.page_count or (job.pages_total if job else 0) or len(pages),
            pages=tuple(_page(page) for page in pages),
            fields=layout.fields() if layout else (),
            tables=layout.tables() if layout else {},
            issues=record.issues if record else (),
            reasoning=record.reasoning if record else "",
            coverage=record.coverage if record else tuple(pages),
            model=record.model if record else "",
            seconds=record.usage.seconds if record else {},
            reviewed=document.reviewed,
            made_at=document.made_at,
            error=job.error if job else "",
            job_id=job.id if job else "",
            proposal=proposal.view(record, new, document.reviewed) if record and new else None,
        )

    def page_image(self, owner: str, document_id: str, number: int) -> bytes:
        """Page ``number`` (from 1) as WebP for viewing, upright as it was read. Raises ``NotFound``."""
        return self.store.page_image(owner, document_id, number)

    def page_words(self, owner: str, document_id: str, number: int) -> list[Word]:
        """The words of page ``number`` in reading order. Raises ``NotFound``."""
        return list(self.store.page(owner, document_id, number).words)

    def correct(
        self, owner: str, document_id: str, path: str, after: str | None, before: str | None, who: str
    ) -> DocumentView:
        """Set the value at ``path`` to ``after`` (None: null), keeping what was there in its history.

        ``before`` is the value the person saw. Raises ``Conflict`` when another value is stored by now, ``NotFound``
        for a document or path that is not there, ``ValueError`` when ``after`` is not of the field's type.
        A new last row of a table is made by setting a cell of the row below the last. ``after`` that is what stands
        there confirms it: it counts as set by a person from then on.
        """
        return self._change(owner, document_id, who, lambda layout: [_asked(layout, path, before, after)])

    def undo(self, owner: str, document_id: str, path: str, before: str | None, who: str) -> DocumentView:
        """Take back what was set last at ``path``: what stood before stands again. Errors as ``correct``."""
        return self._change(owner, document_id, who, lambda _: [Change(path, before, undo=1)])

    def delete_row(self, owner: str, document_id: str, table: str, row: int, who: str) -> DocumentView:
        """Take every value out of a row of a table; the other rows keep their paths. Errors as ``correct``."""

        def emptied(layout: Layout) -> list[Change]:
            cells = layout.cells(table, row)
            if not cells or layout.is_deleted(table, row):
                raise NotFound(f"The table {table!r} has no row {row + 1} any more; load the document again.")
            return [Change(cell.path, cell.text) for cell in cells]

        return self._change(owner, document_id, who, emptied)

    def restore_row(self, owner: str, document_id: str, table: str, row: int, who: str) -> DocumentView:
        """Bring back a row that was deleted. Errors as ``correct``."""

        def filled(layout: Layout) -> list[Change]:
            if not layout.is_deleted(table, row):
                raise NotFound(f"Row {row + 1} of the table {table!r} is not deleted; load the document again.")
            return [Change(cell.path, cell.text, undo=1) for cell in layout.cells(table, row) if cell.corrected]

        return self._change(owner, document_id, who, filled)

    def review(self, owner: str, document_id: str, reviewed: bool) -> DocumentView:
        """Mark the record as looked through, or not. Raises ``NotFound``; ``Conflict`` before it was read."""
        self.store.review(owner, document_id, reviewed)
        return self.document(owner, document_id)

    def review_queue(self, owner: str, target: float = 0.98, limit: int = 25, offset: int = 0) -> QueueView:
        """What waits for a person, riskiest first: unreviewed documents with a value below the threshold.

        The threshold is the lowest from which on ``target`` (0.5 to 0.999) of the values that ``owner`` judged were
        right. ``ValueError`` for another target.
        """
        if not 0.5 <= target <= 0.999:
            raise ValueError(f"A target of {target:g} cannot be used; take a share from 0.5 to 0.999.")
        sure = threshold(self.store.judged(owner), target, HIGH)
        total, waiting, unreviewed, reviewed = self.store.waiting(owner, sure.confidence, limit, offset)
        return QueueView(sure, total, unreviewed, reviewed, tuple(_waiting(one) for one in waiting))

    def search(self, owner: str, query: Query) -> Hits:
        """One page of the documents that ``query`` asks for. Raises ``ValueError`` for an unknown sort or status."""
        return self.store.search(owner, _sound(query))

    def whole_id(self, owner: str, beginning: str) -> str:
        """The id of the one document whose id begins so. Raises ``NotFound`` when there is none, or several."""
        if len(beginning) == 64:
            return self.store.document(owner, beginning).id
        found = [one.document_id for one in self.store.export_rows(owner) if one.document_id.startswith(beginning)]
        if len(found) != 1 or not beginning:
            number = "No document has" if not found else f"{len(found)} documents have"
            raise NotFound(f"{number} an id that begins with {beginning!r}; `recto search` lists them.")
        return found[0]

    def formats(self) -> dict[str, str]:
        """The export formats: name -> title."""
        return {name: exports.load(name).TITLE for name in exports.names()}

    def export(
        self,
        owner: str,
        format: str,
        query: Query | None = None,
        ids: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> tuple[str, str, Iterator[bytes]]:
        """(file name, media type, bytes in pieces) of ``ids``, else of all that ``query`` finds, else of everything.

        ``limit`` and ``offset`` of the query are ignored. ``columns`` (as ``preview_export`` names them) are those that
        the file has; None for all. Raises ``ValueError`` for an unknown format, a column that cannot be, or more than
        a case file holds; ``NotFound`` where there is nothing to export.
        """
        form, chosen = exports.load(format), None if columns is None else exports.sound(columns)
        total = self._exported(owner, query, ids)
        case = None
        if most := int(getattr(form, "MOST_DOCUMENTS", 0)):
            ids = self._few(owner, query, ids, total, most, int(getattr(form, "MOST_PAGES", 0)))
            case = self._case(owner)
        found = self.store.export_rows(owner, _sound(query) if query else None, ids)
        types = known_types(self.store.doctypes(owner))
        name = f"recto-{datetime.now(UTC):%Y-%m-%d}{form.SUFFIX}"
        return name, form.MEDIA_TYPE, spooled(format, rows_of(found), types, chosen, case)

    def preview_export(
        self,
        owner: str,
        query: Query | None = None,
        ids: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> PreviewView:
        """The first lines of what ``export`` would write, and the columns to choose from. Errors as ``export``."""
        chosen = None if columns is None else exports.sound(columns)
        total = self._exported(owner, query, ids)
        found = self.store.export_rows(owner, _sound(query) if query else None, ids)
        rows = list(islice(rows_of(found), LOOKED_AT))
        return preview(rows, total, known_types(self.store.doctypes(owner)), chosen)

    def _exported(self, owner: str, query: Query | None, ids: Sequence[str] | None) -> int:
        """How many documents an export holds; ``NotFound`` when there are none."""
        asked = replace(_sound(query), limit=1, offset=0) if query else Query(limit=1)
        total = len(ids) if ids is not None else self.store.search(owner, asked).total
        if not total:
            raise NotFound("There is nothing to export: no document is chosen or matches; widen the search.")
        return total

    def _few(
        self, owner: str, query: Query | None, ids: Sequence[str] | None, total: int, most: int, pages: int
    ) -> list[str]:
        """The ids of the documents of a case file; ``ValueError`` when they or their pages are too many for it."""
        if total > most:
            raise ValueError(f"A case file holds up to {most} documents, and these are {total}; choose fewer of them.")
        asked = replace(query or Query(), limit=most, offset=0)
        few = list(ids) if ids is not None else [hit.document_id for hit in self.store.search(owner, asked).rows]
        count = sum(self.store.document(owner, one).page_count for one in few)
        if count > pages:
            raise ValueError(
                f"A case file holds up to {pages:,} pages, and these are {count:,}; choose fewer documents."
            )
        return few

    def _case(self, owner: str) -> Callable[[exports.Row], exports.Case | None]:
        def of(row: exports.Row) -> exports.Case | None:
            try:
                view = self.document(owner, row.document_id)
            except NotFound:  # deleted since the export began
                return None
            return case_of(view, lambda number: self.page_image(owner, row.document_id, number))

        return of

    def doctypes(self, owner: str) -> list[DoctypeView]:
        """The document types that come with Recto, then those of ``owner``."""
        own = self.store.doctypes(owner)
        return [_type(one, one.name in own) for one in known_types(own)]

    def save_doctype(self, owner: str, definition: Mapping[str, object]) -> DoctypeView:
        """Make or change an own document type from its JSON form. Raises ``ValueError`` with what is wrong in it."""
        made = doctypes.from_json(dict(definition), "Your document type")
        if made.name in doctypes.names():
            raise ValueError(f"A document type {made.name!r} comes with Recto and stays as it is; choose another name.")
        self.store.save_doctype(owner, made.name, doctypes.to_json(made))
        return _type(made, own=True)

    def from_schema(self, schema: object, name: str = "") -> Mapping[str, object]:
        """The definition of a document type that asks for what a JSON Schema describes; nothing is stored.

        Raises ``ValueError`` with what has no place in a document type.
        """
        definition = schemas.definition_of(schema, name)
        doctypes.from_json(definition, "This JSON Schema")
        return definition

    def suggest(self, owner: str, ids: Sequence[str]) -> tuple[SuggestionView, ...]:
        """The fields that these documents suggest: what was read of them, and the labels on their pages.

        Raises ``NotFound``, and ``ValueError`` for none or too many.
        """
        if not ids or len(ids) > MOST_SAMPLES:
            raise ValueError(f"A type is proposed from 1 to {MOST_SAMPLES} documents, and these are {len(ids)}.")
        known = {one.name: one for one in known_types(self.store.doctypes(owner))}
        found = Suggestions()
        for one in ids:
            record = self.store.record(owner, one)
            pages = [page.words for page in self.store.pages(owner, one)]
            found.add(record, known.get(record.doctype) if record else None, pages)
        return found.views()

    def try_doctype(self, owner: str, document_id: str, definition: Mapping[str, object]) -> str:
        """Ask what would be read of a document as a type that is not saved; the trial's id. No record comes of it.

        Raises ``NotFound``, and ``ValueError`` with what is wrong in the definition.
        """
        made = doctypes.from_json(dict(definition), "Your document type")
        return self.store.try_type(owner, document_id, doctypes.to_json(made))

    def tried(self, owner: str, trial: str) -> TrialView:
        """What a trial found; it can be had once. Raises ``NotFound``."""
        answer = self.store.tried(owner, trial)
        if answer is None:
            return TrialView(ready=False)
        found = json.loads(answer)
        values = tuple((one["label"], one["value"], one["raw"], one["level"]) for one in found.get("values", ()))
        return TrialView(True, found["problem"], values, tuple(found.get("doubts", ())))

    def delete_doctype(self, owner: str, name: str) -> None:
        """Forget an own document type; records read with it stay. Raises ``NotFound``; ``Conflict`` for ours."""
        if name in doctypes.names():
            raise Conflict(f"The document type {name!r} comes with Recto and cannot be deleted.")
        self.store.delete_doctype(owner, name)

    def delete(self, owner: str, document_id: str, forever: bool = False) -> None:
        """Put a document into the bin, or delete it with its record, history and files. Raises ``NotFound``."""
        if forever:
            self.store.delete(owner, document_id)
        else:
            self.library.delete(owner, [document_id])

    def samples(self) -> list[SampleView]:
        """The documents that come with Recto."""
        return [SampleView(one.name, one.title, one.doctype) for one in samples.SAMPLES]

    def read_sample(self, owner: str, name: str) -> Upload:
        """Upload one of ``samples()``. Raises ``NotFound``."""
        known = {one.name: one for one in samples.SAMPLES}
        if name not in known:
            raise NotFound(f"There is no sample {name!r}; there are {', '.join(known)}.")
        return self.upload(owner, name, samples.read(name), known[name].doctype)

    def _change(self, owner: str, document_id: str, who: str, asked: Callable[[Layout], list[Change]]) -> DocumentView:
        with self._setting:  # two corrections at once would each write the doubts without the other's value
            record = self.store.record(owner, document_id)
            if record is None:
                name = self.store.document(owner, document_id).name
                raise Conflict(f"{name!r} was not read yet, so there is nothing to correct; wait until it is.")
            layout = self._layout(owner, record)
            changes = asked(layout)
            issues = layout.changed(changes).checked(datetime.now(UTC).date())
            self.store.change(owner, document_id, changes, who, issues)
        return self.document(owner, document_id)

    def _doctype(self, owner: str, name: str) -> Doctype:
        known = {one.name: one for one in known_types(self.store.doctypes(owner))}
        if name not in known:
            raise ValueError(f"Unknown document type {name!r}. Known: {', '.join(known)}.")
        return known[name]

    def _layout(
        self, owner: str, record: StoredRecord, readings: Mapping[str, Sequence[Reading]] | None = None
    ) -> Layout:
        known = {one.name: one for one in known_types(self.store.doctypes(owner))}
        return Layout(known.get(record.doctype), record, readings or {})


def _tidy(name: str) -> str:
    """The file's own name, without folders and what cannot be printed, at most 200 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[-200:] or "document"


def _sound(query: Query) -> Query:
    for value, known, what in ((query.sort, SORTS, "order"), (query.status, ("", *STATUSES), "status")):
        if value not in known:
            raise ValueError(f"Unknown {what} {value!r}. Known: {', '.join(filter(None, known))}.")
    return query


def _job(job: StoredJob) -> JobView:
    return JobView(
        job.id,
        job.document_id,
        job.name,
        job.state,
        job.pages_done,
        job.pages_total,
        job.error,
        round(job.seconds, 3),
        job.made_at,
        job.held,
        job.position,
    )


def _page(seen: Coverage) -> PageView:
    return PageView(seen.page, seen.width, seen.height, seen.source, seen.state, seen.note)


def _waiting(one: Waiting) -> WaitingView:
    doubtful = tuple((label(field.path), field.text, level(field.confidence)) for field in one.doubtful)
    return WaitingView(
        one.document_id,
        one.name,
        one.doctype,
        one.vendor,
        one.day,
        one.total,
        one.currency,
        one.risk,
        doubtful,
        one.issues,
    )


def _asked(layout: Layout, path: str, before: str | None, after: str | None) -> Change:
    if not layout.takes(path):
        raise NotFound(f"The record has no field {path!r}; correct one of those that are shown.")
    return Change(path, before, None if after is None else layout.parsed(path, after))


def _type(one: Doctype, own: bool) -> DoctypeView:
    return DoctypeView(one.name, one.title, one.description, own, doctypes.to_json(one))
