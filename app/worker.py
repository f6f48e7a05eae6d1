"""The process that reads: documents of the queue, one after the other, until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app import logs
from app.memory import resident
from app.settings import SettingError, Settings, calm_libraries
from pipeline.priority import stand_back
from storage.errors import StorageError

if TYPE_CHECKING:
    from app.life import Life
    from app.reader import Reader

log = logging.getLogger("recto")

SWEEPING = 3600.0  # seconds between two looks at what may be deleted for good
POLL = 0.5  # seconds between two looks at an empty queue
NICE = 5  # reading yields to the web server, which must answer at once; a reader at 10 held the database for others
PAUSE = 5.0  # seconds until the next try when the store takes nothing
REPLACE = 75  # exit code of a process that ended itself in the middle of a reading: start another at once


def work(settings: Settings, stopping: threading.Event | None = None) -> int:
    """Read until stopped by SIGTERM, SIGINT or ``stopping``, or until it is time for a fresh process. Returns 0.

    That time has come after ``settings.recycle`` documents, or when the process has grown by ``settings.recycle_mb``
    since its first one. A reading that was begun goes back to the queue; the pages that were read of it stay.
    """
    stand_back(NICE)
    from app.life import Life
    from app.pulse import Interrupted
    from app.reader import Reader
    from storage.store import Store

    calm_libraries()
    stopping = stopping or threading.Event()
    store = Store(settings.database, settings.data, settings.attempts)
    store.migrate()
    reader = Reader(settings, store, stopping, abandon=lambda: os._exit(REPLACE))
    if threading.current_thread() is threading.main_thread():
        reader.breaker.install()

        def stop(*_: object) -> None:
            stopping.set()
            reader.breaker.ask(Interrupted())

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
    with Life(store, reader) as life:
        _load(reader, life)
        _read_on(reader, settings, stopping)
    store.close()
    return 0


def _load(reader: Reader, life: Life) -> None:
    """Load the model before the first document comes, and say that it is there."""
    from model.backends import BackendError

    try:
        life.model = reader.backend().name
    except BackendError as obstacle:  # every document will say so too
        life.trouble = str(obstacle)
    with contextlib.suppress(StorageError):
        life.beat()


def _read_on(reader: Reader, settings: Settings, stopping: threading.Event) -> None:
    read, swept, fresh = 0, -SWEEPING, 0
    while not stopping.is_set() and read < settings.recycle:
        try:
            if reader.read_next():
                read += 1
                fresh = fresh or resident()
                if resident() - fresh > settings.recycle_mb * 1_000_000:
                    return
            elif time.monotonic() - swept > SWEEPING:
                reader.store.sweep()  # the bin, and files that a kill left behind, when there is time for it
                swept = time.monotonic()
            else:
                stopping.wait(POLL)
        except StorageError as trouble:
            log.warning("Nothing can be read now: %s", trouble)
            stopping.wait(PAUSE)


def _end_with_parent() -> None:
    """Wait until standard input ends, which it does when the server is gone, even by kill -9; then end at once."""
    while os.read(0, 4096):
        pass
    os._exit(1)  # mid-page: the next process takes it over


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m app.worker``; with ``--attached`` it ends when its standard input does."""
    parser = argparse.ArgumentParser(prog="recto worker")
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    given = parser.parse_args(arguments)
    if given.attached:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        settings = Settings.from_environment()
        logs.start(settings.log_level, settings.log_format)
        return work(settings)
    except SettingError as error:
        print(f"recto: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
