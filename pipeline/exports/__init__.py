"""Export formats. The folder is the registry: one file here is one format.

A format is a module with

- ``TITLE``, what a person chooses; ``SUFFIX`` with its dot; ``MEDIA_TYPE``;
- ``write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None``, which streams: it holds no more than a
  handful of rows. With no rows it writes a valid file with headings.

Headings stand before the first row, so the columns must be known before: ask the store twice, once for
``Columns.of(rows)`` and once for the rows that are written, both in one read transaction.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol, cast

from pipeline.doctypes import Doctype
from pipeline.document import Value
from pipeline.values import text_of

CHUNK = 65536  # bytes handed to the web server at a time
JOINED = "; "  # between the values of a field that may stand several times
HEADINGS = (
    "document_id",
    "document_name",
    "document_type",
    "document_status",
    "document_read_at",
    "document_reviewed",
    "document_confidence",
)
ITEM_HEADINGS = ("document_id", "document_name", "item_table", "item_number")
ITEMS = "document_items"  # where a format nests them

Cell = Value | datetime | float | None
Kinds = Mapping[str, type]
"""By column, in order: ``str``, ``Decimal``, ``date`` or ``bool``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document. ``values`` by field; ``tables`` (line items and the like) by name, rows of cells by column.

    ``confidence`` (0 to 1) is that of its most doubtful value, None where nothing was found.
    """

    document_id: str
    name: str
    doctype: str
    status: str
    made_at: datetime
    values: Mapping[str, Value] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    confidence: float | None = None
    reviewed: bool = False

    @property
    def about(self) -> tuple[Cell, ...]:
        """What is known of the document itself, in the order of ``HEADINGS``."""
        return (
            self.document_id,
            self.name,
            self.doctype,
            self.status,
            self.made_at,
            self.reviewed,
            self.confidence,
        )

    @property
    def items(self) -> Iterator[tuple[tuple[Cell, ...], Mapping[str, Value]]]:
        """Every row of every table: what it belongs to in the order of ``ITEM_HEADINGS``, and its cells."""
        for table, rows in self.tables.items():
            for number, cells in enumerate(rows, 1):
                yield (self.document_id, self.name, table, Decimal(number)), cells


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an export, after ``HEADINGS``: those of the documents and those of their items."""

    fields: Kinds = field(default_factory=dict)
    items: Kinds = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row], doctypes: Sequence[Doctype] = ()) -> Columns:
        """The columns that ``rows`` need. The fields of ``doctypes`` come first, in their order, found or not.

        A column whose rows disagree about its kind holds text.
        """
        fields: dict[str, type] = {}
        items: dict[str, type] = {}
        for asked in (f for doctype in doctypes for f in doctype.fields):
            if asked.type == "table":
                _agree(items, ((column.name, _TYPES.get(column.type, str)) for column in asked.columns))
            else:
                _agree(fields, [(asked.name, str if asked.many else _TYPES.get(asked.type, str))])
        for row in rows:
            _agree(fields, ((name, type(value)) for name, value in row.values.items()))
            for _, item in row.items:
                _agree(items, ((name, type(value)) for name, value in item.items()))
        return cls(fields, items)

    def cells(self, values: Mapping[str, Value], items: bool = False) -> list[Value | None]:
        """``values`` in the order of the columns, None where there is none, as text in a column of text."""
        kinds = self.items if items else self.fields
        found = ((kind, values.get(name)) for name, kind in kinds.items())
        return [text_of(value) if kind is str and value is not None else value for kind, value in found]


_TYPES: dict[str, type] = {"date": date, "amount": Decimal, "number": Decimal, "bool": bool}


def _agree(kinds: dict[str, type], seen: Iterable[tuple[str, type]]) -> None:
    for name, kind in seen:
        kinds[name] = kind if kinds.get(name, kind) is kind else str


def headings(columns: Columns) -> list[str]:
    """The first line of a table of documents."""
    return [*HEADINGS, *_apart(columns.fields, (*HEADINGS, ITEMS))]


def item_headings(columns: Columns) -> list[str]:
    """The first line of a table of line items."""
    return [*ITEM_HEADINGS, *_apart(columns.items, ITEM_HEADINGS)]


def _apart(names: Iterable[str], ours: Sequence[str]) -> list[str]:
    """``names``, with ``field_`` before one that is called like one of ``ours``."""
    return [f"field_{name}" if name in ours else name for name in names]


def nested(values: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, list[dict[str, Value]]]]:
    """Values by path as ``(values, tables)`` of a ``Row``: ``line_items.0.amount`` becomes a cell of a table.

    The values of a field that may stand several times (``party.0``, ``party.1``) are joined into one text.
    """
    single: dict[str, Value] = {}
    several: dict[str, dict[int, Value]] = {}
    rows: dict[tuple[str, int], dict[str, Value]] = {}
    for path, value in values.items():
        name, *rest = path.split(".")
        if not rest:
            single[name] = value
        elif len(rest) == 1:
            several.setdefault(name, {})[int(rest[0])] = value
        else:
            rows.setdefault((name, int(rest[0])), {})[rest[1]] = value
    for name, found in several.items():
        single[name] = JOINED.join(text_of(found[i]) for i in sorted(found))
    tables: dict[str, list[dict[str, Value]]] = {table: [] for table, _ in rows}
    for table, number in sorted(rows):
        tables[table].append(rows[table, number])
    return single, tables


def guarded(text: str) -> str:
    """``text`` with an apostrophe before what a spreadsheet would run as a formula; never for numbers.

    The wide forms of the signs count too: a spreadsheet set to Japanese or Chinese takes them for the narrow ones.
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) else text


class Format(Protocol):
    """What a file of this folder offers."""

    TITLE: str
    SUFFIX: str
    MEDIA_TYPE: str

    def write(self, rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None:
        """Write ``rows`` to ``out``, one after the other."""
        ...


def names() -> list[str]:
    """The export formats, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Format:
    """The format called ``name``; raises ``ValueError`` when there is none."""
    if name not in names():
        raise ValueError(f"Unknown export format {name!r}. Known: {', '.join(names())}.")
    return cast(Format, import_module(f"{__name__}.{name}"))


def chunks(name: str, rows: Iterable[Row], columns: Columns) -> Iterator[bytes]:
    """The file in pieces for a web server. It is whole, on disk, before the first piece: none ever breaks off."""
    form = load(name)
    with TemporaryFile() as whole:
        form.write(rows, cast(BinaryIO, whole), columns)
        whole.seek(0)
        while piece := whole.read(CHUNK):
            yield piece
