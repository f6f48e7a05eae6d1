"""Many browsers at once: how long the slowest action takes, and whether one sees anything of another.

    python -m benchmarks.visitors [--folder DIR] [--browsers 20] [--rounds 3] [--together] [--nice 5] [--json OUT]

A server of its own that asks for a login, and as many people, made by ``recto users add``, each with a document of
their own. Each person is a browser context of one Chromium: cookies, storage, caches and pages apart, a small window,
animations reduced, no GPU. They sign in one after the other. Then each goes their own way, round after round: opens the
first screen, uploads a file, opens the library, searches, opens their document, corrects a value, and looks at what is
there for 3 to 8 seconds before each of these, as people do; each begins at a moment of their own within the time of
a round (``--together``: all at once, in step). Meanwhile two readers with the embedded model read long documents; how
many are being read is looked at every few seconds. It fails when one person sees anything of another.

An action is measured by two clocks. The browser's runs from the click until what was asked for is on the screen; the
browsers share the machine with server and readers, so it says how long all of that takes together. They stand for
machines of their own and stand back as far as the readers do (``nice`` 5; ``--nice 0``: not at all). The server's is
the time in which it had a request of this action in its hands, by its own log (each action has a request id). Beside
them stand the requests by kind, and the CPU seconds of server, readers and browsers.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import random
import re
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from app import cli
from app.reader import Reader
from app.service import Service
from app.settings import Settings
from app.worker import NICE
from benchmarks.cancels import PAGES
from benchmarks.soak import children, free_port, served
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.draw import ANSWERS, RECEIPT, pdf

READERS = 2
BOOKS = 60  # long documents that wait: more than can be read meanwhile
LOOKS = 3.0, 8.0  # seconds that a person looks at a screen before the next action
ACTIONS = 6  # of a round
PATIENCE = 300_000  # milliseconds
ANSWERED = re.compile(r"time=(\S+) .*event=answered request=(\S+) method=(\S+) path=(\S+) status=\d+ seconds=(\S+)")
LIGHT: dict[str, Any] = {"viewport": {"width": 1000, "height": 700}, "reduced_motion": "reduce", "locale": "en-GB"}


@dataclass(slots=True)
class Person:
    """Somebody with a login, a document, and a browser."""

    name: str
    password: str
    document: str = ""
    page: Page | None = None
    took: dict[str, list[tuple[str, float]]] = field(default_factory=dict)  # by action: request id, seconds
    strange: list[str] = field(default_factory=list)
    draw: random.Random = field(default_factory=random.Random)

    async def timed(self, action: str, doing: Callable[[], Awaitable[Any]]) -> None:
        """Look for a while, do it, and remember the seconds and the id that its requests bore."""
        assert self.page is not None
        await asyncio.sleep(self.draw.uniform(*LOOKS))
        done = self.took.setdefault(action, [])
        request = f"{self.name}-{action.replace(' ', '_')}-{len(done)}"
        await self.page.set_extra_http_headers({"x-request-id": request})
        began = time.perf_counter()
        await doing()
        done.append((request, time.perf_counter() - began))
        await self.page.set_extra_http_headers({"x-request-id": f"{self.name}-looks"})


def people(settings: Settings, count: int) -> list[Person]:
    """``recto users add`` for each, and a document of their own, read by the scripted model."""
    found = []
    os.environ |= settings.environment()
    for number in range(count):
        name, said = f"person{number:02d}x", io.StringIO()
        with contextlib.redirect_stdout(said):
            if cli.main(["users", "add", name]):
                raise RuntimeError(f"{name} could not be added.")
        password = said.getvalue().splitlines()[0].partition("password ")[2]
        found.append(Person(name, password, draw=random.Random(name)))
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
    context = await browser.new_context(**LIGHT)
    context.set_default_timeout(PATIENCE)
    person.page = page = await context.new_page()
    await page.goto(f"{address}/login")
    await page.get_by_label("Name").fill(person.name)
    await page.get_by_label("Password").fill(person.password)
    await page.get_by_role("button", name="Sign in").click(no_wait_after=True)
    await page.wait_for_url(lambda url: "/login" not in url, wait_until="commit")


async def act(person: Person, address: str, turn: int, others: list[str]) -> None:
    """One round of one person."""
    page, mine = person.page, f"{person.name} turn {turn}"
    assert page is not None
    file: Any = {"name": f"{mine}.pdf", "mimeType": "application/pdf", "buffer": pdf(("Receipt", mine))}

    def opens(path: str, ready: str) -> Callable[[], Awaitable[None]]:
        async def opening() -> None:
            await page.goto(f"{address}/{path}", wait_until="commit")
            await page.locator(ready).first.wait_for()

        return opening

    async def uploads() -> None:
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
    await person.timed("upload a file", uploads)
    await seen()
    await person.timed("open the library", opens("library", "tr[data-document]"))
    await person.timed("search", searches)
    await seen()
    await person.timed("open a document", opens(f"document?id={person.document}", "[data-field=vendor_name] input"))
    await person.timed("correct a value", corrects)
    await seen()


@dataclass(frozen=True, slots=True)
class Request:
    """A request in the server's log: its id, its kind (without what names one document or file), when it was there."""

    id: str
    kind: str
    began: float
    ended: float


