"""Many browsers at once: how long the slowest action takes, and whether one sees anything of another.

``python -m benchmarks.visitors ADDRESS [--keys FILE]`` against a running server. All are contexts of one Chromium, so
cookies, storage and caches are apart and the process is one; they act one after the other. With ``--keys`` (a key for
programs a line, each of another workspace) every browser sends its own, and it fails when one sees a document of
another. Without, all share one workspace and only what stands in their screens (searches, choices) is compared.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.draw import pdf

BROWSERS = 20
ROUNDS = 3
PATIENCE = 120_000  # milliseconds


def main() -> int:
    """Visit, measure, compare; 1 when one saw something of another."""
    parser = argparse.ArgumentParser(prog="benchmarks.visitors")
    parser.add_argument("address")
    parser.add_argument("--keys", type=Path, help="one key a line")
    parser.add_argument("--browsers", type=int, default=BROWSERS)
    given = parser.parse_args()
    keys = given.keys.read_text("utf-8").split() if given.keys else []
    took: dict[str, list[float]] = {}
    leaks: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages: list[Page] = []
        for number in range(given.browsers):
            headers = {"authorization": f"Bearer {keys[number % len(keys)]}"} if keys else {}
            context = chromium.new_context(extra_http_headers=headers)
            context.set_default_timeout(PATIENCE)
            pages.append(context.new_page())
        for turn in range(ROUNDS):
            for number, page in enumerate(pages):
                _act(page, given.address.rstrip("/"), number, turn, took)
            leaks += _compare(pages, apart=bool(keys))
        chromium.close()
    for name, seconds in took.items():
        p95 = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
        print(f"{name:10} p50 {statistics.median(seconds):.2f} s, p95 {p95:.2f} s, max {max(seconds):.2f} s")
    for leak in leaks:
        print(leak, file=sys.stderr)
    return 1 if leaks else 0


def _act(page: Page, address: str, number: int, turn: int, took: dict[str, list[float]]) -> None:
    """One visitor: opens the first screen, uploads a document of its own, searches the library for its word."""

    def timed(name: str, began: float) -> None:
        took.setdefault(name, []).append(time.perf_counter() - began)

    began = time.perf_counter()
    page.goto(address)
    page.get_by_role("button", name="Choose files").wait_for()
    timed("open", began)
    name = f"visitor {number} turn {turn}.pdf"
    began = time.perf_counter()
    file: Any = {"name": name, "mimeType": "application/pdf", "buffer": pdf(("Receipt", f"visitor{number}", name))}
    page.locator("input[data-part=files]").set_input_files(file)
    page.locator("[data-job]:not([data-state=sending])", has_text=name).wait_for()
    timed("upload", began)
    began = time.perf_counter()
    page.goto(f"{address}/library?text=visitor+{number}")
    page.locator("tr[data-document]").first.wait_for()
    timed("search", began)
    page.locator("td.tick input").first.check()


def _compare(pages: list[Page], apart: bool) -> list[str]:
    """What stands in one visitor's screen that is another's."""
    found = []
    for number, page in enumerate(pages):
        if page.locator("input[name=text]").input_value() != f"visitor {number}":
            found.append(f"Browser {number} shows the search of another.")
        if page.locator("td.tick input:checked").count() != 1:
            found.append(f"Browser {number} shows the choice of another.")
        names = page.locator("td.document a").all_text_contents()
        strange = [name for name in names if not name.startswith(f"visitor {number} ")]
        if apart and strange:
            found.append(f"Browser {number} sees {strange[0]!r}.")
    return found


if __name__ == "__main__":
    sys.exit(main())
