"""Many browsers at once: how long the slowest action takes, and whether one sees anything of another.

    python -m benchmarks.visitors [--folder DIR] [--browsers 20] [--rounds 3] [--json OUT]

A server of its own that asks for a login, and as many people, made by ``recto users add``, each with a document of
their own. Each person is a browser context (cookies, storage and caches apart); they share two Chromium processes. They
sign in one after the other, then all act at the same moment, round after round: open the first screen, upload a file,
search, open their document, correct a value. Meanwhile two readers with the embedded model read two long documents;
how many were being read is looked at after every round. It fails when one person sees anything of another.

The browsers share the machine with the server, so the clock says how long all of it takes together. Beside it stand the
seconds from the first byte of each request to the last of its answer at the server, from its own log, and the CPU
seconds of server, readers and browsers.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from app import cli
from app.reader import Reader
from app.service import Service
from app.settings import Settings
from benchmarks.cancels import PAGES
from benchmarks.soak import children, free_port, served
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.draw import ANSWERS, RECEIPT, pdf

READERS = 2
BOOKS = 12  # long documents that wait: more than can be read meanwhile
PATIENCE = 300_000  # milliseconds
ANSWERED = re.compile(r"event=answered .*?method=(\S+) path=(\S+) status=\d+ seconds=(\S+)")
STREAMS = "/gradio_api/queue/data", "/gradio_api/heartbeat"  # stay open as long as a page looks at them


@dataclass(slots=True)
class Person:
    """Somebody with a login, a document, and a browser."""

    name: str
    password: str
    document: str = ""
    page: Page | None = None
    took: dict[str, list[float]] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)

    async def timed(self, action: str, doing: Awaitable[Any]) -> None:
        """Do it, and remember the seconds."""
        began = time.perf_counter()
        await doing
        self.took.setdefault(action, []).append(time.perf_counter() - began)


def people(settings: Settings, count: int) -> list[Person]:
    """``recto users add`` for each, and a document of their own, read by the scripted model."""
    found = []
    os.environ |= settings.environment()
    for number in range(count):
        name, said = f"person{number:02d}x", io.StringIO()
        with contextlib.redirect_stdout(said):
            if cli.main(["users", "add", name]):
                raise RuntimeError(f"{name} could not be added.")
        found.append(Person(name, said.getvalue().splitlines()[0].partition("password ")[2]))
    script = settings.data.parent / "script.json"
    script.write_text(json.dumps({"kind": "receipt", "answers": ANSWERS}), "utf-8")
    quick = replace(settings, model="scripted", model_settings={"script": str(script)})
    service = Service(quick)
    reader = Reader(quick, service.store)
    for person in found:
        person.document = service.upload(person.name, f"{person.name}.pdf", pdf([*RECEIPT, person.name])).document_id
        while reader.read_next():
            pass
    for number in range(BOOKS):
        book = pdf(*[[*RECEIPT, f"{number} {page}"] for page in range(PAGES)])
        service.upload("books", f"book {number}.pdf", book)
    return found


async def sign_in(person: Person, browser: Browser, address: str) -> None:
    """A context of their own, and through the login page."""
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(PATIENCE)
    person.page = page = await context.new_page()
    await page.goto(f"{address}/login")
    await page.get_by_label("Name").fill(person.name)
    await page.get_by_label("Password").fill(person.password)
    await page.get_by_role("button", name="Sign in").click(no_wait_after=True)
    await page.wait_for_url(lambda url: "/login" not in url, wait_until="commit")


async def act(person: Person, address: str, turn: int, others: list[str]) -> None:
    """One round of one person; each step is timed from the click until what was asked for is on the screen."""
    page, mine = person.page, f"{person.name} turn {turn}"
    assert page is not None

    async def opens(path: str, ready: str) -> None:
        await page.goto(f"{address}/{path}")
        await page.locator(ready).first.wait_for()

    async def uploads() -> None:
        file: Any = {"name": f"{mine}.pdf", "mimeType": "application/pdf", "buffer": pdf(("Receipt", mine))}
        await page.locator("input[data-part=files]").set_input_files(file)
        await page.locator("[data-job]:not([data-state=sending])", has_text=mine).wait_for()

    async def searches() -> None:
        await page.get_by_label("Search").fill(person.name)
        await page.wait_for_url(f"**text={person.name}*")
        await page.locator("tr[data-document] mark").first.wait_for()

    async def corrects() -> None:
        value = page.locator("[data-field=vendor_name] input")
        await value.fill(f"Shop of {mine}")
        await value.press("Enter")
        await page.locator("[data-part=notice]", has_text="saved").wait_for()

    async def seen() -> None:
        text = await page.locator("body").inner_text()
        values = await page.locator("input").evaluate_all("all => all.map((one) => one.value).join(' ')")
        person.strange += [f"{person.name} sees {name} at {page.url}" for name in others if name in text + values]

    await person.timed("open the first screen", opens("", "button:has-text('Choose files')"))
    await person.timed("upload a file", uploads())
    await seen()
    await person.timed("open the library", opens("library", "tr[data-document]"))
    await person.timed("search", searches())
    await seen()
    await person.timed("open a document", opens(f"document?id={person.document}", "[data-field=vendor_name] input"))
    await person.timed("correct a value", corrects())
    await seen()


def answers(log: str) -> dict[str, list[float]]:
    """Seconds of each request in the server's log, by method and path without what names one document or one file."""
    found: dict[str, list[float]] = {}
    for method, path, seconds in ANSWERED.findall(log):
        if not path.startswith(STREAMS):
            short = re.sub(r"[0-9a-f]{64}|/assets/.*|/static/.*", "...", path)
            found.setdefault(f"{method} {short}", []).append(float(seconds))
    return found


