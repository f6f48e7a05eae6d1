"""A record as it stands: what the model read, and over it what people set; laid out as its document type has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from app.views import ColumnView, FieldView, Level, TableView
from pipeline.check import check
from pipeline.doctypes import Doctype
from pipeline.document import Box, Evidence, Extraction, Issue, Value
from pipeline.values import parse_text
from storage.stored import StoredField, StoredRecord

HIGH, MEDIUM = 0.9, 0.6  # calibrated: of ten values of level high nine are right at least

BY_HAND = Evidence(0, Box(0, 0, 0, 0), "", 1.0)  # a person vouches for it, so no check looks for its place
_CAPITALS = {"iban", "bic", "vat", "id", "po"}


class Layout:
    """The fields of ``record`` as ``doctype`` lays them out; ``doctype`` None when it is no longer known."""

    def __init__(self, doctype: Doctype | None, record: StoredRecord) -> None:
        self.doctype, self.record = doctype, record
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
        """The tables of the type; every row has every column."""
        tables = {}
        for field in self.doctype.fields if self.doctype else ():
            if field.type == "table":
                columns = tuple(ColumnView(column.name, label(column.name), column.type) for column in field.columns)
                rows = tuple(
                    tuple(self._view(f"{field.name}.{row}.{c.name}", c.name) for c in columns)
                    for row in range(self._count(field.name))
                )
                tables[field.name] = TableView(field.name, label(field.name), columns, rows)
        return tables

    def parsed(self, path: str, text: str) -> Value:
        """``text`` as the value at ``path``; raises ``ValueError`` when it is not of the field's type."""
        field = self.doctype.field(path) if self.doctype else None
        return parse_text(text, field.type if field else "text")

    def takes(self, path: str) -> bool:
        """Whether a value may be set at ``path``: what is shown, the next row of a table, the next of many."""
        field = self.doctype.field(path) if self.doctype else None
        name, *rest = path.split(".")
        if field is None or field.type == "table" or (field.many and not rest):
            return path in self.stored
        return not rest or int(rest[0]) <= self._count(name)

    def checked_with(self, path: str, value: Value | None, today: date) -> tuple[Issue, ...]:
        """The doubts about this record once ``path`` is set to ``value``; those about the document as a whole stay."""
        if self.doctype is None:
            return tuple(issue for issue in self.record.issues if issue.path != path)
        values: dict[str, Value] = {p: field.value for p, field in self.stored.items() if field.value is not None}
        raw = {p: field.raw for p, field in self.stored.items() if field.raw and not field.corrected}
        evidence = {p: field.evidence for p, field in self.stored.items() if field.evidence}
        by_hand = {p: field.text for p, field in self.stored.items() if field.corrected and field.text is not None}
        for known in (values, raw, evidence, by_hand):
            known.pop(path, None)
        if value is not None:
            values[path], by_hand[path] = value, str(value)
        found = Extraction(
            self.doctype.name, values, {**raw, **by_hand}, {**evidence, **dict.fromkeys(by_hand, BY_HAND)}
        )
        whole = (issue for issue in self.record.issues if not issue.path)
        return (*whole, *check(found, self.doctype, today))

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
        )


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
