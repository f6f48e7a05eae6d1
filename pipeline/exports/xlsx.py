"""An Excel workbook: a sheet of documents and a sheet of line items, with real dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from pipeline.exports import Cell, Columns, Row, headings, item_headings
from pipeline.values import text_of

TITLE = "Excel workbook, with a sheet of line items"
SUFFIX = ".xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MAX_ROWS = 1_048_576  # of a sheet, in Excel; what is more goes on in another one
MAX_TEXT = 32_767  # characters of a cell, in Excel
FIRST_DATE = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was

_OPTIONS = {
    "constant_memory": True,  # rows go to disk as they come
    "strings_to_formulas": False,  # a document's text is never run
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,  # Excel knows none; the times are UTC
}


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """Both sheets in one pass."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        documents = _Sheets(book, "Documents", headings(columns))
        items = _Sheets(book, "Line items", item_headings(columns))
        for row in rows:
            documents.add([*columns.of_document(row), *columns.cells(row.values)])
            for about, item in row.items:
                items.add([*about, *columns.cells(item, items=True)])


class _Sheets:
    """A table that goes on in another sheet when one is full."""

    def __init__(self, book: Any, title: str, head: Sequence[str]) -> None:
        self.book, self.title, self.head = book, title, head
        self.count, self.at = 0, MAX_ROWS
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin()

    def add(self, cells: Sequence[Cell]) -> None:
        if self.at == MAX_ROWS:
            self._begin()
        for column, value in enumerate(cells):
            self._put(column, value)
        self.at += 1

    def _begin(self) -> None:
        self.count, self.at = self.count + 1, 1
        self.sheet = self.book.add_worksheet(self.title if self.count == 1 else f"{self.title} {self.count}")
        self.sheet.freeze_panes(1, 0)
        for column, name in enumerate(self.head):
            self.sheet.set_column(column, column, max(12, min(len(name) + 2, 40)))
            self.sheet.write_string(0, column, name, self.bold)

    def _put(self, column: int, value: Cell) -> None:
        match value:
            case None:
                return
            case bool():
                self.sheet.write_boolean(self.at, column, value)
            case Decimal() if _exact(value):
                self.sheet.write_number(self.at, column, float(value))
            case float():
                self.sheet.write_number(self.at, column, round(value, 4))
            case datetime():
                self.sheet.write_datetime(self.at, column, value, self.time)
            case date() if value >= FIRST_DATE:
                self.sheet.write_datetime(self.at, column, value, self.day)
            case _:
                text = text_of(value)
                cut = text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
                self.sheet.write_string(self.at, column, cut)


def _exact(value: Decimal) -> bool:
    """Excel keeps 15 digits; a number with more is written as text rather than wrong."""
    return len(value.normalize().as_tuple().digits) <= 15
