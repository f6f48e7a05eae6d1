"""What the store refuses, each in one plain sentence."""

from __future__ import annotations


class StorageError(Exception):
    """The database or the folder cannot be used: read-only, full, locked, damaged or made by a newer Recto."""


class NotFound(LookupError):
    """What was asked for is not there, or belongs to somebody else: the two are told apart nowhere."""


class Conflict(Exception):
    """Somebody changed it in the meantime, or it cannot be done in this state."""


class Busy(Exception):
    """So much waits already that nothing more is taken in; try again in ``retry_after`` seconds."""

    retry_after = 60


class LeaseLost(Exception):
    """The job is no longer this worker's: its lease ran out and another took it, or it was deleted. Stop reading."""
