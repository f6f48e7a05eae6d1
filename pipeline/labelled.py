"""Labelled documents: what a line of labels asks for and knows, and readings under the labels' own names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.backend import Field, FieldType
from pipeline import doctypes
from pipeline.doctypes import Doctype
from pipeline.document import Extraction
from pipeline.score import Truth
from pipeline.values import DateOrder, text_of

KINDS = ("receipt", "invoice", "form", "table", "other")
TYPES = ("text", "id", "date", "amount", "number", "currency", "bool")

_DATES = re.compile(r"(^|_)date$|^date_|^(flight|period)_(from|to)$")
_AMOUNTS = re.compile(r"^(total|subtotal|tax|tips|discount|amount_due)$|amount$|_total$")
_IDS = re.compile(r"(number|_id|_num|_no)$|^iban$")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of the labels. Raises ValueError for a line that cannot be taken."""

    file: Path
    doctype: Doctype
    names: tuple[str, ...]  # as the labels call the fields, in the order of the doctype's
    truth: Truth
    group: str

    @classmethod
    def of(cls, folder: Path, line: str, number: int) -> Labelled:
        """The document of ``line``."""
        try:
            given = json.loads(line)
            file, fields = folder / given["file"], dict(given["fields"])
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"Line {number} of the labels is {line[:40]!r} and not a JSON object with file and fields: {error}."
            ) from None
        fields |= {name: None for name in given.get("absent") or ()}
        asked = asked_for(list(given.get("schema") or fields), given.get("types") or {}, fields)
        names = tuple(given.get("schema") or fields)
        types = {name: one.type for name, one in zip(names, asked.fields, strict=True)}
        order: DateOrder = given.get("date_order") or "DMY"
        also = given.get("also") or given.get("alt") or {}
        truth = Truth(fields, types, given.get("doc_type") or "", also, order)
        return cls(file, asked, names, truth, given.get("group") or given.get("source_set") or "")


def asked_for(names: list[str], types: Mapping[str, str], fields: Mapping[str, Any]) -> Doctype:
    """What a user would ask: a built-in type when it has all these names, else fields of these names."""
    for known in map(doctypes.load, ("receipt", "invoice", "form")):  # a name of several means it in this order
        own = {one.name: one for one in known.fields}
        if names and set(names) <= set(own):
            required = tuple(name for name in known.required if name in names)
            return Doctype(known.name, known.title, known.description, tuple(own[name] for name in names), required)
    return Doctype("asked", "As asked", "", tuple(_field(n, i, types, fields.get(n)) for i, n in enumerate(names)))


def _field(name: str, number: int, types: Mapping[str, str], value: Any) -> Field:
    plain = re.sub(r"[^\w]+", "_", name.replace(".", " ")).strip("_") or f"field_{number}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        columns = dict.fromkeys(key for row in value for key in row)
        return Field(plain, "table", columns=tuple(Field(c, _type(c, types)) for c in columns))
    return Field(plain, _type(name, types), many=isinstance(value, list))


def _type(name: str, types: Mapping[str, str]) -> FieldType:
    given, low = types.get(name, ""), name.casefold()
    if given in TYPES:
        return given  # type: ignore[return-value]
    if name != low:  # a printed label rather than a name
        return "text"
    return "date" if _DATES.search(low) else "amount" if _AMOUNTS.search(low) else "id" if _IDS.search(low) else "text"


def by_name(extraction: Extraction, asked: Doctype, own: Mapping[str, str]) -> dict[str, Any]:
    """The values as text by ``own`` names of the fields: tables as rows, several values as a list, None for null."""
    out: dict[str, Any] = {}
    for one in asked.fields:
        paths = [path for path in extraction.raw if path == one.name or path.startswith(f"{one.name}.")]
        if one.type == "table":
            rows: dict[int, dict[str, str]] = {}
            for path in paths:
                _, number, column = path.split(".", 2)
                rows.setdefault(int(number), {})[column] = _text(extraction, path)
            out[own[one.name]] = [rows[i] for i in sorted(rows)]
        elif one.many:
            out[own[one.name]] = [_text(extraction, path) for path in paths]
        else:
            out[own[one.name]] = _text(extraction, one.name) if paths else None
    return out


def _text(extraction: Extraction, path: str) -> str:
    return text_of(extraction.values[path]) if path in extraction.values else extraction.raw[path]
