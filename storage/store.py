"""The one door to what is stored: typed words in, typed words out, and every method takes the owner."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import delete, exists, func, or_, select, text
from sqlalchemy.orm import Session

from pipeline.document import Correction, Coverage, Issue, Record, Value, Word
from storage import (
    archive,
    checks,
    corrections,
    database,
    export,
    jobs,
    pages,
    records,
    review,
    tables,
    trials,
    workers,
)
from storage import search as finding
from storage.access import Access
from storage.errors import Busy, Conflict, LeaseLost, NotFound, StorageError
from storage.files import Files
from storage.library import Chosen, Library, rows_of
from storage.stored import (
    Change,
    Claim,
    ExportedDocument,
    Hits,
    JobState,
    Judged,
    Query,
    Reading,
    Status,
    StoredDocument,
    StoredJob,
    StoredPage,
    StoredRecord,
    StoredWorker,
    Taken,
    Verdict,
    Waiting,
)

__all__ = ["Busy", "Conflict", "LeaseLost", "NotFound", "StorageError", "Store"]

GRACE = timedelta(days=7)  # how long a deleted document can be taken back
OLD = 3600.0  # seconds: a file that nothing refers to may belong to an upload under way, but not for that long


class Store:
    """Rows in a database, blobs in files. One per process; safe to call from many threads; not to be forked.

    Every method raises ``StorageError`` when the disk or the database refuses, and ``NotFound`` for a document or job
    that is not there or belongs to somebody else. A ``document_id`` is the SHA-256 of the document's bytes.
    """

    def __init__(self, url: str, folder: Path, attempts: int = jobs.ATTEMPTS, most_waiting: int = 0) -> None:
        """``url``: SQLAlchemy's, empty for ``recto.sqlite3`` in ``folder``. Blobs lie in ``folder``/files.

        ``attempts``: how often the same page may break its reading off before the job fails (``reap``).
        ``most_waiting``: how many documents may be under way before nothing more is queued (``Busy``); 0: any number.
        """
        self.folder, self.attempts, self.most_waiting = folder, attempts, most_waiting
        self.files = Files(folder / "files")
        with database.plainly():
            address = database.address(url, folder)
            folder.mkdir(parents=True, exist_ok=True)
            if address.get_backend_name() == "sqlite":
                Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
        self._engine = database.connect(address)
        self.access = Access(self._engine)
        self.library = Library(self._engine)

    def migrate(self) -> None:
        """Bring the database to this version's tables, from nothing or from any earlier version. Harmless again."""
        database.migrate(self._engine, self.folder / "backups")

    def close(self) -> None:
        """Give the connections back; the store can be used again afterwards."""
        self._engine.dispose()

    # -- documents

    def take_in(
        self,
        owner: str,
        name: str,
        media_type: str,
        data: bytes,
        doctype: str = "",
        password: str | None = None,
        page_count: int = 0,
        request: str = "",
    ) -> Taken:
        """Keep a file and queue its reading, both or neither. The same bytes again are the same document.

        Again, nothing is queued while a record stands or a job is under way; else a new job is. ``request`` is kept
        with the job for the logs. Raises ``Busy`` when too much waits already, and keeps nothing then.
        """
        with database.reading(self._engine) as session:
            known = _lookup(session, owner, self.files.name(data)) is not None
            if not known:
                jobs.refuse_more(session, self.most_waiting)  # before anything is written
        with database.plainly():
            sha256 = self.files.put(data)
        with database.writing(self._engine) as session:
            _alone(session, sha256)
            found = _lookup(session, owner, sha256)
            document = found or _new_document(session, owner, sha256, name, media_type, len(data), page_count)
            job = jobs.latest(session, document)
            stands = records.current_run(session, document) is not None or jobs.active(session, document) is not None
            if job is None or not stands:
                jobs.refuse_more(session, self.most_waiting)
                job = jobs.enqueue(session, document, doctype, password, again=False, priority=0, request=request)
            self.files.put(data)  # once more, with the lock held: a deletion may have taken it in between
            session.flush()
            return Taken(_stored(session, document), jobs.stored(job, document), duplicate=found is not None)

    def document(self, owner: str, document_id: str) -> StoredDocument:
        """One document."""
        with database.reading(self._engine) as session:
            return _stored(session, _find(session, owner, document_id))

    def original(self, owner: str, document_id: str) -> bytes:
        """The bytes as they came in."""
        with database.reading(self._engine) as session:
            return self.files.get(_find(session, owner, document_id).sha256)

    def delete(self, owner: str, document_id: str) -> None:
        """Delete a document, its pages, runs, corrections and jobs, and the files nobody else refers to."""
        with database.writing(self._engine) as session:
            document = _find(session, owner, document_id, lock=True)
            names = [document.sha256, *(page.image for page in pages.of(session, document) if page.image)]
            session.execute(delete(tables.Document).where(tables.Document.id == document.id))
            session.execute(delete(tables.Tag).where(~exists().where(tables.DocumentTag.tag_id == tables.Tag.id)))
        self._drop(names)

    # -- pages

    def save_page(
        self,
        owner: str,
        document_id: str,
        coverage: Coverage,
        words: Sequence[Word] = (),
        image: bytes | None = None,
        claim: Claim | None = None,
    ) -> None:
        """Save one page at once (a later kill keeps it), in place of an earlier one of that number.

        ``image`` is what people look at, encoded (WebP); None where the page could not be delivered. With ``claim``,
        the page bears the mark of that reading; raises ``LeaseLost`` when the job is no longer this worker's.
        """
        blob = self._put(image) if image else None  # before the transaction: others need not wait for the disk
        with database.writing(self._engine, durable=False) as session:
            if claim:
                jobs.holding(session, claim)
            document = _find(session, owner, document_id, lock=True)
            if image:
                self.files.put(image)  # once more, with the lock held: a deletion may have taken it in between
            before = pages.save(session, document, coverage, words, blob, claim.reading if claim else None)
        if before:
            self._drop([before])

    def pages(self, owner: str, document_id: str) -> list[StoredPage]:
        """All saved pages with their words, ascending."""
        with database.reading(self._engine) as session:
            return [pages.stored(row) for row in pages.of(session, _find(session, owner, document_id))]

    def ledger(self, owner: str, document_id: str) -> list[Coverage]:
        """What became of each saved page, ascending; a tenth of the cost of ``pages`` for a long document."""
        with database.reading(self._engine) as session:
            return pages.ledger(session, _find(session, owner, document_id))

    def pages_of(self, claim: Claim, anew: bool = False) -> list[StoredPage]:
        """The saved pages that the reading of ``claim`` goes on behind: all, or its own where it reads ``anew``."""
        with database.reading(self._engine) as session:
            found = pages.of(session, _find(session, claim.owner, claim.document_id))
            return [pages.stored(row) for row in found if not anew or row.reading == claim.reading]

    def keep_pages(self, claim: Claim, numbers: Collection[int]) -> None:
        """Forget the saved pages of another number: an earlier reading had more. Raises ``LeaseLost``."""
        with database.writing(self._engine) as session:
            jobs.holding(session, claim)
            document = _find(session, claim.owner, claim.document_id, lock=True)
            others = [page for page in pages.of(session, document) if page.number not in numbers]
            names = [page.image for page in others if page.image]
            for page in others:
                session.delete(page)
        self._drop(names)

    def page(self, owner: str, document_id: str, number: int) -> StoredPage:
        """One saved page; ``NotFound`` when it is not."""
        with database.reading(self._engine) as session:
            return pages.stored(_page(session, owner, document_id, number))

    def page_image(self, owner: str, document_id: str, number: int) -> bytes:
        """The encoded image that was saved with a page; ``NotFound`` when there is none."""
        with database.reading(self._engine) as session:
            row = _page(session, owner, document_id, number)
            if row.image is None:
                raise NotFound(f"Page {number} has no image: {row.note or row.state}.")
            return self.files.get(row.image)

    # -- records

    def save_record(
        self,
        owner: str,
        document_id: str,
        record: Record,
        settings: Mapping[str, str] | None = None,
        claim: Claim | None = None,
        propose: bool = False,
    ) -> None:
        """Write a record complete, in one transaction: run, values, issues, facet, index, and the job done.

        It becomes the current record, no longer reviewed; corrections stand above it. An earlier run of the same
        (schema version, model, settings) is replaced. With ``propose`` the current record stays as it is until a
        person takes this one (``take``); an earlier proposal is replaced. With ``claim``, raises ``LeaseLost`` and
        writes nothing when the job is no longer this worker's.
        """
        with database.writing(self._engine) as session:
            if claim:
                jobs.holding(session, claim)
            document = _find(session, owner, document_id, lock=True)
            records.save(session, document, record, settings or {}, propose)
            records.index(session, document)
            _settle(session, document, claim)

    def reuse_run(
        self,
        owner: str,
        document_id: str,
        schema_versions: Collection[str],
        model: str,
        settings: Mapping[str, str] | None = None,
        claim: Claim | None = None,
    ) -> bool:
        """Answer from an earlier run of ``model`` with ``settings`` at one of ``schema_versions``.

        True: the newest such run is current now and the job of ``claim`` is done. False: there is none, read.
        """
        keys = [records.run_key(version, model, settings or {}) for version in schema_versions]
        with database.writing(self._engine) as session:
            if claim:
                jobs.holding(session, claim)
            document = _find(session, owner, document_id, lock=True)
            if not records.reuse(session, document, keys):
                return False
            records.index(session, document)
            _settle(session, document, claim)
            return True

    def record(self, owner: str, document_id: str) -> StoredRecord | None:
        """The current record with corrections applied; None until the document was read."""
        with database.reading(self._engine) as session:
            return records.current(session, _find(session, owner, document_id))

    def change(
        self,
        owner: str,
        document_id: str,
        changes: Sequence[Change],
        who: str,
        issues: Sequence[Issue] | None = None,
    ) -> list[Correction]:
        """Set values, or take back what was set, in record, facet and index at once, and for all later runs.

        All or none: ``Conflict`` when one ``before`` is another text by now, or the document was never read. ``after``
        None deletes a value; a new row of a table is made by setting a cell of it. ``issues``, if given, are what is
        in doubt from now on, in place of the run's.
        """
        with database.writing(self._engine) as session:
            document = _find(session, owner, document_id, lock=True)
            made = records.change(session, document, changes, who, issues)
            records.index(session, document, pages=False)
            return made

    def correct(
        self,
        owner: str,
        document_id: str,
        path: str,
        before: str | None,
        after: Value | None,
        who: str,
        issues: Sequence[Issue] | None = None,
    ) -> Correction:
        """``change`` of one value: ``before`` is the text that the person saw (None: null)."""
        return self.change(owner, document_id, [Change(path, before, after)], who, issues)[-1]

    def proposal(self, owner: str, document_id: str) -> StoredRecord | None:
        """The record as it will be once the proposed reading is taken; None when nothing is proposed."""
        with database.reading(self._engine) as session:
            return records.proposal(session, _find(session, owner, document_id))

    def take(
        self, owner: str, document_id: str, run: str, changes: Sequence[Change], who: str, issues: Sequence[Issue]
    ) -> None:
        """Make the proposed ``run`` the current record, no longer reviewed, and write ``changes`` of it, all or none.

        Raises ``Conflict`` when it is no longer proposed, or a ``before`` is another text by now.
        """
        with database.writing(self._engine) as session:
            document = _find(session, owner, document_id, lock=True)
            records.take(session, document, run)
            records.change(session, document, changes, who, issues)
            document.reviewed = False
            records.index(session, document, pages=False)
            jobs.settle(session, document)

    def drop(self, owner: str, document_id: str, run: str) -> None:
        """Forget the proposed ``run``; ``Conflict`` when it is no longer proposed."""
        with database.writing(self._engine) as session:
            records.drop(session, _find(session, owner, document_id, lock=True), run)

    def readings(self, owner: str, document_id: str) -> dict[str, list[Reading]]:
        """By path, what each run of a document read there, oldest first."""
        with database.reading(self._engine) as session:
            return records.readings(session, _find(session, owner, document_id))

    def history(self, owner: str, document_id: str) -> list[Correction]:
        """All corrections of a document, oldest first."""
        with database.reading(self._engine) as session:
            return corrections.history(session, _find(session, owner, document_id))

    def review(self, owner: str, document_id: str, reviewed: bool) -> None:
        """Mark the record as looked through, or not; ``Conflict`` before the document was read."""
        with database.writing(self._engine) as session:
            document = _find(session, owner, document_id, lock=True)
            if records.current_run(session, document) is None:
                raise Conflict(f"{document.name!r} has not been read yet. Wait until it is.")
            document.reviewed = reviewed
            jobs.settle(session, document)

    def judged(self, owner: str) -> list[Judged]:
        """The readings that people have judged, of the newest 1000 reviewed documents and the newest corrections."""
        with database.reading(self._engine) as session:
            return review.judged(session, owner)

    def waiting(
        self, owner: str, sure: float = 1.0, limit: int = 25, offset: int = 0
    ) -> tuple[int, list[Waiting], int, int]:
        """(how many, one page of them, read, reviewed): documents that nobody reviewed and that have
        a value less sure than ``sure``.

        The riskiest first, each with those values and its doubts; then how many documents
        are read and not reviewed in all, and how many are reviewed.
        """
        with database.reading(self._engine) as session:
            return *review.waiting(session, owner, sure, limit, offset), *review.states(session, owner)

    # -- finding and exporting

    def search(self, owner: str, query: Query) -> Hits:
        """The page of documents that ``query`` asks for."""
        with database.reading(self._engine) as session:
            return finding.search(session, owner, query)

    def export_rows(
        self, owner: str, query: Query | None = None, ids: Sequence[str] | None = None
    ) -> Iterator[ExportedDocument]:
        """``ids`` in their order, else all that ``query`` finds (limit and offset ignored), else everything.

        Streams, a few hundred documents in memory at a time. ``NotFound`` at once when one of ``ids`` is not there;
        documents deleted while it runs are left out.
        """
        with database.reading(self._engine) as session:
            wanted = _rows(session, owner, ids) if ids is not None else finding.ids(session, owner, query or Query())
        return self._exported(wanted)

    # -- document types that people define

    def doctypes(self, owner: str) -> dict[str, dict[str, Any]]:
        """The definitions of ``owner`` by name."""
        with database.reading(self._engine) as session:
            mine = select(tables.Doctype).where(tables.Doctype.owner == owner).order_by(tables.Doctype.name)
            return {row.name: json.loads(row.definition) for row in session.scalars(mine)}

    def save_doctype(self, owner: str, name: str, definition: Mapping[str, Any]) -> None:
        """Make or replace a definition: plain data, kept as JSON."""
        with database.writing(self._engine) as session:
            session.merge(
                tables.Doctype(
                    owner=owner,
                    name=name,
                    definition=json.dumps(dict(definition), ensure_ascii=False),
                    made_at=datetime.now(UTC),
                )
            )

    def delete_doctype(self, owner: str, name: str) -> None:
        """Forget a definition; records read with it stay. ``NotFound`` when there is none."""
        with database.writing(self._engine) as session:
            row = session.get(tables.Doctype, (owner, name))
            if row is None:
                raise NotFound(f"There is no document type {name!r} of yours.")
            session.delete(row)

    # -- document types that are tried before they are saved

    def try_type(self, owner: str, document_id: str, definition: Mapping[str, Any]) -> str:
        """Ask what would be read of a document as ``definition``; the trial's id. ``NotFound``."""
        with database.writing(self._engine) as session:
            text = json.dumps(dict(definition), ensure_ascii=False)
            return trials.add(session, _find(session, owner, document_id), text)

    def tried(self, owner: str, trial_id: str) -> str | None:
        """The answer as JSON, once; None while there is none. ``NotFound`` when it is over or somebody else's."""
        with database.writing(self._engine) as session:
            return trials.collect(session, owner, trial_id)

    def take_trial(self) -> trials.Tried | None:
        """The next trial, for one process only; None when none waits."""
        with database.reading(self._engine) as session:
            if not trials.waits(session):
                return None
        with database.writing(self._engine) as session:
            return trials.take(session)

    def answer_trial(self, trial_id: str, answer: str) -> None:
        """Put the answer to a trial down; harmless when nobody asks any more."""
        with database.writing(self._engine) as session:
            trials.answer(session, trial_id, answer)

    # -- jobs, as people see them

    def enqueue(
        self,
        owner: str,
        document_id: str,
        doctype: str = "",
        password: str | None = None,
        again: bool = False,
        priority: int = 0,
        options: Mapping[str, str] | None = None,
        request: str = "",
    ) -> StoredJob:
        """Queue another reading; ``Conflict`` while one is under way, ``Busy``. The password is kept until it ends.

        ``options`` come with the claim: they say how the document is to be read.
        """
        with database.writing(self._engine) as session:
            document = _find(session, owner, document_id, lock=True)
            jobs.refuse_more(session, self.most_waiting)
            job = jobs.enqueue(session, document, doctype, password, again, priority, options or {}, request)
            return jobs.stored(job, document)

    def enqueue_all(self, owner: str, chosen: Chosen, request: str = "") -> int:
        """Queue another reading of what is chosen and not under way; how many. ``NotFound``, ``Conflict``, ``Busy``."""
        with database.writing(self._engine) as session:
            return jobs.enqueue_all(session, rows_of(session, owner, chosen), self.most_waiting, request)

    def job(self, owner: str, job_id: str) -> StoredJob:
        """One job."""
        with database.reading(self._engine) as session:
            return jobs.stored(*jobs.find(session, owner, job_id))

    def latest_job(self, owner: str, document_id: str) -> StoredJob | None:
        """The newest job of a document."""
        with database.reading(self._engine) as session:
            document = _find(session, owner, document_id)
            job = jobs.latest(session, document)
            return jobs.stored(job, document) if job else None

    def jobs(
        self, owner: str, ids: Sequence[str] | None = None, active_only: bool = False, limit: int = 500
    ) -> list[StoredJob]:
        """Newest first; only ``ids`` (unknown ones are left out), or only those queued and reading."""
        with database.reading(self._engine) as session:
            return jobs.listed(session, owner, ids, active_only, limit)

    def cancel(self, owner: str, job_id: str) -> None:
        """A queued job is cancelled at once, a reading one at its next heartbeat; one that ended stays as it is."""
        with database.writing(self._engine) as session:
            jobs.cancel(session, *jobs.find(session, owner, job_id, lock=True))

    def hold(self, owner: str, ids: Sequence[str] | None, held: bool) -> int:
        """Pause jobs (None: all that are under way), or let them go on; how many. The pages that are read stay."""
        with database.writing(self._engine) as session:
            return jobs.hold(session, owner, ids, held)

    def cancel_all(self, owner: str) -> int:
        """``cancel`` every job that is under way; how many."""
        with database.writing(self._engine) as session:
            active = jobs.under_way(session, owner)
            for job, document in active:
                jobs.cancel(session, job, document)
            return len(active)

    def retry_failed(self, owner: str) -> int:
        """Queue all documents once more whose last reading failed; how many."""
        with database.writing(self._engine) as session:
            again = jobs.failed(session, owner)
            for job, document in again:
                jobs.retry(session, job, document, None, None, again=False)
            return len(again)

    def retry(
        self,
        owner: str,
        job_id: str,
        password: str | None = None,
        doctype: str | None = None,
        again: bool = False,
        request: str = "",
    ) -> StoredJob:
        """Queue a job that ended once more, under its id; ``Conflict`` while its document is under way, ``Busy``.

        ``doctype`` None keeps the type that was asked for.
        """
        with database.writing(self._engine) as session:
            job, document = jobs.find(session, owner, job_id, lock=True)
            jobs.refuse_second(session, document)
            jobs.refuse_more(session, self.most_waiting)
            jobs.retry(session, job, document, password, doctype, again, request)
            return jobs.stored(job, document)

    # -- jobs, as workers do them (of all owners: the claim carries its owner)

    def claim(self, worker: str, lease_seconds: float = 60.0, job_id: str | None = None) -> Claim | None:
        """Take the next job, one worker only, also one whose worker's lease ran out; None when nothing waits.

        With ``job_id`` that job and no other; None when it is not queued.
        """
        with database.writing(self._engine, durable=False) as session:
            return jobs.claim(session, worker, lease_seconds, job_id, self.attempts)

    def heartbeat(self, claim: Claim, pages_done: int, pages_total: int, lease_seconds: float = 60.0) -> bool:
        """Say how far it is and keep the lease. True: it was cancelled, call ``stop``. Raises ``LeaseLost``."""
        with database.writing(self._engine, durable=False) as session:
            return jobs.heartbeat(session, claim, pages_done, pages_total, lease_seconds)

    def wanted(self, claim: Claim) -> bool:
        """Whether the job is still to be read: False when it was cancelled. Writes nothing. Raises ``LeaseLost``."""
        with database.reading(self._engine) as session:
            return jobs.wanted(session, claim)

    def fail(self, claim: Claim, error: str, again: bool = False) -> None:
        """End the job with one plain sentence; ``again`` queues it once more while attempts are left. ``LeaseLost``."""
        self._end(claim, "failed", error, again)

    def stop(self, claim: Claim) -> None:
        """The worker has stopped a cancelled job, or one that is held: that waits. Raises ``LeaseLost``."""
        self._end(claim, "cancelled")

    def release(self, claim: Claim) -> None:
        """The worker is to end: its job goes back to the queue, the attempt not counted. Raises ``LeaseLost``."""
        with database.writing(self._engine) as session:
            jobs.release(session, claim)

    def workers(self) -> set[str]:
        """The workers that hold a lease now."""
        with database.reading(self._engine) as session:
            return jobs.workers(session)

    def reap(self, dead: Collection[str] = (), fallen: Collection[str] = ()) -> int:
        """Queue again what expired leases, and those of workers known to have ended, held; how many it were.

        After the last attempt a job fails instead: ``attempts`` where its worker broke down alone (``dead``),
        ``jobs.OUTSIDE`` times as many where it ended together with its server (``fallen``) or its lease ran out.
        ``claim`` does this too, for expired leases.
        """
        with database.writing(self._engine) as session:
            for name in (*dead, *fallen):
                workers.retire(session, name)
            return jobs.reap(session, dead, fallen, self.attempts)

    def job_counts(self) -> dict[str, int]:
        """How many jobs of all owners stand in each state."""
        with database.reading(self._engine) as session:
            return jobs.counted(session)

    # -- the reading processes themselves

    def sign_of_life(self, worker: StoredWorker) -> None:
        """Write down that a reading process lives, and what it did so far."""
        with database.writing(self._engine, durable=False) as session:
            workers.seen(session, worker)

    def living_workers(self, within: float = float("inf")) -> list[StoredWorker]:
        """The reading processes that have not ended as far as anybody knows, with a sign of life ``within`` seconds."""
        now = datetime.now(UTC)
        with database.reading(self._engine) as session:
            found = [one for one in workers.listed(session) if one.name]
            return [one for one in found if (now - one.seen_at).total_seconds() < within]

    def work_done(self) -> dict[str, float]:
        """What all reading processes ever did, those that have ended too: documents, pages, tokens, seconds."""
        with database.reading(self._engine) as session:
            return workers.summed(workers.listed(session))

    def retire(self, name: str) -> None:
        """A reading process ends: its counts are kept, its row goes. Harmless again."""
        with database.writing(self._engine) as session:
            workers.retire(session, name)

    # -- care

    def verify(self) -> Verdict:
        """Check database, references, index and the hash of every file; seconds per gigabyte."""
        with database.plainly():
            problems = database.problems(self._engine)
        with database.reading(self._engine) as session:
            problems += checks.problems(session)
            documents = session.scalar(select(func.count()).select_from(tables.Document)) or 0
            names = _referred(session)
        with database.plainly():
            for name in sorted(names):
                if not self.files.exists(name):
                    problems.append(f"The file {name} is missing. Restore it from a backup.")
                elif not self.files.verify(name):
                    problems.append(f"The file {name} is damaged. Restore it from a backup.")
        return Verdict(documents, len(names), tuple(problems))

    def backup(self, path: Path) -> None:
        """A consistent copy of the SQLite database at ``path`` while others work; ``archive`` takes the files too."""
        database.copy(self._engine, path)

    def archive(self, path: Path) -> archive.Archived:
        """Everything in one file at ``path``, while others work: the state of one moment. SQLite only.

        Raises ``StorageError``, also when a file is missing or damaged; nothing is left at ``path`` then.
        """
        if self._engine.dialect.name != "sqlite":
            raise StorageError(
                "A PostgreSQL database is backed up by its own pg_dump; copy the folder "
                f"{str(self.files.folder)!r} after it, as its files never change."
            )
        if path.exists():
            raise StorageError(f"{str(path)!r} exists already. Name a new file for the backup.")
        with database.plainly(), tempfile.TemporaryDirectory(prefix=".backup-", dir=self.folder) as aside:
            documents, names = self._moment(Path(aside))
            return archive.write(path, Path(aside) / database.FILE, documents, names, Files(Path(aside) / "files"))

    def _moment(self, aside: Path) -> tuple[int, list[str]]:
        """Everything as it stands now, in ``aside``: a copy of the database, links to its files, which no deletion
        takes away. The number of documents and the names of the files."""
        kept = Files(aside / "files")
        while True:
            (aside / database.FILE).unlink(missing_ok=True)
            database.copy(self._engine, aside / database.FILE)
            copied = Store("", aside)
            try:
                with database.reading(copied._engine) as session:
                    documents = session.scalar(select(func.count()).select_from(tables.Document)) or 0
                    names = sorted(_referred(session))
            finally:
                copied.close()
            gone = [name for name in names if not kept.link(name, self.files)]
            if not gone:
                return documents, names
            with database.reading(self._engine) as session:
                if _is_referred(session, gone[0]):
                    raise StorageError(f"The file {gone[0]} is missing, so no backup was made. Restore it first.")

    def sweep(self, grace: timedelta = GRACE) -> int:
        """Delete for good what is in the bin for longer than ``grace``, and files that nothing refers to and that are
        over an hour old (a kill can leave some); how many files."""
        while erased := self.library.erase(grace):
            self._drop(erased)
        with database.plainly():
            self.files.tidy(OLD)
            old = set(self.files.names(older_than=OLD))
        with database.reading(self._engine) as session:
            orphans = old - _referred(session)
        self._drop(sorted(orphans))
        return len(orphans)

    # -- what several of them do

    def _put(self, data: bytes) -> str:
        with database.plainly():
            return self.files.put(data)

    def _end(self, claim: Claim, state: JobState, error: str = "", again: bool = False) -> None:
        with database.writing(self._engine) as session:
            document = jobs.end(session, claim, state, error, again, self.attempts)
            records.index(session, document)  # the pages that were read can be found, though no record stands

    def _drop(self, names: Iterable[str]) -> None:
        """Delete those files that no row refers to; with the lock held, so that no upload can begin to in between."""
        for name in names:
            with database.writing(self._engine) as session:
                _alone(session, name)
                if not _is_referred(session, name):
                    self.files.delete(name)

    def _exported(self, wanted: Sequence[int]) -> Iterator[ExportedDocument]:
        for piece in export.pieces(wanted):
            with database.reading(self._engine) as session:
                documents = export.documents(session, piece)
            yield from documents


