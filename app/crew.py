"""The reading processes that the server keeps running: started, watched, started again, stopped."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from app.settings import Settings
from app.worker import REPLACE
from storage.errors import StorageError

log = logging.getLogger("recto")

FIRST = 0.2  # seconds until a process that broke down is replaced
GRACE = 10.0  # seconds in which a reading process may finish its page when the server stops
SLOWEST = 30.0  # seconds between two starts of a process that keeps breaking down
SETTLED = 5.0  # seconds: one that lived so long did not break down at its start


class Crew:
    """``settings.workers`` processes of ``python -m app.worker``. Their standard input is held open by us: when it
    ends, this process has gone, even by kill -9, and they end too."""

    def __init__(self, settings: Settings, on_death: Callable[[], object] = lambda: None) -> None:
        """``on_death`` is called when a process broke down: what it was reading waits to be taken over."""
        self.settings, self._on_death = settings, on_death
        self._stopping = threading.Event()
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._threads = [threading.Thread(target=self._keep, args=(i,), daemon=True) for i in range(settings.workers)]

    def start(self) -> None:
        """Start the processes; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the processes: they finish their page, give their document back to the queue, and go."""
        self._stopping.set()
        for process in list(self._running.values()):
            process.terminate()
        for process in list(self._running.values()):
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @property
    def pids(self) -> list[int]:
        """The process ids of those running now."""
        return [process.pid for process in list(self._running.values()) if process.poll() is None]

    def _keep(self, index: int) -> None:
        pause = FIRST
        while not self._stopping.is_set():
            begun = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "app.worker", "--attached"],
                stdin=subprocess.PIPE,
                env=self.settings.environment(),
                start_new_session=True,  # Ctrl-C is for the server, which then stops us in order
            )
            self._running[index] = process
            if self._stopping.is_set():  # stop() may have looked before we were listed
                process.terminate()
            code = process.wait()
            if process.stdin:
                process.stdin.close()
            if code and not self._stopping.is_set():
                pause = FIRST if time.monotonic() - begun > SETTLED or code == REPLACE else min(SLOWEST, pause * 2)
                log.warning("A reading process ended (code %s); starting another in %.1f s.", code, pause)
                self._mourn()
                self._stopping.wait(pause)

    def _mourn(self) -> None:
        try:
            self._on_death()
        except StorageError as trouble:  # the next process takes over, or the lease runs out
            log.warning("What it was reading could not be taken over yet: %s", trouble)
