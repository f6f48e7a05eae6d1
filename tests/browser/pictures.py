"""Takes the pictures of ``docs/images`` from a running server: ``python -m tests.browser.pictures http://127.0.0.1:7860``.

It reads the five samples there (in an empty store, for the pictures' sake) and looks at each screen as a visitor would.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE

FOLDER = Path(__file__).parent.parent.parent / "docs" / "images"
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def take(page: Any, name: str) -> None:
    """One picture of what the page shows now."""
    page.wait_for_timeout(1500)  # the page's image and its boxes are drawn
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main(server: str) -> None:
    """Read the samples and take all pictures."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        page = browser.new_page(viewport=WIDE, color_scheme="light")
        page.set_default_timeout(4 * PATIENCE)
        page.goto(server)
        samples = page.get_by_role("button", name="Read the sample:")
        samples.first.wait_for()
        for number in range(samples.count()):
            samples.nth(number).click()
            page.locator("[data-job]").nth(number).wait_for()
        page.wait_for_function("document.querySelectorAll('[data-state=done]').length >= 5")
        document = page.get_by_role("link", name="Open studio.pdf").get_attribute("href")
        page.evaluate("scrollTo(0, 0)")
        page.mouse.move(0, 0)
        take(page, "upload")
        for name, size, colours in (
            ("document", WIDE, "light"),
            ("document-dark", WIDE, "dark"),
            ("phone", NARROW, "light"),
        ):
            visitor = browser.new_page(viewport=size, color_scheme=colours)
            visitor.set_default_timeout(4 * PATIENCE)
            visitor.goto(f"{server}/{document}&field=total")
            visitor.locator("rect[data-box]").first.wait_for()
            take(visitor, name)
        page.goto(f"{server}/review")
        page.locator("[data-waiting]").first.wait_for()
        take(page, "review")
        page.goto(f"{server}/library")
        page.locator("tr[data-document]").first.wait_for()
        take(page, "library")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
