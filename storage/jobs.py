"""The queue: jobs are rows, a worker holds one by a lease. The same statements on both databases."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import case, exists, func, insert, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from storage import records
from storage.errors import Busy, Conflict, LeaseLost, NotFound
from storage.stored import Claim, JobState, StoredJob
from storage.tables import ACTIVE, Document, Facet, Job

AT_ONCE = 500  # rows in one statement

ATTEMPTS = 3  # a document that kills its worker three times at the same page will do so again
OUTSIDE = 3  # so much rarer is it the document that breaks a reading off when server or machine went down with it


def enqueue(
    session: Session,
    document: Document,
    doctype: str,
    password: str | None,
    again: bool,
    priority: int,
    options: Mapping[str, str] = MappingProxyType({}),
    request: str = "",
) -> Job:
    """Queue a reading of ``document``; ``Conflict`` while one is under way."""
    refuse_second(session, document)
    job = Job(
        document_id=document.id,
        state="queued",
        priority=priority,
        doctype=doctype,
        password=password,
        again=again,
        options=json.dumps(dict(options), sort_keys=True),
        request=request,
        made_at=datetime.now(UTC),
    )
    session.add(job)
    session.flush()
    settle(session, document)
    return job


def refuse_more(session: Session, most: int) -> None:
    """``Busy`` when ``most`` documents, of all owners together, wait or are read; 0: any number may."""
    if not most:
        return
    waiting = session.scalar(select(func.count()).select_from(Job).where(Job.state.in_(ACTIVE))) or 0
    if waiting >= most:
        raise Busy(f"{waiting} documents wait to be read already, so no more are taken in now. Try again later.")


def enqueue_all(session: Session, rows: Sequence[int], most: int, request: str) -> int:
    """Queue another reading of each of these documents that is not under way; how many. ``Busy``: room for fewer."""
    busy = set(session.scalars(select(Job.document_id).where(Job.state.in_(ACTIVE))))
    wanted = [row for row in rows if row not in busy]
    if most and len(busy) + len(wanted) > most:
        raise Busy(
            f"{len(wanted)} documents are too many to be queued at once: {len(busy)} wait already, and {most} may. "
            "Choose fewer."
        )
    for start in range(0, len(wanted), AT_ONCE):
        piece, now = wanted[start : start + AT_ONCE], datetime.now(UTC)
        new = {"state": "queued", "priority": 0, "doctype": "", "again": True, "options": "{}", "request": request}
        session.execute(insert(Job), [{**new, "document_id": row, "made_at": now} for row in piece])
        session.execute(update(Facet).where(Facet.document_id.in_(piece)).values(status="queued"))
    return len(wanted)


def counted(session: Session) -> dict[str, int]:
    """How many jobs stand in each state."""
    return {state: number for state, number in session.execute(select(Job.state, func.count()).group_by(Job.state))}


def refuse_second(session: Session, document: Document) -> None:
    """``Conflict`` while a reading of ``document`` is queued or under way."""
    if active(session, document) is not None:
        raise Conflict(f"{document.name!r} is being read already. Wait until that ends, or cancel it.")


def active(session: Session, document: Document) -> Job | None:
    """The job of ``document`` that is queued or reading."""
    return session.scalars(select(Job).where(Job.document_id == document.id, Job.state.in_(ACTIVE))).first()


def latest(session: Session, document: Document) -> Job | None:
    """The newest job of ``document``: the one under way, else the one that was touched last."""
    newest = select(Job).where(Job.document_id == document.id).order_by(Job.id.desc()).limit(1)
    return active(session, document) or session.scalars(newest).first()


def settle(session: Session, document: Document) -> None:
    """Say in the facet how ``document`` stands: under way, else read, else how its last job ended."""
    session.flush()
    job = latest(session, document)
    if job and job.state in ACTIVE:
        status = job.state
    elif records.current_run(session, document) is not None:
        status = "reviewed" if document.reviewed else "read"
    else:
        status = job.state if job else "queued"
    session.get_one(Facet, document.id).status = status


def find(session: Session, owner: str, job_id: str, lock: bool = False) -> tuple[Job, Document]:
    """A job and its document; raises ``NotFound``. ``lock``: nobody else changes them until the transaction ends."""
    number = int(job_id) if job_id.isascii() and job_id.isdigit() and len(job_id) < 19 else -1
    asked = select(Job, Document).join(Document, Document.id == Job.document_id)
    asked = asked.where(Job.id == number, Document.owner == owner)
    row = session.execute(asked.with_for_update() if lock else asked).first()
    if row is None:
        raise NotFound(f"There is no job {job_id!r}. It may have been deleted with its document.")
    return row[0], row[1]


def listed(session: Session, owner: str, ids: Collection[str] | None, active_only: bool, limit: int) -> list[StoredJob]:
    """Jobs of ``owner``, newest first."""
    asked = select(Job, Document).join(Document, Document.id == Job.document_id).where(Document.owner == owner)
    if ids is not None:
        asked = asked.where(Job.id.in_([int(i) for i in ids if i.isascii() and i.isdigit() and len(i) < 19]))
    if active_only:
        asked = asked.where(Job.state.in_(ACTIVE))
    places = _places(session)
    found = session.execute(asked.order_by(Job.id.desc()).limit(limit))
    return [stored(job, document, places.get(job.id, 0)) for job, document in found]


def _places(session: Session) -> dict[int, int]:
    """By job that waits, of all owners: how many are before it, and 1."""
    waits = select(Job.id).where(Job.state == "queued", ~Job.held).order_by(Job.priority.desc(), Job.id)
    return {job: place for place, job in enumerate(session.scalars(waits), 1)}


def hold(session: Session, owner: str, ids: Collection[str] | None, held: bool) -> int:
    """Let jobs of ``owner`` that are under way pause (None: all of them), or go on; how many.

    A queued one is not taken while it is held; one that is read goes back to the queue at its next page.
    """
    mine = select(Document.id).where(Document.owner == owner, Document.id == Job.document_id)
    which = [Job.state.in_(ACTIVE), Job.held != held, exists(mine)]
    if ids is not None:
        which.append(Job.id.in_([int(i) for i in ids if i.isascii() and i.isdigit() and len(i) < 19]))
    done = session.execute(
        update(Job).where(*which).values(held=held), execution_options={"synchronize_session": False}
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def under_way(session: Session, owner: str) -> list[tuple[Job, Document]]:
    """All jobs of ``owner`` that are queued or reading."""
    mine = select(Job, Document).join(Document, Document.id == Job.document_id)
    return [(row[0], row[1]) for row in session.execute(mine.where(Document.owner == owner, Job.state.in_(ACTIVE)))]


def failed(session: Session, owner: str) -> list[tuple[Job, Document]]:
    """The jobs that failed and that are the last of their documents."""
    later = aliased(Job)
    newer = exists().where(later.document_id == Job.document_id, later.id > Job.id)
    mine = select(Job, Document).join(Document, Document.id == Job.document_id)
    asked = mine.where(Document.owner == owner, Job.state == "failed", ~newer).order_by(Job.id)
    return [(row[0], row[1]) for row in session.execute(asked)]


def stored(job: Job, document: Document, position: int = 0) -> StoredJob:
    """``job`` as it is handed out; ``position`` in the queue where the caller knows it."""
    state: JobState = job.state  # type: ignore[assignment]
    return StoredJob(
        str(job.id),
        document.sha256,
        document.name,
        state,
        job.pages_done,
        job.pages_total,
        job.error,
        job.attempts,
        job.made_at,
        job.started_at,
        job.ended_at,
        job.held,
        position,
    )


def cancel(session: Session, job: Job, document: Document) -> None:
    """A queued job ends here; one that is read is asked to stop."""
    if job.state == "queued":
        _end(job, "cancelled")
        settle(session, document)
    elif job.state == "reading":
        job.cancel_asked = True


def retry(
    session: Session,
    job: Job,
    document: Document,
    password: str | None,
    doctype: str | None,
    again: bool,
    request: str = "",
) -> None:
    """Queue a job that ended once more; ``Conflict`` while its document is under way."""
    refuse_second(session, document)
    job.state, job.attempts, job.error, job.cancel_asked, job.pages_done = "queued", 0, "", False, 0
    job.held = False
    job.password, job.again, job.started_at, job.ended_at = password, again, None, None
    job.doctype = job.doctype if doctype is None else doctype
    job.round, job.request = job.round + 1, request
    settle(session, document)


def claim(
    session: Session, worker: str, lease_seconds: float, job_id: str | None = None, most: int = ATTEMPTS
) -> Claim | None:
    """Take the next queued job, or that one, by one statement; whoever comes second passes over it."""
    reap(session, most=most)
    now, lease = datetime.now(UTC), secrets.token_hex(16)
    waiting = aliased(Job)
    following = (
        select(waiting.id)
        .where(waiting.state == "queued", ~waiting.held, true() if job_id is None else waiting.id == int(job_id))
        .order_by(waiting.priority.desc(), waiting.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=waiting)
        .scalar_subquery()
    )
    taken = session.scalars(
        update(Job)
        .where(Job.id == following)
        .values(
            state="reading",
            worker=worker,
            lease=lease,
            attempts=Job.attempts + 1,
            started_at=now,
            expires_at=now + timedelta(seconds=lease_seconds),
        )
        .returning(Job),
        execution_options={"populate_existing": True},
    ).first()
    if taken is None:
        return None
    document = session.get_one(Document, taken.document_id)
    settle(session, document)
    return Claim(
        str(taken.id),
        document.owner,
        document.sha256,
        lease,
        worker,
        taken.attempts,
        now + timedelta(seconds=lease_seconds),
        taken.doctype,
        taken.password,
        taken.again,
        json.loads(taken.options),
        reading(taken),
        taken.request,
    )


def reading(job: Job) -> str:
    """Which reading ``job`` asks for now: the mark of the pages that it saves, the same after a kill."""
    return f"{job.id}.{job.round}"


def wanted(session: Session, held: Claim) -> bool:
    """Whether the job is still to be read (not cancelled, not held); writes nothing. Raises ``LeaseLost``."""
    mine = Job.id == int(held.job_id), Job.lease == held.lease, Job.state == "reading"
    asked = session.execute(select(Job.cancel_asked, Job.held).where(*mine)).first()
    if asked is None:
        raise _lost(held)
    return not any(asked)


def heartbeat(session: Session, held: Claim, pages_done: int, pages_total: int, lease_seconds: float) -> bool:
    """Keep the lease; True when the job was cancelled or is held: ``stop`` it.

    A further page makes this the first attempt again.
    """
    kept = session.execute(
        update(Job)
        .where(Job.id == int(held.job_id), Job.lease == held.lease, Job.state == "reading")
        .values(
            attempts=case((Job.pages_done < pages_done, 1), else_=Job.attempts),
            pages_done=pages_done,
            pages_total=pages_total,
            expires_at=datetime.now(UTC) + timedelta(seconds=lease_seconds),
        )
        .returning(or_(Job.cancel_asked, Job.held))
    ).first()
    if kept is None:
        raise _lost(held)
    return bool(kept[0])


def holding(session: Session, held: Claim) -> tuple[Job, Document]:
    """The job of ``held`` and its document, locked; raises ``LeaseLost`` when it is another's or nobody's."""
    mine = Job.id == int(held.job_id), Job.lease == held.lease, Job.state == "reading"
    job = session.scalars(select(Job).where(*mine).with_for_update()).first()
    if job is None:
        raise _lost(held)
    return job, session.get_one(Document, job.document_id)


def _lost(held: Claim) -> LeaseLost:
    return LeaseLost(f"Job {held.job_id} is no longer held by {held.worker!r}; what it found is not saved.")


def end(
    session: Session, held: Claim, state: JobState, error: str = "", again: bool = False, most: int = ATTEMPTS
) -> Document:
    """End the job of ``held``; ``again`` queues it once more while attempts are left. Raises ``LeaseLost``."""
    job, document = holding(session, held)
    assert state != "done" or records.current_run(session, document), f"{document.name!r} has no record yet"
    if state == "cancelled" and job.held and not job.cancel_asked:
        job.attempts -= 1
        _requeue(job, "")  # paused: it goes on at its next page
    elif again and job.attempts < most and not job.cancel_asked:
        _requeue(job, error)
    else:
        _end(job, state, error)
    settle(session, document)
    return document


def release(session: Session, held: Claim) -> None:
    """Give the job of ``held`` back to the queue; this attempt does not count. Raises ``LeaseLost``."""
    job, document = holding(session, held)
    if job.cancel_asked:
        _end(job, "cancelled")
    else:
        job.attempts -= 1
        _requeue(job, "")
    settle(session, document)


def reap(session: Session, dead: Collection[str] = (), fallen: Collection[str] = (), most: int = ATTEMPTS) -> int:
    """Take back what nobody works on any more: expired leases, and those of workers known to have ended.

    The ``dead`` broke down alone, perhaps by what they read: their job fails at its ``most``-th break. The ``fallen``
    ended together with their server, and a lease expires when a whole machine goes: that says little about a document,
    so it fails at ``OUTSIDE`` times as many.
    """
    late = or_(Job.expires_at < datetime.now(UTC), Job.worker.in_([*dead, *fallen]))
    abandoned = session.scalars(select(Job).where(Job.state == "reading", late).with_for_update(skip_locked=True)).all()
    for job in abandoned:
        if job.cancel_asked:
            _end(job, "cancelled")
        elif job.attempts < (most if job.worker in dead else most * OUTSIDE):
            _requeue(job, "")
        else:
            _end(job, "failed", f"Reading it was broken off {job.attempts} times. The file may be damaged: check it.")
        settle(session, session.get_one(Document, job.document_id))
    return len(abandoned)


def workers(session: Session) -> set[str]:
    """The workers that hold a job."""
    return {name for name in session.scalars(select(Job.worker).where(Job.state == "reading")) if name}


def _requeue(job: Job, error: str) -> None:
    job.state, job.lease, job.worker, job.expires_at, job.error = "queued", None, None, None, error


def _end(job: Job, state: JobState, error: str = "") -> None:
    job.state, job.error, job.ended_at, job.password = state, error, datetime.now(UTC), None
    job.lease, job.worker, job.expires_at, job.cancel_asked, job.held = None, None, None, False, False
