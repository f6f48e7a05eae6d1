"""CSV, one line a line item, with the document that it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from pipeline.exports import Columns, Row, item_headings
from pipeline.exports.csv import cell, lines

TITLE = "CSV, one line per line item"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv; charset=utf-8"


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """One line an item, numbered from 1; documents without items have none."""
    with lines(out) as table:
        table.writerow(item_headings(columns))
        for row in rows:
            for about, item in row.items:
                table.writerow([cell(c) for c in (*about, *columns.cells(item, items=True))])
