"""JSON Lines, one object a document, line items inside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from pipeline.exports import HEADINGS, Columns, Row

TITLE = "JSON Lines, one object per document"
SUFFIX = ".jsonl"
MEDIA_TYPE = "application/x-ndjson"

_KEYS = dict(
    zip(HEADINGS, ("document_id", "name", "doctype", "status", "read_at", "reviewed", "confidence"), strict=True)
)


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """One line a document."""
    for row in rows:
        out.write(text(row, columns).encode() + b"\n")


def text(row: Row, columns: Columns) -> str:
    """``row`` as one JSON object. Numbers have the digits that were read, not those of a float; dates are ISO text."""
    about = {_KEYS[name]: value for name, value in zip(columns.about, columns.of_document(row), strict=True)}
    tables = {name: [dict(item) for item in items] for name, items in row.tables.items()}
    return _dump({**about, "values": dict(row.values), "tables": tables})


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
