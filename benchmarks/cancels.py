"""From a cancel to its effect: seconds until the job is cancelled, and until its reader is at the next document.

    python -m benchmarks.cancels [--rounds 10] [--folder DIR] [--json OUT]

One server and its one reader, with the embedded model, by REST. Inside pages: pictures of a whole sheet, which need
OCR, are cancelled at a random moment of their reading. Between pages: long PDFs with a text layer are cancelled as
soon as a further page is seen to be saved. The next document always waits already. States are asked for every 20 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from app.settings import Settings
from benchmarks.soak import ALONE, free_port, served
from tests.draw import RECEIPT, pdf
from tests.pipeline import drawing

POLL = 0.02  # seconds between two looks
PAGES = 40  # of a PDF
LINES = 40  # of a sheet
SHEET = (1654, 2339)  # pixels: A4 at 200 dpi


def sheet(number: int) -> tuple[str, bytes]:
    """A scanned sheet, no two alike."""
    lines = [f"Row {number}-{line}  Harbour Stores, goods as ordered  {line * 7.35:.2f} EUR" for line in range(LINES)]
    return f"sheet {number}.png", drawing.saved(drawing.picture(lines, size=SHEET, spacing=55), "PNG")


def book(number: int) -> tuple[str, bytes]:
    """A long PDF with a text layer, no two alike."""
    return f"book {number}.pdf", pdf(*[[*RECEIPT, f"{number} {page}"] for page in range(PAGES)])


class House:
    """A server, as a person sees it."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=f"{url}/api", timeout=60, limits=ALONE)

    def send(self, name: str, data: bytes) -> str:
        """The job of a new document."""
        answer = self.client.post("/documents", files={"files": (name, data)})
        answer.raise_for_status()
        job: str = answer.json()["files"][0]["job_id"]
        return job

    def job(self, job: str) -> dict[str, Any]:
        """How it stands."""
        found: dict[str, Any] = self.client.get("/jobs", params={"ids": job}).json()[0]
        return found

    def until(self, job: str, true: Callable[[dict[str, Any]], bool], seconds: float = 300) -> dict[str, Any]:
        """The job as soon as that is so."""
        end = time.monotonic() + seconds
        while not true(found := self.job(job)):
            assert time.monotonic() < end, f"it did not happen: {found}"
            time.sleep(POLL)
        return found

    def cancelled(self, job: str, following: str) -> tuple[float, float] | None:
        """Seconds from the cancel to the state and to the next document; None when the reading was over before."""
        began = time.monotonic()
        self.client.post(f"/jobs/{job}/cancel").raise_for_status()
        ended = self.until(job, lambda found: found["state"] not in ("queued", "reading"))
        stood = time.monotonic() - began
        self.until(following, lambda found: found["state"] != "queued")
        return (stood, time.monotonic() - began) if ended["state"] == "cancelled" else None


def inside(house: House, rounds: int, draw: random.Random) -> list[tuple[float, float] | None]:
    """Cancels at random moments of the reading of one page."""
    for number in (-2, -1):  # the first loads the OCR
        warm = house.send(*sheet(number))
        whole: float = house.until(warm, lambda found: found["state"] == "done")["seconds"]
    return chain(house, [sheet(number) for number in range(rounds + 1)], lambda _: time.sleep(draw.uniform(0, whole)))


def between(house: House, rounds: int, draw: random.Random) -> list[tuple[float, float] | None]:
    """Cancels right after a page was saved."""

    def pages(job: str) -> None:
        some = draw.randint(1, 5)
        house.until(job, lambda found: found["pages_done"] >= some)

    return chain(house, [book(number) for number in range(rounds + 1)], pages)


def chain(
    house: House, files: list[tuple[str, bytes]], wait: Callable[[str], object]
) -> list[tuple[float, float] | None]:
    """Cancel one document after the other once it is read and ``wait`` has passed, while the next one is queued."""
    job, found = house.send(*files[0]), []
    for file in files[1:]:
        following = house.send(*file)
        house.until(job, lambda found: found["state"] != "queued")
        wait(job)
        found.append(house.cancelled(job, following))
        job = following
    house.cancelled(job, job)
    return found


def summed(found: list[tuple[float, float] | None]) -> dict[str, Any]:
    """Medians and the longest, in seconds."""
    took = [one for one in found if one]
    if not took:
        return {"cancels": 0}
    said: dict[str, Any] = {"cancels": len(took), "over_before": len(found) - len(took)}
    for index, what in enumerate(("cancelled", "reader_at_the_next")):
        values = [one[index] for one in took]
        said[what] = {
            "median": round(statistics.median(values), 2),
            "longest": round(max(values), 2),
            "within_a_second": sum(value <= 1 for value in values),
        }
    return said


def main() -> None:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="recto-cancels-"))
    draw, load = random.Random(given.seed), [os.getloadavg()[0]]
    with served(Settings(data=folder, model="embedded", port=free_port())) as (url, _):
        house = House(url)
        found: dict[str, Any] = {}
        for name, what in (("between_pages", between), ("inside_a_page", inside)):
            found[name] = summed(what(house, given.rounds, draw))
            load.append(os.getloadavg()[0])
    found["load"] = [round(one, 1) for one in load]
    text = json.dumps({**found, "cpus": os.cpu_count()}, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
