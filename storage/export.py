"""What export formats are fed with: documents a few hundred at a time, from rows and never from objects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.document import Value
from storage import corrections
from storage.stored import ExportedDocument
from storage.tables import Correction, Document, Facet, Field, Run
from storage.typed import from_text

AT_ONCE = 200  # documents: about 3,000 values; each piece is its own short read, so a slow download holds nothing open
_CELL = re.compile(r"(?P<table>[^.]+)\.(?P<row>\d+)\.(?P<column>[^.]+)")


def pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """``ids`` in pieces of ``AT_ONCE``."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def documents(session: Session, ids: Sequence[int]) -> list[ExportedDocument]:
    """The documents with these row numbers, in this order, corrections applied; those that are gone are left out."""
    heads = session.execute(
        select(
            Document.id, Document.sha256, Document.name, Document.made_at, Document.reviewed,
            Facet.doctype, Facet.status, Facet.risk,
        ).join(Facet, Facet.document_id == Document.id).where(Document.id.in_(ids))
    )  # fmt: skip
    values = _values(session, ids)
    found = {head.id: _document(head, values[head.id]) for head in heads}
    return [found[i] for i in ids if i in found]


def _values(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Value | None]]:
    """By document and path: what was read, and in its place the newest that people set and nobody took back."""
    values: dict[int, dict[str, Value | None]] = defaultdict(dict)
    history: dict[tuple[int, str], list[Any]] = defaultdict(list)
    read = (
        select(Run.document_id, Field.path, Field.kind, Field.text)
        .join(Field, Field.run_id == Run.id)
        .where(Run.document_id.in_(ids), Run.is_current)
        .order_by(Run.document_id, Field.position)
    )
    corrected = (
        select(Correction.document_id, Correction.path, Correction.kind, Correction.after)
        .where(Correction.document_id.in_(ids))
        .order_by(Correction.id)
    )
    for document_id, path, kind, text in session.execute(read).yield_per(1000):
        values[document_id][path] = from_text(kind, text)
    for row in session.execute(corrected):
        history[row.document_id, row.path].append(row)
    for (document_id, path), rows in history.items():
        if stands := corrections.standing(rows):
            values[document_id][path] = from_text(stands[-1].kind, stands[-1].after)
    return values


def _document(head: Any, values: Mapping[str, Value | None]) -> ExportedDocument:
    single: dict[str, Value] = {}
    cells: dict[str, dict[int, dict[str, Value]]] = {}
    for path, value in values.items():
        if value is None:
            continue
        cell = _CELL.fullmatch(path)
        if cell is None:
            single[path] = value
        else:
            cells.setdefault(cell["table"], {}).setdefault(int(cell["row"]), {})[cell["column"]] = value
    tables = {name: tuple(rows[number] for number in sorted(rows)) for name, rows in cells.items()}
    return ExportedDocument(
        head.sha256,
        head.name,
        head.doctype,
        head.status,
        head.made_at,
        single,
        tables,
        1.0 - head.risk,
        head.reviewed,
    )
