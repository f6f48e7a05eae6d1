"""Pages as rows: each is saved when it was read, so that a reading that is killed goes on behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.document import Box, Coverage, Word
from storage.stored import StoredPage
from storage.tables import Document, Page

DECIMALS = 5  # of a page 2000 pixels high: a fiftieth of a pixel; whole floats take three times the room


def save(
    session: Session,
    document: Document,
    coverage: Coverage,
    words: Sequence[Word],
    image: str | None,
    reading: str | None = None,
) -> str | None:
    """Put a page in place of the one of its number; the name of the image that nobody shows any more, if any."""
    row = session.get(Page, (document.id, coverage.page))
    before = row.image if row else None
    if row is None:
        row = Page(document_id=document.id, number=coverage.page)
        session.add(row)
    row.words, row.image, row.reading = _dump(words), image, reading
    row.width, row.height, row.state = coverage.width, coverage.height, coverage.state
    row.source, row.note = coverage.source, coverage.note
    return before if before != image else None


def stored(row: Page) -> StoredPage:
    """``row`` as it is handed out."""
    ledger = Coverage(row.number, row.state, row.width, row.height, row.source, row.note)  # type: ignore[arg-type]
    return StoredPage(row.number, ledger, _load(row.words), row.image is not None)


def ledger(session: Session, document: Document) -> list[Coverage]:
    """What became of each saved page, ascending; no words, no images."""
    asked = select(Page.number, Page.state, Page.width, Page.height, Page.source, Page.note)
    rows = session.execute(asked.where(Page.document_id == document.id).order_by(Page.number))
    return [Coverage(*row) for row in rows]  # type: ignore[arg-type]


def of(session: Session, document: Document) -> Sequence[Page]:
    """The saved pages of ``document``, ascending."""
    return session.scalars(select(Page).where(Page.document_id == document.id).order_by(Page.number)).all()


def _dump(words: Sequence[Word]) -> str:
    rows = [
        [w.text, *(round(x, DECIMALS) for x in (w.box.x0, w.box.y0, w.box.x1, w.box.y1, w.confidence))] for w in words
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _load(words: str) -> tuple[Word, ...]:
    return tuple(Word(text, Box(x0, y0, x1, y1), sure) for text, x0, y0, x1, y1, sure in json.loads(words))
