"""Upload of many: folders, pausing, cancelling, trying again, and a batch that goes on when the browser is closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_looks import COVERED
from tests.draw import pdf

expect = pytest.importorskip("playwright.sync_api").expect


def _row(page: Any, name: str) -> Any:
    return page.locator("[data-job]", has_text=name)


def _files(*names: str) -> list[dict[str, Any]]:
    return [{"name": n, "mimeType": "application/pdf", "buffer": pdf(("Invoice", n))} for n in names]


def test_a_folder_is_taken_without_what_is_no_document(visit: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "folder one.pdf").write_bytes(pdf(("Invoice", "one")))
    (tmp_path / "notes.md").write_text("no document")
    (tmp_path / ".hidden.pdf").write_text("no document")
    page = visit()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(tmp_path)
    expect(page.locator("[data-part=notice]")).to_contain_text("other kinds that were left out: 1")
    expect(_row(page, "folder one.pdf")).to_have_attribute("data-state", "done")
    expect(_row(page, "hidden")).to_have_count(0)


def test_a_batch_is_paused_and_read_after_the_browser_was_closed(visit: Callable[..., Any]) -> None:
    page = visit()
    names = [f"batch {number}.pdf" for number in range(6)]
    page.locator("input[data-part=files]").set_input_files(_files(*names))
    for name in names:
        _row(page, name).locator("xpath=self::*[@data-state!='sending']").wait_for()
    page.close()  # while they are read
    later = visit()
    for name in names:
        expect(_row(later, name)).to_have_attribute("data-state", "done")


def test_a_held_reading_waits_goes_on_and_what_failed_is_tried_again(visit: Callable[..., Any]) -> None:
    page = visit()
    locked = {"name": "shut.pdf", "mimeType": "application/pdf", "buffer": pdf(("Shut",), password="elm")}
    # enough of them that some still wait when all are paused
    page.locator("input[data-part=files]").set_input_files([*_files(*(f"held {n}.pdf" for n in range(8))), locked])
    page.get_by_role("button", name="Pause all").click()
    held = page.locator(".job.is-held").first
    expect(held).to_contain_text("Paused")
    phone = visit("/", visitor="phone", viewport={"width": 390, "height": 844}, locale="de-DE")
    expect(phone.locator(".job.is-held").first).to_contain_text("Angehalten")
    assert phone.evaluate(COVERED) == []
    page.get_by_role("button", name="Go on with all").click()
    expect(_row(page, "held 7.pdf")).to_have_attribute("data-state", "done")
    expect(_row(page, "shut.pdf")).to_have_attribute("data-state", "failed")
    page.get_by_role("button", name="that failed again").click()
    expect(_row(page, "shut.pdf")).to_have_attribute("data-state", "failed")
    expect(_row(page, "shut.pdf").get_by_label("Password of shut.pdf")).to_be_visible()
    page.locator("input[data-part=files]").set_input_files(_files(*(f"stop {n}.pdf" for n in range(8))))
    page.get_by_role("button", name="Cancel all").click()
    expect(page.locator("[data-state=cancelled]").first).to_be_visible()
