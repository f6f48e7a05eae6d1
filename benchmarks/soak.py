"""Does memory grow? Many pages through one server process by REST, its memory and its reader's every so often.

    python -m benchmarks.soak [--pages 2000] [--every 500] [--minutes 600] [--side 2000] [--model embedded] [--json OUT]

Draws PDFs with a text layer, three to seven pages each, and every tenth document a small picture for the OCR. Beside
the uploads it looks at documents, pages, jobs and searches, as people do. The reader is not recycled, so that nothing
hides what it keeps. Resident memory is taken while nothing is read: of the server, of the reader, and of the process
that forks the children which open documents.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import httpx

from app.settings import Settings
from tests.draw import pdf, png

WAITING = 6  # documents in the queue at most: the server and its reader work all the time
ALONE = httpx.Limits(max_keepalive_connections=0)  # the server closes what was idle for 5 s, perhaps just as it is used
HOUSE = Path(__file__).parent.parent
GOODS = ("Flat white", "Almond cake", "Rye bread", "Olive oil", "Paper towels", "Garden gloves", "Green tea", "Soap")


def document(number: int) -> tuple[str, bytes, int]:
    """Document ``number``: its file name, its bytes and how many pages it has. The same number, the same bytes."""
    draw = random.Random(number)
    if number % 10 == 9:
        return f"till {number}.png", png(_lines(draw, number, 1, 3)), 1
    pages = draw.randint(3, 7)
    return f"bill {number}.pdf", pdf(*[_lines(draw, number, page, 6) for page in range(1, pages + 1)]), pages


def _lines(draw: random.Random, number: int, page: int, items: int) -> list[str]:
    rows = [(draw.choice(GOODS), draw.randint(1, 9), draw.randint(100, 9999)) for _ in range(items)]
    total = sum(count * price for _, count, price in rows)
    return [
        f"HARBOUR STORES {draw.randint(1, 99)}",
        f"Invoice {number:05d}-{page}",
        f"Date: 2026-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
        *(f"{count} {name} {price / 100:.2f} {count * price / 100:.2f}" for name, count, price in rows),
        f"Total {total / 100:.2f} EUR",
    ]


def memory(pid: int) -> dict[str, float]:
    """Resident megabytes of a process: all of it, and its own without mapped files."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = {
        name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines) if "kB" in rest
    }
    return {"resident": round(found["VmRSS"], 1), "own": round(found["RssAnon"], 1)}


def children(pid: int) -> list[int]:
    """The processes that ``pid`` started and that live."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
        except OSError:  # it has just ended
            continue
    return found


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(settings: Settings, log: IO[bytes] | None = None) -> Iterator[tuple[str, int]]:
    """``recto``'s own server, ready, with its model loaded: its address and its process id. It writes to ``log``."""
    command, given = [sys.executable, "-m", "app", "serve"], settings.environment()
    server = subprocess.Popen(command, env=given, cwd=HOUSE, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{settings.port}"
    try:
        while True:
            assert server.poll() is None, "the server ended"
            with suppress(httpx.TransportError):
                if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                    break
            time.sleep(0.3)
        yield url, server.pid
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(300)


class Soak:
    """One run against one server."""

    def __init__(self, url: str, server: int) -> None:
        self.client, self.server = httpx.Client(base_url=url, timeout=120, limits=ALONE), server
        self.draw = random.Random(0)
        self.sent: dict[str, int] = {}  # document id: pages

    def run(self, pages: int, every: int, minutes: float) -> list[dict[str, Any]]:
        """Upload until ``pages`` pages went in or ``minutes`` have passed; a row for each ``every``, and at the end."""
        rows: list[dict[str, Any]] = []
        number = done = 0
        began = time.monotonic()
        while done < pages and time.monotonic() - began < 60 * minutes:
            name, data, count = document(number)
            number, done = number + 1, done + count
            answer = self.client.post("/api/documents", files={"files": (name, data)})
            answer.raise_for_status()
            self.sent[answer.json()["files"][0]["document_id"]] = count
            self.look()
            self.wait(WAITING)
            if done // every > len(rows):
                rows.append(self.row(done, number, began))
        if not rows or rows[-1]["pages"] < done:
            rows.append(self.row(done, number, began))
        total = self.client.get("/api/documents?status=read&limit=1").json()["total"]
        assert total == number, f"{total} of {number} documents are read"
        return rows

    def row(self, pages: int, documents: int, began: float) -> dict[str, Any]:
        """Wait until everything is read, then measure."""
        self.wait(0)
        time.sleep(2)
        seconds = round(time.monotonic() - began)
        row = {"pages": pages, "documents": documents, "seconds": seconds, **self.held()}
        print(json.dumps(row), flush=True)
        return row

    def look(self) -> None:
        """What people do meanwhile."""
        some = self.draw.choice(list(self.sent))
        for path in (
            f"documents/{some}",
            f"documents/{some}/pages/1/words",
            f"documents/{some}/pages/1.webp",
            "jobs?active=true",
            f"documents?text={self.draw.choice(GOODS).split()[0]}&limit=50",
            f"documents?amount_min={self.draw.randint(1, 900)}&sort=amount",
        ):
            self.client.get(f"/api/{path}")

    def wait(self, most: int) -> None:
        """Until at most ``most`` documents are under way."""
        while len(self.client.get("/api/jobs?active=true").json()) > most:
            time.sleep(0.5)

    def held(self) -> dict[str, Any]:
        """Memory of the three processes, and the reader's process id: it must stay the same."""
        (reader,) = [one for one in children(self.server) if b"app.worker" in Path(f"/proc/{one}/cmdline").read_bytes()]
        forks = children(reader)
        return {"server": memory(self.server), "reader": memory(reader), "forks": memory(forks[0]), "pid": reader}


def main() -> None:
    """Run it, print a row for each interval, and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=600, help="after which nothing more is uploaded")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--side", type=int, default=2000, help="pixels of the longest side of a page")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="recto-soak-"))
    with served(
        Settings(data=folder, model=given.model, port=free_port(), recycle=1_000_000, page_side=given.side)
    ) as server:
        rows = Soak(*server).run(given.pages, given.every, given.minutes)
    verdict = {who: rows[-1][who]["resident"] / rows[0][who]["resident"] - 1 for who in ("server", "reader", "forks")}
    print("growth from the first row to the last:", {who: f"{share:+.1%}" for who, share in verdict.items()})
    if given.json:
        given.json.write_text(json.dumps({"rows": rows, "growth": verdict, "cpus": os.cpu_count()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
