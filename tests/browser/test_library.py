"""Library: found by a word and by an amount, chosen, exported; what one visitor chooses no other sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
openpyxl = pytest.importorskip("openpyxl")


def test_a_document_is_found_by_a_word_in_it_and_by_its_amount(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit("/library")
    page.get_by_label("Search").fill("lettering")  # stands on the page, and is no value
    expect(_rows(page, "invoice.pdf")).to_have_count(1)
    expect(_rows(page, ".pdf").filter(has_text="onerror")).to_have_count(0)
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Amount from").fill("2865")
    page.get_by_label("Amount to").fill("2866")
    expect(_rows(page, "invoice.pdf")).to_have_count(1)
    expect(_rows(page, "onerror")).to_have_count(0)
    page.get_by_label("Amount from").fill("2866")
    expect(page.get_by_text("No document matches")).to_be_visible()
    page.goto(page.url.replace("amount_min=2866", "amount_min=2865"))  # the question stands in the address
    expect(_rows(page, "invoice.pdf")).to_have_count(1)
    expect(page.get_by_label("Amount from")).to_have_value("2865")
    assert read


def test_what_is_no_amount_is_said(visit: Callable[..., Any]) -> None:
    page = visit("/library?amount_min=much")
    expect(page.get_by_role("alert")).to_contain_text("“much” is not an amount")


def test_the_chosen_document_is_exported_as_a_workbook(
    visit: Callable[..., Any], read: dict[str, str], tmp_path: Path
) -> None:
    page = visit("/library")
    page.get_by_label("Choose invoice.pdf").check()
    page.get_by_text("Export the chosen one").click()
    with page.expect_download() as download:
        page.locator("a[href*='api/exports/xlsx']").click()
    download.value.save_as(tmp_path / "export.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "export.xlsx").worksheets[0]
    rows = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert len(rows) == 2
    assert any("NL-2026-0147" in cell for cell in rows[1])
    assert read


def test_two_visitors_do_not_share_what_they_choose(visit: Callable[..., Any], read: dict[str, str]) -> None:
    first, second = visit("/library"), visit("/library", visitor="second")
    first.get_by_label("Choose invoice.pdf").check()
    expect(first.get_by_text("1 chosen", exact=True)).to_be_visible()
    second.get_by_label("Search").fill("lettering")
    expect(_rows(second, "onerror")).to_have_count(0)
    expect(second.get_by_label("Choose invoice.pdf")).not_to_be_checked()
    expect(second.get_by_text("Export all")).to_be_visible()
    expect(first.get_by_label("Search")).to_have_value("")
    expect(first.get_by_label("Choose invoice.pdf")).to_be_checked()
    assert read


def _rows(page: Any, text: str) -> Any:
    return page.locator("tr[data-document]", has_text=text)


def test_a_page_that_nobody_touches_draws_nothing(visitors: Callable[..., Any], server: str) -> None:
    page = visitors("quiet").new_page()
    page.add_init_script(FRAMES)
    page.goto(server + "/library")
    page.get_by_label("Search").wait_for()
    page.wait_for_timeout(2000)
    assert 0 < page.evaluate("frames_asked") < 40  # Gradio alone asks for 60 a second, and for 280 before it rests
    page.close()


def test_more_tabs_than_a_browser_has_connections(visitors: Callable[..., Any], server: str) -> None:
    tabs = [visitors("quiet").new_page() for _ in range(8)]
    for tab in tabs:
        tab.goto(server + "/library", timeout=30_000)
        tab.get_by_label("Search").wait_for()
    for tab in tabs:
        tab.close()


FRAMES = """
  window.frames_asked = 0;
  const frame = requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => (frames_asked++, frame(call));
  window.requestAnimationFrame(() => {});
"""
