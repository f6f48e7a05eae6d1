"""One who reads: takes jobs from the queue and makes records of their documents, page by page, under a lease."""

from __future__ import annotations

import io
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.record import known_types
from app.settings import Settings
from model import backends
from model.backends import Backend, BackendError
from pipeline import intake
from pipeline.document import Coverage, Page, Unreadable
from pipeline.reading import Clock, coverage_of, read_pages, read_record
from storage.errors import LeaseLost, NotFound

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipeline.doctypes import Doctype
    from pipeline.words import Ocr
    from storage.store import Store
    from storage.stored import Claim

log = logging.getLogger("recto")

VIEW_SIDE = 1600  # pixels, longest side of a page's image for viewing
VIEW_QUALITY = 80  # of WebP: about 60 kB for a receipt
IMAGES = 8  # pages whose image the model may look at: one is 9 MB at 2000 pixels, and documents have hundreds


class Interrupted(Exception):
    """We are to end: the document goes back to the queue."""


class Cancelled(Exception):
    """Its owner no longer wants the document read."""


class Reader:
    """Reads documents one after the other. OCR and model are loaded once, at the first document that needs them.

    ``stopping`` is looked at between pages: once set, the document at hand goes back to the queue.
    """

    def __init__(self, settings: Settings, store: Store, stopping: threading.Event | None = None) -> None:
        self.settings, self.store = settings, store
        self.stopping = stopping or threading.Event()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._ocr: Ocr | None = None
        self._backend: tuple[str, Backend] | None = None

    def read_next(self) -> bool:
        """Read the next document of the queue; False when there is none."""
        claim = self.store.claim(self.name, self.settings.lease_seconds)
        if claim is None:
            return False
        self.read(claim)
        return True

    def read_now(self, owner: str, job_id: str) -> int:
        """Read the document of one job; the number of pages that we read for it. Waits when another is reading it."""
        while not self.stopping.is_set():
            claim = self.store.claim(self.name, self.settings.lease_seconds, job_id=job_id)
            if claim is not None:
                return self.read(claim)
            if not self.store.jobs(owner, [job_id], active_only=True):
                return 0
            time.sleep(0.2)
        return 0

    def read(self, claim: Claim) -> int:
        """Read the document that ``claim`` leases to us; the number of pages that were read.

        What goes wrong is written down at the job: a refusal at once, a breakdown after some attempts.
        """
        reading = _Reading(self, claim)
        with suppress(LeaseLost, NotFound):  # taken over, or its document deleted: nothing of it is ours any more
            try:
                with reading.pulse:
                    reading.run()
            except Cancelled:
                self.store.stop(claim)
            except Interrupted:
                self.store.release(claim)
            except Unreadable as refusal:
                self.store.fail(claim, str(refusal))
            except BackendError as obstacle:
                self.store.fail(claim, str(obstacle), again=True)
            except (KeyboardInterrupt, SystemExit):
                self.store.release(claim)
                raise
            except (LeaseLost, NotFound):
                raise
            except Exception as trouble:
                log.error("The reading of a document broke down.", exc_info=trouble)
                name = self.store.document(claim.owner, claim.document_id).name
                sentence = f"The reading of {name!r} broke down ({type(trouble).__name__}); read it again."
                self.store.fail(claim, sentence, again=True)
        return reading.fresh

    @property
    def ocr(self) -> Ocr:
        """The OCR, loaded at its first page."""
        if self._ocr is None:
            from pipeline.words import Ocr

            self._ocr = Ocr(self.settings.cores)
        return self._ocr

    def backend(self, name: str = "") -> Backend:
        """The model ``name``, empty for the usual one; one at a time is kept. Raises ``BackendError``."""
        name = name or self.settings.backend
        if name not in self.settings.choices:
            raise BackendError(f"The model {name!r} may not be chosen here; take one of {_listed(self.settings)}.")
        if self._backend is None or self._backend[0] != name:
            self._backend = None  # its memory first
            given = {"threads": str(self.settings.cores), **self.settings.given(name)}
            self._backend = name, backends.load(name, given)
        return self._backend[1]


