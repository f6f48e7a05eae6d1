"""Export formats. The folder is the registry: one file here is one format.

A format is a module with

- ``TITLE``, what a person chooses; ``SUFFIX`` with its dot; ``MEDIA_TYPE``;
- ``write(rows: Iterable[Row], out: BinaryIO, columns: Columns) -> None``, which streams: it holds no more than a
  handful of rows. With no rows it writes a valid file with headings.
- where it shows the pages: ``MOST_DOCUMENTS`` and ``MOST_PAGES`` that one file holds; then every row has a ``case``.

Headings stand before the first row, so the columns must be known before: ask the store twice, once for
``Columns.of(rows)`` and once for the rows that are written, both in one read transaction.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol, cast

from pipeline.doctypes import Doctype
from pipeline.document import Box, Value
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
OF_ITEMS = "items."  # before the name of a column of line items, where columns are chosen
MOST_COLUMNS = 1000  # that can be chosen: twice what a document type can have

Cell = Value | datetime | float | None
Kinds = Mapping[str, type]
"""By column, in order: ``str``, ``Decimal``, ``date`` or ``bool``."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of a case file: what it is called, what stands there, how sure it is, and where on which page."""

    path: str
    label: str
    text: str
    level: str  # high | medium | low | none | person
    page: int | None = None
    box: Box | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a case file: ``rows`` have a mark for every column, ``columns`` are (name, label)."""

    name: str
    label: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What a case file shows of a document. ``pages`` brings (number, WebP or None, note), one at a time."""

    marks: tuple[Mark, ...]
    grids: tuple[Grid, ...]
    doubts: tuple[str, ...]
    pages: Callable[[], Iterator[tuple[int, bytes | None, str]]]


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
    case: Case | None = None

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
    about: tuple[str, ...] = HEADINGS

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

    def only(self, wanted: Sequence[str]) -> Columns:
        """The columns in ``wanted``, in its order: of ``HEADINGS``, of the fields, and after ``OF_ITEMS`` of the items.

        One that no document has stays empty.
        """
        others = [_inside(name) for name in wanted if name not in HEADINGS and not name.startswith(OF_ITEMS)]
        fields = {name: self.fields.get(name, str) for name in others}
        items = [name.removeprefix(OF_ITEMS) for name in wanted if name.startswith(OF_ITEMS)]
        about = tuple(name for name in HEADINGS if name in wanted)
        return Columns(fields, {name: self.items.get(name, str) for name in items}, about)

    def of_document(self, row: Row) -> list[Cell]:
        """What is known of the document itself, in the order of ``about``."""
        known = dict(zip(HEADINGS, row.about, strict=True))
        return [known[name] for name in self.about]

    def kept(self, row: Row) -> Row:
        """``row`` with the values and cells of these columns, and no others."""
        values = {name: value for name, value in row.values.items() if name in self.fields}
        tables = {
            table: kept
            for table, items in row.tables.items()
            if (kept := [cells for item in items if (cells := {k: v for k, v in item.items() if k in self.items})])
        }
        return replace(row, values=values, tables=tables)

    def cells(self, values: Mapping[str, Value], items: bool = False) -> list[Value | None]:
        """``values`` in the order of the columns, None where there is none, as text in a column of text."""
        kinds = self.items if items else self.fields
        found = ((kind, values.get(name)) for name, kind in kinds.items())
        return [text_of(value) if kind is str and value is not None else value for kind, value in found]


def sound(columns: Sequence[str]) -> tuple[str, ...]:
    """``columns`` each once; raises ``ValueError`` where one cannot be a column, or where there are too many."""
    for name in columns:
        if not _COLUMN.fullmatch(name):
            raise ValueError(f"{name[:60]!r} is not the name of a column; take one that the preview shows.")
    if len(columns) > MOST_COLUMNS:
        raise ValueError(f"That is {len(columns)} columns; at most {MOST_COLUMNS} can be chosen.")
    return tuple(dict.fromkeys(columns))


_COLUMN = re.compile(rf"(?:{re.escape(OF_ITEMS)}|field_)?[A-Za-z_][A-Za-z0-9_]{{0,59}}")


def _inside(name: str) -> str:
    """The field that a heading stands for: ``field_document_id`` is a field called ``document_id``."""
    plain = name.removeprefix("field_")
    return plain if plain != name and plain in (*HEADINGS, ITEMS) else name


_TYPES: dict[str, type] = {"date": date, "amount": Decimal, "number": Decimal, "bool": bool}


def _agree(kinds: dict[str, type], seen: Iterable[tuple[str, type]]) -> None:
    for name, kind in seen:
        kinds[name] = kind if kinds.get(name, kind) is kind else str


def headings(columns: Columns) -> list[str]:
    """The first line of a table of documents."""
    return [*columns.about, *_apart(columns.fields, (*HEADINGS, ITEMS))]


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
