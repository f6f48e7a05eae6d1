"""Upload: files become rows, rows become documents; what is refused says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import EVIL_MARKUP, EVIL_TEMPLATE, PATIENCE
from tests.browser.serving import serving
from tests.draw import pdf

expect = pytest.importorskip("playwright.sync_api").expect


def test_the_first_screen_offers_the_samples_and_one_click_reads_one(visit: Callable[..., Any]) -> None:
    page = visit()
    expect(page.get_by_role("heading", name="Read documents")).to_be_visible()
    samples = page.get_by_role("button", name="Read the sample:")
    expect(samples).to_have_count(5)
    page.get_by_role("button", name="Read the sample: Invoice in German").click()
    row = page.locator("[data-job]", has_text="werkstatt.pdf")
    expect(row).to_have_attribute("data-state", "done")
    row.get_by_role("link", name="Open werkstatt.pdf").click()
    expect(page.get_by_role("heading", name="werkstatt.pdf")).to_be_visible()


def test_a_text_layer_and_a_picture_of_the_same_page_give_the_same_values(
    visit: Callable[..., Any], read: dict[str, str], picture: bytes
) -> None:
    page = visit()
    page.locator("input[type=file]").set_input_files({"name": "scan.png", "mimeType": "image/png", "buffer": picture})
    row = page.locator("[data-job]", has_text="scan.png")
    row.locator("xpath=self::*[@data-state='done']").wait_for(timeout=3 * PATIENCE)  # by OCR
    values = []
    for address in (read["invoice.pdf"], "/" + row.get_by_role("link", name="Open").get_attribute("href")):
        page = visit(address)
        values.append({path: _field(page, path).input_value() for path in ("invoice_number", "due_date", "total")})
    assert values[0] == values[1] == {"invoice_number": "NL-2026-0147", "due_date": "2026-04-08", "total": "2865.60"}


def test_files_may_be_let_go_anywhere_on_the_page(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator("[data-part=choose]").wait_for()
    page.evaluate(
        """bytes => { const all = new DataTransfer();
        all.items.add(new File([new Uint8Array(bytes)], 'dropped.pdf', { type: 'application/pdf' }));
        document.querySelector('h1').dispatchEvent(new DragEvent('drop', { dataTransfer: all, bubbles: true })); }""",
        list(pdf(("Dropped",))),
    )
    expect(page.locator("[data-state=done]", has_text="dropped.pdf")).to_be_visible()


def test_a_duplicate_is_said_and_not_stored_again(
    visit: Callable[..., Any], read: dict[str, str], invoice: bytes
) -> None:
    page = visit()
    page.locator(f"[data-job] a[href='{read['invoice.pdf'][1:]}']").first.wait_for()
    before = page.locator("[data-job]").count()
    page.locator("input[type=file]").set_input_files(
        {"name": "other name.pdf", "mimeType": "application/pdf", "buffer": invoice}
    )
    expect(page.get_by_text("This file was here already")).to_be_visible()
    assert page.locator("[data-job]").count() == before


def test_a_refusal_names_the_file_and_the_others_go_on(visit: Callable[..., Any], hostile: bytes) -> None:
    page = visit(allow="415")  # the browser itself logs the answer 415 to the refused file
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no document at all"},
            {"name": "again.pdf", "mimeType": "application/pdf", "buffer": hostile + b"\n"},
        ]
    )
    refused = page.locator("[data-state=refused]")
    expect(refused).to_contain_text("notes.txt")
    expect(refused.locator(".error")).not_to_be_empty()
    expect(page.locator("[data-state=done]", has_text="again.pdf")).to_be_visible()
    refused.get_by_role("button", name="Dismiss").click()
    expect(refused).to_have_count(0)


def test_a_locked_file_is_read_once_its_password_is_typed_in_its_row(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator("input[type=file]").set_input_files(
        {"name": "locked.pdf", "mimeType": "application/pdf", "buffer": pdf(("Invoice",), password="oak")}
    )
    row = page.locator("[data-job]", has_text="locked.pdf")
    expect(row.locator(".error")).to_contain_text("locked with a password")
    row.get_by_label("Password of locked.pdf").fill("oak")
    row.get_by_role("button", name="Read locked.pdf again").click()
    expect(page.locator("[data-state=done]", has_text="locked.pdf")).to_be_visible()


def test_what_a_document_says_is_shown_and_never_run(visit: Callable[..., Any], read: dict[str, str]) -> None:
    name = f"{EVIL_MARKUP}{EVIL_TEMPLATE}.pdf"
    page = visit(read[name])
    expect(_field(page, "buyer_name")).to_have_value(EVIL_MARKUP)
    expect(_field(page, "vendor_tax_id")).to_have_value(EVIL_TEMPLATE)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    home = page.url.partition("/document")[0]
    for path in ("/", "/library?text=window"):
        page.goto(home + path)
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0


def _field(page: Any, path: str) -> Any:
    return page.locator(f"[data-field='{path}'] :is(input, select)")


def test_a_page_comes_back_with_its_server(chromium: Any, tmp_path: Path) -> None:
    page = chromium.new_page()
    with serving(tmp_path, {"RECTO_WORKERS": "0"}) as address:
        page.goto(address)
        one = {"name": "one.pdf", "mimeType": "application/pdf", "buffer": pdf(("Receipt", "Total 1.00"))}
        page.locator("input[data-part=files]").set_input_files(one)
        waiting = page.locator("[data-job][data-state=queued]")
        expect(waiting).to_have_count(1)
    expect(page.get_by_text("Connection to the server was lost")).to_be_visible()
    with serving(tmp_path, {"RECTO_WORKERS": "0"}, int(address.rpartition(":")[2])):
        expect(page.get_by_text("Connection to the server was lost")).to_be_hidden()
        expect(waiting).to_have_count(1)
    page.close()