def _lookup(session: Session, owner: str, document_id: str, lock: bool = False) -> tables.Document | None:
    mine = tables.Document.owner == owner, tables.Document.sha256 == document_id
    asked = select(tables.Document).where(*mine)
    return session.scalars(asked.with_for_update() if lock else asked).first()


def _find(session: Session, owner: str, document_id: str, lock: bool = False) -> tables.Document:
    """The document, or ``NotFound``; ``lock``: nobody else changes it until this transaction ends."""
    document = _lookup(session, owner, document_id, lock)
    if document is None:
        raise NotFound(f"There is no document {document_id[:12]!r}. It may have been deleted.")
    return document


def _page(session: Session, owner: str, document_id: str, number: int) -> tables.Page:
    row = session.get(tables.Page, (_find(session, owner, document_id).id, number))
    if row is None:
        raise NotFound(f"Page {number} of document {document_id[:12]!r} is not there, or was not read yet.")
    return row


def _new_document(
    session: Session, owner: str, sha256: str, name: str, media_type: str, size: int, page_count: int
) -> tables.Document:
    document = tables.Document(
        owner=owner,
        sha256=sha256,
        name=name,
        media_type=media_type,
        size=size,
        page_count=page_count,
        made_at=datetime.now(UTC),
    )
    session.add(document)
    session.flush()
    session.add(tables.Facet(document_id=document.id, owner=owner, made_at=document.made_at, status="queued"))
    session.add(tables.Searchable(document_id=document.id, name=name, found="", body=""))
    session.flush()
    return document


