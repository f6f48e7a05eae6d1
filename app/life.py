"""Reading processes as the others see them: their names, whether they live, and what becomes of a dead one's work."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.memory import resident
from storage.errors import StorageError
from storage.stored import StoredWorker

if TYPE_CHECKING:
    from app.reader import Reader
    from storage.store import Store

BEAT = 5.0  # seconds between two signs of life
ALIVE = 60.0  # seconds: one that was silent for longer, on a machine however busy, is taken for dead


@cache
def place() -> str:
    """Where processes can see each other: this machine since it was started, and in it this container."""
    seen = ""
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        with suppress(OSError):
            seen += os.readlink(path) if path.endswith("pid") else Path(path).read_text()
    return f"{socket.gethostname()}/{hashlib.sha256(seen.encode()).hexdigest()[:8]}"


def own_name() -> str:
    """A name for a reader in this process, which tells others of this machine whether it and its server still live."""
    us, server = os.getpid(), os.getppid()
    return f"{place()}:{us}:{_birth(us)}:{server}:{_birth(server)}:{secrets.token_hex(4)}"


def take_over(store: Store) -> int:
    """Queue again what readers of this machine held that are no longer alive; how many documents it were.

    Where the process that started a reader has ended too, as when a server is killed, the document is hardly to blame.
    """
    ours = f"{place()}:"
    names = store.workers() | {worker.name for worker in store.living_workers()}
    parts = {name: name.removeprefix(ours).split(":") for name in names if name.startswith(ours)}
    gone = {name: part for name, part in parts.items() if not _alive(*part[:2])}
    fallen = {name for name, part in gone.items() if _fell(part)}
    return store.reap(gone.keys() - fallen, fallen) if gone else 0


def _fell(part: list[str]) -> bool:
    """Whether the process that started this one is gone; unknown to names of older versions, which are shorter."""
    return len(part) > 4 and part[2] != "0" and not _alive(part[2], part[3])


def _alive(pid: str, birth: str) -> bool:
    """Whether a process that began then still runs; one that has ended and that nobody waited for does not."""
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        pass
    born = _birth(int(pid))
    return not born or born == birth  # a number is given again, soon so in a container


def _birth(pid: int) -> str:
    """When the process began, in ticks since the machine did; "ended" for one that only waits to be buried."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return "ended" if Path("/proc/self/stat").exists() else ""
    except OSError:
        return ""
    return "ended" if state[0] == "Z" else state[19]


class Life:
    """A thread of a reading process: its row says every few seconds that it lives and what it did, and the work of
    those that have died is taken over. Leaving the context ends the row."""

    def __init__(self, store: Store, reader: Reader) -> None:
        self.store, self.reader = store, reader
        self.model = self.trouble = ""
        self._began = datetime.now(UTC)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> Life:
        self._quietly(lambda: take_over(self.store))
        self._quietly(self.beat)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._quietly(self.beat)
        self._quietly(lambda: self.store.retire(self.reader.name))

    def beat(self) -> None:
        """Write the row now. Raises ``StorageError``."""
        counts = dict(self.reader.counts)
        now = datetime.now(UTC)
        row = StoredWorker(self.reader.name, self._began, now, self.model, self.trouble, resident(), counts)
        self.store.sign_of_life(row)

    def _go_on(self) -> None:
        while not self._over.wait(BEAT):
            self._quietly(self.beat)
            self._quietly(lambda: take_over(self.store))

    def _quietly(self, what: Callable[[], object]) -> None:
        with suppress(StorageError):  # the disk is full or the database busy: the reading itself says so
            what()
