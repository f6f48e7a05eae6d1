"""The one door to what is stored: typed words in, typed words out, and every method takes the owner."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.document import Correction, Coverage, Issue, Record, Value, Word
from storage.errors import Conflict, LeaseLost, NotFound, StorageError
from storage.stored import (
    Claim,
    ExportedDocument,
    Hits,
    Query,
    StoredDocument,
    StoredJob,
    StoredPage,
    StoredRecord,
    Taken,
    Verdict,
)

__all__ = ["Conflict", "LeaseLost", "NotFound", "StorageError", "Store"]


class Store:
    """Rows in a database, blobs in files. One per process; safe to call from many threads; not to be forked.

    Every method raises ``StorageError`` when the disk or the database refuses, and ``NotFound`` for a document or job
    that is not there or belongs to somebody else. A ``document_id`` is the SHA-256 of the document's bytes.
    """

    def __init__(self, url: str, folder: Path) -> None:
        """``url``: SQLAlchemy's, empty for ``recto.sqlite3`` in ``folder``. Blobs lie in ``folder``/files."""
        raise NotImplementedError

    def migrate(self) -> None:
        """Bring the database to this version's tables, from nothing or from any earlier version. Harmless again."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the connections back; the store can be used again afterwards."""
        raise NotImplementedError

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
    ) -> Taken:
        """Keep a file and queue its reading, both or neither. The same bytes again are the same document.

        Again, nothing is queued while a record stands or a job is under way; else a new job is.
        """
        raise NotImplementedError

    def document(self, owner: str, document_id: str) -> StoredDocument:
        """One document."""
        raise NotImplementedError

    def original(self, owner: str, document_id: str) -> bytes:
        """The bytes as they came in."""
        raise NotImplementedError

    def delete(self, owner: str, document_id: str) -> None:
        """Delete a document, its pages, runs, corrections and jobs, and the files nobody else refers to."""
        raise NotImplementedError

    def tag(self, owner: str, document_id: str, name: str) -> None:
        """Put a tag on a document; harmless again."""
        raise NotImplementedError

    def untag(self, owner: str, document_id: str, name: str) -> None:
        """Take a tag off a document; harmless when it is not there."""
        raise NotImplementedError

    # -- pages

    def save_page(
        self,
        owner: str,
        document_id: str,
        coverage: Coverage,
        words: Sequence[Word] = (),
        image: bytes | None = None,
    ) -> None:
        """Save one page at once (a later kill keeps it), in place of an earlier one of that number.

        ``image`` is what people look at, encoded (WebP); None where the page could not be delivered.
        """
        raise NotImplementedError

    def pages_saved(self, owner: str, document_id: str) -> list[int]:
        """The numbers of the pages that are saved, ascending: a reading that was broken off goes on behind them."""
        raise NotImplementedError

    def pages(self, owner: str, document_id: str) -> list[StoredPage]:
        """All saved pages with their words, ascending."""
        raise NotImplementedError

    def page(self, owner: str, document_id: str, number: int) -> StoredPage:
        """One saved page; ``NotFound`` when it is not."""
        raise NotImplementedError

    def page_image(self, owner: str, document_id: str, number: int) -> bytes:
        """The encoded image that was saved with a page; ``NotFound`` when there is none."""
        raise NotImplementedError

    def clear_pages(self, owner: str, document_id: str) -> None:
        """Forget the saved pages, so that they are read anew."""
        raise NotImplementedError

    # -- records

    def save_record(
        self,
        owner: str,
        document_id: str,
        record: Record,
        settings: Mapping[str, str] | None = None,
        claim: Claim | None = None,
    ) -> None:
        """Write a record complete, in one transaction: run, values, issues, facet, index, and the job done.

        It becomes the current record, no longer reviewed; corrections stand above it. An earlier run of the same
        (schema version, model, settings) is replaced. With ``claim``, raises ``LeaseLost`` and writes nothing when the
        job is no longer this worker's.
        """
        raise NotImplementedError

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
        raise NotImplementedError

    def record(self, owner: str, document_id: str) -> StoredRecord | None:
        """The current record with corrections applied; None until the document was read."""
        raise NotImplementedError

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
        """Set the value at ``path``, in record, facet and index at once, and for all later runs.

        ``before`` is the text of the value that the person saw (None: null); ``Conflict`` when it is another by now,
        or the document was never read. ``after`` None deletes the value; a new row of a table is made by setting a
        cell of it. ``issues``, if given, are what is in doubt from now on, in place of the run's.
        """
        raise NotImplementedError

    def history(self, owner: str, document_id: str) -> list[Correction]:
        """All corrections of a document, oldest first."""
        raise NotImplementedError

    def review(self, owner: str, document_id: str, reviewed: bool) -> None:
        """Mark the record as looked through, or not; ``Conflict`` before the document was read."""
        raise NotImplementedError

    # -- finding and exporting

    def search(self, owner: str, query: Query) -> Hits:
        """The page of documents that ``query`` asks for."""
        raise NotImplementedError

    def export_rows(
        self, owner: str, query: Query | None = None, ids: Sequence[str] | None = None
    ) -> Iterator[ExportedDocument]:
        """``ids`` in their order, else all that ``query`` finds (limit and offset ignored), else everything.

        Streams, a few hundred documents in memory at a time. ``NotFound`` at once when one of ``ids`` is not there;
        documents deleted while it runs are left out.
        """
        raise NotImplementedError

    # -- document types that people define

    def doctypes(self, owner: str) -> dict[str, dict[str, Any]]:
        """The definitions of ``owner`` by name."""
        raise NotImplementedError

    def save_doctype(self, owner: str, name: str, definition: Mapping[str, Any]) -> None:
        """Make or replace a definition: plain data, kept as JSON."""
        raise NotImplementedError

    def delete_doctype(self, owner: str, name: str) -> None:
        """Forget a definition; records read with it stay. ``NotFound`` when there is none."""
        raise NotImplementedError

    # -- jobs, as people see them

    def enqueue(
        self,
        owner: str,
        document_id: str,
        doctype: str = "",
        password: str | None = None,
        again: bool = False,
        priority: int = 0,
    ) -> StoredJob:
        """Queue another reading; ``Conflict`` while one is under way. The password is kept until the job ends."""
        raise NotImplementedError

    def job(self, owner: str, job_id: str) -> StoredJob:
        """One job."""
        raise NotImplementedError

    def latest_job(self, owner: str, document_id: str) -> StoredJob | None:
        """The newest job of a document."""
        raise NotImplementedError

    def jobs(
        self, owner: str, ids: Sequence[str] | None = None, active_only: bool = False, limit: int = 500
    ) -> list[StoredJob]:
        """Newest first; only ``ids`` (unknown ones are left out), or only those queued and reading."""
        raise NotImplementedError

    def cancel(self, owner: str, job_id: str) -> None:
        """A queued job is cancelled at once, a reading one at its next heartbeat; one that ended stays as it is."""
        raise NotImplementedError

    def retry(
        self, owner: str, job_id: str, password: str | None = None, doctype: str | None = None, again: bool = False
    ) -> StoredJob:
        """Queue a job that ended once more, under its id; ``Conflict`` while its document is under way.

        ``doctype`` None keeps the type that was asked for.
        """
        raise NotImplementedError

    # -- jobs, as workers do them (of all owners: the claim carries its owner)

    def claim(self, worker: str, lease_seconds: float = 60.0) -> Claim | None:
        """Take the next job, one worker only, also one whose worker's lease ran out; None when nothing waits."""
        raise NotImplementedError

    def heartbeat(self, claim: Claim, pages_done: int, pages_total: int, lease_seconds: float = 60.0) -> bool:
        """Say how far it is and keep the lease. True: it was cancelled, call ``stop``. Raises ``LeaseLost``."""
        raise NotImplementedError

    def finish(self, claim: Claim) -> None:
        """The job is done (``save_record`` and ``reuse_run`` with the claim do it already). Raises ``LeaseLost``."""
        raise NotImplementedError

    def fail(self, claim: Claim, error: str, again: bool = False) -> None:
        """End the job with one plain sentence; ``again`` queues it once more while attempts are left. ``LeaseLost``."""
        raise NotImplementedError

    def stop(self, claim: Claim) -> None:
        """The worker has stopped a cancelled job. Raises ``LeaseLost``."""
        raise NotImplementedError

    def workers(self) -> set[str]:
        """The workers that hold a lease now."""
        raise NotImplementedError

    def reap(self, dead: Collection[str] = ()) -> int:
        """Queue again what expired leases, and those of workers known to be ``dead``, held; how many it were.

        After the last attempt a job fails instead. ``claim`` does this too, for expired leases.
        """
        raise NotImplementedError

    # -- care

    def verify(self) -> Verdict:
        """Check database, references, index and the hash of every file; seconds per gigabyte."""
        raise NotImplementedError

    def backup(self, path: Path) -> None:
        """A consistent copy of the SQLite database at ``path`` while others work; the files are copied apart."""
        raise NotImplementedError

    def sweep(self) -> int:
        """Delete files that nothing refers to and that are over an hour old (a kill can leave some); how many."""
        raise NotImplementedError
