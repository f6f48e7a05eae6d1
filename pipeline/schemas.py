"""A JSON Schema becomes a document type: what it says of an object's properties, and nothing that runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.doctypes import MAX_DESCRIPTION

DEPTH = 6  # of objects in objects and of references: deeper is another thing than a form
_PLAIN = {"string": "text", "number": "number", "integer": "number", "boolean": "bool"}
_MONEY = re.compile(r"(^|_)(amount|total|subtotal|price|tax|sum|fee|cost|betrag|summe|preis)(_|$)")


def definition_of(schema: object, name: str = "") -> dict[str, Any]:
    """The definition of a document type, as ``doctypes.from_json`` takes it, that asks for what ``schema`` describes.

    Objects inside are flattened (``seller_name``), lists of objects become tables, other lists fields that may stand
    several times; ``$ref`` inside the schema is followed. Raises ``ValueError`` with one sentence for what has no place
    in a document type.
    """
    if not isinstance(schema, dict):
        raise ValueError(f"A JSON Schema is an object, and this is {_called(schema)}; paste the whole schema.")
    root = _resolved(schema, schema, "The schema")
    if not isinstance(root.get("properties"), dict) or not root["properties"]:
        raise ValueError(
            "This JSON Schema has no 'properties', so there is nothing to ask for; give the object's schema."
        )
    fields = list(_fields(root, schema, "", 1))
    title = str(root.get("title") or "")
    data: dict[str, Any] = {
        "name": name or snake(title) or "my_type",
        "title": title[:MAX_DESCRIPTION],
        "fields": fields,
    }
    data["description"] = str(root.get("description") or "")[:MAX_DESCRIPTION]
    required = [snake(str(one)) for one in root.get("required") or () if isinstance(one, str)]
    known = {one["name"] for one in fields}
    if kept := [one for one in required if one in known]:
        data["required"] = kept
    return data


def snake(text: str) -> str:
    """``text`` as the name of a field: ``Invoice Number``, ``invoiceNumber`` and ``invoice-number`` are one."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", plain)
    name = re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")
    return (name if name[:1].isalpha() else f"field_{name}" if name else "")[:40].rstrip("_")


def _fields(of: Mapping[str, Any], schema: Mapping[str, Any], before: str, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEPTH:
        raise ValueError(f"{before!r} lies more than {DEPTH} objects deep; take the schema of a part of it.")
    for key, given in of["properties"].items():
        said = _resolved(given, schema, f"The property {key!r}")
        name = snake(f"{before} {key}" if before else str(key))
        if not name:
            raise ValueError(f"The property {key[:60]!r} has no letter that a field's name could have; rename it.")
        kind = said.get("type") or ("object" if "properties" in said else "string")
        text = " ".join(str(said.get(word) or "") for word in ("title", "description")).strip() or _spoken(str(key))
        about = {"name": name, "description": text[:MAX_DESCRIPTION]}
        match kind:
            case "object" if isinstance(said.get("properties"), dict):
                yield from _fields(said, schema, name, depth + 1)
            case "array":
                yield about | _list(said, schema, str(key))
            case str() if kind in _PLAIN:
                yield about | {"type": _type(kind, said, name)}
            case _:
                raise ValueError(
                    f"The property {key!r} is of the type {kind!r}, which is no value on a page; take it out."
                )


def _list(said: Mapping[str, Any], schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    item = _resolved(said.get("items") or {}, schema, f"The items of {key!r}")
    if not isinstance(item.get("properties"), dict):
        kind = item.get("type") or "string"
        if kind not in _PLAIN:
            raise ValueError(f"The list {key!r} holds {kind!r}, which is no value on a page; take it out.")
        return {"type": _type(kind, item, snake(key)), "many": True}
    columns = list(_fields(item, schema, "", DEPTH))
    nested = next((one["name"] for one in columns if one.get("many") or one.get("columns")), None)
    if nested:
        raise ValueError(f"The list {key!r} holds lists itself ({nested!r}); a cell of a table holds one value.")
    return {"type": "table", "columns": columns}


def _type(kind: str, said: Mapping[str, Any], name: str) -> str:
    if kind == "string" and said.get("format") in ("date", "date-time"):
        return "date"
    return "amount" if kind == "number" and _MONEY.search(name) else _PLAIN[kind]


def _resolved(given: object, schema: Mapping[str, Any], what: str) -> dict[str, Any]:
    """``given`` with its reference followed and its ``null`` alternative left out."""
    for _ in range(DEPTH):
        if not isinstance(given, dict):
            raise ValueError(f"{what} is {_called(given)} where a JSON Schema has an object; look at it.")
        if "$ref" in given:
            given = {**_found(str(given["$ref"]), schema, what), **{k: v for k, v in given.items() if k != "$ref"}}
            continue
        options = given.get("anyOf") or given.get("oneOf") or given.get("allOf")
        if isinstance(options, list):
            kept = [one for one in options if not (isinstance(one, dict) and one.get("type") == "null")]
            if len(kept) != 1:
                raise ValueError(f"{what} can be one of {len(kept)} things; a field has one type, so choose one.")
            rest = {k: v for k, v in given.items() if k not in ("anyOf", "oneOf", "allOf")}
            given = {**kept[0], **rest} if isinstance(kept[0], dict) else kept[0]
            continue
        kinds = given.get("type")
        if isinstance(kinds, list):
            plain = [one for one in kinds if one != "null"]
            if len(plain) != 1:
                raise ValueError(f"{what} can be of {len(plain)} types; a field has one, so choose one.")
            given = {**given, "type": plain[0]}
        return given
    raise ValueError(f"{what} refers to itself or through too many references; write out what it is.")


def _found(reference: str, schema: Mapping[str, Any], what: str) -> dict[str, Any]:
    found: object = schema
    parts = reference.removeprefix("#/").split("/") if reference.startswith("#/") else [reference]
    for part in parts if reference != "#" else []:
        found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        raise ValueError(
            f"{what} refers to {reference[:80]!r}, which is not in this schema; nothing is fetched for it."
        )
    return found


def _spoken(key: str) -> str:
    return snake(key).replace("_", " ").capitalize()


def _called(thing: object) -> str:
    return {list: "a list", str: "a text", type(None): "nothing", bool: "true or false"}.get(type(thing), "a number")
