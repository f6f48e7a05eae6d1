"""A real server in its own process and a real Chromium. What a page says in its console, or asks elsewhere, fails."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest

from app import samples
from tests.browser.serving import serving
from tests.draw import pdf

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 60_000  # milliseconds: a cold start on two busy cores
EVIL_MARKUP = "<img src=x onerror=window.hacked=1>"
EVIL_TEMPLATE = "${window.hacked=2}"
SCRIPT = {
    "kind": "invoice",
    "answers": {
        "vendor_name": "Northlight Studio Ltd",
        "invoice_number": "NL-2026-0147",
        "invoice_date": "9 March 2026",
        "due_date": "8 April 2026",
        "subtotal": "2,388.00",
        "tax": "477.60",
        "total": "£2,865.60",
        "line_items.0.description": "Cover illustrations",
        "line_items.0.quantity": "3",
        "line_items.0.unit_price": "180.00",
        "line_items.0.amount": "540.00",
        "buyer_name": EVIL_MARKUP,  # stands on the hostile document only
        "vendor_tax_id": EVIL_TEMPLATE,
    },
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def invoice() -> bytes:
    """The English sample: two pages with a text layer."""
    return samples.read("studio.pdf")


@pytest.fixture(scope="session")
def picture(invoice: bytes) -> bytes:
    """The first page of the same invoice as a picture, to be read by OCR."""
    out = io.BytesIO()
    pypdfium2.PdfDocument(invoice)[0].render(scale=2).to_pil().save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="session")
def hostile() -> bytes:
    """A document whose text is markup and template code."""
    return pdf(("Invoice", EVIL_MARKUP, EVIL_TEMPLATE, "{{constructor}}"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with an empty store that reads with the scripted model."""
    folder = tmp_path_factory.mktemp("recto")
    (folder / "script.json").write_text(json.dumps(SCRIPT), encoding="utf-8")
    settings = {
        "RECTO_MODEL": "scripted",
        "RECTO_MODEL_SCRIPT": str(folder / "script.json"),
        "OMP_NUM_THREADS": "1",
        "RECTO_PAGE_SECONDS": "600",  # a busy machine is no reason to give a page up
    }
    with serving(folder, settings) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests; every visitor has a context of its own."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visitors(chromium: Any) -> Iterator[Callable[..., Any]]:
    """``visitors(name, **settings)``: the browser context of a visitor, made once, with a cache of its own."""
    known: dict[tuple[str, str], Any] = {}

    def visitor(name: str, **settings: Any) -> Any:
        key = name, str(settings)
        if key not in known:
            known[key] = chromium.new_context(
                **{"viewport": {"width": 1280, "height": 860}, "locale": "en-GB", **settings}
            )
            known[key].set_default_timeout(PATIENCE)
        return known[key]

    yield visitor
    for context in known.values():
        context.close()


@pytest.fixture
def visit(visitors: Callable[..., Any], server: str) -> Iterator[Callable[..., Any]]:
    """``visit(path)`` opens the path in a new tab of a visitor. At the end no tab may have complained."""
    complaints: list[str] = []
    tabs: list[Any] = []

    def opened(path: str = "/", visitor: str = "first", allow: str = "", **settings: Any) -> Any:
        page = visitors(visitor, **settings).new_page()
        tabs.append(page)

        def spoken(message: Any) -> None:
            if message.type == "error" and not (allow and allow in message.text):
                complaints.append(f"console: {message.text}")

        def asked(request: Any) -> None:
            if urlsplit(request.url).scheme in ("http", "https", "ws", "wss") and not request.url.startswith(server):
                complaints.append(f"asked elsewhere: {request.url}")

        page.on("console", spoken)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("request", asked)
        page.goto(server + path)
        return page

    yield opened
    for page in tabs:
        page.close()
    assert not complaints


@pytest.fixture(scope="module")
def read(visitors: Callable[..., Any], server: str, invoice: bytes, hostile: bytes) -> dict[str, str]:
    """Three documents, uploaded by a person and read, two of them the same invoice: {file name: its address}."""
    page = visitors("first").new_page()
    page.goto(server)
    evil = f"{EVIL_MARKUP}{EVIL_TEMPLATE}.pdf"
    files = {"invoice.pdf": invoice, "second.pdf": invoice + b"\n%second\n", evil: hostile}
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": data} for name, data in files.items()]
    )
    found = {}
    for name in files:
        row = page.locator("[data-job]").filter(has=page.get_by_text(name, exact=True))
        row.locator("xpath=self::*[@data-state='done']").wait_for(timeout=3 * PATIENCE)
        found[name] = "/" + row.get_by_role("link", name=f"Open {name}").get_attribute("href")
    page.close()
    return found
