"""Review: by keyboard alone from the queue through a document; undo, rows, words of the page, a new reading."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.draw import pdf

expect = pytest.importorskip("playwright.sync_api").expect

ODD = {
    "name": "odd_names",
    "title": "<b>Odd</b> ${1+1}",
    "description": "field names that are words of JavaScript and SQL",
    "fields": [
        {"name": "constructor", "type": "text"},
        {"name": "select", "type": "date"},
        {"name": "tostring", "type": "bool"},
        {"name": "line_items", "type": "table", "columns": [{"name": "length"}, {"name": "drop", "type": "amount"}]},
    ],
}


def asked(server: str, path: str, body: object = None, method: str = "POST") -> Any:
    """What the server answers to another program."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{server}/api/{path}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def uploaded(server: str, name: str, data: bytes, doctype: str = "") -> str:
    """A document that another program sent, as its address."""
    typed = f'--part\r\nContent-Disposition: form-data; name="doctype"\r\n\r\n{doctype}\r\n' if doctype else ""
    head = f'{typed}--part\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=part"}
    request = urllib.request.Request(f"{server}/api/documents", head.encode() + data + b"\r\n--part--\r\n", kind)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return f"/document?id={json.load(answer)['files'][0]['document_id']}"


@pytest.fixture
def fresh(server: str, invoice: bytes) -> Callable[[str], str]:
    """A copy of the invoice that no other test touches, as its address; the screen waits until it is read."""
    return lambda mark: uploaded(server, f"{mark}.pdf", invoice + b"\n%" + mark.encode() + b"\n")


def test_by_keyboard_from_doubt_to_doubt(visit: Callable[..., Any], fresh: Callable[[str], str]) -> None:
    page = visit(fresh("keys"))
    expect(page.locator("[data-field=total] input")).to_have_value("2865.60")
    page.locator("body").press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Accept the value and go on")
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('[data-field=total]').focus()")
    page.locator("[data-field=total] .label").click()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("[data-field=total] .level")).to_have_text("Confirmed by you")
    page.locator("[data-field=tax] .label").click()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.type("400")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=tax] .level")).to_have_text("Set by you")
    page.keyboard.press("x")
    expect(page.locator("[data-field=tax] input")).to_have_value("")
    page.keyboard.press("u")
    expect(page.locator("[data-field=tax] input")).to_have_value("400")
    page.keyboard.press("u")
    expect(page.locator("[data-field=tax] input")).to_have_value("477.60")
    expect(page.locator("[data-field=tax] .level")).to_have_text("Sure")
    page.locator("[data-field=tax]").get_by_text("History").click()
    past = page.locator("[data-field=tax] .past li")
    expect(past).to_have_count(5)
    expect(past.first).to_contain_text("scripted read 477.60")
    expect(past.nth(1)).to_contain_text("You changed 477.60 to 400")
    expect(past.last).to_contain_text("You took back 400, so that 477.60 stands again")


def test_every_value_shows_its_place_and_the_page_is_fetched_once(
    visit: Callable[..., Any], fresh: Callable[[str], str]
) -> None:
    page = visit()
    fetched: list[str] = []
    page.on("response", lambda one: fetched.append(one.url) if one.status == 200 and "/1.webp" in one.url else None)
    page.goto(page.url.rstrip("/") + fresh("cuts"))
    cut = page.locator("[data-field=invoice_number] .cut")
    expect(cut).to_be_visible()
    page.wait_for_function("document.querySelector('[data-field=invoice_number] .cut').width > 60")
    dark = cut.evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height)"
        ".data.filter((x, i) => i % 4 == 0 && x < 110).length"
    )
    assert dark > 20, "the printed number is in the cut-out"
    assert len(fetched) == 1, fetched


