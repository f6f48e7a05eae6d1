"""How much memory a process and all its descendants hold, watched from within (Linux: /proc)."""

from __future__ import annotations

import os
import resource
import sys
import threading
from collections import defaultdict
from pathlib import Path

PAGE = resource.getpagesize()


def held(root: int) -> int:
    """Resident bytes of process ``root`` and its descendants; pages that they share count for each of them."""
    return sum(_family(root).values())


def taken(root: int) -> int:
    """Bytes of memory that ``root`` and its descendants take: a page that processes share is divided among them.

    This is what a machine misses while they run (the kernel's proportional set size). It costs the kernel some
    milliseconds a process: look at it a few times a second, not more.
    """
    return sum(_proportional(process, otherwise) for process, otherwise in _family(root).items())


def _family(root: int) -> dict[int, int]:
    """Resident bytes of ``root`` and its descendants, by process id."""
    children: dict[int, list[int]] = defaultdict(list)
    resident: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        children[int(after_name[1])].append(int(entry.name))
        resident[int(entry.name)] = int(after_name[21]) * PAGE
    family: dict[int, int] = {}
    waiting = [root]
    while waiting:
        process = waiting.pop()
        family[process] = resident.get(process, 0)
        waiting += children[process]
    return family


def _proportional(process: int, otherwise: int) -> int:
    """Its share in bytes; ``otherwise`` where the kernel does not tell, and 0 when it has just ended."""
    rollup = Path(f"/proc/{process}/smaps_rollup")
    try:
        return next(int(line.split()[1]) * 1024 for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except (OSError, StopIteration):
        return otherwise


def resident(pid: int | None = None) -> int:
    """Resident bytes of one process alone, this one by default; 0 where nothing tells (no /proc)."""
    try:
        return int(Path(f"/proc/{pid or os.getpid()}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


class Watch:
    """The peak of ``held`` since it was made, looked at every ``interval`` seconds."""

    def __init__(self, interval: float = 0.5) -> None:
        self.peak = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(interval,), daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """The peak in bytes."""
        self._stopped.set()
        self._thread.join()
        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return max(self.peak, largest)

    def _look(self, interval: float) -> None:
        while sys.platform == "linux":
            self.peak = max(self.peak, held(os.getpid()))
            if self._stopped.wait(interval):
                return
