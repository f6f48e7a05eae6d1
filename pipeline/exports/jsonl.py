"""JSON Lines, one object a document, line items inside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from pipeline.exports import Columns, Row

TITLE = "JSON Lines, one object per document"
SUFFIX = ".jsonl"
MEDIA_TYPE = "application/x-ndjson"


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:  # noqa: ARG001  objects name their own keys
    """One line a document."""
    for row in rows:
        out.write(text(row).encode() + b"\n")


def text(row: Row) -> str:
    """``row`` as one JSON object. Numbers have the digits that were read, not those of a float; dates are ISO text."""
    return _dump(
        {
            "document_id": row.document_id,
            "name": row.name,
            "doctype": row.doctype,
            "status": row.status,
            "read_at": row.made_at,
            "reviewed": row.reviewed,
            "confidence": row.confidence,
            "values": dict(row.values),
            "tables": {name: [dict(item) for item in items] for name, items in row.tables.items()},
        }
    )


def _dump(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(str(key))}: {_dump(v)}" for key, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_dump, value)) + "]"
        case Decimal():
            return format(value, "f")
        case date():
            return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)
