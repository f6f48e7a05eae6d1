"""A JSON Schema becomes a document type, or one sentence says why not; labels on a page become fields."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline import doctypes
from pipeline.document import Box, Word
from pipeline.schemas import definition_of, snake
from pipeline.suggest import pairs

SCHEMA: dict[str, Any] = {
    "title": "Delivery Note",
    "required": ["orderNumber"],
    "properties": {
        "orderNumber": {"type": "string", "description": "Order no."},
        "delivered": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "totalAmount": {"type": ["number", "null"]},
        "weight": {"type": "number"},
        "signed": {"type": "boolean"},
        "seller": {"$ref": "#/$defs/Party"},
        "marks": {"type": "array", "items": {"type": "string"}},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"price": {"type": "number"}}}},
    },
    "$defs": {"Party": {"type": "object", "properties": {"name": {"type": "string"}}}},
}


def test_a_schema_becomes_a_type() -> None:
    made = doctypes.from_json(definition_of(SCHEMA), "It")
    assert (made.name, made.title, made.required) == ("delivery_note", "Delivery Note", ("order_number",))
    assert {one.name: one.type for one in made.fields} == {
        "order_number": "text",
        "delivered": "date",
        "total_amount": "amount",
        "weight": "number",
        "signed": "bool",
        "seller_name": "text",
        "marks": "text",
        "lines": "table",
    }
    assert made.field("marks.0") is not None
    price = made.field("lines.0.price")
    assert price is not None
    assert price.type == "amount"


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ([], "a list"),
        ({"type": "string"}, "no 'properties'"),
        ({"properties": {"a": {"$ref": "http://elsewhere.test/x"}}}, "nothing is fetched"),
        ({"properties": {"a": {"$ref": "#/properties/a"}}}, "refers to itself"),
        ({"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "number"}]}}}, "one of 2 things"),
        ({"properties": {"a": {"type": ["string", "number"]}}}, "2 types"),
        ({"properties": {"a": {"type": "null"}}}, "'null'"),
        ({"properties": {"a": 3}}, "a number"),
        ({"properties": {"☃": {"type": "string"}}}, "no letter"),
        ({"properties": {"a": {"type": "array", "items": {"type": "array"}}}}, "holds 'array'"),
    ],
)
def test_a_schema_that_cannot_be_taken_says_why(schema: object, says: str) -> None:
    with pytest.raises(ValueError, match=says) as said:
        definition_of(schema)
    assert str(said.value).count("\n") == 0


def test_two_properties_of_one_name_are_refused_where_they_stand() -> None:
    twice = {"properties": {"a b": {"type": "string"}, "a_b": {"type": "string"}}}
    with pytest.raises(doctypes.Misfit, match="two fields called 'a_b'") as said:
        doctypes.from_json(definition_of(twice), "It")
    assert said.value.at == "fields.1"


@pytest.mark.parametrize("name", ["", "DROP TABLE x; --", "<b>bold</b>", "a" * 41, "1st"])
def test_a_name_that_cannot_be_says_where(name: str) -> None:
    definition = {"name": "t", "fields": [{"name": "a"}, {"name": "b", "type": "table", "columns": [{"name": name}]}]}
    with pytest.raises(doctypes.Misfit) as said:
        doctypes.from_json(definition, "It")
    assert said.value.at == "fields.1.columns.0"


def test_501_fields_are_too_many() -> None:
    with pytest.raises(ValueError, match="at most 500"):
        doctypes.from_json({"name": "t", "fields": [{"name": f"f{i}"} for i in range(501)]}, "It")


@pytest.mark.parametrize(
    ("text", "name"),
    [("Invoice No.", "invoice_no"), ("invoiceNumber", "invoice_number"), ("Straße", "strasse"), ("1x", "field_1x")],
)
def test_a_label_becomes_a_name(text: str, name: str) -> None:
    assert snake(text) == name


def line(y: float, *parts: tuple[float, str]) -> list[Word]:
    found = []
    for x, text in parts:
        for word in text.split():
            found.append(Word(word, Box(x, y, x + 0.01 * len(word), y + 0.02)))
            x += 0.01 * len(word) + 0.01
    return found


def test_labels_and_what_stands_beside_or_below_them_are_found() -> None:
    words = [
        *line(0.1, (0.1, "A letter to nobody about nothing at all")),
        *line(0.2, (0.1, "Order number:"), (0.3, "AB-1234"), (0.6, "Placed:"), (0.7, "12 March 2026")),
        *line(0.3, (0.1, "Net weight"), (0.6, "17")),
        *line(0.4, (0.1, "Rent:")),
        *line(0.43, (0.1, "1.250,00 €")),
    ]
    assert {(one.name, one.value, one.type) for one in pairs(words)} == {
        ("order_number", "AB-1234", "id"),
        ("placed", "12 March 2026", "date"),
        ("net_weight", "17", "number"),
        ("rent", "1.250,00 €", "amount"),
    }
