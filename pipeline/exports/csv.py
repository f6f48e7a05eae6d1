"""CSV, one line a document. Excel reads it as UTF-8 by its byte order mark."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from typing import Any, BinaryIO

from pipeline.exports import Cell, Columns, Row, guarded, headings
from pipeline.values import text_of

TITLE = "CSV, one line per document (without line items)"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv; charset=utf-8"


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """One line a document: what is known of it, then its fields."""
    with lines(out) as table:
        table.writerow(headings(columns))
        for row in rows:
            table.writerow([cell(c) for c in (*columns.of_document(row), *columns.cells(row.values))])


@contextmanager
def lines(out: BinaryIO) -> Iterator[Any]:
    """A ``csv.writer`` on ``out``, which stays open."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="")
    try:
        yield csv.writer(text)
    finally:
        text.detach()  # flushes


def cell(value: Cell) -> str:
    """``value`` as a cell: text that a spreadsheet would run is disarmed, numbers keep their sign."""
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case float():
            return f"{value:.4f}"
        case datetime():
            return value.isoformat(timespec="seconds")
    return text_of(value)
