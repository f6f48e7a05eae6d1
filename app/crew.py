"""The reading processes that the server keeps running: started, watched, started again, stopped."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

from app.settings import Settings

log = logging.getLogger("recto")

GRACE = 10.0  # seconds in which a reading process may finish its page when the server stops
SLOWEST = 30.0  # seconds between two starts of a process that keeps breaking down


class Crew:
    """``settings.workers`` processes of ``python -m app.worker``. Their standard input is held open by us: when it
    ends, this process has gone, even by kill -9, and they end too."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
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
        pause = 1.0
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
                pause = 1.0 if time.monotonic() - begun > 60 else min(SLOWEST, pause * 2)
                log.warning("A reading process ended (code %s); starting another in %.0f s.", code, pause)
                self._stopping.wait(pause)
