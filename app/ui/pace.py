"""How often a page asks how far the readings are that it shows."""

from __future__ import annotations

from collections.abc import Sequence

from app.service import JobView

EVERY = 0.8  # seconds between two looks while one of them is being read, or is next
WAITING = 3.0  # while others are before them: a look is 5 ms of computing, which twenty who wait would notice


def pace(going: bool, jobs: Sequence[JobView], workers: int) -> float:
    """Seconds from one look to the next, 0 for none: slowly where all ``jobs`` are held or have others before them."""
    behind = all(job.state == "queued" and (job.held or job.position > max(1, workers)) for job in jobs)
    return (WAITING if behind else EVERY) if going else 0.0
