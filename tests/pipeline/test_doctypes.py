"""Document types: a folder of files, and data that is checked before it is asked with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline import doctypes
from pipeline.doctypes import MAX_FIELDS, from_json, to_json

LEASE: dict[str, Any] = {
    "name": "lease",
    "title": "Lease",
    "description": "Mietvertrag, bail",
    "required": ["tenant"],
    "fields": [
        {"name": "tenant", "type": "text", "description": "Tenant, Mieter", "many": True},
        {"name": "rent", "type": "amount", "description": "Monthly rent, Miete"},
        {
            "name": "rooms",
            "type": "table",
            "description": "Rooms",
            "columns": [{"name": "area", "type": "number", "description": "Area in square metres"}],
        },
    ],
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**LEASE, **changes}


@pytest.mark.parametrize("name", doctypes.names())
def test_a_built_in_type_is_data_like_any_other(name: str) -> None:
    doctype = doctypes.load(name)
    again = from_json(json.loads(json.dumps(to_json(doctype))), "a file")
    assert again == doctype
    assert again.version == doctype.version
    assert doctype.name == name
    assert all(f.description for f in doctype.fields)


def test_the_issue_asks_for_these_types() -> None:
    assert {"receipt", "invoice", "form"} <= set(doctypes.names())


def test_a_strange_name_is_not_imported() -> None:
    with pytest.raises(ValueError, match=r"^Unknown document type '\.\.exports'\. Known: .*receipt"):
        doctypes.load("..exports")


def test_the_version_changes_with_what_is_asked_and_with_nothing_else() -> None:
    one = from_json(LEASE, "a.json")
    assert one.version == from_json(dict(reversed(LEASE.items())), "b.json").version
    other = [{**LEASE["fields"][0], "description": "Renter"}, *LEASE["fields"][1:]]
    assert one.version != from_json(changed(fields=other), "a.json").version


def test_a_path_leads_to_its_field() -> None:
    lease = from_json(LEASE, "a.json")
    found = {path: lease.field(path) for path in ("rent", "tenant.0", "tenant.12", "rooms.3.area", "rooms")}
    assert [f and f.name for f in found.values()] == ["rent", "tenant", "tenant", "area", "rooms"]
    for path in ("", "nothing", "rent.0", "rooms.0", "rooms.x.area", "rooms.0.nothing", "rooms.0.area.0", "tenant.a"):
        assert lease.field(path) is None, path


def test_small_definitions_are_enough() -> None:
    note = from_json({"name": "note", "fields": [{"name": "author"}]}, "a.json")
    assert (note.title, note.fields[0].type, note.required) == ("Note", "text", ())


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ([], "must be an object"),
        ({"name": "x"}, "lacks 'fields'"),
        (changed(fields=[]), "at least one field"),
        (changed(fields={"tenant": "text"}), "needs a list"),
        (changed(fields=["tenant"]), "A field must be an object"),
        (changed(fields=[{"name": "a"}, {"name": "a"}]), "two fields called 'a'; rename one"),
        (changed(fields=[{"name": "a", "type": "money"}]), "unknown type 'money'. Known: text, id, date"),
        (changed(fields=[{"name": "a", "type": ["text"]}]), "unknown type"),
        (changed(fields=[{"name": "Amount due"}]), "called 'Amount due'; a name is"),
        (changed(fields=[{"name": "a" * 41}]), "a name is up to 40"),
        (changed(fields=[{"name": "a.b"}]), "a name is"),
        (changed(fields=[{"name": 7}]), "called 7"),
        (changed(fields=[{"name": "a", "default": 1}]), "unknown key 'default'"),
        (changed(fields=[{"name": "a", "many": "yes"}]), "'many' of field 'a'"),
        (changed(fields=[{"name": "a", "description": "x" * 501}]), "up to 500 characters"),
        (changed(fields=[{"name": "a", "type": "table"}]), "must have columns"),
        (changed(fields=[{"name": "a", "columns": [{"name": "b"}]}]), "none if it is not"),
        (changed(fields=[{"name": f"f{i}"} for i in range(MAX_FIELDS + 1)]), "at most 500"),
        (changed(code="import os"), "unknown key 'code'"),
        (changed(name="../etc"), "a name is"),
        (changed(title=3), "title"),
        (changed(required=["landlord"]), "requires 'landlord'"),
        (changed(required="tenant"), "must be a list of field names"),
        (changed(required=[["tenant"]]), "must be a list of field names"),
        (
            changed(
                fields=[{"name": "a", "type": "table", "columns": [{"name": "b", "type": "table", "columns": []}]}]
            ),
            "a cell holds one value",
        ),
        (
            changed(fields=[{"name": "a", "type": "table", "columns": [{"name": "b"}, {"name": "b"}]}]),
            "Table 'a' has two columns called 'b'",
        ),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(wrong: object, because: str) -> None:
    with pytest.raises(ValueError, match=r"^mine\.json: ") as refused:
        from_json(wrong, "mine.json")
    assert because in str(refused.value)
    assert "\n" not in str(refused.value)