def requests(log: str) -> list[Request]:
    """Those that the server answered."""
    found = []
    for when, request, method, path, seconds in ANSWERED.findall(log):
        ended = datetime.fromisoformat(when).timestamp()
        short = re.sub(r"[0-9a-f]{64}|/assets/.*|/static/.*", "...", path)
        found.append(Request(request, f"{method} {short}", ended - float(seconds), ended))
    return found


def in_hand(some: list[Request]) -> float:
    """Seconds in which at least one of them was there."""
    total, until = 0.0, 0.0
    for one in sorted(some, key=lambda request: request.began):
        total += max(0.0, one.ended - max(one.began, until))
        until = max(until, one.ended)
    return total


def computed(*processes: int) -> float:
    """CPU seconds of these processes so far, with those of their children that have ended."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(
        sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15])) / ticks
        for one in processes
    )


def standing_back(folder: Path, by: int) -> str:
    """A program that starts Chromium at a priority lower by ``by``."""
    path = folder / "chromium"
    path.write_text(f'#!/bin/sh\nexec nice -n {by} {shlex.quote(str(CHROMIUM))} "$@"\n', "utf-8")
    path.chmod(0o755)
    return str(path)


async def visit(
    crowd: list[Person], address: str, rounds: int, together: bool, chromium: str, reading: Callable[[], int]
) -> list[int]:
    """All rounds; how many documents were being read, now and then. Nobody may open the document of their neighbour."""
    underway: list[int] = []
    names = [person.name for person in crowd]

    async def stay(person: Person) -> None:
        await asyncio.sleep(0 if together else person.draw.uniform(0, ACTIONS * sum(LOOKS) / 2))
        for turn in range(rounds):
            await act(person, address, turn, [name for name in names if name != person.name])

    async def watch() -> None:
        while True:
            underway.append(reading())
            await asyncio.sleep(5)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for person in crowd:
            await sign_in(person, browser, address)
        print(f"{len(crowd)} signed in; load {os.getloadavg()[0]:.1f}", flush=True)
        watching = asyncio.create_task(watch())
        await asyncio.gather(*map(stay, crowd))
        watching.cancel()
        for person, neighbour in zip(crowd, crowd[1:] + crowd[:1], strict=True):
            assert person.page is not None
            answer = await person.page.request.get(f"{address}/api/documents/{neighbour.document}")
            if answer.status != 404:
                person.strange.append(f"{person.name} was given the document of {neighbour.name}")
        await browser.close()
    return underway


def summed(some: list[float]) -> dict[str, float]:
    """How many, and seconds."""
    p95 = statistics.quantiles(some, n=20, method="inclusive")[-1] if len(some) > 1 else some[0]
    return {"count": len(some), "p50": statistics.median(some), "p95": p95, "max": max(some)}


def told(of: dict[str, float]) -> str:
    """On a line."""
    return ", ".join(f"{name} {value:.2f}" for name, value in of.items())


def main() -> int:
    """Prepare, visit, print; 1 when one saw something of another."""
    parser = argparse.ArgumentParser(prog="benchmarks.visitors")
    parser.add_argument("--folder", type=Path, help="for the store (default: one that is deleted afterwards)")
    parser.add_argument("--browsers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--together", action="store_true", help="let all begin at once and go in step")
    parser.add_argument("--nice", type=int, default=NICE, help="how far the browsers stand back")
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
            chromium = standing_back(folder, given.nice)
            visiting = visit(
                crowd, address, given.rounds, given.together, chromium, lambda: store.job_counts().get("reading", 0)
            )
            underway = asyncio.run(visiting)
            lasted = time.monotonic() - began
            after = [computed(server), computed(*readers), computed(os.getpid())]
        log_lines = (folder / "server.log").read_text("utf-8", "replace")
    answered = requests(log_lines)
    by_id: dict[str, list[Request]] = {}
    by_kind: dict[str, list[float]] = {"ALL REQUESTS": [one.ended - one.began for one in answered]}
    for one in answered:
        by_id.setdefault(one.id, []).append(one)
        by_kind.setdefault(one.kind, []).append(one.ended - one.began)
    figures = {}
    for action in crowd[0].took:
        some = [one for person in crowd for one in person.took[action]]
        here, there = [seconds for _, seconds in some], [in_hand(by_id.get(request, [])) for request, _ in some]
        figures[action] = {"browser": summed(here), "server": summed(there)}
    kinds = {kind: summed(some) for kind, some in by_kind.items()}
    slowest = sorted(kinds, key=lambda kind: (kind != "ALL REQUESTS", -kinds[kind]["p95"]))
    whose = ("server", "readers", "browser and this process")
    spent = {who: round(end - begin, 1) for who, begin, end in zip(whose, before, after, strict=True)}
    print(f"signing in and {given.rounds} rounds: {lasted:.0f} s; CPU seconds: {spent}")
    for action, clocks in figures.items():
        for clock, of in clocks.items():
            print(f"{action:24} {clock:8} {told(of)}")
    for kind in slowest[:12]:
        print(f"{kind:50} {told(kinds[kind])}")
    strange = [one for person in crowd for one in person.strange]
    print(f"{len(strange)} saw something of another; being read: {underway}", *strange[:10], sep="\n")
    if given.json:
        found = {
            "figures": figures, "kinds": kinds, "strange": strange, "being_read": underway, "load": os.getloadavg(),
            "cpu": spent, "seconds": lasted,
        }  # fmt: skip
        given.json.write_text(json.dumps(found, indent=1), "utf-8")
    return 1 if strange else 0


if __name__ == "__main__":
    sys.exit(main())
