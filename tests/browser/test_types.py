"""Types: made by hand, from a schema and from a document; what is wrong is said where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_type_is_made_by_hand_exported_imported_and_deleted(visit: Callable[..., Any], tmp_path: Path) -> None:
    page = visit("/types", visitor="types")
    page.get_by_role("button", name="New type by hand").click()
    page.get_by_label("Name (small letters").fill("lease")
    page.get_by_label("Title").fill("<b>Lease</b>")
    names = page.get_by_label("Name of the field")
    names.nth(0).fill("Monthly Rent")
    page.get_by_label("Kind of value").nth(0).select_option("amount")
    page.get_by_role("button", name="Add a field").click()
    names.nth(1).fill("monthly_rent")
    page.get_by_role("button", name="Save the type").click()
    second = page.locator("[data-part=fields] > li").nth(1)
    expect(second.get_by_role("alert")).to_contain_text("two fields called 'monthly_rent'")
    for bad, said in (("drop table x;--", "is called"), ("<img src=x onerror=hacked=1>", "is called"), ("", "no name")):
        names.nth(1).fill(bad)
        page.get_by_role("button", name="Save the type").click()
        expect(second.get_by_role("alert")).to_contain_text(said)
    names.nth(1).fill("rooms")
    page.get_by_label("Kind of value").nth(1).select_option("table")
    page.get_by_label("Name of the column").fill("area")
    page.get_by_role("button", name="Save the type").click()
    mine = page.locator("[data-kind=lease]")
    expect(mine).to_contain_text("lease, yours, fields: 2")
    with page.expect_download() as download:
        mine.get_by_role("link", name="Export").click()
    download.value.save_as(tmp_path / "lease.json")
    definition = json.loads((tmp_path / "lease.json").read_text("utf-8"))
    assert [one["name"] for one in definition["fields"]] == ["monthly_rent", "rooms"]
    page.on("dialog", lambda dialog: dialog.accept())
    mine.get_by_role("button", name="Delete").click()
    expect(mine).to_have_count(0)
    page.get_by_role("button", name="From a JSON Schema").click()
    page.get_by_label("Or choose a file").set_input_files(tmp_path / "lease.json")
    expect(page.get_by_label("JSON Schema, or a type")).not_to_have_value("")
    page.get_by_role("button", name="Make a type of it").click()
    expect(page.get_by_label("Name of the field").nth(1)).to_have_value("rooms")
    expect(page.get_by_label("Name of the column")).to_have_value("area")


def test_a_schema_that_cannot_be_taken_says_why_beside_it(visit: Callable[..., Any]) -> None:
    page = visit("/types")
    page.get_by_role("button", name="From a JSON Schema").click()
    text = page.get_by_label("JSON Schema, or a type")
    many = {"properties": {f"f{i}": {"type": "string"} for i in range(501)}}
    for given, said in (
        ("{", "is not JSON"),
        ("[1]", "not a JSON object"),
        ('{"type": "string"}', "no 'properties'"),
        (json.dumps(many), "at most 500"),
    ):
        text.fill(given)
        page.get_by_role("button", name="Make a type of it").click()
        expect(page.locator("[data-part=schema-problem]")).to_contain_text(said)
    text.fill(json.dumps({"title": "Parcel", "properties": {"sentOn": {"type": "string", "format": "date"}}}))
    page.get_by_role("button", name="Make a type of it").click()
    expect(page.get_by_label("Name of the field")).to_have_value("sent_on")
    expect(page.get_by_label("Kind of value")).to_have_value("date")


def test_a_type_is_proposed_from_a_document(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit("/types")
    page.get_by_role("button", name="From documents").click()
    page.get_by_role("checkbox", name="invoice.pdf").check()
    page.get_by_role("button", name="Show what stands on them").click()
    page.get_by_role("button", name="Accept invoice_number").click()
    page.get_by_role("button", name="Accept line_items").click()
    expect(page.get_by_label("Name of the field")).to_have_count(2)
    expect(page.get_by_label("Name of the column").first).to_have_value("description")
    page.get_by_label("Name (small letters").fill("proposed")
    page.get_by_label("Try it on a document").select_option(label="invoice.pdf")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("[data-part=tried-values] li").first).to_contain_text("NL-2026-0147")
    expect(page.locator("[data-kind=proposed]")).to_have_count(0)
    page.get_by_role("button", name="Save the type").click()
    expect(page.locator("[data-kind=proposed]")).to_be_visible()
    assert read
