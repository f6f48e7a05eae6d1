"""While a document is read: signs of life, and what breaks the reading off (cancelled, taken over, too long)."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from storage.errors import LeaseLost, NotFound, StorageError

if TYPE_CHECKING:
    from storage.store import Store
    from storage.stored import Claim

log = logging.getLogger("recto")

LOOK = 0.25  # seconds between two looks whether the job is still wanted: a cancel is to act within one second
PATIENCE = 0.5  # seconds until a cancelled job is ended in the store, though its reading has not stopped yet
LONGEST = 10  # times ``stop_seconds`` are waited at most where many processes share the cores
BEATS = 6  # signs of life in the time of a lease


class Broken(BaseException):
    """The reading is to stop now. No ``Exception``: the OCR wraps each that its engine meets in one of its own,
    so that a cancelled document was taken for one that broke down."""


class Interrupted(Broken):
    """We are to end: the document goes back to the queue."""


class Cancelled(Broken):
    """Its owner no longer wants the document read."""


class Overtime(Broken):
    """A page, or the model's answer, takes longer than it may."""


class Breaker:
    """Breaks off what the main thread computes: OCR and model run for seconds, and nothing in them asks whether to go
    on. Only what runs inside ``open`` is broken off, so that a transaction or a talk with a child never is.

    Without ``install`` a break waits for the next ``open``.
    """

    def __init__(self) -> None:
        self._why: Broken | LeaseLost | None = None
        self._open = self._installed = False

    def install(self) -> None:
        """Let SIGUSR1 break the main thread; to be called there."""
        signal.signal(signal.SIGUSR1, self._arrived)
        self._installed = True

    def ask(self, why: Broken | LeaseLost) -> None:
        """Raise ``why`` in the main thread: at once when it is inside ``open``, else when it comes there."""
        self._why = why
        if self._installed:
            with suppress(ProcessLookupError):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    def clear(self) -> None:
        """Forget what was asked for."""
        self._why = None

    @contextmanager
    def open(self) -> Iterator[None]:
        """What runs inside may be broken off between any two of its steps."""
        self._open = True
        try:
            if self._why:
                raise self._why
            yield
        finally:
            self._open = False

    def _arrived(self, *_: object) -> None:
        if self._open and self._why:
            self._open = False
            raise self._why


class Pulse:
    """Signs of life for a job while it is read: at every page, and from a thread of its own between them.

    The thread also looks whether the job is still wanted and in time; if not, ``why`` says so and the breaker is
    asked. Where nothing of that helps for ``stop_seconds``, ``abandon`` is called with the reason, in that thread. On a
    busy machine that takes longer: everything is slow there, and the start of another process is slowest.
    """

    def __init__(
        self,
        store: Store,
        claim: Claim,
        lease_seconds: float,
        breaker: Breaker,
        stop_seconds: float,
        abandon: Callable[[Broken | LeaseLost], None],
    ) -> None:
        self.why: Broken | LeaseLost | None = None
        self._store, self._claim, self._lease = store, claim, lease_seconds
        self._breaker, self._stop_seconds, self._abandon = breaker, stop_seconds, abandon
        self._progress = (0, 0)
        self._deadline = float("inf")
        self._since = 0.0
        self._ended = False
        self._over, self._beating, self._deciding = threading.Event(), threading.Lock(), threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._breaker.clear()

    def at(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` pages are read."""
        self._progress = (done, total)
        try:
            self._beat()
        except (LeaseLost, NotFound):
            self._stop(LeaseLost())

    def allow(self, seconds: float) -> None:
        """What comes next may take so long; what overran before is over."""
        with self._deciding:
            self._deadline = time.monotonic() + seconds
            if isinstance(self.why, Overtime):
                self.why = None
                self._breaker.clear()

    def _keep(self) -> None:
        beat_at = time.monotonic() + self._lease / BEATS
        while not self._over.wait(LOOK):
            try:
                if time.monotonic() >= beat_at:
                    beat_at = time.monotonic() + self._lease / BEATS
                    self._beat()
                elif self.why is None and not self._store.wanted(self._claim):
                    self._stop(Cancelled())
            except (LeaseLost, NotFound):
                self._stop(LeaseLost())
            except StorageError as trouble:
                log.warning("A sign of life could not be written: %s", trouble)
            self._judge()

    def _judge(self) -> None:
        with self._deciding:
            if self.why is None and time.monotonic() > self._deadline:
                self.why, self._since = Overtime(), time.monotonic()
            why = self.why
            if why is None or self._over.is_set():
                return
            self._breaker.ask(why)
        waited = time.monotonic() - self._since
        if isinstance(why, Cancelled) and waited > PATIENCE and not self._ended:
            self._ended = True
            with suppress(LeaseLost, NotFound, StorageError):
                self._store.stop(self._claim)
        if waited > self._stop_seconds * _crowded() and not self._over.is_set():
            self._abandon(why)

    def _stop(self, why: Broken | LeaseLost) -> None:
        with self._deciding:
            if self.why is None or isinstance(self.why, Overtime):
                self.why, self._since = why, time.monotonic()

    def _beat(self) -> None:
        with self._beating:
            if self._store.heartbeat(self._claim, *self._progress, self._lease):
                self._stop(Cancelled())


def _crowded() -> float:
    """How many wait for each core of this machine, 1 to ``LONGEST``."""
    return min(LONGEST, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)))
