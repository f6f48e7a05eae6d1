"""One who reads: takes jobs from the queue and makes records of their documents, page by page, under a lease."""

from __future__ import annotations

import io
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app import logs
from app.life import own_name
from app.pulse import Breaker, Broken, Cancelled, Interrupted, Overtime, Pulse
from app.record import known_types
from app.settings import Settings
from app.trial import answered
from model import backends
from model.backends import Backend, BackendError
from pipeline import intake
from pipeline.bands import hand_back
from pipeline.document import Coverage, Page, Record, Unreadable
from pipeline.reading import Clock, coverage_of, read_pages, read_record
from storage.errors import LeaseLost, NotFound, StorageError

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipeline.doctypes import Doctype
    from pipeline.words import Ocr, Reading
    from storage.store import Store
    from storage.stored import Claim

log = logging.getLogger("recto")

VIEW_SIDE = 1600  # pixels, longest side of a page's image for viewing
VIEW_QUALITY = 80  # of WebP: about 60 kB for a receipt
IMAGES = 8  # pages whose image is held for the model: one is 9 MB at 2000 pixels; it looks at others as they are saved
WAIT = 5.0  # seconds between two tries to give a document back while the store takes nothing


class Reader:
    """Reads documents one after the other. OCR and model are loaded once, at the first document that needs them.

    ``stopping`` is looked at between pages: once set, the document at hand goes back to the queue. ``abandon`` ends
    this process: it is called when a reading that is to stop does not. ``counts`` is what was done so far: documents,
    pages, failures, tokens, and seconds by stage.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        stopping: threading.Event | None = None,
        abandon: Callable[[], None] | None = None,
    ) -> None:
        self.settings, self.store = settings, store
        self.stopping, self.abandon = stopping or threading.Event(), abandon
        self.breaker = Breaker()
        self.name = own_name()
        self.counts: dict[str, float] = defaultdict(float)
        self._ocr: Ocr | None = None
        self._backend: tuple[str, Backend] | None = None

    def read_next(self) -> bool:
        """Answer the next trial of a document type, or read the next document; False when there is neither."""
        trial = self.store.take_trial()
        if trial is not None:
            with self.breaker.open():
                answer = answered(self.store, trial, self.backend)
            self.store.answer_trial(trial.id, answer)
            return True
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
        with logs.about(request=claim.request, job=claim.job_id, document=claim.document_id[:12]):
            return self._read(claim)

    def _read(self, claim: Claim) -> int:
        began, reading = time.perf_counter(), _Reading(self, claim)
        logs.event(log, "reading", attempt=claim.attempt)
        with suppress(LeaseLost, NotFound):  # taken over, or its document deleted: nothing of it is ours any more
            try:
                with reading.pulse:
                    reading.run()
                    reading.state = "done"
            except Cancelled:
                reading.state = "cancelled"
                self.store.stop(claim)
            except (Interrupted, StorageError) as trouble:
                self._give_back(claim, trouble)
            except Overtime:
                self._failed(reading, reading.overtime())
            except Unreadable as refusal:
                self._failed(reading, str(refusal))
            except BackendError as obstacle:
                self._failed(reading, str(obstacle), again=True)
            except (KeyboardInterrupt, SystemExit):
                self.store.release(claim)
                raise
            except (LeaseLost, NotFound):
                raise
            except Exception as trouble:
                log.error("The reading of a document broke down.", exc_info=trouble)
                name = self.store.document(claim.owner, claim.document_id).name
                sentence = f"The reading of {name!r} broke down ({type(trouble).__name__}); read it again."
                self._failed(reading, sentence, again=True)
        self.counts["documents"] += 1
        logs.event(log, "left", pages=reading.fresh, state=reading.state, seconds=time.perf_counter() - began)
        return reading.fresh

    def _failed(self, reading: _Reading, sentence: str, again: bool = False) -> None:
        reading.state = "failed"
        self.counts["failures"] += 1
        self.store.fail(reading.claim, sentence, again)

    def _give_back(self, claim: Claim, trouble: BaseException) -> None:
        """Back to the queue, not counted as an attempt; where the store takes nothing, as soon as it does."""
        while True:
            try:
                self.store.release(claim)
                return
            except StorageError:
                log.warning("A document waits to be given back: %s", trouble)
                if self.stopping.wait(WAIT):
                    return  # its lease runs out, and another reads it

    @property
    def ocr(self) -> Ocr:
        """The OCR, loaded at its first page."""
        if self._ocr is None:
            self._ocr = _breakable(self.settings.cores, self.breaker)
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
            hand_back()  # what unpacking the weights took
        return self._backend[1]


def _breakable(threads: int, breaker: Breaker) -> Ocr:
    """The OCR, which ``breaker`` may break off."""
    from pipeline.words import Ocr

    class Breakable(Ocr):
        """One that stops when it is told to."""

        def read(self, image: Image) -> Reading:
            with breaker.open():
                return super().read(image)

    return Breakable(threads)


class _Reading:
    """One document being read: what is saved of it goes on, and the rest follows page by page."""

    def __init__(self, reader: Reader, claim: Claim) -> None:
        self.reader, self.claim, self.store, self.settings = reader, claim, reader.store, reader.settings
        self.fresh = 0  # pages read by us
        self.state = "given back"  # how it ended, for the log
        self.patience = reader.settings.page_seconds  # seconds that the model's answer may take
        self.clock = Clock()
        self.total = 0  # pages to be read, once they are counted
        self.page = 0  # the number of the page that is read now; 0: the model answers, or nothing
        settings = reader.settings
        self.pulse = Pulse(
            reader.store, claim, settings.lease_seconds, reader.breaker, settings.stop_seconds, self._abandon
        )
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
        self.total = self._count()  # before a model is loaded: a damaged file needs none
        backend = self.reader.backend(self.claim.options.get("model", ""))
        if "propose" in self.claim.options:
            self._propose(backend, wanted, types)
            return
        if not self.claim.again:
            versions = [one.version for one in ([wanted] if wanted else types.values())]
            if self.store.reuse_run(owner, document_id, versions, backend.name, self.asked, self.claim):
                return
        pages, coverage = self._pages()
        record = self._answered(backend, pages, coverage, wanted, types)
        self.store.save_record(owner, document_id, record, self.asked, self.claim)

    def _answered(
        self,
        backend: Backend,
        pages: list[Page],
        coverage: list[Coverage],
        wanted: Doctype | None,
        types: dict[str, Doctype],
    ) -> Record:
        """The record of the pages. Raises ``Overtime`` when the model takes too long."""
        order = None if self.settings.date_order == "auto" else self.settings.date_order
        self.page, self.patience = 0, self.settings.page_seconds * max(1, len(pages))
        self.pulse.allow(self.patience)
        with self.reader.breaker.open():
            known, spent = list(types.values()), self.clock.seconds
            record = read_record(pages, coverage, backend, wanted, known, order, seconds=spent)
        self.pulse.allow(float("inf"))
        self._go_on()
        counts, usage = self.reader.counts, record.extraction.usage
        counts["tokens_in"] += usage.tokens_in
        counts["tokens_out"] += usage.tokens_out
        for stage, seconds in usage.seconds.items():
            counts[f"seconds.{stage}"] += seconds
        return record

    def _propose(self, backend: Backend, wanted: Doctype | None, types: dict[str, Doctype]) -> None:
        """Another reading beside the record that stands: the pages as they were read, anew where limits are wider."""
        owner, document_id = self.claim.owner, self.claim.document_id
        pages, coverage = self._pages(anew=True) if self.wide else self._kept()
        if not pages:
            pages, coverage = self._pages()
        record = self._answered(backend, pages, coverage, wanted, types)
        self.store.save_record(owner, document_id, record, self.asked, self.claim, propose=True)

    def _kept(self) -> tuple[list[Page], list[Coverage]]:
        """The saved pages; a model that sees is shown the images that people look at."""
        owner, document_id = self.claim.owner, self.claim.document_id
        saved = self.store.pages(owner, document_id)
        pages: list[Page] = []
        for one in saved:
            if one.has_image:
                seen = one.coverage
                pages.append(Page(one.number, None, one.words, seen.source, seen.note, self._saved(one.number)))
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
        anew = anew or self.claim.again
        saved = self.store.pages_of(self.claim, anew)
        pages = [
            Page(one.number, None, one.words, one.coverage.source, one.coverage.note, self._saved(one.number))
            for one in saved
            if one.has_image
        ]
        coverage = [one.coverage for one in saved]
        (data, name), total = self._original(), self.total
        self.pulse.at(len(saved), total)
        first = 1 + max((one.number for one in saved), default=0)
        if first <= total:
            for item in self._fresh(data, name, first, total):
                if isinstance(item, Page):
                    coverage.append(coverage_of(item))
                    self.store.save_page(owner, document_id, coverage[-1], item.words, _view(item), self.claim)
                    held = item.image if len(pages) < IMAGES else None
                    pages.append(replace(item, image=held, later=self._saved(item.number)))
                else:
                    coverage.append(item)
                    self.store.save_page(owner, document_id, item, (), None, self.claim)
                self.fresh += 1
                self.reader.counts["pages" if isinstance(item, Page) else "pages_failed"] += 1
                self.pulse.at(len(coverage), total)
                self._go_on()
        if anew:
            self.store.keep_pages(self.claim, [line.page for line in coverage])
        if not pages:
            raise Unreadable(_nothing(name, coverage))
        return pages, coverage

    def _original(self) -> tuple[bytes, str]:
        owner, document_id = self.claim.owner, self.claim.document_id
        return self.store.original(owner, document_id), self.store.document(owner, document_id).name

    def _count(self) -> int:
        """How many pages are to be read. Raises ``Unreadable``."""
        data, name = self._original()
        return min(intake.page_count(data, name, self.limits, self.claim.password), self.limits.max_pages)

    def _fresh(self, data: bytes, name: str, first: int, total: int) -> Iterator[Page | Coverage]:
        """The pages from ``first`` on; one that takes too long is reported as failed, and the next is read."""
        limits, self.page = self.limits, first
        while self.page <= total:
            try:
                self.pulse.allow(self.settings.page_seconds)
                read = read_pages(data, name, limits, self.reader.ocr, self.claim.password, self.page, self.clock)
                for item in read:
                    yield item
                    self.page = (item.number if isinstance(item, Page) else item.page) + 1
                    self.pulse.allow(self.settings.page_seconds)
                return
            except Overtime:
                yield self._given_up()
                self.page += 1

    def _given_up(self) -> Coverage:
        seconds = self.settings.page_seconds
        return Coverage(self.page, "failed", note=f"Page {self.page} was given up: it took over {seconds:g} seconds.")

    def overtime(self) -> str:
        """Why a reading failed whose model did not answer in time."""
        return (
            f"The model did not answer within {self.patience:g} seconds. "
            "Read the document again, or raise RECTO_PAGE_SECONDS."
        )

    def _saved(self, number: int) -> Callable[[], Image | None]:
        """Brings the image of a page as it was saved for people to look at: upright, and the same after a kill."""

        def bring() -> Image | None:
            with suppress(NotFound):
                return _seen(self.store.page_image(self.claim.owner, self.claim.document_id, number))
            return None

        return bring

    def _go_on(self) -> None:
        if self.pulse.why is not None and not isinstance(self.pulse.why, Overtime):
            raise self.pulse.why
        if self.reader.stopping.is_set():
            raise Interrupted

    def _abandon(self, why: Broken | LeaseLost) -> None:
        """Nothing stops the reading: write down what became of it and end this process. Runs in the pulse's thread."""
        if self.reader.abandon is None:
            return
        log.warning("A reading did not stop (%s); its process is replaced.", type(why).__name__.lower())
        with suppress(LeaseLost, NotFound, StorageError):
            if isinstance(why, Overtime) and self.page:
                given = self.claim.owner, self.claim.document_id
                self.store.save_page(*given, self._given_up(), (), None, self.claim)
                self.store.release(self.claim)
            elif isinstance(why, Overtime):
                self.store.fail(self.claim, self.overtime())
        self.reader.abandon()


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
