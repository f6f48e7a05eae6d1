"""A record as it stands: what the model read, and over it what people set; laid out as its document type has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.views import ColumnView, FieldView, Level, TableView
from pipeline.check import check
from pipeline.doctypes import Doctype
from pipeline.document import Box, Evidence, Extraction, Issue, Value
from pipeline.values import parse_text, text_of
from storage.stored import Change, Reading, StoredField, StoredRecord

HIGH, MEDIUM = 0.9, 0.6  # calibrated: of ten values of level high nine are right at least

BY_HAND = Evidence(0, Box(0, 0, 0, 0), "", 1.0)  # a person vouches for it, so no check looks for its place
_CAPITALS = {"iban", "bic", "vat", "id", "po"}


class Layout:
    """The fields of ``record`` as ``doctype`` lays them out; ``doctype`` None when it is no longer known."""

    def __init__(
        self,
        doctype: Doctype | None,
        record: StoredRecord,
        readings: Mapping[str, Sequence[Reading]] = MappingProxyType({}),
    ) -> None:
        self.doctype, self.record, self.readings = doctype, record, readings
        self.stored = {field.path: field for field in record.fields}
        self.doubts: dict[str, list[str]] = defaultdict(list)
        for issue in record.issues:
            self.doubts[issue.path].append(issue.message)

    def fields(self) -> tuple[FieldView, ...]:
        """The fields that are no table: those of the type in its order, read or not, then all others."""
        asked = self.doctype.fields if self.doctype else ()
        paths = [p for f in asked if f.type != "table" for p in (self._many(f.name) if f.many else [f.name])]
        others = [path for path in self._paths() if self._table(path) is None and path not in paths]
        return tuple(self._view(path, path) for path in (*paths, *others))

    def tables(self) -> dict[str, TableView]:
        """The tables of the type; every row has every column. Rows that a person deleted are left out."""
        tables = {}
        for field in self.doctype.fields if self.doctype else ():
            if field.type == "table":
                columns = tuple(ColumnView(column.name, label(column.name), column.type) for column in field.columns)
                count = self._count(field.name)
                gone = tuple(row for row in range(count) if self.is_deleted(field.name, row))
                rows = tuple(
                    tuple(self._view(f"{field.name}.{row}.{c.name}", c.name) for c in columns)
                    for row in range(count)
                    if row not in gone
                )
                tables[field.name] = TableView(
                    field.name, label(field.name), columns, rows, gone, self._count(field.name)
                )
        return tables

    def parsed(self, path: str, text: str) -> Value:
        """``text`` as the value at ``path``; raises ``ValueError`` when it is not of the field's type."""
        field = self.doctype.field(path) if self.doctype else None
        return parse_text(text, field.type if field else "text")

    def kept(self, path: str, text: str) -> Value:
        """A value that stood under another type: of this field's type where it can be, else as the text it is."""
        try:
            return self.parsed(path, text)
        except ValueError:
            return text

    def takes(self, path: str) -> bool:
        """Whether a value may be set at ``path``: what is shown, the next row of a table, the next of many."""
        field = self.doctype.field(path) if self.doctype else None
        name, *rest = path.split(".")
        if field is None or field.type == "table" or (field.many and not rest):
            return path in self.stored
        return not rest or int(rest[0]) <= self._count(name)

    def cells(self, table: str, row: int) -> list[StoredField]:
        """What is stored of one row of a table, null values too."""
        return [field for path, field in self.stored.items() if path.startswith(f"{table}.{row}.")]

    def is_deleted(self, table: str, row: int) -> bool:
        """Whether a person took every value out of that row."""
        cells = self.cells(table, row)
        return any(c.corrected for c in cells) and all(c.text is None and (c.corrected or not c.raw) for c in cells)

    def changed(self, changes: Sequence[Change]) -> Layout:
        """The layout as it will be once ``changes`` are made."""
        stored = dict(self.stored)
        for change in changes:
            field = stored.get(change.path) or StoredField(change.path, None, None)
            stored[change.path] = self._undone(field, change.undo) if change.undo else _set(field, change.after)
        return Layout(self.doctype, replace(self.record, fields=tuple(stored.values())))

    def checked(self, today: date) -> tuple[Issue, ...]:
        """The doubts about this record as it stands; those about the document as a whole stay."""
        whole = tuple(issue for issue in self.record.issues if not issue.path)
        if self.doctype is None:
            return whole
        values: dict[str, Value] = {p: field.value for p, field in self.stored.items() if field.value is not None}
        raw = {p: field.raw for p, field in self.stored.items() if field.raw and not field.corrected}
        evidence = {p: f.evidence for p, f in self.stored.items() if f.evidence and not f.corrected}
        by_hand = {p: field.text for p, field in self.stored.items() if field.corrected and field.text is not None}
        found = Extraction(
            self.doctype.name, values, {**raw, **by_hand}, {**evidence, **dict.fromkeys(by_hand, BY_HAND)}
        )
        return (*whole, *check(found, self.doctype, today))

    def _undone(self, field: StoredField, steps: int) -> StoredField:
        standing = field.standing[:-steps]
        text = standing[-1] if standing else None if field.read is None else text_of(field.read)
        value = field.read if not standing else None if text is None else self.kept(field.path, text)
        return replace(field, standing=standing, text=text, value=value)

    def _paths(self) -> list[str]:
        return sorted(self.stored, key=_in_order)

    def _many(self, name: str) -> list[str]:
        return [path for path in self._paths() if path.startswith(f"{name}.")] or [f"{name}.0"]

    def _table(self, path: str) -> str | None:
        name = path.split(".")[0]
        field = self.doctype.field(name) if self.doctype else None
        return name if field and field.type == "table" else None

    def _count(self, name: str) -> int:
        """How many rows the table ``name`` has, or values the field ``name`` that may stand several times."""
        return 1 + max((int(p.split(".")[1]) for p in self.stored if p.startswith(f"{name}.")), default=-1)

    def _view(self, path: str, name: str) -> FieldView:
        field = self.stored.get(path) or StoredField(path, None, None)
        asked = self.doctype.field(path) if self.doctype else None
        known = field.text is not None or bool(field.raw)
        return FieldView(
            path,
            label(name),
            asked.type if asked else "text",
            field.raw,
            field.text,
            field.confidence,
            "person" if field.corrected else level(field.confidence) if known else "none",
            field.evidence.page if field.evidence else None,
            field.evidence.box if field.evidence else None,
            tuple(self.doubts.get(path, ())),
            field.corrected,
            field.history,
            tuple(self.readings.get(path, ())),
            len(field.standing),
        )


def _set(field: StoredField, value: Value | None) -> StoredField:
    text = None if value is None else text_of(value)
    return replace(field, value=value, text=text, standing=(*field.standing, text))


def level(confidence: float) -> Level:
    """A calibrated probability as one of three levels."""
    return "high" if confidence >= HIGH else "medium" if confidence >= MEDIUM else "low"


def label(path: str) -> str:
    """``vendor_tax_id`` -> ``Vendor tax ID``; ``phones.1`` -> ``Phones 2``."""
    words = path.replace(".", " ").replace("_", " ").split()
    named = [str(int(w) + 1) if w.isdecimal() else w.upper() if w in _CAPITALS else w for w in words]
    return " ".join([named[0][:1].upper() + named[0][1:], *named[1:]]) if named else path


def _in_order(path: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in path.split("."))


def known_types(own: Mapping[str, Mapping[str, object]]) -> Sequence[Doctype]:
    """The document types that come with Recto, then ``own`` ones, from their stored definitions."""
    from pipeline import doctypes

    ours = [doctypes.load(name) for name in doctypes.names()]
    return [*ours, *(doctypes.from_json(dict(definition), name) for name, definition in sorted(own.items()))]
