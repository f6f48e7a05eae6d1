"""Export: chosen columns are shown and saved; a case file opens from disk and runs nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect


def test_chosen_columns_are_shown_and_saved(visit: Callable[..., Any], read: dict[str, str], tmp_path: Path) -> None:
    page = visit("/library")
    page.get_by_label("Choose invoice.pdf").check()
    page.get_by_text("Export the chosen one").click()
    page.get_by_role("link", name="Choose columns").click()
    expect(page.get_by_text("Chosen documents: 1")).to_be_visible()
    page.get_by_role("button", name="No column").click()
    expect(page.get_by_role("alert").filter(has_text="nothing to export")).to_be_visible()
    page.get_by_label("document_name", exact=True).check()
    page.get_by_label("invoice_number", exact=True).check()
    expect(page.locator("[data-part=preview] th")).to_have_text(["document_name", "invoice_number"])
    expect(page.locator("[data-part=preview] td")).to_have_text(["invoice.pdf", "NL-2026-0147"])
    page.get_by_label("Format").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the file").click()
    download.value.save_as(tmp_path / "some.csv")
    lines = (tmp_path / "some.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["document_name,invoice_number", "invoice.pdf,NL-2026-0147"]
    assert read


def test_an_export_of_nothing_says_so(visit: Callable[..., Any]) -> None:
    page = visit("/export?text=nowheretobefound")
    expect(page.get_by_role("alert").first).to_contain_text("There is nothing to export")
    expect(page.get_by_role("link", name="Save the file")).to_have_count(0)


def test_a_case_file_opens_from_disk_and_runs_nothing_of_a_hostile_document(
    visit: Callable[..., Any], visitors: Callable[..., Any], read: dict[str, str], tmp_path: Path
) -> None:
    page = visit("/export")
    page.get_by_label("Format").select_option("html")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the file").click()
    download.value.save_as(tmp_path / "case.html")
    file = visitors("case").new_page()
    asked: list[str] = []
    said: list[str] = []
    file.on("request", lambda request: asked.append(request.url[:60]))
    file.on("console", lambda message: said.append(message.text))
    file.goto((tmp_path / "case.html").as_uri())
    assert "onerror" in file.inner_text("body")  # it is shown, as text
    assert file.evaluate("window.hacked") is None
    assert file.locator("script").count() == 0
    assert all(url.startswith(("file:", "data:image/webp")) for url in asked)
    assert not said
    assert file.evaluate(BROKEN) == [], "an amount stands on one line"
    file.get_by_role("link", name="NL-2026-0147", exact=True).first.click()
    box = file.locator(".box:target")
    expect(box).to_be_in_viewport()
    assert file.evaluate("[...document.images].every((image) => image.naturalWidth > 100)")
    box.click()
    expect(file.locator("tr:target")).to_contain_text("NL-2026-0147")
    file.close()
    assert read


BROKEN = """[...document.querySelectorAll('.scroll td a')].map((a) => [a.textContent, a.getClientRects().length])
  .filter(([text, lines]) => lines > 1 && !text.includes(' '))"""
