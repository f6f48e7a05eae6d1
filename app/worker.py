"""The process that reads: documents of the queue, one after the other, until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import SettingError, Settings, stay_offline

if TYPE_CHECKING:
    from storage.store import Store

log = logging.getLogger("recto")

POLL = 0.5  # seconds between two looks at an empty queue
NICE = 5  # reading yields to the web server, which must answer at once


def work(settings: Settings, stopping: threading.Event | None = None) -> int:
    """Read until stopped by SIGTERM, SIGINT or ``stopping``, or ``settings.recycle`` documents are read. Returns 0.

    A reading that was begun goes back to the queue at its next page; what was read of it stays.
    """
    from app.reader import Reader
    from storage.store import Store

    stay_offline()
    stopping = stopping or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
    with contextlib.suppress(OSError):
        os.nice(NICE)
    store = Store(settings.database, settings.data)
    store.migrate()
    reader = Reader(settings, store, stopping)
    read, swept = 0, False
    while not stopping.is_set() and read < settings.recycle:
        if reader.read_next():
            read += 1
        elif not swept:
            store.sweep()  # files that a kill left behind, once there is time for it
            swept = True
        else:
            stopping.wait(POLL)
    store.close()
    return 0


def take_over(store: Store) -> int:
    """Queue again what readers of this machine held that are no longer alive; how many documents it were."""
    host = f"{socket.gethostname()}:"
    ours = [name for name in store.workers() if name.startswith(host)]
    return store.reap([name for name in ours if not _alive(name.removeprefix(host).split(":")[0])])


def _alive(pid: str) -> bool:
    """Whether the process runs; one that has ended and that nobody waited for does not."""
    try:
        os.kill(int(pid), 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's, or there is no /proc
        return True


def _end_with_parent() -> None:
    """Wait until standard input ends, which it does when the server is gone, even by kill -9; then end at once."""
    while os.read(0, 4096):
        pass
    os._exit(1)  # mid-page: its lease runs out, or the next server takes it over


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m app.worker``; with ``--attached`` it ends when its standard input does."""
    parser = argparse.ArgumentParser(prog="recto worker")
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    if given.attached:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        return work(Settings.from_environment())
    except SettingError as error:
        print(f"recto: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
