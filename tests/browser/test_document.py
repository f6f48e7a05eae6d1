"""Document: field and box belong together, a value is corrected in place, a link leads to the field."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_field_lights_up_its_box_and_a_box_its_field(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit(read["invoice.pdf"])
    number = page.get_by_label("Invoice number", exact=True)
    number.click()
    box = page.locator("rect[data-box=invoice_number]")
    expect(box).to_have_class("is-high chosen")
    expect(box).to_be_in_viewport()
    assert "field=invoice_number" in page.url
    page.locator("rect[data-box=total]").click()
    expect(page.locator("[data-field=total]")).to_have_class(re.compile(r"\bchosen\b"))
    expect(page.locator("[data-field=total] input")).to_be_focused()
    expect(page.locator("rect.chosen")).to_have_count(1)


def test_the_box_lies_on_the_words_of_the_value(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit(read["invoice.pdf"])
    picture, box = page.locator(".sheet img"), page.locator("rect[data-box=invoice_number]")
    expect(box).to_be_visible()
    sheet, place = picture.bounding_box(), box.bounding_box()
    middle = (place["x"] + place["width"] / 2 - sheet["x"]) / sheet["width"]
    height = (place["y"] + place["height"] / 2 - sheet["y"]) / sheet["height"]
    assert (middle, height) == pytest.approx((509 / 595, 93 / 842), abs=0.02)  # where the sample prints it, in points


def test_a_correction_is_saved_shown_in_the_history_and_still_there_later(
    visit: Callable[..., Any], read: dict[str, str]
) -> None:
    page = visit(read["second.pdf"])
    field = page.locator("[data-field=subtotal]")
    value = field.locator("input")
    value.fill("2400.00")
    value.press("Escape")
    expect(value).to_have_value("2388.00")
    value.fill("2400.00")
    value.press("Enter")
    expect(page.locator("[data-part=notice]")).to_contain_text("saved")
    expect(field.locator(".level")).to_have_text("Set by you")
    page.reload()
    expect(value).to_have_value("2400.00")
    field.get_by_text("History").click()
    expect(field.locator(".past li").last).to_contain_text("You changed 2388.00 to 2400.00")


def test_an_edit_that_is_no_amount_is_refused_at_the_field(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit(read["second.pdf"])
    value = page.locator("[data-field=tax] input")
    before = value.input_value()
    value.fill("a lot")
    value.press("Enter")
    expect(page.locator("[data-field=tax] [role=alert]")).to_contain_text("a lot")
    expect(value).to_have_value("a lot")
    value.press("Escape")
    expect(value).to_have_value(before)


def test_the_second_of_two_who_correct_the_same_field_is_told(visit: Callable[..., Any], read: dict[str, str]) -> None:
    first, second = visit(read["second.pdf"]), visit(read["second.pdf"], visitor="second")
    field = "[data-field=vendor_name]"
    second.locator(f"{field} input").wait_for()
    first.locator(f"{field} input").fill("Northlight")
    first.locator(f"{field} input").press("Enter")
    expect(first.locator(f"{field} .level")).to_have_text("Set by you")
    second.locator(f"{field} input").fill("Southlight")
    second.locator(f"{field} input").press("Enter")
    expect(second.locator(f"{field} [role=alert]")).not_to_be_empty()
    second.reload()
    expect(second.locator(f"{field} input")).to_have_value("Northlight")


def test_a_cell_of_the_line_items_is_corrected(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit(read["invoice.pdf"])
    cell = page.get_by_label("Quantity, Row 1")
    expect(cell).to_have_value("3")
    cell.fill("4")
    cell.press("Enter")
    expect(page.locator("[data-field='line_items.0.quantity']")).to_have_class("is-person chosen")
    page.reload()
    expect(cell).to_have_value("4")


def test_a_link_leads_to_the_page_and_the_field(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit(f"{read['invoice.pdf']}&page=1&field=due_date")
    expect(page.locator("rect[data-box=due_date]")).to_have_class("is-high chosen")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("[data-part=where]")).to_have_text("Page 2 of 2")
    expect(page.locator("rect[data-box]")).to_have_count(0)
    page.get_by_role("button", name="Show Total on the page").click()
    expect(page.locator("[data-part=where]")).to_have_text("Page 1 of 2")


def test_on_a_phone_a_link_leads_to_a_field_that_the_page_does_not_cover(
    visit: Callable[..., Any], read: dict[str, str]
) -> None:
    page = visit(f"{read['invoice.pdf']}&field=total", viewport={"width": 390, "height": 844})
    page.wait_for_function(
        """() => { const [field, viewer] = ['[data-field=total]', '.viewer'].map((name) =>
          document.querySelector(name)?.getBoundingClientRect());
        const box = document.querySelector('rect.chosen')?.getBoundingClientRect();
        return field && box && field.top >= viewer.bottom && field.bottom <= innerHeight &&
          box.top > viewer.top && box.bottom < viewer.bottom; }"""
    )


def test_values_appear_by_themselves_once_the_document_is_read(
    visit: Callable[..., Any], server: str, invoice: bytes
) -> None:
    with urllib.request.urlopen(_upload(server, "late.pdf", invoice + b"\n"), timeout=60) as answer:
        document = json.load(answer)["files"][0]["document_id"]
    page = visit(f"/document?id={document}&field=total")
    expect(page.locator("[data-field=total] input")).to_have_value("2865.60")
    expect(page.locator("rect[data-box=total]")).to_have_class("is-high chosen")
    expect(page.locator("[data-part=busy]")).to_be_hidden()


def test_reviewed_is_marked_and_unmarked(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit(read["invoice.pdf"])
    page.get_by_role("button", name="Mark as reviewed").click()
    mark = page.get_by_role("button", name="Reviewed", exact=True)
    expect(mark).to_have_attribute("aria-pressed", "true")
    mark.click()
    expect(page.get_by_role("button", name="Mark as reviewed")).to_be_visible()


def test_a_link_to_nothing_says_so(visit: Callable[..., Any]) -> None:
    page = visit("/document?id=unknown")
    expect(page.get_by_role("heading", name="There is no such document")).to_be_visible()
    page.get_by_role("link", name="Go to the library").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()


def _upload(server: str, name: str, data: bytes) -> urllib.request.Request:
    head = f'--part\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=part"}
    return urllib.request.Request(f"{server}/api/documents", head.encode() + data + b"\r\n--part--\r\n", kind)