def test_the_view_is_turned_and_fitted_and_boxes_stay_on_their_words(
    visit: Callable[..., Any], fresh: Callable[[str], str]
) -> None:
    page = visit(fresh("turned"))
    box, sheet = page.locator("rect[data-box=invoice_number]"), page.locator(".turner")
    expect(box).to_be_visible()
    places = []
    for _ in range(4):
        outer, inner = sheet.bounding_box(), box.bounding_box()
        places.append(
            (
                (inner["x"] + inner["width"] / 2 - outer["x"]) / outer["width"],
                (inner["y"] + inner["height"] / 2 - outer["y"]) / outer["height"],
            )
        )
        page.get_by_role("button", name="Turn the view by a quarter").click()
    (x, y), *turned = places
    for place, wanted in zip(turned, [(1 - y, x), (1 - x, 1 - y), (y, 1 - x)], strict=True):
        assert place == pytest.approx(wanted, abs=0.01)
    page.get_by_role("button", name="Show the whole page").click()
    stage, outer = page.locator("[data-part=stage]").bounding_box(), sheet.bounding_box()
    assert outer["y"] + outer["height"] <= stage["y"] + stage["height"] + 1
    page.get_by_role("button", name="Fit the page to the width").click()
    page.get_by_role("button", name="Zoom in").click()
    assert sheet.bounding_box()["width"] > stage["width"]
    expect(page.locator(".legend li")).to_have_count(4)


def test_the_view_obeys_keys(visit: Callable[..., Any], server: str) -> None:
    page = visit(uploaded(server, "two pages.pdf", pdf(("Corner cafe", "Total 12.32"), ("The back", "of it"))))
    strip, sheet = page.locator("[data-page]"), page.locator(".turner")
    expect(strip).to_have_count(2)
    press = page.locator("body").press
    press("]")
    expect(strip.nth(1)).to_have_attribute("aria-current", "true")
    press("[")
    expect(strip.nth(0)).to_have_attribute("aria-current", "true")
    page.wait_for_function("document.querySelector('.turner').getBoundingClientRect().width > 100")
    first = sheet.bounding_box()
    press("+")
    larger = sheet.bounding_box()
    assert larger["width"] > first["width"]
    press("-")
    assert sheet.bounding_box()["width"] == pytest.approx(first["width"])
    press("r")
    turned = sheet.bounding_box()
    assert turned["width"] / turned["height"] == pytest.approx(first["height"] / first["width"], rel=0.02)
    for _ in range(3):
        press("r")
    press("f")
    stage, whole = page.locator("[data-part=stage]").bounding_box(), sheet.bounding_box()
    assert whole["y"] + whole["height"] <= stage["y"] + stage["height"] + 1
    press("w")
    expect(page.locator("[data-part=picking]")).to_be_visible()
    press("w")
    expect(page.locator("[data-part=picking]")).to_be_hidden()


def test_words_of_the_page_fill_a_field(visit: Callable[..., Any], fresh: Callable[[str], str]) -> None:
    page = visit(fresh("words"))
    field = page.locator("[data-field=due_date]")
    field.locator("input").click()
    box = page.locator("rect[data-box=invoice_date]")
    place = box.bounding_box()
    middle = place["y"] + place["height"] / 2
    page.mouse.move(place["x"] - 6, middle - 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 20, middle, steps=3)
    page.mouse.move(place["x"] + place["width"] + 4, middle + 2, steps=3)
    page.mouse.up()
    expect(field.locator("input")).to_have_value("9 March 2026")
    page.keyboard.press("Enter")
    expect(field.locator("input")).to_have_value("2026-03-09")
    page.keyboard.press("w")
    expect(page.locator("rect.word").first).to_be_attached()
    picture, boxes = page.locator(".sheet img").bounding_box(), page.locator(".sheet svg").bounding_box()
    assert picture == pytest.approx(boxes, abs=1), "words lie on the picture while they are picked, too"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("rect.word.picked")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(field.locator("input")).to_have_value("Northlight Studio")
    page.keyboard.press("Enter")
    expect(field.get_by_role("alert")).to_contain_text("'Northlight Studio' is not a date")
    expect(field.locator("input")).to_have_value("Northlight Studio")
    page.keyboard.press("Escape")


