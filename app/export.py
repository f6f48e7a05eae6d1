"""Exports: what the store finds becomes rows of an export format, from one moment of the store."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from pipeline.doctypes import Doctype
from pipeline.exports import Columns, Row, chunks, nested
from storage.stored import ExportedDocument


def rows_of(found: Iterable[ExportedDocument]) -> Iterator[Row]:
    """The rows of an export, one document each, in their order."""
    for one in found:
        values, _ = nested(one.values)
        sure = one.confidence if one.values or one.tables else None
        yield Row(
            one.document_id, one.name, one.doctype, one.status, one.made_at, values, one.tables, sure, one.reviewed
        )


def spooled(format: str, rows: Iterable[Row], types: Sequence[Doctype]) -> Iterator[bytes]:
    """The file in pieces. Headings need all rows before the first is written, so rows wait in a file on disk:
    asking the store twice could give two answers."""
    with TemporaryFile() as kept:
        seen = set()
        for row in rows:
            pickle.dump(row, kept)
            seen.add(row.doctype)
        columns = Columns.of(_again(kept), [one for one in types if one.name in seen])
        yield from chunks(format, _again(kept), columns)


def _again(kept: IO[bytes]) -> Iterator[Row]:
    kept.seek(0)
    while True:
        try:
            yield pickle.load(kept)  # our own rows, written a moment ago into a file without a name
        except EOFError:
            return
