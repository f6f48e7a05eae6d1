"""What a person has yet to look at, and how often the readings that people have judged were right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import corrections
from storage.stored import Doubtful, Judged, Waiting
from storage.tables import Correction, Document, Facet, Field, Issue, Run

JUDGED = 1000  # the newest documents that people looked through, and as many corrections: half a second at most
AT_ONCE = 500  # documents in one statement


def judged(session: Session, owner: str) -> list[Judged]:
    """Every reading that a person has judged: corrected, confirmed, or left as it was in a reviewed document.

    Of the current runs of the newest ``JUDGED`` reviewed documents, and of the newest 10 x ``JUDGED`` corrections.
    """
    mine = select(Correction.document_id, Correction.path, Correction.kind, Correction.after, Correction.id)
    newest = (
        mine.join(Document, Document.id == Correction.document_id)
        .where(Document.owner == owner)
        .order_by(Correction.id.desc())
        .limit(10 * JUDGED)
    )
    history: dict[tuple[int, str], list[corrections.Kept]] = defaultdict(list)
    for row in reversed(session.execute(newest).all()):
        history[row.document_id, row.path].append(corrections.Kept(row.kind, row.after))
    looked_through = set(
        session.scalars(
            select(Facet.document_id)
            .where(Facet.owner == owner, Facet.status == "reviewed")
            .order_by(Facet.made_at.desc())
            .limit(JUDGED)
        )
    )
    found = []
    for document, path, text, raw, confidence in _fields(session, {*looked_through, *(key[0] for key in history)}):
        if stands := corrections.standing(history.get((document, path), ())):
            found.append(Judged(confidence, stands[-1].after == text))
        elif document in looked_through and (text is not None or raw):
            found.append(Judged(confidence, True))
    return found


def _fields(session: Session, documents: set[int]) -> Iterator[Sequence[Any]]:
    wanted = sorted(documents)
    for start in range(0, len(wanted), AT_ONCE):
        yield from session.execute(
            select(Run.document_id, Field.path, Field.text, Field.raw, Field.confidence)
            .join(Field, Field.run_id == Run.id)
            .where(Run.document_id.in_(wanted[start : start + AT_ONCE]), Run.is_current)
        )


def waiting(session: Session, owner: str, sure: float, limit: int, offset: int) -> tuple[int, list[Waiting]]:
    """How many read, unreviewed documents of ``owner`` have a value less sure than ``sure``, and one page of them,
    riskiest first, with what is in doubt."""
    wanted = Facet.owner == owner, Facet.status == "read", Facet.risk > 1.0 - sure
    total = session.scalar(select(func.count()).select_from(Facet).where(*wanted)) or 0
    page = (
        select(
            Facet.document_id, Document.sha256, Document.name, Facet.doctype, Facet.vendor, Facet.day, Facet.total,
            Facet.currency, Facet.risk,
        )
        .join(Document, Document.id == Facet.document_id)
        .where(*wanted)
        .order_by(Facet.risk.desc(), Facet.document_id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    rows = session.execute(page).all()
    doubtful = _doubtful(session, [row.document_id for row in rows], sure)
    issues = _issues(session, [row.document_id for row in rows])
    return total, [Waiting(*row[1:], tuple(doubtful[row[0]]), tuple(issues[row[0]])) for row in rows]


def states(session: Session, owner: str) -> tuple[int, int]:
    """(documents read and not reviewed, documents reviewed) of ``owner``."""
    asked = select(Facet.status, func.count()).where(Facet.owner == owner, Facet.status.in_(("read", "reviewed")))
    counts: dict[str, int] = {status: count for status, count in session.execute(asked.group_by(Facet.status))}
    return counts.get("read", 0), counts.get("reviewed", 0)


def _doubtful(session: Session, documents: Sequence[int], below: float) -> dict[int, list[Doubtful]]:
    """By document, the values less sure than ``below`` that nobody has set or confirmed, least sure first."""
    read = (
        select(Run.document_id, Field.path, Field.text, Field.raw, Field.confidence)
        .join(Field, Field.run_id == Run.id)
        .where(Run.document_id.in_(documents), Run.is_current, Field.confidence < below)
        .order_by(Field.confidence, Field.position)
    )
    history: dict[tuple[int, str], list[Correction]] = defaultdict(list)
    for row in session.scalars(select(Correction).where(Correction.document_id.in_(documents)).order_by(Correction.id)):
        history[row.document_id, row.path].append(row)
    found: dict[int, list[Doubtful]] = defaultdict(list)
    for document, path, text, raw, confidence in session.execute(read):
        if not corrections.standing(history.get((document, path), ())):
            found[document].append(Doubtful(path, text if text is not None else raw, confidence))
    return found


def _issues(session: Session, documents: Sequence[int]) -> dict[int, list[str]]:
    asked = (
        select(Run.document_id, Issue.message)
        .join(Issue, Issue.run_id == Run.id)
        .where(Run.document_id.in_(documents), Run.is_current)
        .order_by(Issue.run_id, Issue.position)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for document, message in session.execute(asked):
        found[document].append(message)
    return found
