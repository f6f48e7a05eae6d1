"""A Markdown table, one line a document, for notes and tickets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from pipeline.exports import Cell, Columns, Row, headings
from pipeline.values import text_of

TITLE = "Markdown table, one line per document (without line items)"
SUFFIX = ".md"
MEDIA_TYPE = "text/markdown; charset=utf-8"

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """The table, with its head."""
    head = headings(columns)
    out.write(_line(_cell(name) for name in head) + _line("---" for _ in head))
    for row in rows:
        out.write(_line(_cell(value) for value in (*columns.of_document(row), *columns.cells(row.values))))


def _line(cells: Iterable[str]) -> bytes:
    return f"| {' | '.join(cells)} |\n".encode()


def _cell(value: Cell) -> str:
    """``value`` in one line, so that no text of a document becomes a column, a link, an image or HTML."""
    match value:
        case None:
            return ""
        case float():
            return f"{value:.4f}"
        case datetime():
            return value.isoformat(timespec="seconds")
        case str():
            text = re.sub(r"\s+", " ", value).strip().translate(_ENTITIES)
            return re.sub(r"([\\|`*\[\]!]|(?<!\w)_|_(?!\w))", r"\\\1", text)
    return text_of(value)
