"""kill -9 at random moments of a batch: is anything lost, torn, or read twice?

    python -m benchmarks.kills [--kills 200] [--documents 40] [--cold] [--folder DIR] [--seed 0] [--json OUT]

A server and a reading process (the scripted model, light pages) take in drawn documents by REST, some in every round.
At a random moment the reading process, the server, or both are killed with -9 and started again. While kills are left
and everything is read, documents are read again, so that kills always meet work. At the end: every acknowledged
document has exactly one current record, ``Store.verify`` is clean, and no page was read twice but the one in flight at
a kill. Every saved page is counted by a trigger in the database, in the transaction that saves it.

Both processes are forks of this one, which has imported everything already: a start takes a moment instead of seconds.
With ``--cold`` it is ``recto``'s own server, which starts its reading process itself.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

import model.backends.scripted  # noqa: F401
from app.server import create_app
from app.settings import Settings
from app.worker import work
from benchmarks.soak import ALONE, children, free_port
from storage.store import Store
from tests.draw import ANSWERS, RECEIPT, pdf

ATTEMPTS = 30  # the kills are ours: on a busy machine one document may meet several before its first page is read
HOUSE = Path(__file__).parent.parent
LEDGER = """
    CREATE TABLE IF NOT EXISTS ledger (document INTEGER, page INTEGER, reading TEXT);
    CREATE TRIGGER IF NOT EXISTS counted AFTER INSERT ON page BEGIN
        INSERT INTO ledger VALUES (new.document_id, new.number, new.reading);
    END;
    CREATE TRIGGER IF NOT EXISTS counted_again AFTER UPDATE ON page BEGIN
        INSERT INTO ledger VALUES (new.document_id, new.number, new.reading);
    END;
