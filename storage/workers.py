"""The reading processes as rows: that they live, what they have loaded, and how much they did."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.stored import StoredWorker
from storage.tables import Worker

PAST = ""  # the name of the row that sums up those that have ended
GONE = timedelta(hours=1)  # without a sign of life, even on another machine


def seen(session: Session, worker: StoredWorker) -> None:
    """Write down a sign of life; rows of those that were silent for an hour are summed up."""
    silent = Worker.name != PAST, Worker.seen_at < datetime.now(UTC) - GONE
    for name in session.scalars(select(Worker.name).where(*silent)).all():
        retire(session, name)
    _write(session, worker)


def _write(session: Session, worker: StoredWorker) -> None:
    session.merge(
        Worker(
            name=worker.name,
            began_at=worker.began_at,
            seen_at=worker.seen_at,
            model=worker.model[:200],
            trouble=worker.trouble,
            memory=worker.memory,
            counts=json.dumps(dict(worker.counts), sort_keys=True),
        )
    )


def retire(session: Session, name: str) -> None:
    """Add the counts of the process to those of the past and forget it; harmless when there is none."""
    row = session.get(Worker, name, with_for_update=True)
    if row is None or name == PAST:
        return
    past = session.get(Worker, PAST, with_for_update=True)
    now = datetime.now(UTC)
    told = [_stored(row)] + ([_stored(past)] if past else [])
    _write(session, StoredWorker(PAST, past.began_at if past else now, now, counts=summed(told)))
    session.delete(row)
    session.flush()


def listed(session: Session) -> list[StoredWorker]:
    """All of them, the past too."""
    return [_stored(row) for row in session.scalars(select(Worker).order_by(Worker.began_at))]


def summed(workers: Iterable[StoredWorker]) -> dict[str, float]:
    """Their counts added up."""
    total: dict[str, float] = {}
    for worker in workers:
        for what, number in worker.counts.items():
            total[what] = total.get(what, 0) + number
    return total


def _stored(row: Worker) -> StoredWorker:
    return StoredWorker(row.name, row.began_at, row.seen_at, row.model, row.trouble, row.memory, json.loads(row.counts))
