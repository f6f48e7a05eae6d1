"""The library with 100,000 documents: how long each question takes at the server, what an export holds in memory.

``python -m benchmarks.library --folder FOLDER`` makes the store (once; the same documents each time) and measures it.
The documents are invented here: 12 fields, a page of about 60 words, 2,000 vendors, six currencies.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from app.service import LOCAL, Query, Service
from app.settings import Settings
from storage import database, tables
from storage.typed import fold

COUNT = 100_000
AT_ONCE = 1000
ROUNDS = 30
FORMATS = ("csv", "xlsx", "jsonl", "parquet")
FIRST = ("North", "Green", "Blue", "Old", "Little", "Grand", "River", "Stone", "Bright", "Silver")
SECOND = ("light", "field", "bridge", "mill", "garden", "harbour", "forge", "corner", "hill", "wood")
LAST = ("Ltd", "GmbH", "SA", "Inc", "AG", "Studio", "Traders", "Supplies", "Foods", "Works",
        "Books", "Cycles", "Tools", "Paper", "Motors", "Café", "Press", "Optics", "Energy", "Cargo")  # fmt: skip
WORDS = (
    "invoice total payment due thank you for your order delivery of paper ink screws lamp cable coffee bread "
    "ticket hotel night hours repair wheel glass oak linen copper plant seed letter stamp parcel rent water "
    "power phone lesson book print poster frame tile paint brush rope sail engine filter pump valve garment "
    "button thread needle chair table shelf door key"
).split()
CURRENCIES = ("EUR",) * 6 + ("GBP", "USD", "CHF", "")
PICTURE = bytes.fromhex("52494646240000005745425056503820180000003001009d012a0100010001401c25a400037000fefc9d100000")


def make(folder: Path, count: int = COUNT) -> Service:
    """A service over ``count`` documents in ``folder``, made where they are not there yet."""
    service = Service(Settings(data=folder, workers=0))
    with database.reading(service.store._engine) as session:
        there = session.scalar(select(func.count()).select_from(tables.Document)) or 0
    if there >= count:
        return service
    image = service.store.files.put(PICTURE)
    chance = random.Random(7)
    began = time.monotonic()
    for start in range(there, count, AT_ONCE):
        rows: dict[type[tables.Table], list[dict[str, Any]]] = {}
        for number in range(start + 1, min(start + AT_ONCE, count) + 1):
            for table, row in _document(number, chance, image):
                rows.setdefault(table, []).append(row)
        with database.writing(service.store._engine, durable=False) as session:
            for table, those in rows.items():
                session.execute(insert(table), those)
        if start % 10_000 == 0:
            print(f"{start + AT_ONCE:,} documents, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return service


def _document(number: int, chance: random.Random, image: str) -> Iterator[tuple[type[tables.Table], dict[str, Any]]]:
    """The rows of document ``number``; they depend on nothing else but the documents before it."""
    vendor = f"{chance.choice(FIRST)}{chance.choice(SECOND)} {chance.choice(LAST)}"
    day = date(2022, 1, 1) + timedelta(days=chance.randrange(1700))
    total = Decimal(round(10 ** chance.uniform(3, 7))).scaleb(-2)
    currency = chance.choice(CURRENCIES)
    invoice = f"R-{chance.randrange(10**6):06d}"
    words = [*chance.choices(WORDS, k=50), vendor, invoice, str(total), day.isoformat(), f"code{number % 5000}"]
    made = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=97 * number)
    sure = round(chance.uniform(0.3, 1.0), 3)
    name, reviewed = f"scan-{number:06d}.pdf", number % 3 == 0
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    values: list[tuple[str, str, str]] = [
        ("vendor_name", "text", vendor), ("invoice_number", "text", invoice), ("invoice_date", "date", day.isoformat()),
        ("due_date", "date", (day + timedelta(days=30)).isoformat()), ("currency", "text", currency or "EUR"),
        ("total", "number", str(total)), ("subtotal", "number", str(total)), ("buyer_name", "text", "Recto House"),
        ("line_items.0.description", "text", words[0]), ("line_items.0.amount", "number", str(total)),
        ("line_items.1.description", "text", words[1]), ("line_items.1.amount", "number", "0"),
    ]  # fmt: skip
    boxes = [[word, 0.1, 0.01 * i, 0.4, 0.01 * i + 0.008, 0.9] for i, word in enumerate(words)]
    yield tables.Document, {
        "id": number, "owner": LOCAL, "sha256": sha256, "name": name, "media_type": "application/pdf", "size": 50_000,
        "page_count": 1, "made_at": made, "reviewed": reviewed,
    }  # fmt: skip
    yield tables.Page, {
        "document_id": number, "number": 1, "words": json.dumps(boxes, separators=(",", ":")), "width": 1000,
        "height": 1400, "source": "text layer", "state": "read", "note": "", "image": image,
    }  # fmt: skip
    yield tables.Run, {
        "id": number, "document_id": number, "key": sha256, "doctype": "invoice", "schema_version": "1",
        "model": "invented", "settings": "{}", "made_at": made, "reasoning": "", "tokens_in": 0, "tokens_out": 0,
        "seconds": "{}", "coverage": '[[1,"read",1000,1400,"text layer",""]]', "is_current": True,
    }  # fmt: skip
    for position, (path, kind, text) in enumerate(values):
        yield tables.Field, {
            "run_id": number, "position": position, "path": path, "raw": text, "kind": kind, "text": text,
            "number": Decimal(text) if kind == "number" else None,
            "day": date.fromisoformat(text) if kind == "date" else None,
            "confidence": sure, "page": 1, "x0": 0.1, "y0": 0.02 * position, "x1": 0.4, "y1": 0.02 * position + 0.01,
            "evidence": text, "evidence_confidence": 0.9,
        }  # fmt: skip
    yield tables.Facet, {
        "document_id": number, "owner": LOCAL, "made_at": made, "status": "reviewed" if reviewed else "read",
        "doctype": "invoice" if number % 4 else "receipt", "vendor": vendor, "vendor_folded": fold(vendor),
        "number": fold(invoice), "day": day, "total": total, "currency": currency, "risk": 1 - sure,
    }  # fmt: skip
    yield tables.Searchable, {
        "document_id": number, "name": name, "found": "\n".join(v[2] for v in values), "body": " ".join(words),
    }  # fmt: skip
    yield tables.Job, {
        "id": number, "document_id": number, "state": "done", "priority": 0, "doctype": "", "again": False,
        "pages_done": 1, "pages_total": 1, "attempts": 1, "error": "", "made_at": made, "started_at": made,
        "ended_at": made + timedelta(seconds=1), "password": None, "cancel_asked": False,
    }  # fmt: skip


QUESTIONS: dict[str, Callable[[int], Query]] = {
    "first paint (newest)": lambda _: Query(),
    "sort by date": lambda _: Query(sort="date"),
    "sort by amount": lambda _: Query(sort="amount"),
    "sort by vendor": lambda _: Query(sort="vendor"),
    "sort by risk": lambda _: Query(sort="risk"),
    "page at 50,000": lambda i: Query(offset=50_000 + 25 * i),
    "page at 99,000 by amount": lambda i: Query(sort="amount", offset=97_000 + 25 * i),
    "filter: type": lambda _: Query(doctype="receipt"),
    "filter: state": lambda _: Query(status="reviewed"),
    "filter: part of a vendor": lambda i: Query(vendor=("bridge", "optics", "café")[i % 3]),
    "filter: dates": lambda i: Query(date_from=date(2023, 1 + i % 12, 1), date_to=date(2023, 1 + i % 12, 28)),
    "filter: amounts": lambda i: Query(amount_min=Decimal(100 + i), amount_max=Decimal(200 + i)),
    "filter: all of them, by date": lambda _: Query(
        doctype="invoice", vendor="bridge", date_from=date(2023, 1, 1), amount_min=Decimal(50), status="read",
        sort="date",
    ),
    "search: rare word": lambda i: Query(text=f"code{37 * i % 5000}"),
    "search: two words, best first": lambda i: Query(text=f"{WORDS[i % 60]} {WORDS[(i + 7) % 60]}", sort="best"),
    "search: common word": lambda i: Query(text=WORDS[i % 60]),
    "search: common word by date": lambda i: Query(text=WORDS[i % 60], sort="date"),
    "search: word of all, by date": lambda _: Query(text="recto", sort="date"),
    "search: word of all, by amount, page 400": lambda _: Query(text="recto", sort="amount", offset=10_000),
    "search: common word, date, amount": lambda i: Query(
        text=WORDS[i % 60], date_from=date(2024, 1, 1), amount_min=Decimal(500), sort="amount"
    ),
    "search: beginning of a word": lambda i: Query(text=WORDS[i % 60][:3]),
}  # fmt: skip


def timed(work: Callable[[int], object], rounds: int = ROUNDS) -> dict[str, float]:
    """p50, p95 and the largest of ``rounds`` runs after two that warm it up, in milliseconds."""
    for i in range(2):
        work(i)
    took = []
    for i in range(rounds):
        began = time.perf_counter()
        work(i)
        took.append(1000 * (time.perf_counter() - began))
    p95 = statistics.quantiles(took, n=20)[-1]
    return {"p50_ms": round(statistics.median(took), 1), "p95_ms": round(p95, 1), "max_ms": round(max(took), 1)}


def questions(service: Service, only: str = "") -> dict[str, dict[str, float]]:
    """Each question through the service, as screens and REST ask it."""
    asked: dict[str, Callable[[int], object]] = {
        name: (lambda i, spell=spell: service.search(LOCAL, spell(i))) for name, spell in QUESTIONS.items()
    }
    ids = [hashlib.sha256(f"scan-{1 + 1117 * i % COUNT:06d}.pdf".encode()).hexdigest() for i in range(ROUNDS + 2)]
    asked["document opens"] = lambda i: service.document(LOCAL, ids[i % len(ids)])
    asked["totals of everything"] = lambda _: service.library.totals(LOCAL, Query())
    asked["totals of one word"] = lambda i: service.library.totals(LOCAL, Query(text=WORDS[i % 60]))
    asked["what came twice"] = lambda _: service.library.doubles(LOCAL)
    found = {}
    for name, work in asked.items():
        if only in name:
            rounds = 10 if name.startswith(("totals", "what")) else ROUNDS
            began = time.process_time()
            found[name] = timed(work, rounds)
            found[name]["cpu_ms"] = round(1000 * (time.process_time() - began) / (rounds + 2), 1)
            print(f"{name:45} {found[name]}", flush=True)
    return found


def exports(service: Service, formats: Sequence[str]) -> dict[str, dict[str, float]]:
    """All documents in each format: seconds, size, and the largest resident memory above that before."""
    found = {}
    for name in formats:
        idle, peak, over = _resident(), [0], threading.Event()

        def watch(peak: list[int] = peak, over: threading.Event = over) -> None:
            while not over.wait(0.05):
                peak[0] = max(peak[0], _resident())

        watcher = threading.Thread(target=watch)
        watcher.start()
        began = time.monotonic()
        size = sum(len(piece) for piece in service.export(LOCAL, name, Query())[2])
        over.set()
        watcher.join()
        found[name] = {
            "seconds": round(time.monotonic() - began, 1),
            "megabytes": round(size / 1e6, 1),
            "above_idle_mb": round((peak[0] - idle) / 1e6),
        }
        print(f"export {name:10} {found[name]}", flush=True)
    return found


def _resident() -> int:
    """Bytes of this process that are its own or of files that it maps."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.library")
    parser.add_argument("--folder", type=Path, required=True, help="where the store is made, or lies already")
    parser.add_argument("--documents", type=int, default=COUNT)
    parser.add_argument("--only", default="", help="questions whose name has this")
    parser.add_argument("--exports", nargs="*", choices=FORMATS, help="the exports too: these, or all")
    parser.add_argument("--out", type=Path, help="JSON")
    given = parser.parse_args()
    began = time.monotonic()
    service = make(given.folder, given.documents)
    print(f"store: {time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f}", flush=True)
    found: dict[str, Any] = {"load": os.getloadavg(), "questions": questions(service, given.only)}
    if given.exports is not None:
        found["exports"] = exports(service, given.exports or FORMATS)
    if given.out:
        given.out.write_text(json.dumps(found, indent=1), "utf-8")


if __name__ == "__main__":
    main()