"""
"""Which page was saved by which reading: a page that stands twice for one reading was read twice."""


@dataclass
class Tally:
    """What happened."""

    kills: dict[str, int] = field(default_factory=lambda: {"reader": 0, "server": 0, "both": 0})
    met: int = 0  # kills at which a document was being read
    acknowledged: set[str] = field(default_factory=set)
    asked_again: int = 0
    unanswered: int = 0  # requests that a kill cut off: their documents may be there or not
    back: list[float] = field(default_factory=list)  # seconds from a kill to the next page or record that was saved


class House:
    """A server in a folder, started as often as it is killed."""

    def __init__(self, folder: Path, port: int, cold: bool = False) -> None:
        self.cold = cold
        self.server = self.worker = 0
        self.leash = os.pipe()  # nothing is written: the forks end when our end of it does
        script = folder / "script.json"
        folder.mkdir(parents=True, exist_ok=True)
        script.write_text(json.dumps({"kind": "receipt", "answers": ANSWERS}), "utf-8")
        given = {"script": str(script)}
        self.settings = Settings(
            data=folder / "data", model="scripted", port=port, model_settings=given, threads=1, attempts=ATTEMPTS
        )
        store = Store("", self.settings.data)  # not kept: a store must not be forked
        store.migrate()
        store.close()
        with closing(self.database()) as database:
            database.executescript(LEDGER)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}/api", timeout=20, limits=ALONE)
        self.log = (folder / "server.log").open("ab")

    def database(self) -> sqlite3.Connection:
        """A connection of our own, which waits for others."""
        return sqlite3.connect(self.settings.data / "recto.sqlite3", timeout=30)

    def start(self) -> None:
        """Start what does not run, and wait until the server answers."""
        if not self.server:
            self.server = self._spawned() if self.cold else self._forked(self._serve)
        if not self.worker and not self.cold:
            self.worker = self._forked(lambda: work(self.settings))
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                self.client.get("/jobs?active=true")
                return
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError("the server does not answer")

    def _serve(self) -> None:
        uvicorn.run(
            create_app(replace(self.settings, workers=0), screens=False), port=self.settings.port, log_level="warning"
        )

    def _forked(self, what: Callable[[], object]) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            os.setsid()
            os.dup2(self.log.fileno(), 1)
            os.dup2(self.log.fileno(), 2)
            os.close(self.leash[1])
            threading.Thread(target=self._end_with_us, daemon=True).start()
            what()
        finally:
            os._exit(0)

    def _end_with_us(self) -> None:
        os.read(self.leash[0], 1)
        os._exit(1)

    def _spawned(self) -> int:
        environment = {**self.settings.environment(), "RECTO_WORKERS": "1"}
        command = [sys.executable, "-m", "app", "serve"]
        return subprocess.Popen(command, env=environment, cwd=HOUSE, stdout=self.log, stderr=self.log).pid

    def reader(self) -> int:
        """The reading process that lives now; 0 between two."""
        return self.worker if not self.cold else next((p for p in children(self.server) if _reads(p)), 0)

    def kill(self, whom: str) -> None:
        """kill -9."""
        reader = self.reader() if whom != "server" else 0
        for pid in (self.server if whom != "reader" else 0, reader):
            if pid:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if whom != "reader":
            os.waitpid(self.server, 0)
            self.server = 0
        if reader and not self.cold:
            os.waitpid(reader, 0)
            self.worker = 0

    def stop(self) -> None:
        """The orderly way."""
        for pid in filter(None, (self.server, self.worker)):
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)

    def saved(self) -> int:
        """How many pages and records were saved ever."""
        with closing(self.database()) as database:
            pages = database.execute("SELECT count(*) FROM ledger").fetchone()[0]
            return int(pages + database.execute("SELECT count(*) FROM job WHERE state = 'done'").fetchone()[0])

    def reading(self) -> bool:
        """Whether the reading process that lives now holds a document."""
        with closing(self.database()) as database:
            holders = database.execute("SELECT worker FROM job WHERE state = 'reading'").fetchall()
        return any(f":{self.reader()}:" in name for (name,) in holders)

    def waiting(self) -> int:
        """How many documents are under way."""
        with closing(self.database()) as database:
            asked = "SELECT count(*) FROM job WHERE state IN ('queued', 'reading')"
            return int(database.execute(asked).fetchone()[0])


def _reads(pid: int) -> bool:
    try:
        return b"app.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def document(number: int, draw: random.Random) -> tuple[str, bytes]:
    """A receipt of one to eight pages, no two alike."""
    return f"receipt {number}.pdf", pdf(*[[*RECEIPT, f"{number} {i}"] for i in range(draw.randint(1, 8))])


def run(house: House, kills: int, documents: int, seed: int, longest: float, minutes: float) -> Tally:
    """The batch with its kills; when it returns everything is read, or two minutes have passed without a page."""
    draw, tally = random.Random(seed), Tally()
    batch = [document(number, draw) for number in range(documents)]
    share = max(1, documents // 10)
    house.start()
    end = time.monotonic() + 60 * minutes
    for number in range(kills):
        if time.monotonic() > end:
            break
        for _ in range(share):
            if batch:
                upload(house, tally, batch)
        if not batch and house.waiting() == 0:
            read_again(house, tally, draw)
        time.sleep(draw.uniform(0, longest))
        whom = draw.choice(("reader", "reader", "server", "both"))
        tally.kills[whom] += 1
        tally.met += house.reading()
        before, killed = house.saved(), time.monotonic()
        house.kill(whom)
        house.start()
        if number % 4 == 0:  # else the next kill may come before anything goes on
            while house.waiting() and house.saved() == before and time.monotonic() - killed < 60:
                time.sleep(0.05)
            tally.back.append(time.monotonic() - killed)
    while batch:
        upload(house, tally, batch)
    settle(house)
    return tally


def upload(house: House, tally: Tally, batch: list[tuple[str, bytes]]) -> None:
    """Send the next document; it counts once it is acknowledged."""
    name, data = batch[-1]
    try:
        answer = house.client.post("/documents", files={"files": (name, data)})
    except httpx.TransportError:
        tally.unanswered += 1
        return
    if answer.status_code in (200, 201):
        batch.pop()
        tally.acknowledged.add(answer.json()["files"][0]["document_id"])


def read_again(house: House, tally: Tally, draw: random.Random) -> None:
    """Ask for some that are read to be read anew."""
    for one in draw.sample(sorted(tally.acknowledged), min(6, len(tally.acknowledged))):
        tally.asked_again += house.client.post(f"/documents/{one}/read").status_code == 202


def settle(house: House) -> None:
    """Wait until everything is read, as long as something happens."""
    seen, at = -1, time.monotonic()
    while house.waiting() and time.monotonic() - at < 120:
        if (now := house.saved()) != seen:
            seen, at = now, time.monotonic()
        time.sleep(0.2)


def judged(tally: Tally, house: House) -> dict[str, Any]:
    """What must hold, in numbers: all of the second half must be nothing."""
    with closing(house.database()) as database:
        rows = dict(database.execute("SELECT d.sha256, sum(r.is_current) FROM document d LEFT JOIN run r"
                                     " ON r.document_id = d.id GROUP BY d.id").fetchall())  # fmt: skip
        twice = database.execute("SELECT count(*) FROM ledger GROUP BY document, page, reading HAVING count(*) > 1")
        repeated = sum(number - 1 for (number,) in twice)
        states = dict(database.execute("SELECT state, count(*) FROM job GROUP BY state").fetchall())
        pages = database.execute("SELECT count(*) FROM ledger").fetchone()[0]
    back = sorted(tally.back)
    return {
        "kills": {**tally.kills, "all": sum(tally.kills.values())},
        "kills_while_a_document_was_read": tally.met,
        "acknowledged": len(tally.acknowledged),
        "asked_again": tally.asked_again,
        "cut_off": tally.unanswered,
        "pages_saved": pages,
        "jobs": states,
        "seconds_until_it_goes_on": {
            "median": round(back[len(back) // 2], 1), "longest": round(back[-1], 1)} if back else {},
        "lost": len(tally.acknowledged - set(rows)),
        "without_one_record": sum(rows.get(one) != 1 for one in tally.acknowledged),
        "saved_twice_in_one_reading": repeated,
        "problems": list(Store("", house.settings.data).verify().problems),
    }  # fmt: skip


def main() -> None:
    """Run it and print what was found; ends with 1 when something must not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=float, default=2.0, help="seconds between two kills, at most")
    parser.add_argument("--minutes", type=float, default=60.0, help="after which no more is killed")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="recto-kills-"))
    began = time.monotonic()
    house = House(folder, free_port(), given.cold)
    tally = run(house, given.kills, given.documents, given.seed, given.longest, given.minutes)
    house.stop()
    found = {**judged(tally, house), "seconds": round(time.monotonic() - began)}
    text = json.dumps(found, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text + "\n")
    wrong = ("lost", "without_one_record", "saved_twice_in_one_reading", "problems")
    sys.exit(1 if any(found[what] for what in wrong) else 0)


if __name__ == "__main__":
    main()
