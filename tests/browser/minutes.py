"""The first minutes of a new user, in seconds of the machine: ``python -m tests.browser.minutes FOLDER``.

From ``make run`` in an installed checkout, with an empty data folder inside FOLDER, to a table of the five samples with
a value corrected in it. What it prints is the table of ``docs/first-minutes.md``.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl

from app import samples
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE
from tests.browser.serving import HOUSE, answers

PORT = 7988


def walk(folder: Path, server: str) -> None:
    """All steps, each with its seconds on a line."""
    from playwright.sync_api import expect, sync_playwright

    files = [folder / sample.name for sample in samples.SAMPLES]
    for file in files:
        file.write_bytes(samples.read(file.name))
    expect.set_options(timeout=4 * PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="en-GB")
        page.set_default_timeout(4 * PATIENCE)
        done = page.locator("[data-state=done]")
        with step("The page is there"):
            page.goto(server)
            page.get_by_role("button", name="Choose files").wait_for()
        with step("The first of five documents is read"):
            page.locator("input[data-part=files]").set_input_files(files)
            done.first.wait_for()
        with step("All five are read"):
            expect(done).to_have_count(len(files))
        with step("A document opens, with its boxes"):
            page.get_by_role("link", name="Open cafe.jpg").click()
            page.locator("rect[data-box]").first.wait_for()
        field = page.locator("[data-field=tips]")
        with step("A value is corrected"):
            field.locator("input").fill("4.00")
            field.locator("input").press("Enter")
            expect(field.locator(".level")).to_contain_text("by you")
            expect(field.locator("input")).to_have_value("4.00")
        with step("It is marked as reviewed"):
            page.get_by_role("button", name="Mark as reviewed").click()
            page.get_by_role("button", name="Reviewed", exact=True).wait_for()
        with step("The library lists all five"):
            page.get_by_role("link", name="Library").click()
            expect(page.locator("tr[data-document]")).to_have_count(len(files))
        with step("The Excel workbook is saved"):
            page.get_by_text("Export all 5").click()
            with page.expect_download() as download:
                page.locator("a[href*='api/exports/xlsx']").click()
            download.value.save_as(folder / "recto.xlsx")
        browser.close()
    rows = openpyxl.load_workbook(folder / "recto.xlsx").worksheets[0].iter_rows(values_only=True)
    lines = [[str(cell) for cell in row] for row in rows]
    assert len(lines) == 1 + len(files)
    (coffee,) = (line for line in lines if "CORNER OAK COFFEE" in line)
    assert float(coffee[lines[0].index("tips")]) == 4


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print what the step took."""
    begun = time.perf_counter()
    yield
    print(f"| {name} | {time.perf_counter() - begun:.1f} |", flush=True)


def main(folder: Path) -> None:
    """Start the server as ``make run`` does, and walk."""
    settings = os.environ | {"RECTO_DATA": str(folder / "data"), "RECTO_PORT": str(PORT)}
    server = f"http://127.0.0.1:{PORT}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(["make", "--silent", "run"], cwd=HOUSE, env=settings, stdout=log, stderr=log)
        try:
            with step("Recto is started and answers"):
                while not answers(server):
                    assert process.poll() is None, (folder / "log").read_text()
                    time.sleep(0.05)
            walk(folder, server)
        finally:
            process.terminate()
            process.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"computing of all these processes, the browser's too: {used.ru_utime + used.ru_stime:.1f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
