"""Takes the pictures of ``docs/images`` from a running server: ``python -m tests.browser.pictures http://127.0.0.1:7860``.

It reads the five samples and a few drawn invoices there (in an empty store, for the pictures' sake) and looks at each
screen as a visitor would.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE
from tests.draw import pdf

FOLDER = Path(__file__).parent.parent.parent / "docs" / "images"
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
DRAWN = (  # so that the chart has months
    ("Harbour & Finch Books", "14 October 2025", "1,204.00"),
    ("Harbour & Finch Books", "11 November 2025", "1,860.50"),
    ("Millbrook Gardens", "2 December 2025", "742.00"),
    ("Harbour & Finch Books", "19 January 2026", "2,130.00"),
    ("Millbrook Gardens", "5 February 2026", "918.40"),
)


def take(page: Any, name: str) -> None:
    """One picture of what the page shows now, in 256 colours."""
    page.wait_for_timeout(1500)  # the page's image and its boxes are drawn
    path = FOLDER / f"{name}.png"
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB", flush=True)


def drawn() -> list[dict[str, Any]]:
    """Some invoices of one page, as files to upload."""
    made = []
    for number, (vendor, day, total) in enumerate(DRAWN, 1040):
        facts = (f"Invoice number: HF-{number}", f"Invoice date: {day}", "", f"Total: GBP {total}")
        data = pdf(("INVOICE", "", vendor, "", *facts))
        made.append({"name": f"invoice {number}.pdf", "mimeType": "application/pdf", "buffer": data})
    return made


def main(server: str) -> None:
    """Read the documents and take all pictures."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        page = browser.new_page(viewport=WIDE, color_scheme="light", locale="en-GB")
        page.set_default_timeout(4 * PATIENCE)
        page.goto(server)
        samples = page.get_by_role("button", name="Read the sample:")
        samples.first.wait_for()
        for number in range(samples.count()):
            samples.nth(number).click()
            page.locator("[data-job]").nth(number).wait_for()
        page.evaluate("scrollTo(0, 0)")
        page.mouse.move(0, 0)
        take(page, "upload")
        page.wait_for_function("document.querySelectorAll('[data-state=done]').length >= 5")
        document = page.get_by_role("link", name="Open studio.pdf").get_attribute("href")
        for name, size, colours in (
            ("document", WIDE, "light"),
            ("document-dark", WIDE, "dark"),
            ("phone", NARROW, "light"),
        ):
            visitor = browser.new_page(viewport=size, color_scheme=colours, locale="en-GB")
            visitor.set_default_timeout(4 * PATIENCE)
            visitor.goto(f"{server}/{document}&field=total")
            visitor.locator("rect[data-box]").first.wait_for()
            visitor.wait_for_function("document.querySelector('[data-field=total] .cut').width !== 300")  # it is drawn
            take(visitor, name)
            visitor.close()
        page.locator("input[data-part=files]").set_input_files(drawn())
        page.wait_for_function(f"document.querySelectorAll('[data-state=done]').length >= {5 + len(DRAWN)}")
        for name, path, ready in (
            ("review", "review", "[data-waiting]"),
            ("library", "library", "tr[data-document]"),
            ("chart", "library?view=totals", ".bars rect"),
        ):
            page.goto(f"{server}/{path}")
            page.locator(ready).first.wait_for()
            if name == "chart":
                page.locator("details[data-part=filters] summary").click()
            take(page, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