class _Reading:
    """One document being read: what is saved of it goes on, and the rest follows page by page."""

    def __init__(self, reader: Reader, claim: Claim) -> None:
        self.reader, self.claim, self.store, self.settings = reader, claim, reader.store, reader.settings
        self.fresh = 0  # pages read by us
        self.clock = Clock()
        self.pulse = Pulse(reader.store, claim, reader.settings.lease_seconds)
        self.asked = {
            "asked": claim.doctype,
            "date_order": self.settings.date_order,
            "side": str(self.settings.page_side),
        }
        self.wide = claim.options.get("limits") == "wide"
        self.limits = reader.settings.limits(self.wide)
        if self.wide:
            self.asked |= {"side": str(self.limits.side), "limits": "wide"}

    def run(self) -> None:
        """Read the pages that are not saved, ask the model, save the record. Raises what stops it."""
        owner, document_id = self.claim.owner, self.claim.document_id
        types = {one.name: one for one in known_types(self.store.doctypes(owner))}
        wanted = self._wanted(types)
        backend = self.reader.backend(self.claim.options.get("model", ""))
        if "propose" in self.claim.options:
            self._propose(backend, wanted, types)
            return
        if self.claim.again and self.claim.attempt == 1:
            self.store.clear_pages(owner, document_id)
        elif not self.claim.again:
            versions = [one.version for one in ([wanted] if wanted else types.values())]
            if self.store.reuse_run(owner, document_id, versions, backend.name, self.asked, self.claim):
                return
        pages, coverage = self._pages()
        order = None if self.settings.date_order == "auto" else self.settings.date_order
        record = read_record(pages, coverage, backend, wanted, list(types.values()), order, seconds=self.clock.seconds)
        self._go_on()
        self.store.save_record(owner, document_id, record, self.asked, self.claim)

    def _propose(self, backend: Backend, wanted: Doctype | None, types: dict[str, Doctype]) -> None:
        """Another reading beside the record that stands: the pages as they were read, anew where limits are wider."""
        owner, document_id = self.claim.owner, self.claim.document_id
        pages, coverage = self._pages(anew=True) if self.wide else self._kept()
        if not pages:
            pages, coverage = self._pages()
        order = None if self.settings.date_order == "auto" else self.settings.date_order
        record = read_record(pages, coverage, backend, wanted, list(types.values()), order, seconds=self.clock.seconds)
        self._go_on()
        self.store.save_record(owner, document_id, record, self.asked, self.claim, propose=True)

    def _kept(self) -> tuple[list[Page], list[Coverage]]:
        """The saved pages; the first of them with the image that people look at, for a model that sees."""
        owner, document_id = self.claim.owner, self.claim.document_id
        saved = self.store.pages(owner, document_id)
        pages: list[Page] = []
        for one in saved:
            if one.has_image:
                image = _seen(self.store.page_image(owner, document_id, one.number)) if len(pages) < IMAGES else None
                pages.append(Page(one.number, image, one.words, one.coverage.source, one.coverage.note))
        self.pulse.at(len(saved), len(saved))
        return pages, [one.coverage for one in saved]

    def _wanted(self, types: dict[str, Doctype]) -> Doctype | None:
        if not self.claim.doctype:
            return None
        if self.claim.doctype not in types:
            raise Unreadable(f"The document type {self.claim.doctype!r} is no longer there; choose another.")
        return types[self.claim.doctype]

    def _pages(self, anew: bool = False) -> tuple[list[Page], list[Coverage]]:
        owner, document_id = self.claim.owner, self.claim.document_id
        data, name = self.store.original(owner, document_id), self.store.document(owner, document_id).name
        limits = self.limits
        saved = [] if anew else self.store.pages(owner, document_id)
        pages = [
            Page(one.number, None, one.words, one.coverage.source, one.coverage.note) for one in saved if one.has_image
        ]
        coverage = [one.coverage for one in saved]
        total = intake.page_count(data, name, limits, self.claim.password)
        total = min(total, limits.max_pages)
        self.pulse.at(len(saved), total)
        first = 1 + max((one.number for one in saved), default=0)
        if first > total:
            return pages, coverage
        for item in read_pages(data, name, limits, self.reader.ocr, self.claim.password, first, self.clock):
            if isinstance(item, Page):
                coverage.append(coverage_of(item))
                self.store.save_page(owner, document_id, coverage[-1], item.words, _view(item))
                pages.append(item if len(pages) < IMAGES else replace(item, image=None))
            else:
                coverage.append(item)
                self.store.save_page(owner, document_id, item)
            self.fresh += 1
            self.pulse.at(len(coverage), total)
            self._go_on()
        if not pages:
            raise Unreadable(_nothing(name, coverage))
        return pages, coverage

    def _go_on(self) -> None:
        if self.pulse.lost:
            raise LeaseLost
        if self.pulse.cancelled:
            raise Cancelled
        if self.reader.stopping.is_set():
            raise Interrupted


class Pulse:
    """Signs of life for a job while it is read: at every page, and from a thread of its own between them."""

    def __init__(self, store: Store, claim: Claim, lease_seconds: float) -> None:
        self.cancelled = self.lost = False
        self._store, self._claim, self._lease = store, claim, lease_seconds
        self._progress = (0, 0)
        self._over, self._lock = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def at(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` pages are read."""
        self._progress = (done, total)
        self._beat()

    def _keep(self) -> None:
        while not self._over.wait(self._lease / 6):
            self._beat()

    def _beat(self) -> None:
        with self._lock:
            try:
                self.cancelled = self._store.heartbeat(self._claim, *self._progress, self._lease) or self.cancelled
            except (LeaseLost, NotFound):
                self.lost = True


def _view(page: Page) -> bytes | None:
    return view_image(page.image) if page.image else None


def view_image(image: Image) -> bytes:
    """``image`` as WebP for viewing, its longest side at most ``VIEW_SIDE`` pixels."""
    from PIL import Image as Images

    small = image.convert("RGB")
    small.thumbnail((VIEW_SIDE, VIEW_SIDE), Images.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=VIEW_QUALITY, method=2)
    return out.getvalue()


def _seen(data: bytes) -> Image:
    from PIL import Image as Images

    return Images.open(io.BytesIO(data)).convert("RGB")


def _listed(settings: Settings) -> str:
    return ", ".join(settings.choices)


def _nothing(name: str, coverage: Iterable[Coverage]) -> str:
    """Why no page of the document could be read."""
    note = next((one.note for one in coverage if one.note), "")
    return f"No page of {name!r} could be read; save or print it as a new file. {note}".strip()
