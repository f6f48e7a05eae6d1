"""Who goes first when there are more processes than cores: the web server, not those that read."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

SESSION = Path("/proc/self/autogroup")  # how nice a session is, where Linux weighs them (``sched_autogroup``)


def stand_back(by: int) -> None:
    """Lower the priority of this process by ``by``, and that of its session if it leads one."""
    with contextlib.suppress(OSError):
        os.nice(by)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):
            SESSION.write_text(str(os.nice(0)))
