"""Exports: what the store finds becomes rows of an export format, from one moment of the store."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from tempfile import TemporaryFile
from typing import IO

from app.views import DocumentView, FieldView, NotFound, PreviewView
from pipeline.doctypes import Doctype
from pipeline.exports import OF_ITEMS, Case, Columns, Grid, Mark, Row, chunks, headings, nested
from pipeline.exports.csv import cell
from storage.stored import ExportedDocument

LOOKED_AT = 200  # documents that a preview finds its columns in
SHOWN = 5  # rows of a preview


def rows_of(found: Iterable[ExportedDocument]) -> Iterator[Row]:
    """The rows of an export, one document each, in their order."""
    for one in found:
        values, _ = nested(one.values)
        sure = one.confidence if one.values or one.tables else None
        yield Row(
            one.document_id, one.name, one.doctype, one.status, one.made_at, values, one.tables, sure, one.reviewed
        )


def spooled(
    format: str,
    rows: Iterable[Row],
    types: Sequence[Doctype],
    chosen: Sequence[str] | None = None,
    case_of: Callable[[Row], Case | None] | None = None,
) -> Iterator[bytes]:
    """The file in pieces; ``chosen`` columns of it, None for all. Headings need all rows before the first is written,
    so rows wait in a file on disk: asking the store twice could give two answers. ``case_of`` brings what a case file
    shows, a document at a time."""
    with TemporaryFile() as kept:
        seen = set()
        for row in rows:
            pickle.dump(row, kept)
            seen.add(row.doctype)
        columns = Columns.of(_again(kept), [one for one in types if one.name in seen])
        again: Iterator[Row] = _again(kept)
        if chosen is not None:
            columns = columns.only(chosen)
            again = map(columns.kept, again)
        if case_of is not None:
            again = (replace(row, case=case_of(row)) for row in again)
        yield from chunks(format, again, columns)


def _again(kept: IO[bytes]) -> Iterator[Row]:
    kept.seek(0)
    while True:
        try:
            yield pickle.load(kept)  # our own rows, written a moment ago into a file without a name
        except EOFError:
            return


def preview(rows: Sequence[Row], total: int, types: Sequence[Doctype], chosen: Sequence[str] | None) -> PreviewView:
    """The first of ``rows`` as they would be exported, and the columns that there are to choose from."""
    seen = {row.doctype for row in rows}
    every = Columns.of(rows, [one for one in types if one.name in seen])
    names = (*headings(every), *(OF_ITEMS + name for name in every.items))
    shown = every if chosen is None else every.only(chosen)
    lines = tuple(
        tuple(cell(value) for value in (*shown.of_document(row), *shown.cells(row.values))) for row in rows[:SHOWN]
    )
    return PreviewView(total, len(rows), names, tuple(headings(shown)), lines)


def case_of(view: DocumentView, picture: Callable[[int], bytes]) -> Case:
    """What a case file shows of ``view``; ``picture`` brings a page as WebP and raises ``NotFound`` without one."""

    def pages() -> Iterator[tuple[int, bytes | None, str]]:
        for page in view.pages:
            try:
                yield page.number, picture(page.number), page.note
            except NotFound:
                yield page.number, None, page.note

    grids = tuple(
        Grid(
            table.name,
            table.label,
            tuple((column.name, column.label) for column in table.columns),
            tuple(tuple(map(_mark, row)) for row in table.rows),
        )
        for table in view.tables.values()
    )
    doubts = tuple(issue.message for issue in view.issues if not issue.path)
    return Case(tuple(map(_mark, view.fields)), grids, doubts, pages)


def _mark(field: FieldView) -> Mark:
    return Mark(field.path, field.label, field.value or field.raw, field.level, field.page, field.box, field.issues)