def test_a_row_is_added_deleted_and_brought_back(visit: Callable[..., Any], fresh: Callable[[str], str]) -> None:
    page = visit(fresh("rows"))
    rows = page.locator("[data-table=line_items] tr[data-row]")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Delete row 1").click()
    expect(rows).to_have_count(0)
    expect(page.get_by_text("No rows were found.")).to_be_visible()
    page.get_by_role("button", name="Add a row").click()
    cell = page.get_by_label("Description, Row 2")
    expect(cell).to_be_focused()
    cell.fill("Proofs")
    cell.press("Enter")
    expect(page.locator("[data-field='line_items.1.description']")).to_have_class("is-person chosen")
    page.get_by_role("button", name="Bring back row 1").click()
    expect(rows).to_have_count(2)
    page.reload()
    expect(page.get_by_label("Description, Row 1")).to_have_value("Cover illustrations")
    expect(page.get_by_label("Description, Row 2")).to_have_value("Proofs")


def test_odd_names_are_names_and_a_bool_is_a_switch(visit: Callable[..., Any], server: str) -> None:
    asked(server, "types/odd_names", ODD, "PUT")
    page = visit(uploaded(server, "odd.pdf", pdf(("Northlight", "odd")), "odd_names"))
    expect(page.locator("[data-part=kind]")).to_have_text(ODD["title"])
    first = page.get_by_label("Constructor", exact=True)
    first.fill("<i>${2+2}</i>")
    first.press("Enter")
    expect(page.locator("[data-field=constructor] .level")).to_have_text("Set by you")
    when = page.get_by_label("Select", exact=True)
    when.fill("soon")
    when.press("Enter")
    expect(page.locator("[data-field=select] [role=alert]")).to_contain_text("'soon' is not a date")
    when.press("Escape")
    switch = page.get_by_role("switch", name="Tostring")
    for wanted in ("true", "false"):
        switch.click()
        expect(switch).to_have_attribute("aria-checked", wanted)
        expect(page.locator("[data-field=tostring] .level")).to_have_text("Set by you")
        expect(page.locator("[data-field=tostring] .past li")).to_have_count(1 if wanted == "true" else 2)
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Length, Row 1").fill("prototype")
    page.get_by_label("Length, Row 1").press("Enter")
    page.reload()
    expect(page.get_by_label("Length, Row 1")).to_have_value("prototype")
    expect(first).to_have_value("<i>${2+2}</i>")
    expect(switch).to_have_attribute("aria-checked", "false")


def test_a_new_reading_waits_with_what_differs(visit: Callable[..., Any], fresh: Callable[[str], str]) -> None:
    page = visit(fresh("again"))
    total = page.locator("[data-field=total] input")
    total.fill("1.00")
    total.press("Enter")
    expect(page.locator("[data-field=total] .level")).to_have_text("Set by you")
    page.get_by_text("Read again", exact=True).click()
    page.locator("select[name=doctype]").select_option("receipt")
    page.get_by_role("button", name="Read", exact=True).click()
    offer = page.get_by_role("region", name="A new reading waits for you")
    expect(offer).to_contain_text("Receipt")
    expect(offer.get_by_label("Take the new value of Total")).not_to_be_checked()
    expect(total).to_have_value("1.00")
    row = offer.locator("[data-differs=invoice_number]")
    expect(row).to_contain_text("NL-2026-0147")
    for name in ("Invoice number", "Due date", "Invoice date"):
        offer.get_by_label(f"Take the new value of {name}").uncheck()
    offer.get_by_role("button", name="Take what is ticked").click()
    expect(offer).to_be_hidden()
    expect(page.locator("[data-part=kind]")).to_have_text("Receipt")
    expect(total).to_have_value("1.00")
    expect(page.locator("[data-field=invoice_number] input")).to_have_value("NL-2026-0147")


