"""Document types in the making: the fields that stored documents suggest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.views import SuggestionView
from pipeline.doctypes import MAX_DESCRIPTION, Doctype, Field
from pipeline.document import Word
from pipeline.suggest import pairs
from storage.stored import StoredRecord

MOST = 20  # documents that a type is proposed from


class Suggestions:
    """The fields found so far, in the order in which they were found, and on how many documents each."""

    def __init__(self) -> None:
        self._fields: dict[str, Field] = {}
        self._examples: dict[str, str] = {}
        self._count: dict[str, int] = {}

    def add(self, record: StoredRecord | None, doctype: Doctype | None, pages: Iterable[Sequence[Word]]) -> None:
        """Look at one document: what was read of it first, then the other labels of its pages."""
        seen: dict[str, tuple[Field, str]] = {}
        printed: dict[str, str] = {}
        for stored in record.fields if record else ():
            name = stored.path.partition(".")[0]
            asked = doctype.field(name) if doctype else None
            if asked and stored.raw and name not in seen:
                seen[name] = asked, "" if asked.type == "table" else stored.raw
                printed[" ".join(stored.raw.split())] = name
        for words in pages:
            for pair in pairs(words):
                if known := printed.get(pair.value):
                    seen[known] = _called(seen[known][0], pair.label), seen[known][1]
                else:
                    seen.setdefault(pair.name, (Field(pair.name, pair.type, pair.label), pair.value))
        for name, (field, example) in seen.items():
            first = self._fields.setdefault(name, field)
            if first.type != field.type and "table" not in (first.type, field.type):
                self._fields[name] = Field(name, "text", first.description, first.columns, first.many)
            self._examples.setdefault(name, example)
            self._count[name] = self._count.get(name, 0) + 1

    def views(self) -> tuple[SuggestionView, ...]:
        """The suggestions, those that stand on most documents first."""
        names = sorted(self._fields, key=lambda name: -self._count[name])
        return tuple(
            SuggestionView(
                one.name,
                one.type,
                one.description,
                tuple((column.name, column.type, column.description) for column in one.columns),
                one.many,
                self._examples[name],
                self._count[name],
            )
            for name in names
            for one in (self._fields[name],)
        )


def _called(field: Field, label: str) -> Field:
    """``field`` asked for by the label that stands on the page, too."""
    if label.lower() in field.description.lower() or len(field.description) + len(label) + 2 > MAX_DESCRIPTION:
        return field
    return Field(field.name, field.type, f"{label}, {field.description}".rstrip(", "), field.columns, field.many)
