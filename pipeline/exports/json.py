"""JSON, one array of all documents, line items inside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from pipeline.exports import Columns, Row
from pipeline.exports.jsonl import text

TITLE = "JSON, one list of all documents"
SUFFIX = ".json"
MEDIA_TYPE = "application/json"


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """The array, written element by element."""
    between = b"[\n"
    for row in rows:
        out.write(between + text(row, columns).encode())
        between = b",\n"
    out.write(b"\n]\n" if between == b",\n" else b"[]\n")
