"""Library: tags, collections, saved searches, deleting and taking back, totals, what came twice."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect


def _rows(page: Any, text: str = "") -> Any:
    return page.locator("tr[data-document]", has_text=text)


def test_chosen_documents_are_tagged_collected_and_found_by_it(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit("/library")
    page.get_by_label("Choose invoice.pdf").check()
    for kind, name in (("tag", "urgent <b>"), ("collection", "March")):
        menu = page.locator(f"details[data-part={kind}]")
        menu.locator("summary").click()
        menu.get_by_role("textbox").or_(menu.get_by_role("combobox")).fill(name)
        menu.get_by_role("button", name="Add").click()
        expect(page.locator(f"select[name={kind}] option", has_text=name)).to_have_count(1)
    expect(_rows(page, "invoice.pdf").get_by_role("button", name="Tag: urgent <b>")).to_be_visible()
    page.locator("select[name=tag]").select_option("urgent <b>")
    expect(_rows(page)).to_have_count(1)
    page.locator("select[name=tag]").select_option("")
    page.locator("select[name=collection]").select_option("March")
    expect(_rows(page)).to_have_count(1)
    assert "collection=March" in page.url
    menu = page.locator("details[data-part=saved]")
    menu.locator("summary").click()
    menu.get_by_label("Name to keep it under").fill("My March")
    menu.get_by_role("button", name="Save").click()
    expect(page.locator("[data-part=notice]")).to_contain_text("Saved as My March")
    page.goto(page.url.partition("?")[0])
    page.locator("details[data-part=saved] summary").click()
    page.get_by_role("link", name="My March").click()
    expect(_rows(page)).to_have_count(1)
    expect(page.locator("select[name=collection]")).to_have_value("March")
    page.locator("details[data-part=saved] summary").click()
    page.get_by_role("button", name="Forget My March").click()
    expect(page.get_by_role("link", name="My March")).to_have_count(0)
    assert read


def test_what_is_deleted_can_be_taken_back_at_once_and_later(visit: Callable[..., Any], read: dict[str, str]) -> None:
    page = visit("/library?text=lettering")
    page.get_by_label("Choose second.pdf").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("[data-part=undo]")).to_contain_text("1 deleted")
    expect(_rows(page, "second.pdf")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(_rows(page, "second.pdf")).to_have_count(1)
    page.get_by_label("Choose second.pdf").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(_rows(page, "second.pdf")).to_have_count(0)
    page.get_by_role("button", name="Deleted", exact=True).click()
    page.get_by_role("button", name="Take second.pdf back").click()
    expect(page.get_by_text("Nothing was deleted")).to_be_visible()
    page.get_by_role("button", name="Documents", exact=True).click()
    expect(_rows(page, "second.pdf")).to_have_count(1)
    assert read


def test_all_that_match_are_deleted_after_their_number_was_confirmed(
    visit: Callable[..., Any], read: dict[str, str]
) -> None:
    page = visit("/library?text=lettering")
    expect(_rows(page)).to_have_count(2)
    page.get_by_role("button", name="Choose all 2 that match").click()
    expect(page.get_by_label("Choose second.pdf")).to_be_checked()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete all 2 documents that match?")
    page.get_by_role("button", name="Cancel").click()
    expect(_rows(page)).to_have_count(2)
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete: 2").click()
    expect(page.locator("[data-part=undo]")).to_contain_text("2 deleted")
    expect(_rows(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(_rows(page)).to_have_count(2)
    assert read


def test_the_words_that_were_asked_for_are_marked_and_nothing_of_them_is_run(
    visit: Callable[..., Any], read: dict[str, str]
) -> None:
    page = visit("/library?text=LETTÉring")
    expect(_rows(page, "invoice.pdf").locator("mark").first).to_have_text("lettering", ignore_case=True)
    page.get_by_label("Search").fill("img onerror")
    expect(_rows(page).locator("mark").first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert read


def test_totals_are_drawn_and_listed_and_what_came_twice_is_shown(
    visit: Callable[..., Any], read: dict[str, str], server: str
) -> None:
    with urllib.request.urlopen(f"{server}/api/totals", timeout=30) as answer:
        sums = json.load(answer)["months"]
    page = visit("/library")
    page.get_by_role("button", name="Totals", exact=True).click()
    expect(page.get_by_role("img", name="Totals by month")).to_be_visible()
    total = next(one for one in sums if one["of"] == "2026-03")
    row = page.locator("table.months tr", has_text="Mar 2026")
    expect(row).to_contain_text(f"{float(total['total']):,.2f}")
    expect(page.get_by_role("link", name="Northlight Studio Ltd")).to_be_visible()
    page.reload()  # the view stands in the address
    expect(page.locator(".bars rect").last.locator("title")).to_contain_text("Mar 2026")
    row.get_by_role("link", name="Mar 2026").click()
    expect(page.get_by_label("To date")).to_have_value("2026-03-31")
    expect(_rows(page, "invoice.pdf")).to_have_count(1)
    page.goto(f"{server}/library?view=totals")
    page.get_by_role("button", name="Perhaps twice").click()
    doubles = page.locator(".doubles > li", has_text="NL-2026-0147")
    doubles.get_by_role("link", name="second.pdf").click()
    expect(page.get_by_role("heading", name="second.pdf")).to_be_visible()
    assert read