def _stored(session: Session, document: tables.Document) -> StoredDocument:
    facet = session.get_one(tables.Facet, document.id)
    bears = tables.DocumentTag.tag_id == tables.Tag.id, tables.DocumentTag.document_id == document.id
    kind = tables.Tag.kind == "tag"
    tags = session.scalars(select(tables.Tag.name).where(kind, exists().where(*bears)).order_by(tables.Tag.name))
    return StoredDocument(
        document.sha256,
        document.name,
        document.media_type,
        document.size,
        document.page_count,
        document.made_at,
        cast(Status, facet.status),
        document.reviewed,
        facet.doctype,
        tuple(tags),
    )


def _settle(session: Session, document: tables.Document, claim: Claim | None) -> None:
    if claim:
        jobs.end(session, claim, "done")
    else:
        jobs.settle(session, document)


def _rows(session: Session, owner: str, ids: Sequence[str]) -> list[int]:
    """The row numbers of ``ids``, in their order; ``NotFound`` when one is not there."""
    return [_find(session, owner, document_id).id for document_id in dict.fromkeys(ids)]


def _alone(session: Session, name: str) -> None:
    """Let nobody else decide about the file ``name`` until this transaction ends; SQLite's has the lock already."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": int(name[:15], 16)})


def _is_referred(session: Session, name: str) -> bool:
    return bool(
        session.scalar(
            select(
                or_(
                    exists().where(tables.Document.sha256 == name),
                    exists().where(tables.Page.image == name),
                )
            )
        )
    )


def _referred(session: Session) -> set[str]:
    """The names of all files that rows refer to."""
    images = session.scalars(select(tables.Page.image).distinct())
    return {*session.scalars(select(tables.Document.sha256).distinct()), *(name for name in images if name)}