def test_a_correction_in_the_browser_is_in_store_export_search_and_a_later_reading(
    visit: Callable[..., Any], fresh: Callable[[str], str], server: str
) -> None:
    address = fresh("survives")
    document = address.partition("id=")[2]
    page = visit(address)
    vendor = page.locator("[data-field=vendor_name] input")
    expect(vendor).to_have_value("Northlight Studio Ltd")
    vendor.fill("Gullwing Press")
    vendor.press("Enter")
    expect(page.locator("[data-field=vendor_name] .level")).to_have_text("Set by you")
    for again in (False, True):
        if again:
            asked(server, f"documents/{document}/read", {})
            page.reload()
            expect(page.locator("[data-part=status]")).to_have_text("Read")
        stored = asked(server, f"documents/{document}", method="GET")
        assert next(one["value"] for one in stored["fields"] if one["path"] == "vendor_name") == "Gullwing Press"
        with urllib.request.urlopen(f"{server}/api/exports/csv?ids={document}", timeout=60) as answer:
            assert "Gullwing Press" in answer.read().decode()
        assert asked(server, "documents?text=gullwing", method="GET")["total"] == 1
    expect(vendor).to_have_value("Gullwing Press")


def test_links_that_lead_astray_say_so(visit: Callable[..., Any], fresh: Callable[[str], str]) -> None:
    page = visit(f"{fresh('astray')}&page=9&field=colour")
    astray = page.locator("[data-part=astray]")
    expect(astray).to_contain_text("This document has no page 9")
    expect(astray).to_contain_text("no field “colour”")


def test_the_queue_leads_from_document_to_document(visit: Callable[..., Any], server: str) -> None:
    ids = [uploaded(server, f"empty {n}.pdf", pdf(("Nothing here", str(n))), "invoice") for n in range(3)]
    until = time.monotonic() + 180
    while asked(server, "jobs?active=true", method="GET"):
        assert time.monotonic() < until, "they were not read in time"
        time.sleep(0.2)
    page = visit("/review")
    expect(page.get_by_text("so far")).to_be_visible()
    waiting = page.locator("[data-waiting]")
    expect(waiting.first).to_contain_text("No vendor name was found")
    count = waiting.count()
    page.get_by_role("button", name="Start with the riskiest").click()
    expect(page.locator("[data-part=flow-where]")).to_have_text(f"Document 1 of {count}")
    name = page.locator("[data-part=name]").text_content()
    page.locator("body").press("m")
    expect(page.locator("[data-part=flow-where]")).to_have_text(f"Document 2 of {count}")
    expect(page.locator("[data-part=flow-done]")).to_have_text("1 done")
    expect(page.locator("[data-part=name]")).not_to_have_text(name or "")
    page.locator("body").press("k")
    expect(page.locator("[data-part=name]")).to_have_text(name or "")
    expect(page.get_by_role("button", name="Reviewed", exact=True)).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Review queue").click()
    expect(waiting).to_have_count(count - 1)
    page.get_by_label("Values above the line").select_option("0.9")
    expect(page.get_by_text("20 are needed")).to_be_visible()
    assert len(ids) == 3


def test_an_answer_that_comes_after_the_next_document_was_opened_still_counts(
    visit: Callable[..., Any], fresh: Callable[[str], str]
) -> None:
    first, second = fresh("answered-late"), fresh("next-one")
    page = visit(first)
    expect(page.locator("[data-field=total] input")).to_have_value("2865.60")
    ids = [address.partition("=")[2] for address in (first, second)]
    page.evaluate("ids => sessionStorage.setItem('recto-queue', JSON.stringify({ids, done: []}))", ids)
    page.reload()
    expect(page.locator("[data-part=flow-where]")).to_contain_text("1")
    held = []
    page.route(
        "**/run/predict*", lambda way: held.append(way) if '"reviewed":' in way.request.post_data else way.continue_()
    )
    page.get_by_role("button", name="Mark as reviewed").click()
    page.locator("[data-part=flow-after]").click()
    expect(page.locator("[data-part=name]")).to_have_text("next-one.pdf")
    (late,) = held
    late.continue_()
    expect(page.locator("[data-part=notice]")).to_contain_text("eviewed")
    expect(page.locator("[data-part=name]")).to_have_text("next-one.pdf")
    expect(page.get_by_role("button", name="Mark as reviewed")).to_be_visible()
    assert json.loads(page.evaluate("sessionStorage.getItem('recto-queue')"))["done"] == [ids[0]]