def computed(*processes: int) -> float:
    """CPU seconds of these processes so far, with those of their children that have ended."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(
        sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15])) / ticks
        for one in processes
    )


async def visit(crowd: list[Person], address: str, rounds: int, reading: Callable[[], int]) -> list[int]:
    """All rounds; how many documents were being read after each. Nobody may open the document of their neighbour."""
    underway = []
    async with async_playwright() as playwright:
        browsers = [await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) for _ in range(2)]
        for number, person in enumerate(crowd):
            await sign_in(person, browsers[number % 2], address)
        print(f"{len(crowd)} signed in; load {os.getloadavg()[0]:.1f}", flush=True)
        names = [person.name for person in crowd]
        for turn in range(rounds):
            acts = (act(one, address, turn, [name for name in names if name != one.name]) for one in crowd)
            await asyncio.gather(*acts)
            underway.append(reading())
            print(f"round {turn + 1}: {underway[-1]} being read; load {os.getloadavg()[0]:.1f}", flush=True)
        for person, neighbour in zip(crowd, crowd[1:] + crowd[:1], strict=True):
            assert person.page is not None
            answer = await person.page.request.get(f"{address}/api/documents/{neighbour.document}")
            if answer.status != 404:
                person.strange.append(f"{person.name} was given the document of {neighbour.name}")
        for browser in browsers:
            await browser.close()
    return underway


def summed(some: list[float]) -> dict[str, float]:
    """How many, and seconds."""
    p95 = statistics.quantiles(some, n=20, method="inclusive")[-1] if len(some) > 1 else some[0]
    return {"count": len(some), "p50": statistics.median(some), "p95": p95, "max": max(some)}


def main() -> int:
    """Prepare, visit, print; 1 when one saw something of another."""
    parser = argparse.ArgumentParser(prog="benchmarks.visitors")
    parser.add_argument("--folder", type=Path, help="for the store (default: one that is deleted afterwards)")
    parser.add_argument("--browsers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(data=folder / "data", port=free_port(), login=True, workers=READERS, log_level="debug")
        crowd = people(settings, given.browsers)
        store = Service(settings).store
        with (folder / "server.log").open("wb") as log, served(settings, log) as (address, server):
            while store.job_counts().get("reading", 0) < READERS:
                time.sleep(1)
            readers = children(server)
            before, began = [computed(server), computed(*readers), computed(os.getpid())], time.monotonic()
            underway = asyncio.run(visit(crowd, address, given.rounds, lambda: store.job_counts().get("reading", 0)))
            lasted = time.monotonic() - began
            after = [computed(server), computed(*readers), computed(os.getpid())]
        at_the_server = answers((folder / "server.log").read_text("utf-8", "replace"))
    seconds: dict[str, list[float]] = {}
    for person in crowd:
        for action, some in person.took.items():
            seconds.setdefault(action, []).extend(some)
    whose = ("server", "readers", "browsers and this process")
    spent = {who: round(end - begin, 1) for who, begin, end in zip(whose, before, after, strict=True)}
    print(f"signing in and {given.rounds} rounds: {lasted:.0f} s; CPU seconds: {spent}")
    figures = {action: summed(some) for action, some in seconds.items()}
    slowest = sorted(((summed(some), route) for route, some in at_the_server.items()), key=lambda one: -one[0]["p95"])
    every = summed([one for some in at_the_server.values() for one in some])
    for of, action in [(of, action) for action, of in figures.items()] + [(every, "ALL REQUESTS")] + slowest[:12]:
        print(f"{action:50} " + ", ".join(f"{name} {value:.2f}" for name, value in of.items()))
    strange = [one for person in crowd for one in person.strange]
    print(f"{len(strange)} saw something of another; being read after each round: {underway}", *strange[:10], sep="\n")
    if given.json:
        found = {
            "figures": figures, "strange": strange, "being_read": underway, "load": os.getloadavg(), "cpu": spent,
            "at_the_server": {"all": every, **{route: of for of, route in slowest}}, "seconds": lasted,
        }  # fmt: skip
        given.json.write_text(json.dumps(found, indent=1), "utf-8")
    return 1 if strange else 0


if __name__ == "__main__":
    sys.exit(main())
