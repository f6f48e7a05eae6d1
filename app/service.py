"""What Recto can do: the one thing that screens, command line and REST call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from app.views import (
    JOB_STATES,
    SORTS,
    STATUSES,
    ColumnView,
    Conflict,
    DoctypeView,
    DocumentView,
    FieldView,
    Hits,
    HitView,
    JobView,
    NotFound,
    PageView,
    Query,
    SampleView,
    TableView,
    TooLarge,
    Upload,
)
from pipeline.document import Locked, Unreadable, Word

if TYPE_CHECKING:
    from app.settings import Settings

__all__ = [
    "JOB_STATES",
    "LOCAL",
    "SORTS",
    "STATUSES",
    "ColumnView",
    "Conflict",
    "DoctypeView",
    "DocumentView",
    "FieldView",
    "HitView",
    "Hits",
    "JobView",
    "Locked",
    "NotFound",
    "PageView",
    "Query",
    "SampleView",
    "Service",
    "TableView",
    "TooLarge",
    "Unreadable",
    "Upload",
]

LOCAL = "local"
"""The owner of everything while there is no login."""


class Service:
    """One per process; safe to call from many threads. Every method takes the owner and sees only what is theirs.

    All errors are ``NotFound``, ``Conflict``, ``Unreadable`` (with ``Locked``) or ``ValueError`` for values that
    cannot be taken; each says in one plain sentence what came, what is wrong with it and what to do.
    """

    def __init__(self, settings: Settings) -> None:
        """Open (and where needed create or migrate) the store of ``settings``. Loads no model."""
        self.settings = settings

    def upload(
        self, owner: str, name: str, data: bytes, doctype: str | None = None, password: str | None = None
    ) -> Upload:
        """Take in a file and queue its reading. The same bytes again queue nothing while a reading stands or waits.

        ``doctype`` None lets the model find the kind. Raises ``Unreadable`` for what is refused at the door (empty,
        too large, not a document) and ``ValueError`` for an unknown document type.
        """
        raise NotImplementedError

    def jobs(self, owner: str, ids: Sequence[str] | None = None, active_only: bool = False) -> list[JobView]:
        """The jobs of ``owner``, newest first (at most 500); only ``ids``, or only those queued and reading."""
        raise NotImplementedError

    def cancel(self, owner: str, job_id: str) -> None:
        """Stop a job at the next page; what is over already stays as it is. Raises ``NotFound``."""
        raise NotImplementedError

    def retry(self, owner: str, job_id: str, password: str | None = None, doctype: str | None = None) -> JobView:
        """Read again the document of a job that ended. Raises ``NotFound``; ``Conflict`` while one is under way."""
        raise NotImplementedError

    def read_again(self, owner: str, document_id: str, doctype: str | None = None, password: str | None = None) -> str:
        """Queue another reading and return its job's id. What people corrected stays. ``NotFound``, ``Conflict``."""
        raise NotImplementedError

    def document(self, owner: str, document_id: str) -> DocumentView:
        """The document with its current record. Raises ``NotFound``."""
        raise NotImplementedError

    def page_image(self, owner: str, document_id: str, number: int) -> bytes:
        """Page ``number`` (from 1) as WebP for viewing, upright as it was read. Raises ``NotFound``."""
        raise NotImplementedError

    def page_words(self, owner: str, document_id: str, number: int) -> list[Word]:
        """The words of page ``number`` in reading order. Raises ``NotFound``."""
        raise NotImplementedError

    def correct(
        self, owner: str, document_id: str, path: str, after: str | None, before: str | None, who: str
    ) -> DocumentView:
        """Set the value at ``path`` to ``after`` (None: null), keeping what was there in its history.

        ``before`` is the value the person saw. Raises ``Conflict`` when another value is stored by now, ``NotFound``
        for a document or path that is not there, ``ValueError`` when ``after`` is not of the field's type.
        A new last row of a table is made by setting a cell of row ``len(rows)``.
        """
        raise NotImplementedError

    def review(self, owner: str, document_id: str, reviewed: bool) -> DocumentView:
        """Mark the record as looked through, or not. Raises ``NotFound``; ``Conflict`` before it was read."""
        raise NotImplementedError

    def search(self, owner: str, query: Query) -> Hits:
        """One page of the documents that ``query`` asks for. Raises ``ValueError`` for an unknown sort or status."""
        raise NotImplementedError

    def formats(self) -> dict[str, str]:
        """The export formats: name -> title."""
        raise NotImplementedError

    def export(
        self, owner: str, format: str, query: Query | None = None, ids: Sequence[str] | None = None
    ) -> tuple[str, str, Iterator[bytes]]:
        """(file name, media type, bytes in pieces) of ``ids``, else of all that ``query`` finds, else of everything.

        ``limit`` and ``offset`` of the query are ignored. Raises ``ValueError`` for an unknown format.
        """
        raise NotImplementedError

    def doctypes(self, owner: str) -> list[DoctypeView]:
        """The document types that come with Recto, then those of ``owner``."""
        raise NotImplementedError

    def save_doctype(self, owner: str, definition: Mapping[str, object]) -> DoctypeView:
        """Make or change an own document type from its JSON form. Raises ``ValueError`` with what is wrong in it."""
        raise NotImplementedError

    def delete_doctype(self, owner: str, name: str) -> None:
        """Forget an own document type; records read with it stay. Raises ``NotFound``; ``Conflict`` for ours."""
        raise NotImplementedError

    def delete(self, owner: str, document_id: str) -> None:
        """Delete a document with its record, history and files. Raises ``NotFound``."""
        raise NotImplementedError

    def samples(self) -> list[SampleView]:
        """The documents that come with Recto."""
        raise NotImplementedError

    def read_sample(self, owner: str, name: str) -> Upload:
        """Upload one of ``samples()``. Raises ``NotFound``."""
        raise NotImplementedError
