"""The shape of a written answer, as a JSON schema (draft 2020-12): strings as printed, or null."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.backend import Field, Question

KIND = "kind of document"  # has spaces, which names of fields never have
MOST_ROWS = 300  # of a table
MOST_VALUES = 50  # of a field that may have several

_TEXT: dict[str, Any] = {"type": ["string", "null"]}


def schema(question: Question) -> dict[str, Any]:
    """The JSON schema of the answer to ``question``: every field is there, null where nothing stands."""
    properties: dict[str, Any] = {}
    if question.kinds:
        properties[KIND] = {"enum": [*question.kinds, None]}
    properties |= {field.name: _of(field) for field in question.fields}
    return _closed(properties)


def _of(field: Field) -> dict[str, Any]:
    about = {"description": field.description} if field.description else {}
    if field.type == "table":
        rows = _closed({column.name: _of(column) for column in field.columns})
        return {"type": "array", "items": rows, "maxItems": MOST_ROWS, **about}
    if field.many:
        return {"type": "array", "items": {"type": "string"}, "maxItems": MOST_VALUES, **about}
    return {**_TEXT, **about}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with exactly these ``properties``, as servers in strict mode want it."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def paths(fields: Sequence[Field]) -> set[str]:
    """The shapes of all paths that ``fields`` may be answered by, ``#`` for the number of a row."""
    shapes = set()
    for field in fields:
        if field.type == "table":
            shapes |= {f"{field.name}.#.{column.name}" for column in field.columns}
        else:
            shapes.add(f"{field.name}.#" if field.many else field.name)
    return shapes
