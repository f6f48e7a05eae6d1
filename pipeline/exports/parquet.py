"""Parquet for data tools: exact decimals, real dates, line items as a list inside each document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from pipeline.exports import HEADINGS, ITEM_HEADINGS, ITEMS, Columns, Row, headings, item_headings

TITLE = "Parquet, with line items nested"
SUFFIX = ".parquet"
MEDIA_TYPE = "application/vnd.apache.parquet"

GROUP = 5_000  # documents held at a time: some 10 MB of values and items


def write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
    """One row group for every ``GROUP`` documents."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(pa, columns)
    coming = iter(rows)
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(coming, GROUP)):
            writer.write_table(pa.Table.from_pylist([_record(row, columns) for row in group], schema=schema))


def _schema(pa: Any, columns: Columns) -> Any:
    kinds = {str: pa.string(), Decimal: pa.decimal128(20, 6), date: pa.date32(), bool: pa.bool_()}
    every = [pa.string()] * 4 + [pa.timestamp("us", tz="UTC"), pa.bool_(), pa.float64()]
    about = dict(zip(HEADINGS, every, strict=True))
    types = [*(about[name] for name in columns.about), *(kinds[kind] for kind in columns.fields.values())]
    schema = [pa.field(name, type) for name, type in zip(headings(columns), types, strict=True)]
    cells = [pa.string(), *(kinds[kind] for kind in columns.items.values())]
    item = pa.struct([pa.field(name, type) for name, type in zip(_item(columns), cells, strict=True)])
    return pa.schema([*schema, pa.field(ITEMS, pa.list_(item))])


def _record(row: Row, columns: Columns) -> dict[str, Any]:
    cells = dict(zip(headings(columns), (*columns.of_document(row), *columns.cells(row.values)), strict=True))
    items = [
        dict(zip(_item(columns), (about[2], *columns.cells(item, items=True)), strict=True))
        for about, item in row.items
    ]
    return {**cells, ITEMS: items}


def _item(columns: Columns) -> list[str]:
    """The table it stands in, then its cells: the document is the one around it, the order its number."""
    return [name for name in item_headings(columns) if name not in ITEM_HEADINGS or name == "item_table"]
