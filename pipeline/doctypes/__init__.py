"""Document types. The folder is the registry: one file here is one type, and exports ``DOCTYPE``.

Types that people define themselves are data (``from_json``): names, types and descriptions, never code.
"""

from __future__ import annotations

import hashlib
import json
import pkgutil
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, get_args

from model.backend import Field, FieldType

__all__ = ["Doctype", "Field", "FieldType", "Misfit", "from_json", "load", "names", "to_json"]

MAX_FIELDS = 500  # columns counted too: as many as the longest tax forms have
MAX_DESCRIPTION = 500  # characters: more than a small model reads beside a page
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Misfit(ValueError):
    """A definition that cannot be taken. ``at`` says where: ``name``, ``fields.3``, ``fields.3.columns.0``."""

    def __init__(self, sentence: str, at: str = "") -> None:
        super().__init__(sentence)
        self.at = at


@dataclass(frozen=True, slots=True)
class Doctype:
    """What is asked of one kind of document. ``required`` names the fields without which a record is in doubt."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    required: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """A short hash of all that is asked: another version is another question, so its answers are kept apart."""
        text = json.dumps(to_json(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def field(self, path: str) -> Field | None:
        """The field that answers to ``path``: ``total``, ``phones.0`` (many), ``line_items.0.amount``; else None."""
        name, *rest = path.split(".")
        found = next((f for f in self.fields if f.name == name), None)
        if found is None or not rest:
            return found
        if not re.fullmatch(r"\d+", rest[0]):
            return None
        if found.type == "table" and len(rest) == 2:
            return next((column for column in found.columns if column.name == rest[1]), None)
        return found if found.many and found.type != "table" and len(rest) == 1 else None


def names() -> list[str]:
    """The built-in document types, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Doctype:
    """The built-in type called ``name``; raises ``ValueError`` when there is none."""
    if name not in names():
        raise ValueError(f"Unknown document type {name!r}. Known: {', '.join(names())}.")
    doctype: Doctype = import_module(f"{__name__}.{name}").DOCTYPE
    return doctype


def to_json(doctype: Doctype) -> dict[str, Any]:
    """``doctype`` as plain data that ``from_json`` reads back."""
    data: dict[str, Any] = {"name": doctype.name, "title": doctype.title, "description": doctype.description}
    data["fields"] = [_field_data(f) for f in doctype.fields]
    return data | ({"required": list(doctype.required)} if doctype.required else {})


def _field_data(f: Field) -> dict[str, Any]:
    data: dict[str, Any] = {"name": f.name, "type": f.type, "description": f.description}
    if f.many:
        data["many"] = True
    if f.columns:
        data["columns"] = [_field_data(column) for column in f.columns]
    return data


def from_json(obj: object, source_name: str) -> Doctype:
    """A document type from plain data, as JSON holds it: ``name, title, description, fields, required``.

    A field is ``{"name", "type", "description", "many", "columns"}``; only ``name`` must be there. Raises
    ``ValueError`` with one sentence that names ``source_name`` and what to change.
    """
    try:
        data = _keys(obj, "It", ("name", "fields"), ("title", "description", "required"))
        name = _name(data["name"], "It")
        fields = _fields(data["fields"], "It")
        count = len(fields) + sum(len(f.columns) for f in fields)
        if count > MAX_FIELDS:
            raise ValueError(f"It has {count} fields and columns; at most {MAX_FIELDS} can be asked for.")
        required = data.get("required", [])
        if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
            raise ValueError("'required' must be a list of field names.")
        unknown = [name for name in required if name not in {f.name for f in fields}]
        if unknown:
            raise ValueError(f"It requires {unknown[0]!r}, which is none of its fields.")
        title = _text(data, "title", name) or name.replace("_", " ").capitalize()
        return Doctype(name, title, _text(data, "description", name), fields, tuple(required))
    except ValueError as error:
        raise Misfit(f"{source_name}: {error}", getattr(error, "at", "")) from None


def _fields(items: object, of: str, nested: bool = False) -> tuple[Field, ...]:
    if not isinstance(items, list) or not items:
        raise ValueError(f"{of} needs a list of at least one {'column' if nested else 'field'}.")
    if len(items) > MAX_FIELDS:
        raise ValueError(f"{of} has {len(items)} fields; at most {MAX_FIELDS} can be asked for.")
    fields: list[Field] = []
    for i, item in enumerate(items):
        at = f"{'columns' if nested else 'fields'}.{i}"
        try:
            found = _field(item, nested)
        except ValueError as error:
            inside = getattr(error, "at", "")
            raise Misfit(str(error), f"{at}.{inside}" if inside else at) from None
        if any(one.name == found.name for one in fields):
            kind = "columns" if nested else "fields"
            raise Misfit(f"{of} has two {kind} called {found.name!r}; rename one.", at)
        fields.append(found)
    return tuple(fields)


def _field(obj: object, nested: bool) -> Field:
    data = _keys(obj, "A field", ("name",), ("type", "description", "many", "columns"))
    name = _name(data["name"], "A field")
    kind, columns, many = data.get("type", "text"), data.get("columns"), data.get("many", False)
    if kind not in get_args(FieldType):
        raise ValueError(f"Field {name!r} has the unknown type {kind!r}. Known: {', '.join(get_args(FieldType))}.")
    if not isinstance(many, bool):
        raise ValueError(f"'many' of field {name!r} must be true or false, not {many!r}.")
    if nested and (kind == "table" or columns or many):
        raise ValueError(f"Column {name!r} is a table or a list itself; a cell holds one value.")
    if (kind == "table") != bool(columns):
        raise ValueError(f"Field {name!r} must have columns if it is a table, and none if it is not.")
    cells = _fields(columns, f"Table {name!r}", nested=True) if columns else ()
    return Field(name, kind, _text(data, "description", name), cells, many)


def _keys(obj: object, of: str, needed: Sequence[str], allowed: Sequence[str]) -> dict[str, Any]:
    if not isinstance(obj, dict):
        raise ValueError(f"{of} must be an object with {' and '.join(needed)}, not {type(obj).__name__}.")
    missing = [key for key in needed if key not in obj]
    unknown = [str(key) for key in obj if key not in needed and key not in allowed]
    if missing:
        raise ValueError(f"{of} lacks {missing[0]!r}.")
    if unknown:
        raise ValueError(f"{of} has the unknown key {unknown[0]!r}. Known: {', '.join((*needed, *allowed))}.")
    return obj


def _name(name: object, of: str) -> str:
    at, such_as = ("name", "delivery_note") if of == "It" else ("", "total_amount")
    if name == "":
        raise Misfit(f"{of} has no name; give it one, such as {such_as}.", at)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        said = f"{of} is called {name!r}; a name is up to 40 small letters, digits and _, and begins with a letter."
        raise Misfit(said, at)
    return name


def _text(data: dict[str, Any], key: str, of: str) -> str:
    text = data.get(key, "")
    if not isinstance(text, str) or len(text) > MAX_DESCRIPTION:
        raise ValueError(f"The {key} of {of!r} must be a text of up to {MAX_DESCRIPTION} characters.")
    return text
